package store

import (
	"context"
	"strconv"

	"github.com/shopspring/decimal"

	"zongwu/forms"
)

// Returnable is what a case accepted of a line, in one lot where it went into a store, and has not returned.
type Returnable struct {
	ID                string // the line for its first lot, <line>/<n> for its n-th
	Line, Item        string
	Store             string // "" for what goes into none
	Lot, Expires      string // "" for none
	Supplier          string // "" where nothing is owed for it
	Department        string
	Subject           string
	Year              int
	Received          decimal.Decimal
	Left              decimal.Decimal // in the lot now
	Amount, Unclaimed forms.Money     // what Received is worth; what of it is owed and stands on no payment
}

// quantity is what can go back at most.
func (r *Returnable) quantity() decimal.Decimal {
	if r.Store == "" {
		return r.Received
	}
	return decimal.Max(decimal.Zero, decimal.Min(r.Left, r.Received))
}

// Returnables lists what a case accepted, line by line in the order it came, what has gone back whole among it: an id
// stays that of its lot.
func (t *Tx) Returnables(ctx context.Context, caseID string) ([]Returnable, error) {
	owed, err := t.owedLines(ctx, caseID)
	if err != nil {
		return nil, err
	}
	receipts, err := t.receipts(ctx, caseID)
	if err != nil {
		return nil, err
	}
	lots, err := t.lotsOf(ctx, caseID)
	if err != nil {
		return nil, err
	}
	var rows []Returnable
	stored := map[string]bool{}
	for _, r := range receipts {
		stored[r.Line] = true
		row := Returnable{
			Line: r.Line, Item: r.Item, Store: r.Store, Lot: r.Lot, Supplier: r.Supplier, Year: r.Year,
			Received: r.Quantity, Left: lots[lotKey{r.Store, r.Item, r.Lot, r.Expires}], Amount: r.Value,
		}
		if r.Expires != "infinity" {
			row.Expires = r.Expires
		}
		for i := range owed {
			if o := &owed[i]; o.Line == r.Line && o.Year == r.Year && o.Supplier == r.Supplier {
				row.Department, row.Subject = o.Department, o.Subject
				row.Unclaimed = min(max(0, r.Value), o.Open) // one claim is no reason to keep two lots' reservations
				o.Open -= row.Unclaimed
			}
		}
		rows = append(rows, row)
	}
	for _, o := range owed {
		if !stored[o.Line] {
			rows = append(rows, Returnable{
				Line: o.Line, Item: o.Item, Supplier: o.Supplier, Department: o.Department, Subject: o.Subject, Year: o.Year,
				Received: o.Quantity, Left: o.Quantity, Amount: o.Amount, Unclaimed: o.Open,
			})
		}
	}
	numbered := map[string]int{}
	for i := range rows {
		rows[i].ID = rows[i].Line
		if numbered[rows[i].Line]++; numbered[rows[i].Line] > 1 {
			rows[i].ID += "/" + strconv.Itoa(numbered[rows[i].Line])
		}
	}
	return rows, nil
}

// owedLine is what a case accepted and kept of a line, out of one year's budget.
type owedLine struct {
	Line, Item, Supplier, Department, Subject string
	Year                                      int
	Quantity                                  decimal.Decimal
	Amount, Open                              forms.Money
}

func (t *Tx) owedLines(ctx context.Context, caseID string) ([]owedLine, error) {
	var lines []owedLine
	err := t.list(ctx, "read lines of payables", &lines, `
		SELECT l.line, l.item, p.supplier, l.department, l.subject, p.year,
			l.accepted_quantity - l.returned_quantity AS quantity, l.accepted - l.returned AS amount,
			greatest(l.accepted - l.returned - l.invoiced, 0) AS open
		FROM payables p JOIN payable_lines l ON l.payable = p.id
		WHERE p.case_id = $1 ORDER BY p.at, p.id, length(l.line), l.line`, caseID)
	return lines, err
}

type lotKey struct{ Store, Item, Lot, Expires string }

// lotsOf reads what the lots a case received still hold.
func (t *Tx) lotsOf(ctx context.Context, caseID string) (map[lotKey]decimal.Decimal, error) {
	var found []struct {
		lotKey
		Quantity decimal.Decimal
	}
	err := t.list(ctx, "read lots of case", &found, `
		SELECT l.store, l.item, l.lot, l.expires::text, l.quantity FROM stock_lots l
		WHERE (l.store, l.item, l.lot, l.expires) IN (SELECT store, item, lot, expires FROM stock_entries
			WHERE case_id = $1 AND case_id <> '' AND kind = 'receive')`, caseID)
	lots := make(map[lotKey]decimal.Decimal, len(found))
	for _, f := range found {
		lots[f.lotKey] = f.Quantity
	}
	return lots, err
}

func (t *Tx) returnableRows(ctx context.Context, caseID string) (any, error) {
	all, err := t.Returnables(ctx, caseID)
	rows := []forms.Data{}
	for _, r := range all {
		if !r.quantity().IsPositive() {
			continue
		}
		row := known(forms.Data{
			"id": r.ID, "of": r.Line, "item": r.Item, "store": r.Store, "lot": r.Lot, "expires": r.Expires,
			"supplier": r.Supplier, "department": r.Department, "subject": r.Subject, "received": r.Received,
			"left": r.Left, "qty": r.quantity(), "amount": r.Amount,
		})
		if r.Year != 0 {
			row["year"] = int64(r.Year)
		}
		rows = append(rows, row)
	}
	return rows, err
}

// returnable finds a row of Returnables by its id, nil where there is none.
func (t *Tx) returnable(ctx context.Context, caseID, id string) (*Returnable, error) {
	all, err := t.Returnables(ctx, caseID)
	for i := range all {
		if all[i].ID == id {
			return &all[i], err
		}
	}
	return nil, err
}

// returnValue is what a quantity of a row of Returnables is worth at its own price; all that is left takes the rest.
func (t *Tx) returnValue(ctx context.Context, caseID, id string, quantity decimal.Decimal) (any, error) {
	row, err := t.returnable(ctx, caseID, id)
	switch {
	case err != nil || row == nil:
		return nil, err
	case quantity.GreaterThanOrEqual(row.Received):
		return row.Amount, nil
	}
	return shareOf(row.Amount, decimal.Max(decimal.Zero, quantity), row.Received), nil
}

func (t *Tx) unclaimed(ctx context.Context, caseID, id string) (any, error) {
	row, err := t.returnable(ctx, caseID, id)
	if err != nil || row == nil {
		return forms.Money(0), err
	}
	return row.Unclaimed, nil
}
