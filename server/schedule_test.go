package server

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"zongwu/server/pages"
)

// opening is begun by schedule: one case, in the name of a head.
const opening = `process: opening
title: {zh: 开学检查, zh-TW: 開學檢查, en: Opening check}
icon: route
number: KX-{year}-{seq}
schedule: {every: month, on: 15, at: "07:30", by: {role: buyer}, with: {what: "'每月一次'"}}
start: {by: [{role: buyer}, {role: head}], form: ask}
summary: [what]
forms:
  ask:
    fields:
      - {name: what, type: text, label: {zh: 事项, en: What}, max: 50}
steps:
  - {id: look, kind: sign, title: 看, by: {role: director}}
`

// A process's schedule is told to programs and on pages, and runs by hand for those who may.
func TestScheduleByHand(t *testing.T) {
	s := newSite(t)
	yaml := map[string]string{"Content-Type": "application/yaml"}
	url, page := "/api/v1/processes/opening/run", "/admin/processes/opening/run"
	now := time.Now().In(pages.China())
	year, then := now.Format("2006"), time.Date(now.Year(), now.Month()-2, 20, 0, 0, 0, 0, time.UTC)
	month, asked, later := then.Format("2006-01"), then.Format(time.DateOnly), then.AddDate(0, 0, 20).Format(time.DateOnly)
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	for _, sc := range []scenario{
		{name: "publish", as: "admin", method: put, url: "/api/v1/processes/opening", body: opening, header: yaml, status: 201},
		{name: "in the interface", as: "teacher", method: get, url: "/api/v1/processes/opening", status: 200,
			has: []string{`"schedule":{"when":"每月 15 日 07:30","next":"`}, hasNot: []string{`"last"`}},
		{name: "on its page", as: "admin", method: get, url: "/admin/processes/opening", status: 200,
			has: []string{"每月 15 日 07:30自动发起一张单据，以采购员的名义", "还没有运行过"}},
		{name: "on the first page", as: "admin", method: get, url: "/admin", status: 200,
			has: []string{"自动发起", "开学检查", "下次运行"}},
		{name: "who may only begin one", as: "head", method: post, url: url, body: `{}`, status: 403},
		{name: "another school", as: "head@second", method: post, url: url, body: `{}`, status: 404},
		{name: "no date", as: "admin", method: post, url: url, body: `{"as_of":"soon"}`, status: 422,
			has: []string{`"pointer":"/as_of"`}},
		{name: "too far", as: "admin", method: post, url: url, body: `{"as_of":"2036-01-01"}`, status: 422,
			has: []string{`"pointer":"/as_of"`, `400`}},
		{name: "what would begin", as: "admin", method: get, url: page, status: 200,
			has: []string{"手动运行：开学检查", "每月一次", "确认运行", "计划之外"}},
		{name: "a buyer", as: "buyer", method: post, url: url, body: `{}`, status: 200,
			header: map[string]string{"Idempotency-Key": "one"},
			has:    []string{`"run":"extra `, `"by":"buyer"`, `"number":"KX-`, `"passed":0`, `"refused":[]`}},
		{name: "the same once more", as: "buyer", method: post, url: url, body: `{}`, status: 200,
			header: map[string]string{"Idempotency-Key": "one"}, has: []string{`-0001"`, `"passed":0`}},
		{name: "still open", as: "admin", method: get, url: page, status: 200, has: []string{"上一张还没办完，跳过"}},
		{name: "passed over", as: "admin", method: post, url: page, body: "as_of=", header: form, status: 303},
		{name: "a month", as: "admin", method: post, url: url, body: `{"as_of":"` + asked + `"}`, status: 200,
			has: []string{`"run":"` + month + `","due_at":"` + month + `-14T23:30:00Z"`, `"passed":1`}},
		{name: "the month again", as: "admin", method: post, url: url, body: `{"as_of":"` + later + `"}`, status: 409,
			has: []string{month + " 的一次已于"}},
		{name: "asked about again", as: "admin", method: get, url: page + "?as_of=" + later, status: 409,
			has: []string{month + " 的一次已于"}, hasNot: []string{"确认运行"}},
		{name: "sent again", as: "admin", method: post, url: page, body: "as_of=" + later, header: form, status: 409,
			has: []string{month + " 的一次已于"}},
		{name: "the runs", as: "admin", method: get, url: "/admin/processes/opening", status: 200,
			has: []string{"额外一次", month, `href="/cases/KX-`}},
		{name: "of the case", as: "director", method: get, url: "/cases/KX-" + year + "-0001", status: 200,
			has: []string{"在计划之外手动运行时发起，以", "由流程以其名义自动发起"}},
		{name: "of the case, to programs", as: "director", method: get, url: "/api/v1/cases/KX-" + year + "-0001",
			status: 200, has: []string{`"schedule":{"run":"extra `, `"by":"buyer"`}},
		{name: "an older version's page", as: "admin", method: get, url: "/admin/processes/purchase", status: 200,
			hasNot: []string{`id="schedule"`}},
	} {
		w := s.check(t, sc)
		if location := w.Header().Get("Location"); w.Code == http.StatusSeeOther && sc.name == "passed over" {
			s.check(t, scenario{name: "made", as: "admin", method: get, url: strings.TrimSuffix(location, "#schedule"),
				status: 200, has: []string{"额外一次：发起 0 张，跳过 1 项"}})
		}
	}
}
