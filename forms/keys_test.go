package forms_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"zongwu/forms"
	"zongwu/source"
)

const invoiced = `
fields:
  - {name: number, type: text, label: 发票号, once: invoice}
  - {name: contract, type: text, label: 合同号, once: contract}
  - name: invoices
    type: table
    label: 发票
    unique: [number]
    fields:
      - {name: number, type: text, label: 发票号, once: invoice}
      - {name: amount, type: money, label: 金额}
`

func TestOnce(t *testing.T) {
	form, world := compile(t, invoiced, scope()), newSeller()
	world.used["[invoice 12AB]"] = "FK-2026-0003"
	for sent, want := range map[string]string{
		`{"number": "12AC", "contract": "12ab"}`:                     "",
		`{"number": " 1 2\u3000ab "}`:                                "/number used",
		`{"number": "12a b"}`:                                        "/number used",
		`{"invoices": [{"number": "12AC"}, {"number": "12AB"}]}`:     "/invoices/1/number used",
		`{"invoices": [{"number": "1"}, {"number": "1"}]}`:           "/invoices/1/number unique",
		`{"invoices": [{"number": "a1"}, {"number": "A 1"}]}`:        "/invoices/1/number unique",
		`{"number": "a1", "invoices": [{"number": "A1"}]}`:           "/invoices/0/number unique",
		`{"number": "", "invoices": [{"amount": 1}, {"amount": 1}]}`: "",
		`{"number": 7, "invoices": [{"number": "7"}]}`:               "/number type",
	} {
		_, failures, err := form.Submit(env(world, nil), object(t, sent), nil)
		if got := outline(failures); err != nil || got != want {
			t.Errorf("%s: %s %v, wanted %s", sent, got, err, want)
		}
	}
	_, failures, err := form.Submit(env(world, nil), object(t, `{"number": "12ab"}`), nil)
	if err != nil || len(failures) != 1 {
		t.Fatal(failures, err)
	}
	for lang, want := range map[string]string{
		forms.Chinese:     "「12ab」已在 FK-2026-0003 使用过",
		forms.Traditional: "「12ab」已在 FK-2026-0003 使用過",
		forms.English:     "“12ab” has been used in FK-2026-0003",
	} {
		if got := forms.Message(failures[0], lang); got != want {
			t.Errorf("%s: %s, wanted %s", lang, got, want)
		}
	}
	view, err := form.Draft(env(world, nil), form.FromTyping(url.Values{"number": {"12ab"}}), nil, nil)
	if err != nil || len(view.Fields[0].Failures) != 1 {
		t.Errorf("while it is typed: %+v, %v", view.Fields[0], err)
	}
}

func TestOnceListsWhatDataUses(t *testing.T) {
	form := compile(t, invoiced, scope())
	data, failures, err := form.Submit(env(newSeller(), nil), object(t, `{"number": " ab 1", "contract": "c",
		"invoices": [{"number": "x"}, {"amount": 5}, {"number": "ÿ 2"}]}`), nil)
	if err != nil || failures != nil {
		t.Fatal(failures, err)
	}
	want := "[{invoice AB1 /number} {contract C /contract} {invoice X /invoices/0/number} {invoice Ÿ2 /invoices/2/number}]"
	if got := fmt.Sprint(form.Once(data)); got != want {
		t.Errorf("%s, wanted %s", got, want)
	}
	if data.Text("number") != " ab 1" {
		t.Errorf("kept as %q, not as it was typed", data["number"])
	}
}

