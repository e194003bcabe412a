package workflows

import (
	"slices"
	"strings"
	"time"

	"go.temporal.io/sdk/workflow"

	"zongwu/activities"
)

// timer is the one timer of a run. It may fire too early for any clock, never too late: a clock that is taken away
// does not touch it, so that a case whose steps are done in time leaves one timer in its history, not one a step.
type timer struct {
	at     time.Time
	future workflow.Future
	cancel workflow.CancelFunc
}

// ring has the clocks whose time has come do what they are for.
func (r *run) ring(ctx workflow.Context) {
	now := workflow.Now(ctx)
	slices.SortStableFunc(r.Clocks, func(a, b activities.Clock) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	for len(r.Clocks) > 0 && !r.Clocks[0].At.After(now) {
		clock := r.Clocks[0]
		r.Clocks = r.Clocks[1:]
		in := activities.RingInput{School: r.in.School, Case: r.in.Case, Clock: clock}
		r.start(ctx, activities.Ring, in, r.check)
	}
}

// check looks at how a case stands after the engine acted on it. Usually the news comes by signal; when the case is
// over, and this workflow does not know it, none may come any more.
func (r *run) check(out activities.RingOutput) {
	if out.Status != activities.Open && r.Status == activities.Open && r.transitions.Len() == 0 {
		r.behind = true
	}
}

// arm sees to it that the timer fires no later than the next clock rings.
func (r *run) arm(ctx workflow.Context, selector workflow.Selector) {
	if len(r.Clocks) > 0 {
		next := r.Clocks[0].At
		if r.timer.future != nil && r.timer.at.After(next) {
			r.timer.cancel()
			r.timer = timer{}
		}
		if r.timer.future == nil {
			own, cancel := workflow.WithCancel(ctx)
			options := workflow.TimerOptions{Summary: "next clock"}
			wait := next.Sub(workflow.Now(ctx))
			r.timer = timer{at: next, cancel: cancel, future: workflow.NewTimerWithOptions(own, wait, options)}
		}
	}
	if r.timer.future != nil {
		selector.AddFuture(r.timer.future, func(workflow.Future) { r.timer = timer{} })
	}
}
