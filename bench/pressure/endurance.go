package pressure

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"time"

	"zongwu/bench/report"
	"zongwu/e2e/client"
)

// lasting is how much of the capacity the program is asked for all the time.
const lasting = 0.7

// ripening is left out of the slopes: caches and pools fill.
const ripening = 2 * time.Minute

// drifting is how much slower the slowest hundredth may have become between the first third and the last of a run that
// is lastingly long.
const (
	drifting  = 1.2
	lastingly = 10 * time.Minute
)

// tardy is how late what follows an action may become at most: its task's clocks, the case it begins, its end.
const tardy = time.Minute

// Endurance is the part of much to do, for long.
func Endurance() report.Part {
	return report.Part{
		Name: "endurance", Title: "Endurance: seven tenths of what can be done, for long", Run: endurance, Apart: true,
	}
}

// minutes is how long it runs: MINUTES, or half an hour.
func minutes(quick bool) (time.Duration, error) {
	text := os.Getenv("MINUTES")
	if text == "" {
		if quick {
			return 30 * time.Second, nil
		}
		return 30 * time.Minute, nil
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("read MINUTES=%s: want a number of minutes", text)
	}
	return time.Duration(n * float64(time.Minute)), nil
}

func endurance(ctx context.Context, b *report.Bench) (err error) {
	length, err := minutes(b.Quick)
	if err != nil {
		return err
	}
	p, err := build(ctx, b, "endurance")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Stop()) }()
	l, err := open(ctx, p)
	if err != nil {
		return err
	}
	l.monthly()
	d := lengthsOf(b.Quick)
	b.Progress("beginning purchases")
	l.prepare(ctx, d.few)
	b.Progress("finding the capacity")
	most, err := l.sustained(ctx, b, d.warm, d.trial)
	if err != nil {
		return err
	}
	w, err := newWatcher(ctx, l)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.db.Close()) }()
	var run stretch
	done := make(chan struct{})
	go func() {
		defer close(done)
		run = l.stream(ctx, lasting*most.calls, length)
	}()
	looks, watching := w.watch(ctx, b, done, length)
	<-done
	agreed := l.settle(ctx, b)
	if watching != nil {
		return errors.Join(watching, agreed)
	}
	drift := l.tell(b, most, run, looks)
	if length >= lastingly && drift > drifting {
		agreed = errors.Join(agreed, fmt.Errorf("an aim was missed: the p99 of the last third was %s times "+
			"that of the first, want %v at most", report.Figure(drift), drifting))
	}
	for _, now := range looks {
		if sum := now.untold + now.late; math.IsNaN(sum) || sum > tardy.Seconds() {
			agreed = errors.Join(agreed, fmt.Errorf("an aim was missed: after %.0f min what people had done was told to its "+
				"workflow after %.0f s and done there after another %.0f s, want %v at most in all",
				now.at.Minutes(), now.untold, now.late, tardy))
			break
		}
	}
	return agreed
}

// monthly leaves the suppliers who are paid by the month: a purchase then ends with what it does. Otherwise each begins
// a payment, which nobody here carries on, and what waits for people would grow by the minute, whatever the program
// does.
func (l *load) monthly() {
	school := l.account.School
	school.Suppliers = slices.DeleteFunc(school.Suppliers, func(s client.Supplier) bool { return s.Settle != "monthly" })
}

// watch looks every minute, six times in a run shorter than that.
func (w *watcher) watch(
	ctx context.Context, b *report.Bench, done chan struct{}, length time.Duration,
) ([]look, error) {
	every := time.NewTicker(min(time.Minute, length/6))
	defer every.Stop()
	var looks []look
	for {
		select {
		case <-done:
			return looks, nil
		case <-every.C:
		}
		now, err := w.look(ctx)
		if err != nil {
			return looks, err
		}
		b.Progress(fmt.Sprintf("%.1f min, %.0f purchases, %.0f MB, untold for %.0f s, workflows late by %.0f s",
			now.at.Minutes(), now.purchases, now.resident, now.untold, now.late))
		looks = append(looks, now)
	}
}

