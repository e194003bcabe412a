package client

import (
	"context"
	"errors"
	"sync/atomic"
)

// Crew carries purchases for a load with a clock of its own: who wants one more carried asks, as many at a time as they
// like.
type Crew struct {
	run   *run
	seed  uint64
	begun atomic.Uint64
	ended atomic.Bool
}

// NewCrew works on an account; every call carries an Idempotency-Key.
func NewCrew(account *Account, seed uint64) *Crew {
	c := &Crew{run: &run{account: account, calls: &Calls{}, o: Options{Keys: true}}, seed: seed}
	c.run.ended = c.ended.Load
	return c
}

// Carry carries one more purchase, every move by chance, to its end, or to where it stands when the crew has ended.
func (c *Crew) Carry(ctx context.Context) {
	rng := chance(c.seed, c.begun.Add(1))
	c.run.one(ctx, anything(rng), rng)
}

// Begun is how many purchases were asked for.
func (c *Crew) Begun() uint64 { return c.begun.Load() }

// End has every purchase left open after the action it is at.
func (c *Crew) End() { c.ended.Store(true) }

// Wrong is every difference between what the server said and what it should have. Ask when nobody carries any more.
func (c *Crew) Wrong() error {
	c.run.mu.Lock()
	defer c.run.mu.Unlock()
	return errors.Join(c.run.wrong...)
}
