package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// RunDue begins the cases that the schedule of a process has begin by now: each in a transaction of its own, and once,
// however often it is asked and wherever it dies. What a rule refuses is told to those who run the office, and tried
// again when it is asked later. The answer is nil when nothing was due.
func (s *Service) RunDue(ctx context.Context, school, process string, now time.Time) (*RunView, error) {
	var run *store.ScheduleRun
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		run = nil
		l, err := s.plan(ctx, tx, process, true)
		if err != nil {
			return err
		}
		due, at, before, err := l.next(ctx, now)
		if err != nil || at.After(now) {
			return err
		}
		run = &store.ScheduleRun{ID: due.Month, Due: due.At, Begun: now, Tried: now}
		if before != nil {
			run.Due, run.Actor = before.Due, before.Actor
		}
		return tx.BeginScheduleRun(ctx, process, *run)
	})
	if errors.Is(err, store.ErrNotFound) { // the schedule was taken out
		return nil, nil //nolint:nilnil // nothing is due, which is no error
	}
	if err != nil || run == nil {
		return nil, err
	}
	return s.carryOut(ctx, school, process, run, now)
}

// extraRun is what the ids of runs begin with that are none of a month's.
const extraRun = "extra "

// IsExtra says that a run is one more than its schedule has.
func IsExtra(run string) bool { return strings.HasPrefix(run, extraRun) }

// furthest is how far from now the moment may lie as of which a run is asked for.
const furthest = 400 * 24 * time.Hour

// RunByHand has the schedule of a process run because somebody wants it. asOf names the run that is due then, or was
// last: it is made up for, or begun early and goes on with what is left when it is due. Without asOf (zero) it is one
// more than the schedule has, and the schedule goes on as ever.
func (s *Service) RunByHand(
	ctx context.Context, school, actor, process string, asOf, now time.Time,
) (*RunView, error) {
	if !clean(process) {
		return nil, store.ErrNotFound
	}
	now = now.UTC().Truncate(time.Microsecond)
	var run *store.ScheduleRun
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		l, err := s.plan(ctx, tx, process, true)
		if err != nil {
			return err
		}
		if run, err = l.asked(ctx, actor, asOf, now); err != nil {
			return err
		}
		return tx.BeginScheduleRun(ctx, process, *run)
	})
	if err != nil {
		return nil, err
	}
	return s.carryOut(ctx, school, process, run, now)
}

// asked is the run that somebody asks for, refused when they may not or when it was made before.
func (l *plan) asked(ctx context.Context, actor string, asOf, now time.Time) (*store.ScheduleRun, error) {
	may, err := l.mayRun(ctx, actor)
	if err != nil {
		return nil, err
	}
	if !may {
		return nil, refusal(processes.NotYours, mayNotRunText())
	}
	run := &store.ScheduleRun{ID: extraRun + now.Format(time.RFC3339Nano), Due: now, Actor: actor, Begun: now, Tried: now}
	if asOf.IsZero() {
		return run, nil
	}
	return run, l.named(ctx, run, asOf, now)
}

// named makes a run that of a moment; one that is done is refused.
func (l *plan) named(ctx context.Context, run *store.ScheduleRun, asOf, now time.Time) error {
	if asOf.Before(now.Add(-furthest)) || asOf.After(now.Add(furthest)) {
		failure := forms.Failure{Pointer: "/as_of", Code: "range", Detail: farText().Zh, Text: farText()}
		return &processes.Refusal{Reason: processes.Invalid, Detail: farText(), Failures: forms.Failures{failure}}
	}
	calendar, err := l.world.Calendar(ctx)
	if err != nil {
		return err
	}
	due := l.process.Schedule.Last(calendar, asOf)
	run.ID, run.Due = due.Month, due.At
	before, err := l.world.tx.ScheduleRun(ctx, l.process.ID, due.Month)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err == nil && before.Ended != nil {
		return refusal(processes.Closed, ranText(due.Month, *before.Ended))
	}
	return err
}

func refusal(reason processes.Reason, detail forms.Text) *processes.Refusal {
	return &processes.Refusal{Reason: reason, Detail: detail}
}

// carryOut begins a run's cases, row by row, and notes what it came to.
func (s *Service) carryOut(
	ctx context.Context, school, process string, run *store.ScheduleRun, now time.Time,
) (*RunView, error) {
	keys, err := s.keysOf(ctx, school, process, run)
	var refused *processes.Refusal
	switch {
	case errors.Is(err, store.ErrNotFound): // the schedule was taken out
		keys = nil
	case errors.As(err, &refused):
		run.Refused = append(run.Refused, refusedRow("", "", refused))
	case err != nil:
		return nil, err
	}
	for _, key := range keys {
		title, passed, err := s.beginRow(ctx, school, process, run, key, now)
		switch {
		case errors.As(err, &refused):
			run.Refused = append(run.Refused, refusedRow(key, title, refused))
		case err != nil:
			return nil, fmt.Errorf("begin %s for %q: %w", process, key, err)
		case passed:
			run.Passed++
		}
	}
	if finished := len(run.Refused) == 0 && !run.Due.After(now); finished || IsExtra(run.ID) {
		run.Ended = &now // whoever asked for an extra one may ask again
	}
	s.Metrics.ran(process, run)
	return s.conclude(ctx, school, process, run)
}

