package store

import (
	"context"
	"strings"

	"github.com/shopspring/decimal"

	"zongwu/forms"
)

// lookupCounted answers what is asked about what a case counts, and leaves the rest to what is owed.
func (t *Tx) lookupCounted(ctx context.Context, asker Asker, name string, texts []string, args []any) (any, error) {
	switch name {
	case "places":
		rooms, _ := args[0].([]string)
		stores, _ := args[1].([]string)
		return t.places(ctx, rooms, stores)
	case "in_room":
		return t.inRoom(ctx, texts[0])
	case "counting":
		return t.countingCase(ctx, texts[0])
	case "expected":
		return t.expected(ctx, asker.Case, texts[0])
	case "differences":
		return t.differences(ctx, asker.Case)
	}
	return t.lookupOwed(ctx, name, texts, args)
}

// places are rooms and stores as things that are counted.
func (t *Tx) places(ctx context.Context, rooms, stores []string) ([]forms.Data, error) {
	var found []struct{ ID, Room, Store, Name, Head string }
	err := t.list(ctx, "read places", &found, `
		SELECT 'room:' || id AS id, id AS room, '' AS store, name, head FROM rooms WHERE id = ANY($1)
		UNION ALL
		SELECT 'store:' || id, '', id, name, keeper FROM stores WHERE id = ANY($2) ORDER BY id`, array(rooms), array(stores))
	rows := make([]forms.Data, len(found))
	for i, p := range found {
		rows[i] = known(forms.Data{"id": p.ID, "room": p.Room, "store": p.Store, "name": p.Name, "head": p.Head})
	}
	return rows, err
}

// inRoom are the cards that stand in a room.
func (t *Tx) inRoom(ctx context.Context, room string) ([]forms.Data, error) {
	var cards []struct {
		ID, Name, State string
		Quantity        decimal.Decimal
	}
	err := t.list(ctx, "read room's cards", &cards, `SELECT id, name, state, quantity::numeric FROM assets
		WHERE room = $1 AND state <> 'written_off' ORDER BY id`, room)
	rows := make([]forms.Data, len(cards))
	for i, c := range cards {
		rows[i] = forms.Data{"id": c.ID, "asset": c.ID, "name": c.Name, "state": c.State, "qty": c.Quantity}
	}
	return rows, err
}

// countingCase is the case that counts a room, nil where none does.
func (t *Tx) countingCase(ctx context.Context, room string) (any, error) {
	var id string
	err := t.get(ctx, "read who counts room", &id,
		`SELECT coalesce((SELECT case_id FROM freezes WHERE place = $1), '')`, roomPlace(room))
	if err != nil || id == "" {
		return nil, err
	}
	return id, nil
}

// expected is what the books said of a place when the case froze it last.
func (t *Tx) expected(ctx context.Context, caseID, place string) ([]forms.Data, error) {
	var lines []struct {
		Asset, Item, Name, Unit, State, Sought string
		Quantity                               decimal.Decimal
		Value                                  forms.Money
	}
	err := t.list(ctx, "read expected", &lines, frozenLines+`
		SELECT b.asset, b.item, b.name, coalesce(i.unit, '') AS unit, b.state, b.quantity, b.value,
			coalesce((SELECT string_agg(numbers, '、' ORDER BY numbers) FROM sought s WHERE s.asset = b.asset), '') AS sought
		FROM book b LEFT JOIN items i ON i.id = b.item WHERE b.place = $2 ORDER BY b.part`, caseID, place)
	rows := make([]forms.Data, len(lines))
	for i, l := range lines {
		rows[i] = known(forms.Data{
			"id": l.Asset + l.Item, "asset": l.Asset, "item": l.Item, "name": l.Name, "unit": l.Unit, "state": l.State,
			"qty": l.Quantity, "value": l.Value, "sought": l.Sought,
		})
	}
	return rows, err
}

