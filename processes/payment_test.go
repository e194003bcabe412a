package processes_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"zongwu/forms"
	"zongwu/processes"
)

// owed is a row of `unpaid`: ten of something for 225.00, unless said otherwise.
func owed(no string, more forms.Data) forms.Data {
	r := forms.Data{
		"id": no + "/1", "case": no, "of": "1", "item": "paper", "department": "d-head", "subject": "30201",
		"year": int64(2026), "ordered": qty("10"), "ordered_amount": forms.Money(225_00), "accepted": qty("10"),
		"accepted_amount": forms.Money(225_00), "returned": qty("0"), "returned_amount": forms.Money(0), "qty": qty("10"),
		"amount": forms.Money(225_00), "accepted_on": "2026-09-01",
	}
	for k, v := range more {
		r[k] = v
	}
	return r
}

func qty(text string) decimal.Decimal { return decimal.RequireFromString(text) }

// payment is a payment of some unpaid rows, begun.
func payment(t *testing.T, single string, rows ...forms.Data) *life {
	t.Helper()
	l := newLife(t, compileFile(t, "definitions/payment.yaml"), school())
	l.w.lookups["unpaid"] = func([]any) any { return rows }
	for _, r := range rows {
		id := r.Text("case")
		l.w.objects["case/"+id] = forms.Object{ID: id, Attrs: forms.Data{
			"number": id, "process": "purchase", "state": "done", "starter": "head",
		}}
	}
	l.w.doers = func([]string, []string) []string { return []string{"keeper", "keeper3"} }
	data := map[string]any{"supplier": "s1"}
	if single != "" {
		data["case"] = single
	}
	l.begin("buyer", data)
	return l
}

func invoice(number string, fen int) row {
	return row{"number": number, "amount": jsonInt(fen), "file": "f1"}
}

func extra(kind string, fen int) row { return row{"kind": kind, "amount": jsonInt(fen)} }

// settle is what the handler sends: rows as "line:qty", invoices, extras.
func settlement(lines string, more ...row) map[string]any {
	data := map[string]any{}
	var accepted, invoices, extras []any
	for one := range strings.FieldsSeq(lines) {
		line, n, _ := strings.Cut(one, ":")
		accepted = append(accepted, row{"line": line, "qty": n})
	}
	for _, r := range more {
		switch {
		case r["kind"] != nil:
			extras = append(extras, r)
		case r["number"] != nil:
			invoices = append(invoices, r)
		default:
			data["explanation"] = r["explanation"]
		}
	}
	data["accepted"], data["invoices"] = accepted, invoices
	if extras != nil {
		data["extras"] = extras
	}
	return data
}

func because(why string) row { return row{"explanation": why} }

// booked writes what was posted to a book as lines "op amount [quantity] [case]", sorted.
func (l *life) booked(books ...string) string {
	var lines []string
	for _, tr := range l.all {
		for _, p := range tr.Postings {
			if !slices.Contains(books, p.Book) {
				continue
			}
			amount, _ := p.Inputs["amount"].(forms.Money)
			line := fmt.Sprintf("%s %s", p.Op, amount.Yuan())
			if q, ok := p.Inputs["quantity"].(decimal.Decimal); ok {
				line += " x" + q.String()
			}
			if c := p.Inputs.Text("case"); c != "" {
				line += " " + c
			}
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, ", ")
}

func (l *life) signAll() {
	l.t.Helper()
	l.do("keeper", "sign_acceptor", "sign", nil)
	l.do("auditor", "sign_auditor", "sign", nil)
	l.do("principal", "release", "approve", nil)
}

func paidOn(method string) map[string]any {
	return map[string]any{"method": method, "paid_on": "2026-09-07"}
}

func TestWhatAPaymentPosts(t *testing.T) {
	credit := forms.Data{
		"returned": qty("2"), "returned_amount": forms.Money(45_00), "qty": qty("-2"), "amount": forms.Money(-45_00),
	}
	for _, c := range []struct {
		name           string
		single         string
		rows           []forms.Data
		sent           map[string]any
		owed, budgeted string
	}{
		{
			"one purchase", "A", []forms.Data{owed("A", nil), owed("B", nil)}, settlement("A/1:10", invoice("1", 225_00)),
			"invoice 225 x10 A, pay 225 x10 A", "spend 225 A",
		},
		{
			"all of a supplier's", "", []forms.Data{owed("A", nil), owed("B", nil)},
			settlement("A/1:10 B/1:10", invoice("1", 200_00), invoice("2", 250_00)),
			"invoice 225 x10 A, invoice 225 x10 B, pay 225 x10 A, pay 225 x10 B", "spend 225 A, spend 225 B",
		},
		{
			"part of it", "", []forms.Data{owed("A", nil)},
			settlement("A/1:3", invoice("1", 67_50), because("其余下月付")),
			"invoice 67.5 x3 A, pay 67.5 x3 A", "spend 67.5 A",
		},
		{
			"freight falls on the goods", "", []forms.Data{owed("A", nil), owed("B", forms.Data{"amount": forms.Money(75_00)})},
			settlement("A/1:10 B/1:10", invoice("1", 310_01), extra("freight", 10_01)),
			"invoice 225 x10 A, invoice 75 x10 B, pay 225 x10 A, pay 75 x10 B",
			"reserve 2.5, reserve 7.51, spend 2.5, spend 225 A, spend 7.51, spend 75 B",
		},
		{
			"a discount is given back", "", []forms.Data{owed("A", nil), owed("B", nil)},
			settlement("A/1:10 B/1:10", invoice("1", 439_99), extra("discount", -10_00), extra("rounding", -1)),
			"invoice 225 x10 A, invoice 225 x10 B, pay 225 x10 A, pay 225 x10 B",
			"release 5 B, release 5.01 A, spend 219.99 A, spend 220 B",
		},
		{
			"goods that went back after they were paid", "", []forms.Data{owed("A", credit), owed("B", nil)},
			settlement("A/1:-2 B/1:10", invoice("1", 180_00)),
			"invoice -45 x-2 A, invoice 225 x10 B, pay -45 x-2 A, pay 225 x10 B", "refund 45 A, spend 225 B",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := payment(t, c.single, c.rows...)
			l.expect(processes.Open, "handle")
			l.do("buyer", "handle", "sign", c.sent)
			l.signAll()
			l.do("cashier", "pay", "done", paidOn("transfer"))
			l.do("accountant", "book", "done", map[string]any{"voucher_no": "记-12"})
			l.expect(processes.Done)
			if got := l.booked("payables"); got != c.owed {
				t.Errorf("payables: %s, wanted %s", got, c.owed)
			}
			if got := l.booked("budget"); got != c.budgeted {
				t.Errorf("budget: %s, wanted %s", got, c.budgeted)
			}
		})
	}
}