// TestWhatIsNotSentIsAssumed: what is left out is the default, what is sent empty is empty, in JSON and on a page.
func TestWhatIsNotSentIsAssumed(t *testing.T) {
	form := compile(t, `
fields:
  - {name: urgent, type: bool, label: l, default: "false", assumed: true, required: true}
  - {name: of, type: text, label: l, default: "'a'", assumed: true}
  - name: lines
    type: table
    label: l
    fields:
      - {name: item, type: item, label: l}
      - {name: other, type: item, label: l, default: item, assumed: true, show: item != null}
      - {name: price, type: money, label: l, default: item.price}
`, scope())
	for sent, want := range map[string]string{
		`{}`:                                          `{"of":"a","urgent":false}`,
		`{"of": "", "urgent": true}`:                  `{"urgent":true}`,
		`{"of": null}`:                                `{"urgent":false}`,
		`{"urgent": null}`:                            "/urgent required",
		`{"lines": [{"item": "g01"}]}`:                `{"lines":[{"id":"1","item":"g01","other":"g01"}],"of":"a","urgent":false}`,
		`{"lines": [{"price": 5}]}`:                   `{"lines":[{"id":"1","price":5}],"of":"a","urgent":false}`,
		`{"lines": [{"item": "g09"}]}`:                "/lines/0/item reference",
		`{"of": null, "lines": [{"id": 1}]}`:          "/lines/0/id type",
		`{"lines": [{"item": "g01", "other": null}]}`: `{"lines":[{"id":"1","item":"g01"}],"of":"a","urgent":false}`,
	} {
		data, failures, err := form.Submit(env(newSeller(), nil), object(t, sent), nil)
		got := outline(failures)
		if failures == nil {
			got = asJSON(t, data)
		}
		if err != nil || got != want {
			t.Errorf("%s: %s %v, wanted %s", sent, got, err, want)
		}
	}
	posted := form.FromPost(url.Values{"of": {""}, "lines.0.item": {""}, "lines.0.other": {""}, "lines.1.item": {"g01"}})
	if got := asJSON(t, posted); got != `{"lines":[{"item":"g01"}],"of":null}` {
		t.Errorf("posted %s", got)
	}
	if got := strings.Join(form.MayRequire("submit"), " "); got != "" {
		t.Errorf("may require %s", got)
	}
}

// TestListedRowsWithNothingToFillInArePosted: a page sends of them which they are, and nothing else.
func TestListedRowsWithNothingToFillInArePosted(t *testing.T) {
	form := compile(t, `fields:
  - name: lines
    type: table
    label: l
    rows: start.lines
    fields: [{name: qty, type: decimal, label: l, formula: line.qty}]`,
		scope().With("start", forms.Record(map[string]forms.Type{
			"lines": forms.RowsOf(forms.Column{Name: "qty", Type: forms.DecimalType}),
		})))
	for want, sent := range map[string]url.Values{
		`{"lines":[{"line":"1"},{"line":"3"}]}`: {"lines.0.line": {"1"}, "lines.2.line": {"3"}},
		`{}`:                                    {},
	} {
		if got := asJSON(t, form.FromPost(sent)); got != want {
			t.Errorf("posted %s, wanted %s", got, want)
		}
	}
}

func TestHiddenFieldsAreNotDrawn(t *testing.T) {
	form := compile(t, `
fields:
  - {name: a, type: integer, label: l, required: true}
  - {name: twice, type: integer, label: l, formula: a * 2, hidden: true, max: 8}
  - name: lines
    type: table
    label: l
    fields:
      - {name: secret, type: integer, label: l, formula: n + a, hidden: true}
      - {name: n, type: integer, label: l}
`, scope())
	data, failures, err := form.Submit(env(nil, nil), object(t, `{"a": 2, "lines": [{"n": 1}]}`), nil)
	if err != nil || asJSON(t, data) != `{"a":2,"lines":[{"id":"1","n":1,"secret":3}],"twice":4}` {
		t.Fatal(data, failures, err)
	}
	view, err := form.View(env(nil, nil), data, nil)
	if err != nil || len(view.Fields) != 2 || len(view.Fields[1].Columns) != 1 || len(view.Fields[1].Rows[0].Cells) != 1 {
		t.Errorf("%+v %v", view, err)
	}
	changed := forms.Data{"a": int64(3), "twice": int64(6), "lines": []forms.Data{{"id": "1", "n": int64(1), "secret": int64(4)}}}
	changes, err := form.Compare(env(nil, nil), data, changed)
	if err != nil || len(changes) != 1 || changes[0].Name != "a" {
		t.Errorf("changes %+v %v", changes, err)
	}
	sent := object(t, `{"a": 5}`)
	_, failures, _ = form.Submit(env(nil, nil), sent, nil)
	view, err = form.View(env(nil, nil), sent, failures)
	if err != nil || outline(view.Failures) != "/twice max" {
		t.Errorf("what is wrong with a hidden field is not told: %v %v", view.Failures, err)
	}
}

