package forms_test

import (
	"testing"

	"zongwu/forms"
)

// TestRowsFilledInAnewAreNumberedFromOne: a row sent back with its id keeps it, a new one beside it takes the next number, and a table
// filled in anew, without any ids, is numbered from 1.
func TestRowsFilledInAnewAreNumberedFromOne(t *testing.T) {
	form := purchase(t)["request"]
	row := func(id string) string {
		if id != "" {
			id = `"id": "` + id + `", `
		}
		return `{` + id + `"item": "g01", "qty": "1", "price": 100}`
	}
	submit := func(rows string, earlier forms.Data) forms.Data {
		t.Helper()
		data, failures, err := form.Submit(env(newSchool(), nil),
			object(t, `{"subject": "30201", "reason": "r", "lines": [`+rows+`]}`), earlier)
		if err != nil || failures != nil {
			t.Fatal(failures, err)
		}
		return data
	}
	first := submit(row("")+","+row(""), nil)
	for name, c := range map[string]struct {
		rows string
		want []string
	}{
		"as they were":      {row("1") + "," + row("2"), []string{"1", "2"}},
		"one taken out":     {row("2"), []string{"2"}},
		"one added":         {row("1") + "," + row("") + "," + row("2"), []string{"1", "3", "2"}},
		"filled in anew":    {row("") + "," + row("") + "," + row(""), []string{"1", "2", "3"}},
		"one fewer, anew":   {row(""), []string{"1"}},
		"one replaced":      {row("1") + "," + row(""), []string{"1", "3"}},
		"nobody's id given": {row("1") + "," + row("9"), []string{"1", "3"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, r := range submit(c.rows, first).Rows("lines") {
				got = append(got, r.Text("id"))
			}
			if len(got) != len(c.want) {
				t.Fatalf("ids %v, wanted %v", got, c.want)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Fatalf("ids %v, wanted %v", got, c.want)
				}
			}
		})
	}
}
