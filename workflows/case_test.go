package workflows_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"zongwu/activities"
	"zongwu/processes"
	"zongwu/workflows"
)

// caseLog is a case as the database has it, with activities over it.
type caseLog struct {
	conducts []processes.Conduct
	fetches  int
	rings    []string // "id@time" in order, each once
	sent     []string
	ended    []activities.EndedInput
	failures map[string]int // how often an activity fails first
	// onRing is what a clock leads to; nil for nothing.
	onRing func(clock string) activities.RingOutput
	onSend func(context.Context)
}

func (l *caseLog) add(c processes.Conduct) {
	c.Seq = len(l.conducts) + 1
	if c.Status == "" {
		c.Status = processes.Open
	}
	l.conducts = append(l.conducts, c)
}

// signal is the news of the transitions from first to last, as the dispatcher would send it.
func (l *caseLog) signal(first, last int) activities.Conduct {
	return activities.Sum(l.conducts[first-1 : last])
}

// fails says whether an activity fails this time.
func (l *caseLog) fails(name string) error {
	if l.failures[name] == 0 {
		return nil
	}
	l.failures[name]--
	return errors.New("not now")
}

func (l *caseLog) transitions(_ context.Context, in activities.TransitionsInput) (activities.Conduct, error) {
	if err := l.fails(activities.Transitions); err != nil {
		return activities.Conduct{}, err
	}
	l.fetches++
	if len(l.conducts) == 0 {
		return activities.Conduct{Status: activities.Unknown}, nil
	}
	return activities.Sum(l.conducts[in.After:]), nil
}

func (l *caseLog) ring(_ context.Context, in activities.RingInput) (activities.RingOutput, error) {
	if err := l.fails(activities.Ring); err != nil {
		return activities.RingOutput{}, err
	}
	l.rings = append(l.rings, in.Clock.ID+"@"+in.Clock.At.UTC().Format(time.RFC3339))
	if l.onRing != nil {
		return l.onRing(in.Clock.ID), nil
	}
	return activities.RingOutput{Status: activities.Open}, nil
}

func (l *caseLog) send(ctx context.Context, in activities.SendInput) error {
	if l.onSend != nil {
		l.onSend(ctx)
	}
	if err := l.fails(activities.SendNotices); err != nil {
		return err
	}
	for _, s := range in.Sends {
		if !slices.Contains(l.sent, s.ID) {
			l.sent = append(l.sent, s.ID)
		}
	}
	return nil
}

func (l *caseLog) end(_ context.Context, in activities.EndedInput) (activities.RingOutput, error) {
	l.ended = append(l.ended, in)
	return activities.RingOutput{Status: activities.Open}, nil
}

// began is when every test's case begins.
func began() time.Time { return time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC) }

func input() workflows.Case {
	return workflows.Case{School: "main", Case: "c1", Process: "purchase", Number: "CG-2026-0001", Version: "v",
		Edition: workflows.Edition}
}

// What a workflow task waits for it gives up soon: few are done at once, and while the database hangs the others wait.
func TestNoTaskWaitsLongForTheDatabase(t *testing.T) {
	l := walk(2)
	var at, later int
	l.onSend = func(ctx context.Context) {
		if !activity.GetInfo(ctx).IsLocalActivity {
			later++
			return
		}
		at++
		if end, bound := ctx.Deadline(); !bound || time.Until(end) > 2*time.Second {
			t.Errorf("it may take until %v", end)
		}
		<-ctx.Done()
	}
	e := newEnv(l)
	e.tell(0, l.signal(1, 2))
	if end := e.mustEnd(t, input()); end.Status != "done" || at != 1 || later != 1 || len(l.sent) != 2 {
		t.Errorf("ended as %+v, sent %q, tried %d times at once and %d later", end, l.sent, at, later)
	}
}

type env struct {
	*testsuite.TestWorkflowEnvironment
}

