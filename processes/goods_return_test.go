package processes_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"zongwu/forms"
	"zongwu/processes"
)

// goodsReturn is a school in which case A received ten of something at 22.50 in one lot, of which eight are left.
func goodsReturn(t *testing.T, unclaimed forms.Money) *life {
	t.Helper()
	l := newLife(t, compileFile(t, "definitions/goods_return.yaml"), school())
	l.w.objects["case/A"] = forms.Object{ID: "A", Attrs: forms.Data{"number": "A", "state": "done"}}
	of := forms.Data{
		"id": "1", "of": "1", "item": "paper", "store": "general", "lot": "L1", "expires": "2026-12-31", "supplier": "s1",
		"department": "d-head", "subject": "30201", "year": int64(2026), "received": qty("10"), "left": qty("8"),
		"qty": qty("8"), "amount": forms.Money(225_00),
	}
	service := forms.Data{
		"id": "2", "of": "2", "item": "service", "supplier": "s1", "department": "d-head", "subject": "30201",
		"year": int64(2026), "received": qty("1"), "left": qty("1"), "qty": qty("1"), "amount": forms.Money(380_00),
	}
	l.w.lookups["returnable"] = func([]any) any { return []forms.Data{of, service} }
	l.w.lookups["return_value"] = func(args []any) any {
		price := map[any]int64{"1": 22_50, "2": 380_00}[args[1]]
		return forms.Money(args[2].(decimal.Decimal).Mul(decimal.NewFromInt(price)).IntPart())
	}
	l.w.lookups["unclaimed"] = func([]any) any { return unclaimed }
	return l
}

func goBack(lines ...row) map[string]any {
	var rows []any
	for _, l := range lines {
		rows = append(rows, l)
	}
	return map[string]any{"case": "A", "lines": rows}
}

func TestGoodsGoBack(t *testing.T) {
	for _, c := range []struct {
		name      string
		unclaimed forms.Money
		line, qty string
		posted    string
	}{
		{"before they are paid", 225_00, "1", "2", "release 45 A, return 0 x2 A, return 45 x2 A"},
		{"partly on a payment", 20_00, "1", "2", "release 20 A, return 0 x2 A, return 45 x2 A"},
		{"after they are paid", 0, "1", "2", "return 0 x2 A, return 45 x2 A"},
		{"what no store holds", 380_00, "2", "1", "release 380 A, return 380 x1 A"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := goodsReturn(t, c.unclaimed)
			l.begin("keeper", goBack(row{"line": c.line, "qty": c.qty, "reason": "发霉"}))
			l.do("director", "review", "approve", nil)
			l.expect(processes.Done)
			if got := l.booked("budget", "payables", "stock"); got != c.posted {
				t.Errorf("%s, wanted %s", got, c.posted)
			}
		})
	}
}

func TestWhatAReturnRefuses(t *testing.T) {
	for _, c := range []struct {
		name, pointer string
		lines         []row
	}{
		{"more than is left of the lot", "/lines/0/qty", []row{{"line": "1", "qty": "8.001", "reason": "坏"}}},
		{"less than nothing", "/lines/0/qty", []row{{"line": "1", "qty": "-1", "reason": "坏"}}},
		{"nothing", "/lines", []row{{"line": "1", "qty": "0"}}},
		{"without a reason", "/lines/0/reason", []row{{"line": "1", "qty": "1"}}},
		{"what was not received", "rows", []row{{"line": "9", "qty": "1", "reason": "坏"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := goodsReturn(t, 0).try(processes.Action{Kind: processes.DoStart, Actor: "keeper", Data: goBack(c.lines...)})
			wantRefusal(t, err, processes.Invalid, c.pointer)
		})
	}
}

// TestCarryOver: one act carries over what is still undelivered of what the accountant proposed.
func TestCarryOver(t *testing.T) {
	l := newLife(t, compileFile(t, "definitions/carry_over.yaml"), school())
	held := func(no string, amount forms.Money) forms.Data {
		l.w.objects["case/"+no] = forms.Object{ID: no, Attrs: forms.Data{"number": no, "state": "open"}}
		return forms.Data{
			"id": no + "/d-head/30201/2025", "case": no, "department": "d-head", "subject": "30201", "year": int64(2025),
			"held": amount + 10_00, "owed": forms.Money(10_00), "amount": amount,
		}
	}
	rows := []forms.Data{held("A", 100_00), held("B", 50_00), held("C", 30_00)}
	l.w.lookups["undelivered"] = func([]any) any { return rows }
	l.begin("accountant", map[string]any{"lines": []any{
		row{"line": "A/d-head/30201/2025"}, row{"line": "B/d-head/30201/2025"},
	}})
	rows = []forms.Data{held("A", 80_00), held("C", 30_00)} // B was delivered since, A in part
	l.do("director", "review", "approve", nil)
	l.expect(processes.Done)
	if got := l.booked("budget"); got != "carry 80 A" {
		t.Fatal(got)
	}
}
