package cases_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
)

// roles gives somebody exactly these roles from now on.
func (s *stage) roles(person string, roles ...string) {
	s.Helper()
	s.db.In(s, s.school, func(ctx context.Context, tx *store.Tx) error { return tx.SetRoles(ctx, person, roles, nil) })
}

func TestWhoAskedNeverApprovesNorAccepts(t *testing.T) {
	s := newStage(t)
	r := s.start("director", strings.Replace(chalk, "g02", "g02", 1))
	r.stands(processes.Open, "permit") // the director's own goes past the review to the principal, whatever its amount
	r.do("principal", "permit", "approve", "")
	own := s.start("principal", chalk)
	if got := own.task("permit").Persons; len(got) != 1 || got[0] != "deputy" {
		t.Errorf("the principal's own is permitted by %v", got)
	}
	mine := s.start("storekeeper", chalk)
	mine.do("director", "review", "approve", "")
	mine.do("buyer", "buy", "done", order("s6", ordered("1", "100", 350)))
	if got := mine.task("accept").Persons; len(got) != 1 || got[0] != "liangw" {
		t.Errorf("what the storekeeper asked for is accepted by %v", got)
	}
	s.refuses(mine.try("storekeeper", "accept", "accept", takeAll), processes.Duty, "")
	s.refuses(mine.try("buyer", "accept", "accept", takeAll), processes.NotYours, "")
}

func TestWhoeverBoughtDoesNotAccept(t *testing.T) {
	s := newStage(t)
	s.roles("liangw", "buyer", "storekeeper")
	r := s.start("head", chalk)
	r.do("director", "review", "approve", "")
	r.do("liangw", "buy", "done", order("s6", ordered("1", "100", 350)))
	s.refuses(r.try("liangw", "accept", "accept", takeAll), processes.Duty, "")
	r.do("storekeeper", "accept", "accept", takeAll)
	r.stands(processes.Done)
}

func TestOverBudgetIsRefusedAtTheApproval(t *testing.T) {
	s := newStage(t)
	r := s.start("head2", `{"subject":"30218","reason":"材料","lines":[{"item":"g02","qty":"16","price":10000}]}`)
	if warnings := r.view("head2").Warnings; len(warnings) != 1 || warnings[0].Pointer != "/total" {
		t.Errorf("the request warns of %+v", warnings)
	}
	r.do("director", "review", "approve", "")
	s.refuses(r.try("principal", "permit", "approve", ""), processes.Invalid, "budget /total")
	r.stands(processes.Open, "permit")
	s.equal("transitions", s.number(`SELECT count(*) FROM transitions WHERE case_id = $1`, r.id), 2)
	r.do("principal", "permit", "reject", "")
	s.equal("reserved", s.reserved("dyc", "30218"), 0)
}

func TestAnOrderBeyondWhatWasApproved(t *testing.T) {
	s := newStage(t)
	r := s.start("head", chalk)
	r.do("director", "review", "approve", "")
	s.refuses(r.try("buyer", "buy", "done", order("s6", ordered("1", "100", 35000))), processes.Invalid, "budget /total")
	s.refuses(r.try("buyer", "buy", "done", order("s6", ordered("2", "100", 350))), processes.Invalid,
		"rows /lines/0/line")
	s.refuses(r.try("buyer", "buy", "done", order("nosuch", ordered("1", "100", 350))), processes.Invalid,
		"reference /supplier")
	r.stands(processes.Open, "buy")
	s.equal("reserved as asked", s.reserved("jwc", "30201"), 35000)
	r.do("buyer", "buy", "done", order("s6", ordered("1", "100", 378)))
	r.stands(processes.Open, "review")
	s.equal("reserved as ordered", s.reserved("jwc", "30201"), 37800)
	r.do("director", "review", "reject", "")
	r.stands(processes.Open, "buy")
	s.equal("reserved as asked once more", s.reserved("jwc", "30201"), 35000)
}

