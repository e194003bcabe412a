package client

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"sort"
	"sync"
	"time"
)

// Options of a run.
type Options struct {
	Seed      uint64
	Workers   int
	Scenarios []Scenario // each is carried once, in an order of chance
	Chance    int        // this many more by chance
	Keys      bool       // every call carries an Idempotency-Key
}

// Report is what a run came to.
type Report struct {
	Purchases int
	Actions   int
	Retried   int           // calls that were sent more than once before they were answered
	Repeated  int           // of those, beginnings that had been done already: the first answer came back
	P50, P99  time.Duration // of an action's answer
	States    map[string]int
	Skipped   []string // scenarios for which nobody had budget left
}

// Run carries purchases through every branch, many at a time, on one school's account. It returns every difference
// between what the server says and what it should, as one error.
func Run(ctx context.Context, account *Account, o Options) (*Report, error) {
	rng := chance(o.Seed, 1)
	work := slices.Clone(o.Scenarios)
	for range o.Chance {
		work = append(work, anything(rng))
	}
	rng.Shuffle(len(work), func(i, j int) { work[i], work[j] = work[j], work[i] })
	run := &run{account: account, calls: &Calls{}, o: o}
	queue := make(chan int)
	var workers sync.WaitGroup
	for range o.Workers {
		workers.Go(func() {
			for i := range queue {
				run.one(ctx, work[i], chance(o.Seed, uint64(i)+2))
			}
		})
	}
	for i := range work {
		queue <- i
	}
	close(queue)
	workers.Wait()
	return run.report(), errors.Join(run.wrong...)
}

// anything is a purchase of any kind, every move of which is chance.
func anything(rng *rand.Rand) Scenario {
	goods := pick(rng, []string{"general", "general", "food", "service", "asset", "mixed"})
	starter := pick(rng, []string{"head", "head", "director", "principal", "canteen", "storekeeper"})
	if goods == "food" || goods == "mixed" {
		starter = "canteen"
	}
	return Wild(starter, Size(rng.IntN(4)), goods)
}

// chance is a seed's own sequence of chance, so that a run can be had again.
func chance(seed, stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, stream)) //nolint:gosec // must be had again, hides nothing
}

type run struct {
	account *Account
	calls   *Calls
	o       Options
	mu      sync.Mutex
	wrong   []error
	skipped []string
	ended   func() bool // purchases are left open where they stand; nil: never
}

func (r *run) one(ctx context.Context, sc Scenario, rng *rand.Rand) {
	moves := maps.Clone(sc.Script)
	if moves == nil {
		moves = map[string][]string{}
	}
	w := &walker{
		account: r.account, school: r.account.School, rng: rng, sc: sc, moves: moves, keys: r.o.Keys, calls: r.calls,
		ended: r.ended,
	}
	err := w.walk(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case errors.Is(err, ErrNoBudget):
		r.skipped = append(r.skipped, sc.Name)
	case err != nil:
		r.wrong = append(r.wrong, fmt.Errorf("%q, %s goods: %w", sc.Name, sc.Goods, err))
	}
}

func (r *run) report() *Report {
	report := &Report{States: map[string]int{}, Skipped: r.skipped}
	for _, p := range r.account.Purchases() {
		report.Purchases++
		report.States[p.Status]++
		report.Actions += p.Acts
	}
	r.calls.mu.Lock()
	defer r.calls.mu.Unlock()
	report.Retried, report.Repeated = r.calls.retried, r.calls.repeated
	took := r.calls.took
	sort.Slice(took, func(i, j int) bool { return took[i] < took[j] })
	if n := len(took); n > 0 {
		report.P50, report.P99 = took[n/2], took[n*99/100]
	}
	return report
}

// Calls measures actions.
type Calls struct {
	mu       sync.Mutex
	took     []time.Duration
	retried  int
	repeated int
}

func (c *Calls) post(ctx context.Context, s *Session, path string, body any, key string, into any) error {
	began := time.Now()
	answer, err := s.postKept(ctx, path, body, key, into)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.took = append(c.took, time.Since(began))
	if answer != nil && answer.Tries > 1 {
		c.retried++
		// Only a beginning tells a first answer (201) from a repeated one (200).
		if path == "/api/v1/cases" && answer.Status == http.StatusOK {
			c.repeated++
		}
	}
	return err
}
