package store

import (
	"context"
	"errors"
	"time"

	"github.com/shopspring/decimal"

	"zongwu/forms"
)

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