func newEnv(l *caseLog) env {
	var suite testsuite.WorkflowTestSuite
	e := env{suite.NewTestWorkflowEnvironment()}
	e.SetStartTime(began())
	e.SetTestTimeout(30 * time.Second)
	e.RegisterDynamicWorkflow(workflows.Conduct, workflow.DynamicRegisterOptions{})
	for name, f := range map[string]any{
		activities.Transitions: l.transitions, activities.Ring: l.ring,
		activities.SendNotices: l.send, activities.Ended: l.end,
	} {
		e.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
	}
	return e
}

func (e env) tell(after time.Duration, c activities.Conduct) {
	e.RegisterDelayedCallback(func() { e.SignalWorkflow(workflows.SignalTransition, c) }, after)
}

// mustEnd runs the case and returns how it ended.
func (e env) mustEnd(t *testing.T, in workflows.Case) workflows.End {
	t.Helper()
	e.ExecuteWorkflow(in.Process, in)
	if !e.IsWorkflowCompleted() {
		t.Fatal("the workflow did not end")
	}
	var end workflows.End
	if err := e.GetWorkflowResult(&end); err != nil {
		t.Fatal(err)
	}
	return end
}

func task(n int) string { return fmt.Sprintf("c1.%d.1", n) }

// walk is a log of n transitions: each closes the task before it and opens the next, with a reminder after an hour
// and a due time after two; the last one ends the case and tells somebody.
func walk(n int) *caseLog {
	l := &caseLog{}
	for i := 1; i < n; i++ {
		at := began().Add(time.Duration(i) * time.Minute)
		l.add(processes.Conduct{
			Open: []processes.OpenStep{{Task: task(i), Step: fmt.Sprintf("step%d", i), Since: at, Due: at.Add(2 * time.Hour)}},
			Clocks: []processes.Clock{
				{ID: "remind/" + task(i), At: at.Add(time.Hour)}, {ID: "due/" + task(i), At: at.Add(2 * time.Hour)},
			},
			Sends: []processes.Send{{ID: fmt.Sprintf("%d.1", i), To: []string{"head"}, What: "notify:step"}},
		})
	}
	l.add(processes.Conduct{Status: processes.Done, Sends: []processes.Send{{ID: "last", To: []string{"head"}}}})
	return l
}

func TestSignalsInAnyOrder(t *testing.T) {
	type span struct{ first, last int }
	tables := map[string]struct {
		spans   []span
		fetches int
	}{
		"in order":              {[]span{{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}}, 0},
		"in one batch":          {[]span{{1, 5}}, 0},
		"doubled":               {[]span{{1, 1}, {1, 1}, {2, 2}, {2, 2}, {1, 1}, {3, 5}, {3, 5}}, 0},
		"overlapping":           {[]span{{1, 2}, {1, 3}, {2, 5}}, 0},
		"first one missed":      {[]span{{2, 2}, {3, 3}, {4, 4}, {5, 5}}, 1},
		"middle missed":         {[]span{{1, 1}, {4, 4}, {5, 5}}, 1},
		"only the last arrives": {[]span{{5, 5}}, 1},
		"reversed":              {[]span{{5, 5}, {4, 4}, {3, 3}, {2, 2}, {1, 1}}, 1},
	}
	for name, table := range tables {
		for edition := range workflows.Edition + 1 {
			t.Run(fmt.Sprintf("%s, edition %d", name, edition), func(t *testing.T) {
				l := walk(5)
				e := newEnv(l)
				for i, s := range table.spans {
					e.tell(time.Duration(i)*time.Second, l.signal(s.first, s.last))
				}
				in := input()
				in.Edition = edition
				if end := e.mustEnd(t, in); end != (workflows.End{Status: "done", Seq: 5}) {
					t.Errorf("ended as %+v", end)
				}
				if l.fetches != table.fetches {
					t.Errorf("fetched %d times, want %d", l.fetches, table.fetches)
				}
				slices.Sort(l.sent)
				if want := []string{"1.1", "2.1", "3.1", "4.1", "last"}; !reflect.DeepEqual(l.sent, want) {
					t.Errorf("sent %v, want %v", l.sent, want)
				}
				if len(l.rings) > 0 {
					t.Errorf("clocks of steps done in time rang: %v", l.rings)
				}
			})
		}
	}
}

