package forms_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"zongwu/forms"
)

// plainFields are fields whose every refusal JSON Schema can express.
var plainFields = []string{
	"text", "text, max: 4", "text, required: true", "text, required: true, pattern: '[a-c]+'", "text, pattern: '[a-c]*'",
	"longtext, max: 6", "integer", "integer, required: true", "integer, min: -2, max: 7", "integer, above: 0", "decimal",
	"decimal, scale: 2, required: true", "decimal, scale: 0", "money", "money, min: 0, max: 0.05",
	"money, above: 0, required: true",
	"date", "date, required: true", "time", "datetime", "bool", "bool, required: true", "rating", "rating, required: true",
	"choice, options: [{value: a, label: a}, {value: b, label: b}]",
	"choice, required: true, options: [{value: a, label: a}, {value: b, label: b}]",
	"choices, min: 1, options: [{value: a, label: a}, {value: b, label: b}]",
	"choices, max: 1, options: [{value: a, label: a}, {value: b, label: b}]",
	"room, many: true", "room, many: true, min: 2", "person, many: true, max: 2, required: true",
	"note", "integer, formula: 1 + 1", "text, required: true, assumed: true, default: \"'a'\"",
	"bool, assumed: true, default: 'false'", "integer, formula: 1 + 1, hidden: true",
}

func genForm(t *rapid.T, depth int) string {
	var b strings.Builder
	for i := range rapid.IntRange(1, 5).Draw(t, "fields") {
		field := rapid.SampledFrom(plainFields).Draw(t, "field")
		if depth == 0 && rapid.IntRange(0, 3).Draw(t, "table") == 0 {
			tables := []string{"table", "table, min: 1", "table, max: 2", "table, required: true"}
			field = rapid.SampledFrom(tables).Draw(t, "rows") + ", fields: " + genForm(t, 1)
		}
		fmt.Fprintf(&b, "{name: f%d, label: l, type: %s},", i, field)
	}
	return "[" + b.String() + "]"
}

func genValue(t *rapid.T, depth int) any {
	switch rapid.IntRange(0, 9-2*depth).Draw(t, "value") {
	case 0:
		return rapid.SampledFrom([]any{nil, true, false, map[string]any{}, []any{}}).Draw(t, "odd")
	case 1, 2:
		return rapid.SampledFrom([]any{
			json.Number("0"), json.Number("1"), json.Number("-1"), json.Number("5"), json.Number("6"), json.Number("7.0"),
			json.Number("2.5"), json.Number("10000000000000"), json.Number("10000000000001"), json.Number("1000000000000001"),
			json.Number("123456789012345678901234567890"),
		}).Draw(t, "number")
	case 3, 4, 5:
		return rapid.SampledFrom([]any{
			"", " ", "　", "a", "abc", "abcde", "甲乙丙丁戊己庚", "x\x00", "1", "-1.50", "1.234", "1234567890123456", "1e3", "+1", ".5",
			"2026-02-28", "2026-02-30", "1899-01-01", "3000-01-01", "99999-01-01", "08:30", "24:00", "8:30",
			"2026-02-28T08:30:00+08:00", "2026-02-28T08:30:00Z", "2026-02-28T08:30",
		}).Draw(t, "text")
	case 6, 7:
		n := rapid.IntRange(0, 3).Draw(t, "length")
		out := make([]any, n)
		for i := range out {
			out[i] = rapid.SampledFrom([]any{"a", "b", "c", json.Number("1")}).Draw(t, "element")
		}
		return out
	default:
		n := rapid.IntRange(0, 3).Draw(t, "length")
		out := make([]any, n)
		for i := range out {
			out[i] = genObject(t, depth+1)
		}
		return out
	}
}

func genObject(t *rapid.T, depth int) map[string]any {
	out := map[string]any{}
	for i := range 6 {
		if rapid.IntRange(0, 2).Draw(t, "sent") > 0 {
			out[fmt.Sprintf("f%d", i)] = genValue(t, min(depth, 2))
		}
	}
	return out
}

// genFitting draws what a schema asks for, most of the time, so that acceptance is tried as often as refusal.
func genFitting(t *rapid.T, schema map[string]any) any {
	if rapid.IntRange(0, 14).Draw(t, "misfit") == 0 {
		return genValue(t, 1)
	}
	word, _ := schema["type"].(string)
	if list, ok := schema["type"].([]any); ok {
		if rapid.IntRange(0, 3).Draw(t, "null") == 0 {
			return nil
		}
		word, _ = list[0].(string)
	}
	switch word {
	case "object":
		out := map[string]any{}
		properties, _ := schema["properties"].(map[string]any)
		for i := range 6 {
			name := fmt.Sprintf("f%d", i)
			if p, ok := properties[name].(map[string]any); ok {
				out[name] = genFitting(t, p)
			}
		}
		return out
	case "array":
		items, _ := schema["items"].(map[string]any)
		out := make([]any, rapid.IntRange(0, 2).Draw(t, "length"))
		for i := range out {
			out[i] = genFitting(t, items)
		}
		return out
	case "integer":
		return json.Number(fmt.Sprint(rapid.IntRange(-2, 7).Draw(t, "n")))
	case "boolean":
		return rapid.Bool().Draw(t, "bool")
	}
	words := []any{"a", "b", "1.5", "3", "2026-02-28", "08:30", "2026-02-28T08:30:00Z", ""}
	return rapid.SampledFrom(words).Draw(t, "text")
}

