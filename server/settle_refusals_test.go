package server

import "testing"

// TestBadPayments: each is refused with its status, place and code, and nothing is written.
func TestBadPayments(t *testing.T) {
	o := newBureau(t)
	defer o.booksAgree()
	used := o.begins("head", "petty", o.sheet("s6", 10_00))
	first := o.bought("s6", "10", 22_50)
	number := o.payment()
	rows := o.opensWith("buyer", number, "handle")["accepted"]
	sent := func(more object) object {
		data := object{"accepted": rows, "invoices": []object{o.invoice(225_00)}}
		for k, v := range more {
			data[k] = v
		}
		return data
	}
	for _, c := range []struct {
		name   string
		data   object
		reason string
	}{
		{"an invoice used before", sent(object{"invoices": []object{
			{"number": " 0440 02600001", "amount": 225_00, "file": o.file},
		}}), "used /invoices/0/number"},
		{"another supplier", sent(object{"supplier": "s1"}), "readonly /supplier"},
		{"an invoice twice", sent(object{"invoices": []object{
			{"number": "x1", "amount": 200_00, "file": o.file}, {"number": "x1", "amount": 25_00, "file": o.file},
		}}), "unique /invoices/1/number"},
		{"amounts that do not reconcile", sent(object{"invoices": []object{o.invoice(225_01)}}), "required /explanation"},
		{"more than was accepted", sent(object{"accepted": []object{{"line": first.ID + "/1", "qty": "11"}}}),
			"rule /accepted/0/qty"},
		{"what was not accepted", sent(object{"accepted": []object{{"line": first.ID + "/2", "qty": "1"}}}),
			"rows /accepted/0/line"},
		{"another purchase's", sent(object{"accepted": []object{{"case": used.Number, "line": "1", "qty": "1"}}}),
			"rows /accepted/0/line"},
	} {
		t.Log(c.name) // read where it fails
		o.refusedStep("buyer", number, "handle sign", c.data, 422, c.reason)
	}
	o.refusedStart("buyer", "payment", object{"supplier": "s5"}, "rule /supplier")
	second := o.begins("buyer", "payment", object{"supplier": "s6"})
	o.does("buyer", number, "handle sign", sent(object{
		"accepted": []object{{"case": first.Number, "line": "1", "qty": "10"}},
	}))
	o.refusedStep("buyer", second.Number, "handle sign", sent(nil), 422, "rows /accepted/0/line")
	o.refusedStart("buyer", "payment", object{"supplier": "s6"}, "rule /supplier")
	o.refusedStart("head", "petty", object{
		"subject": "30201", "supplier": "s6", "amount": 1, "invoice_no": "044002600001", "file": o.file, "photo": o.photo,
	}, "used /invoice_no")
	o.refusedStep("buyer", number, "sign_acceptor sign", nil, 403, "not_yours")
	o.does("storekeeper", number, "sign_acceptor sign", nil)
	o.does("auditor", number, "sign_auditor sign", nil)
	o.does("principal", number, "release approve", nil)
	o.appoint("cashier", "cashier,accountant")
	o.does("cashier", number, "pay done", object{"method": "transfer", "paid_on": "2026-09-01"})
	o.refusedStep("cashier", number, "book done", object{"voucher_no": "1"}, 403, "duty")
	o.returns(first.Number, "1", "6")
	for _, qty := range []string{"4.001", "10"} {
		o.refusedStart("storekeeper", "goods_return", object{
			"case": first.Number, "lines": []object{{"line": "1", "qty": qty, "reason": "坏"}},
		}, "max /lines/0/qty")
	}
	both := []string{
		o.begins("storekeeper", "goods_return", returned(first.Number, "3")).Number,
		o.begins("liangw", "goods_return", returned(first.Number, "3")).Number,
	}
	o.does("director", both[0], "review approve", nil)
	o.refusedStep("director", both[1], "review approve", nil, 422, "stock /lines")
}

func returned(number, qty string) object {
	return object{"case": number, "lines": []object{{"line": "1", "qty": qty, "reason": "坏"}}}
}
