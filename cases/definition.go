package cases

import (
	"context"
	"errors"
	"fmt"
	"time"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// Definition is one version of a process, as administrators look at it.
type Definition struct {
	Process  *processes.Process
	Course   *processes.Course // the usual way of any case
	Text     []byte
	Versions []store.DefinitionVersionRow // the one in force first, then the latest
	Forms    []EmptyForm
	Names    map[string]string     // of those who published
	Begun    map[string]forms.Text // what the processes it begins are called, as far as the school has them
}

// EmptyForm is a form before anything stands in it.
type EmptyForm struct {
	Name  string
	Steps []string // titles of the steps that ask it
	View  forms.View
}

// Definition reads a version of a process, "" for the one in force; store.ErrNotFound when the school has none.
func (s *Service) Definition(
	ctx context.Context, school string, v Viewer, process, version string,
) (*Definition, error) {
	if !clean(process) || !clean(version) {
		return nil, store.ErrNotFound
	}
	var d *Definition
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		p, err := s.inForce(ctx, tx, process)
		if err == nil && version != "" {
			p, err = s.version(ctx, tx, process, version)
		}
		if err != nil {
			return err
		}
		d = &Definition{Process: p, Names: map[string]string{}}
		if d.Text, err = tx.DefinitionVersion(ctx, process, p.Version); err != nil {
			return err
		}
		if d.Versions, err = tx.DefinitionVersions(ctx, process); err != nil {
			return err
		}
		w := newWorld(tx)
		for _, row := range d.Versions {
			if d.Names[row.By], err = w.name(ctx, row.By); err != nil {
				return err
			}
		}
		if d.Begun, err = s.begun(ctx, tx, p); err != nil {
			return err
		}
		if d.Course, err = processes.ChartProcess(ctx, p, time.Now().UTC(), w); err != nil {
			return fmt.Errorf("chart %s: %w", process, err)
		}
		d.Forms, err = newChange(s, w, p).emptyForms(ctx, v)
		return err
	})
	return d, err
}

// begun are the titles of the processes a process begins.
func (s *Service) begun(ctx context.Context, tx *store.Tx, p *processes.Process) (map[string]forms.Text, error) {
	titles := map[string]forms.Text{}
	for _, id := range p.Begun() {
		other, err := s.inForce(ctx, tx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		titles[id] = other.Title
	}
	return titles, nil
}

// emptyForms shows every form of a process as it would open, were there nothing to open with.
func (c *change) emptyForms(ctx context.Context, v Viewer) ([]EmptyForm, error) {
	var made []EmptyForm
	at := map[string]int{}
	for _, step := range append([]*processes.Step{c.process.Begin}, c.process.All()...) {
		name := step.Form()
		if name == "" {
			continue
		}
		if i, again := at[name]; again {
			made[i].Steps = append(made[i].Steps, step.Title.In(v.Lang))
			continue
		}
		action := processes.Action{Actor: v.Person, At: time.Now().UTC()}
		env, form, err := processes.EmptyEnv(ctx, c.process, step, action, c.world)
		if err != nil {
			return nil, fmt.Errorf("prepare form of %s: %w", step.ID, err)
		}
		env.Lang = v.Lang
		data, err := form.Open(env, nil)
		if err != nil {
			return nil, fmt.Errorf("open form of %s: %w", step.ID, err)
		}
		one := EmptyForm{Name: name, Steps: []string{step.Title.In(v.Lang)}}
		if one.View, err = form.View(env, withRows(form, env, data), nil); err != nil {
			return nil, fmt.Errorf("show form of %s: %w", step.ID, err)
		}
		at[name] = len(made)
		made = append(made, one)
	}
	return made, nil
}

// withRows gives every table that may be filled in a first row, so that one sees what it asks.
func withRows(form *forms.Form, env forms.Env, data forms.Data) map[string]any {
	values := map[string]any(data)
	view, err := form.View(env, data, nil)
	if err != nil { // it fails again where it is shown
		return values
	}
	for _, field := range view.Fields {
		if field.Type == "table" && field.CanAdd && len(field.Rows) == 0 {
			values[field.Name] = []any{map[string]any{}}
		}
	}
	return values
}
