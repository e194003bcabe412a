package processes_test

import (
	"testing"

	"zongwu/forms"
	"zongwu/processes"
)

func sheet(fen int, more row) map[string]any {
	data := map[string]any{
		"subject": "30201", "supplier": "s6", "amount": jsonInt(fen), "invoice_no": "N1", "file": "f1", "photo": "f1",
	}
	for k, v := range more {
		data[k] = v
	}
	return data
}

func petty(t *testing.T, month forms.Money) *life {
	t.Helper()
	l := newLife(t, compileFile(t, "definitions/petty.yaml"), school())
	l.w.lookups["month_total"] = func([]any) any { return month }
	return l
}

func TestAPettyPurchase(t *testing.T) {
	l := petty(t, 0)
	l.begin("head", sheet(85_50, nil))
	l.expect(processes.Open, "accept")
	wantRefusal(t, l.tryDo("head", "accept", "sign", nil), processes.Duty, "")
	l.do("keeper", "accept", "sign", nil)
	l.do("director", "review", "approve", nil)
	l.do("cashier", "pay", "done", paidOn("cash"))
	wantRefusal(t, l.tryDo("cashier", "book", "done", map[string]any{"voucher_no": "1"}), processes.NotYours, "")
	l.do("accountant", "book", "done", map[string]any{"voucher_no": "1"})
	l.expect(processes.Done)
	if got := l.booked("budget", "payables"); got != "reserve 85.5, spend 85.5" {
		t.Fatal(got)
	}
}

func TestWhatAPettyPurchaseRefuses(t *testing.T) {
	for _, c := range []struct {
		name    string
		month   forms.Money
		sent    map[string]any
		pointer string
	}{
		{"above the limit", 0, sheet(200_01, nil), "/amount"},
		{"at the limit", 0, sheet(200_00, nil), ""},
		{"above the month's cap", 800_01, sheet(200_00, nil), "/amount"},
		{"at the month's cap", 800_00, sheet(200_00, nil), ""},
		{"accepted by who bought it", 0, sheet(1_00, row{"acceptor": "head"}), "/acceptor"},
		{"without an invoice's number", 0, sheet(1_00, row{"invoice_no": nil}), "/invoice_no"},
		{"without a photo", 0, sheet(1_00, row{"photo": nil}), "/photo"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := petty(t, c.month).try(processes.Action{Kind: processes.DoStart, Actor: "head", Data: c.sent})
			if c.pointer == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			wantRefusal(t, err, processes.Invalid, c.pointer)
		})
	}
}

// TestWhoReviewsAPettyPurchase: nobody decides on what they bought or accepted.
func TestWhoReviewsAPettyPurchase(t *testing.T) {
	for _, c := range []struct{ starter, acceptor, reviewer string }{
		{"head", "keeper", "director"},
		{"director", "keeper", "principal"},
		{"head", "director", "principal"},
		{"principal", "director", "deputy"},
	} {
		l := petty(t, 0)
		l.begin(c.starter, sheet(1_00, row{"acceptor": c.acceptor}))
		if persons := l.open("accept").Persons; len(persons) != 1 || persons[0] != c.acceptor {
			t.Fatalf("%v: %v may accept", c, persons)
		}
		l.do(c.acceptor, "accept", "sign", nil)
		if persons := l.open("review").Persons; len(persons) != 1 || persons[0] != c.reviewer {
			t.Fatalf("%v: %v may decide", c, persons)
		}
		l.do(c.reviewer, "review", "reject", nil)
		l.expect(processes.Rejected)
		if got := l.booked("budget"); got != "clear 0, reserve 1" {
			t.Fatal(got)
		}
	}
}
