package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"zongwu/forms"
	"zongwu/processes"
)

// maxPrices is how many of an item's last prices are told.
const maxPrices = 3

// Asker is who asks a question: a case, while it is being decided on, at a moment. Without one the questions are those
// of a case not begun yet.
type Asker struct {
	Case string
	Year int // its budget's
	At   time.Time
}

// Lookup answers a named question of forms.Lookups; nil is "empty".
func (t *Tx) Lookup(ctx context.Context, asker Asker, name string, args []any) (any, error) {
	texts := make([]string, 2)
	for i, arg := range args {
		if s, ok := arg.(string); ok && i < len(texts) {
			if !Storable(s) {
				return nil, nil //nolint:nilnil // nothing is called so
			}
			texts[i] = s
		}
	}
	switch name {
	case "budget_left":
		year, err := t.reservingYear(ctx, asker)
		if err != nil {
			return nil, err
		}
		left, planned, err := t.BudgetLeft(ctx, texts[0], texts[1], year)
		if err != nil || !planned {
			return nil, err
		}
		return left, nil
	case "last_prices":
		return t.lastPriceRows(ctx, texts[0])
	case "registered":
		var there bool
		err := t.get(ctx, "look for card", &there, `SELECT EXISTS (SELECT FROM assets WHERE upper(id) = upper($1))`, texts[0])
		return there, err
	case "unlisted":
		return emptyText(t.Unlisted(ctx, texts[0]))
	case "under_way":
		return t.underWay(ctx, asker.Case, texts[0], texts[1])
	case "undelivered":
		return t.undelivered(ctx, asker.At)
	case "stock_on_hand", "quota_left", "category_left", "last_price":
		return t.lookupGoods(ctx, asker, name, texts)
	}
	return t.lookupCounted(ctx, asker, name, texts, args)
}

// lookupGoods answers how much there is of goods, what they cost last, and how much of them may be drawn.
func (t *Tx) lookupGoods(ctx context.Context, asker Asker, name string, texts []string) (any, error) {
	switch name {
	case "stock_on_hand":
		return t.StockOnHand(ctx, texts[0])
	case "last_price":
		price, known, err := t.LastPrice(ctx, texts[0])
		if err != nil || !known {
			return nil, err
		}
		return price, nil
	}
	left, err := t.quotaLeft(ctx, texts[0], texts[1], name == "category_left", asker.At)
	if err != nil || left == nil {
		return nil, err
	}
	return *left, nil
}

// lookupOwed answers what is asked about what suppliers are owed, what can go back to them, and what persons owe.
func (t *Tx) lookupOwed(ctx context.Context, name string, texts []string, args []any) (any, error) {
	switch name {
	case "unpaid":
		return t.unpaidRows(ctx, texts[0])
	case "unpaid_suppliers":
		return t.unpaidSuppliers(ctx, texts[0])
	case "returnable":
		return t.returnableRows(ctx, texts[0])
	case "return_value":
		quantity, ok := args[len(args)-1].(decimal.Decimal)
		if !ok {
			return nil, nil //nolint:nilnil // of no quantity there is no value
		}
		return t.returnValue(ctx, texts[0], texts[1], quantity)
	case "owed":
		return t.owedRows(ctx, texts[0])
	case "issued_value":
		return t.issuedValue(ctx, texts[0])
	case "unclaimed":
		return t.unclaimed(ctx, texts[0], texts[1])
	}
	return nil, fmt.Errorf("look up %s: no such lookup", name)
}

// reservingYear is the year in which a case would reserve now.
func (t *Tx) reservingYear(ctx context.Context, asker Asker) (int, error) {
	open, err := t.OpenYear(ctx, asker.At)
	if err != nil || asker.Year == 0 || asker.Year >= open { // of a case that begins nothing is known yet
		return max(open, asker.Year), err
	}
	idle, err := t.idle(ctx, asker.Case)
	if idle {
		return open, err
	}
	return asker.Year, err
}

func (t *Tx) lastPriceRows(ctx context.Context, item string) (any, error) {
	prices, err := t.LastPrices(ctx, item, maxPrices)
	if err != nil {
		return nil, err
	}
	rows := make([]forms.Data, len(prices))
	for i, p := range prices {
		rows[i] = forms.Data{
			"id": strconv.Itoa(i + 1), "case": p.Case, "supplier": p.Supplier, "price": p.Price,
			"date": processes.Day(p.At),
		}
	}
	return rows, nil
}

// emptyText is "empty" for a text of nothing.
func emptyText(text string, err error) (any, error) {
	if err != nil || text == "" {
		return nil, err
	}
	return text, nil
}
