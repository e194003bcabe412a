package workflows

import (
	"fmt"
	"slices"

	"go.temporal.io/sdk/workflow"

	"zongwu/activities"
)

// receive takes all signals that have arrived, without waiting for any.
func (r *run) receive() {
	for {
		var c activities.Conduct
		if !r.transitions.ReceiveAsync(&c) {
			break
		}
		r.inbox = append(r.inbox, c)
	}
	for r.resyncs.ReceiveAsync(nil) {
		r.stale = true
	}
}

// news says that something arrived that was not looked at yet.
func (r *run) news() bool {
	return r.transitions.Len() > 0 || r.resyncs.Len() > 0 || r.stale || r.behind
}

// learn adopts what was received: in order, dropping what it has seen, fetching what it missed.
func (r *run) learn(ctx workflow.Context) error {
	if r.stale {
		r.stale, r.settled, r.behind = false, false, true
		r.State = State{Status: activities.Open}
	}
	if r.behind {
		r.behind = false
		if err := r.fetch(ctx); err != nil {
			return err
		}
	}
	slices.SortFunc(r.inbox, func(a, b activities.Conduct) int { return a.Seq - b.Seq })
	for len(r.inbox) > 0 {
		c := r.inbox[0]
		r.inbox = r.inbox[1:]
		if c.Seq <= r.Seq {
			continue
		}
		if c.First > r.Seq+1 {
			// What was missed is in the log, and so is what comes after it: nothing is signalled before it is written.
			if err := r.fetch(ctx); err != nil {
				return err
			}
			continue
		}
		r.adopt(ctx, c)
	}
	return nil
}

// fetch reads from the log what happened after the last transition seen.
func (r *run) fetch(ctx workflow.Context) error {
	fresh := r.Seq == 0
	in := activities.TransitionsInput{School: r.in.School, Case: r.in.Case, After: r.Seq}
	var c activities.Conduct
	if err := r.ask(ctx, in, &c); err != nil {
		return fmt.Errorf("fetch transitions: %w", err)
	}
	switch {
	case c.Status == activities.Unknown:
		r.adopt(ctx, activities.Conduct{Seq: r.Seq, Status: activities.Unknown})
	case c.Seq > r.Seq:
		r.adopt(ctx, c)
	}
	if fresh && len(r.Waits) > 0 {
		// A case it waits for may have ended while nobody listened.
		r.tell(ctx, activities.EndedInput{School: r.in.School, Case: r.in.Case, Cases: r.Waits})
	}
	return nil
}

// ask reads the log, at once if it can be read, else when it can be.
func (r *run) ask(ctx workflow.Context, in activities.TransitionsInput, out *activities.Conduct) error {
	if r.in.Edition > 0 {
		err := workflow.ExecuteLocalActivity(hasty(ctx), activities.Transitions, in).Get(ctx, out)
		if err == nil {
			return nil
		}
	}
	return workflow.ExecuteActivity(patient(ctx), activities.Transitions, in).Get(ctx, out)
}

// adopt makes a conduct the case's state.
func (r *run) adopt(ctx workflow.Context, c activities.Conduct) {
	if c.Status != r.Status {
		if err := workflow.UpsertTypedSearchAttributes(ctx, stateLabel().ValueSet(c.Status)); err != nil {
			workflow.GetLogger(ctx).Error("label case", "error", err)
		}
	}
	r.Seq, r.Status, r.Open, r.Waits = c.Seq, c.Status, c.Open, c.Waits
	r.Clocks = activities.Matter(append(slices.Clone(r.Clocks), c.Clocks...), c)
	if c.Status == activities.Unknown {
		r.Sends = nil
		return
	}
	r.Sends = append(r.Sends, c.Sends...)
}
