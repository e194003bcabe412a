package processes

import (
	"context"
	"slices"
	"time"

	"zongwu/forms"
)

// Course is the usual way of a case: the steps at which people or other cases have something to do, as far as the case
// passed them, stands there or is expected to come there, and how they follow each other. What the engine does by
// itself between them melts into the way, but for a `choose` that has more than one way left.
type Course struct {
	shown   map[*Step]bool
	skipped map[*Step][]Target // where the case goes on should a step be skipped
	ways    map[*Step][]Way
	entries map[*Block][]Target
}

// Shows says that a step is part of the way.
func (c *Course) Shows(s *Step) bool { return c.shown[s] }

// Ways are the usual ways on from a step, each with where it leads: steps of the same block that are shown, or out.
func (c *Course) Ways(s *Step) []Way { return c.ways[s] }

// Skipped is where the case goes on should a step not come; none where it is not in doubt.
func (c *Course) Skipped(s *Step) []Target { return c.skipped[s] }

// Entries are where a block begins.
func (c *Course) Entries(b *Block) []Target { return c.entries[b] }

// Chart tells the usual way of a case, past and to come.
func Chart(ctx context.Context, p *Process, s State, at time.Time, w World) (*Course, error) {
	e, err := newEngine(ctx, p, "", s, Action{At: at}, doubtfulWorld{w})
	if err != nil {
		return nil, err
	}
	var tokens []token
	if s.Status == Open {
		tokens, _ = tokensOf(p, s)
	}
	return chart(e, tokens)
}

// ChartProcess tells the usual way of any case, while nothing is known of it.
func ChartProcess(ctx context.Context, p *Process, at time.Time, w World) (*Course, error) {
	pinned, err := pinSettings(ctx, p, w)
	if err != nil {
		return nil, err
	}
	s := State{Status: Open, Settings: pinned, Data: map[string]forms.Data{}}
	e, err := newEngine(ctx, p, "", s, Action{At: at}, doubtfulWorld{w})
	if err != nil {
		return nil, err
	}
	return chart(e, []token{{step: p.Begin}})
}

// chart looks twice: from where the case stands, and from its beginning as if it had not gone any way yet, but with
// what was filled in; the one tells what is to come, the other how it came here.
func chart(e *engine, tokens []token) (*Course, error) {
	now := newForesight(e, tokens, true)
	now.plain = true
	ahead, err := now.look(tokens)
	if err != nil {
		return nil, err
	}
	whole := newForesight(e, nil, true)
	whole.plain, whole.now = true, now
	whole.s.Path = nil
	all, err := whole.look([]token{{step: e.p.Steps[0], arriving: true}})
	if err != nil {
		return nil, err
	}
	m := &charter{e: e, course: &Course{
		shown: map[*Step]bool{}, skipped: map[*Step][]Target{}, ways: map[*Step][]Way{}, entries: map[*Block][]Target{},
	}}
	m.layers = []*layer{now.layer(ahead), whole.layer(all)}
	m.show(tokens)
	m.draw()
	return m.course, e.ctx.Err()
}

// layer is what one look found, over all branches.
type layer struct {
	enters map[*Step]bool // comes to it
	skips  map[*Step]bool // comes past it, as its condition may not hold
	begun  map[*Step]bool // is there
	ways   map[*Step][]Way
	forks  map[*Step]bool // a `choose` that leads to more than one place; unknown until asked
	every  bool           // all ways of the definition
}

func (f *foresight) layer(root *stretch) *layer {
	l := &layer{
		enters: map[*Step]bool{}, skips: map[*Step]bool{}, begun: map[*Step]bool{}, ways: map[*Step][]Way{},
		forks: map[*Step]bool{},
	}
	add := func(s *Step, branch string) {
		for _, way := range f.left(s, branch) {
			same := func(o Way) bool { return o.Outcome == way.Outcome && slices.Equal(o.To, way.To) }
			if !slices.ContainsFunc(l.ways[s], same) {
				l.ways[s] = append(l.ways[s], way)
			}
		}
	}
	root.all(func(st *stretch) {
		for _, s := range st.begun {
			l.begun[s] = true
			add(s, st.branch)
		}
		for _, s := range st.block.Steps {
			if !st.arrives[s] {
				continue
			}
			held := f.cond(s, st.branch)
			l.skips[s] = l.skips[s] || held != yes
			if held != no {
				l.enters[s] = true
				add(s, st.branch)
			}
		}
	})
	return l
}

// returns says that a way of a `choose` leads back, or ends the case badly.
func (s *Step) returns(way Way) bool {
	return slices.ContainsFunc(way.To, func(t Target) bool {
		return t.Case == Rejected || t.Case == Cancelled ||
			slices.ContainsFunc(s.block.Steps[:s.index+1], func(b *Step) bool { return b.ID == t.Step })
	})
}
