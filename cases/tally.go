package cases

import (
	"slices"

	"zongwu/processes"
)

// Tally is in how many branches of an `each` an open step is done.
type Tally struct {
	Title    string
	Done, Of int
}

// tallies count every step that is open in a branch beside others.
func (c *change) tallies(lang string) []Tally {
	var made []Tally
	var counted []string
	for _, t := range c.state.Open {
		step, known := c.process.Step(t.Step)
		if !known || t.Branch == "" || slices.Contains(counted, t.Step) {
			continue
		}
		counted = append(counted, t.Step)
		if done, of := c.tally(step); of > 1 {
			made = append(made, Tally{Title: step.Title.In(lang), Done: done, Of: of})
		}
	}
	return made
}

// tally counts the branches in which a step is done, of all that have come to it.
func (c *change) tally(step *processes.Step) (done, of int) {
	is := map[string]bool{} // by branch: the step is done there
	for _, visit := range c.state.Path {
		if visit.Step == step.ID && visit.Actor != "" && !visit.Undone && !visit.Partial && !visit.Added {
			is[visit.Branch] = true
		}
	}
	for _, t := range c.state.Open {
		if t.Step == step.ID {
			is[t.Branch] = false
		}
	}
	for _, yes := range is {
		if of++; yes {
			done++
		}
	}
	return done, of
}
