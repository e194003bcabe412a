package cases

import (
	"context"
	"errors"
	"slices"
	"time"

	"zongwu/processes"
)

// Ahead is what comes after an open task when it goes the usual way.
type Ahead struct {
	Task string
	// Sure says that what follows is known; else Next are the steps that may follow, without persons.
	Sure bool
	// State is what becomes of the case, when that is known.
	State processes.Status
	Next  []NextStep
}

// NextStep is a step and who will have it.
type NextStep struct {
	Title   string
	Persons []string // names
}

// Ahead says what comes after each open task of a case, for somebody who may see it. A task that asks for nothing, or
// whose form may stay as it opens, is decided to find out; for the others the definition is read. Nothing is written.
func (s *Service) Ahead(ctx context.Context, school string, v Viewer, idOrNumber string) ([]Ahead, error) {
	var all []Ahead
	err := s.look(ctx, school, v.Person, idOrNumber, func(ctx context.Context, c *change) error {
		all = nil // the transaction may have been tried before
		for _, task := range c.state.Open {
			ahead, err := c.ahead(ctx, task, v)
			if err != nil {
				return err
			}
			all = append(all, ahead)
		}
		return nil
	})
	return all, err
}

func (c *change) ahead(ctx context.Context, task processes.Task, v Viewer) (Ahead, error) {
	ahead := Ahead{Task: task.ID, State: c.state.Status}
	t, err := c.usual(ctx, task, v)
	var refusal *processes.Refusal
	if errors.As(err, &refusal) {
		steps, err := processes.Following(ctx, c.process, c.row.ID, c.state, task, c.asks(processes.Action{}))
		for _, step := range steps {
			ahead.Next = append(ahead.Next, NextStep{Title: step.Title.In(v.Lang)})
		}
		return ahead, err
	}
	if err != nil || t == nil {
		return ahead, err
	}
	ahead.Sure = true
	if t.Changes.Status != "" {
		ahead.State = t.Changes.Status
	}
	for _, opened := range t.Changes.Opened {
		if slices.Contains(t.Changes.Closed, opened.ID) {
			continue
		}
		title, _ := c.titles(opened.Step, "", v.Lang)
		next := NextStep{Title: title}
		for _, id := range opened.Persons {
			name, err := c.world.name(ctx, id)
			if err != nil {
				return ahead, err
			}
			next.Persons = append(next.Persons, name)
		}
		ahead.Next = append(ahead.Next, next)
	}
	return ahead, nil
}

// usual decides a task by its first outcome with what its form opens with.
func (c *change) usual(ctx context.Context, task processes.Task, v Viewer) (*processes.Transition, error) {
	actor := task.Claimed
	if !slices.Contains(task.Persons, actor) && len(task.Persons) > 0 {
		actor = task.Persons[0]
	}
	view, err := c.taskView(ctx, task, Viewer{Person: actor, Lang: v.Lang})
	if err != nil {
		return nil, err
	}
	a := processes.Action{Kind: processes.DoSubmit, Actor: actor, At: time.Now().UTC(), Task: task.ID}
	if len(view.Outcomes) > 0 {
		a.Outcome = view.Outcomes[0]
	}
	if a.Data, err = asSubmitted(view.Data); err != nil {
		return nil, err
	}
	return processes.Decide(ctx, c.process, c.row.ID, c.state, a, c.asks(a))
}
