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
		SELECT s, 'c' || i, 'N-' || i, 'p' || i % 3, 'v', (ARRAY['open', 'done', 'done', 'rejected', 'withdrawn', 'open'])[1 + i % 6],
			'head', 'd' || i % 2, 2026, now() - i / 3 * interval '2 hours', now(), 1, '{}'
		FROM generate_series(1, 1500) i, unnest('{main,second}'::text[]) s;
		INSERT INTO case_things (school, case_id, kind, thing, department, process, begun_at)
		SELECT school, id, CASE n WHEN 4 THEN 'supplier' ELSE 'item' END, 'g' || (hashtext(id || n) & 15), department, process,
			created_at
		FROM cases, generate_series(1, 4) n ON CONFLICT DO NOTHING`)
	require.NoError(t, err)
	full, none := 0, 0
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
		var got []string
		db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
			rows, err := tx.Alike(ctx, q, store.MaxAlike)
			for _, row := range rows {
				got = append(got, row.ID)
			}
			return err
		})
		want := alikeGoneThrough(t, db, q)
		require.Equal(t, want, got, "%+v", q)
		if len(want) == store.MaxAlike {
			full++
		}
		if len(want) == 0 {
			none++
		}
	}
	require.Positive(t, full)
	require.Positive(t, none)
}

func pick(of ...string) string { return of[rand.IntN(len(of))] }

// alikeGoneThrough asks the owner's connection for the same, the plain way.
func alikeGoneThrough(t *testing.T, db *storetest.DB, q store.AlikeQuery) []string {
	t.Helper()
	rows, err := db.Owner.Query(`SELECT id, process, department, status, created_at, ARRAY(SELECT thing FROM case_things g
			WHERE g.school = c.school AND g.case_id = c.id AND g.kind = $1)::text
		FROM cases c WHERE school = 'main' ORDER BY created_at DESC, id DESC`, q.Things.Kind)
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	var ids []string
	for rows.Next() {
		var id, process, department, status, things string
		var at time.Time
		require.NoError(t, rows.Scan(&id, &process, &department, &status, &at, &things))
		found := slices.ContainsFunc(slices.Clone(q.Things.IDs), func(thing string) bool {
			return slices.Contains(listed(things), thing)
		})
		if found && id != q.Except && department == q.Department && (process == q.Process || slices.Contains(q.With, process)) &&
			(status == "open" || status == "done") && !at.Before(q.From) && !at.After(q.To) && len(ids) < store.MaxAlike {
			ids = append(ids, id)
		}
	}
	require.NoError(t, rows.Err())
	return ids
}

// listed takes the text of a plain list of PostgreSQL's apart.
func listed(text string) []string { return strings.Split(strings.Trim(text, "{}"), ",") }
