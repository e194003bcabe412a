package lists

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"zongwu/forms"
	"zongwu/store"
)

// Changes gives what was changed in a list, the latest first; list "" is all of them.
func (s *Service) Changes(
	ctx context.Context, who Who, list string, cursor string,
) (told []Told, next string, err error) {
	err = s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		changes, after, err := tx.Changes(ctx, list, store.Query{Cursor: cursor})
		if err != nil {
			return err
		}
		told, next = nil, after
		titles := map[[2]string]string{}
		for _, change := range changes {
			found, err := s.Find(change.List)
			if err != nil {
				return err
			}
			d := &desk{Service: s, tx: tx, who: who, list: found, world: newWorld(tx)}
			one, err := d.told(ctx, []store.Change{change})
			if err != nil {
				return err
			}
			key := [2]string{change.List, change.Record}
			if titles[key] == "" {
				if titles[key], err = d.titled(ctx, change.Record); err != nil {
					return err
				}
			}
			one[0].Title = titles[key]
			told = append(told, one...)
		}
		return nil
	})
	return told, next, err
}

// titled is what the record of an id is called; the id itself when there is none any more.
func (d *desk) titled(ctx context.Context, id string) (string, error) {
	record, err := d.one(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return id, nil
	}
	if err != nil {
		return "", err
	}
	f, err := d.form(ctx, []store.Record{*record}, nil)
	if err != nil {
		return "", err
	}
	return d.titleOf(ctx, f, *record)
}

// told puts changes of one list into words.
func (d *desk) told(ctx context.Context, changes []store.Change) ([]Told, error) {
	var out []Told
	for _, c := range changes {
		t := Told{At: c.At, Actor: c.Name, List: d.list, Record: c.Record, Kind: c.Kind, File: c.File}
		if c.Kind == "change" || c.Kind == "create" {
			var err error
			before, after := store.Record{ID: c.Record, Body: c.Before}, store.Record{ID: c.Record, Body: c.After}
			if t.Changed, err = d.differences(ctx, before, after); err != nil {
				return nil, err
			}
		}
		out = append(out, t)
	}
	return out, nil
}

// differences says what became of each field between two states of a record, as far as today's form knows the fields.
func (d *desk) differences(ctx context.Context, before, after store.Record) ([]Difference, error) {
	f, err := d.form(ctx, []store.Record{before, after}, nil)
	if err != nil {
		return nil, err
	}
	scribe, err := d.scribe(ctx, f)
	if err != nil {
		return nil, err
	}
	was, err := d.data(f, before)
	if err != nil {
		return nil, fmt.Errorf("read change of %s: %w", before.ID, err)
	}
	is, err := d.data(f, after)
	if err != nil {
		return nil, fmt.Errorf("read change of %s: %w", before.ID, err)
	}
	return scribe.compare(f, was, is), nil
}

func (s *scribe) compare(f *form, was, is forms.Data) []Difference {
	var out []Difference
	for _, field := range f.fields {
		if field.Type == "note" || field.Readonly {
			continue
		}
		before, after := s.words(field, was[field.Name]), s.words(field, is[field.Name])
		if field.Type == "table" && before != after {
			before, after = s.apart(field, was.Rows(field.Name), is.Rows(field.Name))
		}
		if before != after {
			out = append(out, Difference{Label: field.Label.In(s.lang), Before: before, After: after})
		}
	}
	return out
}

// apart are the rows that went and the rows that came; all of them when they only changed places.
func (s *scribe) apart(f Field, was, is []forms.Data) (went, came string) {
	words := func(rows []forms.Data) []string {
		all := make([]string, len(rows))
		for i, row := range rows {
			all[i] = s.rowWords(f, row)
		}
		return all
	}
	before, after := words(was), words(is)
	without := func(rows, others []string) string {
		return strings.Join(slices.DeleteFunc(slices.Clone(rows), func(row string) bool {
			return slices.Contains(others, row)
		}), "；")
	}
	went, came = without(before, after), without(after, before)
	if went == came {
		return strings.Join(before, "；"), strings.Join(after, "；")
	}
	return went, came
}
