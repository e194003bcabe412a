package demo

import (
	"slices"
	"strings"
	"testing"
	"time"

	"zongwu/calendar"
	"zongwu/forms"
	"zongwu/store"
)

var now = time.Date(2028, 1, 5, 23, 30, 0, 0, time.UTC) // the sixth in China

func schoolsForTest(t *testing.T) map[string]store.SchoolData {
	t.Helper()
	list, err := Schools(now, "hash")
	if err != nil {
		t.Fatal(err)
	}
	schools := map[string]store.SchoolData{}
	for _, s := range list {
		schools[s.ID] = s
	}
	return schools
}

func TestSchoolsAreOfThePresent(t *testing.T) {
	main := schoolsForTest(t)["main"]
	if main.FiscalYear != 2028 {
		t.Errorf("fiscal year %d, want 2028", main.FiscalYear)
	}
	today := now.In(calendar.Zone).Format(time.DateOnly)
	running := slices.IndexFunc(main.Terms, func(p store.Period) bool { return p.From <= today && today <= p.To })
	if running < 0 || main.Terms[running].Name != "2027–2028学年第一学期" {
		t.Errorf("no term runs in January: %+v", main.Terms)
	}
	want := map[string]any{
		"permit_from": int64(100_000), "price_tolerance_percent": int64(5), "budget_close": "2028-12-20",
	}
	for name, value := range want {
		if main.Settings[name] != value {
			t.Errorf("setting %s is %v (%T), want %v", name, main.Settings[name], main.Settings[name], value)
		}
	}
}

func TestGoods(t *testing.T) {
	main := schoolsForTest(t)["main"]
	item := func(id string) store.ItemData {
		at := slices.IndexFunc(main.Items, func(i store.ItemData) bool { return i.ID == id })
		if at < 0 {
			t.Fatalf("no item %s", id)
		}
		return main.Items[at]
	}
	if len(main.Items) != 34 {
		t.Errorf("%d items, want 30 goods and 4 services", len(main.Items))
	}
	stores := map[string]string{"g01": "general", "g18": "general", "g20": "general", "g22": "canteen", "v01": ""}
	for id, want := range stores {
		if got := item(id).Store; got != want {
			t.Errorf("%s is kept in %q, want %q", id, got, want)
		}
	}
	if paper := item("g01"); paper.Price != 2250 || paper.Pack["箱"] != 8 || paper.Low.String() != "40" {
		t.Errorf("read %+v", paper)
	}
	at := slices.IndexFunc(main.Stock, func(s store.StockData) bool { return s.Item == "g26" })
	eggs := main.Stock[at]
	if eggs.Value != 44_100 || eggs.Lot != "L26-01" || eggs.Expires != "2028-01-18" || eggs.Quantity.String() != "45" {
		t.Errorf("read %+v", eggs)
	}
	if len(main.Stock) != 23 {
		t.Errorf("%d opening quantities, want 23", len(main.Stock))
	}
}

func TestBudgetDividesTheFundsToTheFen(t *testing.T) {
	for id, school := range schoolsForTest(t) {
		planned := map[string]forms.Money{}
		for _, line := range school.Budget {
			planned[line.Fund] += line.Planned
		}
		for _, fund := range school.Funds {
			if planned[fund.ID] != fund.Amount {
				t.Errorf("%s: fund %s has %s, its budget adds up to %s", id, fund.ID, fund.Amount, planned[fund.ID])
			}
		}
	}
}

func TestWhoStands(t *testing.T) {
	schools := schoolsForTest(t)
	second := schools["second"]
	if len(second.Items) != 34 || len(second.Suppliers) != 6 || second.Settings["permit_from"] != int64(100_000) {
		t.Error("the second school did not inherit goods, suppliers and settings")
	}
	stores := map[string][]string{}
	for id, school := range schools {
		known := map[string]bool{"": true}
		for _, p := range school.People {
			known[p.ID], stores[p.ID] = true, p.Stores
			if strings.HasSuffix(p.ID, "@second") != (id == "second") || p.PasswordHash != "hash" {
				t.Errorf("%s: odd person %+v", id, p)
			}
		}
		for _, d := range school.Departments {
			if !known[d.Head] {
				t.Errorf("%s: nobody is %s, head of %s", id, d.Head, d.ID)
			}
		}
		for _, p := range school.People {
			if !known[p.Deputy] {
				t.Errorf("%s: nobody is %s, deputy of %s", id, p.Deputy, p.ID)
			}
		}
	}
	want := map[string][]string{
		"storekeeper": {"general"}, "liangw": {"general"}, "storekeeper2": {"canteen"}, "head": nil,
		"storekeeper@second": {"general", "canteen"}, "repairer@second": nil,
	}
	for person, kept := range want {
		if !slices.Equal(stores[person], kept) {
			t.Errorf("%s keeps %v, want %v", person, stores[person], kept)
		}
	}
}

func TestOddFilesAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"unknown key":     "schools: [{id: a, colour: red}]",
		"part of a fen":   `schools: [{id: a, goods: [{id: g, price: "0.005"}]}]`,
		"like nobody":     "schools: [{id: b, like: a}]",
		"amount in words": `schools: [{id: a, goods: [{id: g, price: "two"}]}]`,
	} {
		if _, err := read([]byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
