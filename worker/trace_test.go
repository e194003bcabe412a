package worker

import (
	"log/slog"
	"path/filepath"
	"testing"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"zongwu/trace"
	"zongwu/workflows"
)

// A worker that is traced follows every history ever recorded, none of which was.
func TestTracedReplay(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "workflows", "testdata", "*.json"))
	if err != nil || len(files) < 30 {
		t.Fatal(len(files), err)
	}
	spans := tracetest.NewInMemoryExporter()
	tracer := trace.New(sdk.WithSyncer(spans))
	defer tracer.Stop()
	replayer, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{Interceptors: followers(tracer)})
	if err != nil {
		t.Fatal(err)
	}
	replayer.RegisterDynamicWorkflow(workflows.Conduct, workflow.DynamicRegisterOptions{})
	log := sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))
	for _, file := range files {
		if err := replayer.ReplayWorkflowHistoryFromJSONFile(log, file); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	if n := len(spans.GetSpans()); n > 0 {
		t.Errorf("a replay did nothing and left %d spans", n)
	}
}
