package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"zongwu/forms"
	"zongwu/store"
	"zongwu/store/storetest"
)

// before12 is a school of before payments: two cases that reserved and accepted, one of them on two lines of the budget,
// in a year that is not the school's any more.
const before12 = `
	SELECT set_config('app.school', 'old', false);
	INSERT INTO schools (id, name, fiscal_year) VALUES ('old', '旧', 2026);
	INSERT INTO departments (id, name) VALUES ('dyc', '德育处');
	INSERT INTO subjects (id, name) VALUES ('30218', '专用材料费'), ('30201', '办公费');
	INSERT INTO stores (id, name) VALUES ('general', '总务库');
	INSERT INTO suppliers (id, name, settle) VALUES ('s1', '文博', 'monthly');
	INSERT INTO items (id, name, unit, kind, store) VALUES ('g02', '白粉笔', '盒', 'consumable', 'general');
	INSERT INTO budget_lines (id, year, department, subject, planned, reserved) VALUES
		('2025-dyc-30218', 2025, 'dyc', '30218', 9000, 600), ('2025-dyc-30201', 2025, 'dyc', '30201', 9000, 50);
	INSERT INTO numbers (series, last) VALUES ('CG-2025', 2);
	INSERT INTO cases (id, number, process, version, status, starter, department, fiscal_year, created_at, changed_at, seq,
			state)
		SELECT 'c' || n, 'CG-2025-000' || n, 'purchase', 'v1', 'open', 'head', 'dyc', 2025, '2025-12-01', '2025-12-02', 1, '{}'
		FROM generate_series(1, 2) n;
	INSERT INTO transitions (case_id, seq, at, actor, step, action, outcome, body, effects, previous, digest)
		SELECT 'c' || n, 1, '2025-12-01', 'head', 'start', 'start', '', jsonb_build_object('postings', jsonb_build_array(
			jsonb_build_object('step', 'reserve', 'book', 'budget', 'op', 'reserve', 'inputs',
				'{"department": "dyc", "subject": "30218", "amount": 300}'::jsonb),
			jsonb_build_object('step', 'owe', 'book', 'payables', 'op', 'owe', 'row', '1', 'inputs',
				'{"supplier": "s1", "item": "g02", "line": "1", "quantity": "2", "amount": 200}'::jsonb),
			jsonb_build_object('step', 'store', 'book', 'stock', 'op', 'receive', 'row', '1', 'inputs',
				'{"store": "general", "item": "g02", "quantity": "2", "value": 200}'::jsonb),
			jsonb_build_object('step', 'reserve', 'book', 'budget', 'op', 'reserve', 'inputs',
				jsonb_build_object('department', 'dyc', 'subject', '30201', 'amount', (n - 1) * 50)))), '', '', ''
		FROM generate_series(1, 2) n;
	INSERT INTO budget_entries (at, line, case_id, seq, posting, step, branch, row_id, kind, amount) VALUES
		('2025-01-01', '2025-dyc-30218', '', 0, 0, '', '', '', 'plan', 9000),
		('2025-01-01', '2025-dyc-30201', '', 0, 0, '', '', '', 'plan', 9000),
		('2025-12-01', '2025-dyc-30218', 'c1', 1, 0, 'reserve', '', '', 'reserve', 300),
		('2025-12-01', '2025-dyc-30218', 'c2', 1, 0, 'reserve', '', '', 'reserve', 300),
		('2025-12-01', '2025-dyc-30201', 'c2', 1, 3, 'reserve', '', '', 'reserve', 50);
	INSERT INTO payables (id, supplier, case_id, at, owed)
		SELECT 's1-CG-2025-000' || n, 's1', 'c' || n, '2025-12-01', 200 FROM generate_series(1, 2) n;
	INSERT INTO payable_lines (payable, line, item, owed, owed_quantity)
		SELECT 's1-CG-2025-000' || n, '1', 'g02', 200, 2 FROM generate_series(1, 2) n;
	INSERT INTO payable_entries (at, payable, line, item, case_id, seq, posting, step, branch, row_id, kind, quantity, amount)
		SELECT '2025-12-02', 's1-CG-2025-000' || n, '1', 'g02', 'c' || n, 1, 1, 'owe', '', '1', 'owe', 2, 200
		FROM generate_series(1, 2) n;
	INSERT INTO stock (store, item, quantity, value) VALUES ('general', 'g02', 4, 400);
	INSERT INTO stock_lots (store, item, lot, quantity) VALUES ('general', 'g02', '', 4);
	INSERT INTO stock_entries (at, case_id, seq, posting, part, step, branch, row_id, kind, store, item, lot, expires,
			quantity, value)
		SELECT '2025-12-01', 'c' || n, 1, 2, 0, 'store', '', '1', 'receive', 'general', 'g02', '', 'infinity', 2, 200
		FROM generate_series(1, 2) n;`

