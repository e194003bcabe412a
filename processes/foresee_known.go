package processes

import (
	"errors"
	"maps"

	"zongwu/forms"
)

// truth is what is known of a condition.
type truth int

const (
	unsure truth = iota
	yes
	no
)

// foresight looks along the ways a case may go. It knows what was submitted and what of it may still change.
type foresight struct {
	*engine
	usual   bool            // along ways that neither go back nor end badly
	plain   bool            // nor ways that say no, lead a case round once more, or are for one that comes there again
	now     *foresight      // of where the case stands: what it may still change; nil for this one itself
	open    []token         // steps under way: what they submit is not known
	blind   bool            // nothing is known yet: every condition is unsure
	ahead   map[string]bool // places that may still submit
	passed  map[string]bool // places that may be skipped, and lose what they hold
	counted map[string]bool // places with the fields of their rows that may still be counted up
	behind  behind
	held    map[string]truth
	detour  *detour // only along ways that go round a step; nil along all
	failed  error   // of the world
}

func newForesight(e *engine, open []token, usual bool) *foresight {
	own := *e // the two ways of looking know different things
	own.seen = map[string]forms.Vars{}
	return &foresight{engine: &own, usual: usual, open: open}
}

// maxLooks bounds how often a better knowledge of the way leads to a better knowledge of the conditions on it. Stopping
// early leaves more unsure than need be, and nothing wrong.
const maxLooks = 8

// look floods the ways from the tokens: first with every condition unsure, then, knowing which steps cannot come and
// so what stays as it is, again, until nothing more is learnt.
func (f *foresight) look(tokens []token) (*stretch, error) {
	f.blind = true
	var root *stretch
	for range maxLooks {
		f.held = map[string]truth{}
		clear(f.seen)
		root = f.stretch(f.p.Steps[0].block, "", tokens)
		f.flood(root)
		if f.failed != nil {
			return nil, f.failed
		}
		before, order := [3]map[string]bool{f.ahead, f.passed, f.counted}, f.behind
		f.learn(root)
		if !f.blind && maps.Equal(before[0], f.ahead) && maps.Equal(before[1], f.passed) &&
			maps.Equal(before[2], f.counted) && order.equal(f.behind) {
			break
		}
		f.blind = false
	}
	return root, f.failed
}

// learn notes what may still change on the ways found.
func (f *foresight) learn(root *stretch) {
	f.ahead, f.passed, f.counted = map[string]bool{}, map[string]bool{}, map[string]bool{}
	f.behind = f.order(root)
	for _, t := range f.open {
		if !t.arriving {
			f.ahead[place(t.step.ID, t.branch)] = true
		}
	}
	root.each(func(st *stretch, s *Step) {
		f.ahead[place(s.ID, st.branch)] = true
		if ct, ok := s.does.(*count); ok {
			f.counted[ct.counts(f.placeSeen(f.p.byID[ct.step], st.branch))] = true
		}
	})
	root.all(func(st *stretch) {
		for s := range st.arrives {
			if f.cond(s, st.branch) != yes {
				f.passed[place(s.ID, st.branch)] = true
			}
		}
	})
}

// unsettled says that what a step holds, seen from a branch, may change before the case comes there.
func (f *foresight) unsettled(other *Step, branch string) bool {
	where := f.placeSeen(other, branch)
	_, holds := f.s.Data[where]
	if f.now != nil {
		f = f.now
	}
	return f.ahead[where] || f.passed[where] && holds
}

// holding is what a step holds, seen from a branch, with what may still be counted up unknown.
func (f *foresight) holding(other *Step, branch string) forms.Data {
	where := f.placeSeen(other, branch)
	data, cloned := f.s.Data[where], false
	if f.now != nil {
		f = f.now
	}
	for _, s := range f.p.All() {
		ct, ok := s.does.(*count)
		if !ok || ct.step != other.ID || !f.counted[ct.counts(where)] {
			continue
		}
		if !cloned {
			data, cloned = cloneData(data), true
		}
		for _, row := range data.Rows(ct.table) {
			row[ct.field] = forms.Unknown{}
		}
	}
	return data
}

// counts names what a step counts up, in a place.
func (ct *count) counts(where string) string { return where + "." + ct.table + "." + ct.field }

// cond is what is known of a step's own condition. Cases begun a row come only where a row asks for one.
func (f *foresight) cond(s *Step, branch string) truth {
	held := f.condition(s, branch)
	if b, ok := s.does.(*begin); ok && b.rows != nil && held == yes {
		return unsure
	}
	return held
}

func (f *foresight) condition(s *Step, branch string) truth {
	if s.When == nil {
		return yes
	}
	where := place(s.ID, branch)
	held, known := f.held[where]
	if !known {
		held = f.holds(s.When, s, branch)
		f.held[where] = held
	}
	return held
}

func (f *foresight) holds(x *forms.Expr, s *Step, branch string) truth {
	if f.blind || f.failed != nil {
		return unsure
	}
	f.prepare(s, branch)
	held, err := f.truth(x, s, branch, nil)
	switch {
	case notKnown(err):
		return unsure
	case err != nil:
		f.failed = err
		return unsure
	case held:
		return yes
	}
	return no
}

// notKnown tells an evaluation that needs what nobody knows yet, or fails on what there is, from the world's failure.
func notKnown(err error) bool {
	var failed *forms.EvalError
	return errors.Is(err, forms.ErrUnknown) || errors.As(err, &failed)
}

// prepare lays ready what a step's expressions see, so that the engine, asked for them, finds what may still change
// unknown instead of as it stands.
func (f *foresight) prepare(s *Step, branch string) {
	key := place(s.ID, branch) + "#"
	if _, ready := f.seen[key]; ready || f.failed != nil {
		return
	}
	if f.detour != nil {
		f.detour.lay(f, s, branch, key)
		return
	}
	v := forms.Vars{
		"school": f.s.Settings, "starter": f.s.Starter, "actor": forms.Unknown{}, "outcome": forms.Unknown{},
		"today": forms.Unknown{}, "this": f.s.Case, "passed": f.passedAhead(s, branch),
	}
	if f.s.Starter == "" { // of no case in particular
		v["starter"] = forms.Unknown{}
	}
	for _, other := range append(f.p.All(), f.p.Begin) {
		if !other.tells() || !visible(other, s) {
			continue
		}
		if v[other.ID] = f.holding(other, branch); f.unsettled(other, branch) {
			v[other.ID] = forms.Unknown{}
		}
	}
	at := branch
	for owner := s.block.Owner; owner != nil; owner = owner.block.Owner {
		ea, is := owner.does.(*each)
		if !is {
			continue
		}
		v[ea.as], v["rows"] = any(forms.Unknown{}), any(forms.Unknown{})
		if key := lastKey(at); key != AnyBranch {
			v[ea.as] = unescape(key)
			for _, g := range f.groups(owner, around(at)) {
				if g.key == key {
					v["rows"] = g.rows
				}
			}
		}
		break
	}
	f.seen[key] = v
}

// groups are the branches an `each` would open; one of any key when that is not known yet.
func (f *foresight) groups(owner *Step, branch string) []group {
	anyOne := []group{{key: AnyBranch}}
	ea, ok := owner.does.(*each)
	if !ok || f.blind || f.failed != nil {
		return anyOne
	}
	f.prepare(owner, branch)
	groups, err := ea.groups(f.engine, owner, branch)
	switch {
	case notKnown(err):
		return anyOne
	case err != nil:
		f.failed = err
		return anyOne
	}
	return groups
}
