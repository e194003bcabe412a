package forms_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zongwu/forms"
)

const asking = `
fields:
  - {name: why, type: text, label: 用途, required: true, max: 5}
  - {name: urgent, type: bool, label: 紧急}
  - {name: reason, type: text, label: 原因, show: urgent == true, required: true}
  - {name: phone, type: text, label: 电话}
  - {name: mail, type: text, label: 邮箱}
  - name: lines
    type: table
    label: 明细
    min: 2
    fields:
      - {name: item, type: item, label: 物品, required: true}
      - {name: qty, type: decimal, label: 数量, required: true, above: 0}
      - {name: price, type: money, label: 单价, required: true, default: item.price}
      - {name: amount, type: money, label: 金额, formula: qty * price}
    rules:
      - {if: qty <= 100, at: qty, message: {zh: 太多, en: Too much}}
  - {name: total, type: money, label: 合计, formula: "sum(lines, amount)", above: 0}
  - {name: signed, type: text, label: 签字, show: outcome == 'sign', required: true}
rules:
  - {if: phone != null || mail != null, at: phone, message: {zh: 至少一种, en: One of them}}
  - {if: outcome != 'sign' || total < 1, message: {zh: 不能签, en: Cannot sign}}
  - {if: "!lines.all(l, l.item == 'g01')", at: lines, message: {zh: 都一样, en: All the same}}
  - {warn: total > 100, at: total, message: {zh: 多, en: Much}}
  - {warn: mail == null, at: mail, message: {zh: 没有邮箱, en: No mail}}
`

// drafted fills in a form as a page does while somebody types.
func drafted(t tester, f *forms.Form, typed string, vars forms.Vars) string {
	t.Helper()
	query, err := url.ParseQuery(typed)
	if err != nil {
		t.Fatal(err)
	}
	e := env(newSchool(), vars)
	values, err := f.WithDefaults(e, f.FromTyping(query))
	if err != nil {
		t.Fatal(err)
	}
	view, err := f.Draft(e, values, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, field := range view.Fields {
		b.WriteString(field.Name + "=" + field.Value + marks(" ", field) + "; ")
		for _, row := range field.Rows {
			for _, cell := range row.Cells {
				_, column, _ := strings.Cut(cell.Name, ".")
				b.WriteString(column + "=" + cell.Value + marks(" ", cell) + ", ")
			}
		}
	}
	for _, failure := range view.Failures {
		b.WriteString("? " + failure.Detail)
	}
	return strings.TrimRight(strings.ReplaceAll(b.String(), "=;", ";"), " ")
}

func TestWhileSomebodyTypes(t *testing.T) {
	f := compile(t, asking, scope())
	for name, c := range map[string]struct{ typed, want string }{
		"nothing yet": {"", "why; urgent; phone; mail; lines; total=0.00; signed;"},
		"too long, and a condition": {
			"why=123456&urgent=true", "why=123456 ?At most 5 characters; urgent=true; reason; phone; mail; lines; total=0.00; signed;",
		},
		"a field that has gone": {"urgent=false&reason=x", "why; urgent=false; phone; mail; lines; total=0.00; signed;"},
		"a row begun takes its default, an empty one stays": {
			"lines.0.item=&lines.0.qty=&lines.1.item=g01&lines.1.qty=&lines.1.price=",
			"why; urgent; phone; mail; lines; 0.item=, 0.qty=, 0.price=, 0.amount=, " +
				"1.item=g01, 1.qty=, 1.price=22.50, 1.amount=, total=0.00; signed;",
		},
		"what cannot be read stays": {
			"lines.0.item=g01&lines.0.qty=3x&lines.0.price=2,00.5", "why; urgent; phone; mail; lines; " +
				"0.item=g01, 0.qty=3x ?This must be a number (in JSON as text), 0.price=200.50, 0.amount=, total=0.00; signed;",
		},
		"sums and warnings follow, rules wait for whole rows": {
			"mail=a&lines.0.item=g01&lines.0.qty=5&lines.1.item=g01&lines.1.qty=101&lines.2.item=g01&lines.2.qty=",
			"why; urgent; phone; mail=a; lines; 0.item=g01, 0.qty=5, 0.price=22.50, 0.amount=112.50, " +
				"1.item=g01, 1.qty=101 ?Too much, 1.price=22.50, 1.amount=2272.50, " +
				"2.item=g01, 2.qty=, 2.price=22.50, 2.amount=, total=2385.00 !Much; signed;",
		},
		"rules that hold already": {
			"lines.0.item=g01&lines.0.qty=-1&lines.1.item=g01&lines.1.qty=1", "why; urgent; phone; mail; lines; " +
				"0.item=g01, 0.qty=-1 ?This must be more than 0, 0.price=22.50, 0.amount=-22.50, " +
				"1.item=g01, 1.qty=1, 1.price=22.50, 1.amount=22.50, total=0.00; signed;",
		},
		"of all rows": {
			"lines.0.item=g01&lines.0.qty=1&lines.1.item=g01&lines.1.qty=1", "why; urgent; phone; mail; lines= ?All the same; " +
				"0.item=g01, 0.qty=1, 0.price=22.50, 0.amount=22.50, 1.item=g01, 1.qty=1, 1.price=22.50, 1.amount=22.50, " +
				"total=45.00; signed;",
		},
	} {
		if got := drafted(t, f, c.typed, nil); got != c.want {
			t.Errorf("%s:\n%s\nwanted\n%s", name, got, c.want)
		}
	}
	got := drafted(t, f, "lines.0.item=g01&lines.0.qty=1&lines.1.item=g22&lines.1.qty=1", forms.Vars{"outcome": "sign"})
	if !strings.HasSuffix(got, "signed; ? Cannot sign") {
		t.Errorf("once the outcome is chosen: %s", got)
	}
}

// Rows that continue others stand again, whatever of them was typed; a file that was not taken says so.
func TestADraftOfContinuedRows(t *testing.T) {
	order := compile(t, `{fields: [{name: lines, type: table, label: 行, fields: [
		{name: item, type: item, label: 物品}, {name: qty, type: decimal, label: 数量}]}]}`, scope())
	f := compile(t, `{fields: [{name: lines, type: table, label: 行, rows: start.lines, min: 1, fields: [
		{name: got, type: decimal, label: 收到, required: true, max: line.qty}]},
		{name: paper, type: file, label: 单据}]}`, scope().With("start", order.Type()))
	e := env(newSchool(), forms.Vars{"start": forms.Data{"lines": []forms.Data{
		{"id": "1", "item": "g01", "qty": dec("5")}, {"id": "2", "item": "g22", "qty": dec("7")},
	}}})
	values := f.FromTyping(url.Values{"lines.1.line": {"2"}, "lines.1.got": {"9"}})
	view, err := f.Draft(e, values, nil, forms.Failures{{Pointer: "/paper", Code: "max", Text: forms.Text{Zh: "太大"}}})
	if err != nil {
		t.Fatal(err)
	}
	if got := sketch(view); got != "lines\n  大米(item g22) 9?At most 7\n  A4复印纸(item g01) \npaper ?太大" {
		t.Errorf("%s", got)
	}
}

// A draft never says more than a submission of the same would, nothing about what is missing, and nothing at all of
// what would be accepted.
func TestADraftIsPatient(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := compile(t, "{fields: "+genForm(t, 0)+"}", scope())
		values := genObject(t, 0)
		e := env(newSchool(), nil)
		_, refused, err := f.Submit(e, values, nil)
		if err != nil {
			t.Fatal(err)
		}
		view, err := f.Draft(e, values, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, failure := range view.Failures {
			told = append(told, failure.Detail)
		}
		told = append(told, toldIn(view.Fields)...)
		for _, failure := range refused {
			if i := slices.Index(told, failure.Detail); i >= 0 && failure.Code != "required" && failure.Code != "unknown" {
				told = slices.Delete(told, i, i+1)
			}
		}
		if len(told) > 0 {
			t.Fatalf("a draft says %q, a submission %v", told, refused)
		}
	})
}

