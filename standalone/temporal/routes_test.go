package temporal_test

import (
	"time"

	"zongwu/processes"
)

// move is one thing that happens to a case: somebody takes an outcome of a step, or does something else with its task
// or the case; of the engine's own kinds (a clock, another case's end) it is waited for.
type move struct {
	kind              processes.Kind // "" takes an outcome
	by, at, out, data string         // at is "step", "step@branch", "" for the case; "child:step" of the case it began
	to, resume, place string         // of a restaffing, `by` goes on leave with `to` for a deputy, or comes back
}

// route is the life of a case.
type route struct {
	process, by, data string
	ago               time.Duration // how long ago it began: its first clocks are overdue
	moves             []move
	end               processes.Status
}

const (
	fortnight = 14 * 24 * time.Hour

	chalk   = `{"subject":"30201","reason":"粉笔","lines":[{"item":"g02","qty":"100","price":350}]}`
	copier  = `{"subject":"30201","reason":"复印纸","lines":[{"item":"g01","qty":"80","price":2250}]}`
	paper   = `{"subject":"30201","reason":"复印纸","lines":[{"item":"g01","qty":"100","price":2250}]}`
	boxes   = `{"subject":"30201","reason":"复印纸","lines":[{"item":"g01","qty":"300","price":2250}]}`
	rice    = `{"subject":"CT01","reason":"大米","lines":[{"item":"g22","qty":"100","price":520}]}`
	mixed   = `{"subject":"CT01","reason":"杂项","lines":[{"item":"g22","qty":"10","price":520},{"item":"g02","qty":"10","price":350},{"item":"v01","qty":"1","price":38000}]}`
	again   = `{"subject":"30201","reason":"粉笔","lines":[{"id":"1","item":"g02","qty":"100","price":350}]}`
	urgent  = `{"subject":"30201","reason":"粉笔","urgent":true,"lines":[{"item":"g02","qty":"100","price":350}]}`
	takeAll = `{"lines":[{"line":"1","accepted":"100"}]}`
	lot     = `{"lines":[{"line":"1","accepted":"100","lot":"L1","expires":"2099-01-01","proof":"f1"}]}`
	quoted  = `{"quotes":[{"supplier":"s1","amount":200000},{"supplier":"s5","amount":210000},{"supplier":"s6","amount":220000}],"choice":"s1"}`
)

func order(supplier, qty, price string) string {
	return `{"supplier":"` + supplier + `","lines":[{"line":"1","qty":"` + qty + `","price":` + price + `}]}`
}

// The moves many purchases share.
func review() move { return move{by: "director", at: "review", out: "approve"} }
func permit() move { return move{by: "principal", at: "permit", out: "approve"} }
func ordered() move {
	return move{by: "buyer", at: "buy", out: "done", data: order("s6", "100", "350")}
}
func accept() move { return move{by: "storekeeper", at: "accept", out: "accept", data: takeAll} }

