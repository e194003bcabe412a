package processes

import "slices"

// charter makes a course out of what was looked up: first what is to come, then how the case came there. Where the two
// differ (an order that went back, a way that is barred by now) each is drawn for itself.
type charter struct {
	e      *engine
	layers []*layer
	course *Course
	chosen bool // what is shown
}

// show chooses the steps: those passed, those open, those to come; a block's owner with any step in it.
func (m *charter) show(tokens []token) {
	passed := map[string]bool{}
	for _, v := range m.e.s.Path {
		passed[v.Step] = passed[v.Step] || !v.Undone
	}
	for _, t := range tokens {
		passed[t.step.ID] = true
	}
	for _, s := range m.e.p.All() {
		if automatic(s) || len(s.Blocks) > 0 || !passed[s.ID] && !m.layers[0].enters[s] {
			continue
		}
		for at := s; at != nil; at = at.block.Owner {
			m.course.shown[at] = true
		}
	}
	m.choose()
}

// choose adds to what is shown each `choose` of more than one way.
func (m *charter) choose() {
	var forks []*Step
	for _, s := range m.e.p.All() {
		l := m.knows(s)
		if s.Kind == KindChoose && l != nil && m.around(s) && m.forks(l, s) {
			forks = append(forks, s)
		}
	}
	m.chosen = true
	for _, s := range forks {
		m.course.shown[s] = true
	}
}

// knows is the look that tells of a step: the one ahead, if the case comes there.
func (m *charter) knows(s *Step) *layer {
	i := slices.IndexFunc(m.layers, func(l *layer) bool { return l.enters[s] || l.begun[s] })
	if i < 0 {
		return nil
	}
	return m.layers[i]
}

// around says that the block a step stands in is shown.
func (m *charter) around(s *Step) bool { return s.block.Owner == nil || m.course.shown[s.block.Owner] }

// automatic says that the engine does a step by itself, at once.
func automatic(s *Step) bool {
	switch s.Kind {
	case KindPost, KindCount, KindNotify, KindChoose:
		return true
	}
	return false
}

// forks says that a `choose` leads to several places by what one look found.
func (m *charter) forks(l *layer, s *Step) bool {
	if forks, known := l.forks[s]; known {
		return forks
	}
	l.forks[s] = false // a circle of them is no place
	var all []Target
	for _, way := range l.ways[s] {
		for _, t := range m.leads(l, s, way) {
			if !slices.Contains(all, t) {
				all = append(all, t)
			}
		}
	}
	l.forks[s] = len(all) > 1
	return len(all) > 1
}

// stands says that a step has its place in the picture, for one look.
func (m *charter) stands(l *layer, s *Step) bool {
	if s.Kind == KindChoose && !m.chosen {
		return m.around(s) && m.forks(l, s)
	}
	return m.course.shown[s]
}

// leads are the places a way leads to, through all that melts into it.
func (m *charter) leads(l *layer, s *Step, way Way) []Target {
	t := trail{m: m, l: l, met: map[*Step]bool{}}
	t.follow(s, way.To)
	return t.to
}

type trail struct {
	m   *charter
	l   *layer
	met map[*Step]bool
	to  []Target
}

func (t *trail) add(target Target) {
	if !slices.Contains(t.to, target) {
		t.to = append(t.to, target)
	}
}

func (t *trail) follow(s *Step, targets []Target) {
	if len(targets) == 0 {
		t.behind(s)
		return
	}
	for _, target := range targets {
		if target.Step == "" {
			t.add(target)
		} else if to, ok := t.m.e.p.Step(target.Step); ok {
			t.arrive(to)
		}
	}
}

// behind goes on with the next step.
func (t *trail) behind(s *Step) {
	if next := s.next(); next != nil {
		t.arrive(next)
	} else {
		t.add(Target{End: true})
	}
}

func (t *trail) arrive(s *Step) {
	if t.met[s] {
		return
	}
	t.met[s] = true
	stands := t.m.stands(t.l, s)
	switch {
	case t.l.enters[s] && stands:
		t.add(Target{Step: s.ID})
		return
	case t.l.enters[s] && (t.l.every || automatic(s) || len(s.Blocks) > 0): // else it neither was there nor will be
		for _, way := range t.l.ways[s] {
			t.follow(s, way.To)
		}
	}
	if t.l.skips[s] {
		t.behind(s)
	}
}

// draw joins the places.
func (m *charter) draw() {
	for _, s := range m.e.p.All() {
		l := m.knows(s)
		if l == nil || !m.course.shown[s] {
			continue
		}
		for _, way := range l.ways[s] {
			m.add(s, way, m.leads(l, s, way))
		}
		if l.skips[s] {
			t := trail{m: m, l: l, met: map[*Step]bool{}}
			t.behind(s)
			m.course.skipped[s] = t.to
		}
	}
	m.enter(m.e.p.Root())
	m.mend()
}

// enter finds where the shown blocks begin.
func (m *charter) enter(b *Block) {
	for _, l := range m.layers {
		t := trail{m: m, l: l, met: map[*Step]bool{}}
		t.arrive(b.Steps[0])
		for _, to := range t.to {
			if !slices.Contains(m.course.entries[b], to) {
				m.course.entries[b] = append(m.course.entries[b], to)
			}
		}
	}
	for _, s := range b.Steps {
		for _, inner := range s.Blocks {
			if m.course.shown[s] {
				m.enter(inner)
			}
		}
	}
}

// add notes where a way leads; what another look found already is not drawn twice.
func (m *charter) add(s *Step, way Way, to []Target) {
	if m.e.s.Status != Open && m.e.s.Status != Done {
		to = slices.DeleteFunc(to, func(t Target) bool { return t.Step == "" })
	}
	to = slices.DeleteFunc(to, func(t Target) bool {
		return slices.ContainsFunc(m.course.ways[s], func(o Way) bool {
			return o.Outcome == way.Outcome && slices.Contains(o.To, t)
		})
	})
	if len(to) > 0 {
		m.course.ways[s] = append(m.course.ways[s], Way{Outcome: way.Outcome, Label: way.Label, To: to})
	}
}
