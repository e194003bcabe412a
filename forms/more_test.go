package forms_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"zongwu/forms"
)

// counting lists what should be there; what else there is is added.
const counting = `
fields:
  - name: found
    type: table
    label: 清点结果
    rows: returnable(first(cases).case)
    more: true
    fields:
      - {name: item, type: item, label: 物品, required: true, default: line.item, readonly: line != null}
      - {name: state, type: choice, label: 情况, required: true, assumed: true, default: "'right'", options: [{value: right, label: 完好}, {value: missing, label: 不在}]}
      - {name: qty, type: decimal, label: 数量, required: true, assumed: true, default: "line == null ? 1 : line.qty", min: 0}
`

// counted is a submission's rows: id, line, item, state, qty.
func counted(data forms.Data) string {
	var out []string
	for _, row := range data.Rows("found") {
		out = append(out, fmt.Sprintln(row["id"], row["line"], row["item"], row["state"], row["qty"]))
	}
	return strings.ReplaceAll(strings.TrimSpace(strings.Join(out, "| ")), "\n", " ")
}

func TestRowsMayBeAddedToThoseThatAreListed(t *testing.T) {
	world := newSeller()
	form := compile(t, strings.Replace(counting, "first(cases).case", "'c1'", 1), scope())
	row := func(pairs ...any) map[string]any {
		made := map[string]any{}
		for i := 0; i < len(pairs); i += 2 {
			made[pairs[i].(string)] = pairs[i+1]
		}
		return made
	}
	opened, err := form.Open(env(world, nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := counted(opened), "1 1 g01 right 10 | 2 2 g22 right 3"; got != want {
		t.Errorf("it opens with\n%s, want\n%s", got, want)
	}
	sent := map[string]any{"found": []any{
		row("line", "2", "state", "missing", "qty", "0"), row("item", "g22", "qty", "4"), row("item", "g01"),
	}}
	data, failures, err := form.Submit(env(world, nil), sent, nil)
	if err != nil || len(failures) > 0 {
		t.Fatal(err, failures)
	}
	if got, want := counted(data), "2 2 g22 missing 0 | +1 <nil> g22 right 4 | +2 <nil> g01 right 1"; got != want {
		t.Errorf("accepted is\n%s, want\n%s", got, want)
	}
	if data, err = form.Open(env(world, nil), data); err != nil {
		t.Fatal(err)
	}
	if got, want := counted(data), "1 1 g01 right 10 | 2 2 g22 missing 0 | +1 <nil> g22 right 4 | +2 <nil> g01 right 1"; got != want {
		t.Errorf("sent back it opens with\n%s, want\n%s", got, want)
	}
	again, failures, err := form.Submit(env(world, nil), map[string]any{"found": []any{
		row("id", "+2", "item", "g01", "qty", "2"), row("item", "g22"),
	}}, data)
	if err != nil || len(failures) > 0 || counted(again) != "+2 <nil> g01 right 2 | +3 <nil> g22 right 1" {
		t.Errorf("sent anew: %s (%v, %v)", counted(again), failures, err)
	}
	for name, c := range map[string]struct {
		row  map[string]any
		want string
	}{
		"no row of the list": {row("line", "9"), "rows /found/0/line"},
		"nothing there":      {row("qty", "4"), "required /found/0/item"},
		"another thing":      {row("line", "1", "item", "g22"), "readonly /found/0/item"},
	} {
		_, failures, err := form.Submit(env(world, nil), map[string]any{"found": []any{c.row}}, nil)
		if err != nil || len(failures) != 1 || failures[0].Code+" "+failures[0].Pointer != c.want {
			t.Errorf("%s: %v (%v), want %s", name, failures, err, c.want)
		}
	}
}

// TestAddedRowsOnAPage: they stand behind the listed ones, keep what was typed, and can be taken away.
func TestAddedRowsOnAPage(t *testing.T) {
	world := newSeller()
	form := compile(t, strings.Replace(counting, "first(cases).case", "'c1'", 1), scope())
	posted := url.Values{
		"found.0.line": {"1"}, "found.0.state": {"right"}, "found.0.qty": {"10"},
		"found.1.item": {"g22"}, "found.1.state": {"right"}, "found.1.qty": {"7"},
		"found.2.line": {"2"}, "found.2.state": {"missing"}, "found.3.id": {""},
	}
	view, err := form.Draft(env(world, nil), form.FromTyping(posted), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	table := view.Fields[0]
	for _, row := range table.Rows {
		got = append(got, fmt.Sprint(row.ID, " ", row.Added, " ", row.Cells[0].Value, " ", row.Cells[1].Value, " ", row.Cells[2].Value))
	}
	want := "1 false g01 right 10 | 2 false g22 missing 3 |  true g22 right 7 |  true   "
	if !table.CanAdd || strings.Join(got, " | ") != want {
		t.Errorf("the page shows (add: %v)\n%s, want\n%s", table.CanAdd, strings.Join(got, " | "), want)
	}
	data, failures, err := form.Submit(env(world, nil), form.FromPost(posted), nil)
	if want := "1 1 g01 right 10 | +1 <nil> g22 right 7 | 2 2 g22 missing 3"; err != nil || len(failures) > 0 || counted(data) != want {
		t.Errorf("posted: %s, %v (%v)", counted(data), failures, err)
	}
}

// TestWhatHasToBeSaid: a page opens without the answer and wants one for every row it lists; a program that says nothing
// of a row says it is as assumed.
func TestWhatHasToBeSaid(t *testing.T) {
	world := newSeller()
	text := strings.Replace(counting, "first(cases).case", "'c1'", 1)
	form := compile(t, strings.Replace(text, "assumed: true, default: \"'right'\"",
		"assumed: true, said: line != null, default: \"'right'\"", 1), scope())
	opened, err := form.Open(env(world, nil), nil)
	if err != nil || counted(opened) != "1 1 g01 right 10 | 2 2 g22 right 3" {
		t.Errorf("a program is told %s (%v)", counted(opened), err)
	}
	asked, err := form.Ask(env(world, nil), nil)
	if err != nil || counted(asked) != "1 1 g01 <nil> 10 | 2 2 g22 <nil> 3" {
		t.Errorf("a page opens with %s (%v)", counted(asked), err)
	}
	if asked, err = form.Ask(env(world, nil), opened); err != nil || counted(asked) != counted(opened) {
		t.Errorf("sent back a page opens with %s (%v)", counted(asked), err)
	}
	posted := url.Values{
		"found.0.line": {"1"}, "found.0.state": {"right"}, "found.0.qty": {"10"},
		"found.1.line": {"2"}, "found.1.qty": {"3"}, "found.2.item": {"g22"}, "found.2.qty": {"1"},
	}
	view, err := form.Draft(env(world, nil), form.FromTyping(posted), nil, nil)
	if err != nil || view.Fields[0].Rows[1].Cells[1].Value != "" || !view.Fields[0].Rows[1].Cells[1].Said ||
		view.Fields[0].Rows[2].Cells[1].Said {
		t.Errorf("while it is filled in the page shows %+v (%v)", view.Fields[0].Rows, err)
	}
	_, failures, err := form.Submit(env(world, nil), form.FromPost(posted), nil)
	if err != nil || outline(failures) != "/found/1/state required" {
		t.Errorf("what was not said: %v (%v)", failures, err)
	}
	posted["found.1.state"] = []string{"missing"}
	if _, failures, err = form.Submit(env(world, nil), form.FromPost(posted), nil); err != nil || len(failures) > 0 {
		t.Errorf("all is said: %v (%v)", failures, err)
	}
	alone := url.Values{"found.0.line": {"1"}, "found.1.line": {"2"}, "found.1.state": {"right"}}
	if _, failures, err = form.Submit(env(world, nil), form.FromPost(alone), nil); err != nil ||
		outline(failures) != "/found/0/state required" {
		t.Errorf("a row with nothing in it: %v (%v)", failures, err)
	}
	sent := map[string]any{"found": []any{map[string]any{"line": "1"}, map[string]any{"line": "2"}}}
	if data, failures, err := form.Submit(env(world, nil), sent, nil); err != nil || counted(data) != counted(opened) {
		t.Errorf("a program says nothing: %s %v (%v)", counted(data), failures, err)
	}
}