// purchases are the lives of purchases, by name.
func purchases() map[string]route {
	all := map[string]route{
		"small": {data: chalk, moves: []move{review(), ordered(), accept()}},
		"quotes": {data: paper, moves: []move{
			review(), {by: "buyer", at: "quote", out: "done", data: quoted}, permit(),
			{by: "buyer", at: "buy", out: "done", data: order("s1", "100", "2000")}, accept(),
		}},
		"minutes": {data: boxes, moves: []move{
			review(), {by: "buyer", at: "quote", out: "contract", data: `{"contract":"s1"}`},
			{by: "director", at: "minutes", out: "done", data: `{"file":"f1"}`}, permit(),
			{by: "buyer", at: "buy", out: "done", data: order("s1", "300", "2250")},
			{by: "storekeeper", at: "accept", out: "accept", data: `{"lines":[{"line":"1","accepted":"300"}]}`},
		}},
		"food": {by: "canteen", data: rice, moves: []move{
			review(), {by: "buyer", at: "buy", out: "done", data: order("s6", "100", "520")},
			{by: "buyer2", at: "buy_second", out: "sign"},
			{by: "storekeeper2", at: "accept", out: "accept", data: lot},
			{by: "storekeeper", at: "accept_second", out: "object"},
			{by: "storekeeper2", at: "accept", out: "accept", data: lot},
			{by: "storekeeper", at: "accept_second", out: "sign"},
		}},
		"stores": {by: "canteen", data: mixed, moves: []move{
			review(), {by: "buyer", at: "buy", out: "done", data: `{"supplier":"s6","lines":[{"line":"1","qty":"10","price":520},
				{"line":"2","qty":"10","price":350},{"line":"3","qty":"1","price":38000}]}`},
			{by: "buyer2", at: "buy_second", out: "sign"},
			{by: "storekeeper", at: "accept@general", out: "accept", data: `{"lines":[{"line":"2","accepted":"10"}]}`},
			{by: "canteen", at: "accept_service", out: "accept", data: `{"lines":[{"line":"3","accepted":"1"}]}`},
			{by: "storekeeper2", at: "accept@canteen", out: "accept", data: `{"lines":[{"line":"1","accepted":"10","lot":"L9",
				"expires":"2099-01-01","proof":"f1"}]}`},
			{by: "liangw", at: "accept_second", out: "sign"},
		}},
		"parts": {data: chalk, moves: []move{
			review(), ordered(),
			{by: "storekeeper", at: "accept", out: "part", data: `{"lines":[{"line":"1","accepted":"40"}]}`},
			{by: "storekeeper", at: "accept", out: "refuse", data: `{"lines":[{"line":"1","accepted":"0","refused":"60","reason":"受潮"}]}`},
			{by: "buyer", at: "more", out: "again", data: `{}`},
			{by: "liangw", at: "accept", out: "part", data: `{"lines":[{"line":"1","accepted":"20"}]}`},
			{by: "buyer", at: "more", out: "close", data: `{"reason":"缺货"}`},
		}},
		"nothing": {data: chalk, end: processes.Cancelled, moves: []move{
			review(), ordered(),
			{by: "storekeeper", at: "accept", out: "refuse", data: `{"lines":[{"line":"1","accepted":"0","refused":"100","reason":"假货"}]}`},
			{by: "buyer", at: "more", out: "close", data: `{"reason":"不再采购"}`},
		}},
		"rejected": {data: chalk, end: processes.Rejected, moves: []move{{by: "director", at: "review", out: "reject"}}},
		"not-permitted": {data: copier, end: processes.Rejected, moves: []move{
			review(), {by: "principal", at: "permit", out: "reject"},
		}},
		"urgent-refused": {data: urgent, moves: []move{
			ordered(), accept(), {by: "director", at: "review", out: "reject"},
			{by: "director", at: "unapproved", out: "again", data: `{"reason":"当天要用"}`}, review(),
		}},
		"overdue": {data: chalk, ago: fortnight, moves: []move{{kind: processes.DoClock}, review(), ordered(), accept()}},
	}
	for name, r := range handled() {
		all[name] = r
	}
	for name, r := range all {
		r.process = "purchase"
		if r.by == "" {
			r.by = "head"
		}
		all[name] = r
	}
	return all
}

