package store

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"zongwu/forms"
)

// issuedLot is what a case has issued of a lot and not taken back.
type issuedLot struct {
	stockLot
	Value forms.Money
}

// takeBackStock puts goods this case has issued into the store again: into the lots they left, those that expire last
// first, at the value they left with. The entries are of the kind, with the other sign (红字).
func (t *Tx) takeBackStock(ctx context.Context, p posting) error {
	wanted, err := p.quantity("quantity")
	if err != nil || wanted.IsZero() {
		return err
	}
	storeID, item := p.Inputs.Text("store"), p.Inputs.Text("item")
	var lots []issuedLot
	err = t.list(ctx, "read issued lots", &lots, `
		SELECT lot, expires::text, -sum(quantity) AS quantity, -sum(value)::bigint AS value FROM stock_entries
		WHERE case_id = $1 AND store = $2 AND item = $3 AND kind = 'issue'
		GROUP BY lot, stock_entries.expires HAVING sum(quantity) < 0 ORDER BY stock_entries.expires DESC, lot`,
		p.c.ID, storeID, item)
	if err != nil {
		return err
	}
	open := wanted
	for part, lot := range lots {
		quantity := decimal.Min(lot.Quantity, open)
		if !quantity.IsPositive() {
			break
		}
		open = open.Sub(quantity)
		touch := stockTouch{
			store: storeID, item: item, lot: lot.Lot, expires: lot.Expires, quantity: quantity,
			value: shareOf(lot.Value, quantity, lot.Quantity),
		}
		if err := t.writeStock(ctx, "issue", touch, part, p.args()); err != nil {
			return err
		}
	}
	if open.IsPositive() {
		return p.refuseInput("quantity", "stock", beyondIssued(wanted.Sub(open), wanted))
	}
	return nil
}

func beyondIssued(issued, wanted decimal.Decimal) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("该单据发出未退的只有 %s，不能退回 %s", issued, wanted),
		ZhTW: fmt.Sprintf("該單據發出未退的只有 %s，不能退回 %s", issued, wanted),
		En:   fmt.Sprintf("The case has issued %s and not taken back: %s cannot come back", issued, wanted),
	}
}
