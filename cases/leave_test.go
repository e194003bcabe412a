package cases_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
)

// day is a date so many days from today.
func day(n int) string { return processes.Day(time.Now().AddDate(0, 0, n)) }

// leave sends somebody on leave.
func (s *stage) leave(person, deputy string, from, to string) {
	s.Helper()
	_, err := s.service.SetLeave(context.Background(), s.school, person, processes.Leave{From: from, To: to, Deputy: deputy})
	if err != nil {
		s.Fatalf("leave of %s: %v %s", person, err, failuresOf(err))
	}
}

func (s *stage) restaff() int {
	s.Helper()
	n, err := s.service.Restaff(context.Background(), s.school)
	if err != nil {
		s.Fatal(err)
	}
	return n
}

// queue lists the steps in somebody's queue.
func (s *stage) queue(person string) []string {
	s.Helper()
	page, err := s.service.Tasks(context.Background(), s.school, cases.Viewer{Person: person}, cases.TaskQuery{})
	if err != nil {
		s.Fatal(err)
	}
	steps := []string{}
	for _, t := range page.Items {
		steps = append(steps, t.Step)
	}
	return steps
}

func (r *run) wantPersons(place string, want ...string) {
	r.Helper()
	if got := r.task(place).Persons; !slices.Equal(got, want) {
		r.Errorf("%s is with %v, wanted %v", place, got, want)
	}
}

func TestWhoIsOnLeaveHasADeputy(t *testing.T) {
	s := newStage(t)
	r := s.start("director", chalk) // goes straight to the principal
	s.leave("principal", "teacher", day(0), day(3))
	r.wantPersons("permit", "principal", "teacher")
	if got := s.queue("teacher"); !slices.Equal(got, []string{"permit"}) {
		t.Errorf("the deputy's queue: %v", got)
	}
	if got := s.queue("principal"); !slices.Equal(got, []string{"permit"}) {
		t.Errorf("the principal's queue: %v", got)
	}
	task, err := s.service.Task(context.Background(), s.school, cases.Viewer{Person: "teacher"}, r.task("permit").ID)
	if err != nil || task.For != "principal" {
		t.Errorf("the deputy's task: %+v %v", task, err)
	}
	if n := s.restaff(); n != 0 {
		t.Errorf("%d cases changed again", n)
	}
	r.do("teacher", "permit", "approve", "")
	history := r.view("director").History
	last := history[len(history)-1]
	if last.Actor != "teacher" || last.For != "principal" || history[1].Action != processes.DoRestaff {
		t.Errorf("history %+v", history)
	}
	later := s.start("director", chalk)
	later.wantPersons("permit", "principal", "teacher")
	s.leave("principal", "", "", "")
	later.wantPersons("permit", "principal")
	s.refuses(later.try("teacher", "permit", "approve", ""), processes.NotYours, "")
}

func TestLeavesThatCannotBe(t *testing.T) {
	s := newStage(t)
	s.db.In(t, s.school, func(ctx context.Context, tx *store.Tx) error { return tx.SetDisabled(ctx, "liangw", true) })
	for _, c := range []struct {
		person  string
		leave   processes.Leave
		failure string
	}{
		{"principal", processes.Leave{From: "next week", Deputy: "deputy"}, "type /from"},
		{"principal", processes.Leave{From: "0001-01-01", Deputy: "deputy"}, "type /from"},
		{"principal", processes.Leave{From: day(0), To: "2026-02-30", Deputy: "deputy"}, "type /to"},
		{"principal", processes.Leave{From: day(3), To: day(2), Deputy: "deputy"}, "min /to"},
		{"principal", processes.Leave{From: day(-9), To: day(-2), Deputy: "deputy"}, "min /to"},
		{"principal", processes.Leave{From: day(0)}, "required /deputy"},
		{"principal", processes.Leave{From: day(0), Deputy: "principal"}, "unique /deputy"},
		{"principal", processes.Leave{From: day(0), Deputy: "nobody"}, "reference /deputy"},
		{"principal", processes.Leave{From: day(0), Deputy: "liangw"}, "reference /deputy"},
		{"principal", processes.Leave{From: day(0), Deputy: "head@second"}, "reference /deputy"},
	} {
		_, err := s.service.SetLeave(context.Background(), s.school, c.person, c.leave)
		s.refuses(err, processes.Invalid, c.failure)
	}
	for _, person := range []string{"nobody", "liangw", "head@second", "a\x00b"} {
		_, err := s.service.SetLeave(context.Background(), s.school, person, processes.Leave{From: day(0), Deputy: "head"})
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("leave of %q: %v", person, err)
		}
	}
}

