package server

import "strings"

// pageTrials are the pages of everybody.
func pageTrials() map[string][]trial {
	sent := func(path, body string, want func(*asker, *thing) int) trial {
		return trial{path: path, body: body, kind: formKind, want: want}
	}
	atCase := "/cases/{number}"
	heading := append(bookish, "head")
	return map[string][]trial{
		"GET /":             {{path: "/", want: anybody(303), open: true}},
		"GET /login":        toAll("/login"),
		"POST /login":       {{path: "/login", body: `{}`, want: anybody(415), open: true}},
		"POST /language":    {{path: "/language", kind: formKind, want: anybody(303), open: true}},
		"POST /theme":       {{path: "/theme", kind: formKind, want: anybody(303), open: true}},
		"GET /static/*file": toAll("/static/app.css"),
		"POST /logout":      {{path: "/logout", want: anybody(303), ends: true}},

		"GET /tasks": to(anybody(200), "/tasks", "/tasks?q={number}"),
		"POST /tasks/decide": {
			sent("/tasks/decide", "task={task}&outcome=explode", anybody(200)),
			sent("/tasks/decide", "task={task}&outcome=approve", decides)},
		"GET /me":                           to(anybody(200), "/me"),
		"GET /me/signatures/:id":            to(owned(200), "/me/signatures/{signature}"),
		"GET /cases/:number/signatures/:id": to(seen(200), atCase+"/signatures/{signature}"),
		"POST /notices/read":                {sent("/notices/read", "upto=0", anybody(303))},
		"POST /me/leave":                    {sent("/me/leave", "from=", anybody(422))},
		"POST /me/remarks":                  {sent("/me/remarks", "do=add&remark="+strings.Repeat("x", 999), anybody(422))},
		"POST /me/signature":                {sent("/me/signature", "do=x", anybody(422))},
		"POST /me/password":                 {sent("/me/password", "new=x", anybody(422))},
		"POST /me/sessions":                 {sent("/me/sessions", "session={session}", othersOnly(303))},
		"GET /new":                          to(anybody(200), "/new"),
		"GET /new/:process": append(to(here(200), "/new/{process}"),
			to(startsCarryOver200, "/new/carry_over")...),
		"POST /new/:process": {
			sent("/new/{process}", "outcome=submit", here(422)),
			sent("/new/carry_over", "outcome=submit", startsCarryOver)},
		"GET /pick/:kind": to(anybody(200), "/pick/item?q={item}", "/pick/person?q={person}", "/pick/supplier?q={supplier}",
			"/pick/case?q={number}"),

		"GET /cases": to(anybody(200), "/cases", "/cases?q={number}"),
		"POST /cases/views": {
			sent("/cases/views", "name=", anybody(422)),
			sent("/cases/views", "do=drop&name={view}", othersOnly(303))},
		"GET /cases/:number":       to(seen(200), atCase, "/cases/{case}"),
		"GET /cases/:number/print": to(seen(200), atCase+"/print"),
		"GET /cases/:number/pdf":   to(seen(503), atCase+"/pdf"),
		"POST /cases/:number/actions": {
			sent(atCase+"/actions", "action=explode", anybody(422)),
			sent(atCase+"/actions", "action=withdraw&comment=x", seenBy(began, 0)),
			sent(atCase+"/actions", "action=cancel&comment=x", seenBy(directs, 0))},
		"POST /cases/:number/tasks/:task": {
			sent(atCase+"/tasks/{task}", "outcome=explode", seenBy(directs, 422)),
			sent(atCase+"/tasks/{task}", "outcome=approve", seenBy(directs, 0)),
			sent(atCase+"/tasks/{task}", "refresh=1", seen(200))},
		"POST /cases/:number/tasks/:task/actions": {
			sent(atCase+"/tasks/{task}/actions", "action=transfer&to=x", seenBy(directs, 422)),
			sent(atCase+"/tasks/{task}/actions", "action=claim", seenBy(directs, 0))},

		"GET /stock":                        to(holders(200, bookish...), "/stock", "/stock?q={item}"),
		"GET /stock/:item/entries":          to(hereTo(200, bookish...), "/stock/{item}/entries"),
		"GET /budgets":                      to(holders(200, heading...), "/budgets", "/budgets?department={department}"),
		"GET /budgets/:id/entries":          to(lineOf(200), "/budgets/{budget}/entries"),
		"GET /quotas":                       to(holders(200, heading...), "/quotas", "/quotas?q={department}"),
		"GET /payables":                     to(holders(200, bookish...), "/payables", "/payables?q={supplier}"),
		"GET /payables/:id/entries":         to(hereTo(200, bookish...), "/payables/{payable}/entries"),
		"GET /payables/suppliers/:supplier": to(hereTo(200, bookish...), "/payables/suppliers/{supplier}"),

		"GET /reports":           to(anybody(200), "/reports"),
		"GET /assets":            to(anybody(200), "/assets", "/assets?q={asset}"),
		"GET /assets/agreement":  to(holders(200, bookish...), "/assets/agreement"),
		"GET /assets/:id":        to(here(200), "/assets/{asset}"),
		"GET /q/:code":           {{path: "/q/{code}", want: scans, open: true}},
		"POST /q/:code":          {{path: "/q/{code}", body: "description=", kind: formKind, want: reportsAs(303), open: true}},
		"GET /rooms":             to(anybody(200), "/rooms", "/rooms?q={room}"),
		"GET /rooms/:id":         to(here(200), "/rooms/{room}"),
		"POST /rooms/:id/label":  {sent("/rooms/{room}/label", "code=none", hereTo(303, labelling...))},
		"POST /assets/:id/label": {sent("/assets/{asset}/label", "code=none", hereTo(303, labelling...))},
		"GET /labels":            to(holders(200, append(bookish, labelling...)...), "/labels", "/labels?of=rooms", "/labels?room={room}"),
		"GET /reported":          to(holders(200, looking...), "/reported"),
		"POST /reported/:id": {sent("/reported/{report}", "do=discard", hereTo(422, looking...)),
			sent("/reported/{report}", "do=accept&process=none", holders(404, looking...))},
		"GET /reported/:id/photos/:n":  to(hereTo(200, looking...), "/reported/{report}/photos/1"),
		"GET /receivables":             to(holders(200, bookish...), "/receivables"),
		"GET /receivables/:id/entries": to(hereTo(200, bookish...), "/receivables/{receivable}/entries"),
		"GET /receivables/:id/bill":    to(billed, "/receivables/{receivable}/bill"),

		"GET /export/assets":                       to(anybody(200), "/export/assets", "/export/assets?q={asset}"),
		"GET /export/cases":                        to(anybody(200), "/export/cases", "/export/cases?q={number}"),
		"GET /export/stock":                        to(holders(200, bookish...), "/export/stock"),
		"GET /export/stock/:id":                    to(hereTo(200, bookish...), "/export/stock/{item}"),
		"GET /export/budgets":                      to(holders(200, heading...), "/export/budgets"),
		"GET /export/budgets/:id":                  to(lineOf(200), "/export/budgets/{budget}"),
		"GET /export/payables":                     to(holders(200, bookish...), "/export/payables"),
		"GET /export/payables/:id":                 to(hereTo(200, bookish...), "/export/payables/{payable}"),
		"GET /export/payables/suppliers/:supplier": to(hereTo(200, bookish...), "/export/payables/suppliers/{supplier}"),
	}
}