// keysOf lists the rows that cases are to begin for.
func (s *Service) keysOf(
	ctx context.Context, school, process string, run *store.ScheduleRun,
) (keys []string, err error) {
	err = s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		keys = nil
		l, err := s.plan(ctx, tx, process, false)
		if err != nil {
			return err
		}
		starts, err := processes.Starts(ctx, l.process, run.Due, l.world)
		for _, one := range starts {
			keys = append(keys, one.Key)
		}
		return err
	})
	return keys, err
}

// beginRow begins the case of one row, unless this run did so before, the one that was begun for it last is still open
// (passed), or there is no such row any more. title names the row to people.
func (s *Service) beginRow(
	ctx context.Context, school, process string, run *store.ScheduleRun, key string, now time.Time,
) (title string, passed bool, err error) {
	request := Request{School: school, Process: process}
	if err := s.at(BeforeTransaction, request); err != nil {
		return "", false, err
	}
	begun := false
	err = s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		passed, begun = false, false
		l, err := s.plan(ctx, tx, process, true)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		before, err := tx.Scheduled(ctx, process, run.ID, key)
		if err != nil || before.Done || before.Open {
			passed = before.Open && !before.Done
			return err
		}
		starts, err := processes.Starts(ctx, l.process, run.Due, l.world)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(starts, func(one processes.Beginning) bool { return one.Key == key })
		if i < 0 {
			return nil
		}
		if title, err = s.begin(ctx, l, run, starts[i], now); err != nil {
			return err
		}
		begun = true
		return s.at(BeforeCommit, request)
	})
	if err != nil {
		return title, false, err
	}
	if begun {
		s.Metrics.row(process, "begun", 1)
	}
	return title, passed, s.at(AfterCommit, request)
}

// begin begins a case as its schedule says.
func (s *Service) begin(
	ctx context.Context, l *plan, run *store.ScheduleRun, b processes.Beginning, now time.Time,
) (title string, err error) {
	if title, err = s.titleOf(ctx, l, b, forms.Chinese); err != nil {
		return "", err
	}
	if b.Starter == "" {
		return title, processes.NobodyBegins(l.process)
	}
	data, err := asSubmitted(b.Data)
	if err != nil {
		return title, err
	}
	at := now.UTC().Truncate(time.Microsecond)
	c := newChange(s, l.world, l.process)
	action := processes.Action{Kind: processes.DoStart, Actor: b.Starter, At: at, Data: data, Begun: true}
	if _, err := c.perform(ctx, action); err != nil {
		return title, err
	}
	return title, l.world.tx.KeepScheduled(ctx, l.process.ID, run.ID, b.Key, c.row.ID)
}

// titleOf is what people will call a case that does not exist yet.
func (s *Service) titleOf(ctx context.Context, l *plan, b processes.Beginning, lang string) (string, error) {
	c := newChange(s, l.world, l.process)
	c.state.Data = map[string]forms.Data{processes.Start: b.Data}
	parts, err := c.parts(ctx, lang)
	return lineOf(parts), err
}

// conclude notes what a run came to and tells those who run the office of the rows that were refused, each once.
func (s *Service) conclude(ctx context.Context, school, process string, run *store.ScheduleRun) (*RunView, error) {
	var view *RunView
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.EndScheduleRun(ctx, process, run); err != nil {
			return err
		}
		p, err := s.inForce(ctx, tx, process)
		if err != nil {
			return err
		}
		l := &plan{process: p, world: newWorld(tx)}
		to, err := l.world.office(ctx)
		if err != nil {
			return err
		}
		for _, row := range run.Refused {
			n := store.Notice{Process: process, What: "unbegun", Words: unbegunText(p.Title, row)}
			if err := tx.InsertProcessNotices(ctx, n, "unbegun/"+run.ID+"/"+row.Key, to); err != nil {
				return fmt.Errorf("tell of %s: %w", process, err)
			}
		}
		now, err := tx.ScheduleRun(ctx, process, run.ID)
		if err != nil {
			return err
		}
		view, err = l.view(ctx, *now)
		return err
	})
	return view, err
}

// refusedRow says what was refused for a row.
func refusedRow(key, title string, why *processes.Refusal) store.RefusedRow {
	words := forms.Text{
		Zh: reasonIn(why, forms.Chinese), ZhTW: reasonIn(why, forms.Traditional), En: reasonIn(why, forms.English),
	}
	return store.RefusedRow{Key: key, Title: title, Words: words}
}