// watched is a figure of a look, by its name.
type watched struct {
	name string
	of   func(look) float64
}

func watchedThings() []watched {
	all := []watched{
		{"process MB", func(l look) float64 { return l.resident }},
		{"goroutines", func(l look) float64 { return l.goroutines }},
		{"untold s", func(l look) float64 { return l.untold }},
		{"workflows late s", func(l look) float64 { return l.late }},
		{"PostgreSQL MB", func(l look) float64 { return l.database }},
		{"its processes", func(l look) float64 { return l.processes }},
		{"connections", func(l look) float64 { return l.connections }},
		{"WAL on disk MB", func(l look) float64 { return l.log }},
		{"WAL written MB", func(l look) float64 { return l.written }},
		{"own database MB", func(l look) float64 { return l.own }},
		{"Temporal's MB", func(l look) float64 { return l.temporals }},
	}
	for i, table := range hot() {
		all = append(all, watched{"dead rows of " + table, func(l look) float64 { return l.dead[i] }})
	}
	return all
}

// tell prints the minutes, the slopes and what became of the answers' times, and gives how much slower the slowest
// hundredth of them became; NaN where nothing was answered at first.
func (l *load) tell(b *report.Bench, most sustained, run stretch, looks []look) (drift float64) {
	things := watchedThings()
	head := []string{"min", "purchases", "actions/s", "p50 ms", "p99 ms"}
	for _, thing := range things {
		head = append(head, thing.name)
	}
	var rows [][]string
	last := run.from
	for _, now := range looks {
		at := run.from.Add(now.at)
		s := l.gate.replies.during(last, at)
		last = at
		row := []string{
			fmt.Sprintf("%.1f", now.at.Minutes()), report.Figure(now.purchases), report.Figure(s.rate(s.goodput)),
			millis(s.percentile(50)), millis(s.percentile(99)),
		}
		for _, thing := range things {
			row = append(row, fmt.Sprintf("%.0f", thing.of(now)))
		}
		rows = append(rows, row)
	}
	b.Table("Minute by minute", head, rows)
	b.Table("How it grows", []string{"what", "an hour", "at the end"}, slopes(things, looks))
	third := run.to.Sub(run.from) / 3
	first, end := l.gate.replies.during(run.from, run.from.Add(third)), l.gate.replies.during(run.to.Add(-third), run.to)
	drift = float64(end.percentile(99)) / float64(first.percentile(99))
	b.Table("How quickly it answers", []string{"third", "p50 ms", "p99 ms", "p99, times the first"}, [][]string{
		{"first", millis(first.percentile(50)), millis(first.percentile(99)), "1"},
		{"last", millis(end.percentile(50)), millis(end.percentile(99)), report.Figure(drift)},
	})
	whole := l.gate.replies.during(run.from, run.to)
	b.Note(fmt.Sprintf("Offered were %.0f calls a second, %s of the %.0f that can be kept up (%.0f were answered %d at "+
		"once in a closed loop, and workflows had caught up %.1f s later); %.0f were answered well, %d shed. The slopes "+
		"leave out the first %v; databases grow with the purchases in them.",
		lasting*most.calls, share(lasting), most.calls, most.capacity.calls, most.clients, most.after.Seconds(),
		whole.rate(whole.count(answered, acknowledged)), whole.count(shed), ripening))
	l.generator(b, run)
	return drift
}

func slopes(things []watched, looks []look) [][]string {
	var rows [][]string
	for _, thing := range things {
		var points []point
		end := "–"
		for _, now := range looks {
			if now.at >= ripening {
				points = append(points, point{now.at, thing.of(now)})
			}
			end = fmt.Sprintf("%.0f", thing.of(now))
		}
		growth := "–"
		if len(points) > 2 {
			growth = fmt.Sprintf("%+.1f", perHour(points))
		}
		rows = append(rows, []string{thing.name, growth, end})
	}
	return rows
}
