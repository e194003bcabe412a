package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zongwu/e2e/client"
)

// wants is what a bad call must be answered with: one of the statuses, and a code at a pointer unless empty.
type wants struct {
	status        []int
	code, pointer string
}

func unprocessable(code, pointer string) wants { return wants{[]int{422}, code, pointer} }

func answers(status ...int) wants { return wants{status: status} }

// caller sends calls of one person and checks refusals.
type caller struct {
	*client.Session
	t *testing.T
}

func as(t *testing.T, school *client.School, login string) caller {
	t.Helper()
	session, err := school.As(t.Context(), login)
	require.NoError(t, err)
	return caller{session, t}
}

func (c caller) raw(path, kind string, content []byte, key string) *client.Answer {
	c.t.Helper()
	answer, err := c.Send(c.t.Context(), http.MethodPost, path, kind, content, key)
	require.NoError(c.t, err)
	return answer
}

func (c caller) refusedRaw(path, kind string, content []byte, want wants) {
	c.t.Helper()
	answer := c.raw(path, kind, content, "")
	require.Contains(c.t, want.status, answer.Status, "%.600s", answer.Body)
	require.Contains(c.t, answer.Header.Get("Content-Type"), "application/problem+json")
	var refused *client.Refused
	require.ErrorAs(c.t, answer.Into(nil, path), &refused)
	if want.code != "" {
		require.True(c.t, refused.Has(want.code, want.pointer), "want %s at %q: %.600s", want.code, want.pointer, answer.Body)
	}
	require.NotEmpty(c.t, refused.Detail+refused.Title, "says nothing to people")
}

func (c caller) refused(path string, body any, want wants) {
	c.t.Helper()
	content, err := json.Marshal(body)
	require.NoError(c.t, err)
	c.refusedRaw(path, "application/json", content, want)
}

func (c caller) post(path string, body any) *client.Case {
	c.t.Helper()
	var answer client.Case
	require.NoError(c.t, c.Post(c.t.Context(), path, body, client.NewKey(), &answer))
	return &answer
}

func (c caller) reread(id string) *client.Case {
	c.t.Helper()
	var answer client.Case
	require.NoError(c.t, c.Get(c.t.Context(), "/api/v1/cases/"+id, &answer))
	return &answer
}

func goodRequest() map[string]any {
	return map[string]any{
		"subject": "30201", "reason": "期末用纸",
		"lines": []any{line("g01", "2", 22_50)},
	}
}

func line(item, qty string, price any) map[string]any {
	return map[string]any{"item": item, "qty": qty, "price": price}
}

// with is a request with some fields set otherwise.
func with(changes map[string]any) map[string]any {
	data := goodRequest()
	maps.Copy(data, changes)
	return map[string]any{"process": "purchase", "data": data}
}

func lines(rows ...any) map[string]any { return with(map[string]any{"lines": rows}) }

