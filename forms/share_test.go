package forms_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"zongwu/forms"
)

func shared(t tester, total forms.Money, weights []any) []any {
	t.Helper()
	s := forms.NewScope().With("total", forms.MoneyType).With("row", forms.TextType).
		With("rows", forms.ListOf(forms.Record(map[string]forms.Type{"id": forms.TextType, "w": forms.DecimalType})))
	e := forms.CompileExpr(node(t, "share(total, rows, w, row)"), s, forms.MoneyType, nil)
	var rows []forms.Data
	for i, w := range weights {
		row := forms.Data{"id": fmt.Sprint(i)}
		if w != nil {
			row["w"] = w
		}
		rows = append(rows, row)
	}
	var parts []any
	for i := range append(weights, "one more") {
		v, err := e.Eval(context.Background(), nil, forms.Vars{"total": total, "rows": rows, "row": fmt.Sprint(i)})
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, v)
	}
	return parts
}

func TestShare(t *testing.T) {
	for want, c := range map[string]struct {
		total   forms.Money
		weights string
	}{
		"0.33 0.34 0.33 0.00":      {100, "1 1 1"},
		"-0.33 -0.34 -0.33 0.00":   {-100, "1 1 1"},
		"25.00 75.00 0.00":         {100_00, "1.5 4.5"},
		"0.00 1.00 0.00 0.00":      {100, "-5 2 -"},
		"1.00 0.00 0.00 0.00":      {100, "0 - -3"},
		"-1.00 0.00":               {-100, "-1"},
		"0.00":                     {100, ""},
		"0.00 0.01 0.00 0.00":      {1, "1 1 1"},
		"0.00 0.00 0.00":           {0, "1 1"},
		"0.01 99999999999.99 0.00": {100_000_000_000_00, "0.0000001 1000000"},
	} {
		var weights []any
		for _, w := range strings.Fields(c.weights) {
			if w == "-" {
				weights = append(weights, nil)
				continue
			}
			weights = append(weights, dec(w))
		}
		if got := strings.Trim(fmt.Sprint(shared(t, c.total, weights)), "[]"); got != want {
			t.Errorf("%v over %s: %s, wanted %s", c.total, c.weights, got, want)
		}
	}
}

// TestSharesAddUp: whatever is shared over whatever weighs, the parts add up to it exactly, each has its sign, and what
// weighs nothing has nothing where something weighs.
func TestSharesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := forms.Money(rapid.Int64Range(-1_000_000_000, 1_000_000_000).Draw(t, "total"))
		var weights []any
		weighs := false
		for range rapid.IntRange(1, 12).Draw(t, "rows") {
			if rapid.IntRange(0, 5).Draw(t, "empty") == 0 {
				weights = append(weights, nil)
				continue
			}
			w := decimal.New(rapid.Int64Range(-2_000, 1_000_000).Draw(t, "weight"), -rapid.Int32Range(0, 6).Draw(t, "places"))
			weights, weighs = append(weights, w), weighs || w.IsPositive()
		}
		sum := forms.Money(0)
		for i, part := range shared(t, total, weights) {
			money := part.(forms.Money)
			sum += money
			if money != 0 && money < 0 != (total < 0) {
				t.Fatalf("part %d of %v is %v", i, total, money)
			}
			w, _ := append(weights, nil)[i].(decimal.Decimal)
			if weighs && !w.IsPositive() && money != 0 {
				t.Fatalf("what weighs %v has %v", w, money)
			}
		}
		if sum != total {
			t.Fatalf("the parts of %v over %v add up to %v", total, weights, sum)
		}
	})
}

// TestShareInATable: a table's row is the one it continues, and a whole computed in pieces is shared to the fen.
func TestShareInATable(t *testing.T) {
	row := forms.ListOf(forms.Record(map[string]forms.Type{"id": forms.TextType, "amount": forms.MoneyType}))
	s := scope().With("start", forms.Record(map[string]forms.Type{"lines": row}))
	form := compile(t, `
fields:
  - {name: freight, type: money, label: 运费}
  - name: lines
    type: table
    label: 明细
    rows: start.lines
    fields:
      - {name: part, type: money, label: 分摊, formula: "share(freight / 3, start.lines, amount, line)"}
  - {name: total, type: money, label: 合计, formula: "sum(lines, part)"}
`, s)
	data, failures, err := form.Submit(env(nil, forms.Vars{"start": forms.Data{"lines": []forms.Data{
		{"id": "1", "amount": forms.Money(1)}, {"id": "2", "amount": forms.Money(1)}, {"id": "3", "amount": forms.Money(1)},
	}}}), object(t, `{"freight": 500, "lines": [{"line": "1"}, {"line": "2"}, {"line": "3"}]}`), nil)
	if err != nil || failures != nil || data["total"] != forms.Money(167) {
		t.Errorf("%v %v %v", data, failures, err)
	}
	for text, want := range map[string]string{
		"share(total, lines, amount, 5)":     "a row of the table is wanted",
		"share(total, lines, item, '1')":     "a number is wanted",
		"share(total, lines, l.amount, '1')": "the name of a field",
		"share(total, total, amount, '1')":   "a table and one of its fields",
		"share(qty, lines, amount, '1')":     "money is wanted",
		"share(total, lines, amount)":        "takes 4 values, not 3",
		"share(total, lines, amonut, '1')":   "amount",
		"share(100, lines, qty, lines[0])":   "not part of the language",
	} {
		if e, ps := compileOne(text, forms.Type{}); e != nil || !strings.Contains(ps.Error(), want) {
			t.Errorf("%s: %v, wanted %s", text, ps, want)
		}
	}
}
