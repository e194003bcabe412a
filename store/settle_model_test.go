package store_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
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

// amounts are a quantity and what it costs.
type amounts struct {
	quantity int64 // thousandths
	amount   forms.Money
}

func (a amounts) plus(b amounts, times int64) amounts {
	return amounts{a.quantity + times*b.quantity, a.amount + forms.Money(times)*b.amount}
}

func (a amounts) within(b amounts) bool {
	return min(0, b.quantity) <= a.quantity && a.quantity <= max(0, b.quantity) &&
		min(0, b.amount) <= a.amount && a.amount <= max(0, b.amount)
}

// owedKey is a line of a payable; heldKey a reservation.
type owedKey struct {
	supplier, of, line string
	year               int64
}

type heldKey struct {
	holder string
	year   int64
}

// books is a model of one department's budget and of what suppliers are owed, in two years.
type books struct {
	planned, spent                     map[int64]forms.Money
	reserved, net, gross               map[heldKey]forms.Money // held; reserved or spent; without refunds
	accepted, returned, invoiced, paid map[owedKey]amounts
	claims                             map[string]map[owedKey]amounts
	charged                            map[string]int64
	closed                             bool
}

func newBooks() *books {
	return &books{
		planned: map[int64]forms.Money{2026: 100_000, 2027: 60_000}, spent: map[int64]forms.Money{},
		reserved: map[heldKey]forms.Money{}, net: map[heldKey]forms.Money{}, gross: map[heldKey]forms.Money{},
		accepted: map[owedKey]amounts{}, returned: map[owedKey]amounts{}, invoiced: map[owedKey]amounts{},
		paid: map[owedKey]amounts{}, claims: map[string]map[owedKey]amounts{}, charged: map[string]int64{},
	}
}

func (b *books) copy() *books {
	c := *b
	for _, m := range []*map[int64]forms.Money{&c.planned, &c.spent} {
		*m = maps.Clone(*m)
	}
	for _, m := range []*map[heldKey]forms.Money{&c.reserved, &c.net, &c.gross} {
		*m = maps.Clone(*m)
	}
	for _, m := range []*map[owedKey]amounts{&c.accepted, &c.returned, &c.invoiced, &c.paid} {
		*m = maps.Clone(*m)
	}
	c.claims, c.charged = map[string]map[owedKey]amounts{}, maps.Clone(b.charged)
	for who, claims := range b.claims {
		c.claims[who] = maps.Clone(claims)
	}
	return &c
}

func (b *books) held(year int64) (sum forms.Money) {
	for key, held := range b.reserved {
		if key.year == year {
			sum += held
		}
	}
	return sum
}

func (b *books) reserve(key heldKey, amount forms.Money) bool {
	if amount > b.planned[key.year]-b.spent[key.year]-b.held(key.year) {
		return false
	}
	b.release(key, -amount)
	return true
}

func (b *books) release(key heldKey, amount forms.Money) {
	b.reserved[key] -= amount
	b.net[key] -= amount
	b.gross[key] -= amount
}

// yearOf is the year a case's posting counts in, after it has moved where it may.
func (b *books) yearOf(who string, begins bool) int64 {
	idle := true
	for key, gross := range b.gross {
		idle = idle && (key.holder != who || gross == 0)
	}
	for key, accepted := range b.accepted {
		idle = idle && (key.of != who || accepted.amount == b.returned[key].amount)
	}
	if b.closed && begins && idle {
		b.charged[who] = 2027
	}
	return b.charged[who]
}

