package forms_test

import (
	"net/url"
	"testing"

	"zongwu/forms"
)

const following = `
fields:
  - {name: device, type: asset, label: 物品}
  - {name: place, type: room, label: 地点, required: true, default: device.room, assumed: true}
  - {name: lends, type: asset, label: 借什么, formula: device}
`

// furnished is a school with rooms and a thing that stands in one.
func furnished() *school {
	s := newSchool()
	s.objects["asset/a1"] = forms.Data{"name": "投影仪", "room": "B201"}
	s.objects["room/B201"], s.objects["room/A1"] = forms.Data{"name": "多媒体教室"}, forms.Data{"name": "一班"}
	return s
}

// TestADefaultFollows: what nobody typed by hand is worked out anew, on the page and where the form is sent; what was
// typed stays, and what was emptied is empty.
func TestADefaultFollows(t *testing.T) {
	f := compile(t, following, scope())
	e := env(furnished(), nil)
	for name, c := range map[string]struct{ typed, place, was string }{
		"nothing yet":              {"device=&place=&place.was=", "", ""},
		"picked":                   {"device=a1&place=&place.was=", "B201", "B201"},
		"picked another":           {"device=a1&place=A1&place.was=A1", "B201", "B201"},
		"typed by hand":            {"device=a1&place=A1&place.was=", "A1", "B201"},
		"emptied by hand":          {"device=a1&place=&place.was=B201", "", "B201"},
		"picked by mistake":        {"device=&place=B201&place.was=B201", "", ""},
		"sent without what it was": {"device=a1&place=", "", "B201"},
	} {
		query, err := url.ParseQuery(c.typed)
		if err != nil {
			t.Fatal(err)
		}
		view, err := f.Draft(e, f.FromTyping(query), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := view.Fields[1]; got.Value != c.place || got.Was != c.was || !got.Follows {
			t.Errorf("%s: %q, was %q, want %q, %q", name, got.Value, got.Was, c.place, c.was)
		}
		data, failures, err := f.Submit(e, f.FromPost(query), nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(failures) == 0 != (c.place != "") || len(failures) == 0 && data.Text("place") != c.place {
			t.Errorf("%s is sent as %v, refused for %v", name, data, failures)
		}
		if view, err = f.View(e, f.FromPost(query), append(failures, forms.Failure{Pointer: "/device", Code: "reference"})); err != nil {
			t.Fatal(err)
		}
		if got := view.Fields[1]; got.Value != c.place {
			t.Errorf("%s is shown again as %q", name, got.Value)
		}
	}
}

// TestAThingIsReadWithItsNumber: a school has several of a name.
func TestAThingIsReadWithItsNumber(t *testing.T) {
	f := compile(t, following, scope())
	view, err := f.Draft(env(furnished(), nil), map[string]any{"device": "a1"}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := view.Fields[2].Shown; got != "a1 投影仪" {
		t.Errorf("read as %q", got)
	}
}

// TestADefaultFollowsInRows: the same in a row, where the default hangs on another cell of it, whether the page was
// renewed meanwhile or not.
func TestADefaultFollowsInRows(t *testing.T) {
	f := compile(t, `
fields:
  - name: lines
    type: table
    label: 明细
    fields:
      - {name: gone, type: bool, label: 不在}
      - {name: qty, type: decimal, label: 数量, required: true, assumed: true, default: "gone != null && gone ? 0 : 5"}
`, scope())
	e := env(furnished(), nil)
	for name, c := range map[string]struct{ typed, qty, was string }{
		"there":          {"lines.0.gone=false&lines.0.qty=5&lines.0.qty.was=5", "5", "5"},
		"gone":           {"lines.0.gone=true&lines.0.qty=5&lines.0.qty.was=5", "0", "0"},
		"back again":     {"lines.0.gone=false&lines.0.qty=0&lines.0.qty.was=0", "5", "5"},
		"counted":        {"lines.0.gone=false&lines.0.qty=4&lines.0.qty.was=5", "4", "5"},
		"counted before": {"lines.0.gone=true&lines.0.qty=4&lines.0.qty.was=5", "4", "0"},
	} {
		query, err := url.ParseQuery(c.typed)
		if err != nil {
			t.Fatal(err)
		}
		view, err := f.Draft(e, f.FromTyping(query), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := view.Fields[0].Rows[0].Cells[1]; got.Value != c.qty || got.Was != c.was || !got.Follows {
			t.Errorf("%s: %q, was %q, want %q, %q", name, got.Value, got.Was, c.qty, c.was)
		}
		data, failures, err := f.Submit(e, f.FromPost(query), nil)
		if err != nil || len(failures) > 0 || asJSON(t, data.Rows("lines")[0]["qty"]) != `"`+c.qty+`"` {
			t.Errorf("%s is sent as %v, refused for %v (%v)", name, data, failures, err)
		}
	}
}
