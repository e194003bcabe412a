package forms_test

import (
	"context"
	"strings"
	"testing"

	"zongwu/forms"
	"zongwu/source"
)

// shop is a school that also knows prices and cases.
type shop struct {
	*school
	asked []any
}

func (s *shop) Lookup(ctx context.Context, name string, args []any) (any, error) {
	switch name {
	case "last_prices":
		if args[0] != "g01" {
			return []forms.Data{}, nil
		}
		return []forms.Data{
			{"id": "1", "case": "c1", "supplier": "s1", "price": forms.Money(2250), "date": "2026-09-01"},
			{"id": "2", "case": "c2", "supplier": "s2", "price": forms.Money(2100), "date": "2026-03-01"},
		}, nil
	case "alike":
		s.asked = args
		return []forms.Data{{
			"id": "c2", "case": "c2", "begun": "2026-11-01", "starter": "head", "title": "复印纸", "amount": forms.Money(90000),
		}}, nil
	}
	return s.school.Lookup(ctx, name, args)
}

// besideScope sees a request, and quotes that may be still to come.
func besideScope(t tester) *forms.Scope {
	request := compile(t, `{fields: [{name: lines, type: table, label: 行, fields: [
		{name: item, type: item, label: 物品}, {name: price, type: money, label: 估价}]},
		{name: subject, type: subject, label: 科目}, {name: total, type: money, label: 合计}]}`, scope())
	quotes := compile(t, `{fields: [{name: quotes, type: table, label: 报价, fields: [
		{name: supplier, type: supplier, label: 供应商}, {name: amount, type: money, label: 金额},
		{name: file, type: file, label: 文件}]}]}`, scope())
	return scope().With("start", request.Type()).With("quote", quotes.Type())
}

func compileBeside(text string, s *forms.Scope) (*forms.Form, *source.Problems) {
	ps := &source.Problems{File: "t.yaml"}
	n := source.Parse([]byte(text), ps)
	return forms.CompileBeside("facts", n, s, ps), ps
}

const facts = `
fields:
  - {name: hint, type: note, label: 请留意}
  - {name: left, type: money, label: 可用预算, formula: "budget_left(starter.department, start.subject)"}
  - name: prices
    type: table
    label: 最近成交价
    rows: start.lines
    fields:
      - {name: asked, type: money, label: 估价, formula: line.price}
      - {name: paid, type: money, many: true, label: 成交价, formula: "last_prices(line.item).map(p, p.price)"}
      - {name: on, type: date, label: 日期, formula: first(last_prices(line.item)).date}
      - {name: from, type: supplier, many: true, label: 供应商, formula: "last_prices(line.item).map(p, p.supplier)"}
    rules:
      - {warn: asked > first(last_prices(line.item)).price, at: asked, message: {zh: 高于上次, en: More than last time}}
  - name: quotes
    type: table
    label: 报价
    rows: quote.quotes
    fields:
      - {name: amount, type: money, label: 金额, formula: line.amount}
      - {name: file, type: file, label: 文件, formula: line.file}
  - name: others
    type: table
    label: 同样物品
    rows: "alike(30, start.lines.map(l, l.item))"
    fields:
      - {name: begun, type: date, label: 日期, formula: line.begun}
      - {name: amount, type: money, label: 金额, formula: line.amount}
rules:
  - {warn: start.total > left, at: left, message: {zh: 超出, en: Over}}
  - {warn: start.total > 5.00, message: {zh: 大, en: Large}}
`

