package cases_test

import (
	"context"
	"slices"
	"testing"

	"zongwu/cases"
	"zongwu/processes"
)

func TestAPreviewSaysWhatWouldHappenAndLeavesNothing(t *testing.T) {
	s := newStage(t)
	preview := func(r cases.Request) *cases.Preview {
		t.Helper()
		r.School = s.school
		p, err := s.service.Preview(context.Background(), r, "zh-CN")
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	start := func(person, data string) cases.Request {
		return cases.Request{Process: "purchase", Action: processes.Action{
			Kind: processes.DoStart, Actor: person, Data: js(data)}}
	}
	p := preview(start("head2", `{"subject":"30218","reason":"材料","lines":[{"item":"g02","qty":"16","price":10000}]}`))
	if p.Refusal != nil || len(p.Next) != 1 || p.Next[0].Step != "review" || p.Names["director"] != "刘志强" {
		t.Errorf("preview of a start: %+v", p)
	}
	if len(p.Warnings) != 1 || p.Warnings[0].Pointer != "/total" {
		t.Errorf("warnings %+v", p.Warnings)
	}
	if p := preview(start("head", `{"subject":"30201"}`)); p.Refusal == nil || len(p.Refusal.Failures) != 2 {
		t.Errorf("preview of a wrong start: %+v", p)
	}
	s.equal("cases", s.number(`SELECT count(*) FROM cases`), 0)
	r := s.start("head", chalk)
	p = preview(cases.Request{Case: r.id, Action: processes.Action{
		Kind: processes.DoSubmit, Actor: "director", Task: r.task("review").ID, Outcome: "approve"}})
	if p.Refusal != nil || len(p.Next) != 1 || !slices.Equal(p.Next[0].Persons, []string{"buyer", "buyer2"}) {
		t.Errorf("preview of the approval: %+v", p)
	}
	r.stands(processes.Open, "review")
	s.equal("reserved", s.reserved("jwc", "30201"), 0)
}

func TestWhatATaskOffersBesideItsOutcomes(t *testing.T) {
	s := newStage(t)
	r := s.start("head", chalk)
	r.do("director", "review", "approve", "")
	page := func(person string) *cases.TaskPage {
		t.Helper()
		p, err := s.service.TaskForm(context.Background(), s.school, cases.Viewer{Person: person}, r.task("buy").ID,
			cases.FormInput{Outcome: "done"})
		if err != nil {
			t.Fatal(err)
		}
		if p.Form == nil || len(p.View.Fields) == 0 || p.Data.Rows("lines") == nil {
			t.Errorf("the order's page %+v", p)
		}
		return p.Task
	}
	mine := page("buyer")
	if !slices.Equal(mine.Actions, []string{"claim", "transfer", "add_signer", "send_back"}) {
		t.Errorf("the buyer may %v", mine.Actions)
	}
	if !slices.Equal(mine.TransferTo, []cases.PersonName{{ID: "buyer2", Name: "孙丽娟"}}) {
		t.Errorf("the order can be handed to %v", mine.TransferTo)
	}
	if got := mine.BackTo; len(got) != 2 || got[0].ID != "review" || got[1].ID != "start" {
		t.Errorf("it can be sent back to %v", got)
	}
	if got := page("head").Actions; len(got) != 0 {
		t.Errorf("the starter may %v", got)
	}
	if got := page("director").Actions; !slices.Equal(got, []string{"reassign"}) {
		t.Errorf("the director may %v", got)
	}
	signed, err := s.service.Signed(context.Background(), s.school, cases.Viewer{Person: "head"}, r.number)
	filledIn := slices.DeleteFunc(signed, func(one cases.Signed) bool { return one.View == nil })
	if err != nil || len(filledIn) != 1 || filledIn[0].Step != "start" || len(filledIn[0].View.Fields) == 0 {
		t.Errorf("what was filled in %+v %v", filledIn, err)
	}
	start, err := s.service.StartForm(context.Background(), s.school, cases.Viewer{Person: "head"}, "purchase",
		cases.FormInput{})
	if err != nil || start.Form == nil || len(start.View.Fields) == 0 {
		t.Errorf("start form %+v %v", start, err)
	}
}
