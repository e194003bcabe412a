package server

import (
	"net/http"
	"testing"
)

// TestHandedOverOnceItIsBack: the keeper is told at handing over, and not the borrower at signing, that somebody else has
// the thing still, or that it is in repair; once it is there it is handed over, or the case goes back for another one.
func TestHandedOverOnceItIsBack(t *testing.T) {
	o := newBureau(t)
	first := o.lends("head", projector)
	next := o.begins("head2", "loan", wish(3, 4))
	o.does("principal", next.Number, "permit approve", nil)
	hand := func(reason string) {
		t.Helper()
		o.refusedStep("storekeeper", next.Number, "hand_over done", object{"condition": "完好"}, 422, reason)
	}
	hand("rule /condition")
	page := func(has ...string) {
		t.Helper()
		o.check(t, scenario{name: "page", as: "storekeeper", url: "/cases/" + next.Number,
			status: http.StatusOK, has: has})
	}
	page("现借给", first.Number)
	o.check(t, scenario{name: "sent", as: "storekeeper", method: post, status: http.StatusUnprocessableEntity,
		url:    "/cases/" + next.Number + "/tasks/" + o.taskOf(next.Number, "hand_over"),
		header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
		body:   "outcome=done&condition=ok", has: []string{"还没有归还。请等归还以后再交出"}})

	o.does("head", first.Number, "give_back done", nil)
	o.does("storekeeper", first.Number, "inspect damaged", object{"condition": "镜头裂了"})
	hand("rule /condition") // it is back, and in repair
	o.check(t, scenario{name: "ahead", as: "head", method: post, url: "/new/loan", status: http.StatusOK,
		header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
		body:   "refresh=1&asset=" + projector + "&from=" + dayIn(8) + "&until=" + dayIn(9),
		has:    []string{"它正在维修或查找，到时还没有办完的借不到"}})
	o.send("storekeeper", "/api/v1/tasks/"+o.taskOf(next.Number, "hand_over")+"/actions",
		object{"action": "send_back", "to": "start", "resume": "again", "comment": "请另选一台"}, http.StatusOK)

	o.lot("ZC-2026-0002", 1, 300000)
	other := wish(0, 4)
	other["asset"] = "ZC-2026-0002"
	o.does("head2", next.Number, "start submit", other)
	o.does("principal", next.Number, "permit approve", nil)
	handed := o.does("storekeeper", next.Number, "hand_over done", object{"condition": "完好"})
	o.does("head2", handed.Number, "receive sign", nil)
	o.wantCard("ZC-2026-0002", object{"state": "lent", "lent_to": "head2"})
	o.booksAgree()
}

// TestExtendedBeyondTheDayItIsDue: an extension is for later, and lists call the loan by the day it is due now.
func TestExtendedBeyondTheDayItIsDue(t *testing.T) {
	o := newBureau(t)
	c := o.begins("head", "loan", wish(0, 5))
	o.does("principal", c.Number, "permit approve", nil)
	o.does("storekeeper", c.Number, "hand_over done", object{"condition": "完好"})
	o.does("head", c.Number, "receive sign", nil)
	title := func(wanted int) {
		t.Helper()
		o.check(t, scenario{name: "list", as: "head", url: "/cases?process=loan", status: http.StatusOK,
			has: []string{" · " + dayIn(wanted) + " · 家长会"}})
	}
	title(5)
	extend := func(days int) object { return object{"until": dayIn(days)} }
	for _, sooner := range []int{0, 4, 5} {
		o.refusedStep("head", c.Number, "give_back extend", extend(sooner), 422, "rule /until")
	}
	o.does("head", c.Number, "give_back extend", extend(8))
	title(8)
	o.refusedStep("head", c.Number, "give_back extend", extend(7), 422, "rule /until")
	o.does("head", c.Number, "give_back extend", extend(9))
	title(9)
	o.wantCard(projector, object{"state": "lent", "due": dayIn(9)})
	o.does("head", c.Number, "give_back done", nil)
	title(9)
	o.wantCard(projector, object{"state": "lent", "due": dayIn(9)})
	o.does("storekeeper", c.Number, "inspect intact", object{"condition": "完好"})
	title(9)
	o.booksAgree()
}

// TestReservedAndGone: a thing that is lost is so, whoever has reserved it; they are told at handing over, and go back for
// another one or give it up.
func TestReservedAndGone(t *testing.T) {
	o := newBureau(t)
	first, second := o.begins("head", "loan", wish(3, 4)), o.begins("head2", "loan", wish(6, 7))
	lost := o.reports(projector)
	o.does("director", lost.Number, "establish done", nobodyFound("lost"))
	o.wantCard(projector, object{"state": "written_off"})
	for _, c := range []purchased{first, second} {
		o.does("principal", c.Number, "permit approve", nil)
		o.refusedStep("storekeeper", c.Number, "hand_over done", object{"condition": "完好"}, 422, "rule /condition")
	}
	o.check(t, scenario{name: "sent", as: "storekeeper", method: post, status: http.StatusUnprocessableEntity,
		url:    "/cases/" + first.Number + "/tasks/" + o.taskOf(first.Number, "hand_over"),
		header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
		body:   "outcome=done&condition=ok", has: []string{"已经核销，请退回借用人另选一件"}})
	o.booksAgree()
	o.send("storekeeper", "/api/v1/tasks/"+o.taskOf(first.Number, "hand_over")+"/actions",
		object{"action": "send_back", "to": "start", "resume": "again", "comment": "请另选一台"}, http.StatusOK)
	o.lot("ZC-2026-0002", 1, 300000)
	other := wish(3, 4)
	o.refusedStep("head", first.Number, "start submit", other, 422, "rule /asset")
	other["asset"] = "ZC-2026-0002"
	o.does("head", first.Number, "start submit", other)
	o.send("head2", "/api/v1/cases/"+second.Number+"/actions", object{"action": "withdraw", "comment": "不用了"}, 200)
	o.wantCard(projector, object{"state": "written_off"})
	o.booksAgree()
}

// TestReservedAndWrittenOff: a thing beyond use is disposed of although somebody has reserved it; one that is lent is not.
func TestReservedAndWrittenOff(t *testing.T) {
	o := newBureau(t)
	o.begins("head", "loan", wish(3, 4))
	off := o.begins("storekeeper", "writeoff", object{"asset": projector, "reason": "灯泡停产"})
	o.does("repairer", off.Number, "appraise done", object{"finding": "修不好"})
	o.does("director", off.Number, "approve approve", nil)
	off = o.does("storekeeper", off.Number, "dispose done", object{"how": "scrapped", "proceeds": 0})
	if off.State != "done" {
		t.Errorf("it is %s with %q open", off.State, off.steps())
	}
	o.wantCard(projector, object{"state": "written_off"})
	o.booksAgree()
}
