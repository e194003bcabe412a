package cases_test

import (
	"testing"
	"time"

	"zongwu/cases"
	"zongwu/processes"
)

// R17: the machine's time steps back between two actions (it is set, or another machine answers). Both stand, in the
// order in which they were answered; newStage proves books and trail afterwards.
func TestTimeStepsBack(t *testing.T) {
	s := newStage(t)
	now := time.Now()
	act := func(at time.Time, r cases.Request) *cases.Result {
		t.Helper()
		r.School, r.Action.At = "main", at
		result, err := s.service.Act(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
	first := act(now, cases.Request{Process: "purchase", Action: processes.Action{
		Kind: processes.DoStart, Actor: "head", Data: js(chalkAsked),
	}})
	approve := cases.Request{Case: first.Case.ID, Action: processes.Action{
		Kind: processes.DoSubmit, Actor: "director", Task: first.State.Open[0].ID, Outcome: "approve",
	}}
	second := act(now.Add(-90*time.Second), approve)
	if second.Seq != first.Seq+1 || second.State.Open[0].Step != "buy" {
		t.Errorf("after the step back: %d %+v", second.Seq, second.State.Open)
	}
	if due := second.State.Open[0].DueAt; !due.IsZero() && due.Before(now.Add(-90*time.Second)) {
		t.Errorf("due at %v, before it opened", due)
	}
}
