package store

import (
	"context"
	"time"

	"zongwu/forms"
)

// BudgetRow is a budget line.
type BudgetRow struct {
	ID         string      `json:"id"`
	Year       int         `json:"year"`
	Department string      `json:"department"`
	Subject    string      `json:"subject"`
	Fund       string      `json:"fund"`
	Planned    forms.Money `json:"planned"`
	Reserved   forms.Money `json:"reserved"`
	Spent      forms.Money `json:"spent"`
	Available  forms.Money `json:"available"`
}

// BudgetEntry is one change of a line: plan, reserve, release (negative), spend (what was reserved), or refund
// (negative: what was spent). Holder is the case it is for, Case the one that posted it.
type BudgetEntry struct {
	ID     int64       `json:"id"`
	At     time.Time   `json:"at"`
	Case   string      `json:"case"` // "" for the plan
	Number string      `json:"number"`
	Seq    int         `json:"seq"`
	Step   string      `json:"step"`
	Row    string      `json:"row"`
	Kind   string      `json:"kind"`
	Amount forms.Money `json:"amount"`
	Holder string      `json:"holder"`
	// HolderNumber is the number of that case.
	HolderNumber string `json:"holder_number"`
	// Available is what the line had left after it.
	Available forms.Money `json:"available"`
}

// BudgetQuery narrows budget lines. Departments nil is all of them, an empty list none; Year 0 is every year.
type BudgetQuery struct {
	Query
	Year        int
	Departments []string
}

// Budgets lists budget lines by id.
func (t *Tx) Budgets(ctx context.Context, q BudgetQuery) ([]BudgetRow, string, error) {
	return paged(ctx, t, "list budgets", q.Query, 1, func(r *BudgetRow) []string { return []string{r.ID} }, `
		SELECT b.id, b.year, b.department, b.subject, b.fund, b.planned, b.reserved, b.spent,
			b.planned - b.reserved - b.spent AS available
		FROM budget_lines b JOIN departments d ON d.id = b.department JOIN subjects s ON s.id = b.subject
		WHERE ($1::text IS NULL OR b.id > $1) AND ($3 = '' OR b.id = $3) AND ($4 = 0 OR b.year = $4)
			AND ($5 OR b.department = ANY($6)) AND (d.search LIKE $7 OR s.search LIKE $7)
		ORDER BY b.id LIMIT $2`, q.ID, q.Year, q.Departments == nil, array(q.Departments), like(q.Q))
}

// BudgetEntries lists the entries of a line, oldest first, each with what it left.
func (t *Tx) BudgetEntries(ctx context.Context, line string, q Query) ([]BudgetEntry, string, error) {
	return paged(ctx, t, "list budget entries", q, 1, func(r *BudgetEntry) []string { return number(r.ID) }, `
		SELECT e.id, e.at, e.case_id AS "case", coalesce(c.number, '') AS number, e.seq, e.step, e.row_id AS "row",
			e.kind, e.amount, e.holder, coalesce(h.number, '') AS holdernumber, e.available
		FROM (SELECT *, sum(CASE kind WHEN 'plan' THEN amount WHEN 'spend' THEN 0 ELSE -amount END) OVER (ORDER BY id)
			AS available FROM budget_entries WHERE line = $3) e
		LEFT JOIN cases c ON c.id = e.case_id LEFT JOIN cases h ON h.id = e.holder
		WHERE $1::bigint IS NULL OR e.id > $1 ORDER BY e.id LIMIT $2`, line)
}

// BudgetHold is what one case has reserved, or spent, on a line.
type BudgetHold struct {
	Case   string       `json:"case"`
	Number string       `json:"number"`
	Title  string       `json:"title"`
	Status string       `json:"status"`
	Amount forms.Money  `json:"amount"`
	Whole  *forms.Money `json:"-"` // what the case as a whole is about: its title says it too
}

// BudgetHolds lists the cases a line's reserved money is for, the largest amount first; they add up to it.
func (t *Tx) BudgetHolds(ctx context.Context, line string) ([]BudgetHold, error) {
	return t.budgetByCase(ctx, "list budget holds", line,
		`CASE e.kind WHEN 'spend' THEN -e.amount WHEN 'refund' THEN 0 ELSE e.amount END`)
}

// BudgetSpent lists the cases a line's spent money was for, the largest amount first; they add up to it.
func (t *Tx) BudgetSpent(ctx context.Context, line string) ([]BudgetHold, error) {
	return t.budgetByCase(ctx, "list budget spent", line,
		`CASE WHEN e.kind IN ('spend', 'refund') THEN e.amount ELSE 0 END`)
}

func (t *Tx) budgetByCase(ctx context.Context, what, line, counted string) ([]BudgetHold, error) {
	rows := []BudgetHold{}
	err := t.list(ctx, what, &rows, `
		SELECT c.id AS "case", c.number, c.title, c.status, c.amount AS whole, sum(`+counted+`)::bigint AS amount
		FROM budget_entries e JOIN cases c ON c.id = e.holder
		WHERE e.line = $1 GROUP BY c.id, c.number, c.title, c.status, c.amount HAVING sum(`+counted+`) <> 0
		ORDER BY amount DESC, c.number`, line)
	return rows, err
}
