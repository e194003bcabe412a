package workflows_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"zongwu/activities"
	"zongwu/workflows"
)

// Schedules run for years: every history ever recorded of one must still be followed.
func TestReplaySchedules(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "schedules", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 4 {
		t.Fatalf("only %d histories are recorded", len(files))
	}
	changed := func(ctx workflow.Context, in workflows.Schedule) error {
		if err := workflow.Sleep(ctx, time.Second); err != nil {
			return err
		}
		return workflows.KeepSchedule(ctx, in)
	}
	for _, file := range files {
		if err := replaySchedule(workflows.KeepSchedule, file); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if err := replaySchedule(changed, file); err == nil {
			t.Errorf("%s is followed by a workflow that does something else first", file)
		}
	}
}

func replaySchedule(w any, file string) error {
	r := worker.NewWorkflowReplayer()
	r.RegisterWorkflowWithOptions(w, workflow.RegisterOptions{Name: workflows.ScheduleType})
	return r.ReplayWorkflowHistoryFromJSONFile(sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler)), file)
}

// A run that is due again as soon as it is made, whatever the reason, does not keep the workflow turning.
func TestScheduleDoesNotSpin(t *testing.T) {
	var suite testsuite.WorkflowTestSuite
	e := suite.NewTestWorkflowEnvironment()
	e.SetStartTime(began())
	e.RegisterWorkflowWithOptions(workflows.KeepSchedule, workflow.RegisterOptions{Name: workflows.ScheduleType})
	runs := 0
	e.RegisterActivityWithOptions(func(_ context.Context, in activities.ScheduleInput) (activities.NextRunOutput, error) {
		return activities.NextRunOutput{At: in.Now.Add(-time.Hour)}, nil
	}, activity.RegisterOptions{Name: activities.NextRun})
	e.RegisterActivityWithOptions(func(context.Context, activities.ScheduleInput) (activities.RunOutput, error) {
		runs++
		return activities.RunOutput{}, nil
	}, activity.RegisterOptions{Name: activities.RunSchedule})
	e.RegisterDelayedCallback(e.CancelWorkflow, 10*time.Minute+time.Second)
	e.ExecuteWorkflow(workflows.ScheduleType, workflows.Schedule{School: "main", Process: "x"})
	if runs > 11 || runs < 10 {
		t.Errorf("it ran %d times in ten minutes", runs)
	}
}
