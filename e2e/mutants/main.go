package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		stop()
		os.Exit(1)
	}
}

// run tries the switches whose name contains one of the words, all without words. Before that, the tests they name must
// be green on the sources as they are.
func run(ctx context.Context, words []string) error {
	var chosen []mutant
	for _, m := range switches() {
		if len(words) == 0 || slices.ContainsFunc(words, func(word string) bool { return strings.Contains(m.Name, word) }) {
			chosen = append(chosen, m)
		}
	}
	if len(chosen) == 0 {
		return fmt.Errorf("no switch has %q in its name", words)
	}
	folder, err := os.MkdirTemp("", "mutants-")
	if err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	overlays := make([]string, len(chosen))
	for i, m := range chosen { // a source that has changed is told before anything runs
		if overlays[i], err = m.overlay(folder); err != nil {
			return fmt.Errorf("switch off %s: %w", m.Name, err)
		}
	}
	if err := sound(ctx, chosen); err != nil {
		return err
	}
	rows := tabwriter.NewWriter(os.Stdout, 2, 2, 2, ' ', 0)
	caught := 0
	_, _ = fmt.Fprintln(rows, "switched off\tnoticed by\tseconds")
	for i, m := range chosen {
		began := time.Now()
		red, err := m.tried(ctx, overlays[i])
		if err != nil {
			return fmt.Errorf("switch off %s: %w", m.Name, err)
		}
		told := "NOBODY"
		if len(red) > 0 {
			told = strings.Join(red, ", ")
			caught++
		}
		fmt.Fprintf(os.Stderr, "%s: %s\n", m.Name, told)
		_, _ = fmt.Fprintf(rows, "%s\t%s\t%.0f\n", m.Name, told, time.Since(began).Seconds())
	}
	if err := rows.Flush(); err != nil {
		return err
	}
	fmt.Printf("caught %d of %d\n", caught, len(chosen))
	if caught < len(chosen) {
		return fmt.Errorf("%d switches turn no test red", len(chosen)-caught)
	}
	return nil
}

// sound runs the named tests on the sources as they are: what is red already notices nothing.
func sound(ctx context.Context, chosen []mutant) error {
	tests := map[string][]string{}
	for _, m := range chosen {
		tests[m.Package] = append(tests[m.Package], m.Tests...)
	}
	for _, name := range slices.Sorted(maps.Keys(tests)) {
		slices.Sort(tests[name])
		asked := slices.Compact(tests[name])
		told, err := results(ctx, name, asked, "")
		if err != nil {
			return err
		}
		for _, test := range asked {
			if told[test] != "PASS" {
				return fmt.Errorf("%s of %s is %q with nothing switched off", test, name, told[test])
			}
		}
	}
	return nil
}
