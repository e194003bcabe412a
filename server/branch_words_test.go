package server

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"zongwu/processes"
)

// TestWhatIsSaidOfABranchNamesIt: several tasks of one step stand beside each other; what is told of one, and what is
// said once it is done, says which.
func TestWhatIsSaidOfABranchNamesIt(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	c := o.begins("director", "stocktake", object{"rooms": []any{"A101", "B201"}, "stores": []any{}})
	for as, room := range map[string]string{"head": "多媒体教室", "teacher": "一(1)班教室"} {
		urged := processes.Send{ID: as, To: []string{as}, What: "urge", Task: o.taskFor(as, c.Number, "count")}
		if err := o.server.service.Notify(t.Context(), "main", c.ID, urged); err != nil {
			t.Fatal(err)
		}
		o.check(t, scenario{name: as, as: as, url: "/api/v1/notices", status: 200,
			has: []string{"催办：清查盘点 " + c.Number + "（逐件清点 · " + room + "）"}})
	}
	web := httptest.NewServer(o.engine)
	defer web.Close()
	head := o.browse(t, web, "head")
	head.get("/cases/" + c.Number)
	action := "/cases/" + c.Number + "/tasks/" + o.taskFor("head", c.Number, "count")
	form := head.form(action, "done")
	form.values.Set("found.0.state", "right")
	head.submit(form, "outcome", "done")
	head.want(200, c.Number+" 逐件清点（多媒体教室） 已办理：")
}

// TestTasksSayWhatTheyAreAbout: programs read of a task which branch it is of, and what that is called.
func TestTasksSayWhatTheyAreAbout(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	c := o.begins("director", "stocktake", object{"rooms": []any{"A101", "B201"}, "stores": []any{}})
	type task struct {
		Number, Branch string
		BranchTitle    string `json:"branch_title"`
	}
	want := map[string]task{
		"head": {c.Number, "room:B201", "多媒体教室"}, "teacher": {c.Number, "room:A101", "一(1)班教室"},
	}
	for as, want := range want {
		list := read[struct{ Items []task }](o, as, "/api/v1/tasks?process=stocktake")
		if len(list.Items) != 1 || list.Items[0] != want {
			t.Errorf("tasks of %s are %+v, want %+v", as, list.Items, want)
		}
		one := read[task](o, as, "/api/v1/tasks/"+o.taskFor(as, c.Number, "count"))
		if one != want {
			t.Errorf("the task of %s is %+v, want %+v", as, one, want)
		}
	}
	open := read[struct{ Open []task }](o, "director", "/api/v1/cases/"+c.Number).Open
	for _, want := range want {
		if !slices.Contains(open, want) {
			t.Errorf("open tasks are %+v, without %+v", open, want)
		}
	}
	o.begins("head", "repair", report("wiring", nil))
	w := o.check(t, scenario{name: "outside of a branch", as: "director", url: "/api/v1/tasks?process=repair", status: 200})
	if strings.Contains(w.Body.String(), `"branch`) {
		t.Errorf("a task outside of a branch has one: %s", w.Body)
	}
}
