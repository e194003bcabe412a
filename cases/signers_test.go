package cases_test

import (
	"context"
	"slices"
	"testing"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
)

func (r *run) addSigner(by, place, to, when string) error {
	r.Helper()
	_, err := r.act(processes.Action{
		Kind: processes.DoAddSigner, Actor: by, Task: r.task(place).ID, To: to, Place: when, Comment: "请把关",
	})
	return err
}

// TestAnAddedSigner: who was asked has the task in the queue and no form to fill, sees the case, and leaves a trail.
func TestAnAddedSigner(t *testing.T) {
	s := newStage(t)
	r := s.start("head", chalk)
	r.do("director", "review", "approve", "")
	if err := r.addSigner("buyer", "buy", "teacher", "before"); err != nil {
		t.Fatal(err)
	}
	for person, want := range map[string][]string{"teacher": {"buy"}, "buyer": {}, "buyer2": {}} {
		if got := s.queue(person); !slices.Equal(got, want) {
			t.Errorf("the queue of %s: %v", person, got)
		}
	}
	page, err := s.service.TaskForm(context.Background(), s.school, cases.Viewer{Person: "teacher"}, r.task("buy").ID,
		cases.FormInput{})
	if err != nil || page.Form != nil || page.Task.Form != "" || len(page.Task.Actions) != 0 ||
		!slices.Equal(page.Task.Outcomes, []string{"consent", "object"}) {
		t.Errorf("the signer's task %+v %v", page.Task, err)
	}
	want := []processes.Signer{{Person: "teacher", By: "buyer", Place: "before", Ready: true}}
	if task := r.task("buy"); !slices.Equal(task.Signers, want) || task.Form == "" || task.Claimer() != "buyer" {
		t.Errorf("the task %+v", task)
	}
	s.refuses(r.addSigner("buyer", "buy", "nobody", "before"), processes.Invalid, "reference /person")
	r.do("teacher", "buy", "consent", "")
	r.do("buyer", "buy", "done", order("s6", ordered("1", "100", 350)))
	v := r.view("teacher")
	said := ""
	for _, h := range v.History {
		if h.Added {
			said += h.Actor + " " + h.OutcomeTitle
		}
		if h.Action == processes.DoAddSigner {
			said += h.Actor + " asks " + h.To + " " + h.Place + ": "
		}
	}
	if said != "buyer asks teacher before: teacher 同意" {
		t.Errorf("the history says %q", said)
	}
	s.refuses(r.addSigner("storekeeper", "accept", "buyer", "after"), processes.Duty, "")
	if err := r.addSigner("storekeeper", "accept", "accountant", "after"); err != nil {
		t.Fatal(err)
	}
	r.do("storekeeper", "accept", "accept", takeAll)
	s.equal("nothing is in stock yet", s.inStock("general", "g02"), 0)
	held := r.task("accept")
	if held.Held == nil || held.Held.Outcome != "accept" || held.Held.By != "storekeeper" {
		t.Errorf("the task %+v", held)
	}
	r.do("accountant", "accept", "consent", "")
	s.equal("in stock", s.inStock("general", "g02"), 100)
	r.stands(processes.Done)
}

// TestASignerIsAskedAsAnotherDecides: the order is placed and nobody is asked any more, or it waits for who was asked.
func TestASignerIsAskedAsAnotherDecides(t *testing.T) {
	s := newStage(t)
	counts := map[string]int{}
	for range 20 {
		r := s.start("head", stick)
		r.do("director", "review", "approve", "")
		task := r.task("buy").ID
		errs := together(func() error {
			_, err := r.act(processes.Action{
				Kind: processes.DoAddSigner, Actor: "buyer", Task: task, To: "teacher", Place: "before",
			})
			return err
		}, func() error {
			_, err := r.act(processes.Action{
				Kind: processes.DoSubmit, Actor: "buyer2", Task: task, Outcome: "done", Data: js(order("s6", ordered("1", "1", 350))),
			})
			return err
		})
		switch {
		case errs[0] == nil && errs[1] != nil:
			counts["asked"]++
			s.refuses(errs[1], processes.Claimed, "")
			r.stands(processes.Open, "buy")
		case errs[1] == nil && errs[0] != nil:
			counts["ordered"]++
			s.refuses(errs[0], processes.Closed, "")
			r.stands(processes.Open, "accept@general")
		default:
			t.Fatalf("%v, %v", errs[0], errs[1])
		}
	}
	t.Logf("20 races: %v", counts)
}

