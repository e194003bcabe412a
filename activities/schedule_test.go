package activities_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"zongwu/calendar"
	"zongwu/processes"
	"zongwu/workflows"
)

// owing owes a supplier something.
const owing = `process: owing
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

// settling begins a case for everything of an item that was owed.
const settling = `process: settling
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
start: {by: {role: buyer}, form: ask}
forms:
  ask:
    fields:
      - {name: supplier, type: supplier, label: {zh: 供应商, en: Supplier}, required: true}
steps:
  - {id: look, kind: sign, by: {role: director}}
`

func (o *office) publish(id, text string) {
	o.Helper()
	if _, _, err := o.set.Cases.Publish(o.Context(), "main", "admin", id, []byte(text)); err != nil {
		o.Fatal(err)
	}
}

// owes makes the school owe suppliers something.
func (o *office) owes(suppliers ...string) {
	o.Helper()
	o.publish("owing", owing)
	for _, s := range suppliers {
		o.act("", "owing", processes.Action{Kind: processes.DoStart, Actor: "head", Data: map[string]any{"supplier": s}})
	}
}

func clock(text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, calendar.Zone)
	if err != nil {
		panic(err)
	}
	return at
}

// since makes a schedule as old as a simulated moment.
func (o *office) since(text string) {
	o.Helper()
	o.exec(`UPDATE schedules SET since = $1`, clock(text))
}

func (o *office) exec(query string, args ...any) {
	o.Helper()
	if _, err := o.db.Owner.Exec(query, args...); err != nil {
		o.Fatalf("%s: %v", query, err)
	}
}

// event is something that happens at a simulated moment.
type event struct {
	at string
	do func()
}

// live has the workflow of a schedule live, on the real database and in simulated time, from one moment to another. It
// says whether the workflow ended by itself.
func (o *office) live(from, to string, events ...event) (ended bool) {
	o.Helper()
	for now := clock(from); ; {
		var suite testsuite.WorkflowTestSuite
		env := suite.NewTestWorkflowEnvironment()
		env.SetStartTime(now)
		env.SetTestTimeout(time.Minute)
		env.RegisterWorkflowWithOptions(workflows.KeepSchedule, workflow.RegisterOptions{Name: workflows.ScheduleType})
		o.set.Now = env.Now
		for name, f := range o.set.ByName() {
			env.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
		}
		for _, e := range events {
			if after := clock(e.at).Sub(now); after > 0 {
				env.RegisterDelayedCallback(e.do, after)
			}
		}
		env.RegisterDelayedCallback(env.CancelWorkflow, clock(to).Sub(now))
		env.ExecuteWorkflow(workflows.ScheduleType, workflows.Schedule{School: "main", Process: "settling"})
		err := env.GetWorkflowError()
		var again *workflow.ContinueAsNewError
		if !errors.As(err, &again) {
			return err == nil
		}
		now = env.Now()
	}
}

// ran tells every run of the schedule, the first one first: month, when it was begun, and what it came to.
func (o *office) ran() (runs []string) {
	o.Helper()
	view, err := o.set.Cases.Schedule(o.Context(), "main", "settling")
	if err != nil {
		o.Fatal(err)
	}
	for _, r := range slices.Backward(view.Runs) {
		runs = append(runs, fmt.Sprintf("%s %s %d+%d-%d", r.ID, r.Begun.In(calendar.Zone).Format("01-02 15:04"), r.Cases,
			r.Passed, len(r.Refused)))
	}
	return runs
}

func (o *office) wantRuns(want ...string) {
	o.Helper()
	if got := o.ran(); !slices.Equal(got, want) {
		o.Errorf("runs %q\nwant %q", got, want)
	}
}

// newSettling is an office that owes two suppliers and has a schedule since a simulated moment.
func newSettling(t *testing.T, since string) *office {
	t.Helper()
	o := newOffice(t)
	o.owes("s1", "s2")
	o.publish("settling", settling)
	o.since(since)
	return o
}

// sign ends the case that a run began first.
func (o *office) sign(run string) {
	o.Helper()
	view, err := o.set.Cases.Schedule(o.Context(), "main", "settling")
	if err != nil {
		o.Fatal(err)
	}
	for _, r := range view.Runs {
		if r.ID == run {
			c := o.after(r.Begins[0].ID, 0)
			o.act(r.Begins[0].ID, "", processes.Action{
				Kind: processes.DoSubmit, Actor: "director", Task: c.Open[0].Task, Outcome: "sign",
			})
		}
	}
}

// Months pass: the first working day moves with holidays, also with one that is entered while the workflow sleeps; rows
// whose case is open are passed over; what is refused is told once and tried again.
func TestMonthsPass(t *testing.T) {
	o := newSettling(t, "2026-09-15 12:00")
	buyers := func(disabled bool) {
		o.exec(`UPDATE people SET disabled = $1 WHERE school = 'main' AND 'buyer' = ANY(roles)`, disabled)
	}
	ended := o.live("2026-09-15 12:00", "2026-12-20 12:00",
		event{"2026-11-10 12:00", func() { o.sign("2026-10") }},
		event{"2026-11-30 23:00", func() {
			o.exec(`UPDATE schools SET holidays = '[{"day": "2026-12-01", "name": "校庆"}]' WHERE id = 'main'`)
			buyers(true)
		}},
		event{"2026-12-02 08:35", func() { buyers(false) }},
	)
	if ended {
		t.Error("the workflow ended by itself")
	}
	o.wantRuns("2026-10 10-08 08:00 2+0-0", "2026-11 11-02 08:00 0+2-0", "2026-12 12-02 08:00 1+1-0")
	for _, person := range []string{"director", "admin"} {
		told := o.notices(person)
		want := "Did not begin as scheduled: Settling · "
		if len(told) != 1 || !strings.HasPrefix(told[0], want) || !strings.Contains(told[0], "Buyer") {
			t.Errorf("%s was told %q", person, told)
		}
	}
	if told := o.notices("head"); len(told) > 0 {
		t.Errorf("the head was told %q", told)
	}
}

// A definition put in force anew with another day: one run a month, whatever day it was; without a schedule the
// workflow ends.
func TestScheduleChanges(t *testing.T) {
	o := newSettling(t, "2026-09-15 12:00")
	on := func(day string) func() {
		return func() { o.publish("settling", strings.Replace(settling, "first workday", day, 1)) }
	}
	ended := o.live("2026-09-15 12:00", "2027-03-20 12:00",
		event{"2026-10-10 12:00", on("20")}, // October had its run
		event{"2026-12-03 12:00", on("2")},  // December had none: it is made up for
		event{"2026-12-10 12:00", on("15")},
		event{"2027-01-20 12:00", func() {
			before, rest, _ := strings.Cut(settling, "schedule:")
			_, after, _ := strings.Cut(rest, "start:")
			o.publish("settling", before+"start:"+after)
		}},
	)
	if !ended {
		t.Error("the workflow of a schedule that was taken out goes on")
	}
	if _, err := o.set.Cases.Schedule(t.Context(), "main", "settling"); err == nil {
		t.Error("a schedule that was taken out can be read")
	}
	o.publish("settling", settling)
	o.wantRuns("2026-10 10-08 08:00 2+0-0", "2026-11 11-20 08:00 0+2-0", "2026-12 12-04 08:00 0+2-0",
		"2027-01 01-15 08:00 0+2-0")
}

// Runs that were missed are made up for once, as soon as there is somebody to do it.
func TestMissedRuns(t *testing.T) {
	o := newSettling(t, "2026-09-15 12:00")
	o.live("2027-01-20 12:00", "2027-02-10 12:00")
	o.wantRuns("2027-01 01-20 12:00 2+0-0", "2027-02 02-01 08:00 0+2-0")
}

// A schedule that is new does not make up for the month in which it came.
func TestNewSchedule(t *testing.T) {
	o := newSettling(t, "2027-01-20 12:00")
	o.live("2027-01-20 12:00", "2027-02-10 12:00")
	o.wantRuns("2027-02 02-01 08:00 2+0-0")
}
