package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"zongwu/activities"
	"zongwu/cases"
	"zongwu/worker"
)

// window is a moment at which a process dies on purpose.
type window struct {
	part  string // "server" or "worker"
	point string
	// hit says, from the database and what the dead process said, that what was meant to be half done was.
	hit  func(context.Context, *site, death) (bool, error)
	says string // what hit looks for
}

// death is how a process ended.
type death struct {
	about  string          // the key, case, activity or workflow it died on
	unfini map[string]bool // "activity|workflow" that it had begun and not ended
}

func windowsOf() []window {
	always := func(context.Context, *site, death) (bool, error) { return true, nil }
	return []window{
		{"server", string(cases.BeforeTransaction), always, "it died there"},
		{"server", string(cases.BeforeCommit), always, "it died there"},
		{"server", string(cases.AfterCommit), keyKept, "the key is kept though nobody was answered"},
		{"worker", string(worker.BeforeSignal), untold, "the case's row is still in the outbox"},
		{"worker", string(worker.AfterSignal), untold, "signalled, and its row is still in the outbox"},
		{"worker", string(worker.BeforeCommit), anyUntold, "signalled, and rows are still in the outbox"},
		{"worker", taskBegun, told, "its row is gone, the workflow does not know"},
		{"worker", beforeActivity, always, "it died there"},
		{"worker", string(activities.BeforeActing), halfDone, "an activity was begun and not ended"},
		{"worker", string(activities.AfterActing), halfDone, "an activity was begun and not ended"},
		{"worker", afterActivity, always, "it died there"},
	}
}

func (s *site) count(ctx context.Context, query string, args ...any) (n int, err error) {
	err = s.admin.QueryRowContext(ctx, query, args...).Scan(&n)
	return n, err
}

func keyKept(ctx context.Context, s *site, d death) (bool, error) {
	n, err := s.count(ctx, `SELECT count(*) FROM keys WHERE key = $1`, d.about)
	return n == 1, err
}

func untold(ctx context.Context, s *site, d death) (bool, error) {
	n, err := s.count(ctx, `SELECT count(*) FROM outbox WHERE case_id = $1`, d.about)
	return n > 0, err
}

func anyUntold(ctx context.Context, s *site, _ death) (bool, error) {
	n, err := s.count(ctx, `SELECT count(*) FROM outbox`)
	return n > 0, err
}

// told: a workflow's id is school:process:case.
func told(ctx context.Context, s *site, d death) (bool, error) {
	id := d.about[strings.LastIndexByte(d.about, ':')+1:]
	n, err := s.count(ctx, `SELECT count(*) FROM outbox WHERE case_id = $1`, id)
	return n == 0, err
}

func halfDone(_ context.Context, _ *site, d death) (bool, error) {
	for what := range d.unfini {
		if !strings.HasPrefix(what, signalling+"|") {
			return true, nil
		}
	}
	return false, nil
}

// tally is what a window came to.
type tally struct{ deaths, hits, again int }

// windows has a server and a worker die at every point while purchases go on.
func (r *run) windows(ctx context.Context, dir string) error {
	return r.onSite(ctx, dir, func(s *site) error {
		var tallies map[string]*tally
		l, err := r.underLoad(ctx, s.frontDoors(), func(*load) (err error) {
			tallies, err = r.dieEverywhere(ctx, s)
			return err
		})
		if err != nil {
			return err
		}
		o := settle(ctx, l, s.verify, s.amcheck)
		if o.repeated == 0 && !r.quick {
			r.say("(no beginning among the calls that were sent again had been done already)")
		}
		r.windowTable(tallies)
		r.report(o, nil)
		return nil
	})
}

// dieEverywhere replaces one server and both workers by processes that die at a point, one after the other.
func (r *run) dieEverywhere(ctx context.Context, s *site) (tallies map[string]*tally, err error) {
	tallies = map[string]*tally{}
	times := 3 * r.times
	if r.quick {
		times = 1
	}
	for _, w := range windowsOf() {
		tallies[w.point] = &tally{}
	}
	for _, part := range []string{"server", "worker"} {
		replaced := s.workers
		if part == "server" {
			replaced = s.servers[1:]
		}
		for _, p := range replaced {
			if err := p.kill(); err != nil {
				return nil, err
			}
		}
		if err := r.dieAs(ctx, s, part, times, tallies); err != nil {
			return nil, err
		}
		for _, p := range replaced {
			if err := p.start(ctx); err != nil {
				return nil, err
			}
		}
	}
	return tallies, nil
}

