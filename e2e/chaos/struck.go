package main

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// struck is a fault that happened, and what people and workflows had of it.
type struck struct {
	kind, target string
	pause        time.Duration // the longest time without an acknowledged action
	recovered    time.Duration // from the mending to the next acknowledged action
	told         time.Duration // from the mending until the workflows know all that happened before it
	from, to     time.Time     // from the strike to the first action acknowledged afterwards
}

// patience is how long the product may take to recover before that is a violation.
const patience = 60 * time.Second

// suffer lets faults happen one after the other while the load goes on, each mended before the next.
func (r *run) suffer(ctx context.Context, l *load, faults []fault, at place) (all []struck, err error) {
	for _, f := range faults {
		one, err := at.one(ctx, l, f)
		if err != nil {
			return all, fmt.Errorf("%s, %s: %w\n%s", f.target, f.kind, err, at.lastWords())
		}
		r.say(fmt.Sprintf("%-32s %-28s pause %6s  recovered %6s  workflows told %6s", f.target, f.kind,
			short(one.pause), short(one.recovered), short(one.told)))
		all = append(all, one)
		time.Sleep(r.rest())
	}
	return all, nil
}

// endure has people work at a place while faults happen there, and reports what everybody agrees on afterwards.
func (r *run) endure(ctx context.Context, at place, faults []fault) error {
	var all []struck
	l, err := r.underLoad(ctx, at.doors, func(l *load) (err error) {
		all, err = r.suffer(ctx, l, faults, at)
		return err
	})
	if err != nil {
		return err
	}
	r.report(settle(ctx, l, at.verify, at.check), all)
	return nil
}

// place is where faults happen.
type place struct {
	doors []string // addresses people come by
	// toldSince says whether no transition older than a moment waits to be told to its workflow.
	toldSince func(context.Context, time.Time) bool
	// lastWords are the last lines of what every process said.
	lastWords func() string
	// verify runs `zongwu verify`; check, where there is one, PostgreSQL's own check of its files.
	verify func(context.Context) (string, error)
	check  func(context.Context) error
}

func (p place) one(ctx context.Context, l *load, f fault) (struck, error) {
	from := time.Now()
	if err := f.strike(ctx); err != nil {
		return struck{}, err
	}
	time.Sleep(f.lasts)
	if err := f.mend(ctx); err != nil {
		return struck{}, err
	}
	mended := time.Now()
	again, err := until(ctx, func() (time.Time, bool) { return l.record.acknowledgedAfter(mended) })
	if err != nil {
		return struck{}, fmt.Errorf("no action was acknowledged for long afterwards: %w", err)
	}
	told, err := until(ctx, func() (time.Time, bool) { return time.Now(), p.toldSince(ctx, mended) })
	if err != nil {
		return struck{}, fmt.Errorf("workflows were not told for long afterwards: %w", err)
	}
	return struck{
		kind: f.kind, target: f.target, pause: l.record.pause(from, again), recovered: again.Sub(mended),
		told: told.Sub(mended), from: from, to: again,
	}, nil
}

// until asks until the answer is yes, for as long as patience lasts.
func until(ctx context.Context, ask func() (time.Time, bool)) (time.Time, error) {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if at, yes := ask(); yes {
			return at, nil
		}
		if ctx.Err() != nil {
			return time.Time{}, ctx.Err()
		}
	}
	return time.Time{}, context.DeadlineExceeded
}

// toldSince asks the database whether what cannot wait was told; other news lingers while so many act.
func (s *site) toldSince(ctx context.Context, t time.Time) bool {
	var untold int
	err := s.admin.QueryRowContext(ctx, `SELECT count(*) FROM outbox WHERE at < $1 AND urgent`, t).Scan(&untold)
	return err == nil && untold == 0
}

func median(times []time.Duration) time.Duration {
	if len(times) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2]
}

// short is a time as a table shows it.
func short(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}