func TestBadRequests(t *testing.T) {
	server := running(t)
	school, _ := openSchool(t, server, "")
	head := as(t, school, "head")
	before := mine(head)
	noNumber := map[string]any{"item": "g01", "qty": 2, "price": 22_50}
	many := make([]any, 0, 500)
	for range 500 {
		many = append(many, line("g01", "1", 1))
	}
	for name, c := range map[string]struct {
		body any
		want wants
	}{
		"negative quantity":       {lines(line("g01", "-2", 22_50)), unprocessable("min", "/lines/0/qty")},
		"no quantity":             {lines(line("g01", "two", 22_50)), unprocessable("type", "/lines/0/qty")},
		"quantity as a number":    {lines(noNumber), unprocessable("type", "/lines/0/qty")},
		"finer than thousandths":  {lines(line("g01", "0.0001", 22_50)), unprocessable("scale", "/lines/0/qty")},
		"a number of 30 digits":   {lines(line("g01", strings.Repeat("9", 30), 22_50)), unprocessable("max", "/lines/0/qty")},
		"an exponent":             {lines(line("g01", "1e1000000000", 22_50)), unprocessable("type", "/lines/0/qty")},
		"price in yuan":           {lines(line("g01", "1", 22.5)), unprocessable("type", "/lines/0/price")},
		"price as text":           {lines(line("g01", "1", "2250")), unprocessable("type", "/lines/0/price")},
		"no such item":            {lines(line("g99", "1", 1)), unprocessable("reference", "/lines/0/item")},
		"second line wrong":       {lines(line("g01", "1", 1), line("g02", "0", 1)), unprocessable("min", "/lines/1/qty")},
		"no lines":                {lines(), unprocessable("", "")},
		"more lines than allowed": {lines(many...), unprocessable("max", "/lines")},
		"no reason":               {with(map[string]any{"reason": nil}), unprocessable("required", "/reason")},
		"a reason of blanks":      {with(map[string]any{"reason": "  "}), unprocessable("required", "/reason")},
		"a long reason":           {with(map[string]any{"reason": strings.Repeat("字", 501)}), unprocessable("", "/reason")},
		"no such subject":         {with(map[string]any{"subject": "99999"}), unprocessable("reference", "/subject")},
		"the year 99999":          {with(map[string]any{"needed_by": "99999-01-01"}), unprocessable("date", "/needed_by")},
		"30 February":             {with(map[string]any{"needed_by": "2027-02-30"}), unprocessable("date", "/needed_by")},
		"yesterday":               {with(map[string]any{"needed_by": "2020-01-01"}), unprocessable("min", "/needed_by")},
		"an unknown field":        {with(map[string]any{"colour": "red"}), unprocessable("unknown", "/colour")},
		"an unknown column": {lines(map[string]any{"item": "g01", "qty": "1", "price": 1, "colour": "red"}),
			unprocessable("unknown", "/lines/0/colour")},
		"no such file":       {with(map[string]any{"files": []string{"none"}}), unprocessable("reference", "")},
		"NUL in a text":      {with(map[string]any{"reason": "a\x00b"}), answers(400, 422)},
		"lines as text":      {with(map[string]any{"lines": "g01"}), unprocessable("type", "/lines")},
		"an unknown process": {map[string]any{"process": "none", "data": goodRequest()}, answers(404, 422)},
		"an unknown member":  {map[string]any{"process": "purchase", "data": goodRequest(), "x": 1}, answers(400)},
	} {
		t.Run(name, func(t *testing.T) {
			caller{head.Session, t}.refused("/api/v1/cases", c.body, c.want)
		})
	}
	require.Equal(t, before, mine(head), "a refused request left something behind")
}

func mine(c caller) int {
	c.t.Helper()
	cases, err := client.List[client.Case](c.t.Context(), c.Session, "/api/v1/cases?mine=true")
	require.NoError(c.t, err)
	return len(cases)
}

func TestBadBodies(t *testing.T) {
	server := running(t)
	school, _ := openSchool(t, server, "")
	head := as(t, school, "head")
	for name, c := range map[string]struct {
		kind    string
		content []byte
		status  int
	}{
		"not JSON":            {"application/json", []byte(`{"process": `), 400},
		"invalid UTF-8":       {"application/json", []byte("{\"process\":\"purchase\",\"data\":\"\xff\xfe\"}"), 400},
		"duplicate keys":      {"application/json", []byte(`{"process":"purchase","process":"purchase","data":{}}`), 400},
		"two values":          {"application/json", []byte(`{"process":"purchase","data":{}} {}`), 400},
		"a list":              {"application/json", []byte(`[]`), 400},
		"not said to be JSON": {"text/plain", []byte(`{}`), 415},
		"50 MB":               {"application/json", []byte(`{"process":"` + strings.Repeat("x", 50<<20) + `"}`), 413},
		"very deep":           {"application/json", []byte(strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000)), 400},
	} {
		t.Run(name, func(t *testing.T) {
			caller{head.Session, t}.refusedRaw("/api/v1/cases", c.kind, c.content, answers(c.status))
		})
	}
	t.Run("not signed in", func(t *testing.T) {
		stranger := caller{&client.Session{Server: server}, t}
		stranger.refused("/api/v1/cases", with(nil), answers(401))
	})
	t.Run("wrong password", func(t *testing.T) {
		stranger := caller{&client.Session{Server: server}, t}
		stranger.refused("/api/v1/session", map[string]string{"login": "duty", "password": "wrong"}, answers(401))
	})
}

