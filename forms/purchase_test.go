package forms_test

import (
	"net/url"
	"testing"

	"zongwu/forms"
)

const requested = `{"subject":"30201","reason":"开学","lines":[{"item":"g01","qty":"10","price":2250},` +
	`{"item":"g22","qty":"2.5","price":521}],"total":1}`

func TestPurchaseFromRequestToAcceptance(t *testing.T) {
	w, all := newSchool(), purchase(t)
	start, failures, err := all["request"].Submit(env(w, nil), object(t, requested), nil)
	if err != nil || failures != nil {
		t.Fatal(failures, err)
	}
	const want = `{"lines":[{"amount":22500,"id":"1","item":"g01","price":2250,"qty":"10"},` +
		`{"amount":1303,"id":"2","item":"g22","price":521,"qty":"2.5"}],"reason":"开学","subject":"30201","total":23803,"urgent":false}`
	if got := asJSON(t, start); got != want {
		t.Fatalf("got %s\nwant %s", got, want)
	}
	warnings, err := all["request"].Warnings(env(w, nil), start)
	if err != nil || outline(warnings) != "/total warning" {
		t.Fatalf("warnings %v %v", warnings, err)
	}
	order := env(w, forms.Vars{"start": start, "outcome": "done"})
	opened, err := all["order"].Open(order, nil)
	if err != nil || len(opened.Rows("lines")) != 2 || opened.Rows("lines")[1].Text("item") != "g22" {
		t.Fatalf("opened %v %v", opened, err)
	}
	if opened["total"] != forms.Money(23803) {
		t.Fatalf("total %v", opened["total"])
	}
	dear := object(t, `{"supplier":"s1","lines":[{"line":"2","qty":"2.5","price":52100}]}`)
	if buy, failures, err := all["order"].Submit(order, dear, nil); err != nil || failures != nil || buy["beyond"] != true {
		t.Fatal(buy, failures, err)
	}
	sent := object(t, `{"supplier":"s1","lines":[{"line":"2","qty":"2.5","price":521,"item":"g22"}]}`)
	buy, failures, err := all["order"].Submit(order, sent, nil)
	if err != nil || failures != nil {
		t.Fatal(failures, err)
	}
	if !buy.Rows("lines")[0]["received"].(interface{ IsZero() bool }).IsZero() || buy.Rows("lines")[0]["id"] != "2" {
		t.Fatal(buy)
	}
	for _, c := range []struct{ outcome, lines, want string }{
		{"accept", `[{"line":"2","accepted":"2.5","lot":"L1","expires":"2027-01-01","proof":"f1"}]`, ""},
		{"accept", `[{"line":"2","accepted":"2.5"}]`,
			"/lines/0/lot required, /lines/0/expires required, /lines/0/proof required"},
		{"accept", `[]`, "/lines min"},
		{"accept", `[{"line":"1","accepted":"1"}]`, "/lines/0/line rows"},
		{"part", `[{"line":"2","accepted":"0"}]`, "/lines rule"},
		{"part", `[{"line":"2","accepted":"0","refused":"1"}]`, "/lines/0/reason required"},
		{"refuse", `[{"line":"2","accepted":"0","refused":"2.5","reason":"坏"}]`, ""},
	} {
		vars := forms.Vars{"start": start, "buy": buy, "rows": buy.Rows("lines"), "key": "canteen", "outcome": c.outcome}
		_, failures, err := all["acceptance"].Submit(env(w, vars), object(t, `{"lines":`+c.lines+`}`), nil)
		if got := outline(failures); err != nil || got != c.want {
			t.Errorf("%s %s: %q, want %q (%v)", c.outcome, c.lines, got, c.want, err)
		}
	}
}

