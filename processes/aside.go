package processes

import "slices"

// A task is in the queue of those for whom its usual outcomes are. Whoever may only end it another way (let off what a
// cashier collects) finds it with the case and is not asked to do it.

// usual says that an outcome is the step's usual way: one that stands out as such, or any where none does.
func (h *Human) usual(o Outcome) bool {
	primary := func(o Outcome) bool { return o.Style == "primary" }
	return primary(o) || !slices.ContainsFunc(h.Outcomes, primary)
}

// Asks are those of the step's people for whom one of its usual outcomes is.
func (h *Human) Asks() *Who {
	asks := &Who{Way: "any"}
	for _, o := range h.Outcomes {
		switch {
		case !h.usual(o):
		case o.By == nil:
			return h.By
		default:
			asks.Among = append(asks.Among, o.By)
		}
	}
	return asks
}

// Asked are those in whose queue the task is.
func (t Task) Asked() []string {
	if len(t.Aside) == 0 {
		return t.Persons
	}
	return except(t.Persons, t.Aside)
}

// asideOf are those of a task's persons for whom none of its usual outcomes is. Whoever has claimed it, was given it by
// hand, was asked to sign or had it escalated to them has it to do whatever they may; and so has everybody where the
// usual ways are for none of them.
func (e *engine) asideOf(t Task, s *Step) []string {
	if t.Handed || !s.Reserved() {
		return nil
	}
	asks := s.Human.Asks()
	if asks == s.Human.By {
		return nil
	}
	able, err := e.candidates(asks, s, t.Branch, e.away(s, t.Branch))
	if err != nil && e.doubt == nil {
		e.doubt = err
	}
	has := func(seat string) bool {
		return contains(able, seat) || contains(t.Added, seat) || t.signerIndex(seat) >= 0
	}
	turn := t.turn()
	aside := slices.DeleteFunc(slices.Clone(t.Persons), func(id string) bool {
		standsIn := func(d Deputy) bool { return d.Person == id && d.Skipped == "" && has(d.For) }
		return id == t.Claimed || contains(turn, id) && has(id) || slices.ContainsFunc(t.Deputies, standsIn)
	})
	if len(aside) == len(t.Persons) {
		return nil
	}
	return aside
}
