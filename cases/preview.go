package cases

import (
	"context"
	"errors"
	"fmt"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// Preview is what an action would do.
type Preview struct {
	// Refusal is why it would be refused, nil when it would not be.
	Refusal *processes.Refusal
	// State is what would become of the case.
	State processes.Status
	// Next are the tasks that would be opened.
	Next []TaskView
	// Names of the persons in Next.
	Names map[string]string
	// Warnings of the form that would be submitted.
	Warnings forms.Failures
}

// errPreviewed ends the transaction of a preview: nothing that was tried stays.
var errPreviewed = errors.New("previewed")

// Preview tries an action and takes it back: the tasks and persons that would follow, warnings, failures. It goes
// through everything the action itself would, the books included.
func (s *Service) Preview(ctx context.Context, r Request, lang string) (*Preview, error) {
	r = r.normal()
	var preview *Preview
	err := r.check()
	if err == nil {
		err = s.Store.InSchool(ctx, r.School, func(ctx context.Context, tx *store.Tx) error {
			preview = emptyPreview() // the transaction may have been tried before
			if err := s.try(ctx, tx, r, lang, preview); err != nil {
				return err
			}
			return errPreviewed
		})
	}
	var refusal *processes.Refusal
	switch {
	case errors.Is(err, errPreviewed):
		return preview, nil
	case errors.As(err, &refusal):
		preview = emptyPreview()
		preview.Refusal = refusal
		return preview, nil
	}
	return nil, err
}

func emptyPreview() *Preview {
	return &Preview{Next: []TaskView{}, Names: map[string]string{}, Warnings: forms.Failures{}}
}

func (s *Service) try(ctx context.Context, tx *store.Tx, r Request, lang string, preview *Preview) error {
	c, _, err := s.open(ctx, tx, r)
	if err != nil {
		return err
	}
	before := *c // its state is of before the action, whatever happens to c
	result, err := c.perform(ctx, r.Action)
	if err != nil {
		return err
	}
	preview.State = c.state.Status
	if result.Transition == nil {
		return nil
	}
	if preview.Warnings, err = before.warnings(ctx, r.Action, result.Transition, lang); err != nil {
		return err
	}
	for _, t := range result.Transition.Changes.Opened {
		if _, still := c.task(t.ID); !still {
			continue
		}
		view, err := c.taskView(ctx, t, Viewer{Person: r.Action.Actor, Lang: lang})
		if err != nil {
			return err
		}
		preview.Next = append(preview.Next, view)
		for _, id := range t.Persons {
			if preview.Names[id], err = c.world.name(ctx, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// warnings are those of the form an action submitted. They are read after the postings of the same transaction, so a
// start, which posts nothing before somebody approved, is where they mean most.
func (c *change) warnings(
	ctx context.Context, a processes.Action, t *processes.Transition, lang string,
) (forms.Failures, error) {
	none := forms.Failures{}
	if a.Kind != processes.DoStart && a.Kind != processes.DoSubmit || len(t.Data) == 0 {
		return none, nil
	}
	step := t.Step
	if a.Kind == processes.DoStart {
		step = processes.Start
	}
	task, ok := c.task(a.Task)
	if !ok {
		task = processes.Task{Step: step, Branch: t.Branch}
	}
	env, form, err := c.env(ctx, task, a, lang)
	if err != nil || form == nil {
		return none, err
	}
	warnings, err := form.Warnings(env, t.Data)
	if err != nil {
		return nil, fmt.Errorf("read warnings of %s: %w", step, err)
	}
	return append(none, warnings...), nil
}
