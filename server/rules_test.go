package server

import (
	"strings"
	"testing"
)

// TestRules: what a form hides or locks is refused, whoever sends it, and duties stay apart.
func TestRules(t *testing.T) {
	s := newSite(t)
	start := func(as, lines string) string {
		t.Helper()
		w := s.check(t, scenario{name: "begin", as: as, method: post, url: "/api/v1/cases", status: 201,
			body: `{"process":"purchase","data":{"subject":"30201","reason":"x","lines":[` + lines + `]}}`})
		return caseAnswered(t, w).Number
	}
	task := func(number, step string) string {
		t.Helper()
		view := caseAnswered(t, s.check(t, scenario{name: "read", as: "director", url: "/api/v1/cases/" + number,
			status: 200}))
		for _, o := range view.Open {
			if o.Step == step {
				return "/api/v1/tasks/" + o.ID
			}
		}
		t.Fatalf("%s is not open in %s: %+v", step, number, view.Open)
		return ""
	}
	send := func(name, as, url, body string, status int, has ...string) {
		t.Helper()
		s.check(t, scenario{name: name, as: as, method: post, url: url, body: body, status: status, has: has})
	}
	number := start("head", `{"item":"g01","qty":"100","price":2250}`)
	send("review", "director", task(number, "review"), `{"outcome":"approve"}`, 200)
	quotes := `{"outcome":"done","data":{"quotes":[{"supplier":"s1","amount":1},{"supplier":"s5","amount":2},` +
		`{"supplier":"s6","amount":3}],"choice":"s1"}}`
	quote := task(number, "quote")
	send("supplier twice", "buyer", quote, strings.Replace(quotes, "s5", "s1", 1), 422, `"unique"`)
	send("hidden field", "buyer", quote, strings.Replace(quotes, `"choice"`, `"contract":"s1","choice"`, 1), 422,
		`"pointer":"/contract"`, `"unknown"`)
	send("two quotes", "buyer", quote, strings.Replace(quotes, `,{"supplier":"s6","amount":3}`, "", 1), 422, `"/quotes"`)
	send("not a buyer", "director", quote, quotes, 403)
	send("quotes", "buyer", quote, quotes, 200)
	send("permit", "principal", task(number, "permit"), `{"outcome":"approve"}`, 200)
	buy := task(number, "buy")
	order := `{"outcome":"done","data":{"supplier":"s1","lines":[{"line":"1","qty":"100","price":2250}]}}`
	send("no such item", "buyer", buy, strings.Replace(order, `"qty"`, `"item":"g99","qty"`, 1), 422, `"reference"`,
		`"/lines/0/item"`)
	send("no such line", "buyer", buy, strings.Replace(order, `"line":"1"`, `"line":"9"`, 1), 422, `"rows"`)
	send("computed whatever was sent", "buyer", buy, strings.Replace(order, `"qty"`, `"amount":1,"qty"`, 1), 200,
		`"total":225000`)

	own := start("storekeeper", `{"item":"g01","qty":"1","price":2250}`)
	send("review", "director", task(own, "review"), `{"outcome":"approve"}`, 200)
	send("buy", "buyer", task(own, "buy"), strings.Replace(order, `"100"`, `"1"`, 1), 200)
	accept := `{"outcome":"accept","data":{"lines":[{"line":"1","accepted":"1"}]}}`
	send("who asked accepts", "storekeeper", task(own, "accept"), accept, 403, `"code":"duty"`)
	send("who bought accepts", "buyer", task(own, "accept"), accept, 403)
	send("another accepts", "liangw", task(own, "accept"), accept, 200, `"state":"done"`)
	send("withdraw what was accepted", "storekeeper", "/api/v1/cases/"+own+"/actions",
		`{"action":"withdraw","comment":"x"}`, 409)
}

// TestOverBudget: the request is warned, the approval refused at /total.
func TestOverBudget(t *testing.T) {
	s := newSite(t)
	w := s.check(t, scenario{name: "ask", as: "head2", method: post, url: "/api/v1/cases", status: 201,
		body: `{"process":"purchase","data":{"subject":"30218","reason":"x",` +
			`"lines":[{"item":"g01","qty":"80","price":2250}]}}`})
	opened := caseAnswered(t, w)
	s.check(t, scenario{name: "review", as: "director", method: post, url: "/api/v1/tasks/" + opened.Open[0].ID,
		body: `{"outcome":"approve"}`, status: 200})
	permit := caseAnswered(t, s.check(t, scenario{name: "read", as: "head2", url: "/api/v1/cases/" + opened.Number,
		status: 200}))
	s.check(t, scenario{name: "over budget", as: "principal", method: post, url: "/api/v1/tasks/" + permit.Open[0].ID,
		body: `{"outcome":"approve"}`, status: 422, has: []string{`"code":"budget"`, `"pointer":"/total"`}})
}

