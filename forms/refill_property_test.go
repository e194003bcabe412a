package forms_test

import (
	"fmt"
	"net/url"
	"testing"

	"pgregory.net/rapid"

	"zongwu/forms"
)

// shownInputs is what a page would post of a form as it shows it.
func shownInputs(view forms.View) url.Values {
	values := url.Values{}
	for _, f := range view.Fields {
		switch {
		case f.Type == "table":
			values.Set(f.Name+".from", f.From)
			for i, row := range f.Rows {
				values.Set(fmt.Sprintf("%s.%d.line", f.Name, i), row.ID)
				for _, cell := range row.Cells {
					if !cell.Readonly {
						values.Set(cell.Name, cell.Value)
					}
				}
			}
		case !f.Readonly:
			values.Set(f.Name, f.Value)
		}
	}
	return values
}

// TestWhatIsShownCanBeSent: whatever was typed for whatever list, and whatever of it has gone meanwhile, the form as it is
// shown next holds each row of the list of now once and is never refused for its rows.
func TestWhatIsShownCanBeSent(t *testing.T) {
	form := compile(t, returns, scope())
	one := func(t *rapid.T, what string, of ...string) string { return rapid.SampledFrom(of).Draw(t, what) }
	rapid.Check(t, func(t *rapid.T) {
		typed := url.Values{"case": {one(t, "case", "c1", "c2", "c3", "CG-1", "CG-2", "nobody", "")}}
		if rapid.Bool().Draw(t, "a page") {
			typed.Set("lines.from", one(t, "from", "c1", "c2", ""))
		}
		for i := range rapid.IntRange(0, 4).Draw(t, "rows") {
			at := fmt.Sprintf("lines.%d.", i)
			typed.Set(at+"line", one(t, "line", "1", "2", "3", ""))
			typed.Set(at+"qty", one(t, "qty", "1", "2.5", "99", "x", ""))
			typed.Set(at+"reason", one(t, "reason", "", "r"))
		}
		world := newSeller()
		view, err := form.Draft(env(world, nil), form.FromTyping(typed), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		shown := shownInputs(view)
		sent := form.FromPost(shown)
		_, failures, err := form.Submit(env(world, nil), sent, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range failures {
			if f.Code == "rows" || f.Code == "unknown" {
				t.Fatalf("%v after %v, of %v", failures, shown, typed)
			}
		}
		if rows, open := len(view.Fields[1].Rows), len(world.receipts[shown.Get("case")]); rows != open {
			t.Fatalf("%d rows of %d after %v", rows, open, typed)
		}
		if again, err := form.View(env(world, nil), sent, failures); err != nil || len(again.Fields[1].Rows) !=
			len(view.Fields[1].Rows) && failures != nil {
			t.Fatalf("shown again with %d rows, %v", len(again.Fields[1].Rows), err)
		}
	})
}
