package store

import (
	"context"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"zongwu/forms"
	"zongwu/processes"
)

// Unpaid is a line of a case on which something stands on no payment yet; below zero the supplier owes it.
type Unpaid struct {
	ID                             string // <case>/<line>; its year behind it where that is not the line's first
	Case, Line, Item               string
	Department, Subject            string // "" where nobody said what budget pays
	Year                           int
	Ordered                        decimal.NullDecimal
	OrderedAmount                  *forms.Money
	Accepted, Returned, Quantity   decimal.Decimal
	AcceptedAmount, ReturnedAmount forms.Money
	Amount                         forms.Money
	AcceptedAt                     time.Time // last
}

// UnpaidLines lists what stands on no payment yet of what a supplier is owed, the oldest first.
func (t *Tx) UnpaidLines(ctx context.Context, supplier string) ([]Unpaid, error) {
	var rows []Unpaid
	err := t.list(ctx, "read unpaid lines", &rows, `
		SELECT p.case_id || '/' || l.line || CASE WHEN p.year = (
				SELECT min(q.year) FROM payables q JOIN payable_lines k ON k.payable = q.id
				WHERE q.case_id = p.case_id AND q.supplier = p.supplier AND k.line = l.line
			) THEN '' ELSE '/' || p.year END AS id, p.case_id AS "case", l.line, l.item, l.department, l.subject, p.year,
			l.ordered_quantity AS ordered, l.ordered AS orderedamount, l.accepted_quantity AS accepted,
			l.accepted AS acceptedamount, l.returned_quantity AS returned, l.returned AS returnedamount,
			l.accepted_quantity - l.returned_quantity - l.invoiced_quantity AS quantity,
			l.accepted - l.returned - l.invoiced AS amount, l.accepted_at AS acceptedat
		FROM payables p JOIN payable_lines l ON l.payable = p.id
		WHERE p.supplier = $1 AND (l.accepted - l.returned <> l.invoiced
			OR l.accepted_quantity - l.returned_quantity <> l.invoiced_quantity)
		ORDER BY p.at, p.id, l.line`, supplier)
	return rows, err
}

func (t *Tx) unpaidRows(ctx context.Context, supplier string) (any, error) {
	lines, err := t.UnpaidLines(ctx, supplier)
	rows := make([]forms.Data, len(lines))
	for i, l := range lines {
		rows[i] = known(forms.Data{
			"id": l.ID, "case": l.Case, "of": l.Line, "item": l.Item, "department": l.Department, "subject": l.Subject,
			"year": int64(l.Year), "accepted": l.Accepted, "accepted_amount": l.AcceptedAmount, "returned": l.Returned,
			"returned_amount": l.ReturnedAmount, "qty": l.Quantity, "amount": l.Amount,
			"accepted_on": processes.Day(l.AcceptedAt),
		})
		if l.Ordered.Valid {
			rows[i]["ordered"] = l.Ordered.Decimal
		}
		if l.OrderedAmount != nil {
			rows[i]["ordered_amount"] = *l.OrderedAmount
		}
	}
	return rows, err
}

// unpaidSuppliers lists whom there is something to pay; who is owed less than he owes waits until he is owed more.
func (t *Tx) unpaidSuppliers(ctx context.Context, settle string) (any, error) {
	var found []struct {
		Supplier string
		Amount   forms.Money
		Since    time.Time
	}
	err := t.list(ctx, "read unpaid suppliers", &found, `
		SELECT p.supplier, sum(l.accepted - l.returned - l.invoiced)::bigint AS amount, min(l.accepted_at) AS since
		FROM payable_lines l JOIN payables p ON p.id = l.payable JOIN suppliers s ON s.id = p.supplier
		WHERE (s.settle = 'monthly') = ($1 = 'monthly') AND (l.accepted - l.returned <> l.invoiced
			OR l.accepted_quantity - l.returned_quantity <> l.invoiced_quantity)
		GROUP BY p.supplier HAVING sum(l.accepted - l.returned - l.invoiced) > 0 ORDER BY p.supplier`, settle)
	rows := make([]forms.Data, len(found))
	for i, f := range found {
		rows[i] = forms.Data{"id": f.Supplier, "supplier": f.Supplier, "amount": f.Amount, "since": processes.Day(f.Since)}
	}
	return rows, err
}

// undelivered lists what open cases hold of closed years beyond what they owe out of them.
func (t *Tx) undelivered(ctx context.Context, at time.Time) (any, error) {
	var found []struct {
		Case, Department, Subject string
		Year                      int
		Held, Owed                forms.Money
	}
	open, err := t.OpenYear(ctx, at)
	if err != nil {
		return nil, err
	}
	err = t.list(ctx, "read undelivered", &found, `
		WITH held AS (
			SELECT h.holder, b.department, b.subject, b.year, h.reserved AS held
			FROM budget_lines b JOIN budget_holds h ON h.line = b.id
			WHERE b.year < $1::int AND b.reserved > 0 AND h.reserved <> 0
		), owed AS (
			SELECT p.case_id, l.department, l.subject, p.year,
				sum(greatest(l.accepted - l.returned - l.paid, 0))::bigint AS owed
			FROM payables p JOIN payable_lines l ON l.payable = p.id WHERE p.year < $1::int GROUP BY 1, 2, 3, 4
		)
		SELECT c.id AS "case", h.department, h.subject, h.year, h.held, coalesce(o.owed, 0) AS owed
		FROM held h JOIN cases c ON c.id = h.holder LEFT JOIN owed o ON o.case_id = h.holder
			AND o.department = h.department AND o.subject = h.subject AND o.year = h.year
		WHERE c.status = 'open' AND h.held > coalesce(o.owed, 0)
		ORDER BY c.created_at, c.id, h.year, h.department, h.subject`, open)
	rows := make([]forms.Data, len(found))
	for i, f := range found {
		rows[i] = forms.Data{
			"id":   fmt.Sprintf("%s/%s/%s/%d", f.Case, f.Department, f.Subject, f.Year),
			"case": f.Case, "department": f.Department, "subject": f.Subject, "year": int64(f.Year),
			"held": f.Held, "owed": f.Owed, "amount": f.Held - f.Owed,
		}
	}
	return rows, err
}

// known leaves out what is empty: an absent column is what expressions take for none.
func known(row forms.Data) forms.Data {
	for name, value := range row {
		if value == "" {
			delete(row, name)
		}
	}
	return row
}
