package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
)

// valuesOf are a card's entries: kind, by how much each changed the original value, and what that is from then on.
func valuesOf(t *testing.T, s *store.Store, school, no string) string {
	t.Helper()
	var said []string
	err := s.InSchool(t.Context(), school, func(ctx context.Context, tx *store.Tx) error {
		entries, _, err := tx.AssetEntries(ctx, no, store.Query{})
		for _, e := range entries {
			said = append(said, fmt.Sprintf("%s%+d=%d", e.Kind, int64(e.Value), int64(e.Price)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(said, " ")
}

// TestEntriesSayWhatTheyChange: each entry of a card says by how much it changed the original value, in whole fen, as
// the card does; what is written off is worth nothing more.
func TestEntriesSayWhatTheyChange(t *testing.T) {
	db := storetest.New(t)
	desks := register("D-1")
	desks.Inputs["quantity"], desks.Inputs["price"], desks.Inputs["category"] = int64(3), forms.Money(100), "桌椅"
	of := func(op string, pairs ...any) processes.Posting { return asset(op, append(pairs, "asset", "D-1")...) }
	for i, s := range []struct {
		posting processes.Posting
		price   forms.Money
		want    string
	}{
		{desks, 100, "register+100=100"},
		{of("change", "price", forms.Money(101)), 101, "change+1=101"},
		{of("change", "name", "课桌"), 101, "change+0=101"},
		{of("place", "holder", "head"), 101, "place+0=101"},
		{of("mark", "state", "repair"), 101, "mark+0=101"},
		{of("cost", "amount", forms.Money(7)), 101, "cost+0=101"},
		{of("write_off", "quantity", int64(1), "amount", forms.Money(5)), 67, "write_off-34=67"}, // a third is 33.67
		{of("write_off", "quantity", int64(1), "amount", forms.Money(0)), 33, "write_off-34=33"}, // a half is 33.5
		{of("write_off", "amount", forms.Money(2)), 33, "write_off-33=0"},
	} {
		if err := one(db, "main", fmt.Sprintf("c%d", i), s.posting); err != nil {
			t.Fatal(err)
		}
		said := valuesOf(t, db.Store, "main", "D-1")
		if got := said[strings.LastIndex(" "+said, " "):]; got != s.want {
			t.Errorf("entry %d is %s, want %s", i+1, got, s.want)
		}
		card := cardOf(t, db, "D-1")
		if worth := card.BookValue; card.Price != s.price || card.State == "written_off" && worth != 0 {
			t.Errorf("after entry %d the card says %d, worth %d", i+1, card.Price, worth)
		}
		sound(t, db)
	}
	if got := valuesOf(t, db.Store, "main", projector); got != "opening+468000=468000" {
		t.Errorf("what the school began with: %s", got)
	}
}

// TestTheLedgerIsWhatWasEntered: a card, or an entry, changed past the book makes the ledger differ from the cards, and
// is found.
func TestTheLedgerIsWhatWasEntered(t *testing.T) {
	everything := storetest.New(t)
	if err := one(everything, "main", "c1", register("D-1"), asset("change", "asset", "D-1", "price", forms.Money(425100))); err != nil {
		t.Fatal(err)
	}
	sound(t, everything)
	for name, c := range map[string]struct {
		statement string
		more      forms.Money // in the ledger than by the cards
	}{
		"nothing":    {`SELECT`, 0},
		"price":      {`UPDATE assets SET price = price - 1 WHERE id = 'D-1'`, 1},
		"entry":      {`UPDATE asset_entries SET value = value + 2 WHERE asset = 'D-1' AND kind = 'change'`, 2},
		"entry gone": {`DELETE FROM asset_entries WHERE asset = 'D-1' AND kind = 'register'`, -425000},
		"put back":   {`UPDATE assets SET state = 'written_off' WHERE id = 'D-1'`, 425100},
	} {
		t.Run(name, func(t *testing.T) {
			db := everything.Copy(t)
			tamper(t, db, c.statement)
			var differ forms.Money
			agree := true
			db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
				rows, err := tx.Agreement(ctx)
				for _, r := range rows {
					differ += r.EnteredValue - r.Value
					agree = agree && r.EnteredValue == r.Value
				}
				return err
			})
			if differ != c.more || agree != (c.more == 0) {
				t.Errorf("the ledger has %d fen more than the cards, want %d", differ, c.more)
			}
			findings, err := db.Store.Verify(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, f := range findings {
				found = found || f.What == "assets" && f.Where == "D-1" && strings.Contains(f.Detail, "its entries come to")
			}
			if found != (c.more != 0) {
				t.Errorf("found %v", findings)
			}
		})
	}
}

// TestOldEntriesAreGivenTheirValues: what the postings asked for is what old entries changed; what a card stood at in the
// beginning is what they leave of its price.
func TestOldEntriesAreGivenTheirValues(t *testing.T) {
	const before51 = `
		SELECT set_config('app.school', 'old', false);
		INSERT INTO schools (id, name, fiscal_year) VALUES ('old', '旧', 2026);
		INSERT INTO cases (id, number, process, version, status, starter, department, fiscal_year, created_at, changed_at, seq,
				state) VALUES ('c1', 'DJ-2026-0001', 'asset_change', 'v1', 'done', 'head', 'dyc', 2026, now(), now(), 1, '{}');
		INSERT INTO transitions (case_id, seq, at, actor, step, action, outcome, body, effects, previous, digest)
			VALUES ('c1', 1, now(), 'head', 'start', 'start', '', '{"postings": [
				{"inputs": {"no": "made", "price": 100, "quantity": 3}}, {"inputs": {"asset": "made", "price": 101}},
				{"inputs": {"asset": "made", "name": "课桌"}}, {"inputs": {"asset": "made", "quantity": "1", "amount": 5}},
				{"inputs": {"asset": "opened", "quantity": 1}}, {"inputs": {"asset": "opened", "name": "琴"}},
				{"inputs": {"asset": "gone", "amount": 9}}, {"inputs": {"asset": "changed", "price": 1151}},
				{"inputs": {"asset": "changed", "price": 1150}}]}', '{}', '', '');
		INSERT INTO assets (id, name, price, quantity, room, holder, state) VALUES ('made', '课桌', 67, 2, 'A101', 'head', 'in_use'),
			('opened', '琴', 67, 2, 'A101', 'head', 'in_use'), ('gone', '钟', 900, 1, 'A101', 'head', 'written_off'),
			('changed', '钟', 1150, 1, 'A101', 'head', 'in_use'), ('once', '钟', 1, 1, 'A101', 'head', 'written_off');
		INSERT INTO asset_entries (at, case_id, seq, posting, step, branch, row_id, asset, kind, room, holder, state, lent_to,
				amount)
			SELECT now(), CASE kind WHEN 'opening' THEN '' ELSE 'c1' END, 1, posting, '', '', '', asset, kind, 'A101', 'head',
				CASE WHEN asset = 'once' OR posting = 6 THEN 'written_off' ELSE 'in_use' END, '', 0
			FROM (VALUES ('made', 'register', 0), ('made', 'change', 1), ('made', 'change', 2), ('made', 'write_off', 3),
				('opened', 'opening', 0), ('opened', 'write_off', 4), ('opened', 'change', 5),
				('gone', 'opening', 0), ('gone', 'write_off', 6), ('once', 'opening', 0),
				('changed', 'opening', 0), ('changed', 'change', 7), ('changed', 'change', 8)) v (asset, kind, posting);`
	s := migrated(t, 50, before51)
	for no, want := range map[string]string{
		"made":    "register+100=100 change+1=101 change+0=101 write_off-34=67",
		"opened":  "opening+101=101 write_off-34=67 change+0=67",
		"gone":    "opening+900=900 write_off-900=0",
		"once":    "opening+0=0",
		"changed": "opening+1151=1151 change+0=1151 change-1=1150",
	} {
		if got := valuesOf(t, s, "old", no); got != want {
			t.Errorf("%s: %s, want %s", no, got, want)
		}
	}
	err := s.InSchool(t.Context(), "old", func(ctx context.Context, tx *store.Tx) error {
		findings, err := tx.VerifyBooks(ctx)
		if len(findings) > 0 {
			t.Error(findings)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