func TestWhatASettlementRefuses(t *testing.T) {
	rows := []forms.Data{
		owed("A", nil), owed("B", nil),
		owed("C", forms.Data{"accepted": qty("9"), "accepted_amount": forms.Money(202_50), "qty": qty("9"), "amount": forms.Money(202_50)}),
		owed("D", forms.Data{"qty": qty("-2"), "amount": forms.Money(-45_00)}),
	}
	for _, c := range []struct {
		name, pointer string
		sent          map[string]any
	}{
		{"no invoice", "/invoices", settlement("A/1:10")},
		{"the same number twice", "unique", settlement("A/1:10", invoice("7", 100_00), invoice("7", 125_00))},
		{"invoices that do not add up", "/explanation", settlement("A/1:10", invoice("1", 224_99))},
		{"less accepted than ordered", "/explanation", settlement("C/1:9", invoice("1", 202_50))},
		{"part of it only", "/explanation", settlement("A/1:9", invoice("1", 202_50))},
		{"more than is open", "/accepted/0/qty", settlement("A/1:11", invoice("1", 225_00), because("多付"))},
		{"nothing of a line", "/accepted/0/qty", settlement("A/1:0", invoice("1", 225_00), because("不付"))},
		{"what nobody accepted", "rows", settlement("Z/1:10", invoice("1", 225_00))},
		{"the same line twice", "rows", settlement("A/1:5 A/1:5", invoice("1", 225_00), because("两次"))},
		{"no line at all", "/accepted", settlement("", invoice("1", 225_00), because("预付"))},
		{"less than nothing", "/total", settlement("D/1:-2", invoice("1", -45_00))},
		{"part of what went back", "/accepted/1/qty", settlement("A/1:10 D/1:-1", invoice("1", 225_00), because("抵扣"))},
		{"a discount that adds", "/extras/0/amount", settlement("A/1:10", invoice("1", 230_00), extra("discount", 5_00))},
		{"freight that takes off", "/extras/0/amount", settlement("A/1:10", invoice("1", 220_00), extra("freight", -5_00))},
		{"rounding by much", "/extras/0/amount", settlement("A/1:10", invoice("1", 215_00), extra("rounding", -10_00))},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := payment(t, "", rows...)
			wantRefusal(t, l.tryDo("buyer", "handle", "sign", c.sent), processes.Invalid, c.pointer)
			l.wantPosted("payables", "invoice", "amount", "0")
		})
	}
	l := payment(t, "", rows...)
	l.w.lookups["unpaid"] = func([]any) any { return []forms.Data{} }
	err := newLife(t, l.p, l.w).try(processes.Action{
		Kind: processes.DoStart, Actor: "buyer", Data: map[string]any{"supplier": "s1"},
	})
	wantRefusal(t, err, processes.Invalid, "/supplier")
}

