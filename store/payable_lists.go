package store

import (
	"context"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"zongwu/forms"
)

// PayableRow is what is owed to a supplier for a case, out of a year's budget: what was accepted without what was
// returned and paid; below zero a credit. Invoiced is what payments claim, those that were made among them.
type PayableRow struct {
	ID       string      `json:"id"`
	Supplier string      `json:"supplier"`
	Case     string      `json:"case"`
	Number   string      `json:"number"`
	Year     int         `json:"year"`
	At       time.Time   `json:"at"`
	Owed     forms.Money `json:"owed"`
	Accepted forms.Money `json:"accepted"`
	Returned forms.Money `json:"returned"`
	Invoiced forms.Money `json:"invoiced"`
	Paid     forms.Money `json:"paid"`
}

// PayableEntry is one change of a payable, for a line of its case: owe, return and pay (negative) add up to what is
// owed; invoice is what a payment claims, negative where it gives that back. Case is the one that posted it.
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
		SELECT p.id, p.supplier, p.case_id AS "case", c.number, p.year, p.at, p.owed, p.accepted, p.returned,
			p.invoiced, p.paid
		FROM payables p JOIN cases c ON c.id = p.case_id JOIN suppliers s ON s.id = p.supplier
		WHERE ($1::timestamptz IS NULL OR (p.at, p.id) < ($1, $2::text)) AND ($4 = '' OR p.id = $4)
			AND (s.search LIKE $5 OR lower(c.number) LIKE $5)
		ORDER BY p.at DESC, p.id DESC LIMIT $3`, q.ID, like(q.Q))
}

// PayableSums adds up what SupplierSums lists over all its pages.
func (t *Tx) PayableSums(ctx context.Context, q Query) (PayableRow, error) {
	var sums PayableRow
	if !Storable(q.Q) {
		return sums, nil // nothing is called so
	}
	err := t.get(planAnew(ctx), "sum payables", &sums, `
		SELECT coalesce(sum(p.owed), 0)::bigint AS owed, coalesce(sum(p.accepted), 0)::bigint AS accepted,
			coalesce(sum(p.returned), 0)::bigint AS returned, coalesce(sum(p.invoiced), 0)::bigint AS invoiced,
			coalesce(sum(p.paid), 0)::bigint AS paid
		FROM supplier_sums p JOIN suppliers s ON s.id = p.supplier WHERE s.search LIKE $1 OR `+suppliesCase("$1"),
		like(q.Q))
	return sums, err
}

// SupplierSums lists the suppliers something was ever accepted from, by id, each with what its payables add up to;
// Query.Q finds suppliers, by the numbers of cases too; Query.ID is a supplier. ID, Case, Number and Year are empty, At
// is the last acceptance.
func (t *Tx) SupplierSums(ctx context.Context, q Query) ([]PayableRow, string, error) {
	return paged(ctx, t, "sum payables of suppliers", q, 1, func(r *PayableRow) []string { return []string{r.Supplier} }, `
		SELECT p.supplier, p.accepted_at AS at, p.owed, p.accepted, p.returned, p.invoiced, p.paid
		FROM supplier_sums p JOIN suppliers s ON s.id = p.supplier
		WHERE ($1::text IS NULL OR p.supplier > $1) AND ($3 = '' OR p.supplier = $3)
			AND (s.search LIKE $4 OR `+suppliesCase("$4")+`)
		ORDER BY p.supplier LIMIT $2`, q.ID, like(q.Q))
}

// suppliesCase is the condition that a case of the supplier s has a number like a parameter.
func suppliesCase(like string) string {
	return `EXISTS (SELECT FROM payables o JOIN cases c ON c.id = o.case_id
		WHERE o.supplier = s.id AND lower(c.number) LIKE ` + like + `)`
}

// PayableEntries lists the entries of a payable, oldest first.
func (t *Tx) PayableEntries(ctx context.Context, payable string, q Query) ([]PayableEntry, string, error) {
	return paged(ctx, t, "list payable entries", q, 1, func(r *PayableEntry) []string { return number(r.ID) }, `
		SELECT e.id, e.at, e.case_id AS "case", c.number, e.seq, e.step, e.line, e.item, e.kind, e.quantity, e.amount
		FROM payable_entries e JOIN cases c ON c.id = e.case_id
		WHERE ($1::bigint IS NULL OR e.id > $1) AND e.payable = $3 ORDER BY e.id LIMIT $2`, payable)
}

func number(id int64) []string { return []string{strconv.FormatInt(id, 10)} }
