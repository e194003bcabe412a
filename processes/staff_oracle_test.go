package processes_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zongwu/processes"
)

// mostStates bounds a search through the states of a case; fewStates where many searches are made.
const (
	mostStates = 300
	fewStates  = 60
)

// search goes through everything people could do with a case that goes well: every open step, everybody who may do it.
type search struct {
	*life
	seen map[string]bool
	most int
	// turn is a step where the second outcome is taken the first time, nil for none: everything else goes well.
	turn   *processes.Step
	circle bool // the case went round in a circle by itself: no real one does
}

// outcomes are what may be taken at a step, as the case stands: whoever comes to it again may take any, so that a case
// does not go round for ever.
func (f *search) outcomes(s processes.State, step *processes.Step, branch string) []processes.Outcome {
	all := step.Outcomes()
	again := slices.ContainsFunc(s.Path, func(v processes.Visit) bool {
		return v.Step == step.ID && v.Branch == branch && !v.Partial
	})
	switch {
	case again:
		return all
	case f.turn != nil && step.ID == f.turn.ID:
		return all[1:2]
	}
	return all[:1]
}

// offered are those of the outcomes that are a person's to take.
func (f *search) offered(s processes.State, step *processes.Step, task processes.Task, person string) []processes.Outcome {
	theirs, err := processes.OutcomesFor(f.ctx, f.p, s, task, processes.Action{Actor: person, At: f.now}, f.w)
	if err != nil {
		f.t.Fatal(err)
	}
	return slices.DeleteFunc(slices.Clone(f.outcomes(s, step, task.Branch)), func(o processes.Outcome) bool {
		return !slices.ContainsFunc(theirs, func(their processes.Outcome) bool { return their.ID == o.ID })
	})
}

// ends says that the case can come to its end at all from a state; tired that the search was broken off.
func (f *search) ends(s processes.State) (ends, tired bool) {
	if s.Status != processes.Open {
		return true, false
	}
	key := asJSON(f.t, []any{s.Open, s.Path, s.Waits})
	if f.seen[key] {
		return false, false
	}
	if f.seen[key] = true; len(f.seen) > f.most {
		return false, true
	}
	for _, task := range s.Open {
		step, _ := f.p.Step(task.Step)
		for _, person := range task.Persons {
			for _, outcome := range f.offered(s, step, task, person) {
				next, err := f.act(s, processes.Action{
					Kind: processes.DoSubmit, Actor: person, Task: task.ID, Outcome: outcome.ID,
				})
				if f.circle {
					return false, true
				}
				if err != nil {
					continue
				}
				if ends, tired := f.ends(next); ends || tired {
					return ends, tired
				}
			}
		}
	}
	return false, false
}

// act refuses for no other reason than that nobody is there.
func (f *search) act(s processes.State, a processes.Action) (processes.State, error) {
	a.At = f.now
	tr, err := processes.Decide(f.ctx, f.p, "case", s, a, f.w)
	var refusal *processes.Refusal
	switch {
	case err == nil:
		return processes.Apply(s, tr), nil
	case errors.As(err, &refusal) && len(refusal.Failures) > 0 && refusal.Failures[0].Code == "expression":
		f.circle = true
	case !errors.As(err, &refusal) || len(refusal.Failures) == 0 || refusal.Failures[0].Code != "nobody":
		f.t.Fatalf("%s of %s by %s: %v %s", a.Kind, a.Task, a.Actor, err, asJSON(f.t, refusal))
	}
	return s, err
}

// TestStaffAgainstWalks proves random processes in random small schools, and goes through every way a case could take
// there: where nothing is missing, every case can be carried to its end; where somebody is missing for sure, none can.
func TestStaffAgainstWalks(t *testing.T) {
	declared := roles(t)
	stuck, sometimes, idle := 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		l, text, _ := randomLife(t, rt, declared, 0)
		l.w.people = nil
		for i := range rapid.IntRange(1, 5).Draw(rt, "people") {
			l.w.people = append(l.w.people, processes.Person{ID: fmt.Sprintf("p%d", i), Roles: rapid.SliceOfNDistinct(
				rapid.SampledFrom([]string{"buyer", "storekeeper", "head", "director"}), 1, 3, rapid.ID).Draw(rt, "roles")})
		}
		proof := prove(t, l.w, l.p)
		for _, starter := range proof.Starters {
			var all, sure bool
			for _, g := range proof.Gaps {
				if g.Starters == nil || slices.Contains(g.Starters, starter) {
					all, sure = true, sure || !g.Sometimes
				}
			}
			found := false
			for _, a := range []int{0, 3, 6, 10} {
				for _, keys := range [][]string{nil, {"x", "y"}} {
					ends, tired := walks(l, starter, a, keys)
					switch {
					case tired:
					case ends && sure:
						rt.Fatalf("%s is stuck for sure, %s, and is not with a=%d, %v\n%v\n%s", starter, inShort(proof.Gaps), a, keys, l.w.people, text)
					case !ends && !all:
						rt.Fatalf("%s is never stuck, and is with a=%d, %v\n%v\n%s", starter, a, keys, l.w.people, text)
					}
					found = found || !ends
				}
			}
			switch {
			case sure:
				stuck++
			case all && found:
				sometimes++
			case all:
				idle++
			}
		}
	})
	t.Logf("%d stuck for sure, %d sometimes, %d only where something goes wrong", stuck, sometimes, idle)
	if stuck == 0 || sometimes == 0 {
		t.Error("nobody was ever missing")
	}
}

// walks says whether a case with these data can come to its end.
func walks(l *life, starter string, a int, keys []string) (ends, tired bool) {
	lines, with := []any{}, []any{}
	for _, key := range keys {
		lines = append(lines, row{"kind": key})
	}
	for _, person := range l.w.people[:min(len(keys), len(l.w.people))] {
		with = append(with, person.ID)
	}
	f := &search{life: l, seen: map[string]bool{}, most: mostStates}
	s, err := f.act(processes.State{}, processes.Action{
		Kind: processes.DoStart, Actor: starter, Data: map[string]any{"a": jsonInt(a), "lines": lines, "with": with},
	})
	if err != nil {
		return false, false
	}
	return f.ends(s)
}
