package lists

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"zongwu/forms"
	"zongwu/store"
)

// Page is a part of a list as a page shows it.
type Page struct {
	List  *List
	Heads []Field
	Rows  []Row
	Next  string
	Total int // in use
}

// Row is a record in a list.
type Row struct {
	ID       string
	Disabled bool
	Cells    []string
}

// Query narrows a list.
type Query struct {
	Q        string
	Cursor   string
	Disabled bool   // those out of use too
	Role     string // only people who have it
}

// Read gives a part of a list.
func (s *Service) Read(ctx context.Context, who Who, list string, q Query) (*Page, error) {
	var page *Page
	err := s.within(ctx, who, list, func(ctx context.Context, d *desk) error {
		records, next, err := d.records(ctx, q)
		if err != nil {
			return err
		}
		f, err := d.form(ctx, records, nil)
		if err != nil {
			return err
		}
		page = &Page{List: d.list, Next: next}
		for _, name := range d.list.Columns {
			page.Heads = append(page.Heads, *f.field(name))
		}
		if page.Rows, err = d.rows(ctx, f, records); err != nil {
			return err
		}
		page.Total, err = d.tx.CountRecords(ctx, list)
		return err
	})
	return page, err
}

// records reads a part of the list. Stores and funds are few, and nothing else looks for them: they are gone through
// here, not by an index.
func (d *desk) records(ctx context.Context, q Query) ([]store.Record, string, error) {
	few := d.list.ID == store.ListStores || d.list.ID == store.ListFunds
	if q.Q == "" || !few {
		return d.tx.Records(ctx, d.list.ID, store.RecordQuery{
			Query: store.Query{Q: q.Q, Cursor: q.Cursor}, Disabled: q.Disabled,
			Role: q.Role,
		})
	}
	all, err := d.tx.AllRecords(ctx, d.list.ID)
	if err != nil {
		return nil, "", err
	}
	f, err := d.form(ctx, all, nil)
	if err != nil {
		return nil, "", err
	}
	wanted := strings.ToLower(strings.TrimSpace(q.Q))
	var found []store.Record
	for _, r := range all {
		data, err := d.data(f, r)
		if err != nil {
			return nil, "", fmt.Errorf("read record %s: %w", r.ID, err)
		}
		if (q.Disabled || !r.Disabled) && strings.Contains(searchOf(draft{id: r.ID, data: data}), wanted) {
			found = append(found, r)
		}
	}
	return found, "", nil
}

func (d *desk) rows(ctx context.Context, f *form, records []store.Record) ([]Row, error) {
	scribe, err := d.scribe(ctx, f)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, 0, len(records))
	for _, r := range records {
		data, err := d.data(f, r)
		if err != nil {
			return nil, fmt.Errorf("read record %s: %w", r.ID, err)
		}
		row := Row{ID: r.ID, Disabled: r.Disabled}
		for _, name := range d.list.Columns {
			row.Cells = append(row.Cells, scribe.figure(*f.field(name), data[name]))
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// Entry is one record as its page shows it, or a new one.
type Entry struct {
	List     *List
	ID       string // "" for a new one
	Title    string
	Version  string // what the person sees; to be sent back with the change
	Disabled bool
	View     forms.View
	History  []Told
	Conflict bool              // somebody changed it meanwhile: nothing was saved
	Sections map[string]string // what stands above some fields
}

// Told is a change as people read it.
type Told struct {
	At      time.Time
	Actor   string // name
	List    *List
	Record  string
	Title   string // what the record is called today; Changes says it, a record's own history need not
	Kind    string // create, change, disable, enable, password
	File    string // the workbook it came from
	Changed []Difference
}

// Difference is what became of a field.
type Difference struct{ Label, Before, After string }

const recentChanges = 20

// One gives a record; id "" a new one.
func (s *Service) One(ctx context.Context, who Who, list, id string) (*Entry, error) {
	var entry *Entry
	err := s.within(ctx, who, list, func(ctx context.Context, d *desk) error {
		if id == "" {
			f, err := d.form(ctx, nil, nil)
			if err != nil {
				return err
			}
			data, err := f.Open(d.env(ctx), nil)
			if err != nil {
				return err
			}
			entry, err = d.entry(ctx, f, nil, data, nil)
			return err
		}
		record, err := d.one(ctx, id)
		if err != nil {
			return err
		}
		f, err := d.form(ctx, []store.Record{*record}, d.list.Key)
		if err != nil {
			return err
		}
		data, err := d.data(f, *record)
		if err != nil {
			return err
		}
		entry, err = d.entry(ctx, f, record, data, nil)
		return err
	})
	return entry, err
}

// Again shows a form as somebody has filled it in so far, and judges nothing. read gets the values from what was
// posted.
func (s *Service) Again(
	ctx context.Context, who Who, list, id string, read func(*forms.Form) map[string]any,
) (*Entry, error) {
	var entry *Entry
	err := s.within(ctx, who, list, func(ctx context.Context, d *desk) error {
		var record *store.Record
		var given []store.Record
		var fixed []string
		if id != "" {
			var err error
			if record, err = d.one(ctx, id); err != nil {
				return err
			}
			given, fixed = []store.Record{*record}, d.list.Key
		}
		f, err := d.form(ctx, given, fixed)
		if err != nil {
			return err
		}
		entry, err = d.entry(ctx, f, record, read(f.Form), nil)
		return err
	})
	return entry, err
}

// entry shows a record with values, which may be refused ones; record nil is a new one.
func (d *desk) entry(
	ctx context.Context, f *form, record *store.Record, values map[string]any, failures forms.Failures,
) (*Entry, error) {
	view, err := f.View(d.env(ctx), values, failures)
	if err != nil {
		return nil, err
	}
	entry := &Entry{List: d.list, View: view, Sections: map[string]string{}}
	for name, title := range f.sections {
		entry.Sections[name] = title.In(d.who.Lang)
	}
	if record == nil {
		if d.list.Single() {
			return nil, store.ErrNotFound
		}
		return entry, nil
	}
	entry.ID, entry.Version, entry.Disabled = record.ID, versionOf(*record), record.Disabled
	if entry.Title, err = d.titleOf(ctx, f, *record); err != nil {
		return nil, err
	}
	changes, _, err := d.tx.Changes(ctx, d.list.ID, store.Query{ID: record.ID, Limit: recentChanges})
	if err != nil {
		return nil, err
	}
	entry.History, err = d.told(ctx, changes)
	return entry, err
}

// titleOf is what a record is called: its name, or what its key says.
func (d *desk) titleOf(ctx context.Context, f *form, record store.Record) (string, error) {
	data, err := d.data(f, record)
	if err != nil || d.list.Single() {
		return d.list.Title.In(d.who.Lang), err
	}
	if name := data.Text("name"); name != "" {
		return name, nil
	}
	scribe, err := d.scribe(ctx, f)
	if err != nil {
		return "", err
	}
	title := ""
	for i, name := range d.list.Key {
		if i > 0 {
			title += " · "
		}
		title += scribe.words(*f.field(name), data[name])
	}
	return title, nil
}

// versionOf tells a record as it stands from the same one changed.
func versionOf(r store.Record) string {
	sum := sha256.Sum256(append([]byte(fmt.Sprintf("%v ", r.Disabled)), r.Body...))
	return hex.EncodeToString(sum[:8])
}
