package cases_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"zongwu/calendar"
	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
)

// beside is what stands beside a task's decision.
func (r *run) beside(person, place string) *forms.View {
	r.Helper()
	page, err := r.service.Task(context.Background(), r.school, cases.Viewer{Person: person, Lang: "en"}, r.task(place).ID)
	if err != nil {
		r.Fatal(err)
	}
	return page.Beside
}

// said writes a view in one line.
func said(view *forms.View) string {
	if view == nil {
		return ""
	}
	var parts []string
	for _, f := range view.Fields {
		text := strings.Join(append([]string{f.Name, f.Shown}, f.Warnings...), " ")
		for _, row := range f.Rows {
			text += " [" + row.Title
			for _, cell := range row.Cells {
				text += " " + cell.Shown
			}
			text += "]"
		}
		parts = append(parts, strings.TrimSpace(strings.ReplaceAll(text, "  ", " ")))
	}
	return strings.ReplaceAll(strings.Join(parts, "; "), time.Now().In(calendar.Zone).Format(time.DateOnly), "D")
}

func TestWhatStandsBesideADecision(t *testing.T) {
	s := newStage(t)
	if got := said(s.start("head", stick).beside("director", "review")); got != "left ¥28,000.00" {
		t.Errorf("beside the first: %s", got)
	}
	old := s.toAccept()
	old.do("storekeeper", "accept", "accept", takeAll)
	r := s.start("head", paper("100"))
	r.do("director", "review", "approve", "")
	r.do("buyer", "quote", "done", `{`+quotes(200000, 210000, 220000)+`,"choice":"s1"}`)
	want := "left ¥27,650.00; quotes [文博办公用品 ¥2,000.00 yes ] [启明教育装备 ¥2,100.00 no ] [新时代百货 ¥2,200.00 no ]"
	if got := said(r.beside("principal", "permit")); got != want {
		t.Errorf("beside the permission: %s", got)
	}
	if beside := r.beside("director", "permit"); beside == nil || beside.Form != "facts" {
		t.Errorf("who only looks sees %+v", beside)
	}

	page, err := s.service.Tasks(context.Background(), s.school, cases.Viewer{Person: "director"},
		cases.TaskQuery{Beside: true})
	if err != nil || len(page.Items) != 1 || page.Items[0].Beside == nil || page.Items[0].Beside.Form != "facts" {
		t.Errorf("the queue: %+v %v", page, err)
	}
	if page, err = s.service.Tasks(context.Background(), s.school, cases.Viewer{Person: "director"},
		cases.TaskQuery{}); err != nil || page.Items[0].Beside != nil {
		t.Errorf("the queue was not asked: %+v %v", page, err)
	}
	if beside := old.view("head"); len(beside.Open) > 0 {
		t.Errorf("open %+v", beside.Open)
	}
}

