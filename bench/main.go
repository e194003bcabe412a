package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"zongwu/bench/compare"
	"zongwu/bench/cost"
	"zongwu/bench/footprint"
	"zongwu/bench/forms"
	"zongwu/bench/pressure"
	"zongwu/bench/report"
	"zongwu/bench/scale"
)

// parts in the order they run.
func parts() []report.Part {
	return []report.Part{
		compare.Part(), cost.Part(), forms.Part(), scale.Part(), footprint.Part(), pressure.Overload(), pressure.Endurance(),
	}
}

func main() {
	quick := flag.Bool("quick", false, "a trial of seconds: shows that everything runs, its figures say nothing")
	profiles := flag.String("profiles", "", "an existing folder for profiles of where the processor's time goes")
	flag.Usage = usage
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	b := report.Bench{Out: os.Stdout, Watch: os.Stderr, Quick: *quick, Profiles: *profiles}
	if err := run(ctx, b, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func usage() {
	fmt.Fprintln(os.Stderr, "bench [--quick] [PART…]")
	for _, part := range parts() {
		alone := map[bool]string{true: " (only when named)"}[part.Apart]
		fmt.Fprintf(os.Stderr, "  %-10s %s%s\n", part.Name, part.Title, alone)
	}
}

// run goes through the chosen parts. One that fails does not keep the others from being measured, but the run has
// failed.
func run(ctx context.Context, b report.Bench, names []string) error {
	chosen, err := choose(parts(), names)
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "zongwu-bench-")
	if err != nil {
		return fmt.Errorf("make scratch folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	b.Scratch = scratch
	var failed error
	for _, part := range chosen {
		b.Heading(part.Title)
		if err := part.Run(ctx, &b); err != nil {
			b.Note("This part failed: " + err.Error())
			failed = errors.Join(failed, fmt.Errorf("measure %s: %w", part.Name, err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(failed, b.Close())
}

func choose(all []report.Part, names []string) ([]report.Part, error) {
	if len(names) == 0 {
		return slices.DeleteFunc(all, func(part report.Part) bool { return part.Apart }), nil
	}
	var chosen []report.Part
	for _, name := range names {
		i := slices.IndexFunc(all, func(part report.Part) bool { return part.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("no part is called %s; there are %s", name, strings.Join(namesOf(all), ", "))
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

func namesOf(all []report.Part) []string {
	names := make([]string, len(all))
	for i, part := range all {
		names[i] = part.Name
	}
	return names
}
