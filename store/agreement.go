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
	Entered, Cards       int // things taken into the register and not written off; cards
	EnteredValue, Value  forms.Money
	Seen, Missing, Never int // cards counted and there, counted and not there, not counted yet
}

// Agrees says that ledger, cards and things are the same.
func (a AgreedCategory) Agrees() bool {
	return a.Entered == a.Cards && a.EnteredValue == a.Value && a.Seen == a.Cards
}

// agreedCards are the cards of the register, each with what its entries say and what it was found as last: seen,
// missing, or never counted. A count is one an approved case has done.
const agreedCards = `
	WITH counts AS (
		SELECT DISTINCT ON (e.asset) e.asset, e.kind = 'find' AND e.state <> 'missing' OR e.kind = 'book' AND e.state = 'lent'
			AS seen
		FROM count_entries e JOIN cases c ON c.id = e.case_id
		WHERE e.asset <> '' AND e.kind IN ('book', 'find') AND c.status = 'done'
		ORDER BY e.asset, c.changed_at DESC, e.kind = 'find' AND e.state <> 'missing' DESC, e.id DESC
	), entered AS (
		SELECT asset, sum(CASE WHEN kind IN ('opening', 'register') THEN 1
			WHEN kind = 'write_off' AND state = 'written_off' THEN -1 ELSE 0 END) AS n
		FROM asset_entries GROUP BY asset
	), cards AS (
		SELECT a.id, a.category, a.room, a.price, coalesce(e.n, 0) AS entered, (a.state <> 'written_off')::int AS card,
			CASE WHEN a.state = 'written_off' THEN 'gone' WHEN c.asset IS NULL THEN 'never' WHEN c.seen THEN 'seen'
				ELSE 'missing' END AS found
		FROM assets a LEFT JOIN entered e ON e.asset = a.id LEFT JOIN counts c ON c.asset = a.id
	)`

// Agreement lists how the register agrees with its cards and the things, by category.
func (t *Tx) Agreement(ctx context.Context) ([]AgreedCategory, error) {
	var rows []AgreedCategory
	err := t.list(ctx, "read agreement", &rows, agreedCards+`
		SELECT category, sum(entered)::int AS entered, sum(card)::int AS cards, sum(entered * price)::bigint AS enteredvalue,
			sum(card * price)::bigint AS value, count(*) FILTER (WHERE found = 'seen')::int AS seen,
			count(*) FILTER (WHERE found = 'missing')::int AS missing, count(*) FILTER (WHERE found = 'never')::int AS never
		FROM cards GROUP BY category ORDER BY category`)
	return rows, err
}

// AgreedPlace is a room or a store as it was counted last.
type AgreedPlace struct {
	Place, Name string // room:A101
	Cards       int    // cards there now, or kinds of goods in stock
	Value       forms.Money
	Seen        int // cards that are there now and were found; of a store what was counted right
	At          *time.Time
	Number      string // of the case that counted it, "" where none has
	Differences int    // between that count and the books as they were
}

// AgreedPlaces lists the rooms and stores with things in them, each with its last approved count.
func (t *Tx) AgreedPlaces(ctx context.Context) ([]AgreedPlace, error) {
	var rows []AgreedPlace
	err := t.list(ctx, "read agreed places", &rows, agreedCards+`, places AS (
			SELECT 'room:' || room AS place, count(*)::int AS cards, sum(price)::bigint AS value,
				count(*) FILTER (WHERE found = 'seen')::int AS seen
			FROM cards WHERE card = 1 GROUP BY room
			UNION ALL
			SELECT 'store:' || store, count(*)::int, sum(value)::bigint, 0 FROM stock WHERE quantity > 0 GROUP BY store
		), last AS (
			SELECT DISTINCT ON (e.place) e.place, e.case_id, e.seq, e.posting, c.number, c.changed_at FROM count_entries e
			JOIN cases c ON c.id = e.case_id WHERE e.kind = 'freeze' AND c.status = 'done'
			ORDER BY e.place, c.changed_at DESC, e.id DESC
		), book AS (
			SELECT l.place, b.asset || b.item AS thing, b.quantity, b.state FROM last l JOIN count_entries b
				ON b.case_id = l.case_id AND b.place = l.place AND b.seq = l.seq AND b.posting = l.posting AND b.kind = 'book'
		), found AS (
			SELECT place, thing, sum(quantity) AS quantity, sum(damaged) AS damaged FROM (
				SELECT l.place, coalesce(nullif(f.asset || f.item, ''), f.name) AS thing, f.quantity,
					CASE f.state WHEN 'damaged' THEN f.quantity ELSE 0 END AS damaged,
					f.seq = max(f.seq) OVER (PARTITION BY l.place) AS counts
				FROM last l JOIN count_entries f ON f.case_id = l.case_id AND f.place = l.place AND f.kind = 'find'
			) each WHERE counts GROUP BY place, thing
		), differing AS (
			SELECT coalesce(b.place, f.place) AS place, count(*) FILTER (WHERE coalesce(b.quantity, 0) <> coalesce(f.quantity, 0)
					AND coalesce(b.state, '') <> 'lent' OR f.damaged > 0)::int AS n,
				count(*) FILTER (WHERE b.quantity = f.quantity)::int AS same
			FROM book b FULL JOIN found f ON f.place = b.place AND f.thing = b.thing GROUP BY 1
		)
		SELECT p.place, coalesce(r.name, s.name, p.place) AS name, p.cards, p.value, l.changed_at AS at,
			coalesce(l.number, '') AS number, coalesce(d.n, 0) AS differences,
			CASE WHEN s.id IS NULL THEN p.seen ELSE coalesce(d.same, 0) END AS seen
		FROM places p LEFT JOIN last l ON l.place = p.place LEFT JOIN differing d ON d.place = p.place
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
