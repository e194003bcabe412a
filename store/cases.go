package store

import (
	"context"
	"encoding/json"
	"time"

	"zongwu/forms"
	"zongwu/processes"
)

// Case is a case's row.
type Case struct {
	ID, Number, Process, Version string
	Status                       processes.Status
	Starter, Department          string
	FiscalYear                   int // of the school when the case began; InsertCase sets it
	ChargedYear                  int // whose budget it is charged to: as OpenYear when it began, until Charge moves it
	CreatedAt, ChangedAt         time.Time
	Seq                          int
	State                        json.RawMessage // processes.State
	Title                        string          // one line that summarises it, zh
	Amount                       *forms.Money    // the first amount of its summary
	Search                       string          // what `q` finds: number, words, pinyin, initials
	Parent                       string          // id of the case that began it
	ParentStep, ParentBranch     string
}

const caseColumns = `id, number, process, version, status, starter, department, fiscal_year AS fiscalyear,
	coalesce(charged_year, fiscal_year) AS chargedyear, created_at AS createdat, changed_at AS changedat, seq, state,
	title, amount, search, parent, parent_step AS parentstep, parent_branch AS parentbranch`

// LockCase reads a case by id or number and locks its row until the transaction ends.
func (t *Tx) LockCase(ctx context.Context, idOrNumber string) (*Case, error) {
	var c Case
	err := t.find(ctx, "lock case", &c,
		`SELECT `+caseColumns+` FROM cases WHERE id = $1 OR number = $1 FOR UPDATE`, idOrNumber)
	if err != nil {
		return nil, err
	}
	return &c, nil
}

// ReadCase reads a case by id or number.
func (t *Tx) ReadCase(ctx context.Context, idOrNumber string) (*Case, error) {
	var c Case
	err := t.find(ctx, "read case", &c, `SELECT `+caseColumns+` FROM cases WHERE id = $1 OR number = $1`, idOrNumber)
	if err != nil {
		return nil, err
	}
	return &c, nil
}

// InsertCase writes a new case in the school's fiscal year, charged to the year open then; its starter takes part from
// now on.
func (t *Tx) InsertCase(ctx context.Context, c *Case) error {
	var years struct{ FiscalYear, ChargedYear int }
	err := t.get(ctx, "insert case", &years, `
		INSERT INTO cases (id, number, process, version, status, starter, department, fiscal_year, charged_year,
			created_at, changed_at, seq, state, title, search, parent, parent_step, parent_branch, amount)
		SELECT $1, $2, $3, $4, $5, $6, $7, fiscal_year, nullif(open_year($8), fiscal_year), $8, $9, $10, $11, $12, $13,
			$14, $15, $16, $17 FROM schools
		RETURNING fiscal_year AS fiscalyear, coalesce(charged_year, fiscal_year) AS chargedyear`,
		c.ID, c.Number, c.Process, c.Version, c.Status, c.Starter, c.Department, c.CreatedAt, c.ChangedAt, c.Seq,
		text(c.State), c.Title, c.Search, c.Parent, c.ParentStep, c.ParentBranch, fen(c.Amount))
	if err != nil {
		return err
	}
	c.FiscalYear, c.ChargedYear = years.FiscalYear, years.ChargedYear
	return t.AddCasePersons(ctx, c.ID, c.Starter)
}

// UpdateCase writes status, seq, state, title, amount, search and the time of change.
func (t *Tx) UpdateCase(ctx context.Context, c *Case) error {
	return t.exec(ctx, "update case", `UPDATE cases SET status = $2, seq = $3, state = $4, title = $5, search = $6,
		changed_at = $7, amount = $8 WHERE id = $1`, c.ID, c.Status, c.Seq, text(c.State), c.Title, c.Search,
		c.ChangedAt, fen(c.Amount))
}

// fen gives an amount to the driver, NULL where there is none.
func fen(m *forms.Money) any {
	if m == nil {
		return nil
	}
	return int64(*m)
}

// AddCasePersons lets persons see a case from now on: who acts on it, or is named by it. Empty ids are passed over.
func (t *Tx) AddCasePersons(ctx context.Context, caseID string, persons ...string) error {
	return t.exec(ctx, "add case persons", `INSERT INTO case_persons (case_id, person)
		SELECT $1, person FROM unnest($2::text[]) person WHERE person <> '' ON CONFLICT DO NOTHING`,
		caseID, array(persons))
}

// NextNumber allocates the next number of a series ("CG-2026"), gapless: a rollback gives it back. Until the
// transaction ends, others of the same series wait.
func (t *Tx) NextNumber(ctx context.Context, series string) (int, error) {
	var n int
	err := t.get(ctx, "allocate number", &n, `INSERT INTO numbers (series, last) VALUES ($1, 1)
		ON CONFLICT (school, series) DO UPDATE SET last = numbers.last + 1 RETURNING last`, series)
	return n, err
}

// text gives JSON to the driver as text: bytes would be taken for the binary form.
func text(raw json.RawMessage) string {
	if len(raw) == 0 {
		return "null"
	}
	return string(raw)
}
