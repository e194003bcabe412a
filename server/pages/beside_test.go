package pages

import (
	"testing"

	"zongwu/forms"
)

// TestBesideStaysShort: of many rows and cases the first are shown, with how many more there are.
func TestBesideStaysShort(t *testing.T) {
	fact := Box{Field: forms.FieldView{Type: "money"}}
	table := Box{Field: forms.FieldView{Type: "table"}, Rows: make([]RowBox, mostRows+3)}
	var b Beside
	for _, box := range []Box{fact, fact, table, fact} {
		b.Add(box)
	}
	if len(b.Known) != 3 || len(b.Known[0].Facts) != 2 || b.Known[1].Count != mostRows+3 || b.Known[1].Left() != 3 {
		t.Errorf("known: %+v", b.Known)
	}
	if len(table.Rows) != mostRows+3 {
		t.Error("the box itself was cut")
	}
	if !b.Known[1].Table.Folded() {
		t.Error("many rows lie open")
	}
	for links, want := range map[int]int{0: 0, mostLinks: 0, mostLinks + 2: 2} {
		if d := NewDoubt("x", make([]Link, links)); d.More != want || len(d.Cases) != links-want {
			t.Errorf("of %d cases: %+v", links, d)
		}
	}
}
