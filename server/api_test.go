package server

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

// TestBadInput goes through the statuses of the contract's error table and the bad input it names; nothing of it may
// write a row.
func TestBadInput(t *testing.T) {
	s := newSite(t)
	opened := s.begin(t)
	task, number := opened.Open[0].ID, opened.Number
	before := s.count("cases", "transitions", "files", "definitions", "keys", "budget_entries", "stock_entries")
	data := func(fields string) string {
		return `{"process":"purchase","data":{"subject":"30201","reason":"x",` + fields + `}}`
	}
	line := func(fields string) string { return data(`"lines":[{` + fields + `}]`) }
	const cases, good = "/api/v1/cases", `"item":"g01","qty":"4","price":2250`
	for _, sc := range []scenario{
		{name: "no JSON", body: `{"process":`, status: 400, has: []string{`"line":1`, `"code":"json"`}},
		{name: "not UTF-8", body: "{\"process\":\"\xff\"}", status: 400, has: []string{`"code":"utf8"`}},
		{name: "NUL", body: `{"process":"a\u0000"}`, status: 400, has: []string{`"/process"`, `"code":"nul"`}},
		{name: "NUL in data", body: data(`"lines":[],"files":["\u0000"]`), status: 400, has: []string{`/data/files/0`}},
		{name: "duplicate key", body: `{"process":"purchase","process":"x"}`, status: 400, has: []string{`"duplicate"`}},
		{name: "a list", body: `[1]`, status: 400},
		{name: "process a number", body: `{"process":5,"data":{}}`, status: 400, has: []string{`"pointer":"/process"`}},
		{name: "data a list", body: `{"process":"purchase","data":[]}`, status: 400, has: []string{`"pointer":"/data"`}},
		{name: "no process", body: `{"data":{}}`, status: 400, has: []string{`"pointer":"/process"`, `"required"`}},
		{name: "unknown member", body: `{"process":"purchase","data":{},"x":1}`, status: 400,
			has: []string{`"pointer":"/x"`, `"code":"unknown"`}},
		{name: "member in other letters", body: `{"process":"purchase","data":{},"PROCESS":"petty"}`, status: 400,
			has: []string{`"pointer":"/PROCESS"`, `"code":"unknown"`}},
		{name: "unknown process", body: `{"process":"nothing","data":{}}`, status: 404},
		{name: "wrong type", body: `{}`, header: map[string]string{"Content-Type": "text/plain"}, status: 415},
		{name: "no type", body: `{}`, header: map[string]string{"Content-Type": ""}, status: 415},
		{name: "latin 1", body: `{}`, header: map[string]string{"Content-Type": "application/json; charset=latin1"},
			status: 415},
		{name: "too large", body: `{"process":"` + strings.Repeat("x", maxBody) + `"}`, status: 413},
		{name: "empty form", body: `{"process":"purchase","data":{}}`, status: 422,
			has: []string{`"pointer":"/subject"`, `"pointer":"/reason"`, `"code":"required"`}},
		{name: "no data at all", body: `{"process":"purchase"}`, status: 422, has: []string{`"pointer":"/lines"`}},
		{name: "unknown field", body: data(`"lines":[{` + good + `}],"colour":"red"`), status: 422,
			has: []string{`"pointer":"/colour"`, `"unknown"`}},
		{name: "unknown field of a row", body: line(good + `,"colour":1`), status: 422, has: []string{`/lines/0/colour`}},
		{name: "wrong quantity", body: line(`"item":"g01","qty":"-1","price":1`), status: 422,
			has: []string{`"pointer":"/lines/0/qty"`}},
		{name: "quantity a number", body: line(`"item":"g01","qty":4,"price":1`), status: 422,
			has: []string{`"pointer":"/lines/0/qty"`, `"code":"type"`}},
		{name: "30 digits", body: line(`"item":"g01","qty":"4","price":123456789012345678901234567890`), status: 422,
			has: []string{`"pointer":"/lines/0/price"`}},
		{name: "30 digits of quantity", body: line(`"item":"g01","qty":"123456789012345678901234567890","price":1`),
			status: 422,
			has:    []string{`"pointer":"/lines/0/qty"`}},
		{name: "exponent", body: line(`"item":"g01","qty":"4","price":1e999999999`), status: 422,
			has: []string{`"pointer":"/lines/0/price"`}},
		{name: "part of a fen", body: line(`"item":"g01","qty":"4","price":0.5`), status: 422},
		{name: "year 99999", body: data(`"needed_by":"99999-01-01","lines":[{` + good + `}]`), status: 422,
			has: []string{`"pointer":"/needed_by"`}},
		{name: "no such item", body: line(`"item":"g99","qty":"4","price":1`), status: 422, has: []string{`"reference"`}},
		{name: "a teacher may not ask", as: "teacher", body: `{"process":"purchase","data":{}}`, status: 403},
		{name: "not signed in", as: "-", body: `{}`, status: 401},
		{name: "key too long", body: smallPurchase, header: map[string]string{"Idempotency-Key": strings.Repeat("k", 129)},
			status: 400},
		{name: "key not ASCII", body: smallPurchase, header: map[string]string{"Idempotency-Key": "é"}, status: 400},
		{name: "wrong method", method: "PATCH", body: `{}`, status: 405},
		{name: "no such address", url: "/api/v1/nothing", body: `{}`, status: 404},
		{name: "limit", method: get, url: cases + "?limit=201", status: 400, has: []string{`"/limit"`}},
		{name: "limit 0", method: get, url: cases + "?limit=0", status: 400},
		{name: "limit a word", method: get, url: cases + "?limit=x", status: 400},
		{name: "cursor", method: get, url: cases + "?cursor=zzz", status: 400, has: []string{`"/cursor"`}},
		{name: "unknown case", method: get, url: cases + "/CG-2026-9999", status: 404},
		{name: "unknown task", url: "/api/v1/tasks/nothing.1.1", body: `{"outcome":"approve"}`, status: 404},
		{name: "not mine to approve", url: "/api/v1/tasks/" + task, body: `{"outcome":"approve"}`, status: 403},
		{name: "outsider", as: "teacher", url: "/api/v1/tasks/" + task, body: `{"outcome":"approve"}`, status: 404},
		{name: "other school", as: "director@second", url: "/api/v1/tasks/" + task, body: `{"outcome":"approve"}`,
			status: 404},
		{name: "no such outcome", as: "director", url: "/api/v1/tasks/" + task, body: `{"outcome":"explode"}`, status: 422},
		{name: "data where nothing is asked", as: "director", url: "/api/v1/tasks/" + task,
			body: `{"outcome":"approve","data":{"x":1}}`, status: 422, has: []string{`"unknown"`}},
		{name: "no such action", url: cases + "/" + number + "/actions", body: `{"action":"explode"}`, status: 422,
			has: []string{`"pointer":"/action"`}},
		{name: "no such action on a task", as: "director", url: "/api/v1/tasks/" + task + "/actions",
			body:   `{"action":"clock"}`,
			status: 422},
		{name: "cancel by the head", url: cases + "/" + number + "/actions", body: `{"action":"cancel","comment":"x"}`,
			status: 403},
		{name: "definition as JSON", as: "admin", method: put, url: "/api/v1/processes/x", body: `{}`, status: 415},
		{name: "definition by the head", method: put, url: "/api/v1/processes/x", body: "process: x",
			header: map[string]string{"Content-Type": "application/yaml"}, status: 403},
		{name: "wrong definition", as: "admin", method: put, url: "/api/v1/processes/x", body: "process: x\nsteps: 5\n",
			header: map[string]string{"Content-Type": "application/yaml"}, status: 422, has: []string{`"line":1`, `"column":`}},
		{name: "wrong definition checked", url: "/api/v1/processes/check", body: "process: [\n",
			header: map[string]string{"Content-Type": "application/yaml"}, status: 422, has: []string{`"line":`}},
		{name: "empty login", method: post, as: "-", url: "/api/v1/session", body: `{}`, status: 400},
		{name: "path with NUL", method: get, url: cases + "/%00", status: 404},
		{name: "path not UTF-8", method: get, url: cases + "/%ff", status: 404},
	} {
		if sc.url == "" {
			sc.url = cases
		}
		if sc.method == "" {
			sc.method = post
		}
		switch sc.as {
		case "":
			sc.as = "head"
		case "-":
			sc.as = ""
		}
		t.Run(sc.name, func(t *testing.T) { s.check(t, sc) })
	}
	if after := s.count("cases", "transitions", "files", "definitions", "keys", "budget_entries",
		"stock_entries"); !sameCounts(before, after) {
		t.Errorf("bad input wrote rows: %v, then %v", before, after)
	}
	if text := s.log.String(); strings.Contains(text, "粉笔") || strings.Contains(text, "level=ERROR") {
		t.Errorf("log holds what it should not:\n%s", text)
	}
}

