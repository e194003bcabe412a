package forms_test

import (
	"slices"
	"testing"

	"zongwu/forms"
)

// TestHanded: rows of another form give what this one asks of its rows, and what they cannot give is known before.
func TestHanded(t *testing.T) {
	f := compile(t, `fields:
  - {name: reason, type: text, label: l}
  - name: lines
    type: table
    label: l
    fields:
      - {name: item, type: item, label: l, required: true}
      - {name: qty, type: decimal, label: l, required: true}
      - {name: twice, type: decimal, label: l, formula: qty * 2}`, scope())
	got := f.Handed(map[string]any{"reason": "r", "more": "m", "lines": []any{
		map[string]any{"id": "7", "line": "7", "item": "g01", "qty": "2", "twice": "9", "open": "1"},
	}})
	if asJSON(t, got) != `{"lines":[{"item":"g01","qty":"2"}],"more":"m","reason":"r"}` {
		t.Errorf("handed %s", asJSON(t, got))
	}
	rows := forms.RowsOf(forms.Column{Name: "item", Type: forms.Ref("item")})
	if lacking := f.Lacking("lines", rows); !slices.Equal(lacking, []string{"qty"}) {
		t.Errorf("rows without a quantity lack %v", lacking)
	}
}
