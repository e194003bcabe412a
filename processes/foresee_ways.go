package processes

import "slices"

// stretch is one block in one branch, with what of it lies ahead.
type stretch struct {
	block    *Block
	branch   string
	under    bool    // it is under way itself, not about to begin
	begun    []*Step // under way: the case goes on from them
	arriving []*Step // where the case is about to arrive
	arrives  map[*Step]bool
	enters   map[*Step]bool // those of them it does not surely skip
	inner    []*stretch
}

func (st *stretch) all(do func(*stretch)) {
	do(st)
	for _, inner := range st.inner {
		inner.all(do)
	}
}

// each visits every step ahead with the stretch it stands in.
func (st *stretch) each(do func(*stretch, *Step)) {
	st.all(func(st *stretch) {
		for _, s := range st.block.Steps {
			if st.enters[s] {
				do(st, s)
			}
		}
	})
}

// stretch puts the tokens into a block's branch and the blocks within it.
func (f *foresight) stretch(b *Block, branch string, tokens []token) *stretch {
	st := newStretch(b, branch)
	for _, t := range tokens {
		s, found := climb(t, b, branch)
		switch {
		case !found:
		case s == nil || s == t.step && t.arriving:
			if s == nil { // the start leads to the first step
				s = b.Steps[0]
			}
			st.arriving = append(st.arriving, s)
		case !slices.Contains(st.begun, s):
			st.begun = append(st.begun, s)
			st.inner = append(st.inner, f.underWay(s, branch, tokens)...)
		}
	}
	return st
}

func newStretch(b *Block, branch string) *stretch {
	return &stretch{block: b, branch: branch, arrives: map[*Step]bool{}, enters: map[*Step]bool{}}
}

// climb finds the step of a block in which a token stands, at any depth; nil for the start.
func climb(t token, b *Block, branch string) (*Step, bool) {
	s, at := t.step, t.branch
	if s.ID == Start {
		return nil, b.Owner == nil
	}
	for s.block != b {
		if s = s.block.Owner; s == nil {
			return nil, false
		}
		if s.Kind == KindEach {
			at = around(at)
		}
	}
	return s, at == branch
}

// underWay are the blocks of a step that have begun.
func (f *foresight) underWay(owner *Step, branch string, tokens []token) []*stretch {
	var inner []*stretch
	for _, b := range owner.Blocks {
		branches := []string{branch}
		if owner.Kind == KindEach {
			branches = nil
			for _, t := range tokens {
				at := upTo(t.branch, depth(b.Steps[0]))
				if _, found := climb(t, b, at); found && around(at) == branch && !slices.Contains(branches, at) {
					branches = append(branches, at)
				}
			}
		}
		for _, at := range branches {
			if st := f.stretch(b, at, tokens); len(st.begun)+len(st.arriving) > 0 {
				st.under = true
				inner = append(inner, st)
			}
		}
	}
	return inner
}

// flood finds every step the case may come to.
func (f *foresight) flood(st *stretch) {
	for _, inner := range slices.Clone(st.inner) {
		f.flood(inner)
	}
	for _, s := range st.begun {
		f.floodOn(st, s)
	}
	for _, s := range st.arriving {
		f.floodTo(st, s)
	}
}

func (f *foresight) floodTo(st *stretch, s *Step) {
	if st.arrives[s] {
		return
	}
	st.arrives[s] = true
	held := f.cond(s, st.branch)
	if held != no {
		st.enters[s] = true
		for _, b := range s.Blocks {
			for _, branch := range f.opens(s, st.branch) {
				inner := newStretch(b, branch)
				inner.arriving = b.Steps[:1]
				f.flood(inner)
				st.inner = append(st.inner, inner)
			}
		}
		f.floodOn(st, s)
	}
	if next := s.next(); held != yes && next != nil {
		f.floodTo(st, next)
	}
}

