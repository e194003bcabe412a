package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"zongwu/store"
	"zongwu/store/storetest"
)

// manyCases writes more cases than are looked through one by one, the oldest first, an hour apart: c0000 years ago.
func manyCases(t *testing.T, db *storetest.DB, n int) {
	t.Helper()
	_, err := db.Owner.Exec(`
		INSERT INTO cases (school, id, number, process, version, status, starter, department, fiscal_year, created_at,
			changed_at, seq, state, title, search)
		SELECT s, 'c' || to_char(i, 'FM0000'), 'CG-' || i, 'purchase', 'v', CASE i % 10 WHEN 3 THEN 'withdrawn' WHEN 6 THEN 'open' ELSE 'done' END,
			CASE i % 7 WHEN 0 THEN 'head' ELSE 'head2' END, CASE i % 3 WHEN 0 THEN 'jwc' ELSE 'gnj' END, 2026, at, at, 0, '{}', '',
			'cg-' || i || CASE WHEN i % 2 = 0 THEN ' 粉笔 fenbi fb ' ELSE ' 水管 shuiguan sg ' END ||
			CASE WHEN i IN (5, 60, $1 - 200) THEN '望远镜 wangyuanjing wyj' WHEN i % 40 = 0 THEN '彩旗 caiqi cq' ELSE '' END
		FROM generate_series(0, $1 - 1) i, unnest('{main,second}'::text[]) s,
			LATERAL (SELECT now() - ($1 - i) * interval '19 hours' AS at) x`, n)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Owner.Exec(`INSERT INTO case_persons (school, case_id, person)
		SELECT school, id, starter FROM cases UNION ALL
		SELECT school, id, 'storekeeper' FROM cases WHERE status = 'withdrawn' OR id LIKE '%6'`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Owner.Exec(`UPDATE cases SET seq = 1`); err != nil { // as a transition would
		t.Fatal(err)
	}
}

// Whatever the list is narrowed by, and however far back it leads, it is what going through all cases gives.
func TestSearchFindsWhatGoingThroughAllCasesFinds(t *testing.T) {
	db := storetest.New(t)
	manyCases(t, db, 2500)
	for _, who := range []store.CaseQuery{
		{Person: "director", All: true}, {Person: "head", Departments: []string{"jwc"}}, {Person: "storekeeper"},
		{Person: "head", Departments: []string{"jwc"}, Mine: true}, {Person: "storekeeper", Took: true},
		{Person: "director", All: true, Status: "withdrawn"}, {Person: "head", Department: "gnj"},
		{Person: "director", All: true, From: "2024-01-01", To: "2030-01-01"},
	} {
		for _, text := range []string{"", "粉笔", "粉", "望远镜", "远", "wyj", "wy", "彩旗", "caiqi", "大象", "q", "CG-7", "CG-12", "cg-1234", "cg-1206 ", "cg-2300 粉笔", "1234", "笔 fen", "G-70", "粉笔 fenbi", "0 粉"} {
			query := who
			query.Q, query.Limit = text, 30
			t.Run(fmt.Sprintf("%+v", query), func(t *testing.T) {
				want := goneThrough(t, db, query)
				var got []string
				for {
					var page []store.Case
					db.In(t, "main", func(ctx context.Context, tx *store.Tx) (err error) {
						page, query.Cursor, err = tx.Cases(ctx, query)
						return err
					})
					for _, c := range page {
						got = append(got, c.ID)
					}
					if query.Cursor == "" || len(got) >= 90 {
						break
					}
				}
				if want = want[:min(len(want), len(got)+1, 90)]; !slices.Equal(got, want) {
					t.Errorf("got %v, want %v", got, want)
				}
			})
		}
	}
}

// goneThrough asks the owner's connection for the same, the plain way.
func goneThrough(t *testing.T, db *storetest.DB, q store.CaseQuery) []string {
	t.Helper()
	rows, err := db.Owner.Query(`SELECT id FROM cases c WHERE school = 'main'
			AND ($1 OR department = ANY(string_to_array($2, ',')) OR EXISTS (
				SELECT FROM case_persons p WHERE p.school = c.school AND p.case_id = c.id AND p.person = $3))
			AND (NOT $4 OR starter = $3) AND ($5 = '' OR status = $5) AND ($6 = '' OR department = $6)
			AND (NOT $7 OR EXISTS (
				SELECT FROM case_persons p WHERE p.school = c.school AND p.case_id = c.id AND p.person = $3))
			AND (lower(number) LIKE '%' || lower($8) || '%' OR search LIKE '%' || lower($8) || '%')
			AND ($9 = '' OR created_at >= nullif($9, '')::date)
		ORDER BY created_at DESC, id DESC`, q.All, strings.Join(q.Departments, ","), q.Person, q.Mine, q.Status, q.Department, q.Took,
		q.Q, q.From)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return ids
}

// A case is found by what it is about now, and no longer by what it was about.
func TestSearchFollowsACase(t *testing.T) {
	db := storetest.New(t)
	manyCases(t, db, 900)
	_, err := db.Owner.Exec(`UPDATE cases SET search = '长颈鹿 changjinglu cjl' WHERE id = 'c0001' AND school = 'main'`)
	if err != nil {
		t.Fatal(err)
	}
	for school, want := range map[string]int{"main": 1, "second": 0} {
		db.In(t, school, func(ctx context.Context, tx *store.Tx) error {
			rows, _, err := tx.Cases(ctx, store.CaseQuery{Person: "director", All: true, Q: "长颈鹿"})
			if len(rows) != want {
				t.Errorf("%s finds %d cases, want %d", school, len(rows), want)
			}
			return err
		})
	}
}

// A case that is over is found by whoever sees it, also by who came to see it with the very transition that ended it, or
// with a later one: far behind what is looked through, and in one statement as transitions are written.
func TestSearchFollowsWhoSeesACase(t *testing.T) {
	db := storetest.New(t)
	manyCases(t, db, 900)
	found := func(person, text string) (ids []string) {
		db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
			rows, _, err := tx.Cases(ctx, store.CaseQuery{Person: person, Q: text})
			for _, c := range rows {
				ids = append(ids, c.ID)
			}
			return err
		})
		return ids
	}
	for _, step := range []struct {
		id, status string
		want       []string
	}{
		{"c0001", "done", []string{"c0001"}}, {"c0010", "open", []string{"c0010", "c0001"}},
		{"c0010", "done", []string{"c0010", "c0001"}}, {"c0002", "done", []string{"c0010", "c0002", "c0001"}},
		{"c0001", "open", []string{"c0010", "c0002", "c0001"}},
	} {
		_, err := db.Owner.Exec(`WITH seeing AS (
				INSERT INTO case_persons (school, case_id, person, begun_at)
				SELECT school, id, 'storekeeper', created_at FROM cases WHERE id = $1 AND school = 'main' ON CONFLICT DO NOTHING
			) UPDATE cases SET seq = seq + 1, status = $2,
				search = CASE WHEN search LIKE '%zzz' THEN search ELSE search || ' zzz' END
			WHERE id = $1 AND school = 'main'`, step.id, step.status)
		if err != nil {
			t.Fatal(err)
		}
		if got := found("storekeeper", "zzz"); !slices.Equal(got, step.want) {
			t.Errorf("%s %s: found %v, want %v", step.id, step.status, got, step.want)
		}
	}
	if got := found("head2", "zzz"); len(got) != 3 { // began all of them
		t.Errorf("their starter finds %v", got)
	}
}

// What only reads is one transaction, asks for a thing once, and writes nothing.
func TestReadingIsOneTransaction(t *testing.T) {
	db := storetest.New(t)
	type key struct{}
	made := 0
	err := db.Store.Reading(t.Context(), "main", func(ctx context.Context) error {
		for range 3 {
			err := db.Store.InSchool(ctx, "main", func(ctx context.Context, tx *store.Tx) error {
				_, err := store.Kept(tx, key{}, func() (int, error) { made++; return made, nil })
				return err
			})
			if err != nil {
				return err
			}
		}
		return db.Store.InSchool(ctx, "second", func(_ context.Context, tx *store.Tx) error {
			if tx.School != "second" {
				t.Errorf("asked for another school, got %s", tx.School)
			}
			return nil
		})
	})
	if err != nil || made != 1 {
		t.Errorf("made %d times, %v", made, err)
	}
	err = db.Store.Reading(t.Context(), "main", func(ctx context.Context) error {
		return db.Store.InSchool(ctx, "main", func(ctx context.Context, tx *store.Tx) error {
			return tx.SetFiscalYear(ctx, 2030)
		})
	})
	if err == nil {
		t.Error("what only reads could write")
	}
}
