package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// Viewer is who reads, and in which language (zh-CN, zh-TW, en).
type Viewer struct {
	Person string
	Lang   string
}

// CaseView is a case as the HTTP contract shows it. Data are rendered as there: money an integer of fen, decimals
// strings.
type CaseView struct {
	ID        string           `json:"id"`
	Number    string           `json:"number"`
	Process   string           `json:"process"`
	Version   string           `json:"version"`
	State     processes.Status `json:"state"`
	Starter   string           `json:"starter"`
	CreatedAt time.Time        `json:"created_at"`
	// Data is what the start form holds now.
	Data forms.Data `json:"data"`
	// Steps is what each step last submitted, by place: a step's id, inside an each "step@branch".
	Steps   map[string]forms.Data `json:"steps"`
	Open    []TaskView            `json:"open"`
	History []HistoryItem         `json:"history"`
	// Results are what a case that has ended came to, by name; none while it is open.
	Results forms.Data `json:"results"`
	// Actions are those of the case (withdraw, cancel, urge, comment …) the viewer may take now, and no others.
	Actions []string `json:"actions"`
	// Warnings are what the start form warns of while nothing was posted yet.
	Warnings forms.Failures `json:"warnings"`

	// Schedule is the run that began the case, nil when somebody did.
	Schedule *CaseRun `json:"schedule,omitempty"`

	// For pages: the department it began in, whether the viewer may begin one like it, the process's title and icon, the
	// line that sums the case up, the same field by field, and the names of everybody in it and of its branches.
	Department   string            `json:"-"`
	MayBegin     bool              `json:"-"`
	ProcessTitle string            `json:"-"`
	Icon         string            `json:"-"`
	Parts        []forms.Part      `json:"-"`
	CameTo       []forms.Part      `json:"-"` // its results that have a title
	Title        string            `json:"-"`
	Names        map[string]string `json:"-"`
	Branches     map[string]string `json:"-"`
	CopyTo       []PersonName      `json:"-"` // those it could be copied to, sorted by id
}

// Case reads a case for somebody; store.ErrNotFound when the person may not see it.
func (s *Service) Case(ctx context.Context, school string, v Viewer, idOrNumber string) (*CaseView, error) {
	var view *CaseView
	err := s.look(ctx, school, v.Person, idOrNumber, func(ctx context.Context, c *change) (err error) {
		if view, err = c.view(ctx, v); err != nil {
			return err
		}
		if view.MayBegin, err = processes.MayBegin(ctx, c.process, v.Person, c.world); err != nil {
			return err
		}
		if view.Branches, err = c.branchNames(ctx); err != nil {
			return err
		}
		view.Names, err = c.names(ctx, view)
		return err
	})
	return view, err
}

// Visible says whether a person may see a case; an unknown case is none.
func (s *Service) Visible(ctx context.Context, school, person, idOrNumber string) (bool, error) {
	err := s.look(ctx, school, person, idOrNumber, func(context.Context, *change) error { return nil })
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// look opens a case for reading, if the person may see it.
func (s *Service) look(
	ctx context.Context, school, person, idOrNumber string, body func(context.Context, *change) error,
) error {
	if !clean(idOrNumber) || !clean(person) || !clean(school) {
		return store.ErrNotFound
	}
	return s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		c, err := s.seen(ctx, tx, person, idOrNumber)
		if err != nil {
			return err
		}
		return body(ctx, c)
	})
}

// seen reads a case that a person may see, once for all of a page.
func (s *Service) seen(ctx context.Context, tx *store.Tx, person, idOrNumber string) (*change, error) {
	type key struct{ person, name string }
	c, err := store.Kept(tx, key{person, idOrNumber}, func() (*change, error) {
		row, err := tx.ReadCase(ctx, idOrNumber)
		if err != nil {
			return nil, err
		}
		c, err := s.read(ctx, newReading(tx), row)
		if err != nil {
			return nil, err
		}
		if seen, err := c.visibleTo(ctx, person); err != nil || seen {
			return c, err
		}
		return nil, store.ErrNotFound
	})
	if err != nil {
		return nil, err
	}
	// A page names its case by number and its tasks by id: it is one case.
	return store.Kept(tx, key{person, c.row.ID}, func() (*change, error) { return c, nil })
}

func (c *change) view(ctx context.Context, v Viewer) (*CaseView, error) {
	row := c.row
	view := &CaseView{
		ID: row.ID, Number: row.Number, Process: row.Process, Version: row.Version, State: row.Status,
		Starter: row.Starter, CreatedAt: row.CreatedAt, Data: filled(c.state.Data[processes.Start]),
		Steps: c.unveiled(v.Person), Department: row.Department, ProcessTitle: c.process.Title.In(v.Lang),
		Icon: c.process.Icon, Results: filled(c.state.Results), CameTo: c.cameTo(v.Lang),
	}
	var err error
	if view.Parts, err = c.parts(ctx, v.Lang); err != nil {
		return nil, err
	}
	view.Title = lineOf(view.Parts)
	if view.Schedule, err = c.run(ctx); err != nil {
		return nil, err
	}
	if view.Open, err = c.openTasks(ctx, v); err != nil {
		return nil, err
	}
	if view.History, err = c.history(ctx, v); err != nil {
		return nil, err
	}
	if err := c.caseActions(ctx, view, v); err != nil {
		return nil, err
	}
	if view.Warnings, err = c.startWarnings(ctx, v); err != nil {
		return nil, err
	}
	return view, nil
}

// names gives everybody the view speaks of their name.
func (c *change) names(ctx context.Context, view *CaseView) (map[string]string, error) {
	ids := []string{view.Starter}
	if view.Schedule != nil {
		ids = append(ids, view.Schedule.By)
	}
	for _, t := range view.Open {
		ids = append(append(ids, t.Persons...), t.Claimer())
		for _, d := range t.Deputies {
			ids = append(ids, d.Person, d.For)
		}
		for _, g := range t.Signers {
			ids = append(ids, g.Person, g.By)
		}
	}
	for _, h := range view.History {
		ids = append(append(ids, h.Actor, h.For, h.To), h.Persons...)
	}
	names := make(map[string]string, len(ids))
	for _, id := range ids {
		name, err := c.world.name(ctx, id)
		if err != nil {
			return nil, err
		}
		names[id] = name
	}
	delete(names, "")
	return names, nil
}

// startWarnings are the start form's warnings on what it holds. Once something was posted they would count the case's
// own reservation against it, so they are no longer asked for.
func (c *change) startWarnings(ctx context.Context, v Viewer) (forms.Failures, error) {
	none := forms.Failures{}
	data, ok := c.state.Data[processes.Start]
	if !ok || c.state.Status != processes.Open || c.posted() {
		return none, nil
	}
	task := processes.Task{Step: processes.Start}
	env, form, err := c.env(ctx, task, processes.Action{Actor: c.row.Starter, At: c.row.ChangedAt}, v.Lang)
	if err != nil || form == nil {
		return none, err
	}
	warnings, err := form.Warnings(env, data)
	if err != nil {
		return nil, fmt.Errorf("read warnings of %s: %w", c.row.Number, err)
	}
	return append(none, warnings...), nil
}

// posted says that the case has been through a step that posts to a book.
func (c *change) posted() bool {
	return slices.ContainsFunc(c.state.Path, func(v processes.Visit) bool {
		step, ok := c.process.Step(v.Step)
		return ok && !v.Undone && step.Kind == processes.KindPost
	})
}

func filled(d forms.Data) forms.Data {
	if d == nil {
		return forms.Data{}
	}
	return d
}