func TestWhatStandsBesideADecision(t *testing.T) {
	form, ps := compileBeside(facts, besideScope(t))
	if form == nil {
		t.Fatal(ps.Error())
	}
	w := &shop{school: newSchool()}
	for id, number := range map[string]string{"c1": "CG-1", "c2": "CG-2"} {
		w.objects["case/"+id] = forms.Data{"number": number}
	}
	start := forms.Data{"subject": "30201", "total": forms.Money(150_00), "lines": []forms.Data{
		{"id": "1", "item": "g01", "price": forms.Money(2500)}, {"id": "2", "item": "g22", "price": forms.Money(500)},
	}}
	view, err := form.Beside(env(w, forms.Vars{"start": start}))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := sketch(view), strings.TrimSpace(`
hint
left ¥100.00 !Over
prices
  A4复印纸(item g01) ¥25.00!More than last time | ¥22.50、¥21.00 | 2026-09-01 | 文博、恒达
  大米(item g22) ¥5.00 |  |  | 
others
  CG-2(case c2) 2026-11-01 | ¥900.00
! Large`); got != want {
		t.Errorf("beside it stands\n%s\nwanted\n%s", got, want)
	}
	if len(w.asked) != 2 || w.asked[0] != int64(30) || asJSON(t, w.asked[1]) != `{"Kind":"item","IDs":["g01","g22"]}` {
		t.Errorf("alike was asked %v", w.asked)
	}
	paid := field(t, view, "prices").Rows[0].Cells[1]
	if len(paid.Items) != 2 || paid.Items[1] != (forms.Item{Value: "21.00", Shown: "¥21.00"}) {
		t.Errorf("prices one by one: %+v", paid.Items)
	}

	quote := forms.Data{"quotes": []forms.Data{
		{"id": "1", "supplier": "s1", "amount": forms.Money(100), "file": "f1"}, {"id": "2", "supplier": "s2"},
	}}
	view, err = form.Beside(env(w, forms.Vars{"start": start, "quote": quote}))
	if err != nil {
		t.Fatal(err)
	}
	quotes := field(t, view, "quotes")
	if file := quotes.Rows[0].Cells[1]; len(quotes.Rows) != 2 || quotes.CanAdd || file.Shown != "a.pdf" ||
		file.Value != "f1" || file.Ref != "file" || !file.Readonly {
		t.Errorf("quotes %+v", quotes)
	}
	if view, err := form.Beside(env(nil, nil)); err != nil || len(view.Fields)+len(view.Warnings) > 0 {
		t.Errorf("of nothing there is to say %+v %v", view, err)
	}
}

// TestWhatIsPointedOutBesideADecision: how much of a number something takes, the least or most of a column.
func TestWhatIsPointedOutBesideADecision(t *testing.T) {
	text := `fields:
  - {name: left, type: money, label: 可用, formula: "budget_left(starter.department, start.subject)", takes: start.total}
  - name: quotes
    type: table
    label: 报价
    rows: quote.quotes
    fold: true
    fields:
      - {name: amount, type: money, label: 金额, formula: line.amount, mark: least}
      - {name: dear, type: money, label: 金额, formula: line.amount, mark: most, fold: true}
`
	form, ps := compileBeside(text, besideScope(t))
	if form == nil {
		t.Fatal(ps.Error())
	}
	quotes := func(amounts ...any) forms.Data {
		var rows []forms.Data
		for i, amount := range amounts {
			rows = append(rows, forms.Data{"id": string(rune('1' + i)), "supplier": "s1", "amount": amount})
		}
		return forms.Data{"quotes": rows}
	}
	for name, c := range map[string]struct {
		total forms.Money
		quote forms.Data
		taken forms.Taken
		marks string
	}{
		"some":      {total: 9_00, quote: quotes(forms.Money(3), forms.Money(2), nil), taken: forms.Taken{Shown: "¥9.00", Percent: 9}, marks: " most least    "},
		"all":       {total: 100_00, quote: quotes(forms.Money(3)), taken: forms.Taken{Shown: "¥100.00", Percent: 100}, marks: "  "},
		"more":      {total: 100_01, quote: quotes(forms.Money(3), forms.Money(3)), taken: forms.Taken{Shown: "¥100.01", Percent: 100, Over: true}, marks: "    "},
		"a penny":   {total: 1, quote: quotes(forms.Money(2), forms.Money(3), forms.Money(2)), taken: forms.Taken{Shown: "¥0.01"}, marks: "least   most least  "},
		"less than": {total: -1, quote: quotes(forms.Money(0), forms.Money(1)), taken: forms.Taken{Shown: "-¥0.01"}, marks: "least   most "},
	} {
		start := forms.Data{"subject": "30201", "total": c.total}
		view, err := form.Beside(env(&shop{school: newSchool()}, forms.Vars{"start": start, "quote": c.quote}))
		if err != nil {
			t.Fatal(err)
		}
		if got := field(t, view, "left").Takes; got == nil || *got != c.taken {
			t.Errorf("%s: takes %+v, want %+v", name, got, c.taken)
		}
		marks := ""
		table := field(t, view, "quotes")
		for _, row := range table.Rows {
			marks += row.Cells[0].Mark + " " + row.Cells[1].Mark + " "
		}
		if marks != c.marks || !table.Fold || !table.Columns[1].Fold || table.Columns[0].Fold {
			t.Errorf("%s: marks %q, want %q", name, marks, c.marks)
		}
	}
	for text, want := range map[string]string{
		`{fields: [{name: a, type: integer, label: a, formula: "1", mark: lest}]}`:   `mark is least or most`,
		`{fields: [{name: a, type: integer, label: a, formula: "1", takes: "'x'"}]}`: `t.yaml:1:`,
	} {
		if form, ps := compileBeside(text, besideScope(t)); form != nil || !strings.Contains(ps.Error(), want) {
			t.Errorf("%s\n%s\nwanted %s", text, ps.Error(), want)
		}
	}
	ps = &source.Problems{File: "t.yaml"}
	asked := source.Parse([]byte(`{fields: [{name: a, type: money, label: a, mark: least}]}`), ps)
	if forms.Compile("f", asked, scope(), ps) != nil || !strings.Contains(ps.Error(), "stands beside a decision") {
		t.Errorf("a form that asks: %s", ps.Error())
	}
}

