package server

import (
	"context"
	"slices"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/store"
)

// usualKinds are references people hardly ever change from one case to the next of a process: what it is paid from,
// whom it is for.
func usualKinds() []string { return []string{"subject", "department"} }

// usualOf is what a start form opens with when somebody began the process before: what it opens with for everybody, and
// what they chose then where they choose the same again and again. It is empty where there is nothing of the kind.
func (s *Server) usualOf(ctx context.Context, process string) (map[string]any, error) {
	var values map[string]any
	school, viewer := me(ctx).School, viewerOf(ctx)
	page, err := s.service.StartForm(ctx, school, viewer, process, cases.FormInput{})
	if err != nil {
		return nil, err
	}
	wanted := map[string]string{} // kinds by field
	for _, f := range page.View.Fields {
		if wanting(f) && slices.Contains(usualKinds(), f.Ref) {
			wanted[f.Name] = f.Ref
		}
	}
	if len(wanted) == 0 {
		return values, nil
	}
	number, err := s.lastBegun(ctx, process)
	if err != nil || number == "" {
		return nil, err
	}
	last, err := s.service.Case(ctx, school, viewer, number)
	if err != nil {
		return nil, err
	}
	if values, err = s.stillThere(ctx, wanted, last.Data); err != nil || len(values) == 0 {
		return nil, err
	}
	for name, value := range page.Data {
		if _, usual := values[name]; !usual {
			values[name] = value
		}
	}
	return values, nil
}

// stillThere are the references a case holds in these fields, where they can be chosen still.
func (s *Server) stillThere(ctx context.Context, fields map[string]string, data forms.Data) (map[string]any, error) {
	values := map[string]any{}
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		picker := newPicker(ctx, s, tx)
		for name, kind := range fields {
			id := data.Text(name)
			if _, found, err := picker.one(kind, id); err != nil {
				return err
			} else if found {
				values[name] = id
			}
		}
		return nil
	})
	return values, err
}

// lastBegun is the number of the case of a process somebody began last, "" when they began none.
func (s *Server) lastBegun(ctx context.Context, process string) (string, error) {
	var number string
	who := me(ctx)
	err := s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		number = ""
		rows, _, err := tx.Cases(ctx, store.CaseQuery{Person: who.Person.ID, Mine: true, Process: process, Limit: 1})
		for _, row := range rows {
			number = row.Number
		}
		return err
	})
	return number, err
}
