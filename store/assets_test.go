package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/lib/pq"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
)

const projector = "ZC-2021-0007"

// asset is a posting to the register, of the projector unless the inputs name another.
func asset(op string, pairs ...any) processes.Posting {
	p := processes.Posting{Step: "asset", Book: "assets", Op: op, Pointer: "/asset", Inputs: forms.Data{"asset": projector}}
	for i := 0; i+1 < len(pairs); i += 2 {
		p.Inputs[pairs[i].(string)] = pairs[i+1]
	}
	return p
}

func register(no string) processes.Posting {
	return processes.Posting{Step: "register", Book: "assets", Op: "register", Pointer: "/no", Inputs: forms.Data{
		"no": no, "name": "台式电脑", "category": "电子设备", "price": forms.Money(425000), "room": "A101", "holder": "teacher",
	}}
}

// cardOf reads a card as lists show it.
func cardOf(t testing.TB, db *storetest.DB, no string) store.AssetRow {
	t.Helper()
	var row store.AssetRow
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		got, err := store.One(tx.Assets(ctx, store.AssetQuery{Query: store.Query{ID: no}}))
		if err == nil {
			row = *got
		}
		return err
	})
	return row
}

// TestACardSaysWhatItsEntriesSay carries one thing through its life; each step says who may not do what now.
func TestACardSaysWhatItsEntriesSay(t *testing.T) {
	db := storetest.New(t)
	for i, s := range []struct {
		caseID  string
		posting processes.Posting
		refused string
		want    string // room holder state
	}{
		{"c1", asset("place", "holder", "head"), "", "A101 head in_use"},
		{"c1", asset("promise", "from", "2026-12-01", "until", "2026-12-05"), "", "A101 head in_use"},
		{"c2", asset("promise", "from", "2026-12-05", "until", "2026-12-06"), "asset", ""},
		{"c2", asset("promise", "from", "2026-12-06", "until", "2026-12-08"), "", "A101 head in_use"},
		{"c1", asset("promise", "from", "2026-12-01", "until", "2026-12-06"), "asset", ""},
		{"c1", asset("promise", "from", "2026-12-02", "until", "2026-12-01"), "asset", ""},
		{"c1", asset("lend", "to", "teacher", "until", "2026-12-07"), "asset", ""}, // the days of c2
		{"c1", asset("give_back"), "asset", ""},                                    // not lent yet
		{"c1", asset("lend", "to", "teacher", "until", "2026-12-05"), "", "A101 head lent"},
		{"c3", asset("give_back"), "asset", ""},
		{"c2", asset("lend", "to", "head2", "until", "2026-12-08"), "asset", ""},
		{"c2", asset("place", "room", "A101"), "asset", ""},
		{"c2", asset("mark", "state", "idle"), "asset", ""},
		{"c2", asset("write_off", "amount", forms.Money(0)), "asset", ""},
		{"c1", asset("lend", "to", "head2", "until", "2026-12-04"), "", "A101 head lent"},
		{"c3", asset("promise", "from", "2026-12-04", "until", "2026-12-05"), "asset", ""}, // lent until then
		{"c3", asset("promise", "from", "2026-12-05", "until", "2026-12-05"), "", "A101 head lent"},
		{"c1", asset("lend", "to", "head2", "until", "2026-12-05"), "asset", ""},
		{"c3", asset("unpromise"), "", "A101 head lent"},
		{"c1", asset("give_back"), "", "A101 head in_use"},
		{"c2", asset("unpromise"), "", "A101 head in_use"},
		{"c2", asset("unpromise"), "", "A101 head in_use"}, // nothing to take back, nothing written
		{"c2", asset("mark", "state", "repair"), "", "A101 head repair"},
		{"c3", asset("lend", "to", "head2", "until", "2026-12-08"), "asset", ""},
		{"c2", asset("cost", "amount", forms.Money(12050)), "", "A101 head repair"},
		{"c2", asset("mark", "state", "in_use"), "", "A101 head in_use"},
		{"c1", asset("promise", "from", "2026-12-09", "until", "2026-12-10"), "", "A101 head in_use"},
		{"c2", asset("write_off", "amount", forms.Money(5000)), "", "A101 head written_off"}, // promised or not: it is gone
		{"c1", asset("promise", "from", "2026-12-09", "until", "2026-12-11"), "asset", ""},
		{"c1", asset("lend", "to", "head2", "until", "2026-12-10"), "asset", ""},
		{"c1", asset("unpromise"), "", "A101 head written_off"},
		{"c3", asset("place", "room", "A101"), "asset", ""},
		{"c3", asset("write_off", "amount", forms.Money(0)), "asset", ""},
		{"c3", asset("mark", "state", "idle", "asset", "ZC-0000-0000"), "asset", ""},
		{"c3", register(projector), "asset", ""},
	} {
		err := one(db, "main", s.caseID, s.posting)
		if s.refused != "" {
			if !refusedWith(err, s.refused) {
				t.Errorf("step %d: %v, want a refusal %q", i+1, err, s.refused)
			}
			continue
		}
		if err != nil {
			t.Fatalf("step %d: %v", i+1, err)
		}
		card := cardOf(t, db, projector)
		if got := strings.Join([]string{card.Room, card.Holder, card.State}, " "); got != s.want {
			t.Errorf("after step %d: %s, want %s", i+1, got, s.want)
		}
	}
	if err := one(db, "main", "c3", register("ZC-2026-0001")); err != nil {
		t.Fatal(err)
	}
	if card := cardOf(t, db, "ZC-2026-0001"); card.State != "in_use" || card.Price != 425000 || card.Quantity != 1 {
		t.Errorf("registered: %+v", card)
	}
	sound(t, db)
}

