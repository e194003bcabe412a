package activities_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"zongwu/activities"
	"zongwu/calendar"
	"zongwu/processes"
	"zongwu/workflows"
)

// repaired is a repair that lives in simulated time, on the real database.
type repaired struct {
	*office
	id  string
	env *testsuite.TestWorkflowEnvironment
}

// reports begins a repair at a simulated moment.
func reports(t *testing.T, at, category string) *repaired {
	t.Helper()
	o := newOffice(t)
	if _, err := o.set.Cases.PublishCatalogue(t.Context(), "main"); err != nil {
		t.Fatal(err)
	}
	r := &repaired{office: o}
	result := o.act("", "repair", processes.Action{Kind: processes.DoStart, Actor: "teacher", At: clock(at), Data: map[string]any{
		"room": "A101", "category": category, "description": "漏水",
	}})
	r.id = result.Case.ID
	return r
}

// does takes an outcome of an open step now, in simulated time, and tells the workflow.
func (r *repaired) does(person, step, outcome string, data map[string]any) {
	r.Helper()
	before := r.after(r.id, 0)
	i := slices.IndexFunc(before.Open, func(o activities.OpenStep) bool { return o.Step == step })
	if i < 0 {
		r.Fatalf("%s is not open at %s, but %+v", step, r.now(), before.Open)
	}
	r.act(r.id, "", processes.Action{
		Kind: processes.DoSubmit, Actor: person, At: r.env.Now(), Task: before.Open[i].Task, Outcome: outcome, Data: data,
	})
	r.env.SignalWorkflow(workflows.SignalTransition, r.after(r.id, before.Seq))
}

func (r *repaired) now() string { return r.env.Now().In(calendar.Zone).Format("01-02 15:04") }

// lives has the repair's workflow live from one simulated moment on; things happen on the way, and it must end.
func (r *repaired) lives(from string, events ...event) {
	r.Helper()
	var suite testsuite.WorkflowTestSuite
	r.env = suite.NewTestWorkflowEnvironment()
	r.env.SetStartTime(clock(from))
	r.env.SetTestTimeout(time.Minute)
	r.env.RegisterDynamicWorkflow(workflows.Conduct, workflow.DynamicRegisterOptions{})
	r.set.Now = r.env.Now
	ring := r.set.Ring // what follows from a clock reaches the workflow as everything does: the dispatcher tells it
	all := r.set.ByName()
	all[activities.Ring] = func(ctx context.Context, in activities.RingInput) (activities.RingOutput, error) {
		before := r.after(r.id, 0).Seq
		out, err := ring(ctx, in)
		if news := r.after(r.id, before); news.Seq > 0 {
			r.env.SignalWorkflow(workflows.SignalTransition, news)
		}
		return out, err
	}
	for name, f := range all {
		r.env.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
	}
	r.env.RegisterDelayedCallback(func() { r.env.SignalWorkflow(workflows.SignalTransition, r.after(r.id, 0)) }, time.Second)
	for _, e := range events {
		r.env.RegisterDelayedCallback(e.do, clock(e.at).Sub(clock(from)))
	}
	r.env.ExecuteWorkflow("repair", workflows.Case{
		School: "main", Case: r.id, Process: "repair", Number: "WX-2026-0001", Version: "v", Edition: workflows.Edition,
	})
	var again *workflow.ContinueAsNewError
	if err := r.env.GetWorkflowError(); err != nil && !errors.As(err, &again) {
		r.Fatal(err)
	}
}

// said is what a person was told so far, and at which steps the case stands, as of a simulated moment.
func (r *repaired) said(person string) string { return strings.Join(r.notices(person), "\n") }

func (r *repaired) wants(steps string, told map[string]string) func() {
	return func() {
		r.Helper()
		var open []string
		for _, o := range r.after(r.id, 0).Open {
			open = append(open, o.Step)
		}
		slices.Sort(open)
		if got := strings.Join(open, " "); got != steps {
			r.Errorf("%s: open are %s, want %s", r.now(), got, steps)
		}
		for person, words := range told {
			words, never := strings.CutPrefix(words, "not ")
			if strings.Contains(r.said(person), words) == never {
				r.Errorf("%s: %s was told\n%s\nwant %q (never: %v)", r.now(), person, r.said(person), words, never)
			}
		}
	}
}

// A major repair is reported on the eve of National Day: it is due on the second workday, which is the day after the
// holiday; nobody is reminded in between. It is late, explained, escalated and mended; the Saturday that makes up for
// the holiday counts among the three workdays after which silence confirms.
func TestWeeksOfARepair(t *testing.T) {
	r := reports(t, "2026-09-30 16:00", "wiring")
	r.lives("2026-09-30 16:00",
		event{"2026-09-30 16:30", func() { r.does("director", "assign", "done", map[string]any{"to": "repairer"}) }},
		event{"2026-10-07 20:00", r.wants("mend", map[string]string{"repairer": "not Please see to it", "teacher": "郑大勇 will mend it"})},
		event{"2026-10-08 10:30", r.wants("mend", map[string]string{"repairer": "Please see to it", "director": "not Overdue"})},
		event{"2026-10-08 16:55", r.wants("mend", map[string]string{"repairer": "not Overdue"})},
		event{"2026-10-08 17:35", r.wants("explain mend", map[string]string{"repairer": "Overdue", "director": "Overdue"})},
		event{"2026-10-08 18:00", func() {
			r.does("repairer", "explain", "done", map[string]any{"reason": "等电工所的配件", "until": "2026-10-09"})
		}},
		event{"2026-10-08 18:10", r.wants("mend", map[string]string{"teacher": "Not mended in time: 等电工所的配件"})},
		event{"2026-10-09 15:00", func() { r.does("director", "mend", "repaired", nil) }}, // a Friday
		event{"2026-10-13 14:00", r.wants("confirm", nil)},                                // Saturday the 10th was a workday
		event{"2026-10-13 17:45", r.wants("", map[string]string{"teacher": "Done: Repair"})},
	)
	if c := r.after(r.id, 0); c.Status != "done" {
		t.Errorf("it is %s", c.Status)
	}
}

// A minor repair reported on a Saturday off is due at Monday's closing, one on a Saturday that is made up for at that
// day's.
func TestMinorRepairsAreDueTheSameDay(t *testing.T) {
	for reported, due := range map[string]string{
		"2026-10-10 09:00": "10-10 17:30", // a Saturday, made up for
		"2026-10-17 09:00": "10-19 17:30", // a Saturday off
		"2026-10-20 09:00": "10-20 17:30",
		"2026-10-20 18:00": "10-21 17:30",
	} {
		r := reports(t, reported, "tap")
		r.lives(reported,
			event{reported, func() { r.does("director", "assign", "done", map[string]any{"to": "repairer"}) }},
			event{reported, func() {
				open := r.after(r.id, 0).Open
				if got := open[0].Due.In(calendar.Zone).Format("01-02 15:04"); got != due {
					t.Errorf("reported on %s it is due on %s, want %s", reported, got, due)
				}
				r.act(r.id, "", processes.Action{Kind: processes.DoWithdraw, Actor: "teacher", At: r.env.Now()})
				r.env.SignalWorkflow(workflows.SignalTransition, r.after(r.id, 2))
			}},
		)
	}
}
