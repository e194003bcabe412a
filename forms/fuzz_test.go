package forms_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"zongwu/forms"
)

// FuzzSubmission: whatever form is put together of fields and whatever is sent to it, the form and an independent JSON
// Schema library give the same verdict; and whatever JSON is sent to the purchase's request, there is an answer, a view
// of it, and what is accepted can be stored.
func FuzzSubmission(f *testing.F) {
	request := purchase(f)["request"]
	f.Add([]byte{0, 4, 8}, []byte{1, 2, 3}, requested)
	f.Add([]byte{255, 1, 2, 254, 3, 4}, []byte{0, 1, 2, 3, 4, 5, 6},
		`{"lines":[{"id":1},[],null,{"qty":"1e9","price":1e400}],"files":["f1","f1"],"needed_by":"99999-01-01"}`)
	for i := range plainFields {
		f.Add([]byte{byte(i)}, []byte{0}, `"甲 乙"`)
		f.Add([]byte{250, byte(i)}, []byte{byte(i), 1}, `[1.50, {"f0": true}]`)
	}
	f.Fuzz(func(t *testing.T, picks, values []byte, text string) {
		text = strings.ToValidUTF8(text, "?") // as all JSON is
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		var parsed any
		if d.Decode(&parsed) != nil {
			parsed = text
		}
		if sent, isObject := parsed.(map[string]any); isObject {
			answered(t, request, sent)
		}
		if len(picks) > 12 || len(values) > 64 {
			return
		}
		definition := "{fields: [" + picked(&picks, 0) + "]}"
		form := compile(t, definition, scope())
		schema := compileSchema(t, form.Schema(forms.English))
		pool := []any{parsed, text, nil, true, "a", "b", "", "1.5", json.Number("3"), "2026-02-28", "08:30", "2026-02-28T08:30:00Z"}
		agree(t, form, schema, filled(&values, pool, 0), definition)
	})
}

// picked is a list of fields, one a byte; a high byte is a table of all that follow.
func picked(picks *[]byte, depth int) string {
	var b strings.Builder
	for i := 0; len(*picks) > 0; i++ {
		pick := int((*picks)[0])
		*picks = (*picks)[1:]
		field := plainFields[pick%len(plainFields)]
		if pick >= 250 && depth == 0 && len(*picks) > 0 {
			rows := []string{"table", "table, min: 1", "table, max: 2", "table, required: true"}
			field = rows[pick%len(rows)] + ", fields: [" + picked(picks, 1) + "]"
		}
		fmt.Fprintf(&b, "{name: f%d, label: l, type: %s},", i, field)
	}
	if b.Len() == 0 {
		return "{name: f0, label: l, type: text}"
	}
	return b.String()
}

// filled gives fields values out of a pool, one a byte; high bytes are rows and lists.
func filled(values *[]byte, pool []any, depth int) map[string]any {
	out := map[string]any{}
	for i := 0; i < 13 && len(*values) > 0; i++ {
		v := (*values)[0]
		*values = (*values)[1:]
		switch name := fmt.Sprintf("f%d", i); {
		case v == 255: // not sent
		case v >= 245 && depth == 0:
			out[name] = []any{filled(values, pool, 1), filled(values, pool, 1)}[:v%3]
		case v >= 240:
			out[name] = []any{pool[int(v)%len(pool)], pool[4], pool[5]}[:v%4]
		default:
			out[name] = pool[int(v)%len(pool)]
		}
	}
	return out
}

func answered(t *testing.T, form *forms.Form, sent map[string]any) {
	t.Helper()
	data, failures, err := form.Submit(env(newSchool(), nil), sent, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = form.View(env(newSchool(), nil), sent, failures); err != nil {
		t.Fatal(err)
	}
	if failures != nil {
		return
	}
	if _, err = form.Restore([]byte(asJSON(t, data))); err != nil {
		t.Fatal(err)
	}
}

// FuzzExpression: whatever the text, there is either an expression or a located problem; and whatever compiles comes to
// the same value or the same located refusal each time, soon.
func FuzzExpression(f *testing.F) {
	for _, seed := range []string{
		"total > 5", "lines.exists(l, l.qty * 2 > 1)", "sum(lines, amount) / 3", "'a' in starter.roles", "today + 1",
		"n > 2 ? total : 0", "lines.map(l, l.qty * 2).sum()", "reason.matches('^(a+)+$')", "gone == null || !ok",
		"lines.filter(l, lines.all(m, m.qty <= l.qty)).size()", "round(total / 7, 2) * -n % 3", "needed - today > 30",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		began := time.Now()
		e, ps := compileOne(text, forms.Type{})
		if (e == nil) == ps.OK() {
			t.Fatalf("%q: expression and problems disagree: %v", text, ps)
		}
		if e == nil {
			return
		}
		first := ""
		for range 2 {
			var failed *forms.EvalError
			v, err := e.Eval(context.Background(), newSchool(), exprVars())
			if err != nil && !errors.As(err, &failed) {
				t.Fatalf("%q: %v", text, err)
			}
			if got := fmt.Sprint(v, err); first != "" && got != first {
				t.Fatalf("%q: %s, then %s", text, first, got)
			} else {
				first = got
			}
		}
		if took := time.Since(began); took > 5*time.Second { // some 20 ms, instrumented or crowded up to 100 times that
			t.Fatalf("%q took %s", text, took)
		}
	})
}