func compileSchema(t tester, raw map[string]any) *jsonschema.Schema {
	text, err := json.Marshal(raw)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err = c.AddResource("form.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("form.json")
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return schema
}

// TestSchemaAgrees: an independent JSON Schema library gives the same verdict as the form, over random forms.
func TestSchemaAgrees(t *testing.T) {
	accepted, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		text := "{fields: " + genForm(t, 0) + "}"
		form := compile(t, text, scope())
		raw := form.Schema(forms.English)
		schema := compileSchema(t, raw)
		var decoded map[string]any
		again, _ := json.Marshal(raw)
		if err := json.Unmarshal(again, &decoded); err != nil {
			t.Fatal(err)
		}
		for range 6 {
			sent, isObject := genFitting(t, decoded).(map[string]any)
			if !isObject || rapid.IntRange(0, 4).Draw(t, "wild") == 0 {
				sent = genObject(t, 0)
			}
			if agree(t, form, schema, sent, text) {
				accepted++
			} else {
				refused++
			}
		}
	})
	if accepted < 50 || refused < 50 {
		t.Errorf("%d accepted, %d refused: the generator is lopsided", accepted, refused)
	}
	t.Logf("%d accepted, %d refused", accepted, refused)
}

// agree holds the form's verdict against the schema's, and says whether both accept; what is accepted comes back from
// the database as it went in.
func agree(t tester, form *forms.Form, schema *jsonschema.Schema, sent map[string]any, text string) bool {
	t.Helper()
	data, failures, err := form.Submit(env(nil, nil), sent, nil)
	if err != nil {
		t.Fatal(err)
	}
	verdict := schema.Validate(sent)
	if (verdict == nil) != (failures == nil) {
		t.Fatalf("form: %v\nschema: %v\nsent: %#v\n%s", failures, verdict, sent, text)
	}
	if failures != nil {
		return false
	}
	back, err := form.Restore([]byte(asJSON(t, data)))
	if err != nil || fmt.Sprintf("%#v", shape(back)) != fmt.Sprintf("%#v", shape(data)) {
		t.Fatalf("restored %#v (%v), want %#v", back, err, data)
	}
	return true
}

// shape writes data with every value's type, for comparing.
func shape(v any) any {
	switch x := v.(type) {
	case forms.Data:
		out := map[string]any{}
		for name, value := range x {
			out[name] = shape(value)
		}
		return out
	case []forms.Data:
		out := make([]any, len(x))
		for i, row := range x {
			out[i] = shape(row)
		}
		return out
	}
	return fmt.Sprintf("%T %v", v, v)
}

// TestFormulasAreRecomputed: whatever is sent in computed fields, the result is the same.
func TestFormulasAreRecomputed(t *testing.T) {
	form := purchase(t)["request"]
	rapid.Check(t, func(t *rapid.T) {
		clean, lying := map[string]any{"subject": "30201", "reason": "r"}, map[string]any{"subject": "30201", "reason": "r"}
		var rows, lies []any
		want := int64(0)
		for range rapid.IntRange(1, 5).Draw(t, "rows") {
			qty, price := rapid.Int64Range(1_000, 1_000_000).Draw(t, "qty"), rapid.Int64Range(1, 1_000_000).Draw(t, "price")
			row := map[string]any{"item": "g01", "qty": fmt.Sprintf("%d.%03d", qty/1000, qty%1000), "price": price}
			lie := map[string]any{"amount": genValue(t, 0)}
			for name, v := range row {
				lie[name] = v
			}
			rows, lies = append(rows, row), append(lies, lie)
			want += (qty*price + 500) / 1000
		}
		clean["lines"], lying["lines"], lying["total"] = rows, lies, genValue(t, 0)
		honest, failures, err := form.Submit(env(newSchool(), nil), clean, nil)
		if err != nil || failures != nil {
			t.Fatal(failures, err)
		}
		lied, failures, err := form.Submit(env(newSchool(), nil), lying, nil)
		if err != nil || failures != nil {
			t.Fatal(failures, err)
		}
		if fmt.Sprint(shape(lied)) != fmt.Sprint(shape(honest)) || honest["total"] != forms.Money(want) {
			t.Fatalf("%v, %v, want total %d", honest, lied, want)
		}
	})
}