func sameCounts(a, b map[string]int) bool {
	for table, n := range a {
		if b[table] != n {
			return false
		}
	}
	return true
}

// TestConflicts: what is no longer open, claimed by another, or sealed is 409.
func TestConflicts(t *testing.T) {
	s := newSite(t)
	opened := s.begin(t)
	task := "/api/v1/tasks/" + opened.Open[0].ID
	s.check(t, scenario{name: "approve", as: "director", method: post, url: task, body: `{"outcome":"approve"}`,
		status: 200,
		has:    []string{`"step":"buy"`}})
	s.check(t, scenario{name: "again", as: "director", method: post, url: task, body: `{"outcome":"approve"}`,
		status: 409, has: []string{`"code":"closed"`, "刘志强"}})
	s.check(t, scenario{name: "who may not see it", as: "teacher", method: post, url: task, status: 404,
		body: `{"outcome":"approve"}`, hasNot: []string{"刘志强"}})
	bought := caseAnswered(t, s.check(t, scenario{name: "read", as: "head", url: "/api/v1/cases/" + opened.Number,
		status: 200}))
	buy := "/api/v1/tasks/" + bought.Open[0].ID
	s.check(t, scenario{name: "claim", as: "buyer", method: post, url: buy + "/actions", body: `{"action":"claim"}`,
		status: 200,
		has:    []string{`"claimed_by":"buyer"`}})
	s.check(t, scenario{name: "claimed", as: "buyer2", method: post, url: buy, status: 409,
		body: `{"outcome":"done","data":{"supplier":"s1","lines":[{"line":"1","qty":"4","price":2250}]}}`})
	s.check(t, scenario{name: "release", as: "buyer", method: post, url: buy + "/actions", body: `{"action":"release"}`,
		status: 200})
	s.check(t, scenario{name: "withdraw", as: "head", method: post, url: "/api/v1/cases/" + opened.ID + "/actions",
		body: `{"action":"withdraw","comment":"不买了"}`, status: 200, has: []string{`"state":"withdrawn"`}})
	s.check(t, scenario{name: "closed", as: "buyer", method: post, url: buy, body: `{"outcome":"done","data":{}}`,
		status: 409})
}