// TestGivenByADefinition: what is hidden and readonly stands as a definition gave it when it began the case; people
// neither fill it in nor change it, and are not asked for it.
func TestGivenByADefinition(t *testing.T) {
	form := compile(t, `
fields:
  - {name: a, type: integer, label: l, required: true}
  - {name: apart, type: text, label: l, hidden: true, readonly: true}
`, scope())
	by := env(nil, nil)
	if _, failures, err := form.Submit(by, object(t, `{"a": 2, "apart": "x"}`), nil); err != nil || outline(failures) != "/apart readonly" {
		t.Error("sent by somebody", failures, err)
	}
	if data, failures, err := form.Submit(by, object(t, `{"a": 2}`), nil); err != nil || asJSON(t, data) != `{"a":2}` {
		t.Error("left away", data, failures, err)
	}
	by.Begun = true
	data, failures, err := form.Submit(by, object(t, `{"a": 2, "apart": "x"}`), nil)
	if err != nil || asJSON(t, data) != `{"a":2,"apart":"x"}` {
		t.Fatal("given by a definition", data, failures, err)
	}
	by.Begun = false
	if again, failures, err := form.Submit(by, object(t, `{"a": 3}`), data); err != nil || asJSON(t, again) != `{"a":3,"apart":"x"}` {
		t.Error("sent back to", again, failures, err)
	}
	if _, failures, _ = form.Submit(by, object(t, `{"a": 3, "apart": "y"}`), data); outline(failures) != "/apart readonly" {
		t.Error("changed by somebody", failures)
	}
	if view, err := form.View(by, data, nil); err != nil || len(view.Fields) != 1 {
		t.Errorf("drawn: %+v %v", view, err)
	}
}

func TestKeysThatMakeNoSense(t *testing.T) {
	for field, want := range map[string]string{
		"type: text, once: invoice":                                  "",
		"type: text, once: Invoice":                                  "cannot be a register's name",
		"type: longtext, once: invoice":                              `"once"`,
		`type: text, once: invoice, many: true, formula: "['a']"`:    "holds several values",
		"type: text, hidden: true":                                   "cannot be hidden",
		`type: text, hidden: true, formula: "'a'"`:                   "",
		"type: file, hidden: true, many: true":                       "cannot be hidden",
		"type: file, hidden: true, many: true, readonly: true":       "",
		`type: text, hidden: true, readonly: true, default: "'a'"`:   "cannot be hidden",
		"type: text, hidden: true, readonly: total > 0":              "cannot be hidden",
		"type: rating, hidden: true":                                 `"hidden"`,
		"type: text, assumed: true":                                  "nothing that could be assumed",
		`type: text, assumed: true, default: "'a'"`:                  "",
		`type: text, said: true, default: "'a'"`:                     "assumes nothing",
		"type: integer, assumed: true, formula: 1":                   "nothing that could be assumed",
		"type: table, hidden: true, fields: []":                      `"hidden"`,
		`type: money, formula: "share(total, lines, amount, total)"`: `there is no "total"`,
	} {
		ps := &source.Problems{File: "t.yaml"}
		forms.Compile("t", node(t, "{fields: [{name: f, label: l, "+field+"}]}"), scope(), ps)
		if want == "" != ps.OK() || want != "" && !strings.Contains(ps.Error(), want) {
			t.Errorf("%s: %v, wanted %q", field, ps.Error(), want)
		}
	}
}

// TestNegativeNumbers: credits and discounts are amounts below zero, typed, sent and shown as such.
func TestNegativeNumbers(t *testing.T) {
	form := compile(t, `{fields: [{name: amount, type: money, label: l, capitals: true}, {name: qty, type: decimal, label: l},
		{name: price, type: money, label: l, formula: amount / qty}]}`, scope())
	posted := form.FromPost(url.Values{"amount": {"-1,234.50"}, "qty": {"−3"}})
	data, failures, err := form.Submit(env(nil, nil), posted, nil)
	if err != nil || failures != nil || asJSON(t, data) != `{"amount":-123450,"price":41150,"qty":"-3"}` {
		t.Fatal(asJSON(t, data), failures, err)
	}
	view, err := form.View(env(nil, nil), data, nil)
	if err != nil || view.Fields[0].Shown != "-¥1,234.50" || view.Fields[0].Value != "-1234.50" || view.Fields[1].Shown != "-3" {
		t.Errorf("%+v %v", view.Fields, err)
	}
}

