package store

import (
	"context"

	"github.com/shopspring/decimal"

	"zongwu/forms"
)

// CaseBudget is what a case holds and has spent of a budget line; or, where Number names another case, what it did to
// what that one holds.
type CaseBudget struct {
	Line, Department, Subject string
	Year                      int
	Number                    string // "" for its own
	Reserved, Spent           forms.Money
}

// CasePayable is what is owed for what a case accepted; or, where Number names another case, what it did to what is
// owed for that one's.
type CasePayable struct {
	PayableRow // Number is "" for its own
}

// CaseStock is what a case brought into a store and took out; or, where Number names another case, what either of the
// two gave back for the other.
type CaseStock struct {
	Item, Name, Unit, Store string
	Number                  string // "" for its own
	Quantity                decimal.Decimal
	Value                   forms.Money
}

// CaseBudgets lists what a case moved in the budget, its own first; what came to nothing is left out.
func (t *Tx) CaseBudgets(ctx context.Context, caseID string) ([]CaseBudget, error) {
	rows := []CaseBudget{}
	err := t.list(ctx, "list budgets of case", &rows, `
		SELECT line, department, subject, year, number, reserved, spent FROM (
			SELECT b.id AS line, b.department, b.subject, b.year, CASE e.holder WHEN $1 THEN '' ELSE h.number END AS number,
				sum(CASE e.kind WHEN 'spend' THEN -e.amount WHEN 'refund' THEN 0 ELSE e.amount END)::bigint AS reserved,
				sum(CASE WHEN e.kind IN ('spend', 'refund') THEN e.amount ELSE 0 END)::bigint AS spent
			FROM budget_entries e JOIN budget_lines b ON b.id = e.line JOIN cases h ON h.id = e.holder
			WHERE e.holder = $1 OR e.case_id = $1 AND e.case_id <> ''
			GROUP BY b.id, b.department, b.subject, b.year, e.holder, h.number
		) m WHERE reserved <> 0 OR spent <> 0 ORDER BY number, line`, caseID)
	return rows, err
}

// CasePayables lists what a case moved in what is owed, its own first.
func (t *Tx) CasePayables(ctx context.Context, caseID string) ([]CasePayable, error) {
	rows := []CasePayable{}
	err := t.list(ctx, "list payables of case", &rows, `
		SELECT p.id, p.supplier, p.case_id AS "case", '' AS number, p.year, p.at, p.owed, p.accepted, p.returned,
			p.invoiced, p.paid
		FROM payables p WHERE p.case_id = $1
		UNION ALL
		SELECT p.id, p.supplier, p.case_id AS "case", c.number, p.year, p.at,
			sum(CASE e.kind WHEN 'invoice' THEN 0 ELSE e.amount END)::bigint AS owed,
			sum(CASE e.kind WHEN 'owe' THEN e.amount ELSE 0 END)::bigint AS accepted,
			-sum(CASE e.kind WHEN 'return' THEN e.amount ELSE 0 END)::bigint AS returned,
			sum(CASE e.kind WHEN 'invoice' THEN e.amount ELSE 0 END)::bigint AS invoiced,
			-sum(CASE e.kind WHEN 'pay' THEN e.amount ELSE 0 END)::bigint AS paid
		FROM payable_entries e JOIN payables p ON p.id = e.payable JOIN cases c ON c.id = p.case_id
		WHERE e.case_id = $1 AND p.case_id <> $1 GROUP BY p.id, p.supplier, p.case_id, c.number, p.year, p.at
		ORDER BY number, id`, caseID)
	return rows, err
}

// CaseStocks lists what a case moved in the stores, its own first; what came to nothing is left out.
func (t *Tx) CaseStocks(ctx context.Context, caseID string) ([]CaseStock, error) {
	rows := []CaseStock{}
	err := t.list(ctx, "list stock of case", &rows, `
		SELECT m.item, i.name, i.unit, m.store, coalesce(c.number, '') AS number, m.quantity, m.value FROM (
			SELECT item, store, CASE case_id WHEN $1 THEN of_case ELSE case_id END AS other, sum(quantity) AS quantity,
				sum(value)::bigint AS value
			FROM stock_entries WHERE case_id = $1 OR of_case = $1 GROUP BY 1, 2, 3
		) m JOIN items i ON i.id = m.item LEFT JOIN cases c ON c.id = m.other
		WHERE m.quantity <> 0 OR m.value <> 0 ORDER BY number, m.item, m.store`, caseID)
	return rows, err
}
