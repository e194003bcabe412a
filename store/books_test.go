package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
)

func balance(t testing.TB, db *storetest.DB, item string) (decimal.Decimal, forms.Money) {
	t.Helper()
	var row store.StockRow
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		got, err := store.One(tx.Stock(ctx, store.StockQuery{Query: store.Query{ID: item}, Store: "general"}))
		if err == nil {
			row = *got
		}
		return err
	})
	return row.Quantity, row.Value
}

func TestStockIsValuedByMovingAverage(t *testing.T) {
	db := storetest.New(t)
	steps := []struct {
		posting  processes.Posting
		quantity string
		value    forms.Money
	}{
		{receive("g02", "10", 1000, "", ""), "10", 1000},
		{receive("g02", "5", 800, "", ""), "15", 1800},
		{issue("g02", "1", ""), "14", 1680},     // 1800/15 = 120
		{issue("g02", "3.5", ""), "10.5", 1260}, // 1680*3.5/14 = 420
		{receive("g02", "0.5", 1, "", ""), "11", 1261},
		{issue("g02", "2", ""), "9", 1032},        // 1261*2/11 = 229.27
		{issue("g02", "4.5", ""), "4.5", 516},     // half exactly
		{issue("g02", "0.001", ""), "4.499", 516}, // 0.11 fen rounds to nothing
		{issue("g02", "4.499", ""), "0", 0},       // the last take the rest
		{receive("g02", "2", 3, "", ""), "2", 3},
		{issue("g02", "1", ""), "1", 1}, // 1.5 rounds up
	}
	for i, s := range steps {
		if err := one(db, "main", "c1", s.posting); err != nil {
			t.Fatalf("step %d: %v", i+1, err)
		}
		quantity, value := balance(t, db, "g02")
		if !quantity.Equal(dec(s.quantity)) || value != s.value {
			t.Errorf("after step %d: %s for %s, want %s for %s", i+1, quantity, value, s.quantity, s.value)
		}
	}
	sound(t, db)
}

func TestLotsLeaveInTheOrderTheyExpire(t *testing.T) {
	db := storetest.New(t)
	for _, p := range []processes.Posting{
		receive("g22", "5", 500, "late", "2098-12-31"), receive("g22", "5", 500, "soon", "2097-01-31"),
		receive("g22", "5", 500, "plain", ""), receive("g22", "5", 500, "over", "2020-01-31"),
	} {
		if err := one(db, "main", "c1", p); err != nil {
			t.Fatal(err)
		}
	}
	if err := one(db, "main", "c2", issue("g22", "12", "")); err != nil {
		t.Fatal(err)
	}
	if err := one(db, "main", "c2", issue("g22", "3.001", "")); !refusedWith(err, "stock") {
		t.Errorf("issued what has expired: %v", err)
	}
	if err := one(db, "main", "c2", issue("g22", "4", "over")); err != nil {
		t.Errorf("an expired lot that is named: %v", err)
	}
	if err := one(db, "main", "c2", issue("g22", "2", "over")); !refusedWith(err, "stock") {
		t.Errorf("more than the lot has: %v", err)
	}
	want := map[string]string{"plain": "3", "over": "1"}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		lots, err := tx.StockLots(ctx, "g22")
		for _, lot := range lots {
			if lot.Store == "general" && !lot.Quantity.Equal(dec(want[lot.Lot])) {
				t.Errorf("lot %s has %s", lot.Lot, lot.Quantity)
			}
		}
		entries, _, err2 := tx.StockEntries(ctx, "g22", store.Query{})
		order := ""
		for _, e := range entries {
			if e.Kind == "issue" {
				order += fmt.Sprintf("%s %s %s; ", e.Lot, e.Quantity, e.Value)
			}
		}
		if order != "soon -5 -5.00; late -5 -5.00; plain -2 -2.00; over -4 -4.00; " {
			t.Errorf("issued %s", order)
		}
		if err == nil {
			err = err2
		}
		return err
	})
	sound(t, db)
}

