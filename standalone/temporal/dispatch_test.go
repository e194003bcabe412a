package temporal_test

import (
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/converter"

	"zongwu/activities"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/worker"
	"zongwu/workflows"
)

// TestDispatcher shares one Temporal, which takes seconds to make.
func TestDispatcher(t *testing.T) {
	shared := newWorld(t)
	for _, test := range []struct {
		name string
		run  func(*world, *testing.T)
	}{
		{"delivery", delivery}, {"faults", faults}, {"continue as new", continueAsNew}, {"sweep finds", sweepFinds},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := *shared
			w.t = t
			test.run(&w, t)
		})
	}
}

// Two workers drain one outbox while 8 writers write: every workflow is told in order, and ends with its case.
func delivery(w *world, t *testing.T) {
	w.work()
	w.work()
	all := make([]workflows.Case, 24)
	var writers sync.WaitGroup
	for k := range 8 {
		writers.Go(func() {
			for i := k; i < len(all); i += 8 {
				all[i] = w.begin()
			}
			for range 3 {
				for i := k; i < len(all); i += 8 {
					w.step(all[i], processes.Open)
				}
			}
			for i := k; i < len(all); i += 8 {
				if i%2 == 0 {
					w.step(all[i], processes.Done)
				}
			}
		})
	}
	writers.Wait()
	w.until("all told", 10*time.Second, w.told)
	for i, c := range all {
		if i%2 == 0 {
			if end := w.mustEnd(c); end != (workflows.End{Status: "done", Seq: 5}) {
				t.Errorf("case %s ended as %+v", c.Case, end)
			}
		} else {
			w.until("case known", 10*time.Second, w.knows(c, 4))
		}
		w.mustBeInOrder(c)
	}
	report := w.mustAgree()
	if report.Open != len(all)/2 || report.Untold != 0 {
		t.Errorf("sweep saw %+v", report)
	}
	t.Run("what operators see", func(t *testing.T) { w.labels(t, all[0], all[1]) })
	t.Run("late signal to a closed case", func(t *testing.T) {
		w.step(all[0], processes.Done)
		w.until("told", 5*time.Second, w.told)
		if end := w.mustEnd(all[0]); end.Seq != 5 {
			t.Errorf("a second run ended as %+v", end)
		}
		w.mustAgree()
	})
}

// mustBeInOrder fails unless the signals of a case's workflow follow each other without a gap.
func (w *world) mustBeInOrder(c workflows.Case) {
	w.t.Helper()
	last := 0
	for _, news := range w.signals(c) {
		if news.First != last+1 {
			w.t.Errorf("case %s was told of %d to %d after %d", c.Case, news.First, news.Seq, last)
		}
		last = news.Seq
	}
}

// labels checks what Temporal's own list and UI show of a case that is over and one that is open.
func (w *world) labels(t *testing.T, over, open workflows.Case) {
	for query, want := range map[string]string{
		"WorkflowType='purchase' AND State='done' AND CaseNumber='" + over.Number + "'":                     over.ID(),
		"School='main' AND State='open' AND ExecutionStatus='Running' AND CaseNumber='" + open.Number + "'": open.ID(),
	} {
		w.until("listed", 5*time.Second, func() bool {
			page, err := w.client.ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{Query: query})
			return err == nil && len(page.Executions) == 1 && page.Executions[0].Execution.WorkflowId == want
		})
	}
	d, err := w.client.DescribeWorkflow(t.Context(), open.ID(), "")
	if err != nil {
		t.Fatal(err)
	}
	if summary, err := d.GetStaticSummary(); err != nil || summary != open.Number {
		t.Errorf("summary is %q (%v), want %s", summary, err, open.Number)
	}
}

// A crash at each point of a delivery: every case is told all the same, and twice does no harm.
func faults(w *world, t *testing.T) {
	var mu sync.Mutex
	crashed := map[worker.Point]int{}
	random := rand.New(rand.NewPCG(1, 1))
	w.fault = func(p worker.Point, _ store.OutboxCase) error {
		mu.Lock()
		defer mu.Unlock()
		// Often at first, never after ten times: a crash takes its whole batch with it.
		if crashed[p] < 10 && random.IntN(3) == 0 {
			crashed[p]++
			return errors.New("crash")
		}
		return nil
	}
	w.work()
	var all []workflows.Case
	for i := range 16 {
		c := w.begin()
		w.step(c, processes.Open)
		if i%2 == 0 {
			w.step(c, processes.Done)
		}
		all = append(all, c)
	}
	w.until("told", 60*time.Second, w.told)
	doubled := 0
	for i, c := range all {
		if i%2 == 0 {
			if end := w.mustEnd(c); end != (workflows.End{Status: "done", Seq: 3}) {
				t.Errorf("case %s ended as %+v", c.Case, end)
			}
			continue
		}
		w.until("known", 10*time.Second, w.knows(c, 2))
		doubled += w.doubles(c)
	}
	w.mustAgree()
	for _, p := range []worker.Point{worker.BeforeSignal, worker.AfterSignal, worker.BeforeCommit} {
		if crashed[p] == 0 {
			t.Errorf("no crash %s", p)
		}
	}
	if doubled == 0 {
		t.Error("nothing was told twice: the crash after the signal did not hit its window")
	}
	t.Logf("crashes %v, transitions told again %d", crashed, doubled)
}