// handled are purchases that people take other ways than the definition's.
func handled() map[string]route {
	back := func(by, at, to, resume string) move {
		return move{kind: processes.DoSendBack, by: by, at: at, to: to, resume: resume}
	}
	return map[string]route{
		"withdrawn": {data: chalk, end: processes.Withdrawn, moves: []move{
			review(), {kind: processes.DoWithdraw, by: "head"},
		}},
		"cancelled": {data: chalk, end: processes.Cancelled, moves: []move{
			review(), ordered(), {kind: processes.DoCancel, by: "director"},
		}},
		"back-again": {data: copier, moves: []move{
			review(), permit(), back("buyer", "buy", "review", "again"), review(), permit(),
			{by: "buyer", at: "buy", out: "done", data: order("s6", "80", "2250")},
			{by: "storekeeper", at: "accept", out: "accept", data: `{"lines":[{"line":"1","accepted":"80"}]}`},
		}},
		"back-here": {data: copier, moves: []move{
			review(), permit(), back("buyer", "buy", "review", "here"), review(),
			{by: "buyer", at: "buy", out: "done", data: order("s6", "80", "2250")},
			{by: "storekeeper", at: "accept", out: "accept", data: `{"lines":[{"line":"1","accepted":"80"}]}`},
		}},
		"back-to-start": {data: chalk, moves: []move{
			review(), back("buyer", "buy", "start", "again"), {by: "head", at: "start", out: "submit", data: again},
			review(), ordered(), accept(),
		}},
		"handed": {data: chalk, moves: []move{
			{kind: processes.DoUrge, by: "head"}, {kind: processes.DoComment, by: "head"}, review(),
			{kind: processes.DoClaim, by: "buyer", at: "buy"}, {kind: processes.DoRelease, by: "buyer", at: "buy"},
			{kind: processes.DoTransfer, by: "buyer", at: "buy", to: "buyer2"},
			{kind: processes.DoReassign, by: "director", at: "buy", to: "buyer"}, ordered(), accept(),
		}},
		"signers": {data: chalk, moves: []move{
			{kind: processes.DoAddSigner, by: "director", at: "review", to: "cashier", place: processes.PlaceBefore},
			{kind: processes.DoRestaff, by: "cashier", to: "teacher"}, {by: "teacher", at: "review", out: "approve"},
			{kind: processes.DoAddSigner, by: "director", at: "review", to: "cashier", place: processes.PlaceAfter},
			review(), {kind: processes.DoRestaff, by: "cashier"}, {by: "cashier", at: "review", out: "approve"},
			{kind: processes.DoCopy, by: "director", to: "auditor"}, ordered(), accept(),
		}},
	}
}

// outings are the lives of a process with the kinds of step a purchase lacks, by name.
func outings() map[string]route {
	const (
		near = `{"what":"参观","day":"2026-01-05","groups":[{"name":"1"},{"name":"2"}]}`
		far  = `{"what":"春游","far":true,"groups":[{"name":"1"}]}`
		wait = `{"what":"参观","day":"2099-01-05","groups":[{"name":"1"}]}`
		roll = `{"lines":[{"line":"1","came":"40"}]}`
	)
	safety := move{by: "director", at: "safety", out: "approve"}
	money := move{by: "accountant", at: "money", out: "approve"}
	first := move{by: "teacher", at: "roll@1", out: "done", data: roll}
	home := move{by: "head", at: "home", out: "sign"}
	clock := move{kind: processes.DoClock}
	all := map[string]route{
		"near": {data: near, moves: []move{
			safety, money, clock, first, {by: "teacher", at: "roll@2", out: "done", data: `{"lines":[{"line":"2","came":"39"}]}`}, home,
		}},
		"far": {data: far, moves: []move{
			safety, money, {by: "director", at: "child:look", out: "approve"}, {kind: processes.DoEnded}, first, home,
		}},
		"no-bus": {data: far, moves: []move{
			safety, money, {by: "director", at: "child:look", out: "reject"}, {kind: processes.DoEnded}, first, home,
		}},
		// The director's silence agrees; the accountant is reminded, and then the principal may do it too.
		"silence": {data: near, ago: fortnight, moves: []move{
			clock, clock, clock, {by: "principal", at: "money", out: "approve"}, clock,
			{by: "teacher", at: "roll@2", out: "done", data: `{"lines":[{"line":"2","came":"39"}]}`}, first, home,
		}},
		"too-dear": {data: far, end: processes.Rejected, moves: []move{safety, {by: "accountant", at: "money", out: "reject"}}},
		"called-off": {data: wait, end: processes.Withdrawn, moves: []move{
			safety, money, {kind: processes.DoWithdraw, by: "head"},
		}},
	}
	for name, r := range all {
		r.process, r.by = "outing", "head"
		all[name] = r
	}
	return all
}

// routes are all of them, by the names their histories bear.
func routes() map[string]route {
	all := map[string]route{}
	for name, r := range purchases() {
		all["purchase-"+name] = r
	}
	for name, r := range outings() {
		all["outing-"+name] = r
	}
	for name, r := range all {
		if r.end == "" {
			r.end = processes.Done
		}
		all[name] = r
	}
	return all
}
