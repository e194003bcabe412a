package forms_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"zongwu/forms"
	"zongwu/source"
)

// returns asks for what of a case comes back; its rows hang on the case that is chosen in the same form.
const returns = `
fields:
  - {name: case, type: case, label: 原单据, required: true}
  - name: lines
    type: table
    label: 退货
    rows: returnable(case)
    min: 1
    fields:
      - {name: item, type: item, label: 物品, formula: line.item, hidden: true}
      - {name: qty, type: decimal, label: 数量, default: line.qty, above: 0, max: line.qty}
      - {name: worth, type: money, label: 金额, formula: qty / line.qty * line.amount}
      - {name: reason, type: text, label: 原因}
  - {name: total, type: money, label: 合计, formula: "sum(lines, worth)"}
rules:
  - {if: case.number == 'CG-3' || total > 0, at: total, message: 没有退货}
`

// seller is a school of which what can be returned changes.
type seller struct {
	*school
	receipts map[string][]forms.Data // by case
	used     map[string]string
}

func (s *seller) Object(ctx context.Context, kind, id string) (forms.Object, bool, error) {
	if kind == "case" && strings.HasPrefix(id, "CG-") {
		id = "c" + strings.TrimPrefix(id, "CG-")
	}
	return s.school.Object(ctx, kind, id)
}

func (s *seller) Lookup(ctx context.Context, name string, args []any) (any, error) {
	switch name {
	case "returnable":
		return s.receipts[args[0].(string)], nil
	case "unpaid":
		var rows []forms.Data
		for _, id := range []string{"c1", "c2"} {
			for _, r := range s.receipts[id] {
				rows = append(rows, forms.Data{
					"id": id + "/" + r.Text("id"), "case": id, "of": r["of"], "item": r["item"], "qty": r["qty"], "amount": r["amount"],
				})
			}
		}
		return rows, nil
	case "used":
		if where := s.used[fmt.Sprint(args)]; where != "" {
			return where, nil
		}
		return nil, nil //nolint:nilnil // empty
	}
	return s.school.Lookup(ctx, name, args)
}

func newSeller() *seller {
	receipt := func(id, item, qty string, amount forms.Money) forms.Data {
		return forms.Data{"id": id, "of": id, "item": item, "qty": dec(qty), "amount": amount}
	}
	s := &seller{school: newSchool(), used: map[string]string{}, receipts: map[string][]forms.Data{
		"c1": {receipt("1", "g01", "10", 225_00), receipt("2", "g22", "3", 10_00)}, "c2": {receipt("1", "g22", "4", 8_00)},
	}}
	s.objects["case/c1"], s.objects["case/c2"] = forms.Data{"number": "CG-1"}, forms.Data{"number": "CG-2"}
	s.objects["case/c3"] = forms.Data{"number": "CG-3"}
	return s
}

