package store

import (
	"context"
	"errors"
	"time"

	"github.com/shopspring/decimal"

	"zongwu/forms"
)

// owePayable owes a supplier for a quantity accepted on a line of the case. One payable per supplier and case, named
// after both: "s1-CG-2026-0007".
func (t *Tx) owePayable(ctx context.Context, p posting) error {
	quantity, err := p.quantity("quantity")
	if err != nil {
		return err
	}
	amount, err := p.money("amount")
	if err != nil || quantity.IsZero() && amount == 0 {
		return err
	}
	supplier := p.Inputs.Text("supplier")
	id := supplier + "-" + p.c.Number
	return t.exec(ctx, "owe "+id, `
		WITH payable AS (
			INSERT INTO payables (id, supplier, case_id, at, owed) VALUES ($8, $13, $2, $1, $12)
			ON CONFLICT (school, id) DO UPDATE SET owed = payables.owed + excluded.owed
		), line AS (
			INSERT INTO payable_lines (payable, line, item, owed_quantity, owed) VALUES ($8, $9, $10, $11, $12)
			ON CONFLICT (school, payable, line) DO UPDATE SET owed = payable_lines.owed + excluded.owed,
				owed_quantity = payable_lines.owed_quantity + excluded.owed_quantity
		)
		INSERT INTO payable_entries (at, case_id, seq, posting, step, branch, row_id, payable, line, item, quantity,
			amount, kind)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'owe')`,
		p.args(id, p.Inputs.Text("line"), p.Inputs.Text("item"), quantity, int64(amount), supplier)...)
}

// PaidPrice is a unit price at which an item was accepted.
type PaidPrice struct {
	Case, Supplier string
	At             time.Time
	Price          forms.Money // per base unit
}

// LastPrices are the prices in fen per base unit at which an item was last accepted, the latest first. Deliveries in
// parts of one line are one price.
func (t *Tx) LastPrices(ctx context.Context, item string, n int) ([]PaidPrice, error) {
	var rows []struct {
		CaseID, Supplier string
		At               time.Time
		Quantity         decimal.Decimal
		Amount           forms.Money
	}
	err := t.list(ctx, "read last prices", &rows, `
		SELECT e.case_id AS caseid, p.supplier, max(e.at) AS at, sum(e.quantity) AS quantity, sum(e.amount) AS amount
		FROM (
			SELECT id, at, case_id, payable, line, quantity, amount FROM payable_entries
			WHERE item = $1 AND kind = 'owe' AND quantity > 0 ORDER BY id DESC LIMIT 50
		) e JOIN payables p ON p.id = e.payable
		GROUP BY e.case_id, e.payable, e.line, p.supplier ORDER BY max(e.id) DESC LIMIT $2`, item, n)
	prices := make([]PaidPrice, len(rows))
	for i, r := range rows {
		prices[i] = PaidPrice{
			Case: r.CaseID, Supplier: r.Supplier, At: r.At, Price: shareOf(r.Amount, decimal.NewFromInt(1), r.Quantity),
		}
	}
	return prices, err
}

// LastPrice is the price in fen per base unit at which an item was last accepted; false when it never was.
func (t *Tx) LastPrice(ctx context.Context, item string) (forms.Money, bool, error) {
	var last struct {
		Quantity decimal.Decimal
		Amount   forms.Money
	}
	err := t.get(ctx, "read last price", &last, `SELECT quantity, amount FROM payable_entries
		WHERE item = $1 AND kind = 'owe' AND quantity > 0 ORDER BY id DESC LIMIT 1`, item)
	if errors.Is(err, ErrNotFound) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	return shareOf(last.Amount, decimal.NewFromInt(1), last.Quantity), true, nil
}
