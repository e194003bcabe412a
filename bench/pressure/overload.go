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
		Name: "overload", Title: "Overload: four times what can be done, for a minute", Run: overload, Apart: true,
	}
}

// lengths of an overload run.
type lengths struct {
	purchases                          int // under way from the start
	warm, closed, before, flood, after time.Duration
}

func lengthsOf(quick bool) lengths {
	if quick {
		return lengths{50, time.Second, 3 * time.Second, 4 * time.Second, 6 * time.Second, 15 * time.Second}
	}
	return lengths{1000, 3 * time.Second, 12 * time.Second, 20 * time.Second, time.Minute, 30 * time.Second}
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
	most := l.capacity(ctx, b, d.warm, d.closed)
	b.Progress("before the flood")
	before := l.stream(ctx, ordinary*most.calls, d.before)
	b.Progress("flood")
	flood := l.stream(ctx, flooding*most.calls, d.flood)
	b.Progress("after the flood")
	after := l.stream(ctx, ordinary*most.calls, d.after)
	b.Progress("comparing")
	agreed := l.settle(ctx, b)
	all := l.gate.replies
	during := all.during(flood.from, flood.to)
	b.Table("What was offered and what came of it, each second", []string{
		"phase", "calls sent", "answered well", "shed", "actions acknowledged", "of the most", "p50 ms", "p99 ms",
	}, [][]string{
		most.row(fmt.Sprintf("capacity: %d at once, closed loop", most.clients), most.sample),
		most.row("half of it, open loop", all.during(before.from, before.to)),
		most.row("four times of it, open loop", during),
		most.row("half of it again", all.during(after.from, after.to)),
	})
	took, recovered := l.recovery(before, after)
	b.Table("What must hold", []string{"what", "figure", "aim"}, [][]string{
		{"actions acknowledged in the flood, of the most", share(during.rate(during.goodput) / most.actions), "≥ 80 %"},
		{"as quick as before, after the flood", within(took, recovered), "≤ 10 s"},
		{"calls neither answered nor shed with Retry-After", fmt.Sprint(during.count(wrong)), "0"},
	})
	b.Note(fmt.Sprintf("Shed is 429 or 503 with Retry-After; who is shed sends again when told. As quick as before: the "+
		"first of three seconds in which nothing was shed and the p90 was at most %.1f times that of the slowest second "+
		"before the flood.", asBefore))
	l.generator(b, flood.processor)
	if !b.Quick && (during.rate(during.goodput) < leastGoodput*most.actions || !recovered || took > soonEnough) {
		agreed = errors.Join(agreed, errors.New("an aim was missed"))
	}
	return agreed
}

func (c capacity) row(name string, s sample) []string {
	return []string{
		name, report.Figure(s.rate(len(s.replies))), report.Figure(s.rate(s.count(answered, acknowledged))),
		report.Figure(s.rate(s.count(shed))), report.Figure(s.rate(s.goodput)),
		share(s.rate(s.goodput) / c.actions), millis(s.percentile(50)), millis(s.percentile(99)),
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