// TestFiveSignatures: handler, acceptor and auditor are three people; who releases neither handled nor accepted it, but
// may have audited it; who pays does not book.
func TestFiveSignatures(t *testing.T) {
	l := payment(t, "", owed("A", nil))
	for i, p := range l.w.people {
		switch p.ID {
		case "keeper":
			l.w.people[i].Roles = append(p.Roles, "buyer", "auditor")
		case "keeper3":
			l.w.people[i].Roles = append(p.Roles, "principal")
		case "auditor":
			l.w.people[i].Roles = append(p.Roles, "principal")
		case "cashier":
			l.w.people[i].Roles = append(p.Roles, "accountant")
		}
	}
	l.do("keeper", "handle", "sign", settlement("A/1:10", invoice("1", 225_00)))
	wantRefusal(t, l.tryDo("keeper", "sign_acceptor", "sign", nil), processes.Duty, "")
	wantRefusal(t, l.tryDo("keeper2", "sign_acceptor", "sign", nil), processes.NotYours, "")
	l.do("keeper3", "sign_acceptor", "sign", nil)
	wantRefusal(t, l.tryDo("keeper", "sign_auditor", "sign", nil), processes.Duty, "")
	l.do("auditor", "sign_auditor", "sign", nil)
	wantRefusal(t, l.tryDo("keeper3", "release", "approve", nil), processes.Duty, "")
	l.do("auditor", "release", "approve", nil)
	wantRefusal(t, l.tryDo("cashier", "pay", "bounced", map[string]any{}), processes.Invalid, "/reason")
	wantRefusal(t, l.tryDo("cashier", "pay", "done", map[string]any{"method": "transfer", "paid_on": "2026-09-08"}),
		processes.Invalid, "/paid_on")
	l.do("cashier", "pay", "bounced", map[string]any{"reason": "账号有误"})
	l.expect(processes.Open, "pay")
	if back := l.open("pay").Back; back == nil {
		t.Fatal("nothing says why it is to be paid again")
	}
	l.wantPosted("budget", "spend", "amount", "0")
	l.do("cashier", "pay", "done", paidOn("cash"))
	wantRefusal(t, l.tryDo("cashier", "book", "done", map[string]any{"voucher_no": "1"}), processes.Duty, "")
	wantRefusal(t, l.try(processes.Action{Kind: processes.DoCancel, Actor: "director"}), processes.Sealed, "")
	l.do("accountant", "book", "done", map[string]any{"voucher_no": "1"})
	l.expect(processes.Done)
}

func TestCashOnlyUpToALimit(t *testing.T) {
	l := payment(t, "", owed("A", forms.Data{
		"amount": forms.Money(1000_01), "accepted_amount": forms.Money(1000_01), "ordered_amount": forms.Money(1000_01),
	}))
	l.do("buyer", "handle", "sign", settlement("A/1:10", invoice("1", 1000_01)))
	l.signAll()
	wantRefusal(t, l.tryDo("cashier", "pay", "done", paidOn("cash")), processes.Invalid, "/method")
	l.do("cashier", "pay", "done", paidOn("transfer"))
}

// TestAPaymentGivenUp gives back what it claimed.
func TestAPaymentGivenUp(t *testing.T) {
	for name, give := range map[string]func(l *life) error{
		"refused":   func(l *life) error { return l.tryDo("principal", "release", "reject", nil) },
		"withdrawn": func(l *life) error { return l.try(processes.Action{Kind: processes.DoWithdraw, Actor: "buyer"}) },
		"cancelled": func(l *life) error { return l.try(processes.Action{Kind: processes.DoCancel, Actor: "director"}) },
	} {
		t.Run(name, func(t *testing.T) {
			l := payment(t, "", owed("A", nil))
			l.do("buyer", "handle", "sign", settlement("A/1:10", invoice("1", 235_00), extra("freight", 10_00)))
			l.do("keeper", "sign_acceptor", "sign", nil)
			l.do("auditor", "sign_auditor", "sign", nil)
			if err := give(l); err != nil {
				t.Fatal(err)
			}
			if got := l.booked("payables", "budget"); got != "clear 0, invoice 225 x10 A, reserve 10, uninvoice 0 A" {
				t.Fatal(got)
			}
		})
	}
}

// Doers answers who did one of the steps in some cases.
func (m *memory) Doers(_ context.Context, cases, steps []string) ([]string, error) {
	if m.doers == nil {
		return nil, nil
	}
	return m.doers(cases, steps), nil
}

// TestNobodyLeftIsSaidInOffices: the refusal says whom to appoint as the office calls them.
func TestNobodyLeftIsSaidInOffices(t *testing.T) {
	l := payment(t, "", owed("A", nil))
	for i, p := range l.w.people {
		l.w.people[i].Roles = slices.DeleteFunc(slices.Clone(p.Roles), func(role string) bool { return role == "auditor" })
	}
	l.do("buyer", "handle", "sign", settlement("A/1:10", invoice("1", 225_00)))
	err := l.tryDo("keeper", "sign_acceptor", "sign", nil)
	wantRefusal(t, err, processes.Invalid, "")
	var refusal *processes.Refusal
	if !errors.As(err, &refusal) || !strings.Contains(refusal.Detail.Zh, "（审核人）") {
		t.Errorf("%v", err)
	}
}
