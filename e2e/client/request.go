package client

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/shopspring/decimal"
)

// starters lists who may begin a purchase of a scenario.
func (s *School) starters(kind string) []Person {
	switch kind {
	case "head":
		return s.With("head", "director", "principal", "canteen")
	case "storekeeper":
		// Somebody of the office with a budget; in a small school the second acceptor is needed as acceptor.
		return slices.DeleteFunc(s.With("storekeeper"), func(p Person) bool { return p.Login != "storekeeper"+s.Suffix })
	default:
		return s.With(kind)
	}
}

// totalOf draws a total of a size, often right at a limit.
func totalOf(rng *rand.Rand, size Size) int64 {
	low, high := int64(200_00), int64(permitFrom-1)
	switch size {
	case Medium:
		low, high = permitFrom, quotesFrom-1
	case Large:
		low, high = quotesFrom, minutesFrom-1
	case Huge:
		low, high = minutesFrom, minutesFrom+2_000_00
	}
	switch rng.IntN(4) {
	case 0:
		return low
	case 1:
		return high
	default:
		return low + rng.Int64N(high-low+1)
	}
}

// MakeRequest makes up a request: a starter of the kind with budget left for the size, and lines that add up to the
// very total drawn.
func (a *Account) MakeRequest(rng *rand.Rand, sc Scenario) (Person, Request, error) {
	starters := slices.Clone(a.School.starters(sc.Starter))
	rng.Shuffle(len(starters), func(i, j int) { starters[i], starters[j] = starters[j], starters[i] })
	if sc.Size == Over {
		return a.overRequest(rng, starters, sc.Goods)
	}
	total := totalOf(rng, sc.Size)
	for _, starter := range starters {
		subject, ok := a.Claim(rng, starter.Department, total)
		if !ok {
			continue
		}
		lines := a.School.lines(rng, sc.Goods, total)
		return starter, Request{Department: starter.Department, Subject: subject, Lines: lines}, nil
	}
	return Person{}, Request{}, ErrNoBudget
}

// ErrNoBudget says that nobody of the kind asked for has budget left for another request.
var ErrNoBudget = fmt.Errorf("make request: no budget left")

// Anew makes up a smaller request of the same starter, for a purchase that was sent back.
func (a *Account) Anew(rng *rand.Rand, p *Purchase, goods string) (Request, error) {
	for _, size := range []Size{Medium, Small} {
		total := totalOf(rng, size)
		if subject, ok := a.Claim(rng, p.Starter.Department, total); ok {
			return Request{
				Department: p.Starter.Department, Subject: subject, Lines: a.School.lines(rng, goods, total),
			}, nil
		}
	}
	return Request{}, ErrNoBudget
}

// overRequest asks for more than one of the starters' subjects was ever given.
func (a *Account) overRequest(rng *rand.Rand, starters []Person, goods string) (Person, Request, error) {
	for _, starter := range starters {
		smallest := a.smallest(starter.Department)
		if smallest == nil || smallest.Planned > 20_000_00 {
			continue
		}
		// Somebody who is to ask anew needs another subject with something left, or a little left on this one.
		total := smallest.Planned + 1 + rng.Int64N(500_00)
		lines := a.School.lines(rng, goods, total)
		return starter, Request{Department: starter.Department, Subject: smallest.Subject, Lines: lines}, nil
	}
	return Person{}, Request{}, ErrNoBudget
}

// lines makes lines of goods that add up to the total: some by chance, the last for what is missing.
func (s *School) lines(rng *rand.Rand, goods string, total int64) []Line {
	items := s.choose(rng, goods)
	var lines []Line
	left := total
	for i, item := range items {
		if i == len(items)-1 {
			break
		}
		share := left / int64(len(items)-i)
		price := 1 + rng.Int64N(max(share/4, 1))
		most := share * 1000 / price // in thousandths
		qty := decimal.New(1+rng.Int64N(min(max(most, 1), 9_000_000)), -3)
		line := Line{Item: item, Qty: qty, Price: price}
		if got := line.Amount(); got > 0 && got < left {
			lines = append(lines, line)
			left -= got
		}
	}
	last := Line{Item: items[len(items)-1], Qty: decimal.NewFromInt(1), Price: left}
	for n := 2 + rng.Int64N(30); n > 1; n-- {
		if left%n == 0 {
			last.Qty, last.Price = decimal.NewFromInt(n), left/n
			break
		}
	}
	return append(lines, last)
}

// choose draws one to four different items, for "mixed" at least one of both stores and a service.
func (s *School) choose(rng *rand.Rand, goods string) []Item {
	kinds := map[string]func(Item) bool{
		"general": func(i Item) bool { return i.Stored() && !i.Food && i.Kind != "food" },
		"food":    func(i Item) bool { return i.Kind == "food" },
		"service": func(i Item) bool { return i.Kind == "service" },
		"asset":   func(i Item) bool { return i.Kind == "asset" },
	}
	draw := func(kind string, n int) []Item {
		fitting := slices.DeleteFunc(slices.Clone(s.Items), func(i Item) bool { return !kinds[kind](i) })
		rng.Shuffle(len(fitting), func(i, j int) { fitting[i], fitting[j] = fitting[j], fitting[i] })
		return fitting[:min(n, len(fitting))]
	}
	if goods == "mixed" {
		return slices.Concat(draw("general", 1+rng.IntN(2)), draw("service", 1), draw("food", 1+rng.IntN(2)))
	}
	return draw(goods, 1+rng.IntN(4))
}
