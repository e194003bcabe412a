package store

import (
	"context"
	"fmt"
)

// Lookup answers a named question of forms.Lookups; nil is "empty".
func (t *Tx) Lookup(ctx context.Context, name string, args []any) (any, error) {
	texts := make([]string, 2)
	for i, arg := range args {
		if s, ok := arg.(string); ok && i < len(texts) {
			texts[i] = s
		}
	}
	switch name {
	case "budget_left":
		return t.BudgetLeft(ctx, texts[0], texts[1])
	case "stock_on_hand":
		return t.StockOnHand(ctx, texts[0])
	case "last_price":
		price, known, err := t.LastPrice(ctx, texts[0])
		if err != nil || !known {
			return nil, err
		}
		return price, nil
	}
	return nil, fmt.Errorf("look up %s: no such lookup", name)
}
