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

// scheduleRetry is how long a run with rows left over waits for its next try: people have to do something about them.
const scheduleRetry = 10 * time.Minute

// plan is a process's schedule with what it is reckoned from.
type plan struct {
	process *processes.Process
	since   time.Time
	world   *world
}

// plan reads the schedule of a process; store.ErrNotFound when the definition in force has none. locked keeps others
// from beginning cases by it until the transaction ends.
func (s *Service) plan(ctx context.Context, tx *store.Tx, process string, locked bool) (*plan, error) {
	read := tx.ScheduleSince
	if locked {
		read = tx.LockSchedule
	}
	since, err := read(ctx, process)
	if err != nil {
		return nil, err
	}
	p, err := s.inForce(ctx, tx, process)
	if err != nil {
		return nil, err
	}
	if p.Schedule == nil { // unlocked, between two statements
		return nil, fmt.Errorf("read schedule of %s: %w", process, store.ErrNotFound)
	}
	return &plan{process: p, since: since, world: newWorld(tx)}, nil
}

// next says which run comes next and when it may: at once, where the last one due was missed or left rows over. Of
// several that were missed the last is made up for. before is how an earlier try of it stands, nil without any.
func (l *plan) next(
	ctx context.Context, now time.Time,
) (due processes.Due, at time.Time, before *store.ScheduleRun, err error) {
	calendar, err := l.world.Calendar(ctx)
	if err != nil {
		return due, at, nil, err
	}
	due = l.process.Schedule.Last(calendar, now)
	later, err := l.world.tx.RanLater(ctx, l.process.ID, due.Month, now) // the schedule was for another day then
	if err != nil {
		return due, at, nil, err
	}
	if later || !due.At.After(l.since) {
		due = l.process.Schedule.Next(calendar, now)
	}
	for {
		before, err = l.world.tx.ScheduleRun(ctx, l.process.ID, due.Month)
		switch {
		case errors.Is(err, store.ErrNotFound):
			return due, due.At, nil, nil
		case err != nil:
			return due, at, nil, err
		case before.Ended == nil && len(before.Refused) == 0: // it died on the way, or is on it
			return due, due.At, before, nil
		case before.Ended == nil:
			if at = before.Tried.Add(scheduleRetry); at.Before(due.At) {
				at = due.At
			}
			return due, at, before, nil
		}
		later := due.At
		if later.Before(now) {
			later = now
		}
		due = l.process.Schedule.Next(calendar, later)
	}
}

// NextRun says when the schedule of a process next has something to do; it may be due already. ok is false when the
// definition in force has no schedule.
func (s *Service) NextRun(
	ctx context.Context, school, process string, now time.Time,
) (at time.Time, ok bool, err error) {
	err = s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		l, err := s.plan(ctx, tx, process, false)
		if err != nil {
			return err
		}
		_, at, _, err = l.next(ctx, now)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return time.Time{}, false, nil
	}
	return at, err == nil, err
}

// ScheduleView is how a process's schedule stands.
type ScheduleView struct {
	Process *processes.Process
	Next    time.Time // the next run by itself; due already where it was missed or left rows over
	Runs    []RunView // the last ones, the latest first
}

// RunView is a run with the cases it began and the name of who asked for it.
type RunView struct {
	store.ScheduleRun
	Begins []store.RunCase
	By     string
}

// shownRuns is how many runs a page shows.
const shownRuns = 12

// Schedule reads how the schedule of a process stands; store.ErrNotFound when the definition in force has none.
func (s *Service) Schedule(ctx context.Context, school, process string) (*ScheduleView, error) {
	var view *ScheduleView
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) (err error) {
		view, err = s.schedule(ctx, tx, process)
		return err
	})
	return view, err
}

// Schedules reads how all schedules of a school stand, by process.
func (s *Service) Schedules(ctx context.Context, school string) ([]ScheduleView, error) {
	var views []ScheduleView
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		views = nil
		found, err := tx.Schedules(ctx)
		if err != nil {
			return err
		}
		for _, row := range found {
			view, err := s.schedule(ctx, tx, row.Process)
			if err != nil {
				return err
			}
			views = append(views, *view)
		}
		return nil
	})
	return views, err
}