// What had happened when the workflow was begun needs no signal; a case that is over by then is conducted in one task.
func TestBegunWithNews(t *testing.T) {
	for last, end := range map[int]workflows.End{2: {Status: "done", Seq: 4}, 4: {Status: "done", Seq: 4}} {
		l := walk(4)
		e := newEnv(l)
		in := input()
		news := l.signal(1, last)
		in.News = &news
		e.tell(time.Second, l.signal(1, last)) // told again, as after a crash
		if last < 4 {
			e.tell(time.Minute, l.signal(last+1, 4))
		}
		if got := e.mustEnd(t, in); got != end {
			t.Errorf("begun with %d: ended as %+v", last, got)
		}
		slices.Sort(l.sent)
		if want := []string{"1.1", "2.1", "3.1", "last"}; !reflect.DeepEqual(l.sent, want) || l.fetches > 0 {
			t.Errorf("begun with %d: sent %v after %d fetches", last, l.sent, l.fetches)
		}
	}
}

// What cannot be done at once is done all the same: an ordinary activity has all the time it needs.
func TestWhatFailsAtOnceIsDoneLater(t *testing.T) {
	l := walk(4)
	l.failures = map[string]int{activities.SendNotices: 3, activities.Ring: 2, activities.Transitions: 2}
	e := newEnv(l)
	e.tell(0, l.signal(1, 1))
	e.tell(90*time.Minute, l.signal(3, 3)) // 2 is missed; the reminder of 1 has rung
	e.tell(100*time.Minute, l.signal(4, 4))
	if end := e.mustEnd(t, input()); end != (workflows.End{Status: "done", Seq: 4}) {
		t.Errorf("ended as %+v", end)
	}
	slices.Sort(l.sent)
	if want := []string{"1.1", "2.1", "3.1", "last"}; !reflect.DeepEqual(l.sent, want) {
		t.Errorf("sent %v, want %v", l.sent, want)
	}
	if len(l.rings) != 1 {
		t.Errorf("rang %v, want the one reminder", l.rings)
	}
	for name, left := range l.failures {
		if left > 0 {
			t.Errorf("%s was not tried often enough to fail %d times more", name, left)
		}
	}
}

// A burst of signals at one moment, shuffled, each doubled, some lost: the workflow ends with the log's last number.
func TestBurst(t *testing.T) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 0))
		const n = 40
		l := walk(n)
		e := newEnv(l)
		signals := append(random.Perm(n), random.Perm(n)...)
		random.Shuffle(len(signals), func(i, j int) { signals[i], signals[j] = signals[j], signals[i] })
		for _, i := range signals[:n+int(seed)] {
			e.tell(0, l.signal(i+1, i+1))
		}
		e.tell(time.Second, l.signal(n, n))
		if end := e.mustEnd(t, input()); end.Seq != n || end.Status != "done" {
			t.Errorf("seed %d: ended as %+v", seed, end)
		}
		if len(l.sent) != n {
			t.Errorf("seed %d: sent %d messages, want %d", seed, len(l.sent), n)
		}
	}
}

func TestClocksRingInTime(t *testing.T) {
	l := walk(3)
	e := newEnv(l)
	// The first step is reminded of and done before it is due; the second one is late.
	e.tell(0, l.signal(1, 1))
	e.tell(90*time.Minute, l.signal(2, 2))
	e.tell(5*time.Hour, l.signal(3, 3))
	var rang time.Time
	l.onRing = func(clock string) activities.RingOutput {
		if clock == "due/"+task(2) {
			rang = e.Now()
		}
		return activities.RingOutput{Seq: 2, Status: activities.Open}
	}
	e.mustEnd(t, input())
	want := []string{
		"remind/c1.1.1@2026-09-01T09:01:00Z", "remind/c1.2.1@2026-09-01T09:02:00Z", "due/c1.2.1@2026-09-01T10:02:00Z",
	}
	if !reflect.DeepEqual(l.rings, want) {
		t.Errorf("rang %v, want %v", l.rings, want)
	}
	if due := began().Add(2*time.Hour + 2*time.Minute); !rang.Equal(due) {
		t.Errorf("the late step's clock rang at %v, want %v", rang, due)
	}
}

