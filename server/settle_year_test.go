package server

import (
	"context"
	"testing"
	"time"

	"zongwu/forms"
	"zongwu/store"
)

// closeTheYear: from now on new requests charge the next year.
func (o *bureau) closeTheYear() {
	o.t.Helper()
	if _, err := o.db.Owner.ExecContext(o.t.Context(), `UPDATE schools
		SET settings = settings || '{"budget_close": "2026-01-02"}' WHERE id = 'main'`); err != nil {
		o.t.Fatal(err)
	}
}

func (o *bureau) planNextYear(fen int) {
	o.t.Helper()
	err := o.db.Store.InSchool(o.t.Context(), "main", func(ctx context.Context, tx *store.Tx) error {
		d := store.BudgetData{Year: 2027, Department: "jwc", Subject: "30201", Planned: forms.Money(fen)}
		return tx.PlanBudget(ctx, d, time.Now())
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// wantYears looks at what both years' lines of jwc hold and have spent.
func (o *bureau) wantYears(reserved, spent, reservedNext, spentNext int) {
	o.t.Helper()
	o.wantBudget(reserved, spent)
	if b := o.budget(2027, "jwc", "30201"); b.Reserved != reservedNext || b.Spent != spentNext {
		o.t.Errorf("2027: reserved %d and spent %d, wanted %d and %d", b.Reserved, b.Spent, reservedNext, spentNext)
	}
}

// TestTheYearsEnd: with cases in every state the year is closed; what is accepted stays with it, what is not delivered
// is carried over in one act, what is new is the new year's.
func TestTheYearsEnd(t *testing.T) {
	o := newBureau(t)
	defer o.booksAgree()
	asked := o.begins("head", "purchase", request("1", 11_00, nil))
	approved := o.approved("1", 22_00)
	ordered := o.approved("1", 33_00)
	o.does("buyer", ordered.Number, "buy done", orderOf("s6", "1", 33_00))
	partly := o.approved("4", 10_00)
	o.does("buyer", partly.Number, "buy done", orderOf("s6", "4", 10_00))
	o.does("storekeeper", partly.Number, "accept part", accepted("1"))
	o.bought("s6", "1", 44_00)
	signed := o.payment()
	o.settles(signed, object{"invoices": []object{o.invoice(44_00)}})
	paid := o.bought("s5", "1", 55_00)
	for _, c := range o.casesOf("payment") {
		if c.Number != signed {
			o.settles(c.Number, object{"invoices": []object{o.invoice(55_00)}})
			o.signsAndPays(c.Number)
		}
	}
	refused := o.begins("head", "purchase", request("1", 66_00, nil))
	o.does("director", refused.Number, "review reject", nil)
	o.wantBudget(22_00+33_00+40_00+44_00, 55_00)

	o.closeTheYear()
	o.refusedStart("head", "petty", o.sheet("s6", 10_00), "rule /subject")
	o.refusedStart("head", "purchase", request("1", 11_00, nil), "rule /subject")
	o.refusedStep("director", asked.Number, "review approve", nil, 422, "budget /total")
	o.planNextYear(1000_00)
	o.does("director", asked.Number, "review approve", nil)
	fresh := o.approved("1", 77_00)
	o.wantYears(22_00+33_00+40_00+44_00, 55_00, 11_00+77_00, 0)

	proposal := o.undelivered()
	if len(proposal) != 3 {
		t.Fatalf("to carry over: %v", proposal)
	}
	carry := o.begins("accountant", "carry_over", object{}) // all there is
	if c := o.does("director", carry.Number, "review approve", nil); c.State != "done" {
		t.Fatalf("the act is %s", c.State)
	}
	o.wantYears(10_00+44_00, 55_00, 11_00+77_00+22_00+33_00+30_00, 0)
	if again := o.undelivered(); len(again) != 0 {
		t.Fatalf("to carry over again: %v", again)
	}

	o.signsAndPays(signed) // accepted in the old year, paid from it
	o.wantYears(10_00, 55_00+44_00, 173_00, 0)
	o.does("storekeeper", partly.Number, "accept accept", accepted("3"))
	both := o.payment() // of what came in the old year, and in the new
	if rows := o.opensWith("buyer", both, "handle")["accepted"].([]any); len(rows) != 2 {
		t.Fatalf("it pays %v", rows)
	}
	o.settles(both, object{"invoices": []object{o.invoice(40_00)}, "explanation": "跨年度分两次到货"})
	o.signsAndPays(both)
	o.wantYears(0, 55_00+44_00+10_00, 143_00, 30_00)
	for number, price := range map[string]int{approved.Number: 22_00, fresh.Number: 77_00, asked.Number: 11_00} {
		o.does("buyer", number, "buy done", orderOf("s6", "1", price))
		o.does("storekeeper", number, "accept accept", accepted("1"))
	}
	o.does("storekeeper", ordered.Number, "accept refuse", object{
		"lines": []object{{"line": "1", "accepted": "0", "refused": "1", "reason": "不符"}},
	})
	o.does("buyer", ordered.Number, "more close", object{"reason": "缺货"})
	o.wantYears(0, 109_00, 110_00, 30_00)
	o.wantOwed("s5", 55_00, 0, 55_00)
	o.returns(paid.Number, "1", "1")
	o.wantOwed("s5", 55_00, 55_00, 55_00)
}

// TestWhatWasBoughtIsNotCarriedOver: a petty purchase is in the department's hands already; it is paid from its year.
func TestWhatWasBoughtIsNotCarriedOver(t *testing.T) {
	o := newBureau(t)
	defer o.booksAgree()
	bought := o.begins("head", "petty", o.sheet("s6", 10_00))
	o.closeTheYear()
	o.planNextYear(1000_00)
	o.refusedStart("accountant", "carry_over", object{}, "min /lines")
	o.does("teacher", bought.Number, "accept sign", nil)
	o.does("director", bought.Number, "review approve", nil)
	o.does("cashier", bought.Number, "pay done", object{"method": "cash", "paid_on": time.Now().Format(time.DateOnly)})
	o.wantYears(0, 10_00, 0, 0)
}

// undelivered is what the accountant's form opens with.
func (o *bureau) undelivered() []object {
	o.t.Helper()
	lines := []object{}
	err := o.db.Store.InSchool(o.t.Context(), "main", func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.Lookup(ctx, store.Asker{At: time.Now()}, "undelivered", nil)
		if err != nil {
			return err
		}
		for _, r := range rows.([]forms.Data) {
			lines = append(lines, object{"line": r.Text("id")})
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return lines
}
