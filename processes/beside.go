package processes

import (
	"context"

	"zongwu/forms"
)

// beside compiles the form that stands beside a step's decision. It is read when all others are known: what a later
// step has to say is simply not there while the step is still to come.
func (c *compiler) beside(s *Step) {
	name := s.Beside()
	n := c.forms[name]
	if name == "" || n == nil {
		return
	}
	for _, other := range append(c.p.All(), c.p.Begin) {
		switch {
		case other.Form() == name:
			c.ps.At(c.nodes[s], "form", "give it a form of its own", "form %q is what step %q asks for", name, other.ID)
			return
		case other.Beside() == name && c.p.Forms[name] != nil && !visible(other, s):
			c.ps.At(c.nodes[s], "form", "give it a form of its own", "form %q is used inside another `each`", name)
			return
		}
	}
	if c.p.Forms[name] == nil {
		if f := forms.CompileBeside(name, n, c.scope(s), c.ps); f != nil {
			c.p.Forms[name] = f
		}
	}
}

// BesideEnv gives the form that stands beside a task's decision and what it is worked out in; the form is nil when the
// step has none.
func BesideEnv(ctx context.Context, p *Process, s State, task Task, a Action, w World) (forms.Env, *forms.Form, error) {
	step, ok := p.Step(task.Step)
	if !ok {
		return forms.Env{}, nil, nil
	}
	return envOf(ctx, p, s, task, a, w, p.Forms[step.Beside()])
}
