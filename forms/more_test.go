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
