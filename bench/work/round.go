package work

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// Contender does purchases in its own way.
type Contender interface {
	// Case takes one purchase from request to acceptance. Each step goes through the timer: from the call to the
	// acknowledged answer.
	Case(ctx context.Context, p Purchase, timer Timer) error
	// Drain returns when every workflow has ended and nothing is left to do.
	Drain(ctx context.Context) error
}

// Timer times a step of a case.
type Timer func(step func() error) error

// Round is what one contender did at one go.
type Round struct {
	Cases    int
	Answered time.Duration // until the last step was acknowledged
	Finished time.Duration // until the last workflow had ended
	Steps    []time.Duration
}

// AnsweredRate is how many cases a second were answered.
func (r Round) AnsweredRate() float64 { return rate(r.Cases, r.Answered) }

// FinishedRate is how many cases a second were brought to their very end.
func (r Round) FinishedRate() float64 { return rate(r.Cases, r.Finished) }

// Lag is how long the workflows worked on after the last answer.
func (r Round) Lag() time.Duration { return r.Finished - r.Answered }

func rate(n int, d time.Duration) float64 { return float64(n) / d.Seconds() }

// Run has so many clients do so many cases together, each taking the next when it has done one.
func Run(ctx context.Context, c Contender, clients, cases int) (Round, error) {
	runtime.GC() // what the round before left behind is not this one's to clear away
	var next atomic.Int64
	var mu sync.Mutex
	steps := make([]time.Duration, 0, cases*Steps)
	timer := func(step func() error) error {
		begun := time.Now()
		err := step()
		took := time.Since(begun)
		mu.Lock()
		steps = append(steps, took)
		mu.Unlock()
		return err
	}
	group, within := errgroup.WithContext(ctx)
	begun := time.Now()
	for range clients {
		group.Go(func() error {
			for n := int(next.Add(1)) - 1; n < cases; n = int(next.Add(1)) - 1 {
				if err := c.Case(within, Nth(n), timer); err != nil {
					return fmt.Errorf("take case %d through: %w", n, err)
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return Round{}, err
	}
	answered := time.Since(begun)
	if len(steps) != cases*Steps {
		return Round{}, fmt.Errorf("count steps: %d of %d cases", len(steps), cases)
	}
	if err := c.Drain(ctx); err != nil {
		return Round{}, fmt.Errorf("wait for the end: %w", err)
	}
	return Round{Cases: cases, Answered: answered, Finished: time.Since(begun), Steps: steps}, nil
}
