package processes

import (
	"slices"
)

// Gap is a step for which a school has not enough different people.
type Gap struct {
	Step    string   `json:"step"`
	Roles   []string `json:"roles"`             // appoint somebody to one of these
	Starter string   `json:"starter,omitempty"` // only when this person begins the case; empty: whoever begins
}

// Staff proves that a school's people can carry a process to its end, whoever begins it: for every possible starter each
// step that any case may come to is given somebody, so that nobody does two steps separation of duties keeps apart. It
// returns what is missing, nil when nothing is. Which store or department is asked for is not known beforehand, so it
// counts everybody with the role.
func Staff(p *Process, people []Person) []Gap {
	starters := holding(people, p.Begin.Human.By.Roles())
	if len(starters) == 0 {
		return []Gap{{Step: Start, Roles: p.Begin.Human.By.Roles()}}
	}
	steps := staffed(p)
	var gaps []Gap
	missing := map[string]int{}
	for _, starter := range starters {
		if step := assign(steps, people, starter, map[string]string{}); step != nil {
			gaps = append(gaps, Gap{Step: step.ID, Roles: step.Human.By.Roles(), Starter: starter.ID})
			missing[step.ID]++
		}
	}
	for _, step := range steps { // said once when it is so for everybody
		if missing[step.ID] == len(starters) {
			gaps = slices.DeleteFunc(gaps, func(g Gap) bool { return g.Step == step.ID })
			gaps = append(gaps, Gap{Step: step.ID, Roles: step.Human.By.Roles()})
		}
	}
	return gaps
}

// staffed are the steps done by people with a role, in the file's order.
func staffed(p *Process) []*Step {
	var steps []*Step
	for _, s := range p.All() {
		if s.Human != nil && len(s.Human.By.Roles()) > 0 {
			steps = append(steps, s)
		}
	}
	return steps
}

// assign tries to give every step a person; it returns the first step that stays without, nil when all have one.
func assign(steps []*Step, people []Person, starter Person, given map[string]string) *Step {
	if len(steps) == 0 {
		return nil
	}
	step := steps[0]
	stuck := step
	for _, person := range holding(people, step.Human.By.Roles()) {
		if keptAway(step, person, starter, given) {
			continue
		}
		given[step.ID] = person.ID
		further := assign(steps[1:], people, starter, given)
		if further == nil {
			return nil
		}
		stuck = further
		delete(given, step.ID)
	}
	return stuck
}

func keptAway(step *Step, person, starter Person, given map[string]string) bool {
	return slices.ContainsFunc(step.Human.Except, func(ex Except) bool {
		if ex.Step == "starter" || ex.Step == Start {
			return person.ID == starter.ID
		}
		return given[ex.Step] == person.ID
	})
}

func holding(people []Person, roles []string) []Person {
	return slices.DeleteFunc(slices.Clone(people), func(p Person) bool {
		return !slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(p.Roles, r) })
	})
}