// TestNoAssetIsPromisedTwice: of twenty cases that want the same days at once one has them; and the database itself
// keeps them from a second, whoever writes.
func TestNoAssetIsPromisedTwice(t *testing.T) {
	db := storetest.New(t)
	var won, refused atomic.Int64
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			err := one(db, "main", fmt.Sprintf("c%d", i), asset("promise", "from", "2026-12-01", "until", "2026-12-05"))
			switch {
			case err == nil:
				won.Add(1)
			case refusedWith(err, "asset"):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 || refused.Load() != 19 {
		t.Errorf("%d were promised, %d refused", won.Load(), refused.Load())
	}
	if err := one(db, "main", "other"); err != nil {
		t.Fatal(err)
	}
	_, err := db.Owner.ExecContext(t.Context(), `INSERT INTO asset_promises (school, asset, case_id, during)
		VALUES ('main', $1, 'other', '[2026-12-05,2026-12-06]')`, projector)
	var violated *pq.Error
	if !errors.As(err, &violated) || violated.Constraint != "promised_once" {
		t.Errorf("written past the book: %v", err)
	}
	sound(t, db)
}

// Lent before there were cases: whoever reserves ahead waits for the day it is due, or, where none was agreed on, for the
// thing; and any case takes it back.
func TestWhatWasLentBeforeThereWereCasesComesBack(t *testing.T) {
	db := storetest.New(t)
	lendAsOfOld := func(due string) {
		tamper(t, db, `UPDATE assets SET state = 'lent', lent_to = 'head', due = nullif($2, '')::date
			WHERE school = 'main' AND id = $1`, projector, due)
		tamper(t, db, `UPDATE asset_entries SET state = 'lent', lent_to = 'head', due = nullif($2, '')::date
			WHERE id = (SELECT max(id) FROM asset_entries WHERE school = 'main' AND asset = $1)`, projector, due)
	}
	for i, s := range []struct {
		due, refused string
		posting      processes.Posting
	}{
		{"", "asset", asset("promise", "from", "2026-12-01", "until", "2026-12-01")},
		{"2026-12-03", "asset", asset("promise", "from", "2026-12-03", "until", "2026-12-04")},
		{"2026-12-03", "", asset("promise", "from", "2026-12-04", "until", "2026-12-04")},
		{"2026-12-03", "asset", asset("lend", "to", "head", "until", "2026-12-04")},
		{"2026-12-03", "", asset("give_back")},
	} {
		lendAsOfOld(s.due)
		err := one(db, "main", "c1", s.posting)
		if s.refused == "" && err != nil || s.refused != "" && !refusedWith(err, s.refused) {
			t.Errorf("step %d: %v, want %q", i+1, err, s.refused)
		}
	}
	if card := cardOf(t, db, projector); card.State != "in_use" || card.LentTo != "" || card.Due != nil {
		t.Errorf("given back: %+v", card)
	}
	sound(t, db)
}

func debt(op, person string, amount forms.Money, receipt string) processes.Posting {
	p := processes.Posting{Step: "collect", Book: "receivables", Op: op, Pointer: "/amount", Inputs: forms.Data{
		"person": person, "amount": amount,
	}}
	if receipt != "" {
		p.Inputs["receipt"] = receipt
	}
	return p
}

// TestNobodyPaysMoreThanTheyOwe: parts add up, a receipt's number is used once, and what is left is never below nothing.
func TestNobodyPaysMoreThanTheyOwe(t *testing.T) {
	db := storetest.New(t)
	for i, s := range []struct {
		caseID  string
		posting processes.Posting
		refused string
	}{
		{"c1", debt("pay", "teacher", 1, "SJ-1"), "receivable"},
		{"c1", debt("owe", "teacher", 5000, ""), ""},
		{"c1", debt("owe", "head", 2500, ""), ""},
		{"c1", debt("owe", "teacher", 1, ""), ""},
		{"c1", debt("pay", "teacher", 3000, "SJ-1"), ""},
		{"c1", debt("pay", "head", 2500, "SJ-1"), "receipt"},
		{"c1", debt("pay", "head", 2500, " sj-1 "), "receipt"},
		{"c1", debt("pay", "head", 2500, "ＳＪ－１"), "receipt"},
		{"c1", debt("pay", "head", 2500, "S J\u3000-1"), "receipt"},
		{"c1", debt("pay", "teacher", 2002, "SJ-2"), "receivable"},
		{"c1", debt("waive", "teacher", 1001, ""), ""},
		{"c1", debt("waive", "teacher", 1001, ""), "receivable"},
		{"c1", debt("pay", "teacher", 1000, "SJ-2"), ""},
		{"c1", debt("pay", "teacher", 1, "SJ-3"), "receivable"},
		{"c2", debt("pay", "head", 1, "SJ-4"), "receivable"}, // another case's
	} {
		err := one(db, "main", s.caseID, s.posting)
		if s.refused == "" && err != nil || s.refused != "" && !refusedWith(err, s.refused) {
			t.Errorf("step %d: %v, want %q", i+1, err, s.refused)
		}
	}
	sound(t, db)
}

// TestADebtIsOfTheCaseItIsFor, whichever case books it, and however many at once.
func TestADebtIsOfTheCaseItIsFor(t *testing.T) {
	db := storetest.New(t)
	begun(t, db, 20)
	for i, err := range together(20, func(i int) error {
		p := debt("owe", "teacher", 100, "")
		p.Inputs["case"] = "c000"
		return one(db, "main", fmt.Sprintf("c%03d", i), p)
	}) {
		if err != nil {
			t.Errorf("case %d: %v", i, err)
		}
	}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		rows, _, err := tx.Receivables(ctx, store.Query{}, "")
		if len(rows) != 1 || rows[0].Case != "c000" || rows[0].ID != "teacher-"+rows[0].Number || rows[0].Owed != 2000 {
			t.Errorf("owed: %+v", rows)
		}
		return err
	})
	sound(t, db)
}