// scans is a label's page: of one's own school what may be begun, to nobody the way to sign in.
func scans(a *asker, o *thing) int {
	if status := reportsAs(303)(a, o); status != 422 {
		return status
	}
	return 200
}

func startsCarryOver200(a *asker, o *thing) int {
	if status := startsCarryOver(a, o); status != 422 {
		return status
	}
	return 200
}

// decides: a director's approval would be done; to others the queue says no.
func decides(a *asker, o *thing) int {
	if a.is("director") && a.school == o.school {
		return 0
	}
	return 200
}

// othersOnly is something of one's own that would be taken away; nobody takes another's.
func othersOnly(status int) func(*asker, *thing) int {
	return func(a *asker, o *thing) int {
		if began(a, o) {
			return 0
		}
		return status
	}
}

// adminTrials are the pages of whoever keeps the school's lists.
func adminTrials() map[string][]trial {
	admin := holders(200, "admin")
	sent := func(path, body string, status int) []trial {
		return []trial{{path: path, body: body, kind: formKind, want: holders(status, "admin")}}
	}
	record := func(list, kind, suffix, body string, status int) trial {
		return trial{path: "/admin/lists/" + list + "/{" + kind + "}" + suffix, body: body, kind: formKind,
			want: hereTo(status, "admin")}
	}
	all := map[string][]trial{
		"GET /admin": to(admin, "/admin"), "GET /admin/roles": to(admin, "/admin/roles"),
		"GET /admin/gallery":  to(admin, "/admin/gallery"),
		"POST /admin/gallery": sent("/admin/gallery", "", 303),
		"GET /admin/stuck":    to(admin, "/admin/stuck"),
		"GET /admin/changes":  to(admin, "/admin/changes"), "GET /admin/passwords": to(admin, "/admin/passwords"),
		"GET /admin/lists/:list":  to(admin, "/admin/lists/people", "/admin/lists/rooms?q={room}"),
		"GET /admin/new/:list":    to(admin, "/admin/new/people"),
		"GET /admin/export/:list": to(admin, "/admin/export/people"),
		"GET /admin/import/:list": to(admin, "/admin/import/goods"),
		"GET /admin/lists/:list/:id": to(hereTo(200, "admin"), "/admin/lists/people/{person}", "/admin/lists/rooms/{room}",
			"/admin/lists/suppliers/{supplier}", "/admin/lists/departments/{department}"),
		"POST /admin/lists/:list/:id": {
			record("rooms", "room", "", "name=x", 409), record("people", "person", "", "name=x", 409)},
		"POST /admin/lists/:list/:id/state": {
			record("people", "person", "/state", "do=disable", 0), record("rooms", "room", "/state", "do=disable", 0),
			{path: "/admin/lists/rooms/{room}/state", body: "do=x", kind: formKind, want: holders(422, "admin")}},
		"POST /admin/new/:list":         sent("/admin/new/people", "login=X", 422),
		"POST /admin/import/:list":      sent("/admin/import/rooms", "x=1", 422),
		"POST /admin/calendar":          sent("/admin/calendar", "do=off", 422),
		"POST /admin/passwords":         sent("/admin/passwords", "", 0),
		"POST /admin/passwords/:id":     {{path: "/admin/passwords/{person}", kind: formKind, want: hereTo(0, "admin")}},
		"GET /admin/processes":          to(admin, "/admin/processes"),
		"GET /admin/processes/:id":      to(hereTo(200, "admin"), "/admin/processes/{process}"),
		"GET /admin/processes/:id/run":  to(holders(404, "admin"), "/admin/processes/{process}/run"),
		"POST /admin/processes/:id/run": sent("/admin/processes/{process}/run", "", 404),
		"POST /admin/processes":         sent("/admin/processes", "text=x", 422),
	}
	return all
}

// billed is what somebody owes, on paper: the office prints it, and whoever owes it.
func billed(a *asker, o *thing) int {
	if a.school == o.school && a.login == o.starter {
		return 200
	}
	return hereTo(200, bookish...)(a, o)
}
