package store

import (
	"context"

	"github.com/shopspring/decimal"

	"zongwu/forms"
)

// stockBalance is what a store has of an item, and what it is worth.
type stockBalance struct {
	Quantity decimal.Decimal
	Value    forms.Money
}

// adjustStock books what counting found too much or, below zero, too little. What is lost leaves the lots that expire
// first, those that have expired among them: it is not there.
func (t *Tx) adjustStock(ctx context.Context, p posting) error {
	quantity, ok := p.Inputs["quantity"].(decimal.Decimal)
	if !ok || !quantity.Equal(quantity.Truncate(3)) {
		return p.wrong("quantity")
	}
	if quantity.IsZero() {
		return nil
	}
	var balance stockBalance
	err := t.get(ctx, "read stock", &balance,
		`SELECT quantity, value FROM stock WHERE store = $1 AND item = $2 FOR UPDATE`,
		p.Inputs.Text("store"), p.Inputs.Text("item"))
	if err != nil {
		return err
	}
	if quantity.IsPositive() {
		return t.gainStock(ctx, p, quantity, balance)
	}
	return t.loseStock(ctx, p, quantity.Neg(), balance)
}

func (t *Tx) gainStock(ctx context.Context, p posting, quantity decimal.Decimal, balance stockBalance) error {
	value, err := t.gainedValue(ctx, p, quantity, balance)
	if err != nil {
		return err
	}
	return t.writeStock(ctx, "count", stockTouch{
		store: p.Inputs.Text("store"), item: p.Inputs.Text("item"), lot: p.Inputs.Text("lot"),
		expires: orElse(p.Inputs.Text("expires"), "infinity"), quantity: quantity, value: value,
	}, 0, p.args())
}

// gainedValue is what the posting says a gain is worth, or else the average of what is there; of what is not there, the
// last price, or where it was never bought the item's own.
func (t *Tx) gainedValue(ctx context.Context, p posting, quantity decimal.Decimal, balance stockBalance,
) (forms.Money, error) {
	if _, given := p.Inputs["value"]; given {
		return p.money("value")
	}
	if balance.Quantity.IsPositive() {
		return shareOf(balance.Value, quantity, balance.Quantity), nil
	}
	price, known, err := t.LastPrice(ctx, p.Inputs.Text("item"))
	if err == nil && !known {
		err = t.get(ctx, "read item's price", &price, `SELECT price FROM items WHERE id = $1`, p.Inputs.Text("item"))
	}
	return shareOf(price, quantity, decimal.NewFromInt(1)), err
}

func (t *Tx) loseStock(ctx context.Context, p posting, quantity decimal.Decimal, balance stockBalance) error {
	var lots []stockLot
	err := t.list(ctx, "read all lots", &lots, `SELECT lot, expires::text, quantity FROM stock_lots
		WHERE store = $1 AND item = $2 AND quantity > 0 AND ($3::text IS NULL OR lot = $3)
		ORDER BY expires, id`, p.Inputs.Text("store"), p.Inputs.Text("item"), p.Inputs["lot"])
	if err != nil {
		return err
	}
	there := decimal.Zero
	for _, lot := range lots {
		there = there.Add(lot.Quantity)
	}
	if quantity.GreaterThan(there) {
		return t.refuseStock(ctx, p, there, quantity, decimal.Zero)
	}
	return t.drawStock(ctx, p, "count", lots, quantity, shareOf(balance.Value, quantity, balance.Quantity))
}