func (f *foresight) floodOn(st *stretch, s *Step) {
	for _, turn := range f.turns(s, st.branch) {
		for _, to := range turn.to {
			f.floodTo(st, to)
		}
	}
	if late := s.late(); late != nil && !f.usual {
		f.floodTo(st, late)
	}
}

// late is the step that opens beside another one once it is overdue, nil for none.
func (s *Step) late() *Step {
	if s.Human == nil || s.Human.Late == "" {
		return nil
	}
	i := slices.IndexFunc(s.block.Steps, func(o *Step) bool { return o.ID == s.Human.Late })
	return s.block.Steps[i]
}

// opens are the branches in which a step's blocks would open.
func (f *foresight) opens(s *Step, branch string) []string {
	if s.Kind != KindEach {
		return []string{branch}
	}
	var branches []string
	for _, g := range f.groups(s, branch) {
		branches = append(branches, join(branch, g.key))
	}
	return branches
}

// next is the step behind one in its block, nil behind the last.
func (s *Step) next() *Step {
	if s.index+1 < len(s.block.Steps) {
		return s.block.Steps[s.index+1]
	}
	return nil
}

// turn is one way a step can go on: to steps of its block, or out of it; cut closes what is open beside it.
type turn struct {
	to  []*Step
	cut bool
}

func (s *Step) turn(targets []Target) turn {
	if len(targets) == 0 {
		if next := s.next(); next != nil {
			return turn{to: []*Step{next}}
		}
		return turn{}
	}
	var t turn
	for _, target := range targets {
		i := slices.IndexFunc(s.block.Steps, func(o *Step) bool { return o.ID == target.Step })
		switch {
		case i >= 0:
			t.to = append(t.to, s.block.Steps[i])
		case !target.Stop:
			t.cut = true
		}
	}
	return t
}

// turns are the ways a step can go on once it is done.
func (f *foresight) turns(s *Step, branch string) []turn {
	var turns []turn
	for _, way := range f.left(s, branch) {
		turns = append(turns, s.turn(way.To))
	}
	return turns
}

// left are the ways a step can still go on once it is done.
func (f *foresight) left(s *Step, branch string) []Way {
	if ch, ok := s.does.(*choose); ok {
		return f.choices(ch, s, branch)
	}
	if s.Human == nil {
		return []Way{{To: s.Then}}
	}
	var ways []Way
	for i, o := range s.Human.Outcomes {
		if i == 0 || !f.usual || !s.goesBack(o) && (!f.plain || o.Style != "danger") {
			ways = append(ways, Way{Outcome: o.ID, Label: o.Title, To: o.Then})
		}
	}
	return ways
}

// choices are the ways a `choose` may go by what is known.
func (f *foresight) choices(ch *choose, s *Step, branch string) []Way {
	ways := f.options(ch, s, branch)
	if onward := slices.DeleteFunc(slices.Clone(ways), s.returns); f.plain && len(onward) > 0 {
		return onward
	}
	return ways
}

func (f *foresight) options(ch *choose, s *Step, branch string) []Way {
	var ways []Way
	only := true // nothing before it may hold
	for _, o := range ch.options {
		held := yes
		if o.when != nil {
			held = f.holds(o.when, s, branch)
		}
		if held != no && (!f.usual || !o.aside || only && held == yes) {
			ways = append(ways, Way{When: o.when, To: o.then})
		}
		if held == yes {
			return ways
		}
		only = only && held == no
	}
	return append(ways, Way{})
}

// goesBack says that an outcome refuses, ends the case badly, or leads back: to this step or one before it, or wherever
// the definition says that it does.
func (s *Step) goesBack(o Outcome) bool {
	return o.Back || s.Kind == KindApprove && o.ID == "reject" || slices.ContainsFunc(o.Then, func(t Target) bool {
		return t.Case == Rejected || t.Case == Cancelled ||
			slices.ContainsFunc(s.block.Steps[:s.index+1], func(b *Step) bool { return b.ID == t.Step })
	})
}
