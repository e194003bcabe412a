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
		holds, known := e.foreseen(next, t.Branch)
		if known && !holds {
			continue
		}
		steps = append(steps, next)
		if known {
			break
		}
	}
	return steps, ctx.Err()
}

// foreseen says whether a step will come, as far as that is known yet; what cannot be evaluated is not known.
func (e *engine) foreseen(step *Step, branch string) (holds, known bool) {
	if step.When == nil {
		return true, true
	}
	v, err := e.eval(step.When, step, branch, nil)
	holds, known = v.(bool)
	return holds, known && err == nil
}
