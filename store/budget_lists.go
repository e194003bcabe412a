package store

import (
	"context"
	"strconv"
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

// BudgetYears are the years there are lines of, the latest first. Departments nil is all of them, an empty list none.
func (t *Tx) BudgetYears(ctx context.Context, departments []string) ([]int, error) {
	var years []int
	err := t.list(ctx, "list budget years", &years, `
		SELECT DISTINCT year FROM budget_lines WHERE $1 OR department = ANY($2) ORDER BY year DESC`,
		departments == nil, array(departments))
	return years, err
}

// BudgetEntries lists the entries of a line, oldest first, each with what it left; a page's cursor carries that to the
// next one.
func (t *Tx) BudgetEntries(ctx context.Context, line string, q Query) ([]BudgetEntry, string, error) {
	key := func(r *BudgetEntry) []string { return append(number(r.ID), fenText(r.Available)) }
	return paged(ctx, t, "list budget entries", q, 2, key, `
		SELECT e.id, e.at, e.case_id AS "case", coalesce(c.number, '') AS number, e.seq, e.step, e.row_id AS "row",
			e.kind, e.amount, e.holder, coalesce(h.number, '') AS holdernumber, e.available
		FROM (
			SELECT *, (coalesce($2::bigint, 0) + sum(CASE kind WHEN 'plan' THEN amount WHEN 'spend' THEN 0 ELSE -amount END)
				OVER (ORDER BY id))::bigint AS available
			FROM (
				SELECT * FROM budget_entries WHERE line = $4 AND ($1::bigint IS NULL OR id > $1) ORDER BY id LIMIT $3
			) part
		) e
		LEFT JOIN cases c ON c.id = e.case_id LEFT JOIN cases h ON h.id = e.holder ORDER BY e.id`, line)
}

// fenText is an amount in a cursor.
func fenText(m forms.Money) string { return strconv.FormatInt(int64(m), 10) }

// BudgetHold is what one case has reserved, or spent, on a line.
type BudgetHold struct {
	Case   string       `json:"case"`
	Number string       `json:"number"`
	Title  string       `json:"title"`
	Status string       `json:"status"`
	Amount forms.Money  `json:"amount"`
	Whole  *forms.Money `json:"-"` // what the case as a whole is about: its title says it too
}

// BudgetHolds lists the n cases most of a line's reserved money is for, the largest amount first; all of them add up to
// it.
func (t *Tx) BudgetHolds(ctx context.Context, line string, n int) ([]BudgetHold, error) {
	return t.budgetByCase(ctx, "list budget holds", line, n, "reserved")
}

// BudgetSpent lists the n cases most of a line's spent money was for, the largest amount first; all of them add up to
// it.
func (t *Tx) BudgetSpent(ctx context.Context, line string, n int) ([]BudgetHold, error) {
	return t.budgetByCase(ctx, "list budget spent", line, n, "spent")
}

// budgetByCase names the cases that are shown only: of a year's there are thousands.
func (t *Tx) budgetByCase(ctx context.Context, what, line string, n int, column string) ([]BudgetHold, error) {
	rows := []BudgetHold{}
	err := t.list(ctx, what, &rows, `
		SELECT c.id AS "case", c.number, c.title, c.status, c.amount AS whole, h.amount FROM (
			SELECT holder, `+column+` AS amount FROM budget_holds
			WHERE line = $1 AND `+column+` <> 0 ORDER BY `+column+` DESC LIMIT $2
		) h JOIN cases c ON c.id = h.holder ORDER BY h.amount DESC, c.number`, line, n)
	return rows, err
}
