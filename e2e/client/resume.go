package client

import (
	"context"
	"errors"
	"fmt"
)

// LeftOpen are purchases that stop at every step there is, once each.
func LeftOpen() []Scenario {
	at := func(step, starter string, size Size, goods string, before script) Scenario {
		moves := script{step: {"leave"}}
		for s, m := range before {
			moves[s] = m
		}
		return Scenario{
			Name: "left open at " + step, Starter: starter, Size: size, Goods: goods, Script: moves, Ends: Open,
		}
	}
	return []Scenario{
		at("start", "head", Small, "general", script{"review": {"back:start:again"}}),
		at("review", "head", Small, "general", nil),
		at("quote", "head", Large, "general", nil),
		at("minutes", "storekeeper", Huge, "general", nil),
		at("permit", "head", Medium, "general", nil),
		at("buy", "head", Small, "general", nil),
		at("buy_second", "canteen", Small, "food", nil),
		at("accept", "head", Medium, "general", nil),
		at("accept_second", "canteen", Small, "food", nil),
		at("accept_service", "head", Small, "service", nil),
		at("more", "head", Small, "general", script{"accept": {"refuse"}}),
	}
}

// Resume carries purchases that were left open to their ends, each by its plain way, and returns how many there were.
// What was acknowledged before must stand as the account has it.
func Resume(ctx context.Context, account *Account, seed uint64) (resumed int, err error) {
	var wrong []error
	for i, p := range account.Purchases() {
		if p.Status != Open {
			continue
		}
		resumed++
		p.scenario.Ends = ""
		w := &walker{
			account: account, school: account.School, rng: chance(seed, uint64(i)+2), p: p, keys: true, calls: &Calls{},
			sc: p.scenario, moves: map[string][]string{},
		}
		c, err := w.reread(ctx)
		if err == nil {
			err = w.carry(ctx, c)
		}
		if err == nil && p.Status == Open {
			err = errors.New("is open still")
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s, resumed at %s: %w", p.Number, p.Phase, err))
		}
	}
	return resumed, errors.Join(wrong...)
}
