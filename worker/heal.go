package worker

import (
	"context"
	"time"

	"zongwu/store"
)

const (
	// sweepEvery is how often a worker sweeps unless it is told otherwise.
	sweepEvery = 10 * time.Minute
	// sweepPatience is how long what lags behind by design may lag, at most a tenth of the time between two sweeps.
	sweepPatience = 10 * time.Second
	// maxTold is how many findings are logged one by one: all of them are lost at once, or few.
	maxTold = 20
)

// keepSweeping sweeps at once and from time to time, until ctx ends. A worker that starts where Temporal lost cases
// thus finds and heals them.
func (w *Worker) keepSweeping(ctx context.Context) {
	every := w.config.SweepEvery
	switch {
	case every < 0:
		return
	case every == 0:
		every = sweepEvery
	}
	for ctx.Err() == nil {
		err := w.sweep(ctx, min(every/10, sweepPatience))
		w.count.swept.WithLabelValues(sweepResult(err)).SetToCurrentTime()
		if err != nil && ctx.Err() == nil {
			w.config.Logger.Warn("sweep", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(every):
		}
	}
}

func sweepResult(err error) string {
	if err != nil {
		return "failed"
	}
	return "done"
}

// sweep compares the database with Temporal, once that answers, tells what it finds, and heals it.
func (w *Worker) sweep(ctx context.Context, patience time.Duration) error {
	if err := w.reach(ctx); err != nil {
		return err
	}
	audit := w.Audit()
	report, err := audit.Sweep(ctx, patience)
	if err != nil {
		return err
	}
	w.count.found(report.Findings)
	if err := audit.keep(ctx, report.Findings); err != nil {
		return err
	}
	if len(report.Findings) == 0 {
		return nil
	}
	for _, f := range report.Findings[:min(len(report.Findings), maxTold)] {
		w.config.Logger.Warn("workflow and case disagree", "kind", f.Kind, "workflow", f.Workflow, "number", f.Number)
	}
	healed, err := audit.Heal(ctx, report.Findings)
	if err != nil {
		return err
	}
	w.config.Logger.Info("cases told to their workflows anew", "found", len(report.Findings), "told", healed)
	return nil
}

// keep writes what was found down where an operator reads it, in the school it was found in; of none, that a sweep was.
func (a *Audit) keep(ctx context.Context, findings []Finding) error {
	schools, err := a.Store.Schools(ctx)
	if err != nil {
		return err
	}
	for _, school := range schools {
		var own []store.SweepFinding
		for _, f := range findings {
			if f.School == school && len(own) < maxTold {
				own = append(own, store.SweepFinding{
					Kind: f.Kind, Workflow: f.Workflow, Case: f.Case, Number: f.Number, Schedule: f.Schedule,
				})
			}
		}
		err := a.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error { return tx.KeepSweep(ctx, own) })
		if err != nil {
			return err
		}
	}
	return nil
}
