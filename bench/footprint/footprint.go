package footprint

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"zongwu/bench/box"
	"zongwu/bench/report"
	"zongwu/e2e/client"
	"zongwu/standalone/demo"
)

// Part measures memory, starts and binaries.
func Part() report.Part {
	return report.Part{Name: "footprint", Title: "Footprint", Run: run}
}

// size of a run: how long the program rests before it is looked at, how many warm starts, purchases under load.
type size struct {
	rest      time.Duration
	starts    int
	purchases int
}

func sizeOf(quick bool) size {
	if quick {
		return size{rest: time.Second, starts: 1, purchases: 10}
	}
	return size{rest: 10 * time.Second, starts: 5, purchases: 300}
}

func run(ctx context.Context, b *report.Bench) error {
	program, err := binaries(ctx, b)
	if err != nil {
		return err
	}
	s, data := sizeOf(b.Quick), filepath.Join(b.Scratch, "footprint", "data")
	// The database runs as a user of its own, who must pass through the folder.
	if err := os.MkdirAll(filepath.Dir(data), 0o711); err != nil { //nolint:gosec // as above
		return fmt.Errorf("make folder: %w", err)
	}
	starts := &starts{}
	first, err := box.Start(ctx, program, data, "--demo")
	if err != nil {
		return err
	}
	starts.cold = first.Took
	if err := first.Stop(); err != nil {
		return err
	}
	for range s.starts - 1 {
		one, err := box.Start(ctx, program, data, "--demo")
		if err != nil {
			return err
		}
		starts.warm = append(starts.warm, one.Took.Seconds())
		if err := one.Stop(); err != nil {
			return err
		}
	}
	last, err := box.Start(ctx, program, data, "--demo")
	if err != nil {
		return err
	}
	starts.warm = append(starts.warm, last.Took.Seconds())
	err = memory(ctx, b, &running{last}, s)
	if err := errors.Join(err, last.Stop()); err != nil {
		return err
	}
	starts.table(b)
	return nil
}

// starts is how long the program took until it said that it was ready, which it says when it answers.
type starts struct {
	cold time.Duration
	warm []float64
}

func (s *starts) table(b *report.Bench) {
	b.Table("From the start of the program to its first answer", []string{"start", "seconds"}, [][]string{
		{"in an empty folder, with the demonstration schools", report.Figure(s.cold.Seconds())},
		{fmt.Sprintf("again (median of %d)", len(s.warm)), report.Figure(report.Median(s.warm))},
	})
}

// memory looks at the program after it has rested, while purchases are carried through all branches, and afterwards.
func memory(ctx context.Context, b *report.Bench, x *running, s size) error {
	rest(ctx, s.rest)
	atRest, err := x.look(ctx)
	if err != nil {
		return err
	}
	account, err := open(ctx, x.Base)
	if err != nil {
		return err
	}
	most, watched := x.watch(ctx)
	report, err := client.Run(ctx, account, client.Options{Seed: 1, Workers: clients, Chance: s.purchases, Keys: true})
	underLoad := watched(most)
	if err != nil {
		return fmt.Errorf("carry purchases: %w", err)
	}
	rest(ctx, s.rest)
	after, err := x.look(ctx)
	if err != nil {
		return err
	}
	b.Table("Memory, MB", []string{"when", "process", "of it Go's heap", "PostgreSQL's processes"}, [][]string{
		atRest.row("at rest"), underLoad.row(fmt.Sprintf("most under load, %d clients", clients)), after.row("after it"),
	})
	b.Note(fmt.Sprintf("Load: %d purchases in every branch, %d actions, answered within %v (median). The process is "+
		"resident memory; PostgreSQL's is proportional (PSS), so that what its processes share counts once.",
		report.Purchases, report.Actions, report.P50.Round(time.Millisecond)))
	return nil
}

const clients = 16

func open(ctx context.Context, base string) (*client.Account, error) {
	school, err := client.OpenSchool(ctx, client.NewServer(base, time.Minute), "", demo.Password)
	if err != nil {
		return nil, err
	}
	return client.OpenAccount(ctx, school)
}

func rest(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
