package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
)

// owed posts to what supplier s1 is owed in 2026 for line 1 of case c1.
func owed(op, quantity string, amount forms.Money) processes.Posting {
	in := forms.Data{"supplier": "s1", "case": "c1", "line": "1", "year": int64(2026)}
	if op != "uninvoice" {
		in["quantity"], in["amount"] = dec(quantity), amount
	}
	return processes.Posting{Step: op, Book: "payables", Op: op, Row: "1", Pointer: "/accepted/0/qty", Inputs: in}
}

// with gives a posting more inputs.
func with(p processes.Posting, more forms.Data) processes.Posting {
	for name, value := range more {
		p.Inputs[name] = value
	}
	return p
}

// plan gives the department 1,000.00 yuan more in a year.
func plan(t *testing.T, db *storetest.DB, year int) {
	t.Helper()
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		return tx.PlanBudget(ctx, store.BudgetData{Year: year, Department: "dyc", Subject: "30218", Planned: 100000}, time.Now())
	})
}

func payable(t *testing.T, db *storetest.DB, id string) store.PayableRow {
	t.Helper()
	var row store.PayableRow
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		found, err := store.One(tx.Payables(ctx, store.Query{ID: id}))
		if err == nil {
			row = *found
		}
		return err
	})
	return row
}

func line(t *testing.T, db *storetest.DB, id string) store.BudgetRow {
	t.Helper()
	var row store.BudgetRow
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		found, err := store.One(tx.Budgets(ctx, store.BudgetQuery{Query: store.Query{ID: id}}))
		if err == nil {
			row = *found
		}
		return err
	})
	return row
}

func lookup(t *testing.T, db *storetest.DB, asker store.Asker, name string, args ...any) any {
	t.Helper()
	var answer any
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) (err error) {
		answer, err = tx.Lookup(ctx, asker, name, args)
		return err
	})
	return answer
}

// rows are the rows of a lookup, each the columns named.
func rows(answer any, columns ...string) string {
	out := ""
	for _, row := range answer.([]forms.Data) {
		for _, c := range columns {
			out += fmt.Sprint(row[c]) + " "
		}
		out = strings.TrimSuffix(out, " ") + "; "
	}
	return out
}

