package server

import "maps"

// callTrials are the calls of the interface.
func callTrials() map[string][]trial {
	all := map[string][]trial{
		"POST /api/v1/session":   {{path: "/api/v1/session", body: `{}`, want: anybody(400), open: true}},
		"DELETE /api/v1/session": {{path: "/api/v1/session", want: anybody(204), ends: true}},
		"GET /api/openapi.json":  toAll("/api/openapi.json"),
		"GET /api/docs":          toAll("/api/docs"),
		"GET /healthz":           toAll("/healthz"),
		"GET /readyz":            toAll("/readyz"),
		"GET /metrics":           {{path: "/metrics", want: anybody(404), open: true}}, // asked from afar

		"GET /api/v1/me":          to(anybody(200), "/api/v1/me"),
		"GET /api/v1/admin/stuck": to(holders(200, "admin"), "/api/v1/admin/stuck"),
		"PUT /api/v1/me/leave":    {{path: "/api/v1/me/leave", body: `{"from":"soon"}`, want: anybody(422)}},
		"GET /api/v1/notices":     to(anybody(200), "/api/v1/notices"),
		"GET /api/v1/persons":     to(anybody(200), "/api/v1/persons", "/api/v1/persons?q={person}"),
		"GET /api/v1/persons/:id": to(here(200), "/api/v1/persons/{person}"),
		"GET /api/v1/processes":   to(anybody(200), "/api/v1/processes"),
		"GET /api/v1/processes/:id": append(to(here(200), "/api/v1/processes/{process}"),
			to(anybody(200), "/api/v1/processes/purchase")...),
		"PUT /api/v1/persons/:id/leave": {{path: "/api/v1/persons/{person}/leave", body: `{"from":"soon"}`,
			want: hereTo(422, "admin")}},
		"PUT /api/v1/processes/:id": {
			{path: "/api/v1/processes/x", body: "x: 1", kind: yamlKind, want: holders(422, "admin")},
			{path: "/api/v1/processes/{process}", body: "x: 1", kind: yamlKind, want: holders(422, "admin")}},
		"POST /api/v1/processes/:id/run": {{path: "/api/v1/processes/{process}/run", body: `{}`, want: anybody(404)}},
		"POST /api/v1/processes/check": {{path: "/api/v1/processes/check", body: "x: 1", kind: yamlKind,
			want: anybody(422)}},
		"POST /api/v1/files":    {{path: "/api/v1/files", body: `{}`, want: anybody(415)}},
		"GET /api/v1/files/:id": to(seen(200), "/api/v1/files/{file}", "/api/v1/files/{file}?inline=true"),
		"GET /api/v1/events": append(to(anybody(200), "/api/v1/events"),
			to(seen(200), "/api/v1/events?case={case}", "/api/v1/events?case={number}")...),
	}
	maps.Copy(all, caseTrials())
	maps.Copy(all, listTrials())
	return all
}

func caseTrials() map[string][]trial {
	action := func(body string, want func(*asker, *thing) int) trial {
		return trial{path: "/api/v1/cases/{case}/actions", body: body, want: want}
	}
	on := func(body string, want func(*asker, *thing) int) trial {
		return trial{path: "/api/v1/tasks/{task}/actions", body: body, want: want}
	}
	return map[string][]trial{
		"GET /api/v1/cases": to(anybody(200), "/api/v1/cases"),
		"POST /api/v1/cases": {
			{path: "/api/v1/cases", body: `{"process":"{process}"}`, want: here(422)},
			{path: "/api/v1/cases", body: `{"process":"carry_over"}`, want: startsCarryOver}},
		"GET /api/v1/cases/:id":       to(seen(200), "/api/v1/cases/{case}", "/api/v1/cases/{number}"),
		"GET /api/v1/cases/:id/trail": to(seen(200), "/api/v1/cases/{case}/trail"),
		"POST /api/v1/cases/:id/actions": {
			action(`{"action":"explode"}`, anybody(422)),
			action(`{"action":"withdraw","comment":"x"}`, seenBy(began, 0)),
			action(`{"action":"cancel","comment":"x"}`, seenBy(directs, 0)),
			action(`{"action":"copy","to":["{person}x"]}`, seenBy(takesPart, 422)),
		},
		"GET /api/v1/tasks":     to(anybody(200), "/api/v1/tasks"),
		"GET /api/v1/tasks/:id": to(seen(200), "/api/v1/tasks/{task}"),
		"POST /api/v1/tasks/:id": {
			{path: "/api/v1/tasks/{task}", body: `{"outcome":"explode"}`, want: seenBy(directs, 422)},
			{path: "/api/v1/tasks/{task}", body: `{"outcome":"approve","comment":"x"}`, want: seenBy(directs, 0)}},
		"POST /api/v1/tasks/:id/actions": {
			on(`{"action":"transfer","to":"x"}`, seenBy(directs, 422)),
			on(`{"action":"reassign","to":"x"}`, seenBy(directs, 422)),
			on(`{"action":"claim"}`, seenBy(directs, 0)),
			on(`{"action":"send_back","to":"start","resume":"again","comment":"x"}`, seenBy(directs, 0)),
			on(`{"action":"add_signer","person":"x","place":"before"}`, seenBy(directs, 422)),
		},
	}
}