// budget does what a posting to the budget does, and says whether it is accepted.
func (b *books) budget(who, op string, holder string, year int64, amount forms.Money) bool {
	if holder == "" {
		holder = who
	}
	if year == 0 {
		year = b.yearOf(holder, holder == who && amount > 0 && (op == "reserve" || op == "keep"))
	}
	key := heldKey{holder, year}
	switch op {
	case "reserve":
		return b.reserve(key, amount)
	case "keep":
		committed := b.net[heldKey{holder, 2026}] + b.net[heldKey{holder, 2027}]
		target := max(0, amount-(committed-b.reserved[key]))
		if target > b.reserved[key] {
			return b.reserve(key, target-b.reserved[key])
		}
		b.release(key, b.reserved[key]-target)
	case "clear":
		b.release(key, b.reserved[key])
	case "spend":
		if missing := amount - b.reserved[key]; missing > 0 && !b.reserve(key, missing) {
			return false
		}
		b.reserved[key] -= amount
		b.spent[year] += amount
	case "refund":
		if amount > b.spent[year] {
			return false
		}
		b.spent[year] -= amount
		b.net[key] -= amount
	}
	return true
}

func (b *books) carry(of string, amount forms.Money) bool {
	from, to := heldKey{of, 2026}, heldKey{of, 2027}
	var unpaid forms.Money
	for key, accepted := range b.accepted {
		if key.of == of && key.year == 2026 {
			unpaid += max(0, accepted.amount-b.returned[key].amount-b.paid[key].amount)
		}
	}
	switch {
	case amount == 0:
		return true
	case !b.closed || amount > b.reserved[from]-unpaid:
		return false
	}
	b.release(from, amount)
	b.charged[of] = 2027
	return b.reserve(to, amount)
}

// settle does what a posting to the payables does but owe.
func (b *books) settle(who, op string, key owedKey, a amounts) bool {
	if b.claims[who] == nil {
		b.claims[who] = map[owedKey]amounts{}
	}
	kept := b.accepted[key].plus(b.returned[key], -1)
	switch op {
	case "invoice":
		if !a.within(kept.plus(b.invoiced[key], -1)) {
			return false
		}
		b.invoiced[key] = b.invoiced[key].plus(a, 1)
		b.claims[who][key] = b.claims[who][key].plus(a, 1)
	case "uninvoice":
		b.invoiced[key] = b.invoiced[key].plus(b.claims[who][key], -1)
		b.claims[who][key] = amounts{}
	case "pay":
		if !a.within(b.claims[who][key]) {
			return false
		}
		b.paid[key] = b.paid[key].plus(a, 1)
		b.claims[who][key] = b.claims[who][key].plus(a, -1)
	case "return":
		if a.quantity < 0 || a.amount < 0 || !a.within(kept) {
			return false
		}
		b.returned[key] = b.returned[key].plus(a, 1)
	}
	return true
}

// drawing draws postings that make sense half of the time, and does them in the model as well.
type drawing struct {
	*rapid.T
	model *books
	cases []string
}

func (d *drawing) fen(most int64) forms.Money {
	return forms.Money(rapid.Int64Range(0, most).Draw(d.T, "fen"))
}

// some is a part of a bound: all of it, a part, or a little more.
func (d *drawing) some(of amounts) amounts {
	switch rapid.IntRange(0, 4).Draw(d.T, "how much") {
	case 0:
		return amounts{of.quantity + 1, of.amount}
	case 1:
		return amounts{of.quantity / 2, of.amount / 2}
	case 2:
		return amounts{of.quantity, of.amount + 1}
	}
	return of
}

func (d *drawing) posting(who string) (processes.Posting, bool) {
	book := rapid.SampledFrom([]string{"budget", "accept", "settle", "settle", "carry"}).Draw(d.T, "book")
	switch book {
	case "budget":
		return d.budgetPosting(who)
	case "carry":
		of := rapid.SampledFrom(d.cases).Draw(d.T, "of")
		amount := d.some(amounts{0, d.model.reserved[heldKey{of, 2026}]}).amount
		p := with(budget("carry", amount), forms.Data{"case": of, "year": int64(2026)})
		return p, d.model.carry(of, amount)
	case "accept":
		key := d.key()
		key.of = who
		key.year = d.model.yearOf(who, false)
		a := amounts{rapid.Int64Range(1, 9000).Draw(d.T, "thousandths"), d.fen(9000)}
		d.model.accepted[key] = d.model.accepted[key].plus(a, 1)
		p := owe("g02", key.line, thousandths(a.quantity), a.amount)
		return with(p, forms.Data{"supplier": key.supplier, "department": "dyc", "subject": "30218"}), true
	}
	return d.settlement(who)
}

