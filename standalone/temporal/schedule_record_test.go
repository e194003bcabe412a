package temporal_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	sdk "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"zongwu/activities"
	"zongwu/workflows"
)

// plan is what a schedule's workflow is answered when it asks for the next run, one answer after the other; the last
// one is that there is no schedule any more.
type plan struct {
	mu    sync.Mutex
	waits []time.Duration // from then on
	asked int
	ran   int
}

func (p *plan) next(_ context.Context, in activities.ScheduleInput) (activities.NextRunOutput, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.asked++; p.asked > len(p.waits) {
		return activities.NextRunOutput{None: true}, nil
	}
	return activities.NextRunOutput{At: in.Now.Add(p.waits[p.asked-1])}, nil
}

func (p *plan) run(context.Context, activities.ScheduleInput) (activities.RunOutput, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ran++; p.ran == 1 {
		return activities.RunOutput{}, fmt.Errorf("the first try fails")
	}
	return activities.RunOutput{Run: "2026-12", Begun: 2}, nil
}

func (p *plan) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

// TestScheduleHistories leads schedules' workflows through their lives on a real server and replays what was recorded.
func TestScheduleHistories(t *testing.T) {
	w := newWorld(t)
	c, err := client.Dial(client.Options{
		HostPort: w.server.HostPort, Namespace: w.server.Namespace, Identity: "recorder",
		Logger: sdklog.NewStructuredLogger(quiet()),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	many := make([]time.Duration, 45)
	for i := range many {
		many[i] = time.Hour
	}
	soon := 300 * time.Millisecond
	for name, p := range map[string]*plan{
		"runs":    {waits: []time.Duration{soon, 0, 30 * 24 * time.Hour}}, // sleeps, runs, sleeps a day, is told to look
		"looks":   {waits: many},                                          // continues as a new run
		"nothing": {},
	} {
		t.Run(name, func(t *testing.T) {
			serveSchedule(t, c, p)
			in := workflows.Schedule{School: "main", Process: name}
			for before := -1; ; before = p.count() {
				_, err := c.SignalWithStartWorkflow(t.Context(), in.ID(), workflows.SignalLook, nil, client.StartWorkflowOptions{
					TaskQueue: workflows.TaskQueue, TypedSearchAttributes: in.Labels(), StaticSummary: in.Process,
				}, workflows.ScheduleType, in)
				if err != nil {
					t.Fatal(err)
				}
				if p.count() > len(p.waits) {
					break
				}
				w.until("it asks", 20*time.Second, func() bool { return p.count() > max(before, 0) })
				for name == "runs" && p.count() < len(p.waits) {
					time.Sleep(50 * time.Millisecond)
				}
				time.Sleep(50 * time.Millisecond)
				if p.count() > len(p.waits) {
					break
				}
			}
			for i, h := range histories(t, c, in.ID()) {
				replaySchedule(t, h)
				saveSchedule(t, fmt.Sprintf("%s-%d.json", name, i+1), h)
			}
		})
	}
}

func serveSchedule(t *testing.T, c client.Client, p *plan) {
	t.Helper()
	worker := sdk.New(c, workflows.TaskQueue, sdk.Options{Identity: "recorder"})
	worker.RegisterWorkflowWithOptions(workflows.KeepSchedule, workflow.RegisterOptions{Name: workflows.ScheduleType})
	worker.RegisterActivityWithOptions(p.next, activity.RegisterOptions{Name: activities.NextRun})
	worker.RegisterActivityWithOptions(p.run, activity.RegisterOptions{Name: activities.RunSchedule})
	if err := worker.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(worker.Stop)
}

func replaySchedule(t *testing.T, h *history.History) {
	t.Helper()
	r := sdk.NewWorkflowReplayer()
	r.RegisterWorkflowWithOptions(workflows.KeepSchedule, workflow.RegisterOptions{Name: workflows.ScheduleType})
	if err := r.ReplayWorkflowHistory(sdklog.NewStructuredLogger(quiet()), h); err != nil {
		t.Error(err)
	}
}

// saveSchedule keeps a schedule's history beside those of cases.
func saveSchedule(t *testing.T, name string, h *history.History) {
	t.Helper()
	if dir := os.Getenv(recordEnv); dir != "" {
		saveIn(t, filepath.Join(dir, "schedules"), name, h)
	}
}
