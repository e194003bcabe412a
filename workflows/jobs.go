package workflows

import (
	"slices"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"zongwu/activities"
)

// job is an activity under way.
type job struct {
	name   string
	in     any
	done   func(activities.RingOutput)
	future workflow.Future
	atOnce bool
}

// patient gives activities all the time they need: what they do must be done, whenever the database is back.
func patient(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		// Long enough for a transaction that waits for others; a worker that was killed is noticed after it.
		StartToCloseTimeout: 15 * time.Second,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval: 250 * time.Millisecond, BackoffCoefficient: 2, MaximumInterval: 30 * time.Second,
		},
	})
}

// haste is how long an activity may take within a workflow task. A transaction takes milliseconds; while the database
// hangs each workflow holds up the others for so long, few of their tasks being done at once, and then waits by itself.
const haste = 1500 * time.Millisecond

// hasty tries an activity within the workflow task, once: nothing is queued, and no further task is needed to learn of
// its end.
func hasty(ctx workflow.Context) workflow.Context {
	return workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
		ScheduleToCloseTimeout: haste, RetryPolicy: &temporal.RetryPolicy{MaximumAttempts: 1},
	})
}

// start begins an activity; done is called with its answer.
func (r *run) start(ctx workflow.Context, name string, in any, done func(activities.RingOutput)) {
	j := &job{name: name, in: in, done: done, atOnce: r.in.Edition > 0}
	if j.atOnce {
		j.future = workflow.ExecuteLocalActivity(hasty(ctx), name, in)
	} else {
		j.future = workflow.ExecuteActivity(patient(ctx), name, in)
	}
	r.jobs = append(r.jobs, j)
}

// finish takes a job's answer.
func (r *run) finish(ctx workflow.Context, j *job) {
	var out activities.RingOutput
	err := j.future.Get(ctx, &out)
	if err != nil && j.atOnce {
		// Twice does no harm: every activity takes effect once, however often it is asked.
		j.atOnce, j.future = false, workflow.ExecuteActivity(patient(ctx), j.name, j.in)
		return
	}
	r.jobs = slices.DeleteFunc(r.jobs, func(other *job) bool { return other == j })
	if err != nil {
		// Activities are retried for ever; what ends here was cancelled from outside, or its answer cannot be read.
		workflow.GetLogger(ctx).Error("finish activity", "error", err)
		out.Status = activities.Open
	}
	j.done(out)
}

// send has the messages written that the news brought.
func (r *run) send(ctx workflow.Context) {
	if len(r.Sends) == 0 {
		return
	}
	in := activities.SendInput{School: r.in.School, Case: r.in.Case, Sends: r.Sends}
	r.Sends = nil
	r.start(ctx, activities.SendNotices, in, func(activities.RingOutput) {})
}

// settle tells the case that began this one that it is over, once.
func (r *run) settle(ctx workflow.Context) {
	if r.settled || r.in.Parent == "" || r.Status == activities.Open || r.Status == activities.Unknown {
		return
	}
	r.settled = true
	r.tell(ctx, activities.EndedInput{School: r.in.School, Case: r.in.Parent, Cases: []string{r.in.Case}})
}

func (r *run) tell(ctx workflow.Context, in activities.EndedInput) {
	r.start(ctx, activities.Ended, in, func(activities.RingOutput) {})
}
