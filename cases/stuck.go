package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"zongwu/processes"
	"zongwu/store"
)

// Bounds of what is told as stuck: what passes by itself in a moment is not.
const (
	untoldPatience   = 15 * time.Second
	latePatience     = 3 * 24 * time.Hour
	schedulePatience = 5 * time.Minute
	shownStuck       = 50 // of each kind
)

// Stuck is what does not go on in a school by itself, or not as it should. Of each kind the first are listed, All says
// how many there are.
type Stuck struct {
	Untold    []store.Untold
	UntoldAll int
	Held      []store.Held
	HeldAll   int
	Idle      []TaskStuck // nobody is there to do them
	IdleAll   int
	Late      []TaskStuck // long overdue
	LateAll   int
	Schedules []ScheduleView // due for a while, or with rows for which nothing could begin
	Sweep     *store.Sweep   // nil before the first
	Signing   store.Signing
	Since     time.Time // when the school was made
}

// TaskStuck is a task that nobody does, with its step and its process in the words of its definition.
type TaskStuck struct {
	store.StuckTask
	Of   *processes.Process
	Step string
}

// Stuck reads what is stuck in a school.
func (s *Service) Stuck(ctx context.Context, school, lang string, now time.Time) (*Stuck, error) {
	made := &Stuck{}
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) (err error) {
		*made = Stuck{} // the transaction may have been tried before
		if made.Untold, made.UntoldAll, err = tx.UntoldCases(ctx, untoldPatience, shownStuck); err != nil {
			return err
		}
		if made.Held, made.HeldAll, err = tx.HeldCases(ctx, shownStuck); err != nil {
			return err
		}
		idle, err := tx.IdleTasks(ctx, processes.Day(now), shownStuck)
		if err != nil {
			return err
		}
		if made.Idle, made.IdleAll, err = s.stuckTasks(ctx, tx, idle, lang); err != nil {
			return err
		}
		late, err := tx.LateTasks(ctx, now.Add(-latePatience), shownStuck)
		if err != nil {
			return err
		}
		if made.Late, made.LateAll, err = s.stuckTasks(ctx, tx, late, lang); err != nil {
			return err
		}
		return made.watch(ctx, tx)
	})
	if err != nil {
		return nil, fmt.Errorf("look for what is stuck: %w", err)
	}
	if made.Schedules, err = s.Schedules(ctx, school); err != nil {
		return nil, err
	}
	made.Schedules = slices.DeleteFunc(made.Schedules, func(v ScheduleView) bool {
		refused := len(v.Runs) > 0 && v.Runs[0].Ended == nil && len(v.Runs[0].Refused) > 0
		return !refused && now.Sub(v.Next) < schedulePatience
	})
	return made, nil
}

// watch reads when somebody looked last: the sweep, and the signing of the trails.
func (s *Stuck) watch(ctx context.Context, tx *store.Tx) (err error) {
	if s.Sweep, err = tx.LastSweep(ctx); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if s.Signing, err = tx.LastSigning(ctx); err != nil {
		return err
	}
	s.Since, err = tx.SchoolSince(ctx)
	return err
}

func (s *Service) stuckTasks(
	ctx context.Context, tx *store.Tx, rows []store.StuckTask, lang string,
) (tasks []TaskStuck, all int, err error) {
	for _, row := range rows {
		p, err := s.version(ctx, tx, row.Process, row.Version)
		if err != nil {
			return nil, 0, err
		}
		task := TaskStuck{StuckTask: row, Of: p, Step: row.Step}
		if step, ok := p.Step(row.Step); ok {
			task.Step = step.Title.In(lang)
		}
		tasks, all = append(tasks, task), row.All
	}
	return tasks, all, nil
}