// TestAReceiptIsUsedOnce by twenty who pay with it at once.
func TestAReceiptIsUsedOnce(t *testing.T) {
	db := storetest.New(t)
	for i := range 20 {
		if err := one(db, "main", fmt.Sprintf("c%03d", i), debt("owe", "teacher", 100, "")); err != nil {
			t.Fatal(err)
		}
	}
	written := make(chan struct{})
	errs := together(20, func(i int) error {
		return db.Store.InSchool(t.Context(), "main", func(ctx context.Context, tx *store.Tx) error {
			if i > 0 {
				<-written // until then another transaction has the number, and has not committed
			}
			c, err := tx.LockCase(ctx, fmt.Sprintf("c%03d", i))
			if err == nil {
				err = step(ctx, tx, c, debt("pay", "teacher", 50, []string{"SJ-1", " sj-1", "ｓｊ－１"}[i%3]))
			}
			if i == 0 {
				close(written)
				untilSomebodyWaits(t, db)
			}
			return err
		})
	})
	if paid, refused := tally(t, errs, "receipt"); paid != 1 || refused != 19 {
		t.Errorf("%d paid, %d were refused", paid, refused)
	}
	sound(t, db)
}

// TestAPriceIsCompensatedOnce: of twenty cases that want it at once one has it; pieces are counted one by one.
func TestAPriceIsCompensatedOnce(t *testing.T) {
	db := storetest.New(t)
	begun(t, db, 20)
	tamper(t, db, `UPDATE assets SET quantity = 3 WHERE school = 'main' AND id = $1`, projector)
	errs := together(20, func(i int) error {
		return one(db, "main", fmt.Sprintf("c%03d", i), asset("compensate"))
	})
	if won, refused := tally(t, errs, "asset"); won != 3 || refused != 17 {
		t.Errorf("%d have its price compensated, %d were refused", won, refused)
	}
	sound(t, db)
}

