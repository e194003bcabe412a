package cases

import (
	"context"
	"fmt"
	"time"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// FormInput is what stands in a form that is shown: nothing at first, after a refusal what was typed and what was wrong
// with it.
type FormInput struct {
	Outcome  string
	Values   map[string]any // nil: what the form opens with
	Failures forms.Failures
	// Typing says that the form is still being filled in (Values as FromTyping read them): formulas and conditions
	// follow, what is filled in is judged, nothing is said about what is still empty, and warnings are told.
	Typing bool
}

// FormPage is a form ready for a page. Form is nil when the step asks nothing.
type FormPage struct {
	Form *forms.Form
	View forms.View
	Data forms.Data // what it opens with
	// Values is what FormInput brought, with the defaults of what its rows leave empty; nil when it brought nothing.
	Values map[string]any
	// Task is the task it belongs to, nil for a start.
	Task *TaskPage
	// Process is the process it belongs to.
	Process *processes.Process
}

// StartForm opens the start form of a process for somebody.
func (s *Service) StartForm(
	ctx context.Context, school string, v Viewer, process string, in FormInput,
) (*FormPage, error) {
	if !clean(process) || !clean(v.Person) {
		return nil, store.ErrNotFound
	}
	var page *FormPage
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		p, err := s.inForce(ctx, tx, process)
		if err != nil {
			return err
		}
		c := newChange(s, newReading(tx), p)
		page, err = c.formPage(ctx, processes.Task{Step: processes.Start}, v, in)
		return err
	})
	return page, err
}

// TaskForm opens the form of an open task.
func (s *Service) TaskForm(ctx context.Context, school string, v Viewer, id string, in FormInput) (*FormPage, error) {
	var page *FormPage
	err := s.look(ctx, school, v.Person, caseOfTask(id), func(ctx context.Context, c *change) error {
		t, ok := c.task(id)
		if !ok {
			return store.ErrNotFound
		}
		var err error
		if page, err = c.formPage(ctx, t, v, in); err != nil {
			return err
		}
		view, err := c.taskView(ctx, t, v)
		if err != nil {
			return err
		}
		if err := c.addBeside(ctx, &view, t, v); err != nil {
			return err
		}
		page.Task = &TaskPage{TaskView: view}
		return c.taskActions(ctx, page.Task, v)
	})
	return page, err
}

func (c *change) formPage(ctx context.Context, t processes.Task, v Viewer, in FormInput) (*FormPage, error) {
	page := &FormPage{Process: c.process}
	if t.IsAddedSigner(v.Person) {
		return page, nil
	}
	action := processes.Action{Actor: v.Person, At: time.Now().UTC(), Task: t.ID, Outcome: in.Outcome}
	env, form, err := c.env(ctx, t, action, v.Lang)
	if err != nil || form == nil {
		return page, err
	}
	page.Form = form
	if page.Data, err = c.opening(ctx, env, form, t, action); err != nil {
		return nil, fmt.Errorf("open form of %s: %w", t.Step, err)
	}
	values := map[string]any(page.Data)
	if in.Values != nil {
		if values, err = form.WithDefaults(env, in.Values); err != nil {
			return nil, fmt.Errorf("fill form of %s: %w", t.Step, err)
		}
		page.Values = values
	}
	if in.Typing {
		page.View, err = form.Draft(env, values, page.Data, in.Failures)
	} else {
		page.View, err = form.View(env, values, in.Failures)
	}
	if err != nil {
		return nil, fmt.Errorf("show form of %s: %w", t.Step, err)
	}
	return page, nil
}

// opening is what a form opens with; before there is a case, its defaults.
func (c *change) opening(
	ctx context.Context, env forms.Env, form *forms.Form, t processes.Task, a processes.Action,
) (forms.Data, error) {
	if c.row.ID == "" {
		return form.Ask(env, nil)
	}
	return processes.TaskAsks(ctx, c.process, c.state, t, a, c.asks(a))
}

// env is what a step's form is judged and shown in; the form is nil when the step asks nothing.
func (c *change) env(
	ctx context.Context, t processes.Task, a processes.Action, lang string,
) (forms.Env, *forms.Form, error) {
	var env forms.Env
	var form *forms.Form
	var err error
	if c.row.ID == "" || c.state.Status == "" {
		env, form, err = processes.StartEnv(ctx, c.process, a, c.asks(a))
	} else {
		env, form, err = processes.TaskEnv(ctx, c.process, c.state, t, a, c.asks(a))
	}
	if err != nil {
		return env, nil, fmt.Errorf("prepare form of %s: %w", t.Step, err)
	}
	env.Lang = lang
	return env, form, nil
}