// typedInto is what a page shows of a form after something was typed, as name=value of what is asked, and total.
func typedInto(t *testing.T, form *forms.Form, world forms.World, values url.Values) (string, forms.View) {
	t.Helper()
	view, err := form.Draft(env(world, nil), form.FromTyping(values), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return askedOf(view), view
}

func askedOf(view forms.View) string {
	var out []string
	for _, f := range view.Fields {
		for _, row := range f.Rows {
			cells := row.ID + " " + row.Title
			for _, cell := range row.Cells {
				cells += " " + strings.TrimPrefix(cell.Value, " ")
			}
			out = append(out, cells)
		}
		if f.Name == "total" {
			out = append(out, f.Value)
		}
	}
	return strings.Join(out, " | ")
}

func TestRowsFollowTheFieldTheyName(t *testing.T) {
	form := compile(t, returns, scope())
	whole := "1 A4复印纸 10 225.00  | 2 大米 3 10.00  | 235.00"
	for name, c := range map[string]struct {
		values url.Values
		want   string
	}{
		"nothing chosen": {url.Values{"case": {""}, "lines.from": {""}}, "0.00"},
		"chosen":         {url.Values{"case": {"c1"}, "lines.from": {""}}, whole},
		"by its number":  {url.Values{"case": {"CG-1"}, "lines.from": {""}}, whole},
		"typed over": {
			url.Values{"case": {"c1"}, "lines.from": {"c1"}, "lines.0.line": {"1"}, "lines.0.qty": {"4"}, "lines.1.line": {"2"}},
			"1 A4复印纸 4 90.00  | 2 大米    | 90.00",
		},
		"another case, the same row": {
			url.Values{"case": {"c2"}, "lines.from": {"c1"}, "lines.0.line": {"1"}, "lines.0.qty": {"3"}, "lines.0.reason": {"r"}},
			"1 大米 4 8.00  | 8.00",
		},
		"a case of nothing": {url.Values{"case": {"c3"}, "lines.from": {"c1"}, "lines.0.line": {"1"}}, "0.00"},
		"a row that is gone": {
			url.Values{"case": {"c2"}, "lines.from": {"c2"}, "lines.0.line": {"2"}, "lines.1.line": {"1"}, "lines.1.qty": {"1"}},
			"1 大米 1 2.00  | 2.00",
		},
		"a row that has come": {
			url.Values{"case": {"c1"}, "lines.from": {"c1"}, "lines.0.line": {"2"}, "lines.0.qty": {"3"}},
			"2 大米 3 10.00  | 1 A4复印纸 10 225.00  | 235.00",
		},
		"posted by a program, which says nothing of the list": {
			url.Values{"case": {"c1"}, "lines.0.line": {"1"}, "lines.0.qty": {"5"}, "lines.1.line": {"2"}},
			"1 A4复印纸 5 112.50  | 2 大米    | 112.50",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, view := typedInto(t, form, newSeller(), c.values)
			if strings.TrimPrefix(got, " | ") != c.want {
				t.Errorf("%q, wanted %q", got, c.want)
			}
			for _, f := range view.Fields {
				if len(f.Failures) > 0 {
					t.Errorf("%s: %v", f.Name, f.Failures)
				}
			}
		})
	}
}

func TestRowsThatWereListedForAnotherCaseAreNotSent(t *testing.T) {
	form := compile(t, returns, scope())
	for name, c := range map[string]struct {
		sent, failures string
	}{
		"rows of it":         {`{"case": "c1", "lines": [{"line": "1", "qty": "10"}]}`, ""},
		"by its number":      {`{"case": "CG-1", "lines": [{"line": "1", "qty": "10"}]}`, ""},
		"row of another":     {`{"case": "c2", "lines": [{"line": "2", "qty": "1"}]}`, "/lines/0/line rows"},
		"more than there is": {`{"case": "c2", "lines": [{"line": "1", "qty": "4.1"}]}`, "/lines/0/qty max"},
		"no such case":       {`{"case": "c9", "lines": [{"line": "1", "qty": "999"}]}`, "/case reference"},
		"no case":            {`{"lines": [{"line": "1", "qty": "1"}]}`, "/lines/0/line rows, /case required"},
		"twice": {
			`{"case": "c1", "lines": [{"line": "1", "qty": "1"}, {"id": "1", "qty": "1"}]}`, "/lines/1/line rows",
		},
		"listed for another": {
			`{"case": "c2", "lines:from": "c1", "lines": [{"line": "1", "qty": "1"}]}`, "/lines rows",
		},
		"listed for it": {`{"case": "CG-2", "lines:from": "c2", "lines": [{"line": "1", "qty": "1"}]}`, ""},
		"no such list":  {`{"case": "c2", "case:from": "c1", "lines": [{"line": "1", "qty": "1"}]}`, "/case:from unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			sent := object(t, c.sent)
			data, failures, err := form.Submit(env(newSeller(), nil), sent, nil)
			if err != nil || outline(failures) != c.failures {
				t.Fatalf("%s %v, wanted %s", outline(failures), err, c.failures)
			}
			if failures == nil && !strings.HasPrefix(data.Text("case"), "c") {
				t.Errorf("kept the case as %v", data["case"])
			}
			view, err := form.View(env(newSeller(), nil), sent, failures)
			if err != nil {
				t.Fatal(err)
			}
			if name == "listed for another" && askedOf(view) != "1 大米 4 8.00  | 8.00" {
				t.Errorf("shown again as %s", askedOf(view))
			}
		})
	}
}

