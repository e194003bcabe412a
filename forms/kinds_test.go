package forms_test

import (
	"encoding/json"
	"strings"
	"testing"

	"zongwu/forms"
)

// TestKinds judges one value after another for every kind: its JSON, and what is stored or the code of the refusal.
func TestKinds(t *testing.T) {
	const options = `, options: [{value: a, label: 甲}, {value: b, label: 乙}]`
	for _, c := range []struct{ field, sent, want string }{
		{"text, max: 3", `"甲乙丙"`, `"甲乙丙"`}, {"text, max: 3", `"甲乙丙丁"`, "length"}, {"text", `" "`, ""},
		{"text", `5`, "type"}, {"text", `"a\u0000"`, "nul"}, {"text, pattern: '[A-Z]+'", `"ab"`, "pattern"},
		{"text, min: 2", `"a"`, "min"}, {"text", `"` + strings.Repeat("x", 501) + `"`, "length"},
		{"longtext", `"a\nb"`, `"a\nb"`}, {"longtext", `null`, ""}, {"longtext, required: true", `"　"`, "required"},
		{"integer", `7`, "7"}, {"integer", `7.0`, "7"}, {"integer", `7.5`, "type"}, {"integer", `"7"`, "type"},
		{"integer", `123456789012345678901234567890`, "max"}, {"integer", `-123456789012345678901234567890`, "min"},
		{"integer", `1e999999999`, "max"}, {"integer", `1e-999999999`, "type"}, {"integer, min: 3", `2`, "min"},
		{"integer, max: 3", `4`, "max"}, {"integer, above: 3", `3`, "min"},
		{"decimal", `"12.500"`, `"12.5"`}, {"decimal", `12.5`, "type"}, {"decimal, scale: 3", `"1.2345"`, "scale"},
		{"decimal", `"1e5"`, "type"}, {"decimal", `"123456789012345678901234567890"`, "max"},
		{"decimal, above: 0", `"0"`, "min"},
		{"decimal, min: 0.001", `"0.0009"`, "min"}, {"decimal, scale: 0", `"5"`, `"5"`}, {"decimal", `""`, "type"},
		{"money", `123`, "123"}, {"money", `1.5`, "type"}, {"money", `"1"`, "type"}, {"money", `10000000000001`, "max"},
		{"money, max: 10", `1000`, "1000"}, {"money, max: 10", `1001`, "max"}, {"money, min: school.permit_from", `5`, "min"},
		{"date", `"2026-02-28"`, `"2026-02-28"`}, {"date", `"2026-02-30"`, "date"}, {"date", `"99999-01-01"`, "date"},
		{"date", `"1899-12-31"`, "date"}, {"date", `3`, "type"}, {"date, min: today", `"2026-11-20"`, "min"},
		{"date, max: 2026-12-01", `"2026-12-02"`, "max"}, {"date, min: today + 2", `"2026-11-22"`, "min"},
		{"time", `"08:30"`, `"08:30"`}, {"time", `"24:00"`, "date"}, {"time", `"8:30"`, "date"},
		{"time, min: \"'09:00'\"", `"08:00"`, "min"},
		{"datetime", `"2026-09-01T08:30:00+08:00"`, `"2026-09-01T08:30:00+08:00"`}, {"datetime", `"2026-09-01"`, "date"},
		{"datetime, min: \"'2026-09-01T09:00:00+08:00'\"", `"2026-09-01T01:30:00Z"`, `"2026-09-01T01:30:00Z"`},
		{"bool", `false`, "false"}, {"bool", `"true"`, "type"}, {"bool, required: true", `null`, "required"},
		{"choice" + options, `"a"`, `"a"`}, {"choice" + options, `"c"`, "choice"}, {"choice" + options, `["a"]`, "type"},
		{"choices" + options, `["b","a"]`, `["b","a"]`}, {"choices" + options, `["a","a"]`, "unique"},
		{"choices" + options, `["a","c"]`, "choice"}, {"choices, min: 2" + options, `["a"]`, "min"},
		{"choices" + options, `[]`, ""},
		{"person", `"head"`, `"head"`}, {"person", `"nobody"`, "reference"}, {"department", `"jwc"`, `"jwc"`},
		{"room", `"X"`, "reference"}, {"item", `"g01"`, `"g01"`}, {"item", `{}`, "type"}, {"asset", `""`, "reference"},
		{"supplier", `"s1"`, `"s1"`}, {"subject", `"30201"`, `"30201"`}, {"case", `"x"`, "reference"},
		{"supplier, many: true, max: 2", `["s2","s1"]`, `["s2","s1"]`}, {"supplier, many: true", `["s1","s1"]`, "unique"},
		{"store", `"x"`, "reference"}, {"supplier, many: true, required: true", `[]`, "required"},
		{"row, rows: rows", `"2"`, `"2"`}, {"row, rows: rows", `"3"`, "rows"},
		{"file", `"f1"`, `"f1"`}, {"file", `"f2"`, "reference"}, {"file, many: true, max: 1", `["f1"]`, `["f1"]`},
		{"file, many: true, max: 1", `["f1","p1"]`, "max"}, {"file, many: true", `["f1","zz"]`, "reference"},
		{"file, many: true, min: 1", `null`, "min"},
		{"photo", `"p1"`, `"p1"`}, {"photo", `"f1"`, "type"}, {"signature", `"p1"`, `"p1"`}, {"signature", `"f1"`, "type"},
		{"rating", `5`, "5"}, {"rating", `6`, "max"}, {"rating", `0`, "min"}, {"rating", `2.5`, "type"},
		{"table, fields: [{name: a, type: integer, label: a}]", `[{"a":1}]`, `[{"a":1,"id":"1"}]`},
		{"table, fields: [{name: a, type: integer, label: a}]", `{"a":1}`, "type"},
		{"table, fields: [{name: a, type: integer, label: a}]", `[1]`, "type"},
		{"table, fields: [{name: a, type: integer, label: a}]", `[{"b":1}]`, "unknown"},
		{"table, fields: [{name: a, type: integer, label: a}]", `[{"id":"9"},{"id":"9"}]`, "rows"},
		{"table, max: 2, fields: [{name: a, type: integer, label: a}]", `[{},{},{}]`, "max"},
		{"table, required: true, fields: [{name: a, type: integer, label: a}]", `[]`, "required"},
		{"note", `"x"`, "unknown"},
		{"integer, formula: 1 + 2", `99`, "3"}, {"integer, readonly: true, default: 4", `4`, "4"},
		{"integer, readonly: true, default: 4", `5`, "readonly"}, {"integer, default: 4", `null`, ""},
		{"integer, show: false", `5`, "unknown"}, {"decimal, formula: 1 / 0", `null`, "expression"},
		{"money, formula: 200000000000.00", `null`, "max"},
	} {
		rows := []forms.Data{{"id": "1"}, {"id": "2"}}
		s := scope().With("rows", forms.ListOf(forms.Record(map[string]forms.Type{"id": forms.TextType})))
		form := compile(t, `{fields: [{name: x, label: 甲, type: `+c.field+`}]}`, s)
		data, failures, err := form.Submit(env(newSchool(), forms.Vars{"rows": rows}), object(t, `{"x":`+c.sent+`}`), nil)
		got := ""
		switch {
		case err != nil:
			t.Fatal(err)
		case len(failures) > 0:
			got = failures[0].Code
			if d := failures[0].Detail; d == "" || strings.Contains(d, "{") || strings.Contains(d, "应为money") {
				t.Errorf("%s %s: detail %q", c.field, c.sent, failures[0].Detail)
			}
		case data["x"] != nil:
			raw, err := json.Marshal(data["x"])
			if err != nil {
				t.Fatal(err)
			}
			got = string(raw)
		}
		if got != c.want {
			t.Errorf("%s of %.60s: got %s, want %s", c.field, c.sent, got, c.want)
		}
	}
}