// A payable from its acceptance to its credit: what each posting leaves accepted, returned, claimed, paid and open.
func TestWhatIsOwedIsPaidOnce(t *testing.T) {
	db := storetest.New(t)
	if err := one(db, "main", "c1", owe("g02", "1", "10", 1000)); err != nil {
		t.Fatal(err)
	}
	for _, s := range []struct {
		name    string
		by      string
		posting processes.Posting
		code    string
		want    string // accepted, returned, invoiced, paid, owed; open of the line
	}{
		{"pay without a claim", "p1", owed("pay", "1", 100), "payable", "1000 0 0 0 1000; 10 10.00; "},
		{"claim a part", "p1", owed("invoice", "4", 400), "", "1000 0 400 0 1000; 6 6.00; "},
		{"claim more than is open", "p2", owed("invoice", "6.001", 600), "payable", "1000 0 400 0 1000; 6 6.00; "},
		{"claim a fen too much", "p2", owed("invoice", "6", 601), "payable", "1000 0 400 0 1000; 6 6.00; "},
		{"a credit where there is none", "p2", owed("invoice", "-1", -100), "payable", "1000 0 400 0 1000; 6 6.00; "},
		{"claim nothing", "p2", owed("invoice", "0", 0), "", "1000 0 400 0 1000; 6 6.00; "},
		{"take nothing back", "p2", owed("uninvoice", "", 0), "", "1000 0 400 0 1000; 6 6.00; "},
		{"take the claim back", "p1", owed("uninvoice", "", 0), "", "1000 0 0 0 1000; 10 10.00; "},
		{"pay after that", "p1", owed("pay", "4", 400), "payable", "1000 0 0 0 1000; 10 10.00; "},
		{"claim again", "p1", owed("invoice", "4", 400), "", "1000 0 400 0 1000; 6 6.00; "},
		{"pay more than claimed", "p1", owed("pay", "4", 401), "payable", "1000 0 400 0 1000; 6 6.00; "},
		{"pay of another's claim", "p2", owed("pay", "1", 100), "payable", "1000 0 400 0 1000; 6 6.00; "},
		{"pay a part", "p1", owed("pay", "1", 100), "", "1000 0 400 100 900; 6 6.00; "},
		{"pay the rest", "p1", owed("pay", "3", 300), "", "1000 0 400 400 600; 6 6.00; "},
		{"pay twice", "p1", owed("pay", "1", 1), "payable", "1000 0 400 400 600; 6 6.00; "},
		{"a paid claim stays", "p1", owed("uninvoice", "", 0), "", "1000 0 400 400 600; 6 6.00; "},
		{"return what is unpaid", "r1", owed("return", "5", 500), "", "1000 500 400 400 100; 1 1.00; "},
		{"return what is paid", "r2", owed("return", "3", 300), "", "1000 800 400 400 -200; -2 -2.00; "},
		{"return too much", "r2", owed("return", "2.001", 200), "payable", "1000 800 400 400 -200; -2 -2.00; "},
		{"return less than nothing", "r2", owed("return", "-1", 0), "payable", "1000 800 400 400 -200; -2 -2.00; "},
		{"claim while there is a credit", "p2", owed("invoice", "1", 100), "payable", "1000 800 400 400 -200; -2 -2.00; "},
		{"claim more credit than there is", "p2", owed("invoice", "-2", -201), "payable", "1000 800 400 400 -200; -2 -2.00; "},
		{"claim the credit", "p2", owed("invoice", "-2", -200), "", "1000 800 200 400 -200; "},
		{"settle it the wrong way round", "p2", owed("pay", "2", 200), "payable", "1000 800 200 400 -200; "},
		{"settle it", "p2", owed("pay", "-2", -200), "", "1000 800 200 200 0; "},
		{"another year", "p2", with(owed("invoice", "1", 100), forms.Data{"year": int64(2027)}), "payable",
			"1000 800 200 200 0; "},
		{"another supplier", "p2", with(owed("invoice", "1", 100), forms.Data{"supplier": "s2"}), "payable",
			"1000 800 200 200 0; "},
		{"another line", "r2", with(owed("return", "1", 100), forms.Data{"line": "2"}), "payable", "1000 800 200 200 0; "},
	} {
		err := one(db, "main", s.by, s.posting)
		if (err == nil) != (s.code == "") || s.code != "" && !refusedWith(err, s.code) {
			t.Errorf("%s: %v", s.name, err)
		}
		p := payable(t, db, "s1-CG-2026-0001")
		got := fmt.Sprintf("%d %d %d %d %d; ", p.Accepted, p.Returned, p.Invoiced, p.Paid, p.Owed)
		if got += rows(lookup(t, db, store.Asker{}, "unpaid", "s1"), "qty", "amount"); got != s.want {
			t.Errorf("%s: %s, want %s", s.name, got, s.want)
		}
	}
	sound(t, db)
}

// A payment may claim a credit while an older one that claims the goods is not paid yet, or is never paid.
func TestACreditBesideAnOpenClaim(t *testing.T) {
	db := storetest.New(t)
	for _, s := range []struct {
		by      string
		posting processes.Posting
	}{
		{"c1", owe("g02", "1", "10", 1000)}, {"p1", owed("invoice", "10", 1000)}, {"r1", owed("return", "3", 300)},
		{"p2", owed("invoice", "-3", -300)}, {"p2", owed("pay", "-3", -300)}, {"p1", owed("uninvoice", "", 0)},
		{"p3", owed("invoice", "10", 1000)}, {"p3", owed("pay", "10", 1000)},
	} {
		if err := one(db, "main", s.by, s.posting); err != nil {
			t.Fatalf("%s %s: %v", s.by, s.posting.Op, err)
		}
		sound(t, db)
	}
	if p := payable(t, db, "s1-CG-2026-0001"); p.Owed != 0 || p.Paid != 700 || p.Invoiced != 700 {
		t.Errorf("%+v", p)
	}
}

