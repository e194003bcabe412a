package server

import (
	"net/http/httptest"
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
