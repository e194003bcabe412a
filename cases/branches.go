package cases

import (
	"context"
	"fmt"

	"zongwu/processes"
)

// branches finds what the branches of a case are called, each once: the room, store or person it is of.
type branches struct {
	c     *change
	thing func(step, branch string) (processes.Thing, bool, error)
	names map[string]string // by branch
}

// branches reads nothing before it is asked for the first name.
func (c *change) branches() *branches { return &branches{c: c, names: map[string]string{}} }

// add finds the name of a step's branch; a branch that is of nothing with a name has none.
func (b *branches) add(ctx context.Context, step, branch string) error {
	if _, known := b.names[branch]; known || branch == "" {
		return nil
	}
	if b.thing == nil {
		var err error
		if b.thing, err = processes.Branches(ctx, b.c.process, b.c.state, b.c.asks(processes.Action{})); err != nil {
			return fmt.Errorf("name the branches of %s: %w", b.c.row.Number, err)
		}
	}
	thing, is, err := b.thing(step, branch)
	if err != nil {
		return fmt.Errorf("name the branch %s of %s: %w", branch, b.c.row.Number, err)
	}
	if !is {
		return nil
	}
	if thing.Kind == "" { // a text is a store's id, where it is any
		thing.Kind = "store"
	}
	object, found, err := b.c.world.Object(ctx, thing.Kind, thing.ID)
	if err != nil {
		return err
	}
	if found {
		b.names[branch] = object.Attrs.Text("name")
	}
	return nil
}

// branchNames are what all branches a case has come to are called.
func (c *change) branchNames(ctx context.Context) (map[string]string, error) {
	b := c.branches()
	for _, visit := range c.state.Path {
		if err := b.add(ctx, visit.Step, visit.Branch); err != nil {
			return nil, err
		}
	}
	for _, task := range c.state.Open {
		if err := b.add(ctx, task.Step, task.Branch); err != nil {
			return nil, err
		}
	}
	return b.names, nil
}