// A clock can lead to a transition (escalation, an outcome by silence) and that one to the end of the case.
func TestClockThatEndsTheCase(t *testing.T) {
	for _, told := range []bool{true, false} {
		t.Run(fmt.Sprintf("told=%v", told), func(t *testing.T) {
			l := walk(3)
			l.conducts = l.conducts[:2]
			e := newEnv(l)
			e.tell(0, l.signal(1, 2))
			l.onRing = func(clock string) activities.RingOutput {
				if clock != "due/"+task(2) {
					return activities.RingOutput{Status: activities.Open}
				}
				l.add(processes.Conduct{Status: processes.Rejected})
				if told {
					e.tell(time.Second, l.signal(3, 3))
				}
				return activities.RingOutput{Seq: 3, Status: "rejected"}
			}
			if end := e.mustEnd(t, input()); end != (workflows.End{Status: "rejected", Seq: 3}) {
				t.Errorf("ended as %+v", end)
			}
		})
	}
}

func TestOtherCases(t *testing.T) {
	t.Run("tells its parent", func(t *testing.T) {
		l := walk(2)
		e := newEnv(l)
		e.tell(0, l.signal(1, 2))
		in := input()
		in.Parent = "p1"
		e.mustEnd(t, in)
		want := []activities.EndedInput{{School: "main", Case: "p1", Cases: []string{"c1"}}}
		if !reflect.DeepEqual(l.ended, want) {
			t.Errorf("told %+v, want %+v", l.ended, want)
		}
	})
	t.Run("looks after those it waits for when it starts anew", func(t *testing.T) {
		l := walk(3)
		l.conducts[1].Waits = []string{"child"}
		last := l.conducts[2]
		l.conducts = l.conducts[:2]
		e := newEnv(l)
		e.RegisterDelayedCallback(func() { e.SignalWorkflow(workflows.SignalResync, nil) }, 0)
		e.RegisterDelayedCallback(func() {
			l.add(last)
			e.SignalWorkflow(workflows.SignalTransition, l.signal(3, 3))
		}, time.Minute)
		e.mustEnd(t, input())
		want := []activities.EndedInput{{School: "main", Case: "c1", Cases: []string{"child"}}}
		if !reflect.DeepEqual(l.ended, want) {
			t.Errorf("looked after %+v, want %+v", l.ended, want)
		}
	})
}

func TestResync(t *testing.T) {
	t.Run("a database restored to an earlier moment", func(t *testing.T) {
		l := walk(6)
		e := newEnv(l)
		e.tell(0, l.signal(1, 5))
		e.RegisterDelayedCallback(func() {
			l.conducts = l.conducts[:2]
			e.SignalWorkflow(workflows.SignalResync, nil)
		}, time.Minute)
		e.RegisterDelayedCallback(func() {
			if s := e.state(t); s.Seq != 2 || len(s.Open) != 1 || s.Open[0].Step != "step2" || len(s.Clocks) != 2 {
				t.Errorf("after the resync it knows %+v", s)
			}
			l.add(processes.Conduct{Status: processes.Withdrawn})
			e.SignalWorkflow(workflows.SignalTransition, l.signal(3, 3))
		}, 2*time.Minute)
		if end := e.mustEnd(t, input()); end != (workflows.End{Status: "withdrawn", Seq: 3}) {
			t.Errorf("ended as %+v", end)
		}
	})
	t.Run("a case the database does not know", func(t *testing.T) {
		l := &caseLog{}
		e := newEnv(l)
		e.RegisterDelayedCallback(func() { e.SignalWorkflow(workflows.SignalResync, nil) }, 0)
		if end := e.mustEnd(t, input()); end.Status != activities.Unknown {
			t.Errorf("ended as %+v", end)
		}
	})
	t.Run("a late signal after the case was over and forgotten", func(t *testing.T) {
		l := walk(4)
		e := newEnv(l)
		e.tell(0, l.signal(4, 4))
		if end := e.mustEnd(t, input()); end != (workflows.End{Status: "done", Seq: 4}) {
			t.Errorf("ended as %+v", end)
		}
		if len(l.rings) > 0 {
			t.Errorf("rang %v", l.rings)
		}
	})
}

