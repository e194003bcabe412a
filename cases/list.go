package cases

import (
	"context"
	"fmt"
	"time"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// Bounds of a page of a list.
const (
	defaultLimit = 50
	maxLimit     = 200
)

// Page is one page of a list, with the cursor of the next, "" at the end.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}

// CaseQuery is what a list of cases is narrowed by; empty fields do not narrow.
type CaseQuery struct {
	Process, State, Q string
	Mine              bool // begun by the viewer
	Took              bool // the viewer took part or was asked to
	Department        string
	From, To          string          // days it began on, both included: 2026-09-01; what is no date does not narrow
	About             processes.Thing // found by it: what definitions name under alike
	Limit             int             // 1 to 200, 50 when 0
	Cursor            string
}

// CaseItem is a case in a list.
type CaseItem struct {
	ID        string           `json:"id"`
	Number    string           `json:"number"`
	Process   string           `json:"process"`
	State     processes.Status `json:"state"`
	Title     string           `json:"title"`
	Starter   string           `json:"starter"`
	CreatedAt time.Time        `json:"created_at"`
	ChangedAt time.Time        `json:"changed_at"`
	// Open are the steps open now, and who may do them.
	Open []OpenItem `json:"open"`

	// For pages: Parts is Title field by field.
	Parts        []forms.Part `json:"-"`
	ProcessTitle string       `json:"-"`
	Icon         string       `json:"-"` // of the process
	StarterName  string       `json:"-"`
}

// OpenItem is an open step of a case in a list.
type OpenItem struct {
	Step    string   `json:"step"`
	Title   string   `json:"title"`
	Persons []string `json:"persons"`
	Asked   []string `json:"-"` // of these, in whose queue it is
}

func (q CaseQuery) clean() bool {
	return clean(q.Process) && clean(q.State) && clean(q.Q) && clean(q.Department) && clean(q.About.ID)
}

// dateOr gives a date as it is, and nothing for what is none.
func dateOr(text string) string {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return ""
	}
	return text
}

func limited(n int) int {
	if n <= 0 {
		return defaultLimit
	}
	return min(n, maxLimit)
}

// Cases lists the cases a person may see, the newest first.
func (s *Service) Cases(ctx context.Context, school string, v Viewer, q CaseQuery) (*Page[CaseItem], error) {
	page := &Page[CaseItem]{Items: []CaseItem{}}
	if !q.clean() {
		return page, nil // nothing is called so
	}
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		w := newReading(tx)
		person, err := w.person(ctx, v.Person)
		if err != nil {
			return err
		}
		if person == nil {
			return store.ErrNotFound
		}
		seen := SightOf(person)
		rows, next, err := tx.Cases(ctx, store.CaseQuery{
			Person: v.Person, All: seen.All, Departments: seen.Departments, Mine: q.Mine, Took: q.Took,
			Department: q.Department, From: dateOr(q.From), To: dateOr(q.To),
			Process: q.Process, Status: q.State, Q: q.Q, About: q.About, Limit: limited(q.Limit), Cursor: q.Cursor,
		})
		if err != nil {
			return fmt.Errorf("list cases: %w", err)
		}
		page.Items, page.Next = make([]CaseItem, 0, len(rows)), next
		for i := range rows {
			item, err := s.caseItem(ctx, w, &rows[i], v)
			if err != nil {
				return err
			}
			page.Items = append(page.Items, item)
		}
		return nil
	})
	return page, err
}

func (s *Service) caseItem(ctx context.Context, w *world, row *store.Case, v Viewer) (CaseItem, error) {
	c, err := s.read(ctx, w, row)
	if err != nil {
		return CaseItem{}, err
	}
	parts, err := c.parts(ctx, v.Lang)
	if err != nil {
		return CaseItem{}, err
	}
	item := CaseItem{
		ID: row.ID, Number: row.Number, Process: row.Process, State: row.Status, Title: lineOf(parts),
		Starter: row.Starter, CreatedAt: row.CreatedAt, ChangedAt: row.ChangedAt, Open: []OpenItem{},
		Parts: parts, ProcessTitle: c.process.Title.In(v.Lang), Icon: c.process.Icon,
	}
	if item.StarterName, err = w.name(ctx, row.Starter); err != nil {
		return CaseItem{}, err
	}
	for _, t := range c.state.Open {
		title, _ := c.titles(t.Step, "", v.Lang)
		item.Open = append(item.Open, OpenItem{Step: t.Step, Title: title, Persons: t.Persons, Asked: t.Asked()})
	}
	return item, nil
}

func (s *Service) readCase(ctx context.Context, w *world, id string) (*change, error) {
	row, err := w.tx.ReadCase(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read case of task: %w", err)
	}
	return s.read(ctx, w, row)
}