// doubles counts how often a case's workflow was told what it had been told before.
func (w *world) doubles(c workflows.Case) (n int) {
	w.t.Helper()
	last := 0
	for _, news := range w.signals(c) {
		if news.First <= last {
			n++
		}
		last = max(last, news.Seq)
	}
	return n
}

// signals reads what a case's workflow was told: when it was begun, and since.
func (w *world) signals(c workflows.Case) (all []activities.Conduct) {
	w.t.Helper()
	for _, e := range w.events(c.ID(), "") {
		if a := e.GetWorkflowExecutionStartedEventAttributes(); a != nil {
			var in workflows.Case
			if err := converter.GetDefaultDataConverter().FromPayloads(a.Input, &in); err != nil {
				w.t.Fatal(err)
			}
			if in.News != nil {
				all = append(all, *in.News)
			}
		}
		a := e.GetWorkflowExecutionSignaledEventAttributes()
		if a == nil {
			continue
		}
		var news activities.Conduct
		if err := converter.GetDefaultDataConverter().FromPayloads(a.Input, &news); err != nil {
			w.t.Fatal(err)
		}
		all = append(all, news)
	}
	return all
}

// While Temporal is away people go on; when it is back, everything is delivered.
func TestTemporalAway(t *testing.T) {
	w := newWorld(t)
	w.work()
	before := w.begin()
	w.until("delivered", 10*time.Second, w.knows(before, 1))
	if err := w.server.Stop(); err != nil {
		t.Fatal(err)
	}
	w.step(before, processes.Open)
	w.until("noticed", 15*time.Second, func() bool { return !w.worker.Health().Temporal })
	var all []workflows.Case
	for range 10 {
		c := w.begin()
		w.step(c, processes.Open)
		all = append(all, c)
	}
	w.step(before, processes.Done)
	w.until("outbox grows old", 10*time.Second, func() bool { return w.worker.Health().Age > time.Second })
	w.startTemporal()
	w.until("caught up", 20*time.Second, w.told)
	if end := w.mustEnd(before); end.Seq != 3 {
		t.Errorf("ended as %+v", end)
	}
	for _, c := range all {
		w.until("known", 10*time.Second, w.knows(c, 2))
	}
	w.mustAgree()
	if h := w.worker.Health(); !h.Temporal {
		t.Errorf("health is %+v", h)
	}
}

// R12: 1,000 transitions on one case in runs of 20 events, every delivery doubled.
func continueAsNew(w *world, t *testing.T) {
	w.limit = 20
	w.work()
	c := w.begin()
	const n = 1000
	for i := 2; i < n; i++ {
		w.step(c, processes.Open)
		if i%10 == 0 {
			// The same news again, across whatever boundary.
			news := activities.Conduct{First: i - 1, Seq: i, Status: activities.Open}
			if err := w.client.SignalWorkflow(t.Context(), c.ID(), "", workflows.SignalTransition, news); err != nil {
				t.Logf("signal again: %v", err)
			}
		}
		if i%50 == 0 {
			// News gathers while workflows are late: the whole thousand would be told in a few signals.
			w.until("told", 20*time.Second, w.knows(c, i))
		}
	}
	w.step(c, processes.Done)
	if end := w.mustEnd(c); end != (workflows.End{Status: "done", Seq: n}) {
		t.Errorf("ended as %+v", end)
	}
	page, err := w.client.ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{
		Query: "WorkflowId='" + c.ID() + "'", PageSize: 1000,
	})
	if err != nil {
		t.Fatal(err)
	}
	longest := 0
	for _, e := range page.Executions {
		events := w.events(c.ID(), e.Execution.RunId)
		longest = max(longest, len(events))
		if e.Status == enums.WORKFLOW_EXECUTION_STATUS_FAILED {
			t.Errorf("run %s failed", e.Execution.RunId)
		}
	}
	t.Logf("%d runs, the longest of %d events", len(page.Executions), longest)
	if len(page.Executions) < 5 || longest > 400 {
		t.Errorf("%d runs, the longest of %d events", len(page.Executions), longest)
	}
	w.mustAgree()
}
