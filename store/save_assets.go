package store

import (
	"context"
	"errors"
)

// Cards are only added here, each with the entry the register's book begins with: what becomes of them later is posted.
const (
	readAssets = `
		SELECT r.id, false AS disabled, r.search, jsonb_strip_nulls(jsonb_build_object('no', r.id, 'name', r.name,
			'category', nullif(r.category, ''), 'quantity', r.quantity, 'room', nullif(r.room, ''),
			'holder', nullif(r.holder, ''), 'state', r.state, 'lent_to', nullif(r.lent_to, ''), 'due', r.due,
			'bought', r.bought, 'guarantee_to', r.guarantee_to, 'life_years', r.life_years, 'price', r.price,
			'worth', ` + bookValue + `, 'repairs', nullif(r.cost, 0))) AS body
		FROM assets r, LATERAL (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS today) now`
	saveAssets = `
		WITH made AS (
			INSERT INTO assets (id, name, category, quantity, room, holder, state, lent_to, due, bought, guarantee_to,
				life_years, price, search)
			SELECT id, body ->> 'name', body ->> 'category', (body ->> 'quantity')::int, body ->> 'room', body ->> 'holder',
				body ->> 'state', coalesce(body ->> 'lent_to', ''), (body ->> 'due')::date, (body ->> 'bought')::date,
				(body ->> 'guarantee_to')::date, (body ->> 'life_years')::int, (body ->> 'price')::bigint, search
			FROM ` + given + `
			RETURNING id, room, holder, state, lent_to, due, price
		)
		INSERT INTO asset_entries (at, case_id, seq, posting, step, branch, row_id, asset, kind, room, holder, state,
			lent_to, due, amount, value)
		SELECT now(), '', 0, 0, '', '', '', id, 'opening', room, holder, state, lent_to, due, 0,
			CASE state WHEN 'written_off' THEN 0 ELSE price END
		FROM made ORDER BY id`
	readLifetimes = `
		SELECT r.id, r.disabled, r.search, jsonb_build_object('category', r.id, 'years', r.years) AS body
		FROM lifetimes r`
	saveLifetimes = `
		INSERT INTO lifetimes (id, years, search) SELECT id, (body ->> 'years')::int, search FROM ` + given + `
		ON CONFLICT (school, id) DO UPDATE SET years = excluded.years, search = excluded.search`
)

// Counting gives, of some rooms, those that are being counted, each with the number of the case that counts it. None of
// them begins to be counted until the transaction ends.
func (t *Tx) Counting(ctx context.Context, rooms []string) (map[string]string, error) {
	places := make([]string, len(rooms))
	for i, room := range rooms {
		places[i] = "room:" + room
	}
	var rows []struct{ Room, Number string }
	err := t.list(ctx, "find counted rooms", &rows,
		`SELECT substr(place, 6) AS room, number FROM hold_places($1, '{}')`, array(places))
	counting := map[string]string{}
	for _, r := range rows {
		counting[r.Room] = r.Number
	}
	return counting, err
}

// CardsCalled are the numbers, in their order, of cards that are called as one of some numbers is, in whichever
// letters. No other card is registered until the transaction ends.
func (t *Tx) CardsCalled(ctx context.Context, numbers []string) ([]string, error) {
	err := t.exec(ctx, "lock numbers of cards", `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, "cards/"+t.School)
	if err != nil {
		return nil, err
	}
	var called []string
	err = t.list(ctx, "find cards by number", &called, `SELECT id FROM assets
		WHERE upper(id) IN (SELECT upper(n) FROM unnest($1::text[]) n) ORDER BY id`, array(numbers))
	return called, err
}

// Unlisted are the categories the list of years of life names, the first of them where they are many, in one text; ""
// where it names the one given, or nothing at all.
func (t *Tx) Unlisted(ctx context.Context, category string) (string, error) {
	var listed string
	err := t.get(ctx, "find listed categories", &listed, `SELECT coalesce((SELECT string_agg(id, '、' ORDER BY id)
			FROM (SELECT id FROM lifetimes WHERE NOT disabled ORDER BY id LIMIT 12) first), '')
		WHERE NOT EXISTS (SELECT FROM lifetimes WHERE id = $1 AND NOT disabled)`, category)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return listed, err
}

// CategoriesWithoutLife are the categories of cards, but of what is written off, that have no years of life.
func (t *Tx) CategoriesWithoutLife(ctx context.Context) ([]string, error) {
	categories := []string{}
	err := t.list(ctx, "find categories without life", &categories, `
		SELECT DISTINCT a.category FROM assets a WHERE a.category <> '' AND a.state <> 'written_off'
			AND NOT EXISTS (SELECT FROM lifetimes l WHERE l.id = a.category AND NOT l.disabled) ORDER BY a.category`)
	return categories, err
}
