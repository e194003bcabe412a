package cases_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
)

// owing owes a supplier something; settling begins a case for everything of an item that was owed.
const (
	owing = `process: owing
title: {zh: 欠款, zh-TW: 欠款, en: Owing}
number: QK-{year}-{seq}
forms:
  ask:
    fields:
      - {name: supplier, type: supplier, label: {zh: 供应商, en: Supplier}, required: true}
start: {by: everyone, form: ask}
steps:
  - id: owe
    kind: post
    book: payables.owe
    with: {supplier: start.supplier, line: "'1'", item: "'g01'", quantity: 1, amount: 100}
`
	settling = `process: settling
title: {zh: 月结, zh-TW: 月結, en: Settling}
number: YJ-{year}-{seq}
summary: [supplier]
schedule:
  every: month
  on: first workday
  at: "08:00"
  rows: last_prices('g01')
  by: {role: buyer}
  with: {supplier: row.supplier}
start: {by: {role: director}, form: ask}
forms:
  ask:
    fields:
      - {name: supplier, type: supplier, label: {zh: 供应商, en: Supplier}, required: true}
steps:
  - {id: look, kind: sign, by: {role: director}}
`
)

// newSettling is a stage on which both schools owe suppliers something and have a schedule since September.
func newSettling(t *testing.T) *stage {
	t.Helper()
	s := newStage(t)
	for _, school := range []string{"main", "second"} {
		at := map[bool]string{true: "", false: "@" + school}[school == "main"]
		for id, text := range map[string]string{"owing": owing, "settling": settling} {
			if _, _, err := s.service.Publish(t.Context(), school, "admin"+at, id, []byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		for _, supplier := range []string{"s1", "s2", "s5"} {
			s.owe(school, "head"+at, supplier)
		}
	}
	s.owe("main", "head", "s1") // last_prices gives three
	if _, err := s.db.Owner.Exec(`UPDATE schedules SET since = '2026-09-15'`); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *stage) owe(school, person, supplier string) {
	s.Helper()
	_, err := s.service.Act(s.Context(), cases.Request{School: school, Process: "owing", Action: processes.Action{
		Kind: processes.DoStart, Actor: person, Data: map[string]any{"supplier": supplier},
	}})
	if err != nil {
		s.Fatal(err)
	}
}

func noon(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text+"T12:00:00+08:00")
	if err != nil {
		panic(err)
	}
	return at
}

// byHand has the schedule run, and says in short what came of it.
func (s *stage) byHand(actor string, asOf, now time.Time) string {
	run, err := s.service.RunByHand(s.Context(), s.school, actor, "settling", asOf, now)
	var refusal *processes.Refusal
	switch {
	case errors.As(err, &refusal):
		return string(refusal.Reason)
	case errors.Is(err, store.ErrNotFound):
		return "not found"
	case err != nil:
		s.Fatal(err)
	}
	id, _, _ := strings.Cut(run.ID, " ")
	return fmt.Sprintf("%s %s: %d+%d-%d", id, run.By, len(run.Begins), run.Passed, len(run.Refused))
}

// byItself has the schedule run as its workflow does.
func (s *stage) byItself(now time.Time) string {
	s.Helper()
	run, err := s.service.RunDue(s.Context(), s.school, "settling", now)
	if err != nil {
		s.Fatal(err)
	}
	if run == nil {
		return "nothing"
	}
	return fmt.Sprintf("%s: %d+%d-%d", run.ID, len(run.Begins), run.Passed, len(run.Refused))
}

// A run by hand is that of the month it is asked for and begins no row twice; without a month it is one more.
func TestRunByHand(t *testing.T) {
	s := newSettling(t)
	now, december := noon("2026-11-01"), noon("2026-12-01")
	equal := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	equal("a head", s.byHand("head", time.Time{}, now), "not_yours")
	equal("a director, who may begin one by hand", s.byHand("director", time.Time{}, now), "not_yours")
	equal("nobody", s.byHand("stranger", time.Time{}, now), "not_yours")
	equal("long ago", s.byHand("admin", noon("2024-12-01"), now), "invalid")
	equal("far ahead", s.byHand("admin", noon("2028-12-01"), now), "invalid")
	equal("December, early", s.byHand("admin", december, now), "2026-12 林涛: 3+0-0")
	equal("December, again", s.byHand("admin", december.AddDate(0, 0, 14), now), "2026-12 林涛: 3+0-0")
	equal("one more", s.byHand("admin", time.Time{}, now), "extra 林涛: 0+3-0")
	equal("October, which was missed", s.byItself(now), "2026-10: 0+3-0")
	equal("before it is due", s.byItself(now), "nothing")
	equal("November", s.byItself(noon("2026-11-02")), "2026-11: 0+3-0")
	equal("December, which has nothing left", s.byItself(december), "2026-12: 3+0-0")
	equal("December, once it is over", s.byHand("admin", december, december), "closed")
	equal("December, by itself once more", s.byItself(december), "nothing")
	equal("January", s.byItself(noon("2027-01-04")), "2027-01: 0+3-0")
	next, ok, err := s.service.NextRun(t.Context(), "main", "settling", noon("2026-11-10"))
	if err != nil || !ok || !next.Equal(noon("2027-02-01").Add(-4*time.Hour)) {
		t.Errorf("after the runs up to January were made the next is at %v, %v", next, err)
	}
	view, err := s.service.Schedule(t.Context(), "second", "settling")
	if err != nil || len(view.Runs) > 0 {
		t.Errorf("the second school's schedule has %+v, %v", view, err)
	}
	s.school = "second"
	equal("the first school's administrator", s.byHand("admin", time.Time{}, now), "not_yours")
	equal("the second school's own", s.byItself(noon("2026-11-02")), "2026-11: 3+0-0")
	_, err = s.service.RunByHand(t.Context(), "second", "admin@second", "purchase", time.Time{}, now)
	if _, ok, _ := s.service.NextRun(t.Context(), "second", "purchase", now); ok || !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a process without schedule: %v", err)
	}
}

