package forms_test

import (
	"strings"
	"testing"

	"zongwu/forms"
)

// TestBefore: what adds up from row to row is refused at the row that goes beyond, in the order the rows stand in.
func TestBefore(t *testing.T) {
	for _, condition := range []string{
		"sum(before(lines).filter(l, l.kind == kind), qty) + qty <= 10", "so_far(lines, qty, kind) <= 10",
	} {
		judgesRowByRow(t, condition)
	}
	for text, want := range map[string]string{
		"before(lines)": "asked in a row", "before(total)": "is no table", "before(lines, total)": "one table",
		"so_far(lines, qty)": "asked in a row", "so_far(total, qty)": "is no table", "so_far(lines)": "a table, a field",
		"so_far(lines, qty, 1 + 1)": "a field of the row is wanted", "so_far(lines, 1)": "the name of a field",
	} {
		if e, ps := compileOne(text, forms.Type{}); e != nil || !strings.Contains(ps.Error(), want) {
			t.Errorf("%s: %v, wanted %s", text, ps, want)
		}
	}
}

func judgesRowByRow(t *testing.T, condition string) {
	t.Helper()
	form := compile(t, `
fields:
  - name: lines
    type: table
    label: {zh: 行, en: Lines}
    fields:
      - {name: kind, type: text, label: {zh: 类, en: Kind}}
      - {name: qty, type: integer, label: {zh: 数, en: Number}}
    rules:
      - if: "`+condition+`"
        at: qty
        message: {zh: 太多, en: Too many}
`, scope())
	for rows, want := range map[string]string{
		"": "", "a10 b10": "", "a6 a5": "/lines/1/qty", "a6 b5 a4": "", "a6 b5 a4 a1": "/lines/3/qty", "a11 a1": "/lines/0/qty /lines/1/qty",
		"b9 a9 b2 a2": "/lines/2/qty /lines/3/qty",
	} {
		var lines []string
		for _, word := range strings.Fields(rows) {
			lines = append(lines, `{"kind": "`+word[:1]+`", "qty": `+word[1:]+`}`)
		}
		_, failures, err := form.Submit(env(newSchool(), nil), object(t, `{"lines": [`+strings.Join(lines, ",")+`]}`), nil)
		var got []string
		for _, f := range failures {
			got = append(got, f.Pointer)
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s of %s: refused at %v (%v), want %s", condition, rows, got, err, want)
		}
	}
}
