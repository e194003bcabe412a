package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"zongwu/forms"
)

// stockTouch is one lot of an item in a store taking in (or giving out, negative) a quantity at a value.
type stockTouch struct {
	store, item, lot, expires string // expires "infinity" for none
	quantity                  decimal.Decimal
	value                     forms.Money
	of                        receiptKey // what a return undoes
}

// writeStock books one touch: the lot, the balance and the entry, in one statement. The stock row must exist.
func (t *Tx) writeStock(ctx context.Context, kind string, s stockTouch, part int, args []any) error {
	return t.exec(ctx, kind+" stock: "+s.item, `
		WITH lot AS (
			INSERT INTO stock_lots (store, item, lot, expires, quantity)
			SELECT $8, $9, $10, $11::date, $12::numeric WHERE $12::numeric > 0
			ON CONFLICT (school, store, item, lot, expires) DO UPDATE
				SET quantity = stock_lots.quantity + excluded.quantity
		), drawn AS (
			UPDATE stock_lots SET quantity = quantity + $12::numeric
			WHERE store = $8 AND item = $9 AND lot = $10 AND expires = $11::date AND $12::numeric < 0
		), entry AS (
			INSERT INTO stock_entries (at, case_id, seq, posting, step, branch, row_id, store, item, lot, expires,
				quantity, value, kind, part, of_case, of_line, of_year)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::date, $12::numeric, $13, $14, $15, $16, $17, $18)
		)
		UPDATE stock SET quantity = quantity + $12::numeric, value = value + $13 WHERE store = $8 AND item = $9`,
		append(args, s.store, s.item, s.lot, s.expires, s.quantity, int64(s.value), kind, part,
			s.of.Case, s.of.Line, s.of.Year)...)
}

// stockKey is what a balance is of.
type stockKey struct{ Store, Item string }

// lockStock locks balances, each named once, in the order of store and item, making those that are not there yet.
func (t *Tx) lockStock(ctx context.Context, wanted []stockKey) error {
	slices.SortFunc(wanted, func(a, b stockKey) int {
		return cmp.Or(cmp.Compare(a.Store, b.Store), cmp.Compare(a.Item, b.Item))
	})
	keys := make([][]any, len(wanted))
	for i, w := range wanted {
		keys[i] = []any{w.Store, w.Item}
	}
	which, args := among([]string{"text", "text"}, keys)
	lock := func() (there []string, err error) {
		err = t.list(ctx, "lock stock", &there, `SELECT item FROM stock
			WHERE (store, item) `+which+` ORDER BY store, item FOR UPDATE`, args...)
		return there, err
	}
	there, err := lock()
	if err != nil || len(there) == len(wanted) {
		return err
	}
	var stores, items []string
	for _, w := range wanted {
		stores, items = append(stores, w.Store), append(items, w.Item)
	}
	err = t.exec(ctx, "open stock", `INSERT INTO stock (store, item)
		SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING`, array(stores), array(items))
	if err != nil {
		return err
	}
	_, err = lock()
	return err
}

// OpenStock books an opening quantity, as an entry without a case.
func (t *Tx) OpenStock(ctx context.Context, d StockData, at time.Time) error {
	if d.Quantity.Sign() <= 0 || d.Value < 0 {
		return fmt.Errorf("open stock of %s: quantity %s, value %s", d.Item, d.Quantity, d.Value)
	}
	if err := t.lockStock(ctx, []stockKey{{d.Store, d.Item}}); err != nil {
		return err
	}
	touch := stockTouch{
		store: d.Store, item: d.Item, lot: d.Lot, expires: orElse(d.Expires, "infinity"),
		quantity: d.Quantity, value: d.Value,
	}
	return t.writeStock(ctx, "opening", touch, 0, []any{at, "", 0, 0, "", "", ""})
}

func (t *Tx) receiveStock(ctx context.Context, p posting) error {
	quantity, err := p.quantity("quantity")
	if err != nil {
		return err
	}
	value, err := p.money("value")
	if err != nil {
		return err
	}
	if quantity.IsZero() && value != 0 {
		return p.wrong("quantity")
	}
	if quantity.IsZero() {
		return nil
	}
	return t.writeStock(ctx, "receive", stockTouch{
		store: p.Inputs.Text("store"), item: p.Inputs.Text("item"), lot: p.Inputs.Text("lot"),
		expires: orElse(p.Inputs.Text("expires"), "infinity"), quantity: quantity, value: value,
	}, 0, p.args())
}

// ownBook says that a store is another department's.
func ownBook(name string) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("%s单独建账，里面的物品只供它的部门领用", name),
		ZhTW: fmt.Sprintf("%s單獨建帳，裡面的物品只供它的部門領用", name),
		En:   fmt.Sprintf("%s keeps a department's own book: only that department is issued what lies there", name),
	}
}

type stockLot struct {
	Lot, Expires string
	Quantity     decimal.Decimal
}

