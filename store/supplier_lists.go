package store

import (
	"context"
	"time"

	"zongwu/forms"
)

// SupplierPayable is what is owed to a supplier for a case, with what the case is about.
type SupplierPayable struct {
	PayableRow
	Title  string
	Status string
	Whole  *forms.Money // what the case as a whole is about: its title says it too
}

// SupplierPayables lists what was accepted from one supplier, the newest case first.
func (t *Tx) SupplierPayables(ctx context.Context, supplier string, q Query) ([]SupplierPayable, string, error) {
	key := func(r *SupplierPayable) []string { return []string{r.At.UTC().Format(time.RFC3339Nano), r.ID} }
	return paged(ctx, t, "list payables of supplier", q, 2, key, `
		SELECT p.id, p.supplier, p.case_id AS "case", c.number, p.year, p.at, p.owed, p.accepted, p.returned,
			p.invoiced, p.paid, c.title, c.status, c.amount AS whole
		FROM payables p JOIN cases c ON c.id = p.case_id
		WHERE ($1::timestamptz IS NULL OR (p.at, p.id) < ($1, $2::text)) AND p.supplier = $4
		ORDER BY p.at DESC, p.id DESC LIMIT $3`, supplier)
}

// SupplierEntry is one change of what is owed to a supplier: for which case, and what was owed after it.
type SupplierEntry struct {
	PayableEntry
	Of       string // the case it is for; Case is the one that posted it
	OfNumber string
	Left     forms.Money
}

// SupplierEntries lists all changes of what is owed to a supplier, or of one payable, oldest first; the other of the
// two is empty. A page's cursor carries what was left to the next one.
func (t *Tx) SupplierEntries(ctx context.Context, supplier, payable string, q Query) ([]SupplierEntry, string, error) {
	key := func(r *SupplierEntry) []string { return append(number(r.ID), fenText(r.Left)) }
	return paged(ctx, t, "list entries of supplier", q, 2, key, `
		SELECT e.id, e.at, e.case_id AS "case", c.number, e.seq, e.step, e.line, e.item, e.kind, e.quantity, e.amount,
			e.of, h.number AS ofnumber, e.left_over AS left
		FROM (
			SELECT *, (coalesce($2::bigint, 0) + sum(CASE kind WHEN 'invoice' THEN 0 ELSE amount END)
				OVER (ORDER BY id))::bigint AS left_over
			FROM (
				SELECT e.*, p.case_id AS of FROM payable_entries e JOIN payables p ON p.id = e.payable
				WHERE ($4 = '' OR p.supplier = $4) AND ($5 = '' OR p.id = $5) AND ($1::bigint IS NULL OR e.id > $1)
				ORDER BY e.id LIMIT $3
			) part
		) e JOIN cases c ON c.id = e.case_id JOIN cases h ON h.id = e.of ORDER BY e.id`, supplier, payable)
}