func TestBadFiles(t *testing.T) {
	server := running(t)
	school, _ := openSchool(t, server, "")
	head := as(t, school, "head")
	for name, c := range map[string]struct {
		content []byte
		status  int
	}{
		"a program":           {append([]byte("MZ\x90\x00"), bytes.Repeat([]byte{1}, 400)...), 415},
		"an ELF program":      {append([]byte("\x7fELF\x02\x01\x01"), bytes.Repeat([]byte{0}, 400)...), 415},
		"a page as a picture": {[]byte("<html><script>alert(1)</script></html>"), 415},
		"over the limit":      {append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte("x"), 60<<20)...), 413},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := client.Upload(t.Context(), head.Session, "报价单.png", c.content)
			var refused *client.Refused
			require.ErrorAs(t, err, &refused)
			require.Equal(t, c.status, refused.Status, "%v", refused)
		})
	}
}

func TestBadDefinitions(t *testing.T) {
	server := running(t)
	school, _ := openSchool(t, server, "")
	admin, head := as(t, school, "admin"), as(t, school, "head")
	bad := "process: leave\ntitle: {zh: 请假}\nnumber: QJ-{year}-{seq}\n" +
		"start:\n  by: {role: nobody}\n  form: missing\nsteps: []\n"
	admin.refusedRaw("/api/v1/processes/check", "application/yaml", []byte(bad), answers(422))
	var refused *client.Refused
	answer := admin.raw("/api/v1/processes/check", "application/yaml", []byte(bad), "")
	require.ErrorAs(t, answer.Into(nil, "check"), &refused)
	require.GreaterOrEqual(t, len(refused.Errors), 2, "all problems at once: %s", answer.Body)
	for _, f := range refused.Errors {
		require.Positive(t, f.Line, "%+v", f)
		require.Positive(t, f.Column, "%+v", f)
	}
	bomb := "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n"
	admin.refusedRaw("/api/v1/processes/check", "application/yaml", []byte(bomb), answers(422))
	admin.refusedRaw("/api/v1/processes/check", "application/yaml", bytes.Repeat([]byte("x: [\n"), 200_000),
		answers(413, 422))
	head.refusedPut("/api/v1/processes/leave", []byte(bad), answers(403))
	admin.refusedPut("/api/v1/processes/leave", []byte(bad), answers(422))
}

func (c caller) refusedPut(path string, content []byte, want wants) {
	c.t.Helper()
	answer, err := c.Send(c.t.Context(), http.MethodPut, path, "application/yaml", content, "")
	require.NoError(c.t, err)
	require.Contains(c.t, want.status, answer.Status, "%.600s", answer.Body)
}

// An expression that would cost too much is refused when it is written or when it is met; the server stays awake.
func TestDearExpression(t *testing.T) {
	server := running(t)
	school, _ := openSchool(t, server, "")
	admin, head := as(t, school, "admin"), as(t, school, "head")
	dear := `process: dear
title: {zh: 贵, en: Dear}
number: GUI-{year}-{seq}
forms:
  request:
    fields:
      - name: lines
        type: table
        label: {zh: 行, en: Lines}
        max: 200
        fields:
          - {name: n, type: integer, label: {zh: 数, en: Number}}
    rules:
      - if: "lines.all(a, lines.all(b, lines.all(c, lines.all(d, a.n + b.n + c.n + d.n < 100000))))"
        at: lines
        message: {zh: 不行, en: No}
start: {by: {role: head}, form: request}
steps:
  - {id: review, kind: approve, title: {zh: 审核, en: Review}, by: {role: director}}
`
	put, err := admin.Send(t.Context(), http.MethodPut, "/api/v1/processes/dear", "application/yaml", []byte(dear), "")
	require.NoError(t, err)
	if put.Status == http.StatusUnprocessableEntity {
		return // refused when it is loaded
	}
	require.Contains(t, []int{200, 201}, put.Status, "%s", put.Body)
	rows := make([]any, 0, 200)
	for i := range 200 {
		rows = append(rows, map[string]any{"n": i})
	}
	head.refused("/api/v1/cases", map[string]any{"process": "dear", "data": map[string]any{"lines": rows}},
		unprocessable("expression", ""))
}

