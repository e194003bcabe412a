package store

import (
	"context"
	"strings"

	"github.com/shopspring/decimal"

	"zongwu/forms"
)

// returnStock takes goods out of the lot they came in, at the value they came in with. The balance is a moving average
// and may be worth less than that by now, or keep a value without goods: an entry without quantity makes up for it.
func (t *Tx) returnStock(ctx context.Context, p posting) error {
	quantity, err := p.quantity("quantity")
	if err != nil || quantity.IsZero() {
		return err
	}
	value, err := p.money("value")
	if err != nil {
		return err
	}
	touch := stockTouch{
		store: p.Inputs.Text("store"), item: p.Inputs.Text("item"), lot: p.Inputs.Text("lot"),
		expires: orElse(p.Inputs.Text("expires"), "infinity"), quantity: quantity.Neg(), value: -value,
	}
	receipt, err := t.receiptOf(ctx, p, touch)
	if err != nil {
		return err
	}
	var there struct {
		Quantity, Left decimal.Decimal
		Value          forms.Money
	}
	err = t.get(ctx, "read stock", &there, `
		SELECT s.quantity, s.value, coalesce(l.quantity, 0) AS left FROM stock s LEFT JOIN stock_lots l
			ON l.store = s.store AND l.item = s.item AND l.lot = $3 AND l.expires = $4::date
		WHERE s.store = $1 AND s.item = $2 FOR UPDATE OF s`, touch.store, touch.item, touch.lot, touch.expires)
	if err != nil {
		return err
	}
	if quantity.GreaterThan(there.Left) || quantity.GreaterThan(receipt.Quantity) {
		return p.refuseInput("quantity", "stock", cannotReturn(there.Left, receipt.Quantity, quantity))
	}
	if value > receipt.Value {
		return p.wrong("value")
	}
	touch.of = receipt.receiptKey
	if gap := value - there.Value; gap > 0 || quantity.Equal(there.Quantity) && gap != 0 {
		adjust := touch
		adjust.quantity, adjust.value = decimal.Zero, gap
		if err := t.writeStock(ctx, "adjust", adjust, 1, p.args()); err != nil {
			return err
		}
	}
	return t.writeStock(ctx, "return", touch, 0, p.args())
}

// receiptOf finds the receipt a posting returns: of the year it names, or the oldest there is enough of. Its quantity
// is 0 where there is none.
func (t *Tx) receiptOf(ctx context.Context, p posting, touch stockTouch) (receipt, error) {
	caseID := p.Inputs.Text("case")
	line, _, _ := strings.Cut(p.Inputs.Text("line"), "/") // a row of returnable may be named too
	year, given := p.Inputs["year"].(int64)
	found := receipt{receiptKey: receiptKey{Case: caseID, Line: line, Year: int(year)}}
	all, err := t.receipts(ctx, caseID)
	for _, r := range all {
		same := r.Line == line && r.Store == touch.store && r.Item == touch.item && r.Lot == touch.lot &&
			r.Expires == touch.expires
		if !same || given && r.Year != int(year) {
			continue
		}
		if found = r; r.Quantity.GreaterThanOrEqual(touch.quantity.Neg()) {
			break
		}
	}
	return found, err
}

// receiptKey names what a case received on a line and owes in a year (0: it owes nothing for it).
type receiptKey struct {
	Case, Line string
	Year       int
}

// receipt is what a case received of a line in one lot, without what went back.
type receipt struct {
	receiptKey
	Store, Item, Lot, Expires string // "infinity" for none
	Supplier                  string
	Quantity                  decimal.Decimal
	Value                     forms.Money
}

// receipts lists what a case took into stores, in the order it came. What is owed for it was posted with it, for the
// same row.
func (t *Tx) receipts(ctx context.Context, caseID string) ([]receipt, error) {
	var all []receipt
	err := t.list(ctx, "read receipts", &all, `
		WITH came AS (
			SELECT r.row_id AS line, r.store, r.item, r.lot, r.expires, coalesce(o.year, 0) AS year,
				coalesce(max(o.supplier), '') AS supplier, min(r.id) AS first, sum(r.quantity) AS quantity,
				sum(r.value) AS value
			FROM stock_entries r LEFT JOIN LATERAL (
				SELECT p.year, p.supplier FROM payable_entries e JOIN payables p ON p.id = e.payable
				WHERE e.case_id = r.case_id AND e.seq = r.seq AND e.branch = r.branch AND e.row_id = r.row_id
					AND e.kind = 'owe' LIMIT 1
			) o ON true
			WHERE r.case_id = $1 AND r.case_id <> '' AND r.kind = 'receive' GROUP BY 1, 2, 3, 4, 5, 6
		)
		SELECT $1::text AS "case", c.line, c.year, c.store, c.item, c.lot, c.expires::text, c.supplier,
			c.quantity + coalesce(sum(b.quantity), 0) AS quantity, (c.value + coalesce(sum(b.value), 0))::bigint AS value
		FROM came c LEFT JOIN stock_entries b ON b.of_case = $1 AND b.of_case <> '' AND b.kind = 'return'
			AND b.of_line = c.line AND b.of_year = c.year AND b.store = c.store AND b.item = c.item AND b.lot = c.lot
			AND b.expires = c.expires
		GROUP BY c.line, c.year, c.store, c.item, c.lot, c.expires, c.supplier, c.first, c.quantity, c.value
		ORDER BY c.first`, caseID)
	return all, err
}
