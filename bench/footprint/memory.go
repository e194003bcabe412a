package footprint

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"zongwu/bench/report"
)

// taken is memory in MB; NaN where nobody says.
type taken struct{ process, heap, database float64 }

func (t taken) row(when string) []string {
	return []string{when, report.Figure(t.process), report.Figure(t.heap), report.Figure(t.database)}
}

// look asks the kernel, and the program for its heap.
func (x *box) look(ctx context.Context) (taken, error) {
	pid := x.command.Process.Pid
	resident, err := field(filepath.Join("/proc", strconv.Itoa(pid), "status"), "VmRSS:")
	if err != nil {
		return taken{}, err
	}
	database := 0.0
	for _, child := range descendants(pid) {
		share, err := field(filepath.Join("/proc", strconv.Itoa(child), "smaps_rollup"), "Pss:")
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			continue // it ended meanwhile, which reading says in ways of its own
		}
		database += share
	}
	return taken{process: resident, heap: x.heap(ctx), database: database}, nil
}

// watch looks every so often, until the function it returns is called with what it returned, for the most of each.
func (x *box) watch(ctx context.Context) (chan taken, func(chan taken) taken) {
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

// field reads a line such as "VmRSS:  123 kB" in MB.
func field(path, name string) (float64, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, fmt.Errorf("read memory: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) > 1 && words[0] == name {
			kb, err := strconv.ParseFloat(words[1], 64)
			if err != nil {
				return 0, fmt.Errorf("read memory: %w", err)
			}
			return kb * 1024 / 1e6, nil
		}
	}
	return 0, fmt.Errorf("read memory: %s has no %s", path, name)
}

// descendants are the children of a process, and theirs: PostgreSQL and what it forks.
func descendants(pid int) []int {
	lists, err := filepath.Glob(filepath.Join("/proc", strconv.Itoa(pid), "task", "*", "children"))
	if err != nil {
		return nil
	}
	var all []int
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err != nil {
			continue // a thread that ended
		}
		for _, word := range strings.Fields(string(text)) {
			if child, err := strconv.Atoi(word); err == nil {
				all = append(append(all, child), descendants(child)...)
			}
		}
	}
	return all
}

// heap is what the program says of its heap among its metrics.
func (x *box) heap(ctx context.Context) float64 {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, x.base+"/metrics", http.NoBody)
	if err != nil {
		return math.NaN()
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return math.NaN()
	}
	defer func() { _ = answer.Body.Close() }()
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		if value, found := strings.CutPrefix(lines.Text(), "go_memstats_heap_inuse_bytes "); found {
			if bytes, err := strconv.ParseFloat(value, 64); err == nil {
				return bytes / 1e6
			}
		}
	}
	return math.NaN()
}
