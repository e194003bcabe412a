package worker

import (
	"context"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/workflow"

	"zongwu/activities"
	"zongwu/trace"
)

// traceHeader is under what name a W3C traceparent goes through Temporal: beside what begins or signals a workflow, and
// beside what is asked of an activity. It is in no input: a workflow gives the same commands with it and without.
const traceHeader = "zongwu-trace"

// carrier has a client send the context's span along, if there is one.
type carrier struct {
	interceptor.ClientInterceptorBase
}

// InterceptClient implements interceptor.ClientInterceptor.
func (*carrier) InterceptClient(next interceptor.ClientOutboundInterceptor) interceptor.ClientOutboundInterceptor {
	return &carrying{interceptor.ClientOutboundInterceptorBase{Next: next}}
}

type carrying struct {
	interceptor.ClientOutboundInterceptorBase
}

// ExecuteWorkflow implements interceptor.ClientOutboundInterceptor.
func (c *carrying) ExecuteWorkflow(
	ctx context.Context, in *interceptor.ClientExecuteWorkflowInput,
) (client.WorkflowRun, error) {
	carry(ctx)
	return c.Next.ExecuteWorkflow(ctx, in)
}

// SignalWorkflow implements interceptor.ClientOutboundInterceptor.
func (c *carrying) SignalWorkflow(ctx context.Context, in *interceptor.ClientSignalWorkflowInput) error {
	carry(ctx)
	return c.Next.SignalWorkflow(ctx, in)
}

// SignalWithStartWorkflow implements interceptor.ClientOutboundInterceptor.
func (c *carrying) SignalWithStartWorkflow(
	ctx context.Context, in *interceptor.ClientSignalWithStartWorkflowInput,
) (client.WorkflowRun, error) {
	carry(ctx)
	return c.Next.SignalWithStartWorkflow(ctx, in)
}

func carry(ctx context.Context) {
	parent := trace.Of(ctx).Parent()
	if parent == "" {
		return
	}
	if payload, err := converter.GetDefaultDataConverter().ToPayload(parent); err == nil {
		interceptor.Header(ctx)[traceHeader] = payload
	}
}

// follower has a worker's workflows pass on the trace of their news, and its activities join it.
type follower struct {
	interceptor.WorkerInterceptorBase
	tracer *trace.Tracer
}

// followers are the interceptors of a worker that is traced.
func followers(t *trace.Tracer) []interceptor.WorkerInterceptor {
	if t == nil {
		return nil
	}
	return []interceptor.WorkerInterceptor{&follower{tracer: t}}
}

// InterceptActivity implements interceptor.WorkerInterceptor.
func (f *follower) InterceptActivity(
	_ context.Context, next interceptor.ActivityInboundInterceptor,
) interceptor.ActivityInboundInterceptor {
	return &following{interceptor.ActivityInboundInterceptorBase{Next: next}, f.tracer}
}

// InterceptWorkflow implements interceptor.WorkerInterceptor.
func (f *follower) InterceptWorkflow(
	_ workflow.Context, next interceptor.WorkflowInboundInterceptor,
) interceptor.WorkflowInboundInterceptor {
	return &told{WorkflowInboundInterceptorBase: interceptor.WorkflowInboundInterceptorBase{Next: next}}
}

// following traces activities.
type following struct {
	interceptor.ActivityInboundInterceptorBase
	tracer *trace.Tracer
}

// ExecuteActivity implements interceptor.ActivityInboundInterceptor. What a clock sets off, hours or weeks after it was
// set, has a trace of its own that points to the one in which the workflow was told last.
func (f *following) ExecuteActivity(ctx context.Context, in *interceptor.ExecuteActivityInput) (out any, err error) {
	info := activity.GetInfo(ctx)
	var parent, link string
	if payload := interceptor.Header(ctx)[traceHeader]; payload != nil {
		_ = converter.GetDefaultDataConverter().FromPayload(payload, &parent) // unread, it is a trace of its own
	}
	if info.ActivityType.Name == activities.Ring {
		parent, link = "", parent
	}
	ctx, span := f.tracer.Follow(ctx, "activity "+info.ActivityType.Name, parent, link)
	defer span.End()
	span.Set("zongwu.workflow", info.WorkflowExecution.ID)
	span.Count("zongwu.attempt", int(info.Attempt))
	if out, err = f.Next.ExecuteActivity(ctx, in); err != nil {
		span.Fail("failed")
	}
	return out, err
}

// told remembers in which trace a workflow was told its last news.
type told struct {
	interceptor.WorkflowInboundInterceptorBase
	news *common.Payload // nil: in none
}

// Init implements interceptor.WorkflowInboundInterceptor.
func (w *told) Init(next interceptor.WorkflowOutboundInterceptor) error {
	return w.Next.Init(&asking{interceptor.WorkflowOutboundInterceptorBase{Next: next}, w})
}

// ExecuteWorkflow implements interceptor.WorkflowInboundInterceptor.
func (w *told) ExecuteWorkflow(ctx workflow.Context, in *interceptor.ExecuteWorkflowInput) (any, error) {
	if w.news == nil { // a signal may have been quicker
		w.news = interceptor.WorkflowHeader(ctx)[traceHeader]
	}
	return w.Next.ExecuteWorkflow(ctx, in)
}

// HandleSignal implements interceptor.WorkflowInboundInterceptor.
func (w *told) HandleSignal(ctx workflow.Context, in *interceptor.HandleSignalInput) error {
	w.news = interceptor.WorkflowHeader(ctx)[traceHeader]
	return w.Next.HandleSignal(ctx, in)
}

// asking sends the trace along with what a workflow asks of activities.
type asking struct {
	interceptor.WorkflowOutboundInterceptorBase
	told *told
}

// ExecuteActivity implements interceptor.WorkflowOutboundInterceptor.
func (a *asking) ExecuteActivity(ctx workflow.Context, name string, args ...any) workflow.Future {
	a.carry(ctx)
	return a.Next.ExecuteActivity(ctx, name, args...)
}

// ExecuteLocalActivity implements interceptor.WorkflowOutboundInterceptor.
func (a *asking) ExecuteLocalActivity(ctx workflow.Context, name string, args ...any) workflow.Future {
	a.carry(ctx)
	return a.Next.ExecuteLocalActivity(ctx, name, args...)
}

func (a *asking) carry(ctx workflow.Context) {
	if a.told.news != nil {
		interceptor.WorkflowHeader(ctx)[traceHeader] = a.told.news
	}
}