func field(t tester, view forms.View, name string) forms.FieldView {
	t.Helper()
	for _, f := range view.Fields {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("no field %q in %s", name, sketch(view))
	return forms.FieldView{}
}

// sketch writes a view as a page would show it.
func sketch(view forms.View) string {
	var b strings.Builder
	for _, f := range view.Fields {
		b.WriteString(strings.TrimSpace(f.Name+" "+f.Shown) + marks(" ", f) + "\n")
		for _, row := range f.Rows {
			b.WriteString("  " + row.Title)
			if row.Ref != "" {
				b.WriteString("(" + row.Ref + " " + row.RefID + ")")
			}
			for i, cell := range row.Cells {
				b.WriteString(map[bool]string{true: " ", false: " | "}[i == 0] + cell.Shown + marks("", cell))
			}
			b.WriteString("\n")
		}
	}
	for _, f := range view.Failures {
		b.WriteString("? " + f.Detail + "\n")
	}
	for _, f := range view.Warnings {
		b.WriteString("! " + f.Detail + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func marks(before string, f forms.FieldView) string {
	out := ""
	for _, text := range f.Failures {
		out += before + "?" + text
	}
	for _, text := range f.Warnings {
		out += before + "!" + text
	}
	return out
}

func TestAFormBesideADecisionAsksForNothing(t *testing.T) {
	for text, want := range map[string]string{
		`{fields: [{name: a, type: text, label: a}]}`:                                                                `t.yaml:1:11: "a" would be asked for`,
		`{fields: [{name: a, type: text, label: a, readonly: true}]}`:                                                `t.yaml:1:11: "a" would be asked for`,
		`{fields: [{name: a, type: decimal, label: a, formula: 1, many: true}]}`:                                     `t.yaml:1:`,
		`{fields: [{name: a, type: table, label: a, fields: [{name: b, type: note, label: b}]}]}`:                    `t.yaml:1:11: "a" would ask for rows`,
		`{fields: [{name: a, type: table, label: a, rows: start.lines, fields: [{name: b, type: text, label: b}]}]}`: `t.yaml:1:72: "b" would be asked for`,
		`{fields: [{name: a, type: note, label: a}], rules: [{if: 1 > 2, message: m}]}`:                              `refuses nothing`,
		`{fields: [{name: a, type: money, label: a, formula: first(start.total)}]}`:                                  `first is asked of a list, not of money`,
		`{fields: [{name: a, type: integer, label: a, formula: "alike(30, ['x']).size()"}]}`:                         `this is a list of text, a list of a reference is wanted`,
	} {
		form, ps := compileBeside(text, besideScope(t))
		if form != nil || !strings.Contains(ps.Error(), want) {
			t.Errorf("%s\n%s\nwanted %s", text, ps.Error(), want)
		}
	}
	for _, sound := range []string{
		`{fields: [{name: a, type: text, label: a, readonly: true, default: "'x'"}]}`,
		`{fields: [{name: a, type: case, many: true, label: a, formula: "alike(30, [start.subject]).map(c, c.case)"}]}`,
		`{fields: [{name: a, type: money, label: a, formula: "sum(alike(30, [start.subject]), amount)"}]}`,
	} {
		if form, ps := compileBeside(sound, besideScope(t)); form == nil {
			t.Errorf("%s\n%s", sound, ps.Error())
		}
	}
}

// A computed list passes the door it was stored through, and cannot be asked for.
func TestAComputedListIsStoredAndReadBack(t *testing.T) {
	text := `{fields: [
		{name: lines, type: table, label: 行, fields: [{name: n, type: decimal, label: n}, {name: m, type: money, label: m},
			{name: i, type: item, label: i}]},
		{name: ns, type: decimal, scale: 1, many: true, label: ns, formula: "lines.map(l, l.n)"},
		{name: ms, type: money, many: true, label: ms, formula: "lines.map(l, l.m / 3)"},
		{name: is, type: item, many: true, label: is, formula: "lines.map(l, l.i)"}]}`
	f := compile(t, text, scope())
	e := env(newSchool(), nil)
	data, failures, err := f.Submit(e, object(t, `{"lines":[{"n":"1.25","m":100,"i":"g01"},{"n":"2","m":50,"i":"g22"}]}`), nil)
	if err != nil || len(failures) > 0 {
		t.Fatal(failures, err)
	}
	stored := asJSON(t, data)
	for _, want := range []string{`"ns":["1.3","2"]`, `"ms":[33,17]`, `"is":["g01","g22"]`} {
		if !strings.Contains(stored, want) {
			t.Errorf("%s lacks %s", stored, want)
		}
	}
	back, err := f.Restore([]byte(stored))
	if err != nil || asJSON(t, back) != stored {
		t.Errorf("restored %v %v", back, err)
	}
	view, err := f.View(e, back, nil)
	if err != nil || field(t, view, "ms").Shown != "¥0.33、¥0.17" || field(t, view, "is").Shown != "A4复印纸、大米" {
		t.Errorf("shown %s %v", sketch(view), err)
	}
	ps := &source.Problems{File: "t.yaml"}
	if forms.Compile("t", node(t, `{fields: [{name: a, type: money, many: true, label: a}]}`), scope(), ps); ps.OK() {
		t.Error("several amounts are asked for")
	}
}

// TestAWordOfAChoiceReadsAsItsLabel: wherever a choice of another form is read it is called what it is called there.
func TestAWordOfAChoiceReadsAsItsLabel(t *testing.T) {
	sent := compile(t, `{fields: [{name: extras, type: table, label: 其他, fields: [
		{name: kind, type: choice, label: 类别, options: [{value: freight, label: {zh: 运费, en: Freight}}]},
		{name: amount, type: money, label: 金额}]}]}`, scope())
	f, ps := compileBeside(`{fields: [{name: extras, type: table, label: 其他, rows: handle.extras, fields: [
		{name: kind, type: text, label: 类别, formula: line.kind},
		{name: amount, type: money, label: 金额, formula: line.amount}]}]}`, scope().With("handle", sent.Type()))
	if !ps.OK() {
		t.Fatal(ps)
	}
	e := env(newSchool(), map[string]any{"handle": forms.Data{"extras": []forms.Data{
		{"id": "1", "kind": "freight", "amount": forms.Money(1000)}, {"id": "2", "kind": "gone", "amount": forms.Money(1)},
	}}})
	e.Lang = forms.English
	view, err := f.Beside(e)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"Freight", "gone"} {
		row := view.Fields[0].Rows[i]
		if row.Title != want || row.Cells[0].Shown != want {
			t.Errorf("row %d is called %q and reads %q, want %q", i, row.Title, row.Cells[0].Shown, want)
		}
	}
}
