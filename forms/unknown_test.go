package forms_test

import (
	"errors"
	"fmt"
	"testing"

	"zongwu/forms"
)

// TestUnknown: only what hangs on an unknown value is unknown; what decides by itself is not.
func TestUnknown(t *testing.T) {
	vars := exprVars()
	vars["total"], vars["way"] = forms.Unknown{}, forms.Unknown{}
	vars["lines"] = []forms.Data{
		{"id": "1", "item": "g01", "qty": dec("1"), "amount": forms.Unknown{}},
		{"id": "2", "item": forms.Unknown{}, "qty": forms.Unknown{}, "amount": forms.Money(10)},
	}
	const unknown = "unknown"
	for text, want := range map[string]string{
		"total > 5": unknown, "total == null": unknown, "total != null": unknown, "total + 1": unknown, "!(total > 5)": unknown,
		"n == 3": "true", "n == 3 || total > 5": "true", "total > 5 || n == 3": "true", "total > 5 && n == 4": "false",
		"n == 4 && total > 5": "false", "n == 3 && total > 5": unknown, "total > 5 || n == 4": unknown,
		"gone > 5 || total > 5": unknown, "total > 5 || gone > 5": unknown, "gone > 5 && n == 4": "false",
		"n > 2 ? n : 1": "3", "n > 2 ? total : 1": unknown, "way == 'done' ? 1 : 1": unknown,
		"lines.size()": "2", "sum(lines, amount)": unknown, "lines.all(l, l.qty > 0)": unknown, "lines.all(l, l.qty > 5)": "false",
		"lines.exists(l, l.qty == 1)": "true", "lines.exists(l, l.qty == 9)": unknown, "lines.exists_one(l, l.qty == 1)": unknown,
		"lines.exists(l, l.item.food)": unknown, "lines.exists(l, l.id == '2')": "true", "lines.map(l, l.qty).sum()": unknown,
		"lines.filter(l, l.qty > 0).size()": unknown, "budget_left(starter.department, subject) > 1": "true",
	} {
		e, ps := compileOne(text, forms.Type{})
		if e == nil {
			t.Fatal(ps)
		}
		got := unknown
		v, err := e.Eval(t.Context(), newSchool(), vars)
		if err == nil {
			got = fmt.Sprint(v)
		} else if !errors.Is(err, forms.ErrUnknown) {
			t.Errorf("%s: %v", text, err)
		}
		if got != want {
			t.Errorf("%s is %s, wanted %s", text, got, want)
		}
	}
}

func TestSoFar(t *testing.T) {
	form := purchase(t)["request"]
	const unknown = "unknown"
	for name, c := range map[string]struct{ typed, total, reason, lines string }{
		"nothing yet":      {`{}`, unknown, unknown, unknown},
		"no lines":         {`{"reason": "r"}`, unknown, "r", unknown},
		"a whole line":     {`{"lines": [{"item": "g01", "qty": "3", "price": 2250}]}`, "67.50", unknown, "1"},
		"half a line more": {`{"lines": [{"item": "g01", "qty": "3", "price": 2250}, {"item": "g22"}]}`, unknown, unknown, "2"},
		"a wrong number":   {`{"lines": [{"item": "g01", "qty": "many", "price": 2250}]}`, unknown, unknown, "1"},
		"an old price":     {`{"total": 5, "lines": [{"item": "g01", "qty": "3", "price": 2250}]}`, "67.50", unknown, "1"},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := form.SoFar(env(newSchool(), nil), object(t, c.typed))
			if err != nil {
				t.Fatal(err)
			}
			show := func(v any) string {
				if v == (forms.Unknown{}) {
					return unknown
				}
				return fmt.Sprint(v)
			}
			lines := show(data["lines"])
			if rows := data.Rows("lines"); rows != nil {
				lines = fmt.Sprint(len(rows))
			}
			if got := [3]string{show(data["total"]), show(data["reason"]), lines}; got != [3]string{c.total, c.reason, c.lines} {
				t.Errorf("total, reason and lines are %v", got)
			}
		})
	}
}
