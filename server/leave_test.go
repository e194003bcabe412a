package server

import (
	"testing"
	"time"

	"zongwu/processes"
)

// TestLeave: one's own, the administrator's for others; the deputy finds the task and acts in their place.
func TestLeave(t *testing.T) {
	s := newSite(t)
	c := s.begin(t)
	today := processes.Day(time.Now())
	mine := "/api/v1/me/leave"
	for _, sc := range []scenario{
		{name: "none", as: "director", url: "/api/v1/me", status: 200,
			has: []string{`"leave":{"from":"","to":"","deputy":"","away":false,"warnings":[]}`}},
		{name: "without a deputy", as: "director", method: put, url: mine, body: `{"from":"` + today + `"}`, status: 422,
			has: []string{`"/deputy"`, `"required"`}},
		{name: "ended before it begins", as: "director", method: put, url: mine, status: 422, has: []string{`"/to"`},
			body: `{"from":"` + today + `","to":"2020-01-01","deputy":"liangw"}`},
		{name: "unknown members", as: "director", method: put, url: mine, body: `{"since":"x"}`, status: 400},
		{name: "one's own", as: "director", method: put, url: mine, status: 200, has: []string{`"away":true`},
			body: `{"from":"` + today + `","deputy":"liangw"}`},
		{name: "somebody else's", as: "director", method: put, url: "/api/v1/persons/liangw/leave", status: 403,
			body: `{"from":"` + today + `","deputy":"buyer"}`},
		{name: "another school's", as: "admin", method: put, url: "/api/v1/persons/head@second/leave", status: 404,
			body: `{"from":"` + today + `","deputy":"buyer"}`},
		{name: "the deputy's task", as: "liangw", url: "/api/v1/tasks", status: 200,
			has: []string{c.Number, `"for":"director"`, `"persons":["director","liangw"]`,
				`"deputies":[{"person":"liangw","for":"director"}]`}},
		{name: "the deputy falls ill", as: "admin", method: put, url: "/api/v1/persons/liangw/leave", status: 200,
			body: `{"from":"` + today + `","deputy":"buyer"}`},
		{name: "which the director is told", as: "director", url: "/api/v1/me", status: 200,
			header: map[string]string{"Accept-Language": "en"}, has: []string{`"code":"away"`, "梁伟 is on leave too"}},
		{name: "the task of nobody there", as: "director", url: "/api/v1/tasks", status: 200,
			has: []string{`"absent":true`, `"skipped":"away"`}},
		{name: "well again", as: "admin", method: put, url: "/api/v1/persons/liangw/leave", body: `{}`, status: 200,
			has: []string{`"from":""`, `"deputy":"buyer"`}},
		{name: "the deputy approves", as: "liangw", method: post, url: "/api/v1/tasks/" + c.Open[0].ID, status: 200,
			body: `{"outcome":"approve"}`, has: []string{`"actor":"liangw","for":"director"`}},
		{name: "on the page", as: "director", url: "/cases/" + c.Number, status: 200, has: []string{"梁伟（代刘志强）"}},
	} {
		s.check(t, sc)
	}
}

// TestSignersAndCopies over the interface and the pages.
func TestSignersAndCopies(t *testing.T) {
	s := newSite(t)
	c := s.begin(t)
	actions, form := "/api/v1/tasks/"+c.Open[0].ID+"/actions", map[string]string{
		"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html",
	}
	page := "/cases/" + c.Number
	for _, sc := range []scenario{
		{name: "nowhere", as: "director", method: post, url: actions, status: 422, has: []string{`"/place"`},
			body: `{"action":"add_signer","person":"teacher","place":"beside"}`},
		{name: "nobody", as: "director", method: post, url: actions, status: 422, has: []string{`"/person"`},
			body: `{"action":"add_signer","person":"nobody","place":"before"}`},
		{name: "who asked", as: "director", method: post, url: actions, status: 403, has: []string{`"duty"`},
			body: `{"action":"add_signer","person":"head","place":"before"}`},
		{name: "before", as: "director", method: post, url: actions, status: 200,
			body: `{"action":"add_signer","person":"teacher","place":"before"}`,
			has:  []string{`"signers":[{"person":"teacher","by":"director","place":"before","ready":true}]`}},
		{name: "not yet", as: "director", method: post, url: "/api/v1/tasks/" + c.Open[0].ID, status: 409,
			body: `{"outcome":"approve"}`, has: []string{"周小燕"}},
		{name: "the signer's page", as: "teacher", url: page, status: 200, has: []string{`value="approve"`}},
		{name: "the signer's queue", as: "teacher", url: "/tasks", status: 200, has: []string{c.Number}},
		{name: "the asker's page", as: "director", url: page, status: 200, hasNot: []string{`value="approve"`}},
		{name: "the signer", as: "teacher", method: post, url: "/api/v1/tasks/" + c.Open[0].ID, status: 200,
			body: `{"outcome":"approve"}`, has: []string{`"added":true`}},
		{name: "after, on the page", as: "director", method: post, status: 303, header: form,
			url: page + "/tasks/" + c.Open[0].ID + "/actions", body: "action=add_signer&to=accountant&place=after"},
		{name: "said on the page", as: "director", url: page, status: 200,
			has: []string{"请周小燕在本人之前加签", "加签“总务主任审核”：同意", "请何敏在本人之后加签"}},
		{name: "copies", as: "director", method: post, url: "/api/v1/cases/" + c.ID + "/actions", status: 200,
			body: `{"action":"copy","to":["cashier"]}`, has: []string{`"persons":["cashier"]`}},
		{name: "copies to nobody", as: "director", method: post, url: "/api/v1/cases/" + c.ID + "/actions", status: 422,
			body: `{"action":"copy"}`, has: []string{`"/to"`, `"required"`}},
		{name: "copies, on the page", as: "director", method: post, url: page + "/actions", status: 303, header: form,
			body: "action=copy&to=canteen&to=buyer2"},
	} {
		s.check(t, sc)
	}
	s.check(t, scenario{name: "seen", as: "cashier", url: page, status: 200, has: []string{"抄送给"}})
	s.check(t, scenario{name: "seen", as: "buyer2", url: page, status: 200})
}
