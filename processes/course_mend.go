package processes

import "slices"

// mend joins to the way what the case came to though nobody expects it: behind the step that was done before it, else
// behind whichever leads there.
func (m *charter) mend() {
	whole := m.whole()
	for _, b := range m.blocks() {
		for {
			reached := m.reached(b)
			i := slices.IndexFunc(b.Steps, func(s *Step) bool { return m.course.shown[s] && !reached[s] })
			if i < 0 {
				break
			}
			if !slices.ContainsFunc(b.Steps[i:], func(s *Step) bool {
				return m.course.shown[s] && !reached[s] && m.lead(whole, reached, s)
			}) {
				m.course.entries[b] = append(m.course.entries[b], Target{Step: b.Steps[i].ID})
			}
		}
	}
	for _, s := range m.e.p.All() {
		if m.course.shown[s] && len(m.course.ways[s]) == 0 {
			m.release(whole, s)
		}
	}
}

// blocks are those with anything shown.
func (m *charter) blocks() []*Block {
	all := []*Block{m.e.p.Root()}
	for _, s := range m.e.p.All() {
		if m.course.shown[s] {
			all = append(all, s.Blocks...)
		}
	}
	return all
}

// whole is every way of the definition, as a look.
func (m *charter) whole() *layer {
	l := &layer{
		enters: map[*Step]bool{}, skips: map[*Step]bool{}, begun: map[*Step]bool{}, ways: map[*Step][]Way{}, every: true,
	}
	for _, s := range m.e.p.All() {
		l.enters[s], l.skips[s], l.ways[s] = true, s.When != nil, s.Ways()
	}
	return l
}

// reached are the steps of a block some line leads to from where it begins.
func (m *charter) reached(b *Block) map[*Step]bool {
	reached := map[*Step]bool{}
	var arrive func(targets []Target)
	arrive = func(targets []Target) {
		for _, t := range targets {
			s, ok := m.e.p.Step(t.Step)
			if !ok || reached[s] {
				continue
			}
			reached[s] = true
			arrive(m.course.skipped[s])
			for _, way := range m.course.ways[s] {
				arrive(way.To)
			}
		}
	}
	arrive(m.course.entries[b])
	return reached
}

// lead draws a line to a step from one that is reached, and says whether there is any: from the last one done before it
// if that leads there.
func (m *charter) lead(whole *layer, reached map[*Step]bool, s *Step) bool {
	to := Target{Step: s.ID}
	for _, from := range append(m.before(s), s.block.Steps...) {
		if !reached[from] {
			continue
		}
		for _, way := range whole.ways[from] {
			if slices.Contains(m.leads(whole, from, way), to) {
				m.course.ways[from] = append(m.course.ways[from], Way{Outcome: way.Outcome, Label: way.Label, To: []Target{to}})
				return true
			}
		}
		t := trail{m: m, l: whole, met: map[*Step]bool{}}
		if t.behind(from); from.When != nil && slices.Contains(t.to, to) {
			m.course.skipped[from] = append(m.course.skipped[from], to)
			return true
		}
	}
	return false
}

// before are the steps of its block the case passed before it was last at a step, the last one first.
func (m *charter) before(s *Step) []*Step {
	var before []*Step
	end := len(m.e.s.Path)
	for i, v := range m.e.s.Path {
		if v.Step == s.ID {
			end = i
		}
	}
	for _, v := range slices.Backward(m.e.s.Path[:end]) {
		if from, ok := m.e.p.Step(v.Step); ok && from.block == s.block {
			before = append(before, from)
		}
	}
	return before
}

// release draws a line on from a step that lies on no way any more: to what was done next, else where it usually leads.
// Where a case ended otherwise than as done, that is where its last step leads.
func (m *charter) release(whole *layer, s *Step) {
	last := -1
	for i, v := range m.e.s.Path {
		if v.Step == s.ID {
			last = i
		}
	}
	to := map[Target]Way{}
	for _, way := range slices.Backward(whole.ways[s]) {
		for _, t := range m.leads(whole, s, way) {
			to[t] = way
		}
	}
	draw := func(t Target) bool {
		way, leads := to[t]
		if leads {
			m.course.ways[s] = []Way{{Outcome: way.Outcome, Label: way.Label, To: []Target{t}}}
		}
		return leads
	}
	for _, v := range m.e.s.Path[last+1:] {
		if draw(Target{Step: v.Step}) {
			return
		}
	}
	switch m.e.s.Status {
	case Open, Done:
		if len(whole.ways[s]) > 0 {
			usual := whole.ways[s][0]
			m.course.ways[s] = []Way{{Outcome: usual.Outcome, Label: usual.Label, To: m.leads(whole, s, usual)}}
		}
	default:
		draw(Target{Case: m.e.s.Status})
	}
}
