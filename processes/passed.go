package processes

import (
	"strings"
	"sync"

	"zongwu/forms"
)

// passable says whether it can be asked of a step if the case has passed it: of one that holds others there is no one
// moment at which it has.
func passable(other *Step) bool { return len(other.Blocks) == 0 }

// passedType is what `passed` can be asked; with a step, only of those whose data can be seen from there.
func (p *Process) passedType(from *Step) forms.Type {
	fields := map[string]forms.Type{}
	for _, other := range p.All() {
		if passable(other) && (from == nil || visible(other, from)) {
			fields[other.ID] = forms.BoolType
		}
	}
	return forms.Record(fields)
}

// passedSeen says of every step whether the case has passed it, seen from another one, by the path as it is now: few
// expressions ask. Of a step within an `each`, seen from outside, whether it has in any branch.
func (e *engine) passedSeen(s *Step, branch string) forms.Later {
	path := e.s.Path
	return sync.OnceValue(func() any {
		places, seen := e.passedPlaces(path), forms.Data{}
		for _, other := range e.p.steps() {
			if passable(other) {
				seen[other.ID] = lies(places, other, shared(other, s, branch))
			}
		}
		return seen
	})
}

// passedPlaces are the places a path has passed: those within an `each` since it began last. What was sent back over
// does not count.
func (e *engine) passedPlaces(path []Visit) map[string]bool {
	places := map[string]bool{}
	for _, v := range path {
		if v.Undone || v.Partial {
			continue
		}
		if step, ok := e.p.Step(v.Step); ok && step.Kind == KindEach {
			e.beginAnew(places, step, v.Branch)
		}
		places[place(v.Step, v.Branch)] = true
	}
	return places
}

// beginAnew forgets what was passed in the branches of an `each`, which open anew.
func (e *engine) beginAnew(places map[string]bool, owner *Step, branch string) {
	for where := range places {
		if step, at, _ := strings.Cut(where, "@"); e.within(step, at, owner.Blocks[0], branch) {
			delete(places, where)
		}
	}
}

// shared is the branch that a step and another one, in a branch, both stand in, however deep the step lies below it.
func shared(other, from *Step, branch string) string {
	n := 0
	for owner := other.block.Owner; owner != nil; owner = owner.block.Owner {
		if owner.Kind == KindEach && from.in(owner) {
			n++
		}
	}
	return upTo(branch, n)
}

// lies says that one of some places is a step's, in a branch or, where an `each` between them opens several, below it.
func lies(places map[string]bool, s *Step, branch string) bool {
	if places[place(s.ID, branch)] {
		return true
	}
	for where, there := range places {
		if id, at, _ := strings.Cut(where, "@"); there && id == s.ID && covers(branch, at) {
			return true
		}
	}
	return false
}
