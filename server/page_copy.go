package server

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// copyOf is what a start form opens with when it is a copy of a case's: everything the case's holds that is asked now,
// no signatures, and beside each value that may no longer be used why not.
func (s *Server) copyOf(ctx context.Context, process, number string) (cases.FormInput, error) {
	var in cases.FormInput
	school, viewer := me(ctx).School, viewerOf(ctx)
	view, err := s.service.Case(ctx, school, viewer, number)
	if err != nil {
		return in, err
	}
	if view.Process != process {
		return in, store.ErrNotFound
	}
	sent, err := asSent(view.Data)
	if err != nil {
		return in, err
	}
	page, err := s.service.StartForm(ctx, school, viewer, process, cases.FormInput{Values: sent})
	if err != nil {
		return in, err
	}
	in.Values = askedAgain(page.View.Fields, sent)
	preview, err := s.service.Preview(ctx, cases.Request{
		School: school, Process: process,
		Action: processes.Action{Kind: processes.DoStart, Actor: viewer.Person, Data: in.Values},
	}, viewer.Lang)
	if err != nil {
		return in, err
	}
	if preview.Refusal != nil {
		in.Failures = slices.DeleteFunc(preview.Refusal.Failures, func(f forms.Failure) bool {
			return f.Code == "required" // what is empty was empty before, or may not be copied
		})
	}
	return in, nil
}

// asSent turns data into what a program would send of it.
func asSent(data forms.Data) (map[string]any, error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return nil, fmt.Errorf("copy form: %w", err)
	}
	var sent map[string]any
	if err := decodeJSON(raw, &sent); err != nil {
		return nil, fmt.Errorf("copy form: %w", err)
	}
	return sent, nil
}

// askedAgain keeps of values what a form asks for: nothing computed, nothing that is not shown, no signature, no row's
// number.
func askedAgain(fields []forms.FieldView, values map[string]any) map[string]any {
	kept := map[string]any{}
	for _, f := range fields {
		name := lastName(f.Name)
		value, found := values[name]
		switch {
		case !found || f.Readonly || f.Type == "signature":
		case f.Type == "table":
			var rows []any
			for i, row := range rowsOf(value) {
				if row, is := row.(map[string]any); is && i < len(f.Rows) && f.Rows[i].Added {
					rows = append(rows, askedAgain(f.Rows[i].Cells, row))
				}
			}
			kept[name] = rows
			if f.Refills { // listed anew, as if it had been for nothing
				kept[name+":from"] = ""
			}
		default:
			kept[name] = value
		}
	}
	return kept
}
