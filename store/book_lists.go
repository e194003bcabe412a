package store

import (
	"context"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"zongwu/forms"
)

// StockRow is the balance of an item in a store.
type StockRow struct {
	Item     string          `json:"item"`
	Name     string          `json:"name"`
	Unit     string          `json:"unit"`
	Store    string          `json:"store"`
	Quantity decimal.Decimal `json:"quantity"`
	Value    forms.Money     `json:"value"`
	Low      decimal.Decimal `json:"low"` // reorder point
	Category string          `json:"category"`
}

// StockEntry is one movement; what leaves is negative.
type StockEntry struct {
	ID       int64           `json:"id"`
	At       time.Time       `json:"at"`
	Case     string          `json:"case"` // "" for opening entries
	Number   string          `json:"number"`
	Seq      int             `json:"seq"`
	Step     string          `json:"step"`
	Kind     string          `json:"kind"`
	Store    string          `json:"store"`
	Lot      string          `json:"lot"`
	Expires  *string         `json:"expires"` // 2026-09-01
	Quantity decimal.Decimal `json:"quantity"`
	Value    forms.Money     `json:"value"`
}

// StockLot is what is left of a lot.
type StockLot struct {
	Store    string          `json:"store"`
	Lot      string          `json:"lot"`
	Expires  *string         `json:"expires"`
	Quantity decimal.Decimal `json:"quantity"`
}

// Stock lists balances by item; Query.ID is an item, store narrows to one when it is not empty.
func (t *Tx) Stock(ctx context.Context, q Query, store string) ([]StockRow, string, error) {
	return paged(ctx, t, "list stock", q, 2, func(r *StockRow) []string { return []string{r.Item, r.Store} }, `
		SELECT s.item, i.name, i.unit, s.store, s.quantity, s.value, i.low, i.category
		FROM stock s JOIN items i ON i.id = s.item
		WHERE ($1::text IS NULL OR (s.item, s.store) > ($1, $2::text)) AND ($4 = '' OR s.item = $4)
			AND ($5 = '' OR s.store = $5) AND i.search LIKE $6
		ORDER BY s.item, s.store LIMIT $3`, q.ID, store, like(q.Q))
}

// StockEntries lists the movements of an item, oldest first.
func (t *Tx) StockEntries(ctx context.Context, item string, q Query) ([]StockEntry, string, error) {
	return paged(ctx, t, "list stock entries", q, 1, func(r *StockEntry) []string { return number(r.ID) }, `
		SELECT e.id, e.at, e.case_id AS "case", coalesce(c.number, '') AS number, e.seq, e.step, e.kind, e.store, e.lot,
			nullif(e.expires, 'infinity')::text AS expires, e.quantity, e.value
		FROM stock_entries e LEFT JOIN cases c ON c.id = e.case_id
		WHERE ($1::bigint IS NULL OR e.id > $1) AND e.item = $3 ORDER BY e.id LIMIT $2`, item)
}

// StockLots lists the lots of an item that are not used up, in the order they are issued.
func (t *Tx) StockLots(ctx context.Context, item string) ([]StockLot, error) {
	rows := []StockLot{}
	err := t.list(ctx, "list lots", &rows, `SELECT store, lot, nullif(expires, 'infinity')::text AS expires, quantity
		FROM stock_lots WHERE item = $1 AND quantity > 0 ORDER BY store, stock_lots.expires, id`, item)
	return rows, err
}

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

// BudgetEntry is one change of a line: plan, reserve, or release (negative).
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

// BudgetEntries lists the entries of a line, oldest first.
func (t *Tx) BudgetEntries(ctx context.Context, line string, q Query) ([]BudgetEntry, string, error) {
	return paged(ctx, t, "list budget entries", q, 1, func(r *BudgetEntry) []string { return number(r.ID) }, `
		SELECT e.id, e.at, e.case_id AS "case", coalesce(c.number, '') AS number, e.seq, e.step, e.row_id AS "row",
			e.kind, e.amount
		FROM budget_entries e LEFT JOIN cases c ON c.id = e.case_id
		WHERE ($1::bigint IS NULL OR e.id > $1) AND e.line = $3 ORDER BY e.id LIMIT $2`, line)
}

// PayableRow is what is owed to a supplier for a case.
type PayableRow struct {
	ID       string      `json:"id"`
	Supplier string      `json:"supplier"`
	Case     string      `json:"case"`
	Number   string      `json:"number"`
	At       time.Time   `json:"at"`
	Owed     forms.Money `json:"owed"`
	Invoiced forms.Money `json:"invoiced"`
	Paid     forms.Money `json:"paid"`
}

// PayableEntry is one change of a payable, for a line of the case.
type PayableEntry struct {
	ID       int64           `json:"id"`
	At       time.Time       `json:"at"`
	Case     string          `json:"case"`
	Number   string          `json:"number"`
	Seq      int             `json:"seq"`
	Step     string          `json:"step"`
	Line     string          `json:"line"`
	Item     string          `json:"item"`
	Kind     string          `json:"kind"`
	Quantity decimal.Decimal `json:"quantity"`
	Amount   forms.Money     `json:"amount"`
}

// Payables lists what is owed, the newest first; Query.Q finds suppliers and case numbers.
func (t *Tx) Payables(ctx context.Context, q Query) ([]PayableRow, string, error) {
	key := func(r *PayableRow) []string { return []string{r.At.UTC().Format(time.RFC3339Nano), r.ID} }
	return paged(ctx, t, "list payables", q, 2, key, `
		SELECT p.id, p.supplier, p.case_id AS "case", c.number, p.at, p.owed, p.invoiced, p.paid
		FROM payables p JOIN cases c ON c.id = p.case_id JOIN suppliers s ON s.id = p.supplier
		WHERE ($1::timestamptz IS NULL OR (p.at, p.id) < ($1, $2::text)) AND ($4 = '' OR p.id = $4)
			AND (s.search LIKE $5 OR lower(c.number) LIKE $5)
		ORDER BY p.at DESC, p.id DESC LIMIT $3`, q.ID, like(q.Q))
}

// PayableEntries lists the entries of a payable, oldest first.
func (t *Tx) PayableEntries(ctx context.Context, payable string, q Query) ([]PayableEntry, string, error) {
	return paged(ctx, t, "list payable entries", q, 1, func(r *PayableEntry) []string { return number(r.ID) }, `
		SELECT e.id, e.at, e.case_id AS "case", c.number, e.seq, e.step, e.line, e.item, e.kind, e.quantity, e.amount
		FROM payable_entries e JOIN cases c ON c.id = e.case_id
		WHERE ($1::bigint IS NULL OR e.id > $1) AND e.payable = $3 ORDER BY e.id LIMIT $2`, payable)
}

func number(id int64) []string { return []string{strconv.FormatInt(id, 10)} }
