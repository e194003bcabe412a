package forms_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zongwu/forms"
)

// agreement is whether two tables agree on what and qty; note is another matter.
func agreement(t tester, one, other []forms.Data) any {
	t.Helper()
	table := forms.ListOf(forms.Record(map[string]forms.Type{
		"id": forms.TextType, "what": forms.TextType, "qty": forms.DecimalType, "note": forms.TextType,
	}))
	s := forms.NewScope().With("one", table).With("other", table)
	e := forms.CompileExpr(node(t, "agree(one, other, what, qty)"), s, forms.BoolType, nil)
	v, err := e.Eval(context.Background(), nil, forms.Vars{"one": one, "other": other})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestAgree: a thing twice is not the same as once, an empty field not the same as a word for it, 2.50 the same as 2.5.
func TestAgree(t *testing.T) {
	rows := func(text string) (list []forms.Data) {
		for i, word := range strings.Fields(text) {
			what, qty, counted := strings.Cut(word, ":")
			row := forms.Data{"id": fmt.Sprint(i), "what": what, "note": text}
			if counted {
				row["qty"] = dec(qty)
			}
			list = append(list, row)
		}
		return list
	}
	for tables, want := range map[string]bool{
		"/": true, "a/": false, "/a": false, "a:1/a:1": true, "a:2.50/a:2.5": true, "a:1 b:2/b:2 a:1": true,
		"a:1 b:2/a:1": false, "a:1/a:2": false, "a:1 a:1 b:1/a:1 b:1 b:1": false, "a/a": true, "a/a:0": false, "<nil>/a": false,
	} {
		one, other, _ := strings.Cut(tables, "/")
		if got := agreement(t, rows(one), rows(other)); got != want {
			t.Errorf("%s: %v", tables, got)
		}
	}
	for text, want := range map[string]string{
		"agree(lines, lines)":              "two tables and the fields",
		"agree(lines, total, qty)":         "is no table",
		"agree(lines, lines, qyt)":         "qty",
		"agree(lines, lines, 'qty')":       "the name of a field",
		"agree(lines, lines, amount, zzz)": "no field",
	} {
		if e, ps := compileOne(text, forms.Type{}); e != nil || !strings.Contains(ps.Error(), want) {
			t.Errorf("%s: %v, wanted %s", text, ps, want)
		}
	}
}

// TestAgreeIsOfAnyOrder: tables agree exactly when every row has its like in the other, once each.
func TestAgreeIsOfAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) []forms.Data {
			var rows []forms.Data
			for range rapid.IntRange(0, 5).Draw(t, name) {
				rows = append(rows, forms.Data{
					"what": rapid.SampledFrom([]string{"a", "b"}).Draw(t, "what"), "qty": dec(rapid.SampledFrom([]string{"1", "2"}).Draw(t, "qty")),
				})
			}
			return rows
		}
		one, other := draw("one"), draw("other")
		left := map[string]int{}
		for _, row := range one {
			left[fmt.Sprint(row)]++
		}
		for _, row := range other {
			left[fmt.Sprint(row)]--
		}
		want := true
		for _, n := range left {
			want = want && n == 0
		}
		if got := agreement(t, one, other); got != want {
			t.Fatalf("%v and %v: %v", one, other, got)
		}
		if got := agreement(t, one, rapid.Permutation(one).Draw(t, "shuffled")); got != true {
			t.Fatalf("%v in another order: %v", one, got)
		}
	})
}

// TestAgreeOfManyRows: as many rows as a table may have are compared, whatever their order.
func TestAgreeOfManyRows(t *testing.T) {
	var one, other []forms.Data
	for i := range 1000 {
		one = append(one, forms.Data{"what": fmt.Sprint(i), "qty": dec("1")})
		other = append(other, forms.Data{"what": fmt.Sprint(999 - i), "qty": dec("1")})
	}
	if agreement(t, one, other) != true {
		t.Error("they do not agree")
	}
}
