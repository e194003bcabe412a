package processes

import (
	"strings"
	"sync"

	"zongwu/forms"
)

// passable says whether one step may ask of another if the case has passed it: of a step that holds others there is no
// one moment at which it has.
func passable(other, from *Step) bool { return len(other.Blocks) == 0 && visible(other, from) }

// passedType is what `passed` can be asked at a step.
func (p *Process) passedType(s *Step) forms.Type {
	fields := map[string]forms.Type{}
	for _, other := range p.All() {
		if passable(other, s) {
			fields[other.ID] = forms.BoolType
		}
	}
	return forms.Record(fields)
}

// passedSeen says of every step that can be seen from another whether the case has passed it, by the path as it is now:
// few expressions ask.
func (e *engine) passedSeen(s *Step, branch string) forms.Later {
	path := e.s.Path
	return sync.OnceValue(func() any {
		places, seen := e.passedPlaces(path), forms.Data{}
		for _, other := range e.p.steps() {
			if passable(other, s) {
				seen[other.ID] = places[e.placeSeen(other, branch)]
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