// However often a run dies, and wherever, each row's case begins once.
func TestRunDies(t *testing.T) {
	s := newSettling(t)
	crash, deaths := errors.New("crash"), 0
	for _, point := range []cases.Point{cases.BeforeTransaction, cases.BeforeCommit, cases.AfterCommit} {
		for after := range 3 { // rows that go well before
			left := after
			s.service.Fault = func(p cases.Point, r cases.Request) error {
				if p != point || r.Process != "settling" {
					return nil
				}
				if left--; left >= 0 {
					return nil
				}
				deaths++
				return crash
			}
			if _, err := s.service.RunDue(t.Context(), "main", "settling", noon("2026-11-02")); err != nil && !errors.Is(err, crash) {
				t.Fatal(err)
			}
		}
	}
	s.service.Fault = nil
	s.byItself(noon("2026-11-02"))
	s.equal("runs that are over", s.number(`SELECT count(*) FROM schedule_runs WHERE ended_at IS NOT NULL`), 1)
	if n := s.number(`SELECT count(*) FROM cases WHERE process = 'settling'`); n != 3 || deaths < 3 {
		t.Errorf("%d cases after %d deaths", n, deaths)
	}
}

// Runs of several workers and people at once begin each row's case once.
func TestRunsAtOnce(t *testing.T) {
	s := newSettling(t)
	now := noon("2026-11-02")
	var all sync.WaitGroup
	errs := make(chan error, 12)
	for i := range 12 {
		all.Go(func() {
			var err error
			if i%2 == 0 {
				_, err = s.service.RunDue(context.Background(), "main", "settling", now)
			} else {
				_, err = s.service.RunByHand(context.Background(), "main", "admin", "settling", time.Time{},
					now.Add(time.Duration(i)*time.Second))
			}
			errs <- err
		})
	}
	all.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	s.equal("cases", s.number(`SELECT count(*) FROM cases WHERE process = 'settling'`), 3)
}

// A refusal of one row leaves the others begun; the row is begun once it can be.
func TestRefusedRow(t *testing.T) {
	s := newSettling(t)
	now := noon("2026-11-02")
	disable := func(disabled bool) {
		if _, err := s.db.Owner.Exec(`UPDATE suppliers SET disabled = $1 WHERE id = 's2'`, disabled); err != nil {
			t.Fatal(err)
		}
	}
	disable(true)
	if got := s.byItself(now); got != "2026-11: 2+0-1" {
		t.Errorf("with a supplier out of use: %q", got)
	}
	if got := s.byItself(now.Add(time.Minute)); got != "nothing" {
		t.Errorf("a minute later: %q", got)
	}
	disable(false)
	if got := s.byItself(now.Add(time.Hour)); got != "2026-11: 3+0-0" {
		t.Errorf("with the supplier back: %q", got)
	}
	told := s.number(`SELECT count(*) FROM notices WHERE process = 'settling' AND what = 'unbegun'`)
	s.equal("notices to director and administrator", told, 2)
	starters := s.text(`SELECT string_agg(DISTINCT starter, ' ') FROM cases WHERE process = 'settling'`)
	if !slices.Contains([]string{"buyer", "buyer2"}, starters) {
		t.Errorf("cases began in the names of %s", starters)
	}
}