func (s *Service) schedule(ctx context.Context, tx *store.Tx, process string) (*ScheduleView, error) {
	l, err := s.plan(ctx, tx, process, false)
	if err != nil {
		return nil, err
	}
	view := &ScheduleView{Process: l.process}
	if _, view.Next, _, err = l.next(ctx, time.Now()); err != nil {
		return nil, err
	}
	runs, err := tx.ScheduleRuns(ctx, process, shownRuns)
	if err != nil {
		return nil, err
	}
	for _, run := range runs {
		one, err := l.view(ctx, run)
		if err != nil {
			return nil, err
		}
		view.Runs = append(view.Runs, *one)
	}
	return view, nil
}

func (l *plan) view(ctx context.Context, run store.ScheduleRun) (*RunView, error) {
	view := &RunView{ScheduleRun: run}
	var err error
	if view.Begins, err = l.world.tx.RunCases(ctx, l.process.ID, run.ID); err != nil {
		return nil, err
	}
	view.By, err = l.world.name(ctx, run.Actor)
	return view, err
}

// mayRun says that somebody may have a schedule run by hand: an administrator, or one of those in whose name its cases
// begin.
func (l *plan) mayRun(ctx context.Context, person string) (bool, error) {
	p, err := l.world.person(ctx, person)
	if err != nil || p == nil {
		return false, err
	}
	if slices.Contains(p.Roles, "admin") {
		return true, nil
	}
	named := slices.ContainsFunc(l.process.Schedule.By.Roles(), func(r string) bool { return slices.Contains(p.Roles, r) })
	if !named {
		return false, nil
	}
	return processes.MayBegin(ctx, l.process, person, l.world)
}

// CaseRun is the run of a schedule that began a case: when it was due, and who asked for it, "" when it came by itself.
type CaseRun struct {
	Run   string    `json:"run" doc:"the month it is for, or the moment of one more than the schedule has"`
	DueAt time.Time `json:"due_at"`
	By    string    `json:"by,omitempty" doc:"who had it made by hand"`
}

// run reads the run that began the case, nil when somebody did.
func (c *change) run(ctx context.Context) (*CaseRun, error) {
	if c.process.Schedule == nil { // no case of this version can have been begun so
		return nil, nil //nolint:nilnil // begun by a person
	}
	run, err := c.tx.RunOfCase(ctx, c.row.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil //nolint:nilnil // begun by a person
	}
	if err != nil {
		return nil, err
	}
	return &CaseRun{Run: run.ID, DueAt: run.Due, By: run.Actor}, nil
}

// RunPreview is what a run would do that somebody thinks of making.
type RunPreview struct {
	Process *processes.Process
	Due     time.Time
	Month   string // "" for one more than the schedule has
	Rows    []RowPreview
}

// RowPreview is a case that would begin, or would not because the last one begun for it is open.
type RowPreview struct {
	Title, Starter string
	Passed         bool
}

// PreviewRun says what RunByHand would do, and refuses what it would refuse.
func (s *Service) PreviewRun(
	ctx context.Context, school string, v Viewer, process string, asOf, now time.Time,
) (*RunPreview, error) {
	var preview *RunPreview
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		l, err := s.plan(ctx, tx, process, false)
		if err != nil {
			return err
		}
		run, err := l.asked(ctx, v.Person, asOf, now)
		if err != nil {
			return err
		}
		preview = &RunPreview{Process: l.process, Due: run.Due}
		if !asOf.IsZero() {
			preview.Month = run.ID
		}
		starts, err := processes.Starts(ctx, l.process, run.Due, l.world)
		for _, b := range starts {
			row, done, err := s.previewRow(ctx, l, run, b, v.Lang)
			if err != nil {
				return err
			}
			if !done {
				preview.Rows = append(preview.Rows, row)
			}
		}
		return err
	})
	return preview, err
}

func (s *Service) previewRow(
	ctx context.Context, l *plan, run *store.ScheduleRun, b processes.Beginning, lang string,
) (row RowPreview, done bool, err error) {
	before, err := l.world.tx.Scheduled(ctx, l.process.ID, run.ID, b.Key)
	if err != nil {
		return row, false, err
	}
	if row.Title, err = s.titleOf(ctx, l, b, lang); err != nil {
		return row, false, err
	}
	row.Passed = before.Open
	row.Starter, err = l.world.name(ctx, b.Starter)
	return row, before.Done, err
}