func toldIn(fields []forms.FieldView) []string {
	var told []string
	for _, f := range fields {
		told = append(told, f.Failures...)
		for _, row := range f.Rows {
			told = append(told, toldIn(row.Cells)...)
		}
	}
	return told
}

// TestADraftWaitsForRowsToBeFilled: of rows that were there already a rule says nothing before something is filled in.
func TestADraftWaitsForRowsToBeFilled(t *testing.T) {
	f := compile(t, `fields:
  - name: lines
    type: table
    label: 明细
    rows: start.lines
    fields:
      - {name: had, type: decimal, label: 原有, formula: line.qty}
      - {name: qty, type: decimal, label: 数量}
rules:
  - {if: "lines.exists(l, l.qty > 0)", at: lines, message: 请填写数量}`,
		scope().With("start", forms.Record(map[string]forms.Type{
			"lines": forms.RowsOf(forms.Column{Name: "qty", Type: forms.DecimalType}),
		})))
	e := env(newSchool(), forms.Vars{"start": forms.Data{"lines": []forms.Data{{"id": "1", "qty": dec("2")}}}})
	for sent, says := range map[string]bool{
		`{"lines":[{"line":"1"}]}`: false, `{"lines":[{"line":"1","qty":"0"}]}`: true, `{"lines":[{"line":"1","qty":"1"}]}`: false,
	} {
		view, err := f.Draft(e, object(t, sent), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if said := len(view.Failures)+len(toldIn(view.Fields)) > 0; said != says {
			t.Errorf("%s: the draft says %v %v", sent, view.Failures, toldIn(view.Fields))
		}
	}
}
