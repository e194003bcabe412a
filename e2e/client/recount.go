package client

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Recounted is every purchase's history held against what was acknowledged.
type Recounted struct {
	Purchases    int
	Acknowledged int // actions that were acknowledged
	Lost         int // of those, not in the history
	Doubled      int // actions in the history beyond them
}

// recounters read cases at once.
const recounters = 4

// Recount reads every purchase of the account once more, as the director, and compares all of it.
func (a *Account) Recount(ctx context.Context) (Recounted, error) {
	director, err := a.School.As(ctx, "director"+a.School.Suffix)
	if err != nil {
		return Recounted{}, err
	}
	var mu sync.Mutex
	var total Recounted
	var wrong []error
	todo := make(chan *Purchase)
	var all sync.WaitGroup
	for range recounters {
		all.Go(func() {
			for p := range todo {
				acts, err := p.recount(ctx, director)
				mu.Lock()
				total.Purchases++
				total.Acknowledged += p.Acts
				if err != nil {
					wrong = append(wrong, err)
				}
				if acts >= 0 {
					total.Lost += max(0, p.Acts-acts)
					total.Doubled += max(0, acts-p.Acts)
				}
				mu.Unlock()
			}
		})
	}
	for _, p := range a.Purchases() {
		todo <- p
	}
	close(todo)
	all.Wait()
	return total, errors.Join(wrong...)
}

// recount gives the actions of people in the history, -1 when it could not be read.
func (p *Purchase) recount(ctx context.Context, s *Session) (int, error) {
	var c Case
	if err := s.Get(ctx, "/api/v1/cases/"+p.ID, &c); err != nil {
		return -1, fmt.Errorf("%s: read again: %w", p.Number, err)
	}
	acts := 0
	for _, e := range c.History {
		if e.Actor != "" {
			acts++
		}
	}
	return acts, errors.Join(p.Check(&c), p.CheckHistory(&c))
}
