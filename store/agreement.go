package store

import (
	"context"
	"time"

	"github.com/shopspring/decimal"

	"zongwu/forms"
)

// AgreedCategory is how the register's books, its cards and the things themselves agree, for a category of things:
// what the entries add up to, what the cards say, and what the last approved count of each thing's place found.
type AgreedCategory struct {
	Category             string
	Entered, Cards       int // cards taken into the register and not written off, by the entries; cards
	Pieces               int // the cards stand for
	EnteredValue, Value  forms.Money
	Seen, Missing, Never int // pieces counted and there, counted and not there, not counted yet
}

// Agrees says that ledger, cards and things are the same.
func (a AgreedCategory) Agrees() bool {
	return a.Entered == a.Cards && a.EnteredValue == a.Value && a.Seen == a.Pieces
}

// agreedCards are the cards of the register, each with what its entries say and how many of its pieces were found as
// last, were missing then, or were never counted. A count is one an approved case has done; what is lent is there, and
// so is what it was settled to be after all, and what the count itself has found and taken into the register.
const agreedCards = `
	WITH last AS (
		SELECT DISTINCT ON (e.asset) e.asset, e.case_id FROM count_entries e JOIN cases c ON c.id = e.case_id
		WHERE e.asset <> '' AND e.kind IN ('book', 'find') AND c.status = 'done'
		ORDER BY e.asset, c.changed_at DESC, e.id DESC
	), final AS (
		SELECT case_id, place, max(seq) AS seq FROM count_entries WHERE kind = 'find' GROUP BY 1, 2
	), counts AS (
		SELECT l.asset, bool_or(e.kind = 'book' AND e.state = 'lent') AS lent,
			coalesce(max(e.quantity) FILTER (WHERE e.kind = 'book'), 0) AS book,
			coalesce(sum(e.quantity) FILTER (WHERE e.kind = 'find' AND e.state <> 'missing'
				OR e.kind = 'settle' AND e.state = 'right'), 0) AS found
		FROM last l JOIN count_entries e ON e.asset = l.asset AND e.case_id = l.case_id
			LEFT JOIN final f ON f.case_id = e.case_id AND f.place = e.place
		WHERE e.kind IN ('book', 'settle') OR e.kind = 'find' AND e.seq = f.seq GROUP BY l.asset
	), came AS ( -- with a count that found them on no card
		SELECT DISTINCT g.asset FROM asset_entries g JOIN cases c ON c.id = g.case_id AND c.status = 'done'
		WHERE g.kind = 'register' AND EXISTS (SELECT FROM count_entries f WHERE f.case_id = g.case_id AND f.kind = 'find')
	), entered AS (
		SELECT asset, sum(CASE WHEN kind IN ('opening', 'register') AND state <> 'written_off' THEN 1
			WHEN kind = 'write_off' AND state = 'written_off' THEN -1 ELSE 0 END) AS n, sum(value) AS value
		FROM asset_entries GROUP BY asset
	), held AS (
		SELECT a.id, a.category, a.room, a.price, coalesce(e.n, 0) AS entered,
			coalesce(e.value, 0) AS entered_value, (a.state <> 'written_off')::int AS card,
			CASE a.state WHEN 'written_off' THEN 0 ELSE a.quantity END AS pieces, coalesce(c.book - c.found, 0) AS short,
			CASE WHEN a.state = 'written_off' OR coalesce(c.asset, n.asset) IS NULL THEN 0
				WHEN c.asset IS NULL OR c.lent THEN a.quantity ELSE least(c.found, a.quantity) END AS seen
		FROM assets a LEFT JOIN entered e ON e.asset = a.id LEFT JOIN counts c ON c.asset = a.id
			LEFT JOIN came n ON n.asset = a.id
	), cards AS (
		SELECT h.*, least(pieces - seen, greatest(short, 0)) AS missing FROM held h
	)`

// Agreement lists how the register agrees with its cards and the things, by category.
func (t *Tx) Agreement(ctx context.Context) ([]AgreedCategory, error) {
	var rows []AgreedCategory
	err := t.list(ctx, "read agreement", &rows, agreedCards+`
		SELECT category, sum(entered)::int AS entered, sum(card)::int AS cards, sum(pieces)::int AS pieces,
			sum(entered_value)::bigint AS enteredvalue, sum(card * price)::bigint AS value, sum(seen)::int AS seen,
			sum(missing)::int AS missing, sum(pieces - seen - missing)::int AS never
		FROM cards GROUP BY category ORDER BY category`)
	return rows, err
}

// AgreedPlace is a room or a store as it was counted last.
type AgreedPlace struct {
	Place, Name   string // room:A101
	Cards, Pieces int    // of a room: cards there now, and what they stand for
	Kinds         int    // of a store: kinds of goods in stock
	Value         forms.Money
	Seen          int // pieces of the cards that are there now and were found; of a store kinds that were counted right
	At            *time.Time
	Number        string // of the case that counted it, "" where none has
	Differences   int    // between that count and the books as they were
}

