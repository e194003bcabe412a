package processes

import (
	"maps"
	"slices"

	"zongwu/forms"
)

// passedAhead is what is known of the steps passed when the case comes to a step: nothing of what may still come, or
// lies within an `each` that may begin anew.
func (f *foresight) passedAhead(s *Step, branch string) forms.Data {
	places, known := f.passedPlaces(f.s.Path), forms.Data{}
	for _, other := range f.p.All() {
		if !passable(other) {
			continue
		}
		if !visible(other, s) {
			f.passedWithin(other, shared(other, s, branch), places, known)
			continue
		}
		at := upTo(branch, depth(other))
		where := place(other.ID, at)
		comes := f.ahead[where] && !f.detour.bars(other, at) && f.behind.leads(other, at, s, branch)
		if places[where] && f.beginsAnew(other, at) || !places[where] && comes {
			known[other.ID] = forms.Unknown{}
			if f.plain && !places[where] && other.block == s.block && other.index >= s.index {
				known[other.ID] = false // it comes here for the first time
			}
			continue
		}
		known[other.ID] = places[where]
	}
	return known
}

// passedWithin notes what is known of a step within an `each`, seen from outside, where any of the branches counts.
func (f *foresight) passedWithin(s *Step, branch string, places map[string]bool, known forms.Data) {
	passed := lies(places, s, branch)
	if known[s.ID] = passed; passed && f.beginsAnew(s, branch) || !passed && lies(f.ahead, s, branch) {
		known[s.ID] = forms.Unknown{}
	}
}

// beginsAnew says that an `each` around a step may begin anew.
func (f *foresight) beginsAnew(s *Step, branch string) bool {
	for owner := s.block.Owner; owner != nil; owner = owner.block.Owner {
		if owner.Kind == KindEach && f.ahead[f.placeSeen(owner, branch)] {
			return true
		}
	}
	return false
}

// detour is what is known besides on the ways through a stretch that go round one of its steps: what lies only behind
// that step is not passed there.
type detour struct {
	base  *foresight
	st    *stretch
	meets map[*Step]bool // the steps of the stretch's block that lie on these ways
}

// bars says that the ways do not lead past a step.
func (d *detour) bars(s *Step, branch string) bool {
	if d == nil {
		return false
	}
	around, found := climb(token{step: s, branch: branch}, d.st.block, d.st.branch)
	return found && !d.meets[around]
}

// round is the foresight for the ways through a stretch that go round a step of it. A case passes one step after the
// other, so that they are found growing: at first nothing is passed there, then what can be come to without having
// passed more than that, until nothing new is met.
func (f *foresight) round(st *stretch, goal *Step) *foresight {
	if !asksPassed(st.block) {
		return f
	}
	meets := map[*Step]bool{}
	for range len(st.block.Steps) + 1 {
		around := f.detoured(&detour{base: f, st: st, meets: meets})
		grown := around.meets(st, goal)
		if len(grown) == len(meets) {
			return around
		}
		meets = grown
	}
	return f
}

func (f *foresight) detoured(d *detour) *foresight {
	own, engine := *f, *f.engine
	engine.seen = map[string]forms.Vars{}
	own.engine, own.detour, own.held = &engine, d, maps.Clone(f.held)
	for _, s := range d.st.block.Steps {
		if s.When != nil && slices.Contains(s.When.Names(), "passed") {
			delete(own.held, place(s.ID, d.st.branch))
		}
	}
	return &own
}

// lay lays ready what a step's expressions see on the detour: the same, but for what is passed.
func (d *detour) lay(f *foresight, s *Step, branch, key string) {
	d.base.prepare(s, branch)
	v := maps.Clone(d.base.seen[key])
	if v == nil { // the world failed
		return
	}
	v["passed"] = f.passedAhead(s, branch)
	f.seen[key] = v
}

// meets are the steps of a stretch the case may come to without one of them.
func (f *foresight) meets(st *stretch, goal *Step) map[*Step]bool {
	met, arrived := map[*Step]bool{}, map[*Step]bool{}
	var arrive func(s *Step)
	leave := func(s *Step) {
		met[s] = true
		for _, turn := range f.turns(s, st.branch) {
			for _, to := range turn.to {
				arrive(to)
			}
		}
	}
	arrive = func(s *Step) {
		if arrived[s] {
			return
		}
		arrived[s] = true
		held := f.cond(s, st.branch)
		if held != no && s != goal {
			leave(s)
		}
		if next := s.next(); held != yes && next != nil {
			arrive(next)
		}
	}
	for _, s := range st.begun {
		leave(s)
	}
	for _, s := range st.arriving {
		arrive(s)
	}
	return met
}

// asksPassed says that what a block's steps hang on, or where they go on, hangs on what was passed.
func asksPassed(b *Block) bool {
	asks := func(x *forms.Expr) bool { return x != nil && slices.Contains(x.Names(), "passed") }
	return slices.ContainsFunc(b.Steps, func(s *Step) bool {
		ch, ok := s.does.(*choose)
		return asks(s.When) || ok && slices.ContainsFunc(ch.options, func(o *option) bool { return asks(o.when) })
	})
}