// TestWhatIsNeeded: a list of which something must stand there is needed as a required field is, and marked alike.
func TestWhatIsNeeded(t *testing.T) {
	form := compile(t, `{fields: [{name: few, type: integer, label: l}, {name: days, type: choices, label: l, min: few, options: [{value: a, label: a}]},
		{name: some, type: room, many: true, label: l, min: 1}, {name: none, type: room, many: true, label: l, min: 0, max: 3},
		{name: rows, type: table, label: l, min: 1, fields: [{name: x, type: text, label: l}]},
		{name: must, type: table, label: l, required: true, fields: [{name: x, type: text, label: l}]},
		{name: number, type: integer, label: l, min: 1}]}`, scope())
	for sent, want := range map[string]string{`{}`: "some rows must", `{"few":1}`: "days some rows must"} {
		view, err := form.View(env(newSchool(), nil), object(t, sent), nil)
		if err != nil {
			t.Fatal(err)
		}
		_, failures, err := form.Submit(env(newSchool(), nil), object(t, sent), nil)
		if err != nil {
			t.Fatal(err)
		}
		var marked, refused []string
		for _, f := range view.Fields {
			if f.Required {
				marked = append(marked, f.Name)
			}
		}
		for _, f := range failures {
			refused = append(refused, strings.TrimPrefix(f.Pointer, "/"))
		}
		slices.Sort(refused)
		if got := strings.Join(marked, " "); got != want {
			t.Errorf("of %s %s are marked, want %s", sent, got, want)
		}
		if slices.Sort(marked); !slices.Equal(marked, refused) {
			t.Errorf("of %s %v are marked and %v refused", sent, marked, refused)
		}
	}
}

// TestAssumedRows: rows that are not sent at all are all there are; what a page or program sends empty is empty.
func TestAssumedRows(t *testing.T) {
	w := newSchool()
	f := compile(t, `fields:
  - name: lines
    type: table
    label: 明细
    rows: start.lines
    assumed: true
    min: 1
    fields:
      - {name: qty, type: decimal, label: 数量, required: true, default: line.qty, assumed: true}`,
		scope().With("start", forms.Record(map[string]forms.Type{
			"lines": forms.RowsOf(forms.Column{Name: "qty", Type: forms.DecimalType}),
		})))
	vars := forms.Vars{"start": forms.Data{"lines": []forms.Data{
		{"id": "1", "qty": dec("2")}, {"id": "2", "qty": dec("3")},
	}}}
	for _, c := range []struct{ sent, want, failures string }{
		{`{}`, `{"lines":[{"id":"1","line":"1","qty":"2"},{"id":"2","line":"2","qty":"3"}]}`, ""},
		{`{"lines":[{"line":"2","qty":"1"}]}`, `{"lines":[{"id":"2","line":"2","qty":"1"}]}`, ""},
		{`{"lines":[{"line":"2"}]}`, `{"lines":[{"id":"2","line":"2","qty":"3"}]}`, ""},
		{`{"lines":[]}`, `null`, "/lines min"},
	} {
		data, failures, err := f.Submit(env(w, vars), object(t, c.sent), nil)
		if err != nil || outline(failures) != c.failures || asJSON(t, data) != c.want {
			t.Errorf("%s: %s %s %v", c.sent, asJSON(t, data), outline(failures), err)
		}
	}
	hidden := compile(t, `fields:
  - {name: lines, type: table, label: 明细, rows: start.lines, assumed: true, show: outcome == 'a', fields: [
      {name: qty, type: decimal, label: 数量, default: line.qty, assumed: true}]}`,
		scope().With("outcome", forms.TextType).With("start", forms.Record(map[string]forms.Type{
			"lines": forms.RowsOf(forms.Column{Name: "qty", Type: forms.DecimalType}),
		})))
	vars["outcome"] = "b"
	if data, failures, err := hidden.Submit(env(w, vars), map[string]any{}, nil); err != nil || failures != nil || len(data) != 0 {
		t.Errorf("a table that is not shown: %v %v %v", data, failures, err)
	}
	delete(vars, "outcome")
	drawn, err := f.Draft(env(w, vars), map[string]any{}, nil, nil)
	if err != nil || len(drawn.Fields[0].Rows) != 2 {
		t.Errorf("drawn %+v %v", drawn, err)
	}
	posted := f.FromPost(url.Values{"outcome": {"submit"}})
	if _, failures, err := f.Submit(env(w, vars), posted, nil); err != nil || outline(failures) != "/lines min" {
		t.Errorf("a page without rows: %v %v", failures, err)
	}
}
