package server

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
)

// unanswered leaves the answers of a list out, as a browser does that was given none.
func unanswered(f *webForm, rows int) *webForm {
	for i := range rows {
		delete(f.values, fmt.Sprintf("found.%d.state", i))
	}
	return f
}

// TestNothingIsCountedUnsaid: a page of what should be in a room opens with no answer, and sent without one names what
// nobody said anything of, with what was said kept; goods in a store open without a quantity.
func TestNothingIsCountedUnsaid(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	defer o.booksAgree()
	web := httptest.NewServer(o.engine)
	defer web.Close()
	c := o.begins("director", "stocktake", object{"rooms": []string{"A101"}, "stores": []string{"general"}})
	teacher, keeper := o.browse(t, web, "teacher"), o.browse(t, web, "storekeeper")
	task := "/cases/" + c.Number + "/tasks/" + o.taskFor("teacher", c.Number, "count")
	teacher.get("/cases/" + c.Number)
	teacher.want(200, "其余都在", `name="found.0.state" value="right">`, `data-usual="right"`)
	teacher.submit(unanswered(teacher.form(task, "done"), 6), "outcome", "done")
	teacher.want(422, "还有 6 件没有填“清点情况”：", "讲台、", "课桌椅、")
	teacher.wantNot("清点结果 1 · 清点情况")
	form := unanswered(teacher.form(task, "done"), 6)
	for i := range 4 {
		form.values.Set(fmt.Sprintf("found.%d.state", i), "missing")
	}
	teacher.submit(form, "outcome", "done")
	teacher.want(422, "还有 2 件没有填“清点情况”：", "课桌椅、", `name="found.3.state" value="missing" checked>`)
	if n := strings.Count(teacher.text, `<td class="c-choice wrong">`); n != 2 {
		t.Errorf("%d rows are marked", n)
	}
	form = unanswered(teacher.form(task, "done"), 6)
	for i := range 6 {
		form.values.Set(fmt.Sprintf("found.%d.state", i), "right")
	}
	teacher.submit(form, "outcome", "done")
	teacher.want(200)

	task = "/cases/" + c.Number + "/tasks/" + o.taskFor("storekeeper", c.Number, "count")
	keeper.get("/cases/" + c.Number)
	keeper.want(200, `name="found.0.qty" value=""`)
	keeper.wantNot(`name="found.0.qty" value="" placeholder`)
	form = keeper.form(task, "done")
	form.values.Set("found.0.state", "right")
	keeper.submit(form, "outcome", "done")
	keeper.want(422, "还有 1 件没有填“数量”：")
}
