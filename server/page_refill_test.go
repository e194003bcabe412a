package server

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"

	"zongwu/cases"
)

// haggle puts a process in force whose rows are the last prices of the goods that are chosen, and has two sorts of goods
// bought before, one of them twice.
func (s *site) haggle(t *testing.T) cases.CaseView {
	t.Helper()
	text, err := os.ReadFile("../e2e/testdata/haggle.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s.check(t, scenario{
		name: "haggle", as: "admin", method: http.MethodPut, url: "/api/v1/processes/haggle", body: string(text),
		header: map[string]string{"Content-Type": "application/yaml"}, status: 201,
	})
	bought := s.begin(t)
	s.paid(t, bought.ID, 1, "g01", 2250)
	s.paid(t, bought.ID, 2, "g02", 800)
	s.paid(t, bought.ID, 3, "g01", 2000)
	return bought
}

// paid puts it in the books that one of an item was bought.
func (s *site) paid(t *testing.T, id string, line int, item string, amount int) {
	t.Helper()
	_, err := s.db.Owner.Exec(`
		WITH p AS (INSERT INTO payables (school, id, supplier, case_id, at, accepted, year)
			VALUES ('main', 's1-' || $4::text, 's1', $5, now(), $3, 2026 + $2::int)),
		l AS (INSERT INTO payable_lines (school, payable, line, item, accepted, accepted_quantity, accepted_at)
			VALUES ('main', 's1-' || $4, $4, $1, $3, 1, now()))
		INSERT INTO payable_entries (school, at, payable, line, item, case_id, seq, posting, step, branch, row_id, kind,
			quantity, amount)
		VALUES ('main', now(), 's1-' || $4, $4, $1, $5, 100, $2::int, 'x', '', $4, 'owe', 1, $3)`,
		item, line, amount, strconv.Itoa(line), id)
	if err != nil {
		t.Fatal(err)
	}
}

// TestRowsListedForWhatIsChosen: on a page without scripts the rows follow what is chosen when the form is worked out
// anew, what was typed in rows of something else is gone, and such rows are not sent by mistake.
func TestRowsListedForWhatIsChosen(t *testing.T) {
	s := newSite(t)
	bought := s.haggle(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head := s.browse(t, web, "head")
	const at = "/new/haggle"
	prices := func() string {
		form := head.form(at)
		return form.values.Get("prices.from") + ": " + strings.Join([]string{
			form.values.Get("prices.0.line"), form.values.Get("prices.0.offer"), form.values.Get("prices.1.line"),
			form.values.Get("prices.1.offer"), form.values.Get("prices.2.line"),
		}, " ")
	}
	step := func(name, button string, fields map[string]string, status int, want string) {
		t.Helper()
		form := head.form(at)
		head.set(form, fields)
		head.submit(form, button, map[string]string{"outcome": "submit", "refresh": "1", "check": "1"}[button])
		head.want(status)
		if want != "" && prices() != want {
			t.Errorf("%s: rows %q, want %q", name, prices(), want)
		}
		if strings.Contains(head.text, "上次单价") {
			t.Errorf("%s: draws what is hidden", name)
		}
	}
	head.get(at)
	head.want(200, "先填好上面的内容", "列出明细")
	if got := prices(); got != ":     " {
		t.Errorf("opens with %q", got)
	}
	step("chosen", "refresh", map[string]string{"item": "g01"}, 200, "g01: 1 20.00 2 22.50 ")
	step("typed", "refresh", map[string]string{"prices.0.offer": "15", "prices.1.offer": ""}, 200, "g01: 1 15.00 2  ")
	head.want(200, "5.00")
	step("another, unseen", "outcome", map[string]string{"item": "g02"}, 422, "g02: 1 8.00   ")
	head.want(422, "前面所选已更改，明细已重新列出")
	step("back", "refresh", map[string]string{"item": "g01"}, 200, "g01: 1 20.00 2 22.50 ")
	step("too much", "outcome", map[string]string{"prices.1.offer": "30"}, 422, "g01: 1 20.00 2 30.00 ")
	step("sent", "outcome", map[string]string{"prices.1.offer": "20", "origin": bought.Number}, 200, "")
	if !strings.HasPrefix(head.at, "/cases/BJ-") || strings.Contains(head.text, "上次单价") {
		t.Fatalf("at %s:\n%s", head.at, head.text)
	}
	head.want(200, "2.50", bought.Number)
	s.paid(t, bought.ID, 4, "g01", 100)
	head.get(head.at)
	head.want(200, "20.00", "2.50", "文博")
}

// TestRowsSentByAProgram: the same form by an outside program, with the case by its number.
func TestRowsSentByAProgram(t *testing.T) {
	s := newSite(t)
	bought := s.haggle(t)
	send := func(name, data string, status int, has ...string) []byte {
		t.Helper()
		return s.check(t, scenario{
			name: name, as: "head", method: post, url: "/api/v1/cases", body: `{"process":"haggle","data":` + data + `}`,
			status: status, has: has,
		}).Body.Bytes()
	}
	send("a row there is not", `{"item":"g02","prices":[{"line":"2"}]}`, 422, `"/prices/0/line"`, `"rows"`)
	send("no such case", `{"item":"g02","origin":"CG-1999-0001"}`, 422, `"/origin"`, `"reference"`)
	var begun struct {
		Data struct {
			Origin string
			Prices []map[string]any
			Total  int
		}
	}
	body := send("rows", `{"item":"g01","origin":"`+bought.Number+`","prices":[{"line":"1"},{"line":"2","offer":2200}]}`, 201)
	if err := json.Unmarshal(body, &begun); err != nil {
		t.Fatal(err)
	}
	start := begun.Data
	if start.Origin == bought.Number || start.Origin == "" || len(start.Prices) != 2 || start.Total != 50 {
		t.Fatalf("%s", body)
	}
	if row := start.Prices[0]; row["paid"] != 2000.0 || row["offer"] != 2000.0 || row["line"] != "1" {
		t.Errorf("row %v", row)
	}
}
