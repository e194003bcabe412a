package worker

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// staffEvery is how often a worker looks whether open tasks are with the right people. Leaves begin and end at
// midnight; whoever changes an office sees to the tasks at once, and this only catches up what died on the way.
const staffEvery = time.Minute

// keepStaffing gives open tasks to those they are for, from time to time, until ctx ends. It needs no Temporal.
func (w *Worker) keepStaffing(ctx context.Context) {
	for ctx.Err() == nil {
		if err := w.staff(ctx); err != nil && ctx.Err() == nil {
			w.config.Logger.Warn("give tasks to who they are for", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(staffEvery):
		}
	}
}

// staff goes through every school; what fails in one does not keep the others waiting.
func (w *Worker) staff(ctx context.Context) error {
	schools, err := w.config.Store.Schools(ctx)
	if err != nil {
		return fmt.Errorf("list schools: %w", err)
	}
	var failed []error
	for _, school := range schools {
		changed, err := w.config.Cases.RestaffDue(ctx, school)
		if err != nil {
			failed = append(failed, fmt.Errorf("school %s: %w", school, err))
		}
		if changed > 0 {
			w.config.Logger.Info("cases follow a change of staff", "school", school, "cases", changed)
		}
	}
	return errors.Join(failed...)
}
