package cases

import (
	"context"
	"fmt"
	"time"

	"zongwu/forms"
	"zongwu/processes"
)

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
