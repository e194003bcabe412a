package cases_test

import (
	"context"
	"errors"
	"testing"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
)

func TestTasksAreClaimedReleasedAndHandedOn(t *testing.T) {
	s := newStage(t)
	r := s.start("head", chalk)
	r.do("director", "review", "approve", "")
	task := r.task("buy").ID
	act := func(kind processes.Kind, actor, to string) error {
		_, err := r.act(processes.Action{Kind: kind, Actor: actor, Task: task, To: to, Comment: "转交"})
		return err
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%v %s", err, failuresOf(err))
		}
	}
	must(act(processes.DoClaim, "buyer", ""))
	if got := r.task("buy").Claimer(); got != "buyer" {
		t.Errorf("claimed by %q", got)
	}
	s.refuses(act(processes.DoClaim, "buyer2", ""), processes.Claimed, "")
	s.refuses(r.try("buyer2", "buy", "done", order("s6", ordered("1", "100", 350))), processes.Claimed, "")
	must(act(processes.DoRelease, "buyer", ""))
	must(act(processes.DoTransfer, "buyer", "buyer2"))
	s.refuses(r.try("buyer", "buy", "done", order("s6", ordered("1", "100", 350))), processes.NotYours, "")
	s.refuses(act(processes.DoReassign, "buyer2", "buyer"), processes.NotYours, "")
	must(act(processes.DoReassign, "director", "buyer"))
	page, err := s.service.Tasks(context.Background(), s.school, cases.Viewer{Person: "buyer2"}, cases.TaskQuery{})
	if err != nil || len(page.Items) != 0 {
		t.Errorf("buyer2's queue after the reassignment: %+v %v", page, err)
	}
	r.do("buyer", "buy", "done", order("s6", ordered("1", "100", 350)))
	s.refuses(act(processes.DoClaim, "buyer", ""), processes.Closed, "")
}

func TestATaskThatIsOverIsNotOneThatNeverWas(t *testing.T) {
	s := newStage(t)
	r := s.start("head", chalk)
	other := s.start("head", chalk)
	over := r.task("review").ID
	r.do("director", "review", "approve", "")
	submit := func(caseID, task string) error {
		_, err := s.service.Act(context.Background(), cases.Request{School: s.school, Case: caseID, Action: processes.Action{
			Kind: processes.DoSubmit, Actor: "director", Task: task, Outcome: "approve"}})
		return err
	}
	s.refuses(submit("", over), processes.Closed, "")
	for _, task := range []string{r.id + ".99.1", r.id + ".x", r.id, "nosuch.1.1", r.id + "\x00.1.1"} {
		if err := submit("", task); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("task %q: %v", task, err)
		}
	}
	if err := submit(other.id, over); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a task under another case: %v", err)
	}
}

// In a small school one person holds several roles; only the pairs that must differ differ.
func TestTheSecondSchoolCarriesItsOwnPurchase(t *testing.T) {
	s := newStage(t)
	s.school = "second"
	s.roles("director@second", "director", "head", "teacher")
	r := s.start("head@second", chalk)
	r.do("director@second", "review", "approve", "")
	r.do("buyer@second", "buy", "done", order("s6", ordered("1", "100", 350)))
	r.do("storekeeper@second", "accept", "accept", takeAll)
	r.stands(processes.Done)
	s.equal("stock of the second school", s.inStock("general", "g02"), 100)
	s.school = "main"
	s.equal("stock of the first", s.inStock("general", "g02"), 0)
	if r.number[len(r.number)-4:] != "0001" {
		t.Errorf("number %s", r.number)
	}
}

func TestAWorkflowCatchesUpByConducts(t *testing.T) {
	s := newStage(t)
	r := s.toAccept()
	all, err := s.service.Conducts(context.Background(), s.school, r.id, 0)
	if err != nil || len(all) != 3 {
		t.Fatalf("conducts %+v %v", all, err)
	}
	for i, c := range all {
		if c.Seq != i+1 || c.Status != processes.Open || len(c.Open) != 1 {
			t.Errorf("conduct %d: %+v", i+1, c)
		}
	}
	rest, err := s.service.Conducts(context.Background(), s.school, r.id, 2)
	if err != nil || len(rest) != 1 || rest[0].Open[0].Step != "accept" || len(rest[0].Clocks) == 0 {
		t.Errorf("the rest %+v %v", rest, err)
	}
	if _, err := s.service.Conducts(context.Background(), s.school, "nosuch", 0); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown case: %v", err)
	}
	// the reminder that is due although the goods were accepted meanwhile changes nothing
	clock := rest[0].Clocks[0]
	r.do("storekeeper", "accept", "accept", takeAll)
	result, err := r.act(processes.Action{Kind: processes.DoClock, Clock: clock.ID, At: clock.At})
	if err != nil || result.Seq != 0 {
		t.Errorf("a clock of a closed task: %+v %v", result, err)
	}
}
