package scale

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"zongwu/bench/report"
	"zongwu/standalone/postgres"
)

// Part is the measurement for bench/main.go.
func Part() report.Part {
	return report.Part{Name: "scale", Title: "Many cases", Run: run}
}

// sizes of the schools, the smallest first.
func sizes(quick bool) ([]int, error) {
	all := []int{10_000, 100_000, 1_000_000}
	if quick {
		all = []int{300, 900}
	}
	text := os.Getenv("SCALE")
	if text == "" {
		return all, nil
	}
	largest, err := strconv.Atoi(text)
	if err != nil || largest < 1 {
		return nil, fmt.Errorf("read SCALE=%s: want a number of cases", text)
	}
	var chosen []int
	for _, n := range all {
		if n <= largest {
			chosen = append(chosen, n)
		}
	}
	if len(chosen) == 0 {
		chosen = []int{largest}
	}
	return chosen, nil
}

func run(ctx context.Context, b *report.Bench) (err error) {
	wanted, err := sizes(b.Quick)
	if err != nil {
		return err
	}
	quiet := slog.New(slog.DiscardHandler)
	dir, kept := os.LookupEnv("SCALE_DIR")
	if !kept {
		dir = filepath.Join(b.Scratch, "scale")
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	cluster, err := postgres.Start(ctx, postgres.Config{Dir: dir, Logger: quiet})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cluster.Stop()) }()
	var schools []*school
	defer func() {
		for _, s := range schools {
			err = errors.Join(err, s.close())
		}
	}()
	var seeded [][]string
	for _, n := range wanted {
		begun := time.Now()
		s, err := newSchool(ctx, cluster, n, quiet)
		if err != nil {
			return err
		}
		schools = append(schools, s)
		row, err := s.described(ctx, time.Since(begun))
		if err != nil {
			return err
		}
		seeded = append(seeded, row)
	}
	b.Table("The schools", []string{"cases", "transitions", "entries of books", "database MB", "made in s"}, seeded)
	if b.Quick {
		if err := proven(ctx, schools[0]); err != nil {
			return err
		}
	}
	return measure(ctx, b, schools, filepath.Join(dir, "log", "postgres.log"))
}

// proven holds a school that was seeded against what the product holds every school against.
func proven(ctx context.Context, s *school) error {
	findings, err := s.service.Verify(ctx, schoolID)
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	for _, f := range findings {
		err = errors.Join(err, fmt.Errorf("verify finds %s", f.Finding))
	}
	return err
}