func TestOpenTasksFollowTheStaff(t *testing.T) {
	s := newStage(t)
	r := s.start("head", chalk)
	r.do("director", "review", "approve", "")
	r.wantPersons("buy", "buyer", "buyer2")
	if _, err := r.act(processes.Action{Kind: processes.DoClaim, Actor: "buyer", Task: r.task("buy").ID}); err != nil {
		t.Fatal(err)
	}
	s.roles("teacher", "teacher", "buyer")
	s.roles("buyer", "teacher")
	if n := s.restaff(); n != 1 {
		t.Errorf("%d cases changed", n)
	}
	r.wantPersons("buy", "buyer2", "teacher")
	if got := r.task("buy").Claimer(); got != "" {
		t.Errorf("claimed by %q still", got)
	}
	if got := s.queue("buyer"); len(got) != 0 {
		t.Errorf("the queue of who is no buyer any more: %v", got)
	}
	s.roles("teacher", "teacher")
	s.db.In(t, s.school, func(ctx context.Context, tx *store.Tx) error { return tx.SetDisabled(ctx, "buyer2", true) })
	s.restaff()
	r.wantPersons("buy")
	s.roles("buyer2", "buyer") // disabled still
	if n := s.restaff(); n != 0 {
		t.Errorf("%d cases changed", n)
	}
	s.roles("teacher", "buyer")
	s.restaff()
	r.wantPersons("buy", "teacher")
	r.do("teacher", "buy", "done", order("s6", ordered("1", "100", 350)))
	s.equal("notices that nobody is left", s.number(`SELECT count(*) FROM transitions
		WHERE case_id = $1 AND body #> '{conduct,sends}' @> '[{"what": "nobody", "to": ["admin", "director"]}]'`, r.id), 1)
}

// TestWhatWasMissedIsCaughtUp: a change whose program died is found by the sweep, and so is a day that begins.
func TestWhatWasMissedIsCaughtUp(t *testing.T) {
	s := newStage(t)
	r := s.start("director", chalk)
	due := func() int {
		t.Helper()
		n, err := s.service.RestaffDue(context.Background(), s.school)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	due()
	exec := func(query string) {
		t.Helper()
		if _, err := s.db.Owner.Exec(query, s.school); err != nil {
			t.Fatal(err)
		}
	}
	unstaffed := func() (due bool) {
		t.Helper()
		s.db.In(t, s.school, func(ctx context.Context, tx *store.Tx) (err error) {
			due, _, err = tx.Unstaffed(ctx)
			return err
		})
		return due
	}
	exec(`UPDATE schools SET staff_changed_at = now() - interval '1 hour' WHERE id = $1`)
	if unstaffed() {
		t.Error("there is something to do where nothing changed")
	}
	exec(`UPDATE people SET deputy = 'deputy' WHERE school = $1 AND id = 'principal'`)
	if !unstaffed() {
		t.Error("a change of people goes unnoticed")
	}
	exec(`UPDATE people SET away_from = (now() AT TIME ZONE 'Asia/Shanghai')::date WHERE school = $1 AND id = 'principal'`)
	if n := due(); n != 1 {
		t.Errorf("%d cases changed", n)
	}
	r.wantPersons("permit", "deputy", "principal")
	exec(`UPDATE schools SET staff_changed_at = now() - interval '9 days', staffed_at = now() - interval '1 day' WHERE id = $1`)
	if !unstaffed() {
		t.Error("a new day goes unnoticed")
	}
	exec(`UPDATE departments SET head = 'head2' WHERE school = $1 AND id = 'jwc'`)
	exec(`UPDATE people SET title = 'x' WHERE school = $1 AND id = 'head'`)
	if n := s.number(`SELECT count(*) FROM schools WHERE id = $1 AND staff_changed_at > now() - interval '1 minute'`,
		s.school); n != 1 {
		t.Error("a department's new head goes unnoticed")
	}
}
