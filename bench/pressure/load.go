package pressure

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"zongwu/bench/report"
	"zongwu/e2e/client"
	"zongwu/standalone/demo"
)

const (
	seed = 1
	// patience is how long a call that was shed is sent again, each time when the answer says.
	patience = 10 * time.Minute
)

// load is the outside program at work.
type load struct {
	plant   *plant
	gate    *gate
	account *client.Account
	crew    *client.Crew
	rng     *rand.Rand
	under   sync.WaitGroup // purchases under way
	alive   atomic.Int64
	over    atomic.Bool     // who has carried a purchase to its end begins no other
	most    int64           // of them at once
	late    []time.Duration // how much later than due calls were sent
}

// open signs everybody in, so that what follows is work alone.
func open(ctx context.Context, p *plant) (*load, error) {
	l := &load{plant: p, gate: newGate(), rng: rand.New(rand.NewPCG(seed, seed))} //nolint:gosec // must be had again
	server := &client.Server{Base: p.Base, Patience: patience, HTTP: &http.Client{Transport: l.gate}}
	school, err := client.OpenSchool(ctx, server, "", demo.Password)
	if err != nil {
		return nil, err
	}
	if l.account, err = client.OpenAccount(ctx, school); err != nil {
		return nil, err
	}
	l.crew = client.NewCrew(l.account, seed)
	for _, person := range school.People {
		session, err := school.As(ctx, person.Login)
		if err != nil {
			return nil, err
		}
		if _, err := school.File(ctx, session); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// prepare begins so many purchases, which then wait for their turns: capacity and flood are measured on the same work,
// purchases at every step, each going on now and then.
func (l *load) prepare(ctx context.Context, purchases int) {
	l.gate.turn(metered, 0)
	for begun := 0; begun < purchases && ctx.Err() == nil; {
		if l.gate.sendFirst(beginners, func() { l.begin(ctx) }) {
			begun++
			continue
		}
		rest(ctx, time.Millisecond)
	}
}

// beginners is how many purchases are begun at once.
const beginners = 8

// stretch is a part of an open loop.
type stretch struct {
	from, to time.Time
	used     time.Duration // of a core, by the generator itself
}

// apart is how long the generator sleeps at least: to wake it for each of a thousand calls a second takes from the
// machine it shares. What was due meanwhile is sent then, and timed from when it was due.
const apart = 5 * time.Millisecond

// stream sends calls at times fixed in advance, so many a second on average, whatever comes back.
func (l *load) stream(ctx context.Context, rate float64, length time.Duration) stretch {
	l.gate.turn(metered, 0)
	used, s := processor(), stretch{from: time.Now()}
	s.to = s.from.Add(length)
	for due := l.after(s.from, rate); due.Before(s.to) && ctx.Err() == nil; due = l.after(due, rate) {
		if early := time.Until(due); early > 0 {
			rest(ctx, max(early, apart))
		}
		l.late = append(l.late, time.Since(due))
		l.gate.send(due, func() { l.begin(ctx) })
	}
	s.used = processor() - used
	return s
}

func (l *load) after(t time.Time, rate float64) time.Time {
	return t.Add(time.Duration(l.rng.ExpFloat64() / rate * float64(time.Second)))
}

func (l *load) begin(ctx context.Context) {
	l.most = max(l.most, l.alive.Add(1))
	l.under.Go(func() {
		defer l.alive.Add(-1)
		for !l.over.Load() && ctx.Err() == nil {
			l.crew.Carry(ctx)
		}
	})
}

// processor is the time of it this process has used.
func processor() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// settle leaves every purchase open where it stands and has everybody agree: the account, the books, every history
// read anew, and `zongwu verify`.
func (l *load) settle(ctx context.Context, b *report.Bench) error {
	l.over.Store(true)
	l.crew.End()
	l.gate.turn(opened, 0)
	l.under.Wait()
	err := errors.Join(l.crew.Wrong(), l.account.Compare(ctx))
	found, recounting := l.account.Recount(ctx)
	said, verifying := l.plant.verify(ctx)
	b.Table("Afterwards", []string{"purchases", "acknowledged", "lost", "doubled", "zongwu verify"}, [][]string{{
		fmt.Sprint(found.Purchases), fmt.Sprint(found.Acknowledged), fmt.Sprint(found.Lost), fmt.Sprint(found.Doubled), said,
	}})
	for what, n := range l.gate.replies.odd() {
		err = errors.Join(err, fmt.Errorf("answered %d times: %s", n, what))
	}
	return errors.Join(err, recounting, verifying)
}

// generator tells what the load itself cost, and whether it kept its times.
func (l *load) generator(b *report.Bench, during ...stretch) {
	var used, length time.Duration
	for _, s := range during {
		used, length = used+s.used, length+s.to.Sub(s.from)
	}
	b.Note(fmt.Sprintf("The generator took %.2f of the machine's cores, which it shares with the program; it sent calls "+
		"%s ms after they were due (p99; %s at most), over at most %d connections at once (%d calls were due while all were "+
		"taken and were not sent), for at most %d purchases at a time.", used.Seconds()/length.Seconds(),
		millis(report.Percentile(l.late, 99)), millis(report.Percentile(l.late, 100)), connections, l.gate.left(), l.most))
}

func millis(d time.Duration) string { return report.Figure(report.Millis(d)) }