// TestLanguages: errors, titles and pages speak the language asked for.
func TestLanguages(t *testing.T) {
	s := newSite(t)
	for lang, words := range map[string][]string{
		"zh-CN": {"没有找到", "物资采购", "待办"}, "zh-TW": {"沒有找到", "物資採購", "待辦"},
		"en": {"no such thing", "Purchase", "Tasks"},
	} {
		header := map[string]string{"Accept-Language": lang}
		s.check(t, scenario{name: lang, as: "head", url: "/api/v1/cases/x", header: header, status: 404, has: words[:1]})
		s.check(t, scenario{name: lang, as: "head", url: "/api/v1/processes", header: header, status: 200, has: words[1:2]})
		s.check(t, scenario{name: lang, as: "head", url: "/tasks", header: map[string]string{"Cookie": "zongwu_lang=" + lang},
			status: 200, has: []string{words[2], `<html lang="` + lang + `"`}})
	}
	w := s.do(scenario{method: post, url: "/language", body: "lang=en&back=/cases", header: map[string]string{
		"Content-Type": "application/x-www-form-urlencoded"}})
	if w.Code != 303 || w.Header().Get("Location") != "/cases" || !strings.Contains(w.Header().Get("Set-Cookie"),
		"zongwu_lang=en") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

// TestDefinitions: a definition is checked and put in force through the interface and on its page.
func TestDefinitions(t *testing.T) {
	s := newSite(t)
	w := s.check(t, scenario{name: "definition", as: "admin", url: "/admin/processes/purchase", status: 200,
		has: []string{"process: purchase", "自发起之日起“紧急采购补批天数”天内，否则1个工作日内", "超过期限时报告：校长"}})
	if strings.Contains(w.Body.String(), "<script>") {
		t.Error("a script")
	}
	s.check(t, scenario{name: "process", as: "head", url: "/api/v1/processes/purchase", status: 200,
		has: []string{`"schema":{`, `"id":"review"`, `"outcomes":[`, `"form":"request"`}})
	text := `process: note
title: {zh: 便签, zh-TW: 便箋, en: Note}
number: "BQ-{year}-{seq}"
summary: [text]
forms:
  note:
    fields:
      - {name: text, type: text, label: {zh: 内容, zh-TW: 內容, en: Text}, required: true, max: 100}
start:
  by: [{role: head}]
  form: note
steps:
  - {id: read, kind: approve, title: {zh: 阅知, zh-TW: 閱知, en: Read}, by: {role: director}}
`
	yaml := map[string]string{"Content-Type": "application/yaml"}
	s.check(t, scenario{name: "check", as: "head", method: post, url: "/api/v1/processes/check", body: text, header: yaml,
		status: 200, has: []string{`"version":"`}})
	s.check(t, scenario{name: "new", as: "admin", method: put, url: "/api/v1/processes/note", body: text, header: yaml,
		status: 201})
	s.check(t, scenario{name: "again", as: "admin", method: put, url: "/api/v1/processes/note", body: text, header: yaml,
		status: 200})
	s.check(t, scenario{name: "another's name", as: "admin", method: put, url: "/api/v1/processes/other", body: text,
		header: yaml,
		status: 422})
	s.check(t, scenario{name: "begin one", as: "head", method: post, url: "/api/v1/cases", status: 201,
		body: `{"process":"note","data":{"text":"<script>alert(1)</script>"}}`, has: []string{`"number":"BQ-`}})
	s.check(t, scenario{name: "escaped", as: "director", url: "/tasks", status: 200, has: []string{"&lt;script&gt;"},
		hasNot: []string{"<script>"}})
	s.check(t, scenario{name: "wrong on the page", as: "admin", method: post, url: "/admin/processes",
		body:   "text=process%3A+x",
		header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, status: 422,
		has: []string{"process: x", "1:1"}})
}
