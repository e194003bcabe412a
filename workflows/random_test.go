package workflows_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"
	"pgregory.net/rapid"

	"zongwu/activities"
	"zongwu/processes"
	"zongwu/workflows"
)

// randomLog draws the life of a case: tasks opened and closed in any order, with clocks far away, to an end.
func randomLog(t *rapid.T) *caseLog {
	l := &caseLog{}
	var open []processes.OpenStep
	n := rapid.IntRange(1, 12).Draw(t, "transitions")
	for seq := 1; seq <= n; seq++ {
		open = slices.DeleteFunc(slices.Clone(open), func(processes.OpenStep) bool { return rapid.Bool().Draw(t, "closed") })
		var clocks []processes.Clock
		for k := range rapid.IntRange(0, 2).Draw(t, "opened") {
			id := fmt.Sprintf("c1.%d.%d", seq, k)
			open = append(open, processes.OpenStep{Task: id, Step: "step", Since: began()})
			for _, what := range []string{"remind/", "due/"} {
				hours := rapid.IntRange(100, 200).Draw(t, "hours")
				clocks = append(clocks, processes.Clock{ID: what + id, At: began().Add(time.Duration(hours) * time.Hour)})
			}
		}
		l.add(processes.Conduct{Open: open, Clocks: clocks, Sends: []processes.Send{{ID: fmt.Sprint(seq)}}})
	}
	return l
}

// Whatever way the news of a case takes (lost, doubled, in any order and any batches, across runs, with everything
// read anew in between), the workflow knows in the end what a single reader of the log knows.
func TestAnyDelivery(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := randomLog(t)
		n := len(l.conducts)
		in := input()
		runs := rapid.IntRange(1, 3).Draw(t, "runs")
		for i := range runs {
			e := newEnv(l)
			last := i == runs-1
			deliver(t, e, l)
			if last {
				e.tell(time.Hour, l.signal(n, n)) // the last one arrives at last: the outbox does not give up
			}
			var known workflows.State
			e.RegisterDelayedCallback(func() {
				v, err := e.QueryWorkflow(workflows.QueryState)
				if err != nil {
					t.Fatal(err)
				}
				if err := v.Get(&known); err != nil {
					t.Fatal(err)
				}
				e.SetContinueAsNewSuggested(true)
				e.SignalWorkflow(workflows.SignalTransition, l.signal(1, 1)) // wakes it, and is no news
			}, 2*time.Hour)
			e.ExecuteWorkflow(in.Process, in)
			var again *workflow.ContinueAsNewError
			if err := e.GetWorkflowError(); !errors.As(err, &again) {
				t.Fatalf("ended with %v", err)
			}
			in = workflows.Case{}
			if err := converter.GetDefaultDataConverter().FromPayloads(again.Input, &in); err != nil {
				t.Fatal(err)
			}
			if last {
				compare(t, l, known, *in.Carried)
			}
		}
	})
}

// deliver draws what a run is told and when.
func deliver(t *rapid.T, e env, l *caseLog) {
	n := len(l.conducts)
	for range rapid.IntRange(0, 2*n).Draw(t, "signals") {
		at := time.Duration(rapid.IntRange(0, 5).Draw(t, "minute")) * time.Minute
		if rapid.IntRange(0, 19).Draw(t, "resync") == 0 {
			e.RegisterDelayedCallback(func() { e.SignalWorkflow(workflows.SignalResync, nil) }, at)
			continue
		}
		first := rapid.IntRange(1, n).Draw(t, "first")
		e.tell(at, l.signal(first, rapid.IntRange(first, n).Draw(t, "last")))
	}
}

// compare holds what a workflow knows, and carries on, against the log.
func compare(t *rapid.T, l *caseLog, known, carried workflows.State) {
	want := activities.Sum(l.conducts)
	for name, s := range map[string]workflows.State{"known": known, "carried": carried} {
		if s.Seq != want.Seq || s.Status != want.Status || len(s.Open) != len(want.Open) {
			t.Fatalf("%s: %+v, want %+v", name, s, want)
		}
		if got, expected := clockIDs(s.Clocks), clockIDs(want.Clocks); !reflect.DeepEqual(got, expected) {
			t.Fatalf("%s: clocks %v, want %v", name, got, expected)
		}
	}
	if len(l.sent) != want.Seq {
		t.Fatalf("sent %v of %d", l.sent, want.Seq)
	}
	if len(l.rings) > 0 {
		t.Fatalf("rang %v", l.rings)
	}
}

func clockIDs(clocks []activities.Clock) []string {
	ids := []string{}
	for _, c := range clocks {
		ids = append(ids, fmt.Sprintf("%s@%d", c.ID, c.At.Unix()))
	}
	slices.Sort(ids)
	return ids
}