// TestIdempotency: the same key and body answers the same, another body is refused, a refused call uses no key up.
func TestIdempotency(t *testing.T) {
	s := newSite(t)
	key := map[string]string{"Idempotency-Key": "k 1"}
	refused := strings.Replace(smallPurchase, `"4"`, `"-4"`, 1)
	s.check(t, scenario{name: "refused", as: "head", method: post, url: "/api/v1/cases", body: refused, header: key,
		status: 422})
	first := s.check(t, scenario{name: "first", as: "head", method: post, url: "/api/v1/cases", body: smallPurchase,
		header: key, status: 201})
	spaced := strings.ReplaceAll(smallPurchase, ",", " , ")
	again := s.check(t, scenario{name: "again", as: "head", method: post, url: "/api/v1/cases", body: spaced,
		header: key, status: 200})
	if first.Body.String() != again.Body.String() {
		t.Errorf("answers differ:\n%s\n%s", first.Body, again.Body)
	}
	s.check(t, scenario{name: "other body", as: "head", method: post, url: "/api/v1/cases", body: refused, header: key,
		status: 409,
		has:    []string{`"code":"key"`}})
	s.check(t, scenario{name: "other call", as: "head", method: post, url: "/api/v1/cases/x/actions",
		body:   `{"action":"urge"}`,
		header: key, status: 409})
	s.check(t, scenario{name: "another's key", as: "head2", method: post, url: "/api/v1/cases", header: key, status: 201,
		body: strings.Replace(smallPurchase, "30201", "30218", 1)})
	if n := s.count("cases")["cases"]; n != 2 {
		t.Errorf("%d cases, want 2", n)
	}
}