func TestRequestsThatLookSplit(t *testing.T) {
	s := newStage(t)
	first := s.start("head", chalk) // 350.00
	first.do("director", "review", "approve", "")
	first.do("buyer", "buy", "done", order("s6", ordered("1", "100", 340)))
	first.do("storekeeper", "accept", "accept", takeAll)
	s.start("head2", strings.Replace(chalk, "30201", "30218", 1)) // another department
	gone := s.start("head", chalk)
	gone.do("director", "review", "reject", "")
	long := s.start("head", chalk)
	if _, err := s.db.Owner.Exec(`WITH long AS (SELECT interval '31 days' AS ago),
			words AS (UPDATE case_words SET begun_at = begun_at - ago FROM long WHERE case_id = $1),
			things AS (UPDATE case_things SET begun_at = begun_at - ago FROM long WHERE case_id = $1)
		UPDATE cases SET created_at = created_at - ago FROM long WHERE id = $1`, long.id); err != nil {
		t.Fatal(err)
	}
	s.start("head", paper("1")) // other goods

	r := s.start("head", strings.Replace(chalk, `"qty":"100"`, `"qty":"200"`, 1)) // 700.00
	want := "left ¥27,660.00; prices [白粉笔 ¥3.50 ¥3.40 D 新时代百货 " + first.number + "]; " +
		"others Together they reach a higher limit; this looks like one request split up [" + first.number + " " + first.number +
		" D 李玉梅 开学用粉笔 ¥350.00]"
	if got := said(r.beside("director", "review")); got != want {
		t.Errorf("beside it stands\n%s\nwanted\n%s", got, want)
	}
	warned := r.view("director").Warnings
	if len(warned) != 1 || warned[0].Pointer != "/total" {
		t.Errorf("warnings of the case: %+v", warned)
	}
	preview, err := s.service.Preview(context.Background(), cases.Request{School: s.school, Process: "purchase",
		Action: processes.Action{Kind: processes.DoStart, Actor: "head", Data: js(chalk)}}, "en")
	if err != nil || len(preview.Warnings) != 1 {
		t.Errorf("before there is a case: %+v %v", preview, err)
	}
	preview, err = s.service.Preview(context.Background(), cases.Request{School: s.school, Process: "purchase",
		Action: processes.Action{Kind: processes.DoStart, Actor: "director", Data: js(chalk)}}, "en")
	if err != nil || preview.Refusal != nil || len(preview.Warnings) != 0 {
		t.Errorf("of another department: %+v %v", preview, err)
	}

	// sent back and amended, it is found by what it asks for now
	r.sendBack("director", "review", "start", "again")
	r.do("head", "start", "submit", paper("2"))
	if got := said(first.besideOf(s)); strings.Contains(got, r.number) {
		t.Errorf("an amended request is still found: %s", got)
	}
}

// besideOf begins a request like the chalk and gives what stands beside its review.
func (r *run) besideOf(s *stage) *forms.View {
	return s.start("head", chalk).beside("director", "review")
}

func TestLastPricesAreOfDifferentRequests(t *testing.T) {
	s := newStage(t)
	buy := func(price int) {
		r := s.start("head", chalk)
		r.do("director", "review", "approve", "")
		r.do("buyer", "buy", "done", order("s6", ordered("1", "100", price)))
		r.do("storekeeper", "accept", "part", `{"lines":[{"line":"1","accepted":"40"}]}`)
		r.do("storekeeper", "accept", "accept", `{"lines":[{"line":"1","accepted":"60"}]}`)
		r.stands(processes.Done)
	}
	for _, price := range []int{310, 320, 330, 340} {
		buy(price)
	}
	got := said(s.start("head2", strings.Replace(chalk, "30201", "30218", 1)).beside("director", "review"))
	if !strings.Contains(got, "[白粉笔 ¥3.50 ¥3.40、¥3.30、¥3.20 D 新时代百货 CG-") {
		t.Errorf("last prices: %s", got)
	}
}

func TestAFormFollowsWhatIsTyped(t *testing.T) {
	s := newStage(t)
	s.start("head", chalk)
	v := cases.Viewer{Person: "head", Lang: "en"}
	page, err := s.service.StartForm(context.Background(), s.school, v, "purchase", cases.FormInput{
		Typing: true, Values: js(`{"lines":[{"item":"g02","qty":"200"},{},{"qty":"x"}]}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "subject; reason; needed_by; urgent no; lines [ 白粉笔 200 ¥3.50 ¥700.00] [  ] [ x ]; " +
		"total ¥700.00 The department asked for the same goods lately, and together they reach a higher limit; " +
		"ask once for all, or say why not; files"
	if got := said(&page.View); got != want || len(page.View.Failures) > 0 {
		t.Errorf("while a request is typed\n%s\nwanted\n%s\n%v", got, want, page.View.Failures)
	}

	r := s.toAccept()
	page, err = s.service.TaskForm(context.Background(), s.school, cases.Viewer{Person: "storekeeper", Lang: "en"},
		r.task("accept@general").ID, cases.FormInput{
			Typing: true, Outcome: "part", Values: js(`{"lines":[{"line":"1","accepted":"100","refused":"1"}]}`),
		})
	if err != nil {
		t.Fatal(err)
	}
	cells := page.View.Fields[0].Rows[0].Cells
	if got := cells[2].Failures; len(got) != 1 || got[0] != "Accepted and refused are more than is open" {
		t.Errorf("while an acceptance is typed: %+v", cells)
	}
}
