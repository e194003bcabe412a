package processes

import (
	"cmp"
	"slices"
)

// judge tells of every step ahead whether it surely comes; surely says that the stretch itself does.
func (f *foresight) judge(st *stretch, surely bool, found *outlook) {
	for _, s := range st.block.Steps {
		if !st.enters[s] {
			continue
		}
		comes := Maybe
		if surely && !slices.Contains(st.begun, s) && !f.avoidable(st, s) { // what is open already may just stay so
			comes = Sure
		}
		found.add(s, st.branch, comes)
	}
	for _, inner := range st.inner {
		owner := inner.block.Owner
		within := surely && len(st.begun)+len(st.arriving) == 1
		if !inner.under {
			within = found.comes[place(owner.ID, st.branch)] == Sure && lastKey(inner.branch) != AnyBranch
		}
		f.judge(inner, within && !f.endsCase(owner), found)
	}
}

// avoidable says that a stretch can be through without the case having come to a step of it.
func (f *foresight) avoidable(st *stretch, goal *Step) bool {
	all := f
	if f = all.round(st, goal); f != all {
		defer func() { all.failed = cmp.Or(all.failed, f.failed) }()
	}
	w := &ways{f: f, st: st, goal: goal, through: map[*Step]bool{}, cut: map[*Step]bool{}}
	w.solve()
	starts := len(st.begun) + len(st.arriving)
	through, cut := 0, false
	for _, s := range st.begun {
		if w.leaves(s, false) {
			through++
		}
		cut = cut || w.leaves(s, true)
	}
	for _, s := range st.arriving {
		if s == goal && f.cond(s, st.branch) == yes {
			return false
		}
		if w.through[s] {
			through++
		}
		cut = cut || w.cut[s]
	}
	return cut || through == starts
}

// ways finds from which steps of a stretch the case can get through it past one step: a least fixed point, so that
// going round in a circle for ever is no way through.
type ways struct {
	f       *foresight
	st      *stretch
	goal    *Step
	through map[*Step]bool // arriving there, the stretch can be through
	cut     map[*Step]bool // the same by closing whatever is open beside
}

func (w *ways) solve() {
	for changed := true; changed; {
		changed = false
		for _, s := range slices.Backward(w.st.block.Steps) {
			if !w.st.arrives[s] {
				continue
			}
			if !w.through[s] && w.arrives(s, false) {
				w.through[s], changed = true, true
			}
			if !w.cut[s] && w.arrives(s, true) {
				w.cut[s], changed = true, true
			}
		}
	}
}

func (w *ways) arrives(s *Step, cut bool) bool {
	held := w.f.cond(s, w.st.branch)
	if held != yes && w.goes(s.turn(nil), cut) {
		return true
	}
	return held != no && s != w.goal && w.leaves(s, cut)
}

func (w *ways) leaves(s *Step, cut bool) bool {
	if len(s.Blocks) > 0 && w.f.endsCase(s) {
		return true
	}
	return slices.ContainsFunc(w.f.turns(s, w.st.branch), func(t turn) bool { return w.goes(t, cut) })
}

func (w *ways) goes(t turn, cut bool) bool {
	for _, to := range t.to {
		if to == w.goal && w.f.cond(to, w.st.branch) == yes { // it comes at once, whatever the others do
			return false
		}
	}
	if t.cut || slices.ContainsFunc(t.to, func(s *Step) bool { return w.cut[s] }) {
		return true
	}
	return !cut && !slices.ContainsFunc(t.to, func(s *Step) bool { return !w.through[s] })
}

// endsCase says that a step within a step's blocks may end the whole case as if nothing were amiss.
func (f *foresight) endsCase(owner *Step) bool {
	ends := func(targets []Target) bool {
		return slices.ContainsFunc(targets, func(t Target) bool { return t.Case != "" })
	}
	for _, b := range owner.Blocks {
		for _, s := range b.Steps {
			found := ends(s.Then) || f.endsCase(s)
			if ch, ok := s.does.(*choose); ok {
				found = found || slices.ContainsFunc(ch.options, func(o *option) bool { return ends(o.then) })
			}
			for i, o := range s.Outcomes() {
				found = found || ends(o.Then) && (i == 0 || !s.goesBack(o))
			}
			if found {
				return true
			}
		}
	}
	return false
}