func TestBudgetIsSpentAndRefunded(t *testing.T) {
	db := storetest.New(t)
	forC1 := forms.Data{"case": "c1"}
	for _, s := range []struct {
		name                       string
		by                         string
		posting                    processes.Posting
		code                       string
		reserved, spent, available forms.Money
	}{
		{"reserve", "c1", budget("reserve", 60000), "", 60000, 0, 90000},
		{"spend a part for it", "p1", with(budget("spend", 20000), forC1), "", 40000, 20000, 90000},
		{"spend more than it holds", "p1", with(budget("spend", 50000), forC1), "", 0, 70000, 80000},
		{"spend what nobody reserved", "p1", budget("spend", 80000), "", 0, 150000, 0},
		{"spend what is not there", "p1", budget("spend", 1), "budget", 0, 150000, 0},
		{"spend nothing", "p1", budget("spend", 0), "", 0, 150000, 0},
		{"keep what is spent", "c1", budget("keep", 70000), "", 0, 150000, 0},
		{"keep less than is spent", "c1", budget("keep", 10000), "", 0, 150000, 0},
		{"refund", "p2", with(budget("refund", 30000), forC1), "", 0, 120000, 30000},
		{"keep more than is spent", "c1", budget("keep", 50000), "", 10000, 120000, 20000},
		{"refund more than was spent", "p2", with(budget("refund", 120001), forC1), "budget", 10000, 120000, 20000},
		{"give back another's", "r1", with(budget("release", 4000), forC1), "", 6000, 120000, 24000},
		{"give back more than another holds", "r1", with(budget("release", 6001), forC1), "budget", 6000, 120000, 24000},
		{"clear another's", "r1", with(budget("clear", 0), forC1), "", 0, 120000, 30000},
		{"in a year without a plan", "c1", with(budget("spend", 1), forms.Data{"year": int64(2027)}), "budget",
			0, 120000, 30000},
	} {
		err := one(db, "main", s.by, s.posting)
		if (err == nil) != (s.code == "") || s.code != "" && !refusedWith(err, s.code) {
			t.Errorf("%s: %v", s.name, err)
		}
		got := line(t, db, "2026-dyc-30218")
		if got.Reserved != s.reserved || got.Spent != s.spent || got.Available != s.available {
			t.Errorf("%s: reserved %s, spent %s, available %s", s.name, got.Reserved, got.Spent, got.Available)
		}
	}
	sound(t, db)
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		entries, _, err := tx.BudgetEntries(ctx, "2026-dyc-30218", store.Query{})
		last := entries[len(entries)-1]
		if last.HolderNumber != "CG-2026-0001" || last.Number == last.HolderNumber || last.Available != 30000 {
			t.Errorf("the last entry is %+v", last)
		}
		spent, err2 := tx.BudgetSpent(ctx, "2026-dyc-30218", 10)
		if len(spent) != 2 || spent[0].Amount+spent[1].Amount != 120000 {
			t.Errorf("spent %+v (%v)", spent, err2)
		}
		return err
	})
}

