package forms

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"

	"zongwu/bench/report"
	"zongwu/processes"
	"zongwu/processes/definitions"
)

// Part measures forms, decisions and pages.
func Part() report.Part {
	return report.Part{Name: "forms", Title: "Forms", Run: run}
}

// sizes of the requests, in lines. The catalogue allows 200; for this the limit is raised in the same definition.
func sizes() []int { return []int{1, 10, 100, 1000} }

const mostLines = 1000

func run(_ context.Context, b *report.Bench) error {
	purchase, err := purchase()
	if err != nil {
		return err
	}
	if err := judging(b, purchase); err != nil {
		return err
	}
	if err := deciding(b, purchase); err != nil {
		return err
	}
	return drawing(b)
}

// purchase is the catalogue's, but for the number of lines a request may have.
func purchase() (*processes.Process, error) {
	all, err := definitions.Catalogue()
	if err != nil {
		return nil, err
	}
	text, err := definitions.Roles()
	if err != nil {
		return nil, err
	}
	roles, problems := processes.ParseRoles(definitions.RolesFile, text)
	if !problems.OK() {
		return nil, problems
	}
	for _, file := range all {
		if file.Process() != "purchase" {
			continue
		}
		longer := strings.ReplaceAll(string(file.Text), "max: 200\n", fmt.Sprintf("max: %d\n", mostLines))
		p, problems := processes.Compile(file.Name, []byte(longer), roles)
		if !problems.OK() {
			return nil, problems
		}
		return p, nil
	}
	return nil, fmt.Errorf("the catalogue has no purchase")
}

// cost is what one run of something takes, the median of some measurements of at least a time each.
type cost struct {
	ns     float64
	bytes  float64
	allocs float64
}

// measure runs do again and again. A mistake in do ends it.
func measure(b *report.Bench, do func() error) (cost, error) {
	rounds, least := 5, 200*time.Millisecond
	if b.Quick {
		rounds, least = 1, 2*time.Millisecond
	}
	if err := do(); err != nil { // templates and schemas do part of their work the first time
		return cost{}, err
	}
	var all [3][]float64
	for range rounds {
		one, err := once(least, do)
		if err != nil {
			return cost{}, err
		}
		all[0], all[1], all[2] = append(all[0], one.ns), append(all[1], one.bytes), append(all[2], one.allocs)
	}
	return cost{ns: report.Median(all[0]), bytes: report.Median(all[1]), allocs: report.Median(all[2])}, nil
}

// once runs do as often as takes the time: testing.Benchmark, whose time cannot be told from a program, by hand.
func once(least time.Duration, do func() error) (cost, error) {
	for n := 1; ; n *= 4 {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		began := time.Now()
		for range n {
			if err := do(); err != nil {
				return cost{}, err
			}
		}
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		if took < least {
			continue
		}
		of := float64(n)
		return cost{
			ns:     float64(took.Nanoseconds()) / of,
			bytes:  float64(after.TotalAlloc-before.TotalAlloc) / of,
			allocs: float64(after.Mallocs-before.Mallocs) / of,
		}, nil
	}
}
