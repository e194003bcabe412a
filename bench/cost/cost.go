package cost

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"

	"go.temporal.io/sdk/worker"

	"zongwu/bench/engine"
	"zongwu/bench/handwritten"
	"zongwu/bench/report"
	"zongwu/bench/work"
)

// Part is the cost of a transition as a part of the benchmark.
func Part() report.Part {
	return report.Part{Name: "cost", Title: "What a transition costs", Run: run}
}

// subject is whose cost is counted, and where it writes.
type subject struct {
	name     string
	does     work.Contender
	database string // of its rows
	prefix   string // of its workflows' ids
}

func run(ctx context.Context, b *report.Bench) (err error) {
	e, err := engine.Start(ctx, filepath.Join(b.Scratch, "cost"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Stop()) }()
	address, _, err := e.Database(ctx, "hand")
	if err != nil {
		return err
	}
	rows, err := handwritten.Open(ctx, address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	w := worker.New(e.Client, handwritten.TaskQueue, worker.Options{})
	handwritten.Register(w, rows)
	if err := w.Start(); err != nil {
		return fmt.Errorf("start worker: %w", err)
	}
	defer w.Stop()
	m, err := newMeter(ctx, e)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.close()) }()
	return m.compare(ctx, b, []subject{
		{"engine", engine.Act{Engine: e}, "zongwu", engine.Prefix},
		{"hand-written", &handwritten.Hand{Client: e.Client, Ended: e.AwaitEnded}, "hand", handwritten.Prefix},
	})
}

// compare measures each subject with one client and with many, in turn, after a warm-up.
func (m *meter) compare(ctx context.Context, b *report.Bench, subjects []subject) error {
	cases := 100
	if b.Quick {
		cases = 4
	}
	for _, s := range subjects {
		if _, err := work.Run(ctx, s.does, 4, cases/2); err != nil {
			return fmt.Errorf("warm up %s: %w", s.name, err)
		}
	}
	var head []string
	var all []counts
	for _, clients := range []int{1, 16} {
		for _, s := range subjects {
			c, err := m.costOf(ctx, b, s, clients, cases)
			if err != nil {
				return fmt.Errorf("measure %s: %w", s.name, err)
			}
			b.Progress(fmt.Sprintf("%s with %d clients is counted", s.name, clients))
			head, all = append(head, fmt.Sprintf("%s, %d client(s)", s.name, clients)), append(all, c)
		}
	}
	b.Table(fmt.Sprintf("per transition, over %d cases of %d", cases, work.Steps),
		append([]string{"what"}, head...), table(all))
	b.Note("One process holds the clients, the engine or the workflow worker, and Temporal; PostgreSQL's processes are " +
		"counted apart. Statements include BEGIN and COMMIT, WAL includes Temporal's and whole pages after a checkpoint.")
	return nil
}

// costOf counts everything but statements in one run, and these in a second: writing them to the log costs time too.
func (m *meter) costOf(ctx context.Context, b *report.Bench, s subject, clients, cases int) (counts, error) {
	before, err := m.read(ctx, s, b.Quick)
	if err != nil {
		return counts{}, err
	}
	stop, err := profile(b, s, clients)
	if err != nil {
		return counts{}, err
	}
	_, err = work.Run(ctx, s.does, clients, cases)
	if err = errors.Join(err, stop()); err != nil {
		return counts{}, err
	}
	after, err := m.read(ctx, s, b.Quick)
	if err != nil {
		return counts{}, err
	}
	c := after.minus(before)
	histories, err := m.countHistories(ctx, s)
	if err != nil {
		return counts{}, err
	}
	logged, err := m.logged(ctx, func() error {
		_, err := work.Run(ctx, s.does, clients, cases)
		return err
	})
	if err != nil {
		return counts{}, err
	}
	c.statements = float64(logged[s.database])
	c.temporalStatements = float64(logged["temporal"] + logged["temporal_visibility"])
	c = c.per(cases * work.Steps)
	c.events, c.history, c.tasks = histories.events, histories.history, histories.tasks
	return c, nil
}

// profile keeps where the processor's time goes, when somebody wants to know.
func profile(b *report.Bench, s subject, clients int) (stop func() error, err error) {
	if b.Profiles == "" {
		return func() error { return nil }, nil
	}
	name := fmt.Sprintf("%s-%d.cpu", strings.ReplaceAll(s.name, " ", "-"), clients)
	file, err := os.Create(filepath.Join(b.Profiles, name))
	if err != nil {
		return nil, fmt.Errorf("keep profile: %w", err)
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, errors.Join(fmt.Errorf("keep profile: %w", err), file.Close())
	}
	return func() error { pprof.StopCPUProfile(); return file.Close() }, nil
}
