package store

import (
	"context"
	"time"

	"github.com/shopspring/decimal"

	"zongwu/forms"
)

// StockRow is the balance of an item in a store.
type StockRow struct {
	Item     string          `json:"item"`
	Name     string          `json:"name"`
	Unit     string          `json:"unit"`
	Store    string          `json:"store"`
	Quantity decimal.Decimal `json:"quantity"`
	Value    forms.Money     `json:"value"`
	Low      decimal.Decimal `json:"low"` // reorder point
	Category string          `json:"category"`
}

// StockEntry is one movement; what leaves is negative.
type StockEntry struct {
	ID       int64           `json:"id"`
	At       time.Time       `json:"at"`
	Case     string          `json:"case"` // "" for opening entries
	Number   string          `json:"number"`
	OfNumber string          `json:"-"` // of the case whose goods it gives back
	Seq      int             `json:"seq"`
	Step     string          `json:"step"`
	Kind     string          `json:"kind"`
	Store    string          `json:"store"`
	Lot      string          `json:"lot"`
	Expires  *string         `json:"expires"` // 2026-09-01
	Quantity decimal.Decimal `json:"quantity"`
	Value    forms.Money     `json:"value"`
	// Balance is what the item's stores held together after it.
	Balance decimal.Decimal `json:"balance"`
}

// StockLot is what is left of a lot.
type StockLot struct {
	Store    string          `json:"store"`
	Lot      string          `json:"lot"`
	Expires  *string         `json:"expires"`
	Quantity decimal.Decimal `json:"quantity"`
}

// StockQuery narrows balances. Query.ID is an item.
type StockQuery struct {
	Query
	Store string
	Low   bool // below the reorder point
}

// Stock lists balances by item.
func (t *Tx) Stock(ctx context.Context, q StockQuery) ([]StockRow, string, error) {
	return paged(ctx, t, "list stock", q.Query, 2, func(r *StockRow) []string { return []string{r.Item, r.Store} }, `
		SELECT s.item, i.name, i.unit, s.store, s.quantity, s.value, i.low, i.category
		FROM stock s JOIN items i ON i.id = s.item
		WHERE ($1::text IS NULL OR (s.item, s.store) > ($1, $2::text)) AND ($4 = '' OR s.item = $4)
			AND ($5 = '' OR s.store = $5) AND i.search LIKE $6 AND (NOT $7 OR s.quantity < i.low)
		ORDER BY s.item, s.store LIMIT $3`, q.ID, q.Store, like(q.Q), q.Low)
}

// StockEntries lists the movements of an item, oldest first, each with the balance it left; a page's cursor carries the
// balance to the next one.
func (t *Tx) StockEntries(ctx context.Context, item string, q Query) ([]StockEntry, string, error) {
	key := func(r *StockEntry) []string { return append(number(r.ID), r.Balance.String()) }
	return paged(ctx, t, "list stock entries", q, 2, key, `
		SELECT e.id, e.at, e.case_id AS "case", coalesce(c.number, '') AS number, coalesce(o.number, '') AS ofnumber,
			e.seq, e.step, e.kind, e.store, e.lot, nullif(e.expires, 'infinity')::text AS expires, e.quantity, e.value, e.balance
		FROM (
			SELECT *, coalesce($2::numeric, 0) + sum(quantity) OVER (ORDER BY id) AS balance FROM (
				SELECT * FROM stock_entries WHERE item = $4 AND ($1::bigint IS NULL OR id > $1) ORDER BY id LIMIT $3
			) part
		) e
		LEFT JOIN cases c ON c.id = e.case_id LEFT JOIN cases o ON o.id = e.of_case ORDER BY e.id`, item)
}

// StockLots lists the lots of an item that are not used up, in the order they are issued.
func (t *Tx) StockLots(ctx context.Context, item string) ([]StockLot, error) {
	rows := []StockLot{}
	err := t.list(ctx, "list lots", &rows, `SELECT store, lot, nullif(expires, 'infinity')::text AS expires, quantity
		FROM stock_lots WHERE item = $1 AND quantity > 0 ORDER BY store, stock_lots.expires, id`, item)
	return rows, err
}

// ExpiringLot is a lot that is not used up and will not keep.
type ExpiringLot struct {
	ID       int64           `json:"id"`
	Item     string          `json:"item"`
	Name     string          `json:"name"`
	Unit     string          `json:"unit"`
	Store    string          `json:"store"`
	Lot      string          `json:"lot"`
	Expires  string          `json:"expires"`
	Quantity decimal.Decimal `json:"quantity"`
}

// ExpiringLots lists the lots that expire up to a date (2026-09-01), the first to expire first.
func (t *Tx) ExpiringLots(ctx context.Context, q StockQuery, until string) ([]ExpiringLot, string, error) {
	key := func(r *ExpiringLot) []string { return append([]string{r.Expires}, number(r.ID)...) }
	return paged(ctx, t, "list expiring lots", q.Query, 2, key, `
		SELECT l.id, l.item, i.name, i.unit, l.store, l.lot, l.expires::text AS expires, l.quantity
		FROM stock_lots l JOIN items i ON i.id = l.item
		WHERE ($1::date IS NULL OR (l.expires, l.id) > ($1, $2::bigint)) AND l.quantity > 0 AND l.expires <= $4::date
			AND ($5 = '' OR l.store = $5) AND i.search LIKE $6
		ORDER BY l.expires, l.id LIMIT $3`, until, q.Store, like(q.Q))
}