func TestAcceptancesThatContradictThemselves(t *testing.T) {
	s := newStage(t)
	r := s.toAccept()
	line := func(fields string) string { return `{"lines":[{"line":"1",` + fields + `}]}` }
	for _, c := range []struct{ outcome, data, failure string }{
		{"accept", line(`"accepted":"99"`), "rule /lines/0/accepted"},
		{"accept", line(`"accepted":"101"`), "rule /lines/0/accepted"},
		{"accept", `{"lines":[]}`, "min /lines"},
		{"part", line(`"accepted":"100"`), "rule /lines"},
		{"part", line(`"accepted":"0"`), "rule /lines"},
		{"part", line(`"accepted":"60","refused":"50","reason":"x"`), "rule /lines/0/refused"},
		{"part", line(`"accepted":"60","refused":"10"`), "required /lines/0/reason"},
		{"part", line(`"accepted":"-1"`), "min /lines/0/accepted"},
		{"part", line(`"accepted":"1.0001"`), "scale /lines/0/accepted"},
		{"part", line(`"accepted":1`), "type /lines/0/accepted"},
		{"refuse", line(`"accepted":"1","refused":"99","reason":"x"`), "rule /lines/0/accepted"},
		{"refuse", line(`"accepted":"0"`), "rule /lines"},
		{"sell", line(`"accepted":"100"`), "choice /outcome"},
	} {
		s.refuses(r.try("storekeeper", "accept", c.outcome, c.data), processes.Invalid, c.failure)
	}
	r.stands(processes.Open, "accept@general")
	s.equal("transitions", s.number(`SELECT count(*) FROM transitions WHERE case_id = $1`, r.id), 3)
}

func TestSentBackThroughTheStepsAgain(t *testing.T) {
	s := newStage(t)
	r := s.start("head", copier)
	r.do("director", "review", "approve", "")
	r.sendBack("principal", "permit", "start", "again")
	r.stands(processes.Open, "start")
	if got := r.task("start").Data.Text("reason"); got != "复印纸" {
		t.Errorf("the start opens with reason %q", got)
	}
	s.refuses(r.try("director", "start", "submit", copier), processes.NotYours, "")
	r.do("head", "start", "submit", paper("60"))
	r.stands(processes.Open, "review")
	if got := r.view("head").Title; !strings.Contains(got, "1,350.00") {
		t.Errorf("the summary after the second submission is %q", got)
	}
	r.do("director", "review", "approve", "")
	r.do("principal", "permit", "approve", "")
	s.equal("reserved", s.reserved("jwc", "30201"), 135000)
	r.sendBack("buyer", "buy", "start", "again")
	s.equal("reserved after it was sent back", s.reserved("jwc", "30201"), 0)
}

func TestSentBackStraightToMe(t *testing.T) {
	s := newStage(t)
	r := s.start("head", copier)
	r.do("director", "review", "approve", "")
	r.sendBack("principal", "permit", "start", "here")
	r.do("head", "start", "submit", copier)
	r.stands(processes.Open, "permit")
	r.do("principal", "permit", "approve", "")
	r.stands(processes.Open, "buy")
}

func (r *run) sendBack(person, from, to, resume string) {
	r.Helper()
	_, err := r.act(processes.Action{
		Kind: processes.DoSendBack, Actor: person, Task: r.task(from).ID, To: to, Resume: resume, Comment: "请补充说明",
	})
	if err != nil {
		r.Fatalf("send %s back to %s: %v %s", from, to, err, failuresOf(err))
	}
}

func TestTextThatCannotBeKept(t *testing.T) {
	s := newStage(t)
	r := s.start("head", chalk)
	for comment, failure := range map[string]string{
		"a\x00b": "nul /comment", "a\xffb": "type /comment", strings.Repeat("长", 2001): "max /comment",
	} {
		_, err := r.act(processes.Action{Kind: processes.DoComment, Actor: "head", Comment: comment})
		s.refuses(err, processes.Invalid, failure)
	}
	for _, id := range []string{"no such", "a\x00b", "\xff", ""} {
		_, err := s.service.Act(context.Background(), cases.Request{
			School: s.school, Case: id, Action: processes.Action{Kind: processes.DoComment, Actor: "head", Comment: "x"},
		})
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("case %q: %v", id, err)
		}
	}
	for _, a := range []processes.Action{
		{Kind: processes.DoClock, Actor: "head", Clock: "due/x"}, {Kind: processes.DoComment, Comment: "nobody"},
	} {
		_, err := r.act(a)
		s.refuses(err, processes.NotYours, "")
	}
}