func (d *drawing) budgetPosting(who string) (processes.Posting, bool) {
	op := rapid.SampledFrom([]string{"reserve", "keep", "clear", "spend", "refund"}).Draw(d.T, "op")
	amount := d.fen(70_000)
	if op == "refund" {
		amount /= 8
	}
	holder, year, more := "", int64(0), forms.Data{}
	if rapid.Bool().Draw(d.T, "for another") {
		holder = rapid.SampledFrom(d.cases).Draw(d.T, "holder")
		more["case"] = holder
	}
	if rapid.IntRange(0, 3).Draw(d.T, "names the year") == 0 {
		year = rapid.SampledFrom([]int64{2026, 2027}).Draw(d.T, "year")
		more["year"] = year
	}
	p := with(budget(op, amount), more)
	if op == "clear" {
		amount = 0
	}
	return p, d.model.budget(who, op, holder, year, amount)
}

func (d *drawing) key() owedKey {
	return owedKey{
		rapid.SampledFrom([]string{"s1", "s2"}).Draw(d.T, "supplier"), rapid.SampledFrom(d.cases).Draw(d.T, "of"),
		rapid.SampledFrom([]string{"1", "2"}).Draw(d.T, "line"), rapid.SampledFrom([]int64{2026, 2027}).Draw(d.T, "year"),
	}
}