func (e env) state(t *testing.T) (s workflows.State) {
	t.Helper()
	v, err := e.QueryWorkflow(workflows.QueryState)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Get(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

// The next run knows what this one knew: last transition, open steps, clocks.
func TestContinueAsNew(t *testing.T) {
	l := walk(4)
	first := newEnv(l)
	first.SetContinueAsNewSuggested(true)
	first.tell(0, l.signal(1, 2))
	first.ExecuteWorkflow("purchase", input())
	var again *workflow.ContinueAsNewError
	if err := first.GetWorkflowError(); !errors.As(err, &again) {
		t.Fatalf("ended with %v, want continue as new", err)
	}
	if again.WorkflowType.Name != "purchase" {
		t.Errorf("continues as %s", again.WorkflowType.Name)
	}
	var next workflows.Case
	if err := converter.GetDefaultDataConverter().FromPayloads(again.Input, &next); err != nil {
		t.Fatal(err)
	}
	if c := next.Carried; c == nil || c.Seq != 2 || len(c.Clocks) != 2 || len(c.Open) != 1 {
		t.Fatalf("carries %+v", next.Carried)
	}
	second := newEnv(l)
	second.tell(time.Second, l.signal(2, 2)) // told again across the boundary
	second.tell(90*time.Minute, l.signal(3, 4))
	if end := second.mustEnd(t, next); end.Seq != 4 || l.fetches > 0 {
		t.Errorf("ended as %+v after %d fetches", end, l.fetches)
	}
	if len(l.rings) != 1 || !strings.HasPrefix(l.rings[0], "remind/"+task(2)) {
		t.Errorf("rang %v, want the carried reminder", l.rings)
	}
}

// A long case: a thousand transitions in runs of twenty, each boundary told again with all that stood around it. Every
// consequence takes effect once, whichever run it fell to.
func TestAThousandTransitions(t *testing.T) {
	const n, each = 1000, 20
	l, in := walk(n), input()
	for first := 1; first <= n; first += each {
		e := newEnv(l)
		e.SetContinueAsNewSuggested(first+each <= n)
		e.tell(0, l.signal(max(1, first-each), first)) // what the run before has conducted, and one more
		e.tell(time.Second, l.signal(first, first+each-1))
		e.tell(time.Second, l.signal(first, first)) // doubled, and late
		if first+each > n {
			if end := e.mustEnd(t, in); end != (workflows.End{Status: "done", Seq: n}) {
				t.Errorf("ended as %+v", end)
			}
			break
		}
		e.ExecuteWorkflow("purchase", in)
		var again *workflow.ContinueAsNewError
		if err := e.GetWorkflowError(); !errors.As(err, &again) {
			t.Fatalf("from %d: ended with %v, want continue as new", first, err)
		}
		in = workflows.Case{}
		if err := converter.GetDefaultDataConverter().FromPayloads(again.Input, &in); err != nil {
			t.Fatal(err)
		}
	}
	if sent := slices.Compact(slices.Sorted(slices.Values(l.sent))); len(l.sent) != n || len(sent) != n || len(l.rings) > 0 {
		t.Errorf("sent %d, of them different %d, want %d; rang %v", len(l.sent), len(sent), n, l.rings)
	}
}

func TestIDs(t *testing.T) {
	in := input()
	if got := in.ID(); got != "main:purchase:c1" {
		t.Errorf("id is %s", got)
	}
	back, ok := workflows.ParseID(in.ID())
	if !ok || back.School != in.School || back.Process != in.Process || back.Case != in.Case {
		t.Errorf("taken apart: %+v %v", back, ok)
	}
	schedule := workflows.Schedule{School: "main", Process: "payment"}
	for _, stranger := range []string{"temporal-sys-scanner", schedule.ID()} {
		if _, ok := workflows.ParseID(stranger); ok {
			t.Errorf("%s is taken for a case's workflow", stranger)
		}
	}
}
