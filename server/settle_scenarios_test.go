package server

import (
	"testing"
	"time"
)

// TestPaidAtOnce: the payment of a single purchase starts by itself, bears five signatures, and spends the budget to
// the fen.
func TestPaidAtOnce(t *testing.T) {
	o := newBureau(t)
	defer o.booksAgree()
	o.approved("1", 100_00) // stays reserved
	c := o.bought("s6", "7", 33_33)
	if c.State != "done" {
		t.Fatalf("the purchase is %s", c.State)
	}
	o.wantBudget(100_00+233_31, 0)
	o.wantOwed("s6", 233_31, 0, 0)
	number := o.payment()
	if data := o.opensWith("buyer", number, "handle"); data["supplier"] != "s6" {
		t.Fatalf("the payment opens with %v", data)
	}
	if p := o.look(number); p.steps() != "handle" || len(p.Open[0].Persons) != 1 || p.Open[0].Persons[0] != "buyer" {
		t.Fatalf("the payment opens with %+v", p.Open)
	}
	o.settles(number, object{
		"supplier":    "s6",
		"invoices":    []object{o.invoice(200_00), o.invoice(45_31)},
		"extras":      []object{{"kind": "freight", "amount": 12_34}, {"kind": "rounding", "amount": -34}},
		"explanation": "",
	})
	o.wantBudget(100_00+245_31, 0)
	o.does("storekeeper", number, "sign_acceptor sign", nil)
	o.does("auditor", number, "sign_auditor sign", nil)
	o.does("principal", number, "release approve", nil)
	o.does("cashier", number, "pay bounced", object{"reason": "账号有误"})
	o.wantBudget(100_00+245_31, 0)
	o.does("cashier", number, "pay done", object{"method": "cash", "paid_on": "2026-09-01"})
	o.does("accountant", number, "book done", object{"voucher_no": "记-1"})
	o.wantBudget(100_00, 245_31)
	o.wantOwed("s6", 233_31, 0, 233_31)
}

// TestAMonthOfOneSupplier: twelve acceptances of three purchases are settled with one set of signatures, begun by the
// schedule on the first working day.
func TestAMonthOfOneSupplier(t *testing.T) {
	o := newBureau(t)
	defer o.booksAgree()
	total := 0
	for i := range 3 {
		c := o.approved("8", 20_00+i)
		o.does("buyer", c.Number, "buy done", orderOf("s1", "8", 20_00+i))
		for range 3 {
			o.does("storekeeper", c.Number, "accept part", accepted("2"))
		}
		if i < 2 {
			c = o.does("liangw", c.Number, "accept accept", accepted("2"))
			if c.State != "done" {
				t.Fatalf("%s is %s", c.Number, c.State)
			}
		} else {
			o.does("liangw", c.Number, "accept part", accepted("1")) // the rest comes next month
			total -= 20_00 + i
		}
		total += 8 * (20_00 + i)
	}
	if n := len(o.casesOf("payment")); n != 0 {
		t.Fatalf("%d payments before the month is over", n)
	}
	month := o.monthly()
	number := o.payment()
	data := o.opensWith("buyer2", number, "handle")
	if rows := data["accepted"].([]any); len(rows) != 3 {
		t.Fatalf("the payment opens with %v", rows)
	}
	o.does("buyer2", number, "handle sign", object{"invoices": []object{o.invoice(total)}}) // all there is
	o.signsAndPays(number)
	o.wantOwed("s1", total, 0, total)
	o.wantBudget(20_02, total)
	if again := o.runs(month); again != 0 {
		t.Fatalf("%d payments begin again", again)
	}
	o.refusedStart("buyer", "payment", object{"supplier": "s1"}, "rule /supplier")
}

// monthly has the schedule's next run come, and says when it was due.
func (o *bureau) monthly() time.Time {
	o.t.Helper()
	at, ok, err := o.server.service.NextRun(o.t.Context(), "main", "payment", time.Now())
	if err != nil || !ok {
		o.t.Fatalf("the next run: %v %v", ok, err)
	}
	if n := o.runs(at); n != 1 {
		o.t.Fatalf("%d payments begin", n)
	}
	return at
}

func (o *bureau) runs(at time.Time) int {
	o.t.Helper()
	run, err := o.server.service.RunDue(o.t.Context(), "main", "payment", at.Add(time.Second))
	if err != nil {
		o.t.Fatal(err)
	}
	if run == nil {
		return 0
	}
	return len(run.Begins)
}

