package server

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"zongwu/forms"
	"zongwu/lists"
	"zongwu/standalone/demo"
	"zongwu/store"
	"zongwu/store/storetest"
)

// demoSite is a site of the demonstration schools.
func demoSite(t *testing.T) *site {
	t.Helper()
	html, err := thePages()
	if err != nil {
		t.Fatal(err)
	}
	db := storetest.Empty(t)
	if err := demo.Load(t.Context(), db.Store, time.Now()); err != nil {
		t.Fatal(err)
	}
	return siteOf(t, db, html)
}

// TestTheRegisterIsReadBackAsItWasWritten: whatever rooms, people and things of the demonstration school are called, be
// they namesakes, called as others' codes, or out of use, both workbooks of the register come in again as what is there;
// and a register that is away comes in from them card by card as it was.
func TestTheRegisterIsReadBackAsItWasWritten(t *testing.T) {
	s := demoSite(t)
	s.db.Owner.SetMaxOpenConns(1)
	s.owner(t, `SET session_replication_role = replica`) // cards are set and taken away here as nobody can
	keeper := &registerKeeper{site: s, lists: s.server.lists}
	keeper.find(t)
	rapid.Check(t, func(r *rapid.T) {
		away := rapid.Bool().Draw(r, "away")
		keeper.muddle(t, r, !away)
		as := rapid.SampledFrom([]string{forms.Chinese, forms.Traditional, forms.English}).Draw(r, "language")
		who := lists.Who{School: "main", Person: "storekeeper", Lang: as}
		for name, content := range keeper.workbooks(t, r, who) {
			plan := keeper.plan(r, who, content)
			if !plan.Sound() || !plan.Empty() || plan.Same != len(keeper.cards) {
				r.Fatalf("%s comes in as %d the same, %d new, %d changed of %d: %v", name, plan.Same, len(plan.New),
					len(plan.Changed), len(keeper.cards), plan.Faults)
			}
			if away {
				keeper.takesAnew(t, r, who, name, content)
			}
		}
	})
}

// registerKeeper writes the register of the demonstration school out and reads it in.
type registerKeeper struct {
	*site
	lists                *lists.Service
	rooms, people, cards []string
}

func (k *registerKeeper) ids(t *testing.T, query string) (ids []string) {
	t.Helper()
	rows, err := k.db.Owner.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if rows.Err() != nil || len(ids) == 0 {
		t.Fatalf("%s: %v", query, rows.Err())
	}
	return ids
}

func (k *registerKeeper) find(t *testing.T) {
	k.rooms = k.ids(t, `SELECT id FROM rooms WHERE school = 'main' ORDER BY id`)
	k.people = k.ids(t, `SELECT id FROM people WHERE school = 'main' AND id NOT IN ('storekeeper', 'director') ORDER BY id`)
	k.cards = k.ids(t, `SELECT id FROM assets WHERE school = 'main' ORDER BY id`)
}

// takesAnew takes the register away, and has it come in again.
func (k *registerKeeper) takesAnew(t *testing.T, r *rapid.T, who lists.Who, name string, content []byte) {
	said := `SELECT concat_ws('|', id, name, category, quantity, room, holder, state, lent_to, due, bought, guarantee_to,
		life_years, price) FROM assets WHERE school = 'main' ORDER BY id`
	was := k.ids(t, said)
	k.owner(t, `DELETE FROM asset_entries WHERE school = 'main'`)
	k.owner(t, `DELETE FROM asset_repairs WHERE school = 'main'`)
	k.owner(t, `DELETE FROM assets WHERE school = 'main'`)
	plan := k.plan(r, who, content)
	if !plan.Sound() || len(plan.New) != len(k.cards) {
		r.Fatalf("%s brings %d cards of %d: %v", name, len(plan.New), len(k.cards), plan.Faults)
	}
	if _, err := k.lists.Take(context.Background(), who, store.ListAssets, plan.File, plan.Digest); err != nil {
		r.Fatal(err)
	}
	if is := k.ids(t, said); !slices.Equal(is, was) {
		r.Fatalf("%s: what was\n%s\nis\n%s", name, strings.Join(was, "\n"), strings.Join(is, "\n"))
	}
}

// muddle calls rooms, people and things what it likes, takes some out of use where it may, and puts cards anywhere in
// any state.
func (k *registerKeeper) muddle(t *testing.T, r *rapid.T, past bool) {
	called := rapid.SampledFrom(slices.Concat([]string{
		"器材室", "器材室", "王丽", "王丽", "王丽 (teacher)", "器材室（A302）", "=1+1", "007", "2026-01-02", "TRUE", "A、B", "'x", "@all", "-3",
	}, k.rooms[:2], k.people[:2]))
	for _, one := range []struct {
		table string
		ids   []string
	}{{"rooms", k.rooms}, {"people", k.people}, {"assets", k.cards}} {
		for _, id := range one.ids {
			name := called.Draw(r, id)
			if one.table == "assets" {
				k.owner(t, `UPDATE assets SET name = $1 WHERE school = 'main' AND id = $2`, name, id)
				continue
			}
			k.owner(t, `UPDATE `+one.table+` SET name = $1, disabled = $2 WHERE school = 'main' AND id = $3`, name,
				past && rapid.IntRange(0, 4).Draw(r, "out of use") == 0, id)
		}
	}
	for _, id := range k.cards {
		state := rapid.SampledFrom(assetStates).Draw(r, "state")
		to, due := "", ""
		if state == "lent" {
			to, due = rapid.SampledFrom(k.people).Draw(r, "to"), rapid.SampledFrom([]string{"", "2026-12-01"}).Draw(r, "due")
		}
		k.owner(t, `UPDATE assets SET room = $1, holder = $2, state = $3, lent_to = $4, due = nullif($5, '')::date,
			life_years = $6, quantity = $7, price = $8, bought = nullif($9, '')::date WHERE school = 'main' AND id = $10`,
			rapid.SampledFrom(k.rooms).Draw(r, "room"), rapid.SampledFrom(k.people).Draw(r, "holder"), state, to, due,
			rapid.IntRange(0, 20).Draw(r, "life"), rapid.IntRange(1, 50).Draw(r, "quantity"),
			rapid.IntRange(0, 9_999_999).Draw(r, "price"),
			rapid.SampledFrom([]string{"", "2000-02-29", "2026-11-22"}).Draw(r, "bought"), id)
	}
}

// workbooks are the register as its page and as the administration exports it.
func (k *registerKeeper) workbooks(t *testing.T, r *rapid.T, who lists.Who) map[string][]byte {
	w := k.check(t, scenario{name: "export", as: who.Person, url: "/export/assets", status: 200,
		header: map[string]string{"Accept-Language": who.Lang}})
	var out strings.Builder
	if err := k.lists.Export(t.Context(), who, store.ListAssets, false, &out); err != nil {
		r.Fatal(err)
	}
	return map[string][]byte{"the page's": w.Body.Bytes(), "the administration's": []byte(out.String())}
}

func (k *registerKeeper) plan(r *rapid.T, who lists.Who, content []byte) *lists.Plan {
	plan, err := k.lists.Check(context.Background(), who, store.ListAssets, "x.xlsx", content)
	if err != nil {
		r.Fatal(err)
	}
	return plan
}