// frozenLines are the last freezing of each place by case $1: froze, and what the books said then: book. Of its cards
// other counts have settled that some pieces are missing or damaged: into them look the cases that the settled row has
// begun, and those that these have. As long as one is open, and none has written pieces off, they are sought.
const frozenLines = `
	WITH RECURSIVE froze AS (
		SELECT DISTINCT ON (place) place, seq, posting FROM count_entries WHERE case_id = $1 AND kind = 'freeze'
		ORDER BY place, id DESC
	), book AS (
		SELECT e.* FROM count_entries e JOIN froze f ON f.place = e.place AND f.seq = e.seq AND f.posting = e.posting
		WHERE e.case_id = $1 AND e.kind = 'book'
	), begun AS (
		SELECT s.id AS entry, b ->> 'case' AS case_id
		FROM count_entries s JOIN transitions t ON t.case_id = s.case_id AND t.seq >= s.seq,
			jsonb_array_elements(t.body -> 'conduct' -> 'begins') b
		WHERE s.kind = 'settle' AND s.state <> 'right' AND s.case_id <> $1 AND s.asset IN (SELECT asset FROM book)
			AND s.asset <> '' AND jsonb_typeof(t.body -> 'conduct' -> 'begins') = 'array' AND b ->> 'row' = s.row_id
		UNION
		SELECT g.entry, b ->> 'case' FROM begun g JOIN transitions t ON t.case_id = g.case_id,
			jsonb_array_elements(t.body -> 'conduct' -> 'begins') b
		WHERE jsonb_typeof(t.body -> 'conduct' -> 'begins') = 'array'
	), seeking AS (
		SELECT g.entry, string_agg(c.number, '、' ORDER BY c.number) FILTER (WHERE c.status = 'open') AS numbers
		FROM begun g JOIN count_entries s ON s.id = g.entry JOIN cases c ON c.id = g.case_id
		GROUP BY 1 HAVING NOT bool_or(EXISTS (SELECT FROM asset_entries w
			WHERE w.case_id = g.case_id AND w.asset = s.asset AND w.kind = 'write_off'))
	), sought AS (
		SELECT s.asset, s.state AS what, sum(s.quantity) AS quantity,
			string_agg(k.numbers || ' ' || trim_scale(s.quantity), '、' ORDER BY k.numbers) AS numbers
		FROM seeking k JOIN count_entries s ON s.id = k.entry WHERE k.numbers IS NOT NULL GROUP BY 1, 2
	)`

// foundLines are, with frozenLines before them, what case $1 found last at each place, and how what it found differs
// from what the books said: at a place too little (missing) or too much (extra), damaged, cards that belong elsewhere
// (misplaced: beside how many of all the card's pieces), and cards that several places claim to have (twice: one row,
// called by all of them, elsewhere the first that is not theirs by the books). Less of a card than
// the books say is missing only as far as no place has it. What is lent is not missing, and what is sought is neither
// missing nor damaged a second time.
const foundLines = frozenLines + `, counted AS (
		SELECT place, max(seq) AS seq FROM count_entries e WHERE case_id = $1 AND kind = 'find'
			AND seq > (SELECT f.seq FROM froze f WHERE f.place = e.place) GROUP BY place
	), found AS (
		SELECT e.place, e.asset, e.item, CASE WHEN e.asset || e.item = '' THEN e.name ELSE '' END AS name,
			sum(e.quantity) FILTER (WHERE e.state <> 'missing') AS quantity,
			sum(e.quantity) FILTER (WHERE e.state = 'damaged') AS damaged
		FROM count_entries e JOIN counted c ON c.place = e.place AND c.seq = e.seq
		WHERE e.case_id = $1 AND e.kind = 'find' GROUP BY 1, 2, 3, 4
	), held AS (
		SELECT coalesce(b.place, f.place) AS place, coalesce(b.asset, f.asset) AS asset, coalesce(b.item, f.item) AS item,
			coalesce(nullif(f.name, ''), b.name, '') AS name, coalesce(b.state, '') AS state,
			coalesce(b.quantity, 0) AS book, coalesce(f.quantity, 0) AS found, coalesce(f.damaged, 0) AS damaged,
			coalesce(b.value, 0) AS value, b.place IS NOT NULL AS expected
		FROM book b FULL JOIN found f ON f.place = b.place AND f.asset = b.asset AND f.item = b.item AND f.name = ''
	), seen AS (
		SELECT h.asset, count(*) AS places, sum(h.found) AS found, min(h.place) AS place,
			string_agg(coalesce(r.name, h.place) || ' ' || trim_scale(h.found), '、' ORDER BY h.place) AS called,
			min(h.place) FILTER (WHERE NOT h.expected) AS elsewhere
		FROM held h LEFT JOIN rooms r ON 'room:' || r.id = h.place WHERE h.asset <> '' AND h.found > 0 GROUP BY h.asset
	), amiss AS (
		SELECT h.place, h.asset, h.item, h.name, 'damaged' AS what, h.book, h.found,
			h.damaged - coalesce(k.quantity, 0) AS qty, h.value, '' AS called, '' AS elsewhere
		FROM held h LEFT JOIN sought k ON k.asset = h.asset AND k.what = 'damaged'
			WHERE h.damaged > coalesce(k.quantity, 0)
		UNION ALL
		SELECT h.place, h.asset, h.item, h.name, 'misplaced', a.quantity, h.found, h.found, h.value, '', ''
		FROM held h JOIN seen s ON s.asset = h.asset AND s.places = 1 JOIN assets a ON a.id = h.asset
			WHERE NOT h.expected AND h.found > 0 AND a.state <> 'written_off'
		UNION ALL
		SELECT s.place, s.asset, '', a.name, 'twice', a.quantity, s.found, s.found, 0, s.called, s.elsewhere
		FROM seen s JOIN assets a ON a.id = s.asset AND a.state <> 'written_off' WHERE s.places > 1
		UNION ALL
		SELECT h.place, h.asset, h.item, h.name, 'extra', h.book, h.found, h.found - h.book, h.value, '', ''
		FROM held h LEFT JOIN assets a ON a.id = h.asset
			WHERE h.found > h.book AND (h.expected OR h.asset = '' OR a.id IS NULL OR a.state = 'written_off')
		UNION ALL
		SELECT h.place, h.asset, h.item, h.name, 'missing', h.book, coalesce(s.found, h.found),
			h.book - coalesce(s.found, h.found) - coalesce(k.quantity, 0), h.value, '', ''
		FROM held h LEFT JOIN seen s ON s.asset = h.asset LEFT JOIN sought k ON k.asset = h.asset AND k.what = 'missing'
			WHERE h.expected AND coalesce(s.found, h.found) + coalesce(k.quantity, 0) < h.book AND h.state <> 'lent'
	)`

