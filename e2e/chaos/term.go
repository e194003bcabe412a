package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// longestStop is how long a process may take to end once it is told to.
const longestStop = 10 * time.Second

// terms: each server and worker is told to stop, in turn, while people work; what was accepted is answered.
func (r *run) terms(ctx context.Context, dir string) error {
	return r.onSite(ctx, dir, func(s *site) error {
		took := map[string][]time.Duration{}
		counts := map[string]int{}
		// Past the wires, which answer for a server that does not.
		l, err := r.underLoad(ctx, s.ports, func(l *load) error {
			for i := range 16 * r.times {
				if err := r.term(ctx, append(s.servers, s.workers...)[i%4], l, took, counts); err != nil {
					return err
				}
				time.Sleep(r.rest())
			}
			return nil
		})
		if err != nil {
			return err
		}
		var rows [][]string
		for name, times := range took {
			rows = append(rows, []string{name, strconv.Itoa(len(times)), short(median(times)), short(slices.Max(times))})
		}
		o := settle(ctx, l, s.verify, nil)
		r.table([]string{"told to stop", "times", "ended after, median", "longest"}, rows)
		r.say("not answered well meanwhile: " + kinds(counts))
		r.report(o, nil)
		return nil
	})
}

// term tells one process to stop and starts it again. It notes how long that took, by the name of its kind, and the
// answers meanwhile that were not good ones, by what they were.
func (r *run) term(
	ctx context.Context, p *process, l *load, took map[string][]time.Duration, counts map[string]int,
) error {
	began := time.Now()
	ended, err := terminated(p)
	if err != nil {
		return err
	}
	took[plain(p.name)] = append(took[plain(p.name)], ended)
	if ended > longestStop {
		r.broken = append(r.broken, fmt.Sprintf("%s took %v to stop", p.name, ended))
	}
	for _, reply := range l.record.between(began, began.Add(ended)) {
		if reply.status >= 500 || reply.status == 0 {
			counts[reply.what]++
		}
		if reply.status >= 500 {
			r.broken = append(r.broken, fmt.Sprintf("%s while %s stopped", reply.what, p.name))
		}
	}
	return p.start(ctx)
}

// terminated tells a process to stop and says how long it took; how it ended must be well.
func terminated(p *process) (time.Duration, error) {
	began := time.Now()
	if err := p.signal(syscall.SIGTERM); err != nil {
		return 0, err
	}
	cmd, done := p.now()
	select {
	case <-done:
	case <-time.After(3 * longestStop):
		return 0, errors.Join(fmt.Errorf("stop %s: it does not: %s", p.name, p.said()), p.kill())
	}
	if !cmd.ProcessState.Success() {
		return 0, fmt.Errorf("stop %s: %s: %s", p.name, cmd.ProcessState, p.said())
	}
	return time.Since(began), nil
}
