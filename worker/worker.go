package worker

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"zongwu/activities"
	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/trace"
	"zongwu/workflows"
)

// Config is what a worker works with.
type Config struct {
	Store *store.Store
	Cases *cases.Service
	// Client and Namespace come from Connect or ConnectTo. Temporal need not answer yet.
	Client    client.Client
	Namespace string
	// DatabaseURL is where notifications are listened for, as the application role.
	DatabaseURL string
	Logger      *slog.Logger
	// Metrics takes the worker's metrics; nil for none.
	Metrics prometheus.Registerer
	// Tracer follows deliveries and activities; nil for none.
	Tracer *trace.Tracer
	// Limit is the number of events after which a case's workflow continues as a new run; 0 leaves it to the server.
	Limit int
	// SweepEvery is how often open cases and running workflows are compared and what is wrong is healed, first of all
	// at once; 0 is every ten minutes, less is never.
	SweepEvery time.Duration
	// LookEvery is how often schedules are looked after; 0 is every minute.
	LookEvery time.Duration
	// Fault is called at each Point of a delivery; its error ends the delivery as a crash would. nil outside tests.
	Fault func(Point, store.OutboxCase) error
	// ActivityFault is called at the points of activities that write. nil outside tests.
	ActivityFault activities.Fault
}

// Worker runs workflows and activities, and tells workflows what happened to their cases.
type Worker struct {
	config     Config
	count      *metrics
	dispatcher *dispatcher
}

// New makes a worker. It fails when a book has an operation that definitions may name and the store does not perform.
func New(c Config) (*Worker, error) {
	if err := checkBooks(processes.Books, store.Operations()); err != nil {
		return nil, err
	}
	count, err := newMetrics(c.Metrics)
	if err != nil {
		return nil, fmt.Errorf("register metrics: %w", err)
	}
	return &Worker{config: c, count: count, dispatcher: &dispatcher{
		store: c.Store, client: c.Client, limit: c.Limit, log: c.Logger, count: count, wake: make(chan struct{}, 1),
		fault: c.Fault, tracer: c.Tracer, behind: backlog{client: c.Client, namespace: c.Namespace},
	}}, nil
}

// checkBooks proves that every operation definitions can name is performed.
func checkBooks(declared []processes.Operation, performed []string) error {
	for _, o := range declared {
		if name := o.Book + "." + o.Op; !slices.Contains(performed, name) {
			return fmt.Errorf("check books: nothing performs %s", name)
		}
	}
	return nil
}

// Health is how the worker stands.
type Health struct {
	Temporal bool          // the last delivery, or the last look, found Temporal answering
	Age      time.Duration // of the oldest transition no workflow was told of
}

// Health says how the worker stands.
func (w *Worker) Health() Health {
	return Health{Temporal: w.dispatcher.up.Load(), Age: time.Duration(w.dispatcher.age.Load())}
}

// Audit gives the comparison of the worker's database with its Temporal.
func (w *Worker) Audit() *Audit {
	return &Audit{
		Store: w.config.Store, Client: w.config.Client, Namespace: w.config.Namespace, Limit: w.config.Limit,
	}
}

// Remember bounds how many workflows this process keeps in memory, each with its goroutine, 60 kB in all; another is
// replayed from its history, which is short. Call it before the first worker runs, and so before Temporal's server
// starts where that is in this process: it has workers of its own, and what they find set is set for all.
func Remember() { worker.SetStickyWorkflowCacheSize(remembered) }

// remembered is a fraction of what Temporal's SDK keeps by default (10,000).
const remembered = 1000

// hands are how many tasks of workflows are done at once: what the two pollers bring, and two that come with the answer
// to a workflow's beginning. People come first: more hands take what a flood of people waits for, and the tasks, which
// are short, are not done any sooner.
const hands = 4

// Run works until ctx ends, then stops within a few seconds. Temporal may come and go meanwhile.
func (w *Worker) Run(ctx context.Context) error {
	var all sync.WaitGroup
	all.Go(func() { w.dispatcher.listen(ctx, w.config.DatabaseURL) })
	all.Go(func() { w.dispatcher.run(ctx) })
	all.Go(func() { w.keepSweeping(ctx) })
	all.Go(func() { w.keepStaffing(ctx) })
	all.Go(func() { w.keepScheduling(ctx) })
	w.keepServing(ctx)
	all.Wait()
	return nil
}

// keepServing starts Temporal's worker again whenever it gives up, until ctx ends.
func (w *Worker) keepServing(ctx context.Context) {
	for ctx.Err() == nil {
		if err := w.serve(ctx); err != nil && ctx.Err() == nil {
			w.config.Logger.Warn("work for temporal", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

// serve runs Temporal's worker until ctx ends, or until it gives up: then the error says why.
func (w *Worker) serve(ctx context.Context) error {
	if err := w.reach(ctx); err != nil {
		return err
	}
	fatal := make(chan error, 1)
	sdk := worker.New(w.config.Client, workflows.TaskQueue, worker.Options{
		Interceptors:      followers(w.config.Tracer),
		WorkerStopTimeout: 3 * time.Second,
		// Tasks of workflows in memory and of others are asked for by a poller each. By default they share them, and those of
		// others wait for as long as there are any of the former.
		WorkflowTaskPollerBehavior: worker.NewPollerBehaviorAutoscaling(worker.PollerBehaviorAutoscalingOptions{
			InitialNumberOfPollers: 1, MaximumNumberOfPollers: 1,
		}),
		MaxConcurrentWorkflowTaskExecutionSize: hands,
		OnFatalError: func(err error) {
			select {
			case fatal <- err:
			default: // one is enough
			}
		},
	})
	Register(sdk, &activities.Set{Cases: w.config.Cases, Fault: w.config.ActivityFault})
	if err := sdk.Start(); err != nil {
		return fmt.Errorf("start worker: %w", err)
	}
	defer sdk.Stop()
	select {
	case <-ctx.Done():
		return nil
	case err := <-fatal:
		return fmt.Errorf("run worker: %w", err)
	}
}

// reach waits, without a word, until Temporal answers and can hold cases; the dispatcher logs that it is away.
func (w *Worker) reach(ctx context.Context) error {
	for {
		try, cancel := context.WithTimeout(ctx, deliveryTimeout)
		_, err := w.config.Client.CheckHealth(try, &client.CheckHealthRequest{})
		if err == nil {
			err = ensureAttributes(try, w.config.Client, w.config.Namespace)
			cancel()
			return err
		}
		cancel()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// Register makes the workflows and the activities known to a worker of Temporal's.
func Register(r worker.Registry, set *activities.Set) {
	r.RegisterDynamicWorkflow(workflows.Conduct, workflow.DynamicRegisterOptions{})
	r.RegisterWorkflowWithOptions(workflows.KeepSchedule, workflow.RegisterOptions{Name: workflows.ScheduleType})
	for name, f := range set.ByName() {
		r.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
	}
}
