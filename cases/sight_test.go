package cases_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

func TestWhoSeesACase(t *testing.T) {
	s := newStage(t)
	r := s.start("head", chalk)
	r.do("director", "review", "approve", "")
	for person, want := range map[string]bool{
		"head": true, "director": true, "principal": true, "accountant": true, "auditor": true, "admin": true,
		"buyer": true, "buyer2": true, // may act on it
		"head2": false, "teacher": false, "storekeeper": false, "cashier": false, "deputy": false, "nobody": false,
		"head@second": false, "principal@second": false,
	} {
		seen, err := s.service.Visible(context.Background(), s.school, person, r.number)
		if err != nil || seen != want {
			t.Errorf("%s sees it: %t (%v), want %t", person, seen, err, want)
		}
		_, err = r.act(processes.Action{Kind: processes.DoComment, Actor: person, Comment: "看看"})
		if want != (err == nil) || !want && !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a comment of %s: %v", person, err)
		}
		page, err := s.service.Cases(context.Background(), s.school, cases.Viewer{Person: person}, cases.CaseQuery{})
		if listed := err == nil && len(page.Items) == 1; listed != want {
			t.Errorf("%s finds it listed: %t (%v), want %t", person, listed, err, want)
		}
	}
	r.do("buyer", "buy", "done", order("s6", ordered("1", "100", 350)))
	for person, want := range map[string]bool{"buyer": true, "storekeeper": true} {
		if seen, err := s.service.Visible(context.Background(), s.school, person, r.id); err != nil || seen != want {
			t.Errorf("after the order %s sees it: %t (%v), want %t", person, seen, err, want)
		}
	}
	_, err := s.service.Case(context.Background(), "second", cases.Viewer{Person: "principal@second"}, r.number)
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the other school reads it: %v", err)
	}
}

func TestWhatTheViewHolds(t *testing.T) {
	s := newStage(t)
	r := s.start("head", chalk)
	v := r.view("head")
	if v.Number != r.number || v.Starter != "head" || v.State != processes.Open || v.Title != "350.00元 · 开学用粉笔" {
		t.Errorf("view %+v", v)
	}
	if !slices.Equal(v.Actions, []string{"withdraw", "urge", "comment", "copy"}) {
		t.Errorf("the starter may %v", v.Actions)
	}
	if got := r.view("director").Actions; !slices.Equal(got, []string{"cancel", "urge", "comment", "copy"}) {
		t.Errorf("the director may %v", got)
	}
	if got := r.view("accountant").Actions; !slices.Equal(got, []string{"comment"}) {
		t.Errorf("the accountant may %v", got)
	}
	if len(v.History) != 1 || v.History[0].Step != "start" || v.History[0].Outcome != "submit" {
		t.Errorf("history %+v", v.History)
	}
	task := v.Open[0]
	if task.Title != "总务主任审核" || task.DueAt == nil || task.Case != r.id || len(task.Outcomes) != 2 {
		t.Errorf("task %+v", task)
	}
}

func TestTheQueue(t *testing.T) {
	s := newStage(t)
	r := s.toAccept()
	s.start("head2", `{"subject":"30218","reason":"另一单","lines":[{"item":"g02","qty":"1","price":350}]}`)
	queue := func(person, q string) *cases.Page[cases.TaskView] {
		page, err := s.service.Tasks(context.Background(), s.school, cases.Viewer{Person: person, Lang: "en"},
			cases.TaskQuery{Q: q})
		if err != nil {
			t.Fatal(err)
		}
		return page
	}
	for q, want := range map[string]int{"": 1, "粉笔": 1, "fenbi": 1, "kxyfb": 1, r.number: 1, "大米": 0} {
		if got := queue("storekeeper", q); len(got.Items) != want {
			t.Errorf("q=%q finds %d", q, len(got.Items))
		}
	}
	// A case is found by what it is about, too: goods of its lines, the subject it is charged to.
	for _, q := range []string{"白粉笔", "bfb", "专用材料", "zyclf"} {
		if got := queue("director", q); len(got.Items) != 1 {
			t.Errorf("q=%q finds %d", q, len(got.Items))
		}
	}
	task := queue("liangw", "").Items[0]
	rows := task.Data.Rows("lines")
	if task.Title != "Acceptance" || task.Form != "acceptance" || len(rows) != 1 || rows[0].Text("line") != "1" {
		t.Errorf("task %+v", task)
	}
	got := queue("director", "")
	if len(got.Items) != 1 || got.Items[0].Step != "review" {
		t.Fatalf("the director's queue %+v", got.Items)
	}
	review := got.Items[0]
	total := forms.Part{Name: "total", Label: "Total", Text: "¥3.50", Type: "money"}
	if review.Summary != "¥3.50 · 另一单" || len(review.Parts) != 2 || review.Parts[0] != total || review.Icon == "" {
		t.Errorf("what sums the task up: %q %+v", review.Summary, review.Parts)
	}
	if several := review.Several(); len(several) != 1 || several[0].ID != "approve" || len(task.Several()) != 0 {
		t.Errorf("for several tasks at once: %+v, %+v", several, task.Several())
	}
	if inPlace := review.InPlace(); len(inPlace) != 2 || len(task.InPlace()) != 0 {
		t.Errorf("without opening the case: %+v, %+v", inPlace, task.InPlace())
	}
	counts, err := s.service.TaskCounts(context.Background(), s.school, cases.Viewer{Person: "director", Lang: "en"})
	want := cases.ProcessCount{Process: "purchase", Title: "Purchase", Icon: "shopping-cart", Tasks: 1}
	if err != nil || len(counts) != 1 || counts[0] != want {
		t.Errorf("counted: %+v (%v)", counts, err)
	}
	list, err := s.service.Cases(context.Background(), s.school, cases.Viewer{Person: "director", Lang: "en"},
		cases.CaseQuery{Q: "另一单"})
	if err != nil || len(list.Items) != 1 || list.Items[0].Title != review.Summary || list.Items[0].Parts[0] != total {
		t.Errorf("the list of cases: %+v %v", list, err)
	}
}