func (r *run) dieAs(ctx context.Context, s *site, part string, times int, tallies map[string]*tally) error {
	var list []window
	for range times {
		list = append(list, windowsOf()...)
	}
	u := undone{}
	list = slices.DeleteFunc(list, func(w window) bool { return w.part != part })
	for _, w := range list {
		p := s.doomed(w)
		if err := p.launch(); err != nil {
			return err
		}
		_, done := p.now()
		select {
		case <-done:
		case <-time.After(time.Minute):
			return errors.Join(fmt.Errorf("die %s: it lives on after a minute: %s", w.point, p.said()), p.kill())
		}
		d, said, err := lastOf(p)
		if err != nil {
			return fmt.Errorf("die %s: %w", w.point, err)
		}
		u.seen(said, tallies)
		hit, err := w.hit(ctx, s, d)
		if err != nil {
			return err
		}
		t := tallies[w.point]
		t.deaths++
		if hit {
			t.hits++
		}
		if err := u.begun(ctx, s, w.point, d); err != nil {
			return err
		}
	}
	return u.watch(s, part, tallies)
}

// undone is what dead processes had begun and the database or the workflow does not know the end of: "name|about" to
// the point they died at.
type undone map[string]string

// begun notes what a dead process leaves behind: activities without an end, signals whose outbox rows are still there.
func (u undone) begun(ctx context.Context, s *site, point string, d death) error {
	for what := range d.unfini {
		name, about, _ := strings.Cut(what, "|")
		if name == signalling {
			n, err := s.count(ctx, `SELECT count(*) FROM outbox WHERE case_id = $1`, about)
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
		}
		u[what] = point
	}
	return nil
}

// seen counts what a later process did once more.
func (u undone) seen(said []string, tallies map[string]*tally) {
	for _, line := range said {
		rest, ok := strings.CutPrefix(line, "doing|")
		if point := u[rest]; ok && point != "" {
			tallies[point].again++
			delete(u, rest)
		}
	}
}

// watch lets a worker live for as long as a workflow task takes to be given to somebody else, and sees what it does
// again.
func (u undone) watch(s *site, part string, tallies map[string]*tally) error {
	if part != "worker" {
		return nil
	}
	p := s.doomed(window{part: part})
	if err := p.launch(); err != nil {
		return err
	}
	time.Sleep(taskTime)
	u.seen(strings.Split(p.said(), "\n"), tallies)
	return p.kill()
}

// taskTime is after how long Temporal gives a task of a dead worker to another, and a little more.
const taskTime = 15 * time.Second

// doomed is a process that dies at a point.
func (s *site) doomed(w window) *process {
	plain := s.workers[0]
	args := []string{}
	if w.part == "server" {
		plain = s.servers[1]
		args = append(args, strings.TrimPrefix(plain.command().Args[len(plain.command().Args)-1], "--listen="))
	}
	return &process{name: "doomed " + w.part, command: func() *exec.Cmd {
		cmd := exec.Command(s.tools.chaos, args...)
		cmd.Env = append(slices.Clone(plain.command().Env), self+"="+w.part, pointName+"="+w.point)
		return cmd
	}, ready: func(context.Context, *process) bool { return true }}
}

// lastOf reads how a process died.
func lastOf(p *process) (death, []string, error) {
	d := death{unfini: map[string]bool{}}
	said := strings.Split(p.said(), "\n")
	for _, line := range said {
		what, rest, _ := strings.Cut(line, "|")
		switch what {
		case "doing":
			d.unfini[rest] = true
		case "did":
			delete(d.unfini, rest)
		case "batch": // all that was signalled is committed
			maps.DeleteFunc(d.unfini, func(what string, _ bool) bool { return strings.HasPrefix(what, signalling+"|") })
		case "died":
			_, d.about, _ = strings.Cut(rest, "|")
			return d, said, nil
		}
	}
	return d, said, errors.New("it ended otherwise: " + p.said())
}

func (r *run) windowTable(tallies map[string]*tally) {
	var rows [][]string
	total := 0
	for _, w := range windowsOf() {
		t := tallies[w.point]
		rows = append(rows, []string{w.part, w.point, strconv.Itoa(t.deaths), strconv.Itoa(t.hits), w.says,
			strconv.Itoa(t.again)})
		if t.hits == 0 {
			r.broken = append(r.broken, "the window was never hit: "+w.point)
		}
		total += t.again
	}
	r.table([]string{"process", "dies", "deaths", "window hit", "which is seen by", "done again"}, rows)
	if total == 0 {
		r.broken = append(r.broken, "nothing was done again: the windows prove nothing")
	}
}
