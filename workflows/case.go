package workflows

import (
	"fmt"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"zongwu/activities"
)

// Conduct is the workflow of every case, whatever its process; it is registered as the dynamic workflow, so that its
// type is the process's id. It ends when the case is over and nothing is left to send.
func Conduct(ctx workflow.Context, args converter.EncodedValues) (End, error) {
	var in Case
	if err := args.Get(&in); err != nil {
		return End{}, fmt.Errorf("read input: %w", err)
	}
	r := newRun(ctx, in)
	if err := workflow.SetQueryHandler(ctx, QueryState, func() (State, error) { return r.State, nil }); err != nil {
		return End{}, fmt.Errorf("answer queries: %w", err)
	}
	return r.conduct(ctx)
}

// run is one run of a case's workflow.
type run struct {
	State
	in          Case
	transitions workflow.ReceiveChannel
	resyncs     workflow.ReceiveChannel
	inbox       []activities.Conduct
	stale       bool // everything is to be read anew
	behind      bool // something happened that no signal may tell any more
	settled     bool // the end was told to who waits for it
	timer       timer
	jobs        []*job
}

func newRun(ctx workflow.Context, in Case) *run {
	r := &run{
		in:          in,
		transitions: workflow.GetSignalChannel(ctx, SignalTransition),
		resyncs:     workflow.GetSignalChannel(ctx, SignalResync),
	}
	r.Status = activities.Open
	switch {
	case in.Carried != nil:
		r.State = *in.Carried
	case in.News != nil:
		r.inbox, r.Status = []activities.Conduct{*in.News}, in.News.Status
	}
	return r
}

func (r *run) conduct(ctx workflow.Context) (End, error) {
	for {
		r.receive()
		if err := r.learn(ctx); err != nil {
			return End{}, err
		}
		r.ring(ctx)
		r.send(ctx)
		r.settle(ctx)
		r.show(ctx)
		switch {
		case r.news():
			continue
		case r.over():
			return End{Status: r.Status, Seq: r.Seq}, nil
		case r.full(ctx):
			return End{}, r.again(ctx)
		}
		r.wait(ctx)
	}
}

// over says that nothing can follow any more.
func (r *run) over() bool {
	return r.Status != activities.Open && len(r.jobs) == 0 && len(r.Sends) == 0
}

// full says that the history is long enough for one run. What is under way is finished first: an activity's answer
// would be lost to the next run. Its retries add nothing to the history, so waiting costs nothing.
func (r *run) full(ctx workflow.Context) bool {
	if len(r.jobs) > 0 {
		return false
	}
	info := workflow.GetInfo(ctx)
	return info.GetContinueAsNewSuggested() || r.in.Limit > 0 && info.GetCurrentHistoryLength() >= r.in.Limit
}

// again goes on in a new run that knows what this one knew.
func (r *run) again(ctx workflow.Context) error {
	next := r.in
	carried := r.State
	next.Carried, next.News = &carried, nil
	return workflow.NewContinueAsNewError(ctx, workflow.GetInfo(ctx).WorkflowType.Name, next)
}

// wait blocks until there is something to do.
func (r *run) wait(ctx workflow.Context) {
	selector := workflow.NewSelector(ctx)
	selector.AddReceive(r.transitions, func(workflow.ReceiveChannel, bool) {})
	selector.AddReceive(r.resyncs, func(workflow.ReceiveChannel, bool) {})
	for _, j := range r.jobs {
		selector.AddFuture(j.future, func(workflow.Future) { r.finish(ctx, j) })
	}
	r.arm(ctx, selector)
	selector.Select(ctx)
}