// TestAnOrderDearerThanApproved: 8 % above what was approved, below, at and above the principal's limit.
func TestAnOrderDearerThanApproved(t *testing.T) {
	o := newBureau(t)
	defer o.booksAgree()
	sum := 0
	for i, c := range []struct {
		asked, ordered int
		opens, by      string
	}{
		{500_00, 540_00, "review", "director"},
		{950_00, 1026_00, "permit", "principal"},
		{1500_00, 1620_00, "permit", "principal"},
	} {
		p := o.approved("1", c.asked)
		b := o.does("buyer", p.Number, "buy done", orderOf("s6", "1", c.ordered))
		if b.steps() != c.opens {
			t.Fatalf("%d for %d opens %q", c.ordered, c.asked, b.steps())
		}
		o.wantBudget(sum+c.ordered, 0)
		if b = o.does(c.by, p.Number, c.opens+" reject", nil); b.steps() != "buy" {
			t.Fatalf("refused, it opens %q", b.steps())
		}
		o.wantBudget(sum+c.asked, 0)
		o.does("buyer", p.Number, "buy done", orderOf("s6", "1", c.ordered))
		if b = o.does(c.by, p.Number, c.opens+" approve", nil); b.steps() != "accept" {
			t.Fatalf("approved, it opens %q", b.steps())
		}
		o.does("storekeeper", p.Number, "accept accept", accepted("1"))
		number := o.payment()
		o.settles(number, object{"invoices": []object{o.invoice(c.ordered)}})
		if i == 0 { // the others stay on their way
			o.signsAndPays(number)
			o.wantBudget(0, c.ordered)
			return
		}
		sum += c.ordered
	}
}

// TestUrgent: bought at once and approved beside; where the approval does not come in time, it is reported; where it
// is refused with goods in the store, they go back or it is asked again.
func TestUrgent(t *testing.T) {
	o := newBureau(t)
	defer o.booksAgree()
	now := object{"urgent": true}
	inTime := o.begins("head", "purchase", request("2", 50_00, now))
	if inTime.steps() != "buy review" {
		t.Fatalf("it opens %q", inTime.steps())
	}
	o.does("buyer", inTime.Number, "buy done", orderOf("s6", "2", 50_00))
	o.does("storekeeper", inTime.Number, "accept accept", accepted("2"))
	if c := o.does("director", inTime.Number, "review approve", nil); c.State != "done" {
		t.Fatalf("approved, it is %s with %q", c.State, c.steps())
	}
	o.signsAndPays(o.settles(o.payment(), object{"invoices": []object{o.invoice(100_00)}}).Number)

	late := o.begins("head", "purchase", request("3", 50_00, now))
	o.does("buyer", late.Number, "buy done", orderOf("s6", "3", 50_00))
	if told := o.overdue(late, "review"); told != "auditor principal" {
		t.Fatalf("it is reported to %q", told)
	}
	o.does("storekeeper", late.Number, "accept accept", accepted("3"))
	if c := o.look(late.Number); c.steps() != "review" || c.State != "open" {
		t.Fatalf("not approved, it is %s with %q", c.State, c.steps())
	}
	if c := o.does("director", late.Number, "review reject", nil); c.steps() != "unapproved" {
		t.Fatalf("refused after it was bought, it opens %q", c.steps())
	}
	o.wantOwed("s6", 250_00, 0, 100_00)
	o.refusedStep("director", late.Number, "unapproved returned", object{}, 422, "rule /reason")
	o.returns(late.Number, "1", "3")
	if c := o.does("director", late.Number, "unapproved returned", nil); c.State != "rejected" {
		t.Fatalf("with everything back it is %s", c.State)
	}
	o.wantOwed("s6", 250_00, 150_00, 100_00)
	o.wantBudget(0, 100_00)
}

// overdue rings the clock of a task when it is due, and says to whom that is reported.
func (o *bureau) overdue(c purchased, step string) string {
	o.t.Helper()
	return o.ring(c.ID, o.taskOf(c.Number, step))
}

// returns sends goods of a purchase back, and has that approved.
func (o *bureau) returns(number, line, qty string) purchased {
	o.t.Helper()
	c := o.begins("storekeeper", "goods_return", object{
		"case": number, "lines": []object{{"line": line, "qty": qty, "reason": "受潮"}},
	})
	return o.does("director", c.Number, "review approve", nil)
}

// TestGoodsGoBack: before they are paid there is less to pay; after it the next payment settles the credit.
func TestGoodsGoBack(t *testing.T) {
	o := newBureau(t)
	defer o.booksAgree()
	first := o.bought("s6", "10", 22_50)
	o.returns(first.Number, "1", "4")
	o.wantOwed("s6", 225_00, 90_00, 0)
	o.wantBudget(135_00, 0)
	paid := o.payment()
	o.settles(paid, object{"invoices": []object{o.invoice(135_00)}})
	o.signsAndPays(paid)
	o.wantOwed("s6", 225_00, 90_00, 135_00)
	o.wantBudget(0, 135_00)

	o.returns(first.Number, "1", "2")
	o.wantOwed("s6", 225_00, 135_00, 135_00)
	o.wantBudget(0, 135_00)
	second := o.bought("s6", "10", 22_50)
	own := o.payment() // of the second alone; it is withdrawn for one of all there is
	o.send("buyer", "/api/v1/cases/"+own+"/actions", object{"action": "withdraw"}, 200)
	both := o.begins("buyer", "payment", object{"supplier": "s6"})
	o.settles(both.Number, object{"invoices": []object{o.invoice(180_00)}})
	o.signsAndPays(both.Number)
	o.wantOwed("s6", 450_00, 135_00, 315_00)
	o.wantBudget(0, 315_00)
	o.refusedStart("storekeeper", "goods_return", object{
		"case": second.Number, "lines": []object{{"line": "1", "qty": "10.5", "reason": "受潮"}},
	}, "max /lines/0/qty")
}

