package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"zongwu/processes"
)

// CaseQuery narrows the list of cases a person may see; empty fields do not narrow.
type CaseQuery struct {
	Person      string // the viewer
	All         bool   // sees the whole school's
	Departments []string
	Mine        bool // begun by the viewer
	Took        bool // the viewer took part or was asked to
	Process     string
	Status      string
	Department  string          // it began in
	From, To    string          // days it began on, both included: 2026-09-01
	About       processes.Thing // found by this
	Q           string
	Limit       int
	Cursor      string
}

// Cases lists cases a person may see, the newest first.
func (t *Tx) Cases(ctx context.Context, q CaseQuery) ([]Case, string, error) {
	for _, given := range []string{q.Person, q.Process, q.Status, q.Department, q.From, q.To, q.Q, q.About.ID} {
		if !Storable(given) {
			return []Case{}, "", nil // nothing is called so
		}
	}
	after, err := readCursor(q.Cursor, 2)
	if err != nil {
		return nil, "", err
	}
	limit := pageLimit(q.Limit)
	ids, err := t.caseIDs(planAnew(ctx), q, after, limit+1)
	if err != nil {
		if q.Cursor != "" && malformed(err) {
			return nil, "", ErrCursor // right shape, but no date inside
		}
		return nil, "", err
	}
	next := ""
	rows := []Case{}
	err = t.list(ctx, "list cases", &rows, `SELECT `+caseColumns+` FROM cases WHERE id = ANY($1)
		ORDER BY created_at DESC, id DESC`, array(ids[:min(len(ids), limit)]))
	if err == nil && len(ids) > limit {
		last := &rows[len(rows)-1]
		next, err = writeCursor([]string{last.CreatedAt.UTC().Format(time.RFC3339Nano), last.ID})
	}
	return rows, next, err
}

func (t *Tx) caseIDs(ctx context.Context, q CaseQuery, after []any, n int) ([]string, error) {
	if strings.TrimSpace(q.Q) == "" {
		s := q.statement(after)
		var ids []string
		err := t.list(ctx, "list ids of cases", &ids, `SELECT id FROM (`+s.newest(n)+`) c`, s.args...)
		return ids, err
	}
	return t.searchCases(ctx, q, after, n)
}

// caseStatement is a statement about cases under construction: it holds the conditions that narrow, and no others, so
// that each is planned for what it asks.
type caseStatement struct {
	CaseQuery
	after []any
	args  []any
}

func (q CaseQuery) statement(after []any) *caseStatement {
	return &caseStatement{CaseQuery: q, after: after}
}

// arg adds a parameter and says what it is called.
func (s *caseStatement) arg(value any) string {
	s.args = append(s.args, value)
	return "$" + strconv.Itoa(len(s.args))
}

// newest selects ids, times and texts of the n newest cases. Where somebody sees some departments' cases and those
// they took part in, both are walked in the order of the list, each as far as the list can need it.
func (s *caseStatement) newest(n int) string {
	limit := ` ORDER BY created_at DESC, id DESC LIMIT ` + strconv.Itoa(n)
	const columns = `SELECT c.id, c.created_at, c.number, c.title, c.search FROM cases c WHERE true`
	took := `SELECT p.case_id AS id, p.begun_at AS created_at, c.number, c.title, c.search
		FROM case_persons p JOIN cases c ON c.id = p.case_id WHERE true`
	switch {
	case s.Took:
		return took + s.conditions("p.begun_at", "p.case_id") + ` AND p.person = ` + s.arg(s.Person) + limit
	case s.All || s.Mine || s.Department != "" && slices.Contains(s.Departments, s.Department):
		return columns + s.conditions("c.created_at", "c.id") + limit
	}
	var parts []string
	if s.Department == "" {
		for _, department := range s.Departments {
			parts = append(parts, columns+s.conditions("c.created_at", "c.id")+` AND c.department = `+s.arg(department)+limit)
		}
	}
	parts = append(parts, took+s.conditions("p.begun_at", "p.case_id")+` AND p.person = `+s.arg(s.Person)+limit)
	return `SELECT * FROM ((` + strings.Join(parts, `) UNION (`) + `)) u` + limit
}

// conditions narrow cases c, whose time and id stand in columns of whatever is walked.
func (s *caseStatement) conditions(at, id string) string {
	var all strings.Builder
	add := func(parts ...string) { all.WriteString(` AND ` + strings.Join(parts, "")) }
	if s.after[0] != nil {
		add(`(`, at, `, `, id, `) < (`, s.arg(s.after[0]), `::timestamptz, `, s.arg(s.after[1]), `::text)`)
	}
	if s.Mine {
		add(`c.starter = `, s.arg(s.Person))
	}
	for _, exactly := range [][2]string{{"process", s.Process}, {"status", s.Status}, {"department", s.Department}} {
		if exactly[1] != "" {
			add(`c.`, exactly[0], ` = `, s.arg(exactly[1]))
		}
	}
	if s.About.ID != "" {
		add(`EXISTS (SELECT FROM case_things g WHERE g.case_id = c.id AND g.kind = `, s.arg(s.About.Kind), ` AND g.thing = `,
			s.arg(s.About.ID), `)`)
	}
	if s.From != "" {
		add(at, ` >= (`, s.arg(s.From), `::date)::timestamp AT TIME ZONE 'Asia/Shanghai'`)
	}
	if s.To != "" {
		add(at, ` < (`, s.arg(s.To), `::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'`)
	}
	return all.String()
}

// visible is the condition under which a case c that was found otherwise may be seen.
func (s *caseStatement) visible() string {
	took := `EXISTS (SELECT FROM case_persons p WHERE p.case_id = c.id AND p.person = `
	switch {
	case s.Took:
		return ` AND ` + took + s.arg(s.Person) + `)`
	case s.All:
		return ""
	}
	return ` AND (c.department = ANY(` + s.arg(array(s.Departments)) + `) OR ` + took + s.arg(s.Person) + `))`
}