// TestEveryFailureAtOnce also sees the order of fields, and what hangs on what failed left alone.
func TestEveryFailureAtOnce(t *testing.T) {
	form := compile(t, `
fields:
  - {name: total, type: money, label: t, formula: "sum(lines, amount)", max: 10}
  - {name: a, type: integer, label: a, required: true}
  - name: lines
    type: table
    label: l
    fields:
      - {name: amount, type: money, label: m, required: total > 1}
      - {name: half, type: money, label: h, formula: amount / 2}
rules:
  - {if: total < 1, at: total, message: no}
  - {if: a > 5, at: a, message: {zh: 大, en: big}}
`, scope())
	for _, c := range []struct{ sent, want string }{
		{`{"lines":[{"amount":"x"}],"b/~":1}`, "/lines/0/amount type, /b~1~0 unknown, /a required"},
		{`{"a":5,"lines":[{"amount":201},{}]}`, "/lines/1/amount required, /a rule"},
		{`{"a":6,"lines":[{"amount":1001}]}`, "/total max"},
		{`{"a":6,"lines":[{"amount":100}]}`, "/total rule"},
		{`{"a":6}`, ""},
	} {
		_, failures, err := form.Submit(env(nil, nil), object(t, c.sent), nil)
		if got := outline(failures); err != nil || got != c.want {
			t.Errorf("%s: %q, want %q", c.sent, got, c.want)
		}
	}
}

func TestRowsKeepTheirIDs(t *testing.T) {
	const text = `{fields: [{name: l, type: table, label: l, fields: [{name: a, type: integer, label: a}]}]}`
	form := compile(t, text, scope())
	earlier := forms.Data{"l": []forms.Data{{"id": "1", "a": int64(1)}, {"id": "3", "a": int64(3)}}}
	got, failures, err := form.Submit(env(nil, nil), object(t, `{"l":[{"a":9},{"id":"3","a":4},{"a":5}]}`), earlier)
	if err != nil || failures != nil {
		t.Fatal(failures, err)
	}
	if s := asJSON(t, got); s != `{"l":[{"a":9,"id":"4"},{"a":4,"id":"3"},{"a":5,"id":"5"}]}` {
		t.Fatal(s)
	}
}
