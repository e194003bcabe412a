package worker

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/types/known/durationpb"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
)

// busyTemporal answers as Temporal does whose workers are late.
type busyTemporal struct {
	workflowservice.UnimplementedWorkflowServiceServer
	late atomic.Int64 // nanoseconds; below 0 it does not say
	told atomic.Int64
}

func (b *busyTemporal) DescribeTaskQueue(
	_ context.Context, in *workflowservice.DescribeTaskQueueRequest,
) (*workflowservice.DescribeTaskQueueResponse, error) {
	out := &workflowservice.DescribeTaskQueueResponse{}
	if b.late.Load() < 0 {
		return nil, serviceerror.NewPermissionDenied("not for you", "")
	}
	if in.GetReportStats() {
		out.Stats = &taskqueue.TaskQueueStats{ApproximateBacklogAge: durationpb.New(time.Duration(b.late.Load()))}
	}
	return out, nil
}

func (b *busyTemporal) StartWorkflowExecution(
	context.Context, *workflowservice.StartWorkflowExecutionRequest,
) (*workflowservice.StartWorkflowExecutionResponse, error) {
	b.told.Add(1)
	return &workflowservice.StartWorkflowExecutionResponse{RunId: "run"}, nil
}

func (b *busyTemporal) serve(t *testing.T) (address string) {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server, alive := grpc.NewServer(), health.NewServer()
	workflowservice.RegisterWorkflowServiceServer(server, b)
	alive.SetServingStatus("temporal.api.workflowservice.v1.WorkflowService", grpc_health_v1.HealthCheckResponse_SERVING)
	grpc_health_v1.RegisterHealthServer(server, alive)
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

// TestNewsWaitsAsLongAsWorkflowsAreLate: what would only wait in Temporal waits in the outbox, where more of the same
// case joins it.
func TestNewsWaitsAsLongAsWorkflowsAreLate(t *testing.T) {
	db := storetest.New(t)
	service := &cases.Service{Store: db.Store}
	if _, err := service.PublishCatalogue(t.Context(), "main"); err != nil {
		t.Fatal(err)
	}
	busy := &busyTemporal{}
	quiet := slog.New(slog.DiscardHandler)
	temporal, namespace, err := ConnectTo(busy.serve(t), "", quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(temporal.Close)
	w, err := New(Config{Store: db.Store, Cases: service, Client: temporal, Namespace: namespace, Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	_, err = service.Act(t.Context(), cases.Request{School: "main", Process: "purchase", Action: processes.Action{
		Kind: processes.DoStart, Actor: "head", Data: map[string]any{"subject": "30201", "reason": "粉笔", "lines": []any{
			map[string]any{"item": "g02", "qty": "1", "price": json.Number("350")},
		}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		late, waited time.Duration
		told         bool
		crowd, calm  bool
	}{
		{late: time.Minute, waited: 0, told: false},
		{late: time.Minute, waited: 59 * time.Second, told: false},
		{late: -1, waited: 59 * time.Second, told: false}, // as it was last
		{late: time.Hour, waited: 61 * time.Second, told: true},
		{late: 0, waited: 0, told: true},
		{late: time.Minute, waited: 61 * time.Second, told: true},
		{late: gather, waited: 0, told: true}, // as ever
		{crowd: true, waited: gather + time.Second, told: true},
		{crowd: true, waited: gather + time.Second, told: false, calm: true},
		{crowd: true, waited: linger + time.Second, told: true, calm: true},
		{crowd: true, late: linger / 2, waited: linger/2 + time.Second, told: false, calm: true},
		{late: linger / 2, waited: linger/2 + time.Second, told: true, calm: true},
		{waited: 0, told: true, calm: true},
	} {
		db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Refill(ctx)
			return err
		})
		if _, err := db.Owner.ExecContext(t.Context(),
			`UPDATE outbox SET at = clock_timestamp() - $1 * interval '1 s', urgent = NOT $2`,
			c.waited.Seconds(), c.calm); err != nil {
			t.Fatal(err)
		}
		busy.late.Store(int64(c.late))
		busy.told.Store(0)
		w.dispatcher.behind.asked = time.Time{}
		w.dispatcher.pace = pace{}
		for range crowd {
			if c.crowd {
				w.dispatcher.pace.hear(time.Now())
			}
		}
		if _, err := w.dispatcher.round(t.Context()); err != nil {
			t.Fatal(err)
		}
		if told := busy.told.Load() == 1; told != c.told {
			t.Errorf("%+v: told %v", c, told)
		}
	}
}
