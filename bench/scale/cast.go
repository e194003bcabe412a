package scale

import (
	"context"
	"fmt"
	"time"

	"zongwu/cases"
	"zongwu/processes"
)

// mould is a group of template cases; copies take turns among its members.
type mould struct {
	name      string
	weight    int // among those that are closed
	open      int // how many copies there are at most, all of them among the newest
	ids       []string
	templates []*template
	poured    int
}

// marker stands in a template where each copy has words of its own.
const marker = "鑫馕"

// part is somebody's part in a template: an outcome of the open task of a step.
type part struct {
	person, step, outcome string
}

// heads begin purchases.
func heads() []string { return []string{"head", "head2", "wangll", "zhaoym", "sunxf", "maqiang"} }

// cast makes one real case for each mould and each of those who begin it.
func (s *school) cast(ctx context.Context) ([]*mould, error) {
	approve := part{person: "director", step: "review", outcome: "approve"}
	buy := part{person: "buyer", step: "buy", outcome: "done"}
	accept := part{person: "storekeeper", step: "accept", outcome: "accept"}
	moulds := []struct {
		mould
		process string
		by      []string
		parts   []part
	}{
		{mould{name: "errand done", weight: 64}, "errand", everyTeacher(),
			[]part{{person: "repairer", step: "fix", outcome: "done"}}},
		{mould{name: "errand refused", weight: 5}, "errand", everyTeacher(),
			[]part{{person: "repairer", step: "fix", outcome: "refuse"}}},
		{mould{name: "purchase accepted", weight: 20}, "purchase", heads(), []part{approve, buy, accept}},
		{mould{name: "purchase refused", weight: 4}, "purchase", heads(),
			[]part{{person: "director", step: "review", outcome: "reject"}}},
		// As many as fill a page of somebody's own in the smallest school, too.
		{mould{name: "purchase withdrawn", weight: 7}, "purchase", heads(), []part{{}}},
		{mould{name: "errand open", open: 5000}, "errand", everyTeacher(), nil},
		{mould{name: "purchase to review", open: 40}, "purchase", heads(), nil},
		{mould{name: "purchase to buy", open: 40}, "purchase", heads(), []part{approve}},
		{mould{name: "purchase to accept", open: 40}, "purchase", heads(), []part{approve, buy}},
	}
	var all []*mould
	at := s.now.Add(-time.Hour)
	for _, one := range moulds {
		made := one.mould
		for _, starter := range one.by {
			id, err := s.play(ctx, at, one.process, starter, one.parts)
			if err != nil {
				return nil, fmt.Errorf("make a template, %s by %s: %w", one.name, starter, err)
			}
			made.ids = append(made.ids, id)
		}
		all = append(all, &made)
	}
	return all, nil
}

func everyTeacher() []string {
	all := make([]string, teachers)
	for i := range all {
		all[i] = teacher(i)
	}
	return all
}

// play begins a case and goes through its parts, a second each; a part of nobody withdraws it.
func (s *school) play(ctx context.Context, at time.Time, process, starter string, parts []part) (string, error) {
	r, err := s.service.Act(ctx, cases.Request{School: schoolID, Process: process, Action: processes.Action{
		Kind: processes.DoStart, Actor: starter, At: at, Data: request(process),
	}})
	if err != nil {
		return "", err
	}
	for i, p := range parts {
		a := processes.Action{Kind: processes.DoWithdraw, Actor: starter, At: at.Add(time.Duration(i+1) * time.Second)}
		if p.step != "" {
			a.Kind, a.Actor, a.Outcome, a.Data = processes.DoSubmit, p.person, p.outcome, filled(p.step)
			for _, t := range r.State.Open {
				if t.Step == p.step {
					a.Task = t.ID
				}
			}
		}
		if r, err = s.service.Act(ctx, cases.Request{School: schoolID, Case: r.Case.ID, Action: a}); err != nil {
			return "", err
		}
	}
	return r.Case.ID, nil
}

func request(process string) map[string]any {
	if process == "errand" {
		return map[string]any{"what": marker}
	}
	return map[string]any{"subject": "30201", "reason": marker, "lines": []any{
		map[string]any{"item": "g02", "qty": "2", "price": 350},
	}}
}

// filled is what whoever does a step sends: all that was asked for is ordered, and arrives.
func filled(step string) map[string]any {
	switch step {
	case "buy":
		return map[string]any{"supplier": "s1", "lines": []any{
			map[string]any{"line": "1", "item": "g02", "qty": "2", "price": 350},
		}}
	case "accept":
		return map[string]any{"lines": []any{map[string]any{"line": "1", "accepted": "2"}}}
	}
	return nil
}
