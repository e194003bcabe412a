package main

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// apart is the product in separate processes, hit by every kind of fault in an order of chance.
func (r *run) apart(ctx context.Context, dir string) error {
	return r.onSite(ctx, dir, func(s *site) error {
		return r.endure(ctx, s.place(s.toldSince), s.faults(r))
	})
}

// rest is the time between two faults.
func (r *run) rest() time.Duration { return chanceUpTo(r.rng, 800*time.Millisecond) }

// faults are those of a run, in an order of chance.
func (s *site) faults(r *run) []fault {
	var all []fault
	for range r.times {
		for range 4 {
			all = append(all, s.kills(r.rng)...)
		}
		all = append(all, s.stops(r.rng)...)
		all = append(all, s.cuts(r.times > 1)...)
		all = append(all, s.blackout(r.rng), s.blackout(r.rng), s.dropped(), s.dropped(), s.dropped())
	}
	if r.quick {
		all = append(s.kills(r.rng), s.dropped(), s.blackout(r.rng))
	}
	shuffle(r.rng, all)
	return slices.DeleteFunc(all, func(f fault) bool { return !strings.Contains(f.target+", "+f.kind, r.only) })
}

func shuffle[T any](rng *rand.Rand, list []T) {
	rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}
