package pressure

import (
	"context"
	"errors"
	"fmt"
	"time"

	"zongwu/bench/report"
)

// closed keeps so many calls under way, the next as soon as one is answered, and gives what came of a stretch of it.
func (l *load) closed(ctx context.Context, clients int, warm, length time.Duration) sample {
	l.gate.turn(closed, clients)
	rest(ctx, warm)
	from := time.Now()
	rest(ctx, length)
	return l.gate.replies.during(from, time.Now())
}

// kept is how many times as long as others the best number of clients is tried.
const kept = 6

// capacity is the most the program answers to any number of clients that only wait for it.
type capacity struct {
	clients        int
	calls, actions float64 // a second
	sample         sample
}

func (l *load) capacity(ctx context.Context, b *report.Bench, warm, length time.Duration) capacity {
	try := func(clients int, length time.Duration) capacity {
		s := l.closed(ctx, clients, warm, length)
		b.Progress(fmt.Sprintf("%d clients for %s: %.0f calls, %.0f actions a second, p50 %s ms", clients, length,
			s.rate(len(s.replies)), s.rate(s.goodput), millis(s.percentile(50))))
		return capacity{
			clients: clients, actions: s.rate(s.goodput), calls: s.rate(s.count(answered, acknowledged)), sample: s,
		}
	}
	var best capacity
	for _, clients := range []int{8, 16, 32} {
		if one := try(clients, length); one.actions > best.actions {
			best = one
		}
	}
	// For a moment more is possible: workflows are told a little later.
	return try(best.clients, kept*length)
}

// sustained is what can be kept up: calls a second over the time until workflows have done what follows from them too,
// which in a closed loop is put off.
type sustained struct {
	capacity
	after time.Duration // nobody called any more, until workflows had caught up
	calls float64       // a second
}

// sustained is the capacity that endurance is a part of.
func (l *load) sustained(ctx context.Context, b *report.Bench, warm, length time.Duration) (sustained, error) {
	s := sustained{capacity: l.capacity(ctx, b, warm, length)}
	l.gate.turn(metered, 0) // nothing is due
	var err error
	if s.after, err = l.caughtUp(ctx); err != nil {
		return s, err
	}
	busy := kept * length
	s.calls = s.capacity.calls * busy.Seconds() / (busy + s.after).Seconds()
	b.Progress(fmt.Sprintf("workflows had caught up after another %.1f s: %.0f calls a second can be kept up",
		s.after.Seconds(), s.calls))
	return s, nil
}

// caughtUp waits until workflows were told all there is and have done it, and says how long that took.
func (l *load) caughtUp(ctx context.Context) (time.Duration, error) {
	for begun := time.Now(); ctx.Err() == nil; rest(ctx, 100*time.Millisecond) {
		untold, late, err := l.plant.behind(ctx)
		if err != nil || untold+late == 0 {
			return time.Since(begun), err
		}
	}
	return 0, ctx.Err()
}

// behind is for how many seconds what workflows have to do has waited, to be told to them and then for a worker; NaN
// while nobody knows.
func (p *plant) behind(ctx context.Context) (untold, late float64, err error) {
	untold, err = p.Metric(ctx, "zongwu_outbox_age_seconds")
	late, missing := p.Metric(ctx, "zongwu_workflow_lag_seconds")
	return untold, late, errors.Join(err, missing)
}
