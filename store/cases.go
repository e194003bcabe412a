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
	FiscalYear                   int // of the school when the case began; Charge sets it
	ChargedYear                  int // whose budget it is charged to: as OpenYear when it began, until Charge moves it
	CreatedAt, ChangedAt         time.Time
	Seq                          int
	State                        json.RawMessage // processes.State
	Title                        string          // one line that summarises it, zh
	Amount                       *forms.Money    // the first amount of its summary
	Search                       string          // what `q` finds: number, words, pinyin, initials
	Parent                       string          // id of the case that began it
	ParentStep, ParentBranch     string

	last head // of its trail, where it is known
}

// head is the last digest of a case's trail, and whose it is.
type head struct {
	Seq    int
	Digest string
}

const caseColumns = `id, number, process, version, status, starter, department, fiscal_year AS fiscalyear,
	coalesce(charged_year, fiscal_year) AS chargedyear, created_at AS createdat, changed_at AS changedat, seq, state,
	title, amount, search, parent, parent_step AS parentstep, parent_branch AS parentbranch`

// LockCase reads a case by id or number and locks its row until the transaction ends.
func (t *Tx) LockCase(ctx context.Context, idOrNumber string) (*Case, error) {
	c, _, err := t.LockCaseFor(ctx, idOrNumber, "", "")
	return c, err
}

// LockCaseFor locks a case as LockCase does, and behind it the key of who acts upon it as LockKey does; "" is no key.
//
// The id is a subquery's: coalesce itself might tell of rows of other schools by an error, as PostgreSQL sees it, so
// that beside row-level security no index would be used for it. The school's version, which SchoolNow asks for next,
// comes with the case: from behind the lock, and as it is by then, since functions that are volatile have a snapshot
// of their own.
func (t *Tx) LockCaseFor(ctx context.Context, idOrNumber, actor, key string) (*Case, *Key, error) {
	var row struct {
		Case
		Digest *string // none where another transition came while this waited for the lock: Record reads it then
		School int64
		Used   usedKey
	}
	err := t.find(ctx, "lock case", &row, `SELECT locked.*, school_version() AS school, lock_key($2, $3) AS used FROM (
		SELECT `+caseColumns+`,
			(SELECT digest FROM transitions t WHERE t.case_id = cases.id AND t.seq = cases.seq) AS digest
		FROM cases WHERE id = (SELECT coalesce((SELECT id FROM cases WHERE number = $1), $1)) FOR UPDATE) AS locked`,
		idOrNumber, actor, key)
	if err != nil {
		return nil, nil, err
	}
	t.noteVersion(row.School)
	c := row.Case
	if row.Digest != nil {
		c.last = head{c.Seq, *row.Digest}
	}
	before, err := keyOf(row.Used)
	return &c, before, err
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

// years puts a case that begins into the school's fiscal year, charged to the year open then.
func (t *Tx) years(ctx context.Context, c *Case) error {
	school, err := t.schoolSeen(ctx)
	if err != nil {
		return err
	}
	c.FiscalYear, c.ChargedYear = school.FiscalYear, school.openYear(c.CreatedAt)
	return nil
}

// fen gives an amount to the driver, NULL where there is none.
func fen(m *forms.Money) any {
	if m == nil {
		return nil
	}
	return int64(*m)
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
