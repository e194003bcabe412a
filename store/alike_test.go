package store_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zongwu/forms"
	"zongwu/store"
	"zongwu/store/storetest"
)

// Cases like one are those found by going through all of its department's.
func TestAlikeIsWhatGoingThroughAllCasesFinds(t *testing.T) {
	db := storetest.New(t)
	_, err := db.Owner.Exec(`
		INSERT INTO cases (school, id, number, process, version, status, starter, department, fiscal_year, created_at,
			changed_at, seq, state)
		SELECT s, 'c' || i, 'N-' || i, 'p' || i % 3, 'v', (ARRAY['open', 'done', 'done', 'rejected', 'withdrawn', 'open'])[1 + (hashtext(i::text) & 3)],
			'head', 'd' || i / 7 % 2, 2026, now() - i / 3 * interval '2 hours', now(), 1, '{}'
		FROM generate_series(1, 1500) i, unnest('{main,second}'::text[]) s;
		INSERT INTO case_things (school, case_id, kind, thing, department, process, begun_at)
		SELECT school, id, CASE n WHEN 4 THEN 'supplier' ELSE 'item' END, 'g' || (hashtext(id || n) & 7), department, process,
			created_at
		FROM cases, generate_series(1, 4) n ON CONFLICT DO NOTHING`)
	require.NoError(t, err)
	all := casesAndThings(t, db)
	full, none := 0, 0
	var page []func(context.Context) error
	for range 200 {
		q := store.AlikeQuery{
			Process: pick("p0", "p1"), Department: pick("d0", "d1", "d2"), Except: pick("c1", "c77", "c1200"),
			From: time.Now().AddDate(0, 0, -rand.IntN(50)), To: time.Now().AddDate(0, 0, rand.IntN(60)-40),
			Things: forms.Things{Kind: pick("item", "supplier")},
		}
		if rand.IntN(2) == 0 {
			q.With = []string{"p2"}
		}
		for range rand.IntN(4) {
			q.Things.IDs = append(q.Things.IDs, pick("g0", "g1", "g2", "g3", "g4", "g5", "g16"))
		}
		want := alikeAmong(all, q)
		ask := func(ctx context.Context) error {
			return db.Store.InSchool(ctx, "main", func(ctx context.Context, tx *store.Tx) error {
				var got []string
				rows, err := tx.Alike(ctx, q)
				for _, row := range rows {
					got = append(got, row.ID)
				}
				require.Equal(t, want, got, "%+v", q)
				return err
			})
		}
		require.NoError(t, ask(t.Context()))
		page = append(page, ask)
		if len(want) == 100 {
			full++
		}
		if len(want) == 0 {
			none++
		}
	}
	require.NoError(t, db.Store.Reading(t.Context(), "main", func(ctx context.Context) error {
		for _, ask := range page { // all of them in one reading, which asks the database less
			require.NoError(t, ask(ctx))
		}
		return nil
	}))
	require.Positive(t, full)
	require.Positive(t, none)
}

func pick(of ...string) string { return of[rand.IntN(len(of))] }

type aCase struct {
	id, process, department, status string
	things                          map[string][]string
	at                              time.Time
}

// casesAndThings are all cases of a school, the newest first, each with what it is found by.
func casesAndThings(t *testing.T, db *storetest.DB) []aCase {
	t.Helper()
	rows, err := db.Owner.Query(`SELECT id, c.process, c.department, status, created_at,
			coalesce(string_agg(thing, ',') FILTER (WHERE kind = 'item'), ''),
			coalesce(string_agg(thing, ',') FILTER (WHERE kind = 'supplier'), '')
		FROM cases c JOIN case_things g ON g.school = c.school AND g.case_id = c.id WHERE c.school = 'main'
		GROUP BY id, c.process, c.department, status, created_at ORDER BY created_at DESC, id DESC`)
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	var all []aCase
	for rows.Next() {
		var c aCase
		var items, suppliers string
		require.NoError(t, rows.Scan(&c.id, &c.process, &c.department, &c.status, &c.at, &items, &suppliers))
		c.things = map[string][]string{"item": strings.Split(items, ","), "supplier": strings.Split(suppliers, ",")}
		all = append(all, c)
	}
	require.NoError(t, rows.Err())
	return all
}

// alikeAmong goes through all cases for those like another.
func alikeAmong(all []aCase, q store.AlikeQuery) []string {
	var ids []string
	for _, c := range all {
		shares := slices.ContainsFunc(c.things[q.Things.Kind], func(thing string) bool { return slices.Contains(q.Things.IDs, thing) })
		counts := c.process == q.Process || slices.Contains(q.With, c.process)
		if shares && counts && c.id != q.Except && c.department == q.Department && len(ids) < 100 &&
			(c.status == "open" || c.status == "done") && !c.at.Before(q.From) && !c.at.After(q.To) {
			ids = append(ids, c.id)
		}
	}
	return ids
}
