package footprint

import (
	"context"
	"math"
	"time"

	"zongwu/bench/box"
	"zongwu/bench/report"
)

// taken is memory in MB; NaN where nobody says.
type taken struct{ process, heap, database float64 }

func (t taken) row(when string) []string {
	return []string{when, report.Figure(t.process), report.Figure(t.heap), report.Figure(t.database)}
}

// running is the program that is looked at.
type running struct{ *box.Box }

// look asks the kernel, and the program for its heap.
func (x *running) look(ctx context.Context) (taken, error) {
	resident, err := x.Resident()
	if err != nil {
		return taken{}, err
	}
	return taken{process: resident, heap: x.heap(ctx), database: x.Children().Shared}, nil
}

// watch looks every so often, until the function it returns is called with what it returned, for the most of each.
func (x *running) watch(ctx context.Context) (chan taken, func(chan taken) taken) {
	most, ended := make(chan taken, 1), make(chan struct{})
	go func() {
		var peak taken
		for {
			if now, err := x.look(ctx); err == nil {
				peak.process = max(peak.process, now.process)
				peak.heap = max(peak.heap, now.heap)
				peak.database = max(peak.database, now.database)
			}
			select {
			case <-ended:
				most <- peak
				return
			case <-time.After(500 * time.Millisecond):
			}
		}
	}()
	return most, func(most chan taken) taken { close(ended); return <-most }
}

// heap is what the program says of its heap among its metrics; NaN where it does not answer.
func (x *running) heap(ctx context.Context) float64 {
	bytes, err := x.Metric(ctx, "go_memstats_heap_inuse_bytes")
	if err != nil {
		return math.NaN()
	}
	return bytes / 1e6
}