// TestWhoAskedDecidesAsTheSignerSigns: the decision comes after the signature, or is told to wait for it; nothing is
// decided without it.
func TestWhoAskedDecidesAsTheSignerSigns(t *testing.T) {
	s := newStage(t)
	counts := map[string]int{}
	for range 20 {
		r := s.start("head", stick)
		if err := r.addSigner("director", "review", "teacher", "before"); err != nil {
			t.Fatal(err)
		}
		task := r.task("review").ID
		submit := func(by string) func() error {
			return func() error {
				_, err := r.act(processes.Action{Kind: processes.DoSubmit, Actor: by, Task: task, Outcome: "approve"})
				return err
			}
		}
		errs := together(submit("director"), submit("teacher"))
		if errs[1] != nil {
			t.Fatalf("the signer was refused: %v", errs[1])
		}
		if errs[0] == nil {
			counts["after"]++
			r.stands(processes.Open, "buy")
		} else {
			counts["to wait"]++
			s.refuses(errs[0], processes.Claimed, "")
			r.stands(processes.Open, "review")
			r.do("director", "review", "approve", "")
		}
		signed := 0
		for _, h := range r.view("head").History {
			if h.Added && h.Actor == "teacher" {
				signed = h.Seq
			}
			if h.Actor == "director" && h.Action == processes.DoSubmit && (signed == 0 || h.Seq < signed) {
				t.Errorf("decided at %d before the signature at %d", h.Seq, signed)
			}
		}
	}
	t.Logf("20 races: %v", counts)
	if found := s.findings(); len(found) != 0 {
		t.Errorf("afterwards %+v", found)
	}
}

// TestCopies: whoever is sent a copy sees the case and is told, also when it is over.
func TestCopies(t *testing.T) {
	s := newStage(t)
	r := s.start("head", chalk)
	send := func(by string, to ...string) error {
		_, err := r.act(processes.Action{Kind: processes.DoCopy, Actor: by, Persons: to, Comment: "供参考"})
		return err
	}
	s.refuses(send("accountant", "teacher"), processes.NotYours, "") // sees it, but has no part in it
	s.refuses(send("head"), processes.Invalid, "required /to")
	s.refuses(send("head", "head"), processes.Invalid, "required /to")
	s.refuses(send("head", "teacher", "nobody"), processes.Invalid, "reference /to/1")
	s.refuses(send("head", "head@second"), processes.Invalid, "reference /to/0")
	if err := send("head", "teacher", "teacher", "cashier"); err != nil {
		t.Fatal(err)
	}
	for _, person := range []string{"teacher", "cashier"} {
		if seen, err := s.service.Visible(context.Background(), s.school, person, r.id); err != nil || !seen {
			t.Errorf("%s does not see it: %v", person, err)
		}
	}
	s.refuses(send("teacher", "buyer"), processes.NotYours, "") // a copy may not be sent on
	v := r.view("teacher")
	if last := v.History[len(v.History)-1]; !slices.Equal(last.Persons, []string{"cashier", "teacher"}) {
		t.Errorf("history %+v", last)
	}
	if slices.Contains(v.Actions, "copy") || !slices.Contains(r.view("head").Actions, "copy") {
		t.Errorf("offered to the reader: %v, to the starter: %v", v.Actions, r.view("head").Actions)
	}
	r.do("director", "review", "reject", "")
	if err := send("director", "canteen"); err != nil {
		t.Fatal(err)
	}
	s.db.In(t, s.school, func(ctx context.Context, tx *store.Tx) error {
		notices, _, err := tx.Notices(ctx, "canteen", store.Query{Limit: 10})
		if err != nil || len(notices) != 1 || notices[0].What != "copy" {
			t.Errorf("told of a case that is over: %+v %v", notices, err)
		}
		return nil
	})
}
