package processes

import (
	"slices"
	"strconv"
)

// maxCopies is how many persons one action may send a case to.
const maxCopies = 50

// copyTo lets persons see the case from now on, and tells them.
func (e *engine) copyTo() error {
	if e.a.Actor != e.s.Starter && !e.tookPart(e.a.Actor) && !e.isAsked(e.a.Actor) && !e.isDirector() {
		return refuse(NotYours, textNotYoursToTell)
	}
	for i, id := range e.a.Persons {
		if !e.active(id) {
			return invalid("/to/"+strconv.Itoa(i), "reference", textNoPerson)
		}
	}
	to := slices.Compact(slices.Sorted(slices.Values(without(e.a.Persons, e.a.Actor))))
	switch {
	case len(to) == 0:
		return invalid("/to", "required", textNobodyNamed)
	case len(to) > maxCopies:
		return invalid("/to", "max", textTooMany)
	}
	e.t.Persons = to
	e.send("copy", to, "")
	return nil
}

// isAsked says whether an open task is somebody's, or will be.
func (e *engine) isAsked(person string) bool {
	return slices.ContainsFunc(e.s.Open, func(t Task) bool {
		return contains(slices.Concat(t.Persons, t.seats(), t.Queue), person) || t.signerIndex(person) >= 0
	})
}
