package pressure

import (
	"context"
	"errors"
	"fmt"
	"time"

	"zongwu/bench/report"
)

const (
	ordinary = 0.5 // of the capacity: how much there is to do before the flood and after it
	flooding = 4.0 // and during it
)

// What must hold.
const (
	leastGoodput = 0.8
	soonEnough   = 10 * time.Second
	asBefore     = 1.5 // times the slowest second before the flood
)

// Overload is the part of too much to do.
func Overload() report.Part {
	return report.Part{
		Name: "overload", Title: "Overload: four times what can be done", Run: overload, Apart: true,
	}
}

// lengths of an overload run.
type lengths struct {
	purchases           int // under way from the start
	few                 int // of an endurance run
	warm, trial         time.Duration
	rounds              int
	settling            time.Duration // at the beginning of a closed loop and of a flood, which does not count
	most, before, flood time.Duration // what counts
	after               time.Duration
}

func lengthsOf(quick bool) lengths {
	if quick {
		return lengths{
			purchases: 50, few: 5, warm: time.Second, trial: 3 * time.Second, rounds: 1, settling: 2 * time.Second,
			most: 4 * time.Second, before: 4 * time.Second, flood: 6 * time.Second, after: 15 * time.Second,
		}
	}
	return lengths{
		purchases: 1800, few: 200, warm: 3 * time.Second, trial: 12 * time.Second, rounds: 3, settling: 15 * time.Second,
		most: 30 * time.Second, before: 15 * time.Second, flood: 30 * time.Second, after: 25 * time.Second,
	}
}

// round is the most that can be done and a flood, close together: a machine that others use too is now faster, now
// slower. Both begin when workflows have caught up, as for a while more is possible, in which they are told later.
type round struct {
	most                 capacity
	before, after, flood stretch
	during               sample // the part of the flood that counts
}

func (l *load) round(ctx context.Context, b *report.Bench, clients int, d lengths) (r round, err error) {
	if err := l.pause(ctx); err != nil {
		return r, err
	}
	r.most = l.try(ctx, b, clients, d.settling, d.most)
	if err := l.pause(ctx); err != nil {
		return r, err
	}
	r.before = l.stream(ctx, ordinary*r.most.calls, d.before)
	r.flood = l.stream(ctx, flooding*r.most.calls, d.settling+d.flood)
	r.during = l.gate.replies.during(r.flood.from.Add(d.settling), r.flood.to)
	r.after = l.stream(ctx, ordinary*r.most.calls, d.after)
	b.Progress(fmt.Sprintf("flood: %.0f actions a second, %s of the most", r.during.rate(r.during.goodput),
		share(r.during.rate(r.during.goodput)/r.most.actions)))
	return r, nil
}

func overload(ctx context.Context, b *report.Bench) (err error) {
	p, err := build(ctx, b, "overload")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Stop()) }()
	l, err := open(ctx, p)
	if err != nil {
		return err
	}
	d := lengthsOf(b.Quick)
	b.Progress("beginning purchases")
	l.prepare(ctx, d.purchases)
	b.Progress("finding the capacity")
	clients := l.best(ctx, b, d.warm, d.trial)
	rounds := make([]round, d.rounds)
	for i := range rounds {
		if rounds[i], err = l.round(ctx, b, clients, d); err != nil {
			return err
		}
	}
	b.Progress("comparing")
	agreed := l.settle(ctx, b)
	return errors.Join(agreed, l.compare(b, rounds))
}

// compare tells what came of all rounds, and whether the aims were reached.
func (l *load) compare(b *report.Bench, rounds []round) error {
	var most, before, during, after sample
	var slowest time.Duration
	var floods []stretch
	recovered := true
	for _, r := range rounds {
		most, during = most.and(r.most.sample), during.and(r.during)
		before = before.and(l.gate.replies.during(r.before.from, r.before.to))
		after = after.and(l.gate.replies.during(r.after.from, r.after.to))
		took, again := l.recovery(r.before, r.after)
		slowest, recovered = max(slowest, took), recovered && again
		floods = append(floods, r.flood)
	}
	all := most.rate(most.goodput)
	b.Table(fmt.Sprintf("What was offered and what came of it, each second, in %d rounds", len(rounds)), []string{
		"phase", "calls sent", "answered well", "shed", "actions acknowledged", "of the most", "p50 ms", "p99 ms",
	}, [][]string{
		most.row(fmt.Sprintf("capacity: %d at once, closed loop", rounds[0].most.clients), all),
		before.row("half of it, open loop", all),
		during.row("four times of it, open loop", all),
		after.row("half of it again", all),
	})
	goodput := during.rate(during.goodput) / all
	b.Table("What must hold", []string{"what", "figure", "aim"}, [][]string{
		{"actions acknowledged in the flood, of the most", share(goodput), "≥ 80 %"},
		{"as quick as before, after the flood, in every round", within(slowest, recovered), "≤ 10 s"},
		{"calls neither answered nor shed with Retry-After", fmt.Sprint(during.count(wrong)), "0"},
	})
	b.Note(fmt.Sprintf("Shed is 429 or 503 with Retry-After; who is shed sends again when told. As quick as before: the "+
		"first of three seconds in which nothing was shed and the p90 was at most %.1f times that of the slowest second "+
		"before the flood.", asBefore))
	l.generator(b, floods...)
	if !b.Quick && (goodput < leastGoodput || !recovered || slowest > soonEnough) {
		return errors.New("an aim was missed")
	}
	return nil
}

func (s sample) row(name string, most float64) []string {
	return []string{
		name, report.Figure(s.rate(len(s.replies))), report.Figure(s.rate(s.count(answered, acknowledged))),
		report.Figure(s.rate(s.count(shed))), report.Figure(s.rate(s.goodput)),
		share(s.rate(s.goodput) / most), millis(s.percentile(50)), millis(s.percentile(99)),
	}
}

func share(of float64) string { return fmt.Sprintf("%.0f %%", 100*of) }

func within(took time.Duration, recovered bool) string {
	if !recovered {
		return "never"
	}
	return fmt.Sprintf("after %d s", int(took.Seconds()))
}

// recovery is how long after the flood calls began to be answered as quickly as before.
func (l *load) recovery(before, after stretch) (time.Duration, bool) {
	var slow time.Duration
	for from := before.from.Add(before.to.Sub(before.from) / 4); from.Before(before.to); from = from.Add(time.Second) {
		slow = max(slow, l.gate.replies.during(from, from.Add(time.Second)).percentile(90))
	}
	calm := 0
	for from := after.from; from.Before(after.to); from = from.Add(time.Second) {
		s := l.gate.replies.during(from, from.Add(time.Second))
		if s.count(shed, wrong) > 0 || float64(s.percentile(90)) > asBefore*float64(slow) || len(s.replies) == 0 {
			calm = 0
			continue
		}
		if calm++; calm == 3 {
			return from.Sub(after.from) - 2*time.Second, true
		}
	}
	return 0, false
}