// Each bad action on a purchase under way is refused, and the case stays as it was.
func TestBadActions(t *testing.T) {
	server := running(t)
	school, _ := openSchool(t, server, "")
	head, director, buyer := as(t, school, "head"), as(t, school, "director"), as(t, school, "buyer")
	buyer2, keeper, principal := as(t, school, "buyer2"), as(t, school, "storekeeper"), as(t, school, "principal")
	c := head.post("/api/v1/cases", lines(line("g01", "100", 22_50)))
	id := func() string { return "/api/v1/tasks/" + director.reread(c.ID).Open[0].ID }
	review := id()

	unchanged(t, director, c.ID, func() {
		head.refused(review, map[string]any{"outcome": "approve"}, answers(403))
		buyer.refused(review, map[string]any{"outcome": "approve"}, answers(403, 404))
		director.refused(review, map[string]any{"outcome": "perhaps"}, answers(400, 422))
		director.refused(review, map[string]any{"outcome": "approve", "data": map[string]any{"x": 1}},
			unprocessable("unknown", "/x"))
		director.refused(review+"/actions", map[string]any{"action": "transfer", "to": "nobody"}, answers(404, 422))
		director.refused(review+"/actions", map[string]any{"action": "send_back", "to": "accept", "resume": "again"},
			answers(409, 422))
		buyer.refused("/api/v1/cases/"+c.ID+"/actions", map[string]any{"action": "withdraw"}, answers(403, 404))
		head.refused("/api/v1/cases/"+c.ID+"/actions", map[string]any{"action": "cancel"}, answers(403))
	})
	director.post(review, map[string]any{"outcome": "approve"})
	unchanged(t, director, c.ID, func() {
		director.refused(review, map[string]any{"outcome": "approve"}, answers(409))
	})

	quote := id()
	unchanged(t, director, c.ID, func() {
		buyer.refused(quote, quotes("s1", "s1", "s1", "s5"), unprocessable("unique", "/quotes/1/supplier"))
		buyer.refused(quote, quotes("s1", "s1", "s5"), unprocessable("min", "/quotes"))
		buyer.refused(quote, quotes("s2", "s1", "s5", "s6"), unprocessable("rule", "/choice"))
		buyer.refused(quote, quotes("s6", "s1", "s5", "s6"), unprocessable("required", "/why"))
		buyer.refused(quote, map[string]any{"outcome": "contract", "data": map[string]any{"contract": "s5"}},
			unprocessable("rule", "/contract"))
	})
	buyer.post(quote, quotes("s1", "s1", "s5", "s6"))
	principal.post(id(), map[string]any{"outcome": "approve"})

	buy := id()
	unchanged(t, director, c.ID, func() {
		buyer.refused(buy, order("s1", "1", "100000", 22_50), unprocessable("budget", "/total"))
		buyer.refused(buy, order("s1", "9", "100", 22_50), unprocessable("", ""))
		buyer.refused(buy, order("s5", "1", "100", 22_50), unprocessable("rule", "/supplier"))
	})
	bought := buyer.post(buy, order("s1", "1", "100", 22_50))

	accept := id()
	delivered := func(outcome, accepted string) map[string]any {
		return map[string]any{"outcome": outcome, "data": map[string]any{
			"lines": []any{map[string]any{"line": "1", "accepted": accepted}},
		}}
	}
	unchanged(t, director, c.ID, func() {
		require.Equal(t, "accept", bought.Open[0].Step)
		buyer.refused(accept, delivered("accept", "100"), answers(403))
		head.refused(accept, delivered("accept", "100"), answers(403))
		keeper.refused(accept, delivered("accept", "99"), unprocessable("rule", "/lines/0/accepted"))
		keeper.refused(accept, delivered("accept", "101"), unprocessable("rule", ""))
		keeper.refused(accept, delivered("refuse", "1"), unprocessable("rule", "/lines/0/accepted"))
		keeper.refused(accept, delivered("part", "100"), unprocessable("rule", "/lines"))
		keeper.refused(accept, map[string]any{"outcome": "part", "data": map[string]any{"lines": []any{
			map[string]any{"line": "1", "accepted": "1"}, map[string]any{"line": "1", "accepted": "1"}}}},
			unprocessable("rows", ""))
	})
	keeper.post(accept, delivered("part", "60.5"))
	unchanged(t, director, c.ID, func() {
		head.refused("/api/v1/cases/"+c.ID+"/actions", map[string]any{"action": "withdraw"}, answers(409))
		director.refused("/api/v1/cases/"+c.ID+"/actions", map[string]any{"action": "cancel"}, answers(409))
	})
	for _, task := range director.reread(c.ID).Open {
		if task.Step == "more" {
			closing := map[string]any{"outcome": "close", "data": map[string]any{"reason": "断货"}}
			buyer2.post("/api/v1/tasks/"+task.ID, closing)
		}
	}
	require.Equal(t, client.Done, director.reread(c.ID).State)
}

