package cases

import (
	"context"
	"fmt"
	"time"

	"zongwu/forms"
	"zongwu/processes"
)

// CaseToDecide is Case, and beside the open tasks that are the viewer's what stands beside their decisions.
func (s *Service) CaseToDecide(ctx context.Context, school string, v Viewer, idOrNumber string) (*CaseView, error) {
	var view *CaseView
	err := s.look(ctx, school, v.Person, idOrNumber, func(ctx context.Context, c *change) error {
		var err error
		if view, err = c.view(ctx, v); err != nil {
			return err
		}
		for i, t := range c.state.Open {
			if !view.Open[i].Mine {
				continue
			}
			if err := c.addBeside(ctx, &view.Open[i], t, v); err != nil {
				return err
			}
		}
		return nil
	})
	return view, err
}

// addBeside gives a task's view what stands beside its decision.
func (c *change) addBeside(ctx context.Context, view *TaskView, t processes.Task, v Viewer) error {
	beside, err := c.beside(ctx, t, v)
	if beside != nil {
		view.Beside, view.Known = beside, beside.Beside
	}
	return err
}

// beside is what stands beside the decision of an open task, worked out for its reader now; nil when the step has
// nothing to say.
func (c *change) beside(ctx context.Context, t processes.Task, v Viewer) (*forms.View, error) {
	a := processes.Action{Actor: v.Person, At: time.Now().UTC(), Task: t.ID}
	env, form, err := processes.BesideEnv(ctx, c.process, c.state, t, a, c.asks(a))
	if err != nil {
		return nil, fmt.Errorf("prepare what stands beside %s: %w", t.Step, err)
	}
	if form == nil {
		return nil, nil //nolint:nilnil // nil is nothing to say
	}
	env.Lang = v.Lang
	view, err := form.Beside(env)
	if err != nil {
		return nil, fmt.Errorf("work out what stands beside %s: %w", t.Step, err)
	}
	if len(view.Fields)+len(view.Warnings) == 0 {
		return nil, nil //nolint:nilnil // nil is nothing to say
	}
	return &view, nil
}
