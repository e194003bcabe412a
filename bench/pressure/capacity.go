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

// capacity is the most of the best number of clients, for so long that workflows must do their part: for a moment more
// is possible, as they are told a little later.
func (l *load) capacity(ctx context.Context, b *report.Bench, warm, length time.Duration) capacity {
	return l.try(ctx, b, l.best(ctx, b, warm, length), warm, kept*length)
}

// best is the number of clients of whom the most actions are acknowledged.
func (l *load) best(ctx context.Context, b *report.Bench, warm, length time.Duration) (clients int) {
	most := 0.0
	for _, n := range []int{8, 16, 32} {
		if one := l.try(ctx, b, n, warm, length); one.actions > most {
			most, clients = one.actions, n
		}
	}
	return clients
}

func (l *load) try(ctx context.Context, b *report.Bench, clients int, warm, length time.Duration) capacity {
	s := l.closed(ctx, clients, warm, length)
	b.Progress(fmt.Sprintf("%d clients for %s: %.0f calls, %.0f actions a second, p50 %s ms", clients, length,
		s.rate(len(s.replies)), s.rate(s.goodput), millis(s.percentile(50))))
	return capacity{
		clients: clients, actions: s.rate(s.goodput), calls: s.rate(s.count(answered, acknowledged)), sample: s,
	}
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
	begun := time.Now()
	if err := l.pause(ctx); err != nil {
		return s, err
	}
	s.after = time.Since(begun)
	busy := kept * length
	s.calls = s.capacity.calls * busy.Seconds() / (busy + s.after).Seconds()
	b.Progress(fmt.Sprintf("workflows had caught up after another %.1f s: %.0f calls a second can be kept up",
		s.after.Seconds(), s.calls))
	return s, nil
}

// pause sends nothing until workflows were told all there is and have done it.
func (l *load) pause(ctx context.Context) error {
	l.gate.turn(metered, 0) // nothing is due
	for ctx.Err() == nil {
		untold, late, err := l.plant.behind(ctx)
		if err != nil || untold+late == 0 {
			return err
		}
		rest(ctx, 100*time.Millisecond)
	}
	return ctx.Err()
}

// behind is for how many seconds what workflows have to do has waited, to be told to them and then for a worker; NaN
// while nobody knows.
func (p *plant) behind(ctx context.Context) (untold, late float64, err error) {
	untold, err = p.Metric(ctx, "zongwu_outbox_age_seconds")
	late, missing := p.Metric(ctx, "zongwu_workflow_lag_seconds")
	return untold, late, errors.Join(err, missing)
}