func TestBudgetIsReservedReleasedAndCleared(t *testing.T) {
	db := storetest.New(t)
	unplanned := budget("reserve", 1)
	unplanned.Inputs["subject"] = "CT01"
	steps := []struct {
		name     string
		caseID   string
		posting  processes.Posting
		ok       bool
		code     string
		reserved forms.Money
	}{
		{"reserve", "c1", budget("reserve", 100000), true, "", 100000},
		{"all that is left", "c2", budget("reserve", 50000), true, "", 150000},
		{"one fen more", "c3", budget("reserve", 1), false, "budget", 150000},
		{"nothing", "c3", budget("reserve", 0), true, "", 150000},
		{"no such line", "c3", unplanned, false, "budget", 150000},
		{"part back", "c1", budget("release", 40000), true, "", 110000},
		{"more back than held", "c1", budget("release", 60001), false, "", 110000},
		{"of another's", "c3", budget("release", 1), false, "", 110000},
		{"less than nothing", "c1", budget("reserve", -5), false, "", 110000},
		{"keep what is held", "c1", budget("keep", 60000), true, "", 110000},
		{"keep less", "c1", budget("keep", 20000), true, "", 70000},
		{"keep more", "c1", budget("keep", 50000), true, "", 100000},
		{"keep all that is left", "c1", budget("keep", 100000), true, "", 150000},
		{"keep one fen more", "c1", budget("keep", 100001), false, "budget", 150000},
		{"keep less than nothing", "c1", budget("keep", -1), false, "", 150000},
		{"keep as before", "c1", budget("keep", 60000), true, "", 110000},
		{"clear", "c1", budget("clear", 0), true, "", 50000},
		{"clear again", "c1", budget("clear", 0), true, "", 50000},
		{"never held", "c4", budget("clear", 0), true, "", 50000},
		{"release after clearing", "c1", budget("release", 1), false, "", 50000},
	}
	for _, s := range steps {
		err := one(db, "main", s.caseID, s.posting)
		if (err == nil) != s.ok || refusedWith(err, "budget") != (s.code == "budget") {
			t.Errorf("%s: %v", s.name, err)
		}
		if s.name == "no such line" && !strings.Contains(fmt.Sprint(err), "德育处“食堂原材料”") {
			t.Errorf("%s does not say which: %v", s.name, err)
		}
		db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
			line, err := store.One(tx.Budgets(ctx, store.BudgetQuery{Query: store.Query{ID: "2026-dyc-30218"}}))
			if err == nil && (line.Reserved != s.reserved || line.Available != 150000-s.reserved) {
				t.Errorf("%s: reserved %s, available %s", s.name, line.Reserved, line.Available)
			}
			return err
		})
	}
	sound(t, db)
}

func TestARefusalSaysWhereAndWhatToDo(t *testing.T) {
	db := storetest.New(t)
	err := one(db, "main", "c1", budget("reserve", 150001))
	refusal := asRefusal(t, err)
	f := refusal.Failures[0]
	if refusal.Reason != processes.Invalid || f.Pointer != "/total" || f.Code != "budget" || f.Text.En == "" ||
		f.Text.ZhTW == "" || f.Detail != "预算不足：可用 1,500.00元，需要 1,500.01元。请减少金额，或先调整预算" {
		t.Errorf("%+v", refusal)
	}
	refusal = asRefusal(t, one(db, "main", "c1", issue("g02", "1", "")))
	if f := refusal.Failures[0]; f.Pointer != "/lines/0/qty" || f.Code != "stock" {
		t.Errorf("%+v", refusal)
	}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.ReadCase(ctx, "c1"); err == nil {
			t.Error("a refused posting left its case behind")
		}
		return nil
	})
}

func asRefusal(t *testing.T, err error) *processes.Refusal {
	t.Helper()
	refusal, ok := errorsAs[*processes.Refusal](err)
	if !ok {
		t.Fatalf("no refusal: %v", err)
	}
	return refusal
}

func TestACaseStaysInTheYearItBegan(t *testing.T) {
	db := storetest.New(t)
	if err := one(db, "main", "c1", budget("reserve", 100)); err != nil {
		t.Fatal(err)
	}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error { return tx.SetFiscalYear(ctx, 2027) })
	if err := one(db, "main", "c1", budget("reserve", 100), budget("release", 50)); err != nil {
		t.Errorf("a case of 2026 in 2027: %v", err)
	}
	if err := one(db, "main", "c2", budget("reserve", 100)); !refusedWith(err, "budget") {
		t.Errorf("a case of 2027 without a plan: %v", err)
	}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		left, err := tx.Lookup(ctx, store.Asker{At: time.Now()}, "budget_left", []any{"dyc", "30218"})
		if left != forms.Money(0) {
			t.Errorf("left %v in 2027", left)
		}
		return err
	})
}