// issueStock takes goods out, where the store keeps one department's own book only for that department: their value is
// the balance's average, the last ones take what is left of it. Lots leave in the order they expire; one that has
// expired leaves only when it is named.
func (t *Tx) issueStock(ctx context.Context, p posting) error {
	wanted, err := p.quantity("quantity")
	if err != nil || wanted.IsZero() {
		return err
	}
	storeID, item := p.Inputs.Text("store"), p.Inputs.Text("item")
	var balance struct {
		Quantity   decimal.Decimal
		Value      forms.Money
		Name       string
		Department string // whose own book the store keeps
	}
	err = t.get(ctx, "read stock", &balance, `SELECT s.quantity, s.value, w.name, w.department
		FROM stock s JOIN stores w ON w.id = s.store WHERE s.store = $1 AND s.item = $2 FOR UPDATE OF s`, storeID, item)
	if err != nil {
		return err
	}
	if balance.Department != "" && balance.Department != p.c.Department {
		return p.refuseInput("item", "store", ownBook(balance.Name))
	}
	lots, err := t.issuableLots(ctx, p, storeID, item)
	if err != nil {
		return err
	}
	there := decimal.Zero
	for _, lot := range lots {
		there = there.Add(lot.Quantity)
	}
	if wanted.GreaterThan(there) {
		return t.refuseStock(ctx, p, there, wanted, balance.Quantity.Sub(there))
	}
	return t.drawStock(ctx, p, "issue", lots, wanted, shareOf(balance.Value, wanted, balance.Quantity))
}

// refuseStock refuses to take more out than there is, and says of what.
func (t *Tx) refuseStock(ctx context.Context, p posting, there, wanted, kept decimal.Decimal) error {
	name, err := t.nameOfItem(ctx, p.Inputs.Text("item"))
	if err != nil {
		return err
	}
	var taken decimal.Decimal
	err = t.get(ctx, "read what was taken", &taken, `SELECT coalesce(-sum(quantity), 0) FROM stock_entries
		WHERE case_id = $1 AND seq = $2 AND store = $3 AND item = $4`, p.c.ID, p.seq, p.Inputs.Text("store"),
		p.Inputs.Text("item"))
	if err != nil {
		return err
	}
	return p.refuseInput("quantity", "stock", tooLittle(name, there, wanted, kept, taken))
}

// drawStock takes a quantity out of lots, one after the other, for a value.
func (t *Tx) drawStock(ctx context.Context, p posting, kind string, lots []stockLot, wanted decimal.Decimal,
	total forms.Money,
) error {
	taken, booked := decimal.Zero, forms.Money(0)
	for part, lot := range lots {
		quantity := decimal.Min(lot.Quantity, wanted.Sub(taken))
		taken = taken.Add(quantity)
		value := shareOf(total, taken, wanted) - booked
		booked += value
		touch := stockTouch{
			store: p.Inputs.Text("store"), item: p.Inputs.Text("item"), lot: lot.Lot, expires: lot.Expires,
			quantity: quantity.Neg(), value: -value,
		}
		if err := t.writeStock(ctx, kind, touch, part, p.args()); err != nil {
			return err
		}
		if taken.Equal(wanted) {
			break
		}
	}
	return nil
}

func (t *Tx) issuableLots(ctx context.Context, p posting, storeID, item string) ([]stockLot, error) {
	var lots []stockLot
	err := t.list(ctx, "read lots", &lots, `SELECT lot, expires::text, quantity FROM stock_lots
		WHERE store = $1 AND item = $2 AND quantity > 0
			AND CASE WHEN $3 = '' THEN expires >= ($4::timestamptz AT TIME ZONE 'Asia/Shanghai')::date ELSE lot = $3 END
		ORDER BY expires, id`, storeID, item, p.Inputs.Text("lot"), p.at)
	return lots, err
}

// shareOf is the part of a value that falls on a part of a quantity, rounded half up to the fen.
func shareOf(value forms.Money, part, whole decimal.Decimal) forms.Money {
	if part.Equal(whole) {
		return value
	}
	exact := decimal.NewFromInt(int64(value)).Mul(part)
	quotient, rest := exact.QuoRem(whole, 0)
	if rest.Mul(decimal.NewFromInt(2)).GreaterThanOrEqual(whole) {
		quotient = quotient.Add(decimal.NewFromInt(1))
	}
	return forms.Money(quotient.IntPart())
}

// StockOnHand is the quantity of an item over all its lots in its own store.
func (t *Tx) StockOnHand(ctx context.Context, item string) (decimal.Decimal, error) {
	var quantity decimal.Decimal
	err := t.get(ctx, "read stock on hand", &quantity, `SELECT coalesce(sum(s.quantity), 0) FROM stock s
		JOIN items i ON i.id = s.item AND i.store = s.store WHERE s.item = $1`, item)
	return quantity, err
}

// issuedValue is what a case has taken out of stores, at what it was bought for, for the lookup `issued_value`.
func (t *Tx) issuedValue(ctx context.Context, id string) (any, error) {
	var value forms.Money
	err := t.get(ctx, "add up what a case issued", &value,
		`SELECT -coalesce(sum(value), 0) FROM stock_entries WHERE case_id = $1 AND kind = 'issue'`, id)
	return value, err
}
