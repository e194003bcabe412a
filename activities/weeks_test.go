package activities_test

import (
	"context"
	"errors"
	"fmt"
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

// signature is a file the teacher has sent: how a pupil signed.
const signature = "01a1fc80-0000-7000-8000-000000000001"

// life is a case that lives in simulated time, on the real database: what it tells whom is written down with its time.
type life struct {
	*office
	process, id, from string
	env               *testsuite.TestWorkflowEnvironment
	steps             map[string]string // task: step, of those that were ever open
	log               []string          // 10-08 10:20 remind mend: repairer
}

// begins begins a case of a process of the catalogue at a simulated moment, in a school that is closed for its sports day,
// a Wednesday, beside the statutory holidays.
func begins(t *testing.T, at, person, process string, data map[string]any) *life {
	t.Helper()
	o := newOffice(t)
	o.exec(`UPDATE schools SET closures = '[{"name": "运动会", "from": "2026-10-14", "to": "2026-10-14"}]'`)
	o.exec(`INSERT INTO files (school, id, name, type, size, sha256, content, uploader)
		VALUES ('main', $1, 'signature.png', 'image/png', 0, '', '', 'teacher')`, signature)
	if _, err := o.set.Cases.PublishCatalogue(t.Context(), "main"); err != nil {
		t.Fatal(err)
	}
	l := &life{office: o, process: process, from: at, steps: map[string]string{}}
	l.id = o.act("", process, processes.Action{Kind: processes.DoStart, Actor: person, At: clock(at), Data: data}).Case.ID
	return l
}

// does takes an outcome of an open step now, in simulated time, and tells the workflow; what is "mend repaired", or
// "count@room:A101 done" where a step is open in several places.
func (l *life) does(person, what string, data map[string]any) {
	l.Helper()
	place, outcome, _ := strings.Cut(what, " ")
	step, branch, inside := strings.Cut(place, "@")
	before := l.after(l.id, 0)
	i := slices.IndexFunc(before.Open, func(o activities.OpenStep) bool {
		return o.Step == step && (!inside || strings.HasSuffix(o.Branch, branch))
	})
	if i < 0 {
		l.Fatalf("%s is not open at %s, but %+v", place, l.now(), before.Open)
	}
	l.act(l.id, "", processes.Action{
		Kind: processes.DoSubmit, Actor: person, At: l.env.Now(), Task: before.Open[i].Task, Outcome: outcome, Data: data,
	})
	l.tell(before.Seq)
}

// tell lets the workflow know what happened after a transition, as the dispatcher does.
func (l *life) tell(after int) {
	if news := l.after(l.id, after); news.Seq > 0 {
		l.env.SignalWorkflow(workflows.SignalTransition, news)
	}
}

func (l *life) now() string { return l.env.Now().In(calendar.Zone).Format("01-02 15:04") }

// lives has the case's workflow live from its beginning on; things happen on the way, and it must end.
func (l *life) lives(events ...event) {
	l.Helper()
	var suite testsuite.WorkflowTestSuite
	l.env = suite.NewTestWorkflowEnvironment()
	l.env.SetStartTime(clock(l.from))
	l.env.SetTestTimeout(time.Minute)
	l.env.RegisterDynamicWorkflow(workflows.Conduct, workflow.DynamicRegisterOptions{})
	l.set.Now = l.env.Now
	ring, send := l.set.Ring, l.set.Send
	all := l.set.ByName()
	all[activities.Ring] = func(ctx context.Context, in activities.RingInput) (activities.RingOutput, error) {
		before := l.after(l.id, 0).Seq
		out, err := ring(ctx, in)
		l.tell(before)
		return out, err
	}
	all[activities.SendNotices] = func(ctx context.Context, in activities.SendInput) error {
		l.note(in.Sends)
		return send(ctx, in)
	}
	for name, f := range all {
		l.env.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
	}
	l.env.RegisterDelayedCallback(func() { l.tell(0) }, time.Second)
	for _, e := range events {
		l.env.RegisterDelayedCallback(e.do, clock(e.at).Sub(clock(l.from)))
	}
	l.env.ExecuteWorkflow(l.process, workflows.Case{
		School: "main", Case: l.id, Process: l.process, Number: "XX-2026-0001", Version: "v", Edition: workflows.Edition,
	})
	var again *workflow.ContinueAsNewError
	if err := l.env.GetWorkflowError(); err != nil && !errors.As(err, &again) {
		l.Fatal(err)
	}
}

// note writes down what is sent to whom.
func (l *life) note(sends []activities.Send) {
	for _, o := range l.after(l.id, 0).Open {
		l.steps[o.Task] = o.Step
	}
	for _, s := range sends {
		what := s.What
		if step := l.steps[s.Task]; step != "" && !strings.Contains(what, ":") {
			what += " " + step
		}
		to := slices.Clone(s.To)
		slices.Sort(to)
		l.log = append(l.log, fmt.Sprintf("%s %s: %s", l.now(), what, strings.Join(to, " ")))
	}
}

// wantTold wants somebody to have read words.
func (l *life) wantTold(person string, words ...string) {
	l.Helper()
	all := l.notices(person)
	for _, want := range words {
		if !slices.ContainsFunc(all, func(told string) bool { return strings.Contains(told, want) }) {
			l.Errorf("%s was told %q, but not %q", person, all, want)
		}
	}
}

// move is what somebody does at a simulated moment: "director assign done".
type move struct {
	at, what string
	data     map[string]any
}

// weeks is a case with what is done in it, day by day, and all that it tells anybody.
type weeks struct {
	name, process, begun, by string // begun: when; by: by whom
	data                     map[string]any
	moves                    []move
	told                     []string
	ends                     string // "done"
}

// run has it all happen, and compares who was told what and when.
func (w weeks) run(t *testing.T) {
	t.Helper()
	l := begins(t, w.begun, w.by, w.process, w.data)
	var events []event
	for _, m := range w.moves {
		person, what, _ := strings.Cut(m.what, " ")
		events = append(events, event{m.at, func() { l.does(person, what, m.data) }})
	}
	l.lives(events...)
	if got, want := strings.Join(l.log, "\n"), strings.Join(w.told, "\n"); got != want {
		t.Errorf("told were\n%s\nwant\n%s", got, want)
	}
	if c := l.after(l.id, 0); c.Status != w.ends {
		t.Errorf("it is %s, want %s", c.Status, w.ends)
	}
}
