package cases

import (
	"maps"
	"slices"
	"strings"

	"zongwu/forms"
)

// spot is a step in a branch.
type spot struct{ step, branch string }

// place is the key under which a case's state keeps what the step submitted.
func (s spot) place() string { return strings.TrimSuffix(s.step+"@"+s.branch, "@") }

// veiled are the steps whose submissions a person must not see: they have a task open that is to be done without
// knowing them (a second count without the first).
func (c *change) veiled(person string) map[spot]bool {
	veiled := map[spot]bool{}
	for _, t := range c.state.Open {
		step, ok := c.process.Step(t.Step)
		if !ok || step.Human == nil || !slices.Contains(slices.Concat(t.Persons, t.Seats), person) {
			continue
		}
		for _, other := range step.Human.Blind {
			veiled[spot{other, t.Branch}] = true
		}
	}
	return veiled
}

// unveiled is what each step last submitted, without what a person must not see yet.
func (c *change) unveiled(person string) map[string]forms.Data {
	veiled := c.veiled(person)
	if len(veiled) == 0 {
		return c.state.Data
	}
	seen := maps.Clone(c.state.Data)
	for at := range veiled {
		delete(seen, at.place())
	}
	return seen
}
