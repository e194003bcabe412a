package processes

import (
	"context"
)

// Following are the steps people may have to do after a task, in the file's order, as far as can be told before it is
// done: steps whose condition already fails are left out; after one that surely comes, or where the route divides,
// nothing more is said.
func Following(ctx context.Context, p *Process, id string, s State, t Task, w World) ([]*Step, error) {
	step, ok := p.Step(t.Step)
	if !ok || step.block == nil || t.Step == Start {
		return nil, nil
	}
	e, err := newEngine(ctx, p, id, s, Action{At: t.OpenedAt}, w)
	if err != nil {
		return nil, err
	}
	var steps []*Step
	for _, next := range step.block.Steps[step.index+1:] {
		if next.Kind == KindChoose || next.Kind == KindEach || next.Kind == KindParallel {
			break
		}
		if next.Human == nil {
			continue
		}
		holds, err := e.eval(next.When, next, t.Branch, nil)
		if err != nil || holds == false {
			if err != nil && ctx.Err() != nil {
				return nil, err
			}
			continue
		}
		steps = append(steps, next)
		if next.When == nil || holds == true {
			break
		}
	}
	return steps, nil
}