// TestARowThatIsGoneLeavesTheOthersTheirFailures: a refused form is shown without the row, and what is wrong with the row
// after it stands at that row.
func TestARowThatIsGoneLeavesTheOthersTheirFailures(t *testing.T) {
	form, world := compile(t, returns, scope()), newSeller()
	sent := object(t, `{"case": "c1", "lines": [{"line": "9", "qty": "1"}, {"line": "2", "qty": "7"}]}`)
	_, failures, err := form.Submit(env(world, nil), sent, nil)
	if err != nil || outline(failures) != "/lines/0/line rows, /lines/1/qty max" {
		t.Fatal(failures, err)
	}
	view, err := form.View(env(world, nil), sent, failures)
	if err != nil {
		t.Fatal(err)
	}
	rows := view.Fields[1].Rows
	if len(rows) != 2 || rows[0].ID != "2" || len(rows[0].Cells[0].Failures) != 1 || rows[0].Cells[0].Name != "lines.0.qty" {
		t.Errorf("rows %+v", rows)
	}
	if len(view.Failures) != 1 || view.Failures[0].Pointer != "/lines/0/line" {
		t.Errorf("failures %v", view.Failures)
	}
}

// TestRowsStandAsTheyWere: what was accepted is shown later as it was, whatever the lookup answers by then; without it.
func TestRowsStandAsTheyWere(t *testing.T) {
	form, world := compile(t, returns, scope()), newSeller()
	data, failures, err := form.Submit(env(world, nil),
		object(t, `{"case": "c1", "lines": [{"line": "1", "qty": "4"}]}`), nil)
	if err != nil || failures != nil {
		t.Fatal(failures, err)
	}
	data, err = form.Restore([]byte(asJSON(t, data)))
	if err != nil {
		t.Fatal(err)
	}
	world.receipts = nil
	view, err := form.View(env(world, nil), data, nil)
	if err != nil || askedOf(view) != "1 A4复印纸 4 90.00  | 90.00" {
		t.Errorf("%s, %v", askedOf(view), err)
	}
}

// TestWhatIsKnownOfListedRows: what follows from a form that is being filled in counts the rows as they are shown, and a
// form that was sent back opens with what it held of those that are still there.
func TestWhatIsKnownOfListedRows(t *testing.T) {
	form, world := compile(t, returns, scope()), newSeller()
	known, err := form.SoFar(env(world, nil), form.FromTyping(url.Values{"case": {"c1"}, "lines.from": {"c2"}}))
	if err != nil || known["total"] != forms.Money(235_00) {
		t.Errorf("so far %v, %v", known, err)
	}
	earlier := forms.Data{"case": "c1", "lines": []forms.Data{
		{"id": "9", "line": "9", "qty": dec("1")}, {"id": "2", "line": "2", "qty": dec("1"), "worth": forms.Money(3_33)},
	}}
	opened, err := form.Open(env(world, nil), earlier)
	if err != nil || asJSON(t, opened["lines"]) != `[{"id":"1","item":"g01","line":"1","qty":"10","worth":22500},`+
		`{"id":"2","item":"g22","line":"2","qty":"1","worth":333}]` {
		t.Errorf("opens with %s, %v", asJSON(t, opened), err)
	}
	if opened, err = form.Open(env(world, nil), nil); err != nil || opened.Rows("lines") != nil {
		t.Errorf("opens with %s, %v", asJSON(t, opened), err)
	}
}

