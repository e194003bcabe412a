package store_test

import (
	"context"
	"fmt"
	"testing"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
)

// goBack returns goods of line 1 of case c1.
func goBack(quantity string, value forms.Money, lot, expires string) processes.Posting {
	p := receive("g02", quantity, value, lot, expires)
	p.Op, p.Step, p.Pointer = "return", "back", "/lines/0/qty"
	return with(p, forms.Data{"case": "c1", "line": "1"})
}

func TestGoodsGoBackAtTheirOwnPrice(t *testing.T) {
	for _, c := range []struct {
		name     string
		before   []processes.Posting // by another case
		back     processes.Posting
		code     string
		quantity string
		value    forms.Money
		entries  string // of the return
	}{
		{"at once", nil, goBack("4", 400, "a", ""), "", "6", 600, "return -4 -4.00; "},
		{"all of it", nil, goBack("10", 1000, "a", ""), "", "0", 0, "return -10 -10.00; "},
		{"beside dearer ones", []processes.Posting{receive("g02", "10", 3000, "b", "")}, goBack("4", 400, "a", ""), "", "16",
			3600, "return -4 -4.00; "},
		{"when the average has fallen below it", []processes.Posting{receive("g02", "90", 0, "b", ""), issue("g02", "80", "b")},
			goBack("10", 1000, "a", ""), "", "10", 0, "adjust 0 8.00; return -10 -10.00; "},
		{"when the last ones are worth more", []processes.Posting{receive("g02", "10", 3000, "b", ""), issue("g02", "10", "b")},
			goBack("10", 1000, "a", ""), "", "0", 0, "adjust 0 -10.00; return -10 -10.00; "},
		{"more than is left of the lot", []processes.Posting{issue("g02", "7", "a")}, goBack("4", 400, "a", ""), "stock", "3",
			300, ""},
		{"more than was received", []processes.Posting{receive("g02", "5", 500, "a", "")}, goBack("11", 1000, "a", ""), "stock",
			"15", 1500, ""},
		{"of another lot", []processes.Posting{receive("g02", "5", 500, "b", "")}, goBack("1", 100, "b", ""), "stock", "15",
			1500, ""},
		{"of another line", nil, with(goBack("1", 100, "a", ""), forms.Data{"line": "2"}), "stock", "10", 1000, ""},
		{"nothing", nil, goBack("0", 0, "a", ""), "", "10", 1000, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := storetest.New(t)
			if err := one(db, "main", "c1", receive("g02", "10", 1000, "a", "")); err != nil {
				t.Fatal(err)
			}
			if err := one(db, "main", "c2", c.before...); err != nil {
				t.Fatal(err)
			}
			err := one(db, "main", "r1", c.back)
			if (err == nil) != (c.code == "") || c.code != "" && !refusedWith(err, c.code) {
				t.Error(err)
			}
			if quantity, value := balance(t, db, "g02"); !quantity.Equal(dec(c.quantity)) || value != c.value {
				t.Errorf("left %s for %s", quantity, value)
			}
			db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
				entries, _, err := tx.StockEntries(ctx, "g02", store.Query{})
				got := ""
				for _, e := range entries {
					if e.Kind == "return" || e.Kind == "adjust" {
						got += fmt.Sprintf("%s %s %s; ", e.Kind, e.Quantity, e.Value)
					}
				}
				if got != c.entries {
					t.Errorf("entries %s", got)
				}
				return err
			})
			sound(t, db)
		})
	}
}