// AgreedPlaces lists the rooms and stores with things in them, each with its last approved count.
func (t *Tx) AgreedPlaces(ctx context.Context) ([]AgreedPlace, error) {
	var rows []AgreedPlace
	err := t.list(ctx, "read agreed places", &rows, agreedCards+`, places AS (
			SELECT 'room:' || room AS place, count(*)::int AS cards, sum(pieces)::int AS pieces, 0 AS kinds,
				sum(price)::bigint AS value, sum(seen)::int AS seen
			FROM cards WHERE card = 1 GROUP BY room
			UNION ALL
			SELECT 'store:' || store, 0, 0, count(*)::int, sum(value)::bigint, 0 FROM stock WHERE quantity > 0 GROUP BY store
		), counted AS (
			SELECT DISTINCT ON (e.place) e.place, e.case_id, e.seq, e.posting, c.number, c.changed_at FROM count_entries e
			JOIN cases c ON c.id = e.case_id WHERE e.kind = 'freeze' AND c.status = 'done'
			ORDER BY e.place, c.changed_at DESC, e.id DESC
		), book AS (
			SELECT l.place, b.asset || b.item AS thing, b.quantity, b.state FROM counted l JOIN count_entries b
				ON b.case_id = l.case_id AND b.place = l.place AND b.seq = l.seq AND b.posting = l.posting AND b.kind = 'book'
		), found AS (
			SELECT place, thing, sum(quantity) AS quantity, sum(damaged) AS damaged FROM (
				SELECT l.place, coalesce(nullif(f.asset || f.item, ''), f.name) AS thing, f.quantity,
					CASE f.state WHEN 'damaged' THEN f.quantity ELSE 0 END AS damaged,
					f.seq = max(f.seq) OVER (PARTITION BY l.place) AS counts
				FROM counted l JOIN count_entries f ON f.case_id = l.case_id AND f.place = l.place AND f.kind = 'find'
				UNION ALL
				SELECT l.place, f.asset || f.item, f.quantity, 0, true
				FROM counted l JOIN count_entries f ON f.case_id = l.case_id AND f.place = l.place AND f.kind = 'settle'
					AND f.state = 'right'
			) each WHERE counts GROUP BY place, thing
		), differing AS (
			SELECT coalesce(b.place, f.place) AS place, count(*) FILTER (WHERE coalesce(b.quantity, 0) <> coalesce(f.quantity, 0)
					AND coalesce(b.state, '') <> 'lent' OR f.damaged > 0)::int AS n,
				count(*) FILTER (WHERE b.quantity = f.quantity)::int AS same
			FROM book b FULL JOIN found f ON f.place = b.place AND f.thing = b.thing GROUP BY 1
		)
		SELECT p.place, coalesce(r.name, s.name, p.place) AS name, p.cards, p.pieces, p.kinds, p.value, l.changed_at AS at,
			coalesce(l.number, '') AS number, coalesce(d.n, 0) AS differences,
			CASE WHEN s.id IS NULL THEN p.seen ELSE coalesce(d.same, 0) END AS seen
		FROM places p LEFT JOIN counted l ON l.place = p.place LEFT JOIN differing d ON d.place = p.place
			LEFT JOIN rooms r ON 'room:' || r.id = p.place LEFT JOIN stores s ON 'store:' || s.id = p.place
		ORDER BY p.place`)
	return rows, err
}

// AgreedStock is how the books of a store's goods agree: what the entries add up to, the balance, and the lots.
type AgreedStock struct {
	Store, Name           string
	Items                 int
	Entered, Balance, Lot decimal.Decimal
	EnteredValue, Value   forms.Money
}

// Agrees says that entries, balance and lots are the same.
func (a AgreedStock) Agrees() bool {
	return a.Entered.Equal(a.Balance) && a.Lot.Equal(a.Balance) && a.EnteredValue == a.Value
}

// AgreedStocks lists how the books of each store agree.
func (t *Tx) AgreedStocks(ctx context.Context) ([]AgreedStock, error) {
	var rows []AgreedStock
	err := t.list(ctx, "read agreed stocks", &rows, `
		SELECT s.id AS store, s.name, coalesce(b.items, 0)::int AS items, coalesce(e.quantity, 0) AS entered,
			coalesce(b.quantity, 0) AS balance, coalesce(l.quantity, 0) AS lot, coalesce(e.value, 0)::bigint AS enteredvalue,
			coalesce(b.value, 0)::bigint AS value
		FROM stores s
		LEFT JOIN (SELECT store, count(*) FILTER (WHERE quantity > 0) AS items, sum(quantity) AS quantity, sum(value) AS value
			FROM stock GROUP BY store) b ON b.store = s.id
		LEFT JOIN (SELECT store, sum(quantity) AS quantity, sum(value) AS value FROM stock_entries GROUP BY store) e
			ON e.store = s.id
		LEFT JOIN (SELECT store, sum(quantity) AS quantity FROM stock_lots GROUP BY store) l ON l.store = s.id
		ORDER BY s.id`)
	return rows, err
}
