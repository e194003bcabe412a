package processes

import (
	"context"
	"fmt"
	"slices"

	"zongwu/forms"
)

// Gap is a step for which a school has not enough different people.
type Gap struct {
	Step     string   `json:"step"`
	Roles    []string `json:"roles"`              // appoint somebody to one of these
	Starters []string `json:"starters,omitempty"` // only when one of these begins the case; empty: whoever begins
}

// Staff proves that a school's people can carry a process to its end, whoever begins it: for every possible starter
// each step that a case of theirs may come to is given somebody, so that nobody does two steps separation of duties
// keeps apart. It returns what is missing, nil when nothing is. Which store or department a case will ask for is not
// known beforehand, so everybody with the role counts; a step is left out where its condition fails whatever is asked
// for.
func Staff(ctx context.Context, p *Process, w World) ([]Gap, error) {
	people, err := w.People(ctx)
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	e, err := newEngine(ctx, p, "", State{}, Action{}, w)
	if err != nil {
		return nil, err
	}
	starters, err := e.candidates(p.Begin.Human.By, p.Begin, "", nil)
	if err != nil {
		return nil, err
	}
	if len(starters) == 0 {
		return []Gap{{Step: Start, Roles: p.Begin.Human.By.Roles()}}, nil
	}
	missing := map[string][]string{}
	for _, starter := range starters {
		steps, err := staffed(ctx, p, w, starter)
		if err != nil {
			return nil, err
		}
		tries := maxTries
		if step := assign(steps, people, starter, map[string]string{}, &tries); step != nil {
			missing[step.ID] = append(missing[step.ID], starter)
		}
	}
	var gaps []Gap
	for _, step := range p.All() {
		if ids := missing[step.ID]; len(ids) == len(starters) {
			gaps = append(gaps, Gap{Step: step.ID, Roles: step.Human.By.Roles()})
		} else if len(ids) > 0 {
			gaps = append(gaps, Gap{Step: step.ID, Roles: step.Human.By.Roles(), Starters: ids})
		}
	}
	return gaps, nil
}

// maxTries bounds the search; a school where it does not suffice is taken to have enough people.
const maxTries = 20_000

// staffed are the steps done by people with a role that this starter's case may come to, in the file's order.
func staffed(ctx context.Context, p *Process, w World, starter string) ([]*Step, error) {
	pinned, err := pinSettings(ctx, p, w)
	if err != nil {
		return nil, err
	}
	e, err := newEngine(ctx, p, "", State{Starter: starter, Settings: pinned, Status: Open}, Action{Actor: starter}, w)
	if err != nil {
		return nil, err
	}
	var steps []*Step
	for _, s := range p.All() {
		if s.Human == nil || len(s.Human.By.Roles()) == 0 {
			continue
		}
		if s.When != nil && onlyStarter(s.When) {
			holds, err := e.eval(s.When, s, "", nil)
			if err != nil {
				return nil, err
			}
			if holds == false {
				continue
			}
		}
		steps = append(steps, s)
	}
	return steps, nil
}

// onlyStarter says that a condition is known as soon as somebody begins, whatever they ask for.
func onlyStarter(x *forms.Expr) bool {
	return !slices.ContainsFunc(x.Names(), func(name string) bool { return name != "starter" && name != "school" })
}

// assign tries to give every step a person; it returns the first step that stays without, nil when all have one.
func assign(steps []*Step, people []Person, starter string, given map[string]string, tries *int) *Step {
	if *tries--; len(steps) == 0 || *tries < 0 {
		return nil
	}
	step := steps[0]
	stuck := step
	for _, person := range holding(people, step.Human.By.Roles()) {
		if keptAway(step, person, starter, given) {
			continue
		}
		given[step.ID] = person.ID
		further := assign(steps[1:], people, starter, given, tries)
		if further == nil {
			return nil
		}
		stuck = further
		delete(given, step.ID)
	}
	return stuck
}

func keptAway(step *Step, person Person, starter string, given map[string]string) bool {
	return slices.ContainsFunc(step.Human.Except, func(ex Except) bool {
		if ex.Step == "starter" || ex.Step == Start {
			return person.ID == starter
		}
		return given[ex.Step] == person.ID
	})
}

func holding(people []Person, roles []string) []Person {
	return slices.DeleteFunc(slices.Clone(people), func(p Person) bool {
		return !slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(p.Roles, r) })
	})
}