// upload is a multipart body with one file.
func upload(t *testing.T, name string, content []byte) (body, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

var pdf = []byte("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")

func TestFiles(t *testing.T) {
	s := newSite(t)
	send := func(name, file string, content []byte, status int, header map[string]string, has ...string) string {
		t.Helper()
		body, kind := upload(t, file, content)
		all := map[string]string{"Content-Type": kind}
		for k, v := range header {
			all[k] = v
		}
		w := s.check(t, scenario{
			name: name, as: "head", method: post, url: "/api/v1/files", body: body, header: all, status: status, has: has,
		})
		id, _, _ := strings.Cut(strings.TrimPrefix(w.Body.String(), `{"id":"`), `"`)
		return id
	}
	key := map[string]string{"Idempotency-Key": "file"}
	id := send("pdf", "发票.pdf", pdf, 201, key, `"type":"application/pdf"`, `"name":"发票.pdf"`, `"size":45`)
	if again := send("again", "发票.pdf", pdf, 200, key); again != id {
		t.Errorf("%s, then %s", id, again)
	}
	send("another under the key", "发票.pdf", append([]byte("%PDF-1.5"), pdf...), 409, key)
	send("evil name", "../../\u202eetc/x.pdf", pdf, 201, nil, `"name":"x.pdf"`)
	send("program in a text", "quote.hta", []byte("q <script>new ActiveXObject('x')</script>"), 201, nil, `"name":"quote.hta.txt"`)
	send("picture called a program", "photo.exe", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), 201, nil, `"name":"photo.exe.png"`)
	send("capital ending", "IMG.PNG", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR2"), 201, nil, `"name":"IMG.PNG"`)
	send("program", "invoice.pdf", []byte("\x7fELF\x02\x01\x01"), 415, nil, `"code":"type"`)
	send("page", "x.txt", []byte("<!doctype html><html><script>alert(1)</script></html>"), 415, nil)
	send("drawing", "x.png", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), 415, nil)
	send("nothing", "x.pdf", nil, 400, nil)
	send("over the limit", "x.txt", bytes.Repeat([]byte("x"), maxFile+1), 413, nil)
	send("far over the limit", "x.txt", bytes.Repeat([]byte("x"), maxUpload+1), 413, nil)
	s.check(t, scenario{name: "no multipart", as: "head", method: post, url: "/api/v1/files", body: "{}", status: 415})
	s.check(t, scenario{name: "no file", as: "head", method: post, url: "/api/v1/files", body: "--b\r\n\r\n--b--\r\n",
		header: map[string]string{"Content-Type": "multipart/form-data; boundary=b"}, status: 400})

	w := s.check(t, scenario{name: "download", as: "head", url: "/api/v1/files/" + id, status: 200, has: []string{"%PDF"}})
	for name, want := range map[string]string{
		"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "sandbox; default-src 'none'",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := w.Header().Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") {
		t.Errorf("disposition %q", got)
	}
	w = s.check(t, scenario{name: "look", as: "head", url: "/api/v1/files/" + id + "?inline=true", status: 200})
	if got := w.Header(); !strings.HasPrefix(got.Get("Content-Disposition"), "inline") ||
		!strings.HasPrefix(got.Get("Content-Security-Policy"), "default-src 'none'; object-src 'self';") {
		t.Errorf("looked at: %v", got)
	}
	for _, stranger := range []string{"teacher", "principal", "head@second"} {
		s.check(t, scenario{name: "not theirs", as: stranger, url: "/api/v1/files/" + id, status: http.StatusNotFound})
	}
	s.check(t, scenario{name: "begin with it", as: "head", method: post, url: "/api/v1/cases", status: 201,
		body: strings.Replace(smallPurchase, `"reason"`, `"files":["`+id+`"],"reason"`, 1)})
	s.check(t, scenario{name: "who sees the case sees it", as: "director", url: "/api/v1/files/" + id, status: 200})
	s.check(t, scenario{name: "nobody else", as: "teacher", url: "/api/v1/files/" + id, status: 404})
}
