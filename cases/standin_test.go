package cases_test

import (
	"context"
	"errors"
	"testing"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// TestADeputyAndThePersonAtOnce: one of them decides.
func TestADeputyAndThePersonAtOnce(t *testing.T) {
	s := newStage(t)
	s.leave("principal", "teacher", day(0), "")
	won := map[string]int{}
	rounds := raceRounds(t)
	for range rounds {
		r := s.start("director", stick)
		task := r.task("permit").ID
		decide := func(by, outcome string) func() error {
			return func() error {
				_, err := r.act(processes.Action{Kind: processes.DoSubmit, Actor: by, Task: task, Outcome: outcome})
				return err
			}
		}
		errs := together(decide("principal", "reject"), decide("teacher", "approve"))
		switch {
		case errs[0] == nil && errs[1] != nil:
			won["principal"]++
			s.refuses(errs[1], processes.Closed, "")
			r.stands(processes.Rejected)
		case errs[1] == nil && errs[0] != nil:
			won["deputy"]++
			s.refuses(errs[0], processes.Closed, "")
			r.stands(processes.Open, "buy")
		default:
			t.Fatalf("%v, %v", errs[0], errs[1])
		}
	}
	t.Logf("%d races: %v", rounds, won)
}

// TestALeaveEndsWhileTheDeputyDecides: the deputy was in time, or the task is the principal's again.
func TestALeaveEndsWhileTheDeputyDecides(t *testing.T) {
	s := newStage(t)
	counts := map[string]int{}
	for range 20 {
		s.leave("principal", "teacher", day(0), "")
		r := s.start("director", stick)
		task := r.task("permit").ID
		errs := together(func() error {
			_, err := r.act(processes.Action{Kind: processes.DoSubmit, Actor: "teacher", Task: task, Outcome: "approve"})
			return err
		}, func() error {
			s.leave("principal", "", "", "")
			return nil
		})
		if errs[0] == nil {
			counts["in time"]++
			r.stands(processes.Open, "buy")
			continue
		}
		counts["too late"]++
		s.refuses(errs[0], processes.NotYours, "")
		r.wantPersons("permit", "principal")
		r.do("principal", "permit", "approve", "")
	}
	t.Logf("20 races: %v", counts)
	if found := s.findings(); len(found) != 0 {
		t.Errorf("afterwards %+v", found)
	}
}

// TestRestaffAndADecisionAtOnce: whoever is no buyer any more has ordered before, or is refused; and the task is then
// with those who are.
func TestRestaffAndADecisionAtOnce(t *testing.T) {
	s := newStage(t)
	counts := map[string]int{}
	for range 20 {
		s.roles("teacher", "teacher")
		s.roles("buyer", "buyer")
		r := s.start("head", stick)
		r.do("director", "review", "approve", "")
		task := r.task("buy").ID
		errs := together(func() error {
			_, err := r.act(processes.Action{
				Kind: processes.DoSubmit, Actor: "buyer", Task: task, Outcome: "done", Data: js(order("s6", ordered("1", "1", 350))),
			})
			return err
		}, func() error {
			s.roles("buyer", "teacher")
			s.roles("teacher", "buyer")
			s.restaff()
			return nil
		}, func() error {
			s.restaff()
			return nil
		})
		if errs[0] == nil {
			counts["ordered"]++
			r.stands(processes.Open, "accept@general")
			continue
		}
		counts["refused"]++
		s.refuses(errs[0], processes.NotYours, "")
		r.wantPersons("buy", "buyer2", "teacher")
	}
	t.Logf("20 races: %v", counts)
}

// The three that follow prove separation of duties: neither a deputy's own part in a case, nor a chain of deputies, nor a
// role granted while it runs lets one person do both halves.

func TestWhoAskedStandsInForNobodyWhoPermits(t *testing.T) {
	s := newStage(t)
	s.leave("principal", "director", day(0), "")
	r := s.start("director", stick)
	s.refuses(r.try("director", "permit", "approve", ""), processes.Duty, "")
	r.do("principal", "permit", "approve", "")
}

func TestDeputiesHaveNoDeputies(t *testing.T) {
	s := newStage(t)
	s.leave("principal", "teacher", day(0), "")
	s.leave("teacher", "principal", day(0), "")
	r := s.start("director", stick)
	if err := r.try("teacher", "permit", "approve", ""); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("each is the other's deputy: %v", err)
	}
	s.leave("teacher", "director", day(0), "") // and on to who asked
	s.refuses(r.try("director", "permit", "approve", ""), processes.NotYours, "")
	leave, err := s.service.Leave(context.Background(), s.school, "principal", forms.English)
	if err != nil || len(leave.Warnings) != 1 || leave.Warnings[0].Code != "away" || !leave.Away {
		t.Errorf("the principal's leave %+v %v", leave, err)
	}
	s.leave("teacher", "", "", "")
	r.do("teacher", "permit", "approve", "")
}

func TestNobodyBuysForOneAndAcceptsForAnother(t *testing.T) {
	s := newStage(t)
	s.leave("buyer", "storekeeper", day(0), "")
	s.leave("buyer2", "storekeeper", day(0), "")
	r := s.start("head", chalk)
	r.do("director", "review", "approve", "")
	r.do("storekeeper", "buy", "done", order("s6", ordered("1", "100", 350)))
	s.roles("buyer", "storekeeper") // granted while the case runs
	s.restaff()
	r.wantPersons("accept", "liangw")
	for _, person := range []string{"storekeeper", "buyer"} {
		s.refuses(r.try(person, "accept", "accept", takeAll), processes.Duty, "")
	}
	s.leave("liangw", "buyer", day(0), "") // nor through the one who is left
	s.refuses(r.try("buyer", "accept", "accept", takeAll), processes.Duty, "")
	r.do("liangw", "accept", "accept", takeAll)
}

// TestTwoSessionsOfADeputyRace: a deputy who buys for one and would accept for another gets one of the two.
func TestTwoSessionsOfADeputyRace(t *testing.T) {
	s := newStage(t)
	s.leave("buyer", "teacher", day(0), "")
	s.leave("liangw", "teacher", day(0), "")
	both := int64(0)
	for range 20 {
		errs := s.bothDuties("teacher")
		for _, err := range errs {
			var refusal *processes.Refusal
			if err != nil && !errors.As(err, &refusal) {
				t.Fatal(err)
			}
		}
		if errs[0] == nil && errs[1] == nil {
			both++
		}
	}
	s.equal("cases where one deputy bought and accepted", both, 0)
}
