package cases

import (
	"context"
	"fmt"

	"zongwu/processes"
	"zongwu/store"
)

// picture is the case as an action leaves it, for whoever is answered with it. It is made before anything is written:
// what is written locks numbers and balances for which others wait, and nearly all of it is in memory by then.
type picture struct {
	view *CaseView
	late bool // what it was made of may be another once the action is written: it is made again
}

// show makes the picture of a decided transition that is not written yet; nil when nobody asked for it.
func (c *change) show(ctx context.Context, t *processes.Transition) (*picture, error) {
	if c.viewer == nil {
		return nil, nil //nolint:nilnil // nobody looks
	}
	after := *c
	after.row = c.rowAfter(t)
	after.world, after.unwritten = c.world.unchanged(), t
	view, err := after.view(ctx, *c.viewer)
	if err != nil {
		return nil, err
	}
	moves := len(t.Postings) > 0 || len(t.Conduct.Begins) > 0
	return &picture{view: view, late: after.world.askedCases || after.world.askedBooks && moves}, nil
}

// develop finishes a picture when everything is written: the case has its number.
func (c *change) develop(ctx context.Context, p *picture) (*CaseView, error) {
	switch {
	case c.viewer == nil:
		return nil, nil //nolint:nilnil // nobody looks
	case p == nil || p.late:
		after := *c
		after.world = c.world.unchanged()
		return after.view(ctx, *c.viewer)
	}
	p.view.Number = c.row.Number
	for i := range p.view.Open {
		p.view.Open[i].Number = c.row.Number
	}
	return p.view, nil
}

// rowAfter is the case's row as the transition leaves it, but for its number and what finds it.
func (c *change) rowAfter(t *processes.Transition) *store.Case {
	row := *c.row
	row.Status, row.Seq, row.ChangedAt = c.state.Status, c.state.Seq, t.At
	if t.Changes.Begin != nil {
		row.Starter, row.Department, row.CreatedAt = c.state.Starter, c.state.Department, t.At
	}
	return &row
}

// transitions are the case's, the one among them that is not written yet.
func (c *change) transitions(ctx context.Context) ([]processes.Transition, error) {
	type key struct{ id string }
	var all []processes.Transition
	var err error
	if c.unwritten == nil || c.unwritten.Seq > 1 {
		all, err = store.Kept(c.tx, key{c.row.ID}, func() ([]processes.Transition, error) {
			return c.tx.Transitions(ctx, c.row.ID, 0)
		})
	}
	if err != nil {
		return nil, fmt.Errorf("read history of %s: %w", c.row.Number, err)
	}
	if c.unwritten != nil {
		all = append(all, *c.unwritten)
	}
	return all, nil
}