// What can go back of a case with two deliveries of one line, of which one expires, and a service; and what of the
// reservation is free.
func TestReturnable(t *testing.T) {
	db := storetest.New(t)
	budgeted := forms.Data{"department": "dyc", "subject": "30218"}
	service := with(owe("v01", "2", "1", 38000), budgeted)
	goods := func(quantity string, value forms.Money, lot, expires string) []processes.Posting {
		return []processes.Posting{receive("g02", quantity, value, lot, expires), with(owe("g02", "1", quantity, value), budgeted)}
	}
	for _, postings := range [][]processes.Posting{
		goods("3", 100, "a", "2098-01-31"), append(goods("5", 500, "b", ""), service), goods("2", 67, "a", "2098-01-31"),
	} {
		if err := one(db, "main", "c1", postings...); err != nil {
			t.Fatal(err)
		}
	}
	steps := []struct {
		name      string
		by        string
		postings  []processes.Posting
		want      string // id, lot, received, left, qty, amount
		unclaimed string // of 1, 1/2 and 2
		value     string // of one piece of each
	}{
		{"accepted", "c2", nil, "1 a 5 5 5 1.67; 1/2 b 5 5 5 5.00; 2 <nil> 1 1 1 380.00; ", "1.67 5.00 380.00",
			"0.33 1.00 380.00"},
		{"used", "c2", []processes.Posting{issue("g02", "4", "a")},
			"1 a 5 1 1 1.67; 1/2 b 5 5 5 5.00; 2 <nil> 1 1 1 380.00; ", "1.67 5.00 380.00", "0.33 1.00 380.00"},
		{"claimed in part", "p1", []processes.Posting{owed("invoice", "4", 300)},
			"1 a 5 1 1 1.67; 1/2 b 5 5 5 5.00; 2 <nil> 1 1 1 380.00; ", "1.67 2.00 380.00", "0.33 1.00 380.00"},
		{"returned", "r1", []processes.Posting{goBack("1", 33, "a", "2098-01-31"), owed("return", "1", 33),
			with(owed("return", "1", 38000), forms.Data{"line": "2"})},
			"1/2 b 5 5 5 5.00; ", "1.34 2.00 0.00", "0.34 1.00 0.00"},
	}
	for _, s := range steps {
		if err := one(db, "main", s.by, s.postings...); err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		got := rows(lookup(t, db, store.Asker{}, "returnable", "c1"), "id", "lot", "received", "left", "qty", "amount")
		unclaimed, value := "", ""
		for i, id := range []string{"1", "1/2", "2"} {
			if i > 0 {
				unclaimed, value = unclaimed+" ", value+" "
			}
			unclaimed += fmt.Sprint(lookup(t, db, store.Asker{}, "unclaimed", "c1", id))
			value += fmt.Sprint(lookup(t, db, store.Asker{}, "return_value", "c1", id, dec("1")))
		}
		if got != s.want || unclaimed != s.unclaimed || value != s.value {
			t.Errorf("%s: %s\nunclaimed %s, worth %s", s.name, got, unclaimed, value)
		}
	}
	if got := fmt.Sprint(lookup(t, db, store.Asker{}, "return_value", "c1", "1/2", dec("5")),
		lookup(t, db, store.Asker{}, "return_value", "c1", "7", dec("5"))); got != "5.00 <nil>" {
		t.Errorf("all of it is worth %s", got)
	}
	sound(t, db)
}

func TestUnpaidSuppliers(t *testing.T) {
	db := storetest.New(t)
	to := func(supplier, line string, amount forms.Money) processes.Posting {
		return with(owe("g02", line, "1", amount), forms.Data{"supplier": supplier})
	}
	if err := one(db, "main", "c1", to("s1", "1", 100), to("s2", "2", 70), to("s5", "3", 50)); err != nil {
		t.Fatal(err)
	}
	for _, s := range []struct {
		postings        []processes.Posting
		monthly, single string
	}{
		{nil, "s1 1.00; s2 0.70; ", "s5 0.50; "},
		{[]processes.Posting{owed("invoice", "1", 100)}, "s2 0.70; ", "s5 0.50; "},
		{[]processes.Posting{owed("return", "1", 100)}, "s2 0.70; ", "s5 0.50; "}, // a credit waits for the next debt
		{[]processes.Posting{to("s1", "4", 130)}, "s1 0.30; s2 0.70; ", "s5 0.50; "},
	} {
		if err := one(db, "main", "c1", s.postings...); err != nil {
			t.Fatal(err)
		}
		monthly := rows(lookup(t, db, store.Asker{}, "unpaid_suppliers", "monthly"), "id", "amount")
		single := rows(lookup(t, db, store.Asker{}, "unpaid_suppliers", "single"), "supplier", "amount")
		if monthly != s.monthly || single != s.single {
			t.Errorf("monthly %s, single %s", monthly, single)
		}
	}
}