// TestRequestsThatLookSplit: whoever decides sees the others, petty purchases among them.
func TestRequestsThatLookSplit(t *testing.T) {
	o := newBureau(t)
	defer o.booksAgree()
	first := o.begins("head", "purchase", request("1", 600_00, nil))
	second := o.begins("head", "purchase", request("1", 500_00, nil))
	o.check(t, scenario{
		name: "the same goods", as: "director", url: "/cases/" + second.Number, status: 200,
		has: []string{first.Number, "像是拆分申请"},
	})
	o.check(t, scenario{
		name: "programs too", as: "director", url: "/api/v1/cases/" + second.Number, status: 200,
		has: []string{`"case":"` + first.ID + `"`, `"pointer":"/others"`, "像是拆分申请"},
	})
	o.check(t, scenario{
		name: "not who only looks", as: "principal", url: "/api/v1/cases/" + second.Number, status: 200,
		hasNot: []string{first.ID},
	})
	o.bought("s6", "1", 90_00)
	third := o.begins("head", "petty", o.sheet("s6", 150_00))
	o.does("liangw", third.Number, "accept sign", nil)
	o.check(t, scenario{
		name: "the same supplier", as: "director", url: "/cases/" + third.Number, status: 200,
		has: []string{o.look(o.casesOf("purchase")[0].Number).Number, "像是拆分申请"},
	})
	fourth := o.approved("1", 980_00)
	o.does("buyer", fourth.Number, "buy done", orderOf("s6", "1", 1000_00))
	o.check(t, scenario{
		name: "petty ones too", as: "principal", url: "/cases/" + fourth.Number, status: 200, has: []string{third.Number},
	})
}

// TestNothingLeftToPay: a purchase of which all that came is paid already leaves no payment open.
func TestNothingLeftToPay(t *testing.T) {
	o := newBureau(t)
	defer o.booksAgree()
	c := o.approved("3", 10_00)
	o.does("buyer", c.Number, "buy done", orderOf("s6", "3", 10_00))
	o.does("storekeeper", c.Number, "accept part", accepted("1"))
	early := o.begins("buyer", "payment", object{"supplier": "s6"})
	o.settles(early.Number, object{"invoices": []object{o.invoice(10_00)}})
	o.signsAndPays(early.Number)
	if c = o.does("buyer", c.Number, "more close", object{"reason": "停产"}); c.State != "done" {
		t.Fatalf("the purchase is %s", c.State)
	}
	for _, p := range o.casesOf("payment") {
		if p.State == "open" {
			t.Errorf("%s is left open", p.Number)
		}
	}
	o.wantBudget(0, 10_00)
}

// sheet is a petty purchase.
func (o *bureau) sheet(supplier string, fen int) object {
	invoice := o.invoice(fen)
	return object{
		"subject": "30201", "supplier": supplier, "amount": fen, "invoice_no": invoice["number"], "file": o.file,
		"photo": o.photo,
	}
}

// TestPettyPurchases are reimbursed up to a limit each, and a cap a department and month.
func TestPettyPurchases(t *testing.T) {
	o := newBureau(t)
	defer o.booksAgree()
	c := o.begins("head", "petty", o.sheet("s6", 123_45))
	o.wantBudget(123_45, 0)
	o.refusedStep("head", c.Number, "accept sign", nil, 403, "duty")
	o.does("liangw", c.Number, "accept sign", nil)
	o.does("director", c.Number, "review approve", nil)
	o.does("cashier", c.Number, "pay done", object{"method": "cash", "paid_on": "2026-09-01"})
	if c = o.does("accountant", c.Number, "book done", object{"voucher_no": "记-2"}); c.State != "done" {
		t.Fatalf("it is %s", c.State)
	}
	o.wantBudget(0, 123_45)
	o.refusedStart("head", "petty", o.sheet("s6", 200_01), "rule /amount")
	for range 4 {
		o.begins("teacher", "petty", o.sheet("s5", 200_00)) // of the same department
	}
	o.refusedStart("head", "petty", o.sheet("s6", 76_56), "rule /amount")
	refused := o.begins("head", "petty", o.sheet("s6", 76_55))
	o.does("liangw", refused.Number, "accept sign", nil)
	o.does("director", refused.Number, "review reject", nil)
	o.begins("head", "petty", o.sheet("s6", 76_55)) // what came to nothing does not count
	o.wantBudget(4*200_00+76_55, 123_45)
}