// startsCarryOver: who may begin what only the office begins.
func startsCarryOver(a *asker, _ *thing) int {
	if a.is("accountant") {
		return 422
	}
	return 403
}

func listTrials() map[string][]trial {
	all := map[string][]trial{
		"GET /api/v1/stock": to(holders(200, bookish...), "/api/v1/stock"),
		"GET /api/v1/stock/:item": append(to(hereTo(200, bookish...), "/api/v1/stock/{item}"),
			to(holders(200, bookish...), "/api/v1/stock/g01")...),
		"GET /api/v1/stock/:item/entries":  to(hereTo(200, bookish...), "/api/v1/stock/{item}/entries"),
		"GET /api/v1/budgets":              to(holders(200, append(bookish, "head")...), "/api/v1/budgets"),
		"GET /api/v1/budgets/:id":          to(lineOf(200), "/api/v1/budgets/{budget}"),
		"GET /api/v1/budgets/:id/entries":  to(lineOf(200), "/api/v1/budgets/{budget}/entries"),
		"GET /api/v1/payables":             to(holders(200, bookish...), "/api/v1/payables"),
		"GET /api/v1/payables/:id":         to(hereTo(200, bookish...), "/api/v1/payables/{payable}"),
		"GET /api/v1/payables/:id/entries": to(hereTo(200, bookish...), "/api/v1/payables/{payable}/entries"),

		"GET /api/v1/quotas":     to(holders(200, append(bookish, "head")...), "/api/v1/quotas"),
		"GET /api/v1/quotas/:id": to(lineOf(200), "/api/v1/quotas/{quota}"),

		"GET /api/v1/pupils":     to(anybody(200), "/api/v1/pupils", "/api/v1/pupils?q={pupil}"),
		"GET /api/v1/pupils/:id": to(answeredFor(200), "/api/v1/pupils/{pupil}"),

		"GET /api/v1/assets":             to(anybody(200), "/api/v1/assets", "/api/v1/assets?q={asset}"),
		"GET /api/v1/assets/:id":         to(here(200), "/api/v1/assets/{asset}"),
		"GET /api/v1/assets/:id/entries": to(here(200), "/api/v1/assets/{asset}/entries"),
		"POST /api/v1/assets/:id/label": {{path: "/api/v1/assets/{asset}/label", body: `{"code":"none"}`,
			want: hereTo(409, labelling...)}},
		"POST /api/v1/rooms/:id/label": {{path: "/api/v1/rooms/{room}/label", body: `{"code":"none"}`,
			want: hereTo(409, labelling...)}},
		"POST /api/v1/reports": {{path: "/api/v1/reports", body: `{"code":"{code}","description":""}`, want: reportsAs(401),
			open: true}},
		"GET /api/v1/reports":               to(holders(200, looking...), "/api/v1/reports"),
		"GET /api/v1/reports/:id":           to(hereTo(200, looking...), "/api/v1/reports/{report}"),
		"GET /api/v1/reports/:id/photos/:n": to(hereTo(200, looking...), "/api/v1/reports/{report}/photos/1"),
		"POST /api/v1/reports/:id/discard": {{path: "/api/v1/reports/{report}/discard", body: `{"reason":" "}`,
			want: holders(422, looking...)}},
		"GET /api/v1/receivables":             to(holders(200, bookish...), "/api/v1/receivables"),
		"GET /api/v1/receivables/:id":         to(hereTo(200, bookish...), "/api/v1/receivables/{receivable}"),
		"GET /api/v1/receivables/:id/entries": to(hereTo(200, bookish...), "/api/v1/receivables/{receivable}/entries"),
	}
	for plural, one := range map[string]string{
		"suppliers": "supplier", "items": "item", "rooms": "room", "departments": "department", "subjects": "subject",
		"categories": "category", "prices": "price",
	} {
		all["GET /api/v1/"+plural] = to(anybody(200), "/api/v1/"+plural, "/api/v1/"+plural+"?q={"+one+"}")
		all["GET /api/v1/"+plural+"/:id"] = to(here(200), "/api/v1/"+plural+"/{"+one+"}")
	}
	return all
}

// looking are the roles that look at what was reported by labels.
var looking = []string{"director", "deputy_director"}

// labelling are the roles that print labels and have new ones made.
var labelling = []string{"director", "deputy_director", "storekeeper"}

// reportsAs is a label's: whoever is signed in may report by one of their school's, and finds none of another's; nobody
// may where the school does not allow it.
func reportsAs(closed int) func(*asker, *thing) int {
	return func(a *asker, o *thing) int {
		switch {
		case o.absent():
			return 404
		case a.out:
			return closed
		}
		return here(422)(a, o)
	}
}

// to is the same answer from several addresses.
func to(want func(*asker, *thing) int, paths ...string) []trial {
	list := make([]trial, len(paths))
	for i, path := range paths {
		list[i] = trial{path: path, want: want}
	}
	return list
}

// toAll is open to the world.
func toAll(path string) []trial { return []trial{{path: path, want: anybody(200), open: true}} }
