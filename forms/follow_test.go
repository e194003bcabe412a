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