func TestRowsOfALookupAreNotFollowedLater(t *testing.T) {
	form := compile(t, returns, scope())
	later := scope().With("start", form.Type()).With("goods", compile(t,
		"{fields: [{name: which, type: row, label: l, rows: returnable(start.case)}, "+
			"{name: lines, type: table, label: l, rows: start.lines, fields: ["+
			"{name: which, type: row, label: l, rows: returnable(start.case)}]}]}",
		scope().With("start", form.Type())).Type())
	for text, hint := range map[string]string{
		"start.lines.exists(l, l.line == '1')":                 "",
		"start.lines.map(l, l.item.name)":                      "",
		"goods.lines.map(l, l.line.item.name)":                 "",
		"return_value(start.case, first(start.lines).line, 1)": "",
		"goods.which == '1'":                                   "",
		"goods.which.item":                                     "copy what later steps need",
		"goods.lines.map(l, l.which.qty).sum()":                "copy what later steps need",
		"start.lines.map(l, l.line.item)":                      "copy what later steps need",
		"start.lines.exists(l, l.line.item.food == true)":      "copy what later steps need",
	} {
		ps := &source.Problems{File: "t.yaml"}
		forms.CompileExpr(node(t, "'"+strings.ReplaceAll(text, "'", "''")+"'"), later, forms.Type{}, ps)
		if hint == "" != ps.OK() || hint != "" && !strings.Contains(ps.Error(), hint) {
			t.Errorf("%s: %v, wanted %q", text, ps.Error(), hint)
		}
	}
}

func TestWhatRowsMayName(t *testing.T) {
	table := "{name: lines, type: table, label: l, rows: %s, fields: [{name: a, type: integer, label: l}]}"
	for rows, want := range map[string]string{
		"returnable(case)":                             "",
		"returnable(later)":                            `there is no "later" here`,
		"unpaid(who).filter(u, u.case == case)":        "",
		"unpaid(who).filter(u, others.exists(o, o.n))": "outside tables",
		"returnable(lines)":                            `there is no "lines" here`,
		"month_total()":                                "rows names a table",
		"returnable()":                                 "takes 1 values, not 0",
		"unpaid_suppliers('weekly')":                   "none of the options",
		"undelivered()":                                "",
	} {
		ps := &source.Problems{File: "t.yaml"}
		text := "{fields: [{name: case, type: case, label: l}, {name: who, type: supplier, label: l}, " +
			"{name: others, type: table, label: l, fields: [{name: n, type: bool, label: l}]}, " +
			fmt.Sprintf(table, `"`+rows+`"`) + ", {name: later, type: case, label: l}]}"
		forms.Compile("t", node(t, text), scope(), ps)
		if want == "" != ps.OK() || want != "" && !strings.Contains(ps.Error(), want) {
			t.Errorf("%s: %v, wanted %q", rows, ps.Error(), want)
		}
	}
}

// TestARowIsNamedWithItsCase: of rows of several cases one may be sent by its case, by id or number, and its own id there.
func TestARowIsNamedWithItsCase(t *testing.T) {
	form := compile(t, `
fields:
  - {name: supplier, type: supplier, label: l, required: true}
  - name: accepted
    type: table
    label: l
    rows: unpaid(supplier)
    fields:
      - {name: case, type: case, label: l, formula: line.case}
      - {name: qty, type: decimal, label: l, default: line.qty, assumed: true}
`, scope())
	for name, c := range map[string]struct{ row, want string }{
		"as it is listed":        {`"line": "c2/1"`, "c2/1 c2 4"},
		"with its case":          {`"case": "c2", "line": "1"`, "c2/1 c2 4"},
		"with its case's number": {`"case": "CG-1", "line": "2", "qty": "1"`, "c1/2 c1 1"},
		"with its id":            {`"id": "c1/2", "case": "c2"`, "c1/2 c1 3"},
		"of a case without it":   {`"case": "CG-2", "line": "2"`, "/accepted/0/line rows"},
		"of no case":             {`"case": "CG-9", "line": "1"`, "/accepted/0/line rows"},
		"of a case that is none": {`"case": 7, "line": "1"`, "/accepted/0/line rows"},
		"without its case":       {`"line": "1"`, "/accepted/0/line rows"},
	} {
		t.Run(name, func(t *testing.T) {
			data, failures, err := form.Submit(env(newSeller(), nil),
				object(t, `{"supplier": "s1", "accepted": [{`+c.row+`}]}`), nil)
			got := outline(failures)
			if failures == nil {
				row := data.Rows("accepted")[0]
				got = fmt.Sprint(row["line"], " ", row["case"], " ", row["qty"])
			}
			if err != nil || got != c.want {
				t.Errorf("%s %v, wanted %s", got, err, c.want)
			}
		})
	}
}
