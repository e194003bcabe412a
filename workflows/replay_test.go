package workflows_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/converter"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"zongwu/processes"
	"zongwu/workflows"
)

// Cases run for months: every history ever recorded must still be followed. See record_test.go in standalone/temporal
// for how they are made.
func TestReplay(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 30 {
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

// Every kind of step stands in a history that is replayed. A history knows of open steps only; what its case passed was
// noted when it was recorded.
func TestHistoriesCoverEveryKind(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "kinds.txt"))
	if err != nil {
		t.Fatal(err)
	}
	passed := map[string]int{}
	for line := range strings.Lines(string(text)) {
		file, kinds, _ := strings.Cut(line, ":")
		if _, err := os.Stat(filepath.Join("testdata", file)); err != nil {
			t.Error(err)
		}
		for _, kind := range strings.Fields(kinds) {
			passed[kind]++
		}
	}
	for _, kind := range processes.Kinds {
		if passed[kind] == 0 {
			t.Errorf("no history is recorded of a case that passed a step of the kind %s", kind)
		}
	}
	t.Logf("histories by kind of step: %v", passed)
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
