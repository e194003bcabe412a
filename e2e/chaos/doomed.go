package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/workflow"

	"zongwu/activities"
	"zongwu/cases"
	"zongwu/server"
	"zongwu/store"
	"zongwu/worker"
)

// doomed is a process that kills itself when it comes to its point for the nth time.
type doomed struct {
	point string
	left  atomic.Int64
}

// The points within a workflow, beside those that packages name themselves.
const (
	taskBegun      = "in the workflow, before it knows of a signal"
	beforeActivity = "in the workflow, before its activity"
	afterActivity  = "in the workflow, after its activity"
	signalling     = "signal" // stands beside the names of activities
)

// doom reads from the environment where to die.
func doom() *doomed {
	d := &doomed{point: os.Getenv(pointName)}
	d.left.Store(1 + time.Now().UnixNano()%4) // not always at the first time
	return d
}

// pointName names the variable that says where a process dies.
const pointName = "ZONGWU_CHAOS_POINT"

// at dies, with a last word, when the point is ours and it is time.
func (d *doomed) at(point, about string) {
	if point != d.point || d.left.Add(-1) != 0 {
		return
	}
	tell("died", point, about)
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {} // it is not instant
}

func tell(what, point, about string) { _, _ = fmt.Printf("\n%s|%s|%s\n", what, point, about) }

// beServer is `zongwu server` with a Service that dies.
func beServer(ctx context.Context, d *doomed, address string) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	url := os.Getenv("DATABASE_URL")
	s, err := store.Open(ctx, url)
	if err != nil {
		return err
	}
	service := &cases.Service{Store: s, Fault: func(p cases.Point, r cases.Request) error {
		if r.Key != "" {
			d.at(string(p), r.Key)
		}
		return nil
	}}
	listener, err := server.Listen(ctx, address)
	if err != nil {
		return err
	}
	handler, err := server.New(server.Config{Service: service, Store: s, DatabaseURL: url, Logger: log, Context: ctx})
	if err != nil {
		return err
	}
	return errors.Join(server.Serve(ctx, listener, handler, time.Second), s.Close())
}

// beWorker is `zongwu worker` that dies.
func beWorker(ctx context.Context, d *doomed) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	url := os.Getenv("DATABASE_URL")
	s, err := store.Open(ctx, url)
	if err != nil {
		return err
	}
	c, err := client.NewLazyClient(client.Options{
		HostPort: os.Getenv("TEMPORAL_ADDRESS"), Interceptors: []interceptor.ClientInterceptor{&watcher{doomed: d}},
	})
	if err != nil {
		return err
	}
	w, err := worker.New(worker.Config{
		Store: s, Cases: &cases.Service{Store: s}, Client: c, Namespace: client.DefaultNamespace, DatabaseURL: url,
		Logger: log, SweepEvery: -1,
		Fault: func(p worker.Point, c store.OutboxCase) error {
			if p == worker.AfterSignal {
				tell("doing", signalling, c.Case)
			}
			d.at(string(p), c.Case)
			if p == worker.BeforeCommit {
				tell("batch", signalling, c.School)
			}
			return nil
		},
		ActivityFault: func(p activities.Point, name string) error { d.at(string(p), name); return nil },
	})
	if err != nil {
		return err
	}
	log.Info("working")
	return errors.Join(w.Run(ctx), s.Close())
}

// watcher tells what workflows and activities do, and dies within them.
type watcher struct {
	interceptor.ClientInterceptorBase
	interceptor.WorkerInterceptorBase
	doomed *doomed
}

// InterceptActivity is part of interceptor.WorkerInterceptor.
func (w *watcher) InterceptActivity(
	_ context.Context, next interceptor.ActivityInboundInterceptor,
) interceptor.ActivityInboundInterceptor {
	a := &doing{}
	a.Next = next
	return a
}

// doing tells of activities.
type doing struct {
	interceptor.ActivityInboundInterceptorBase
}

// ExecuteActivity is part of interceptor.ActivityInboundInterceptor.
func (a *doing) ExecuteActivity(ctx context.Context, in *interceptor.ExecuteActivityInput) (any, error) {
	info := activity.GetInfo(ctx)
	tell("doing", info.ActivityType.Name, info.WorkflowExecution.ID)
	out, err := a.Next.ExecuteActivity(ctx, in)
	if err == nil {
		tell("did", info.ActivityType.Name, info.WorkflowExecution.ID)
	}
	return out, err
}

// InterceptWorkflow is part of interceptor.WorkerInterceptor.
func (w *watcher) InterceptWorkflow(
	_ workflow.Context, next interceptor.WorkflowInboundInterceptor,
) interceptor.WorkflowInboundInterceptor {
	i := &inbound{doomed: w.doomed}
	i.Next = next
	return i
}

type inbound struct {
	interceptor.WorkflowInboundInterceptorBase
	doomed *doomed
}

// Init is part of interceptor.WorkflowInboundInterceptor.
func (i *inbound) Init(next interceptor.WorkflowOutboundInterceptor) error {
	o := &outbound{doomed: i.doomed}
	o.Next = next
	return i.Next.Init(o)
}

// HandleSignal dies when the dispatcher has had time to delete the outbox row.
func (i *inbound) HandleSignal(ctx workflow.Context, in *interceptor.HandleSignalInput) error {
	if !workflow.IsReplaying(ctx) && i.doomed.point == taskBegun {
		time.Sleep(100 * time.Millisecond) //nolint:forbidigo // this worker dies here
		i.doomed.at(taskBegun, workflow.GetInfo(ctx).WorkflowExecution.ID)
	}
	return i.Next.HandleSignal(ctx, in)
}

type outbound struct {
	interceptor.WorkflowOutboundInterceptorBase
	doomed *doomed
}

// ExecuteActivity is part of interceptor.WorkflowOutboundInterceptor.
func (o *outbound) ExecuteActivity(ctx workflow.Context, name string, args ...any) workflow.Future {
	o.before(ctx)
	return o.after(ctx, o.Next.ExecuteActivity(ctx, name, args...))
}

// ExecuteLocalActivity is part of interceptor.WorkflowOutboundInterceptor.
func (o *outbound) ExecuteLocalActivity(ctx workflow.Context, name string, args ...any) workflow.Future {
	o.before(ctx)
	return o.after(ctx, o.Next.ExecuteLocalActivity(ctx, name, args...))
}

func (o *outbound) before(ctx workflow.Context) {
	if !workflow.IsReplaying(ctx) {
		o.doomed.at(beforeActivity, workflow.GetInfo(ctx).WorkflowExecution.ID)
	}
}

// after dies when the activity's end has come to the workflow, before the server knows what the workflow made of it.
func (o *outbound) after(ctx workflow.Context, future workflow.Future) workflow.Future {
	if o.doomed.point == afterActivity {
		workflow.Go(ctx, func(ctx workflow.Context) {
			_ = future.Get(ctx, nil) // how it ended is the workflow's business
			if !workflow.IsReplaying(ctx) {
				o.doomed.at(afterActivity, workflow.GetInfo(ctx).WorkflowExecution.ID)
			}
		})
	}
	return future
}