// migrated is a store whose schema was of a version when some statements filled it, and is of this one now; the
// migrations were run by an owner whom row-level security binds.
func migrated(t *testing.T, version int64, statements string) *store.Store {
	t.Helper()
	owner, app := plainDatabase(t, storetest.Empty(t))
	if err := store.MigrateTo(t.Context(), owner, version); err != nil {
		t.Fatal(err)
	}
	old, err := sql.Open("postgres", owner)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = old.Close() }()
	if _, err := old.ExecContext(t.Context(), statements); err != nil {
		t.Fatal(err)
	}
	if err := store.Migrate(t.Context(), owner, "storetest"); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), app)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// What stood in the books before payments were known stands in them afterwards, and can be paid, returned and carried
// over.
func TestOldBooksAreCarriedOver(t *testing.T) {
	s := migrated(t, 11, before12)
	err := s.InSchool(t.Context(), "old", func(ctx context.Context, tx *store.Tx) error {
		for _, c := range []struct {
			name, want string
			args       []any
		}{
			{"unpaid", "[map[accepted:2 accepted_amount:2.00 accepted_on:2025-12-02 amount:2.00 case:c1 department:dyc id:c1/1 " +
				"item:g02 of:1 qty:2 returned:0 returned_amount:0.00 subject:30218 year:2025] map[accepted:2 " +
				"accepted_amount:2.00 accepted_on:2025-12-02 amount:2.00 case:c2 id:c2/1 item:g02 of:1 qty:2 returned:0 " +
				"returned_amount:0.00 year:2025]]", []any{"s1"}},
			{"returnable", "[map[amount:2.00 department:dyc id:1 item:g02 left:4 of:1 qty:2 received:2 store:general " +
				"subject:30218 supplier:s1 year:2025]]", []any{"c1"}},
			{"undelivered", "[map[amount:1.00 case:c1 department:dyc held:3.00 id:c1/dyc/30218/2025 owed:2.00 subject:30218 " +
				"year:2025] map[amount:0.50 case:c2 department:dyc held:0.50 id:c2/dyc/30201/2025 owed:0.00 subject:30201 " +
				"year:2025] map[amount:3.00 case:c2 department:dyc held:3.00 id:c2/dyc/30218/2025 owed:0.00 subject:30218 " +
				"year:2025]]", nil},
		} {
			answer, err := tx.Lookup(ctx, store.Asker{At: time.Now()}, c.name, c.args)
			if got := fmt.Sprint(answer); got != c.want || err != nil {
				t.Errorf("%s: %s (%v)", c.name, got, err)
			}
		}
		for _, verify := range []func(*store.Tx, context.Context) ([]store.Finding, error){
			(*store.Tx).VerifyBooks, (*store.Tx).VerifyEntries,
		} {
			if findings, err := verify(tx, ctx); err != nil || len(findings) > 0 {
				t.Errorf("%v (%v)", findings, err)
			}
		}
		c, err := tx.ReadCase(ctx, "c1")
		if err == nil && c.ChargedYear != 2025 {
			t.Errorf("charged to %d", c.ChargedYear)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// What a school wrote down of its repairers' trades before they were read is read now, and repairs can be reported.
func TestOldTradesAreTakenOver(t *testing.T) {
	s := migrated(t, 25, `
		SELECT set_config('app.school', 'old', false);
		INSERT INTO schools (id, name, fiscal_year) VALUES ('old', '旧', 2026);
		INSERT INTO departments (id, name) VALUES ('zwc', '总务处');
		INSERT INTO people (id, login, name, department, more) VALUES ('a', 'a', '甲', 'zwc', '{"trades": ["电", "水"], "x": 1}'),
			('b', 'b', '乙', 'zwc', '{"trades": "电"}'), ('c', 'c', '丙', 'zwc', '{}')`)
	err := s.InSchool(t.Context(), "old", func(ctx context.Context, tx *store.Tx) error {
		people, err := tx.People(ctx)
		for i, want := range []string{"[电 水]", "[]", "[]"} {
			if got := fmt.Sprint(people[i].Trades); got != want {
				t.Errorf("%s has %s, want %s", people[i].ID, got, want)
			}
		}
		if err != nil {
			return err
		}
		categories, _, err := tx.Categories(ctx, store.Query{Q: "水龙头"})
		if len(categories) != 1 || categories[0] != (store.CategoryRow{ID: "tap", Name: "水龙头", Size: "minor", Trade: "水"}) {
			t.Errorf("repairs are of %+v", categories)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// A register as older programs kept it, or as somebody wrote it by hand: what this one has no word for is in use, and
// the old words stay.
func TestAnOldRegisterIsTakenOver(t *testing.T) {
	s := migrated(t, 24, `
		SELECT set_config('app.school', 'old', false);
		INSERT INTO schools (id, name, fiscal_year) VALUES ('old', '旧', 2026);
		INSERT INTO assets (id, name, holder, state, more) VALUES
			('a1', '投影仪', 'head', 'in_use', '{"guarantee_to": "2027-03-12", "note": "新"}'),
			('a2', '投影仪', 'head', 'broken', '{"guarantee_to": "长期", "due": "2026-01-01"}'),
			('a3', '服装', 'head', 'lent', '{"lent_to": "teacher", "due": "2026-11-01"}'),
			('a4', '服装', 'head', 'lent', '{"due": "学期末"}'),
			('a5', '服装', '', 'lent', '{"due": "2026-11-01"}'),
			('a6', '空调', 'head', '待修', '{}'),
			('a7', '空调', 'head', '', '{}'),
			('a8', '空调', 'head', 'written_off', '{"due": "2026-11-01"}')`)
	err := s.InSchool(t.Context(), "old", func(ctx context.Context, tx *store.Tx) error {
		cards, _, err := tx.Assets(ctx, store.AssetQuery{})
		want := []string{"in_use  nil 2027-03-12", "repair  nil nil", "lent teacher 2026-11-01 nil", "lent head nil nil",
			"in_use  nil nil", "in_use  nil nil", "in_use  nil nil", "written_off  nil nil"}
		for i, card := range cards {
			if got := fmt.Sprint(card.State, " ", card.LentTo, " ", said(card.Due), " ", said(card.Guarantee)); got != want[i] {
				t.Errorf("%s: %q, want %q", card.ID, got, want[i])
			}
		}
		if findings, err := tx.VerifyBooks(ctx); err != nil || len(findings) > 0 || len(cards) != len(want) {
			t.Errorf("%d cards, %v (%v)", len(cards), findings, err)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	var more string
	err = s.InSchool(t.Context(), "old", func(ctx context.Context, tx *store.Tx) error {
		more, err = tx.Text(ctx, `SELECT string_agg(id || ' ' || more, ' ' ORDER BY id) FROM assets`)
		return err
	})
	want := `a1 {"note": "新"} a2 {"due": "2026-01-01", "guarantee_to": "长期"} a3 {} a4 {"due": "学期末"} ` +
		`a5 {"due": "2026-11-01", "state": "lent"} a6 {"state": "待修"} a7 {"state": ""} a8 {"due": "2026-11-01"}`
	if err != nil || more != want {
		t.Errorf("kept: %s (%v)", more, err)
	}
}

func said(day *string) string {
	if day == nil {
		return "nil"
	}
	return *day
}

// before46 is a school whose cashier wrote one receipt's number in several ways.
const before46 = `
	SELECT set_config('app.school', 'old', false);
	INSERT INTO schools (id, name, fiscal_year) VALUES ('old', '旧', 2026);
	INSERT INTO cases (id, number, process, version, status, starter, department, fiscal_year, created_at, changed_at, seq,
			state) VALUES ('c1', 'SP-1', 'damage', 'v1', 'open', 'head', '', 2026, '2026-01-01', '2026-01-02', 1, '{}');
	INSERT INTO transitions (case_id, seq, at, actor, step, action, outcome, body, effects, previous, digest)
		VALUES ('c1', 1, '2026-01-01', 'head', 'start', 'start', '', '{}', '{}', '', '');
	INSERT INTO receivables (id, person, case_id, at, owed, paid) VALUES ('r1', 'head', 'c1', '2026-01-01', 9, 3);
	INSERT INTO receivable_entries (at, case_id, seq, posting, step, branch, row_id, receivable, kind, amount, receipt)
		SELECT '2026-01-01', 'c1', 10 + n, 0, 'pay', '', '', 'r1', 'pay', 1, (ARRAY['s 1', ' S1', 'Ｓ２'])[n]
		FROM generate_series(1, 3) n;
	INSERT INTO used_values (register, value, place, pointer, case_id) VALUES ('invoice', 'Ｆ１', '', '/x', 'c1');`

// TestOldReceiptsAreCompared: what was typed stays; of two that are one, the first has the number.
func TestOldReceiptsAreCompared(t *testing.T) {
	s := migrated(t, 45, before46)
	err := s.InSchool(t.Context(), "old", func(ctx context.Context, tx *store.Tx) error {
		if number, err := tx.UsedBy(ctx, "invoice", forms.Compared("f1"), ""); number != "SP-1" || err != nil {
			t.Errorf("the invoice is used by %q: %v", number, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for receipt, refused := range map[string]bool{"S1": true, "s2": true, "S3": false} {
		err := s.InSchool(t.Context(), "old", func(ctx context.Context, tx *store.Tx) error {
			c, err := tx.LockCase(ctx, "c1")
			if err != nil {
				return err
			}
			return step(ctx, tx, c, debt("pay", "head", 1, receipt))
		})
		if refused != refusedWith(err, "receipt") {
			t.Errorf("%s: %v", receipt, err)
		}
	}
}