// settlement claims, pays or returns: where there is something to, in most cases.
func (d *drawing) settlement(who string) (processes.Posting, bool) {
	op := rapid.SampledFrom([]string{"invoice", "invoice", "uninvoice", "pay", "pay", "return"}).Draw(d.T, "op")
	var there []owedKey
	for key := range d.model.accepted {
		there = append(there, key)
	}
	key := d.key()
	if len(there) > 0 {
		slices.SortFunc(there, func(a, b owedKey) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		key = rapid.SampledFrom(there).Draw(d.T, "key")
	}
	kept := d.model.accepted[key].plus(d.model.returned[key], -1)
	bound := map[string]amounts{
		"invoice": kept.plus(d.model.invoiced[key], -1), "pay": d.model.claims[who][key], "return": kept,
	}[op]
	a := d.some(bound)
	in := forms.Data{"supplier": key.supplier, "case": key.of, "line": key.line, "year": key.year}
	if op != "uninvoice" {
		in["quantity"], in["amount"] = dec(thousandths(a.quantity)), a.amount
	}
	return processes.Posting{Step: op, Book: "payables", Op: op, Row: "1", Inputs: in}, d.model.settle(who, op, key, a)
}

func thousandths(n int64) string { return decimal.New(n, -3).String() }

// Whatever is owed, claimed, paid, returned, reserved, spent and carried over by several cases in whatever order: each
// posting is accepted or refused as a small model says, the books come to the same, and everything in them agrees.
func TestBooksAgreeWithAModel(t *testing.T) {
	db := storetest.New(t)
	rapid.Check(t, func(t *rapid.T) {
		emptyBooks(t, db)
		d := &drawing{T: t, model: newBooks()}
		for i := range 3 {
			d.cases = append(d.cases, fmt.Sprintf("c%d", i))
			d.model.charged[d.cases[i]] = 2026
			if err := one(db, "main", d.cases[i]); err != nil {
				t.Fatal(err)
			}
		}
		steps := rapid.IntRange(4, 10).Draw(t, "steps")
		closes := rapid.IntRange(0, 10).Draw(t, "closes")
		for step := range steps {
			if step == closes {
				d.model.closed = true
				setting(t, db, `settings || '{"budget_close": "2026-01-01"}'`)
			}
			who := rapid.SampledFrom(d.cases).Draw(t, "who")
			before := d.model
			d.model = before.copy()
			p, accepted := d.posting(who)
			err := one(db, "main", who, p)
			switch {
			case !accepted && err == nil:
				t.Fatalf("%s: %s.%s %v was accepted", who, p.Book, p.Op, p.Inputs)
			case accepted && err != nil:
				t.Fatalf("%s: %s.%s %v: %v", who, p.Book, p.Op, p.Inputs, err)
			case !accepted:
				d.model = before
			}
			d.compare(db)
		}
	})
}

// emptyBooks takes the database back to before anything happened, with a plan for both years.
func emptyBooks(t *rapid.T, db *storetest.DB) {
	setting(t, db, `settings - 'budget_close'`)
	conn, err := db.Owner.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_, err = conn.ExecContext(context.Background(), `SET session_replication_role = replica;
		DELETE FROM supplier_sums; DELETE FROM case_words; DELETE FROM payable_entries;
		DELETE FROM payable_lines; DELETE FROM payables; DELETE FROM budget_entries;
		DELETE FROM budget_holds; DELETE FROM budget_lines; DELETE FROM outbox; DELETE FROM transitions; DELETE FROM case_persons; DELETE FROM cases;
		DELETE FROM numbers; SET session_replication_role = origin`)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Store.InSchool(context.Background(), "main", func(ctx context.Context, tx *store.Tx) error {
		for year, planned := range newBooks().planned {
			err := tx.PlanBudget(ctx, store.BudgetData{
				Year: int(year), Department: "dyc", Subject: "30218", Planned: planned,
			}, time.Now())
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func setting(t *rapid.T, db *storetest.DB, settings string) {
	if _, err := db.Owner.Exec(`UPDATE schools SET settings = ` + settings + ` WHERE id = 'main'`); err != nil {
		t.Fatal(err)
	}
}

// compare holds the books against the model, and against themselves.
func (d *drawing) compare(db *storetest.DB) {
	err := db.Store.Snapshot(context.Background(), "main", func(ctx context.Context, tx *store.Tx) error {
		lines, _, err := tx.Budgets(ctx, store.BudgetQuery{})
		if err != nil {
			return err
		}
		for _, l := range lines {
			year := int64(l.Year)
			if l.Reserved != d.model.held(year) || l.Spent != d.model.spent[year] || l.Planned != l.Reserved+l.Spent+l.Available {
				d.Fatalf("%+v, model reserved %s, spent %s", l, d.model.held(year), d.model.spent[year])
			}
		}
		suppliers, _, err := tx.SupplierSums(ctx, store.Query{})
		if err != nil {
			return err
		}
		for _, s := range suppliers {
			var accepted, returned, paid forms.Money
			for key := range d.model.accepted {
				if key.supplier == s.Supplier {
					accepted += d.model.accepted[key].amount
					returned += d.model.returned[key].amount
					paid += d.model.paid[key].amount
				}
			}
			if s.Accepted != accepted || s.Returned != returned || s.Paid != paid || s.Owed != accepted-returned-paid {
				d.Fatalf("%+v, model accepted %s, returned %s, paid %s", s, accepted, returned, paid)
			}
		}
		for _, verify := range []store.Check{
			func(ctx context.Context, tx *store.Tx) ([]store.Finding, error) { return tx.VerifyBooks(ctx) },
			func(ctx context.Context, tx *store.Tx) ([]store.Finding, error) { return tx.VerifyEntries(ctx) },
		} {
			findings, err := verify(ctx, tx)
			if err != nil || len(findings) > 0 {
				d.Fatalf("%v (%v)", findings, err)
			}
		}
		return nil
	})
	if err != nil {
		d.Fatal(err)
	}
}
