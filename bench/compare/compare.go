package compare

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"zongwu/bench/engine"
	"zongwu/bench/report"
	"zongwu/bench/work"
)

// Part is the comparison as a part of the benchmark.
func Part() report.Part {
	return report.Part{Name: "compare", Title: "Compared", Run: run}
}

// many is how many clients act at once, where it is not one alone.
const many = 16

// size of a run: rounds that warm up, rounds that count, and cases of each with many clients and with one. On a slow
// machine rounds are left out once the time is used up, but not the first ones.
type size struct {
	warm, rounds, fewest, cases, alone int
	patience                           time.Duration
}

func sizeOf(quick bool) size {
	if quick {
		return size{rounds: 1, fewest: 1, cases: 16, alone: 2}
	}
	return size{warm: 1, rounds: 5, fewest: 3, cases: 192, alone: 24, patience: 3 * time.Minute}
}

// measured is what a contender came to, round by round.
type measured struct {
	contender
	many, alone []work.Round
}

func run(ctx context.Context, b *report.Bench) (err error) {
	e, err := engine.Start(ctx, filepath.Join(b.Scratch, "compare"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Stop()) }()
	all, stop, err := contenders(ctx, b, e)
	defer func() { err = errors.Join(err, stop()) }()
	if err != nil {
		return err
	}
	results, err := rounds(ctx, b, all)
	if err != nil {
		return err
	}
	tables(b, results, sizeOf(b.Quick))
	return nil
}

// rounds has each contender do a round in turn, again and again; the first time warms up and does not count.
func rounds(ctx context.Context, b *report.Bench, all []contender) ([]*measured, error) {
	s := sizeOf(b.Quick)
	results := make([]*measured, len(all))
	for i, c := range all {
		results[i] = &measured{contender: c}
	}
	begun := time.Now()
	for round := range s.warm + s.rounds {
		if round >= s.warm+s.fewest && time.Since(begun) > s.patience {
			break
		}
		for _, m := range results {
			crowd, err := m.run(ctx, many, max(s.cases/m.slower, many))
			if err != nil {
				return nil, fmt.Errorf("%s with %d clients: %w", m.name, many, err)
			}
			alone, err := m.run(ctx, 1, max(s.alone/m.slower, 2))
			if err != nil {
				return nil, fmt.Errorf("%s with one client: %w", m.name, err)
			}
			b.Progress(fmt.Sprintf("round %d, %s: %.1f cases/s answered, %.1f finished/s", round, m.name,
				crowd.AnsweredRate(), crowd.FinishedRate()))
			if round >= s.warm {
				m.many, m.alone = append(m.many, crowd), append(m.alone, alone)
			}
		}
	}
	return results, nil
}