// differences are where what a case found is not what the books said.
func (t *Tx) differences(ctx context.Context, caseID string) ([]forms.Data, error) {
	var lines []struct {
		Place, Called, Elsewhere, Asset, Item, Name, Unit, What, From, Sought string
		Book, Found, Qty                                                      decimal.Decimal
		Value                                                                 forms.Money
	}
	err := t.list(ctx, "read differences", &lines, foundLines+`
		SELECT m.place, coalesce(nullif(m.called, ''), r.name, s.name, m.place) AS called, m.elsewhere, m.asset, m.item,
			coalesce(a.name, i.name, m.name) AS name, coalesce(i.unit, '') AS unit, m.what,
			CASE WHEN m.what IN ('misplaced', 'twice') THEN a.room ELSE '' END AS "from", m.book, m.found, m.qty,
			CASE WHEN m.book > 0 THEN round(m.value * least(m.qty, m.book) / m.book)::bigint ELSE 0 END AS value,
			coalesce(k.numbers, '') AS sought
		FROM amiss m LEFT JOIN sought k ON k.asset = m.asset AND k.what = m.what
			LEFT JOIN assets a ON a.id = m.asset LEFT JOIN items i ON i.id = m.item
			LEFT JOIN rooms r ON 'room:' || r.id = m.place LEFT JOIN stores s ON 'store:' || s.id = m.place
		ORDER BY m.place, m.asset, m.item, m.name, m.what`, caseID)
	rows := make([]forms.Data, len(lines))
	for i, l := range lines {
		kind, id, _ := strings.Cut(orElse(l.Elsewhere, l.Place), ":")
		row := forms.Data{
			"id": l.Place + "/" + orElse(l.Asset+l.Item, l.Name) + "/" + l.What, "what": l.What,
			"at": l.Place, "place": l.Called, "asset": l.Asset, "item": l.Item, "name": l.Name, "unit": l.Unit,
			"from": l.From, "book": l.Book, "found": l.Found, "qty": l.Qty,
			"value": l.Value, "sought": l.Sought, kind: id,
		}
		rows[i] = known(row)
	}
	return rows, err
}
