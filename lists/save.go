package lists

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"zongwu/forms"
	"zongwu/store"
)

// Saved is what became of a change.
type Saved struct {
	ID       string
	Changed  bool   // false: it says what stood there
	Password string // of a new person: shown once, kept nowhere
	Refused  *Entry // what to show again, when nothing was saved
	// Opens says what nobody could do any more: nothing was saved, and it is saved once that is agreed to.
	Opens *Opening
}

// draft is a record as it shall be.
type draft struct {
	id     string
	before *store.Record // nil: a new one
	data   forms.Data
	body   json.RawMessage
}

func (r *draft) changed() bool { return r.before == nil || !bytes.Equal(r.body, r.before.Body) }

// Save creates a record (id "") or changes one, as an HTML form gives it. version is what the person saw, agreed the
// Digest of the Opening they agreed to.
func (s *Service) Save(
	ctx context.Context, who Who, list, id, version, agreed string, posted url.Values,
) (saved *Saved, err error) {
	made, err := s.firstPassword(list, id)
	if err != nil {
		return nil, err
	}
	err = s.within(ctx, who, list, func(ctx context.Context, d *desk) error {
		saved = &Saved{}
		if err := d.tx.LockList(ctx, list); err != nil {
			return err
		}
		row, f, failures, err := d.judge(ctx, id, version, posted, saved)
		if err != nil || saved.Refused != nil {
			return err
		}
		if len(failures) > 0 {
			saved.Refused, err = d.entry(ctx, f, row.before, f.FromPost(posted), failures)
			return err
		}
		saved.ID, saved.Changed = row.id, row.changed()
		if !saved.Changed {
			return nil
		}
		saved.Opens, err = d.keep(ctx, row, agreed)
		if err == nil && saved.Opens != nil {
			saved.Refused, err = d.entry(ctx, f, row.before, f.FromPost(posted), nil)
		}
		if err != nil || saved.Opens != nil {
			return err
		}
		if made != nil {
			saved.Password = made.word
			return d.setPassword(ctx, row.id, *made)
		}
		return nil
	})
	if err == nil && saved.Changed && saved.Refused == nil {
		s.restaff(ctx, who, list)
	}
	return saved, err
}

// keep writes a draft, unless it leaves something without anybody to do it that was not agreed to: then it answers
// what.
func (d *desk) keep(ctx context.Context, row draft, agreed string) (opening *Opening, err error) {
	write := func(ctx context.Context) error { return d.write(ctx, []draft{row}, "") }
	if row.staffed() {
		if opening, err = d.opening(ctx, d.without(row), write); err != nil {
			return nil, err
		}
	}
	if opening != nil && opening.Digest != agreed {
		return opening, nil
	}
	if err := write(ctx); err != nil {
		return nil, err
	}
	return nil, d.tell(ctx, opening)
}

// judge finds out what a posted form would make of a record; saved.Refused is set when it was changed meanwhile.
func (d *desk) judge(
	ctx context.Context, id, version string, posted url.Values, saved *Saved,
) (row draft, f *form, failures forms.Failures, err error) {
	if d.list.Grows {
		return row, nil, nil, fmt.Errorf("save record of %s: %w", d.list.ID, store.ErrNotFound)
	}
	var earlier forms.Data
	if f, err = d.form(ctx, nil, nil); err != nil {
		return row, f, nil, err
	}
	if id != "" {
		if row.before, f, err = d.lock(ctx, id); err != nil {
			return row, f, nil, err
		}
		if earlier, err = d.data(f, *row.before); err != nil {
			return row, f, nil, err
		}
		if versionOf(*row.before) != version {
			saved.Refused, err = d.entry(ctx, f, row.before, f.FromPost(posted), nil)
			if err == nil {
				saved.Refused.Conflict = true
			}
			return row, f, nil, err
		}
	}
	row.data, failures, err = f.Submit(d.env(ctx), f.FromPost(posted), earlier)
	if err != nil || len(failures) > 0 {
		return row, f, failures, err
	}
	if err = d.finish(ctx, f, &row); err != nil {
		return row, f, nil, err
	}
	if id == "" && row.before != nil {
		row.before = nil
		return row, f, forms.Failures{d.failure(d.list.Key[len(d.list.Key)-1], "record.exists")}, nil
	}
	found, err := d.rules(ctx, []draft{row})
	return row, f, found[row.id], err
}

// lock reads a record, which nobody else changes then, and its form.
func (d *desk) lock(ctx context.Context, id string) (*store.Record, *form, error) {
	if _, err := d.one(ctx, id); err != nil {
		return nil, nil, err
	}
	locked, err := d.tx.LockRecords(ctx, d.list.ID, []string{id})
	if err != nil {
		return nil, nil, err
	}
	if len(locked) == 0 {
		return nil, nil, store.ErrNotFound
	}
	f, err := d.form(ctx, locked, d.list.Key)
	return &locked[0], f, err
}

// finish gives a draft its id and body; of a new one it finds out whether there is one already.
func (d *desk) finish(ctx context.Context, f *form, row *draft) error {
	row.id = d.list.keyOf(row.data)
	if row.before == nil {
		there, err := d.tx.LockRecords(ctx, d.list.ID, []string{row.id})
		if err != nil {
			return err
		}
		if len(there) > 0 {
			row.before = &there[0]
		}
	}
	var before json.RawMessage
	if row.before != nil {
		before = row.before.Body
	}
	var err error
	if row.body, err = d.body(f, row.data, before); err != nil || row.before == nil {
		return err
	}
	was, err := d.data(f, *row.before)
	if err != nil {
		return err
	}
	same, err := d.body(f, was, before)
	if err == nil && bytes.Equal(same, row.body) {
		row.body = before // however the database writes it
	}
	return err
}

// write saves drafts and records what they change.
func (d *desk) write(ctx context.Context, rows []draft, file string) error {
	records := make([]store.Record, len(rows))
	changes := make([]store.Change, len(rows))
	now := time.Now()
	for i, row := range rows {
		records[i] = store.Record{ID: row.id, Body: row.body, Search: searchOf(row)}
		changes[i] = store.Change{
			At: now, Actor: d.who.Person, List: d.list.ID, Record: row.id, Kind: "create", After: row.body, File: file,
		}
		if row.before != nil {
			changes[i].Kind, changes[i].Before = "change", row.before.Body
		}
	}
	if err := d.tx.SaveRecords(ctx, d.list.ID, records); err != nil {
		return err
	}
	return d.tx.InsertChanges(ctx, changes)
}

// searchOf is what a record is found by.
func searchOf(row draft) string {
	words := []string{row.id}
	for _, name := range []string{"name", "title", "category", "building", "class"} {
		words = append(words, row.data.Text(name))
	}
	return store.SearchText(words...)
}