func TestQuotes(t *testing.T) {
	w, all := newSchool(), purchase(t)
	three := `"quotes":[{"supplier":"s1","amount":900},{"supplier":"s2","amount":800},{"supplier":"s3","amount":950}]`
	for _, c := range []struct{ outcome, sent, want string }{
		{"done", `{` + three + `,"choice":"s2"}`, ""},
		{"done", `{` + three + `,"choice":"s1"}`, "/why required"},
		{"done", `{"quotes":[{"supplier":"s1","amount":900}],"choice":"s1"}`, "/quotes min"},
		{"done", `{"quotes":[{"supplier":"s1","amount":1},{"supplier":"s1","amount":2},{"supplier":"s2","amount":3}],
			"choice":"s1"}`, "/quotes/1/supplier unique"},
		{"done", `{"choice":"s9"}`, "/choice reference, /quotes min"},
		{"contract", `{"contract":"s1"}`, ""},
		{"contract", `{"contract":"s2"}`, "/contract rule"},
		{"contract", `{` + three + `,"contract":"s1"}`, "/quotes unknown"},
	} {
		_, failures, err := all["quotes"].Submit(env(w, forms.Vars{"outcome": c.outcome}), object(t, c.sent), nil)
		if got := outline(failures); err != nil || got != c.want {
			t.Errorf("%s %s: %q, want %q (%v)", c.outcome, c.sent, got, c.want, err)
		}
	}
}

func TestPageKeepsWhatWasTyped(t *testing.T) {
	w, all := newSchool(), purchase(t)
	posted := url.Values{
		"subject": {"30201"}, "reason": {"a\r\nb"}, "lines.0.item": {"g01"},
		"lines.0.qty": {"３"}, "lines.0.price": {"1,022.50"},
		"lines.1.item": {""}, "lines.2.item": {"g22"}, "lines.2.qty": {"many"}, "lines.2.price": {"5.205"},
		"outcome": {"submit"},
	}
	values := all["request"].FromPost(posted)
	const want = `{"lines":[{"item":"g01","price":102250,"qty":"3"},{"item":"g22","price":"5.205","qty":"many"}],` +
		`"reason":"a\nb","subject":"30201"}`
	if got := asJSON(t, values); got != want {
		t.Fatalf("got %s\nwant %s", got, want)
	}
	_, failures, err := all["request"].Submit(env(w, nil), values, nil)
	if err != nil || outline(failures) != "/lines/1/qty type, /lines/1/price type" {
		t.Fatal(failures, err)
	}
	view, err := all["request"].View(env(w, nil), values, failures)
	if err != nil || len(view.Failures) != 0 {
		t.Fatal(view.Failures, err)
	}
	lines := view.Fields[4]
	cell := lines.Rows[1].Cells[1]
	if cell.Name != "lines.1.qty" || cell.Value != "many" || len(cell.Failures) != 1 || !lines.CanAdd {
		t.Fatalf("cell %+v", cell)
	}
	if lines.Rows[0].Cells[3].Shown != "¥3,067.50" || lines.Rows[0].Cells[0].Shown != "A4复印纸" || len(lines.Columns) != 4 {
		t.Fatalf("row %+v", lines.Rows[0])
	}
}

func TestContinuedRowsOnAPage(t *testing.T) {
	w, all := newSchool(), purchase(t)
	start, _, err := all["request"].Submit(env(w, nil), object(t, requested), nil)
	if err != nil {
		t.Fatal(err)
	}
	order := env(w, forms.Vars{"start": start})
	values := all["order"].FromPost(url.Values{
		"supplier": {"s1"}, "lines.0.line": {"1"}, "lines.1.line": {"2"}, "lines.1.qty": {"x"},
	})
	refused := forms.Failures{{Pointer: "/lines/0/qty", Code: "type"}, {Pointer: "/x", Code: "unknown"}}
	view, err := all["order"].View(order, values, refused)
	if err != nil || len(view.Failures) != 1 {
		t.Fatal(view.Failures, err)
	}
	rows := view.Fields[1].Rows
	if len(rows) != 2 || rows[0].ID != "2" || rows[0].Title != "大米" || rows[1].Title != "A4复印纸" || view.Fields[1].CanAdd {
		t.Fatalf("%+v", rows)
	}
	if len(rows[0].Cells[1].Failures) != 1 || rows[0].Cells[1].Value != "x" {
		t.Fatalf("%+v", rows[0].Cells[1])
	}
}
