package forms_test

import (
	"testing"

	"zongwu/forms"
)

// TestOpenRowsOfAnOutcome: what is asked for one outcome only opens with its rows for that outcome, and as long as none
// is chosen; another outcome opens without.
func TestOpenRowsOfAnOutcome(t *testing.T) {
	form := compile(t, `fields:
  - {name: lines, type: table, label: 明细, rows: start.lines, show: outcome == 'yes', fields: [
      {name: qty, type: decimal, label: 数量, default: line.qty}]}
  - {name: why, type: text, label: 理由, show: outcome == 'no', required: true}
rules:
  - {if: "lines.exists(l, l.qty > 0)", at: lines, message: 一样也没有}`,
		scope().With("start", forms.Record(map[string]forms.Type{
			"lines": forms.RowsOf(forms.Column{Name: "qty", Type: forms.DecimalType}),
		})))
	const rows = `{"lines":[{"id":"1","line":"1","qty":"2"}]}`
	for outcome, want := range map[string]struct{ opens, fields string }{
		"": {rows, "lines why"}, "yes": {rows, "lines"}, "no": {"{}", "why"},
	} {
		vars := forms.Vars{"start": forms.Data{"lines": []forms.Data{{"id": "1", "qty": dec("2")}}}}
		if outcome != "" {
			vars["outcome"] = outcome
		}
		data, err := form.Open(env(newSchool(), vars), nil)
		if got := asJSON(t, data); err != nil || got != want.opens {
			t.Errorf("%q opens with %s, want %s (%v)", outcome, got, want.opens, err)
		}
		view, err := form.View(env(newSchool(), vars), data, nil)
		if err != nil {
			t.Fatal(err)
		}
		fields := ""
		for _, f := range view.Fields {
			fields += " " + f.Name
			if f.Type == "table" && len(f.Rows) != 1 {
				t.Errorf("%q draws %d rows", outcome, len(f.Rows))
			}
		}
		if fields != " "+want.fields {
			t.Errorf("%q asks%s, want %s", outcome, fields, want.fields)
		}
	}
	no := env(newSchool(), forms.Vars{"outcome": "no"})
	if _, failures, err := form.Submit(no, map[string]any{"why": "不用"}, nil); err != nil || failures != nil {
		t.Errorf("a rule of what is not shown: %s %v", outline(failures), err)
	}
}