func TestPayablesAreOwedByLine(t *testing.T) {
	db := storetest.New(t)
	err := one(db, "main", "c1", owe("g02", "1", "3", 1000), owe("g01", "2", "1", 2250), owe("g02", "3", "0", 0))
	if err != nil {
		t.Fatal(err)
	}
	if err := one(db, "main", "c1", owe("g02", "1", "1.5", 500)); err != nil {
		t.Fatal(err)
	}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		p, err := store.One(tx.Payables(ctx, store.Query{ID: "s1-CG-2026-0001"}))
		if err != nil {
			return err
		}
		if p.Owed != 3750 || p.Accepted != 3750 || p.Invoiced != 0 || p.Paid != 0 || p.Year != 2026 || p.Supplier != "s1" || p.Case != "c1" {
			t.Errorf("%+v", p)
		}
		entries, _, err := tx.PayableEntries(ctx, p.ID, store.Query{})
		if len(entries) != 3 {
			t.Errorf("%d entries", len(entries))
		}
		price, ok, err2 := tx.LastPrice(ctx, "g02")
		if price != 333 || !ok || err2 != nil {
			t.Errorf("last price %s %v (%v)", price, ok, err2)
		}
		if empty, err := tx.Lookup(ctx, store.Asker{At: time.Now()}, "last_price", []any{"g22"}); empty != nil || err != nil {
			t.Errorf("price of what was never bought: %v (%v)", empty, err)
		}
		return err
	})
	sound(t, db)
}

// Whatever is received and issued in whatever order, at whatever prices: the book is what a small model says, its
// entries add up to its balance, and it is never below zero.
func TestStockAgreesWithAModel(t *testing.T) {
	db := storetest.New(t)
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		caseID := fmt.Sprintf("r%d", run)
		quantity, value := balanceOrZero(db)
		steps := rapid.IntRange(1, 6).Draw(t, "steps")
		for range steps {
			q := decimal.New(rapid.Int64Range(1, 20_000).Draw(t, "thousandths"), -3)
			if rapid.Bool().Draw(t, "in") {
				v := forms.Money(rapid.Int64Range(0, 50_000).Draw(t, "fen"))
				lot := rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "lot")
				if err := one(db, "main", caseID, receive("g02", q.String(), v, lot, "")); err != nil {
					t.Fatal(err)
				}
				quantity, value = quantity.Add(q), value+v
				continue
			}
			err := one(db, "main", caseID, issue("g02", q.String(), ""))
			if q.GreaterThan(quantity) {
				if !refusedWith(err, "stock") {
					t.Fatalf("issued %s of %s: %v", q, quantity, err)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			out := value
			if !q.Equal(quantity) { // half up, done another way than the book does it
				out = forms.Money(decimal.NewFromInt(int64(value)).Mul(q).DivRound(quantity, 12).
					Add(decimal.New(5, -1)).Floor().IntPart())
			}
			quantity, value = quantity.Sub(q), value-out
		}
		gotQuantity, gotValue := balanceOrZero(db)
		if !gotQuantity.Equal(quantity) || gotValue != value {
			t.Fatalf("book %s for %s, model %s for %s", gotQuantity, gotValue, quantity, value)
		}
	})
	sound(t, db)
}

func balanceOrZero(db *storetest.DB) (quantity decimal.Decimal, value forms.Money) {
	err := db.Owner.QueryRow(`SELECT quantity, value FROM stock WHERE school = 'main' AND item = 'g02'`).
		Scan(&quantity, &value)
	if err != nil {
		return decimal.Zero, 0
	}
	return quantity, value
}

func TestEveryOperationHasItsImplementation(t *testing.T) {
	implemented := map[string]bool{}
	for _, name := range store.Operations() {
		implemented[name] = true
	}
	for _, o := range processes.Books {
		if name := o.Book + "." + o.Op; !implemented[name] {
			t.Errorf("%s has no implementation", name)
		}
		delete(implemented, o.Book+"."+o.Op)
	}
	for name := range implemented {
		t.Errorf("%s is no operation of processes.Books", name)
	}
}