// The year's end: what is accepted stays owed in the old year, what is to come moves, new cases and those that hold
// nothing yet are charged to the new one.
func TestTheYearsEnd(t *testing.T) {
	db := storetest.New(t)
	for _, s := range []struct {
		by       string
		postings []processes.Posting
	}{
		{"open", []processes.Posting{budget("reserve", 50000), with(owe("g02", "1", "2", 20000),
			forms.Data{"department": "dyc", "subject": "30218"})}},
		{"empty", []processes.Posting{budget("reserve", 10000), budget("clear", 0)}},
		{"none", nil},
	} {
		if err := one(db, "main", s.by, s.postings...); err != nil {
			t.Fatal(err)
		}
	}
	_, err := db.Owner.Exec(`UPDATE schools SET settings = settings || '{"budget_close": "2026-01-01"}' WHERE id = 'main'`)
	if err != nil {
		t.Fatal(err)
	}
	carry := func(amount forms.Money) processes.Posting {
		return processes.Posting{Step: "carry", Book: "budget", Op: "carry", Pointer: "/rows", Inputs: forms.Data{
			"case": "open", "department": "dyc", "subject": "30218", "year": int64(2026), "amount": amount,
		}}
	}
	for _, c := range []struct{ by, why string }{{"new", "2027 年度还没有"}, {"none", "2027 年度还没有"}} {
		refusal := asRefusal(t, one(db, "main", c.by, budget("reserve", 1000)))
		if text := refusal.Failures[0].Detail; len(text) < len(c.why) || text[:len(c.why)] != c.why {
			t.Errorf("%s: %s", c.by, text)
		}
	}
	if err := one(db, "main", "carries", carry(30000)); !refusedWith(err, "budget") {
		t.Errorf("carried into a year without a plan: %v", err)
	}
	plan(t, db, 2027)
	now := store.Asker{At: time.Now()}
	if got := rows(lookup(t, db, now, "undelivered"), "case", "department", "subject", "year", "held", "owed", "amount"); got !=
		"open dyc 30218 2026 500.00 200.00 300.00; " {
		t.Errorf("undelivered %s", got)
	}
	for _, s := range []struct {
		name     string
		by       string
		posting  processes.Posting
		code     string
		old, new forms.Money // reserved
	}{
		{"a new case", "new", budget("reserve", 1000), "", 50000, 1000},
		{"a case that held nothing", "none", budget("reserve", 1000), "", 50000, 2000},
		{"a case that gave all back", "empty", budget("keep", 1000), "", 50000, 3000},
		{"a case that holds something", "open", budget("keep", 51000), "", 51000, 3000},
		{"more than is to come", "carries", carry(31001), "budget", 51000, 3000},
		{"what is to come", "carries", carry(31000), "", 20000, 34000},
		{"twice", "carries", carry(1), "budget", 20000, 34000},
		{"keep what was held, in both years", "open", budget("keep", 51000), "", 20000, 34000},
		{"keep less", "open", budget("keep", 45000), "", 20000, 28000},
		{"a year that is open", "carries", with(carry(1), forms.Data{"year": int64(2027)}), "budget", 20000, 28000},
	} {
		err := one(db, "main", s.by, s.posting)
		if (err == nil) != (s.code == "") || s.code != "" && !refusedWith(err, s.code) {
			t.Errorf("%s: %v", s.name, err)
		}
		old, next := line(t, db, "2026-dyc-30218"), line(t, db, "2027-dyc-30218")
		if old.Reserved != s.old || next.Reserved != s.new {
			t.Errorf("%s: reserved %s in 2026, %s in 2027", s.name, old.Reserved, next.Reserved)
		}
		sound(t, db)
	}
	// what comes now is owed out of the new year; the line is two payables
	err = one(db, "main", "open", with(owe("g02", "1", "3", 30000), forms.Data{"department": "dyc", "subject": "30218"}))
	if err != nil {
		t.Fatal(err)
	}
	if p := payable(t, db, "s1-CG-2026-0001-2027"); p.Year != 2027 || p.Owed != 30000 {
		t.Errorf("%+v", p)
	}
	if got := rows(lookup(t, db, now, "unpaid", "s1"), "id", "year", "amount", "subject"); got !=
		"open/1 2026 200.00 30218; open/1/2027 2027 300.00 30218; " {
		t.Errorf("unpaid %s", got)
	}
	if left := lookup(t, db, now, "budget_left", "dyc", "30218"); left != forms.Money(72000) {
		t.Errorf("%v left for a new case", left)
	}
	sound(t, db)
}

// Definitions from before payments do not say which budget pays what they owe: it is the one the case reserved from,
// for goods that were accepted before and those that come now.
func TestOwedWithoutABudgetNamed(t *testing.T) {
	db := storetest.New(t)
	plan(t, db, 2026)
	for _, p := range []processes.Posting{budget("reserve", 1000), owe("g02", "1", "4", 400), owe("g02", "1", "6", 600)} {
		if err := one(db, "main", "c1", p); err != nil {
			t.Fatal(err)
		}
	}
	got := rows(lookup(t, db, store.Asker{}, "unpaid", "s1"), "qty", "department", "subject", "year")
	if want := "10 dyc 30218 2026; "; got != want {
		t.Errorf("unpaid: %s, want %s", got, want)
	}
	sound(t, db)
}
