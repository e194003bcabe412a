package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"zongwu/store"
	"zongwu/workflows"
)

const (
	// lookEvery is how often a worker looks whether schedules are others than their workflows were told.
	lookEvery = time.Minute
	// scheduleGrace is how long a new schedule may be without its workflow: some worker looks in between.
	scheduleGrace = 2 * lookEvery
)

// keepScheduling begins the workflows of schedules and has them look anew when a schedule's next run is another than
// they were told (a definition was put in force, a day off was entered, a run was made by hand), until ctx ends.
func (w *Worker) keepScheduling(ctx context.Context) {
	every := w.config.LookEvery
	if every == 0 {
		every = lookEvery
	}
	told := map[workflows.Schedule]time.Time{}
	for ctx.Err() == nil {
		if err := w.schedule(ctx, told); err != nil && ctx.Err() == nil {
			w.config.Logger.Warn("look after schedules", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(every):
		}
	}
}

// schedule tells the workflows of schedules what changed since they were told last.
func (w *Worker) schedule(ctx context.Context, told map[workflows.Schedule]time.Time) error {
	if err := w.reach(ctx); err != nil {
		return err
	}
	all, err := w.Audit().schedules(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for s := range all {
		next, has, err := w.config.Cases.NextRun(ctx, s.School, s.Process, time.Now())
		if err != nil {
			failed = append(failed, fmt.Errorf("find the next run of %s: %w", s.ID(), err))
			continue
		}
		if before, known := told[s]; !has || known && before.Equal(next) {
			continue
		}
		if err := look(ctx, w.config.Client, s); err != nil {
			failed = append(failed, err)
			continue
		}
		told[s] = next
	}
	for s := range told {
		if _, still := all[s]; !still { // it ends when it looks next; put in force again it is begun again
			delete(told, s)
		}
	}
	return errors.Join(failed...)
}

// look has a schedule's workflow look when it runs next, and begins it when it does not run.
func look(ctx context.Context, c client.Client, s workflows.Schedule) error {
	ctx, cancel := context.WithTimeout(ctx, deliveryTimeout)
	defer cancel()
	_, err := c.SignalWithStartWorkflow(ctx, s.ID(), workflows.SignalLook, nil, client.StartWorkflowOptions{
		ID: s.ID(), TaskQueue: workflows.TaskQueue, TypedSearchAttributes: s.Labels(), StaticSummary: s.Process,
		WorkflowIDReusePolicy: enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
	}, workflows.ScheduleType, s)
	if err != nil {
		return fmt.Errorf("signal workflow %s: %w", s.ID(), err)
	}
	return nil
}

// schedules reads since when every schedule of every school has been there.
func (a *Audit) schedules(ctx context.Context) (map[workflows.Schedule]time.Time, error) {
	schools, err := a.Store.Schools(ctx)
	if err != nil {
		return nil, err
	}
	all := map[workflows.Schedule]time.Time{}
	for _, school := range schools {
		err := a.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
			found, err := tx.Schedules(ctx)
			for _, s := range found {
				all[workflows.Schedule{School: school, Process: s.Process}] = s.Since
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read schedules of %s: %w", school, err)
		}
	}
	return all, nil
}

// idle lists the schedules that should have a running workflow and have none.
func (a *Audit) idle(ctx context.Context) (all int, findings []Finding, err error) {
	schedules, err := a.schedules(ctx)
	if err != nil {
		return 0, nil, err
	}
	for s, since := range schedules {
		runs, err := a.runs(ctx, s.ID())
		if err != nil {
			return 0, nil, err
		}
		if !runs && time.Since(since) > scheduleGrace {
			findings = append(findings, Finding{Kind: Missing, Workflow: s.ID(), School: s.School, Schedule: s.Process})
		}
	}
	return len(schedules), findings, nil
}

// lookAll has the workflows of schedules look anew.
func (a *Audit) lookAll(ctx context.Context, wanted func(id string) bool) error {
	schedules, err := a.schedules(ctx)
	if err != nil {
		return err
	}
	for s := range schedules {
		if !wanted(s.ID()) {
			continue
		}
		if err := look(ctx, a.Client, s); err != nil {
			return err
		}
	}
	return nil
}
