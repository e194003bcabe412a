package cases

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"zongwu/forms"
	"zongwu/processes"
)

// Amendment is a form that was sent anew, with what is different from when it was sent before.
type Amendment struct {
	Seq, Before int // the transitions that brought it now and before
	Step        string
	Branch      string
	Title       string // of the step
	Actor       string
	ActorName   string
	At          time.Time
	// Changes is empty when the same was sent again.
	Changes []forms.Change
}

// Changes gives what changed each time a form of a case was sent anew: after it was sent back to the step, over it, or
// by an outcome that asks again. A step that is done again in the course of things (another delivery) amends nothing.
func (s *Service) Changes(ctx context.Context, school string, v Viewer, idOrNumber string) ([]Amendment, error) {
	var amendments []Amendment
	err := s.look(ctx, school, v.Person, idOrNumber, func(ctx context.Context, c *change) error {
		bodies, err := c.tx.TransitionBodies(ctx, c.row.ID, 0)
		if err != nil {
			return fmt.Errorf("read transitions of %s: %w", c.row.Number, err)
		}
		amendments, err = c.amendments(ctx, bodies, v)
		return err
	})
	return amendments, err
}

// sent is what a step sent last.
type sent struct {
	seq  int
	data forms.Data
}

func (c *change) amendments(ctx context.Context, bodies []json.RawMessage, v Viewer) ([]Amendment, error) {
	var amendments []Amendment
	var state processes.State
	last, veiled := map[[2]string]sent{}, c.veiled(v.Person)
	for i, body := range bodies {
		var t processes.Transition
		if err := decodeNumbers(body, &t); err != nil {
			return nil, fmt.Errorf("read transition %d of %s: %w", i+1, c.row.Number, err)
		}
		if t.Action == processes.DoStart {
			t.Step = processes.Start
		}
		form, ok := formOf(c.process, t.Step)
		if ok && (t.Action == processes.DoStart || t.Action == processes.DoSubmit) {
			at := [2]string{t.Step, t.Branch}
			data, err := restored(form, t.Data)
			if err != nil {
				return nil, fmt.Errorf("read transition %d of %s: %w", t.Seq, c.row.Number, err)
			}
			if before, known := last[at]; known && !veiled[spot{t.Step, t.Branch}] && amends(state, &t) {
				amendment, err := c.amendment(ctx, form, &t, before, data, v)
				if err != nil {
					return nil, err
				}
				amendments = append(amendments, amendment)
			}
			last[at] = sent{t.Seq, data}
		}
		state = processes.Apply(state, &t)
	}
	return amendments, nil
}

// amends says that what a transition sends replaces what was sent before: the task was sent back to its step, or the
// step was sent back over.
func amends(s processes.State, t *processes.Transition) bool {
	for _, task := range s.Open {
		if task.ID == t.Task && task.Back != nil {
			return true
		}
	}
	for _, visit := range slices.Backward(s.Path) {
		if visit.Step == t.Step && visit.Branch == t.Branch {
			return visit.Undone
		}
	}
	return false
}

func (c *change) amendment(
	ctx context.Context, form *forms.Form, t *processes.Transition, before sent, data forms.Data, v Viewer,
) (Amendment, error) {
	amendment := Amendment{
		Seq: t.Seq, Before: before.seq, Step: t.Step, Branch: t.Branch, Actor: t.Actor, At: t.At,
	}
	amendment.Title, _ = c.titles(t.Step, "", v.Lang)
	var err error
	if amendment.ActorName, err = c.world.name(ctx, t.Actor); err != nil {
		return amendment, err
	}
	task := processes.Task{Step: t.Step, Branch: t.Branch}
	env, _, err := c.env(ctx, task, processes.Action{Actor: t.Actor, At: t.At, Outcome: t.Outcome}, v.Lang)
	if err != nil {
		return amendment, err
	}
	if amendment.Changes, err = form.Compare(env, before.data, data); err != nil {
		return amendment, fmt.Errorf("compare what %s sent: %w", t.Step, err)
	}
	return amendment, nil
}

// restored reads data as a transition holds them, typed by their form.
func restored(form *forms.Form, data forms.Data) (forms.Data, error) {
	raw, err := json.Marshal(filled(data))
	if err != nil {
		return nil, fmt.Errorf("write data: %w", err)
	}
	return form.Restore(raw)
}