// TestInRepairForSeveral: a card is in repair as long as one case keeps it there, and what it was before afterwards.
func TestInRepairForSeveral(t *testing.T) {
	db := storetest.New(t)
	for i, s := range []struct {
		caseID  string
		posting processes.Posting
		want    string
	}{
		{"c1", asset("mark", "state", "idle"), "idle"},
		{"c1", asset("mark", "state", "repair"), "repair"},
		{"c2", asset("mark", "state", "repair"), "repair"},
		{"c2", asset("mark", "state", "repair"), "repair"}, // once more changes nothing
		{"c2", asset("mend"), "repair"},
		{"c2", asset("mend"), "repair"},
		{"c1", asset("mark", "state", "in_use"), "in_use"},
		{"c3", asset("mark", "state", "idle"), "idle"},
		{"c3", asset("unmark"), "in_use"},
		{"c4", asset("lend", "to", "teacher", "until", "2026-12-05"), "lent"},
		{"c5", asset("mark", "state", "repair"), "lent"},
		{"c6", asset("mark", "state", "repair"), "lent"},
		{"c5", asset("unmark"), "lent"},
		{"c4", asset("give_back"), "repair"},
		{"c6", asset("mend"), "in_use"},
		{"c7", asset("mark", "state", "repair"), "repair"},
		{"c8", asset("write_off", "amount", forms.Money(0)), "written_off"},
		{"c7", asset("mend"), "written_off"},
		{"c7", asset("unmark"), "written_off"},
	} {
		if err := one(db, "main", s.caseID, s.posting); err != nil {
			t.Fatalf("step %d: %v", i+1, err)
		}
		if got := cardOf(t, db, projector).State; got != s.want {
			t.Errorf("after step %d it is %s, wanted %s", i+1, got, s.want)
		}
	}
	sound(t, db)
}

// TestRepairsAreTakenOver: what was in repair before cases kept it there one by one is so still, for those that are open.
func TestRepairsAreTakenOver(t *testing.T) {
	const before40 = `
		SELECT set_config('app.school', 'old', false);
		INSERT INTO schools (id, name, fiscal_year) VALUES ('old', '旧', 2026);
		INSERT INTO cases (id, number, process, version, status, starter, department, fiscal_year, created_at, changed_at, seq,
				state)
			SELECT 'c' || n, 'WX-2026-000' || n, 'repair', 'v1', CASE n WHEN 1 THEN 'open' ELSE 'done' END, 'head', 'dyc', 2026,
				now(), now(), 1, '{}' FROM generate_series(1, 2) n;
		INSERT INTO assets (id, name, category, price, room, holder, state, search)
			SELECT 'a' || n, '投影仪', '电子设备', 100, 'A101', 'head', CASE n WHEN 4 THEN 'in_use' ELSE 'repair' END, ''
			FROM generate_series(1, 4) n;
		INSERT INTO asset_entries (at, case_id, seq, posting, step, branch, row_id, asset, kind, room, holder, state, lent_to,
				due, amount)
			SELECT now(), 'c' || n, 1, 0, 'broken', '', '', 'a' || n, 'mark', 'A101', 'head', 'repair', '', NULL, 0
			FROM generate_series(1, 2) n;`
	s := migrated(t, 38, before40)
	err := s.InSchool(t.Context(), "old", func(ctx context.Context, tx *store.Tx) error {
		kept, err := tx.Text(ctx, `SELECT string_agg(asset || ':' || case_id, ' ' ORDER BY asset) FROM asset_repairs`)
		if kept != "a1:c1 a2: a3:" {
			t.Errorf("kept in repair: %s", kept)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