// Duties kept apart: who asked does not accept, who ordered does not sign as second buyer; the refusal says so.
func TestDutiesKeptApart(t *testing.T) {
	server := running(t)
	school, _ := openSchool(t, server, "")
	keeper, director, buyer := as(t, school, "storekeeper"), as(t, school, "director"), as(t, school, "buyer")
	duty := wants{[]int{403}, "duty", ""}
	all := map[string]any{"lines": []any{map[string]any{"line": "1", "accepted": "2"}}}

	c := keeper.post("/api/v1/cases", with(nil))
	director.post("/api/v1/tasks/"+c.Open[0].ID, map[string]any{"outcome": "approve"})
	ordered := buyer.post("/api/v1/tasks/"+director.reread(c.ID).Open[0].ID, order("s1", "1", "2", 22_50))
	accept := "/api/v1/tasks/" + ordered.Open[0].ID
	unchanged(t, director, c.ID, func() {
		keeper.refused(accept, map[string]any{"outcome": "accept", "data": all}, duty)
	})
	keeper.post("/api/v1/cases/"+c.ID+"/actions", map[string]any{"action": "withdraw"})

	canteen := as(t, school, "canteen")
	food := canteen.post("/api/v1/cases", with(map[string]any{"subject": "CT01", "lines": []any{line("g22", "2", 5_20)}}))
	director.post("/api/v1/tasks/"+food.Open[0].ID, map[string]any{"outcome": "approve"})
	ordered = buyer.post("/api/v1/tasks/"+director.reread(food.ID).Open[0].ID, order("s4", "1", "2", 5_20))
	require.Equal(t, "buy_second", ordered.Open[0].Step)
	unchanged(t, director, food.ID, func() {
		buyer.refused("/api/v1/tasks/"+ordered.Open[0].ID, map[string]any{"outcome": "sign"}, duty)
	})
	canteen.post("/api/v1/cases/"+food.ID+"/actions", map[string]any{"action": "withdraw"})
}

func quotes(choice string, suppliers ...string) map[string]any {
	rows := []any{}
	for i, s := range suppliers {
		rows = append(rows, map[string]any{"supplier": s, "amount": 2_000_00 + i})
	}
	return map[string]any{"outcome": "done", "data": map[string]any{"quotes": rows, "choice": choice}}
}

func order(supplier, line, qty string, price int64) map[string]any {
	return map[string]any{"outcome": "done", "data": map[string]any{
		"supplier": supplier, "lines": []any{map[string]any{"line": line, "qty": qty, "price": price}},
	}}
}

// unchanged wants a case to be the same before and after.
func unchanged(t *testing.T, who caller, id string, what func()) {
	t.Helper()
	before := who.reread(id)
	what()
	after := who.reread(id)
	require.Equal(t, fmt.Sprintf("%+v", before), fmt.Sprintf("%+v", after))
}
