package workflows_test

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"go.temporal.io/sdk/converter"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"zongwu/workflows"
)

// Cases run for months: every history ever recorded must still be followed. See record_test.go in standalone/temporal
// for how they are made.
func TestReplay(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 6 {
		t.Fatalf("only %d histories are recorded", len(files))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			if err := replay(workflows.Conduct, file); err != nil {
				t.Error(err)
			}
		})
	}
}

// The control: a workflow that was changed without care must not pass.
func TestReplayFindsChanges(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	changed := func(ctx workflow.Context, args converter.EncodedValues) (workflows.End, error) {
		asked := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: time.Second})
		if err := workflow.ExecuteActivity(asked, "another").Get(ctx, nil); err != nil {
			return workflows.End{}, err
		}
		return workflows.Conduct(ctx, args)
	}
	for _, file := range files {
		if err := replay(changed, file); err == nil {
			t.Errorf("%s is followed by a workflow that does something else first", file)
		}
	}
}

func replay(w any, file string) error {
	r := worker.NewWorkflowReplayer()
	r.RegisterDynamicWorkflow(w, workflow.DynamicRegisterOptions{})
	return r.ReplayWorkflowHistoryFromJSONFile(sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler)), file)
}
