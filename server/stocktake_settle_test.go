package server

import (
	"fmt"
	"net/http/httptest"
	"testing"
)

// TestMissingCountsNothing: what is not there has no quantity, whoever counts leaves it to the form; of what is there in
// part nobody says that it is missing.
func TestMissingCountsNothing(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	defer o.booksAgree()
	web := httptest.NewServer(o.engine)
	defer web.Close()
	c := o.begins("director", "stocktake", object{"rooms": []string{"A101", "C301"}})
	task := o.taskFor("teacher", c.Number, "count")
	o.refused("teacher", "/api/v1/tasks/"+task, object{"outcome": "done", "data": object{"found": []object{
		{"line": "A-5", "state": "missing", "qty": "2"},
	}}}, 422, "rule /found/0/qty")
	teacher := o.browse(t, web, "teacher")
	teacher.get("/cases/" + c.Number)
	form := teacher.form("/cases/"+c.Number+"/tasks/"+task, "done")
	for i := range 6 {
		form.values.Set(fmt.Sprintf("found.%d.state", i), map[bool]string{true: "missing", false: "right"}[i >= 4])
	}
	teacher.submit(form, "outcome", "done") // the quantities are those the page opened with
	teacher.want(200)
	o.check(t, scenario{name: "case", as: "director", url: "/api/v1/cases/" + c.Number, status: 200, has: []string{
		`"line":"A-4","qty":"1","state":"right"`, `"line":"A-5","qty":"0","state":"missing"`,
	}})
	o.counts("head2", c.Number, object{"line": "C-1", "state": "missing"})
	if got, want := o.opens("director", o.taskOf(c.Number, "settle"), "differences", "what", "book", "counted"),
		"room:A101/A-5/missing missing 44 0 | room:A101/ZC-2021-0007/missing missing 1 0 | room:C301/C-1/missing missing 1 0"; got != want {
		t.Errorf("the differences are\n%s, want\n%s", got, want)
	}
}

// TestCountedInTwoRooms: a thing two rooms have counted is one difference that names both; it stays where the books have
// it until the director says in which of them it is. A number the register has is refused where it is typed.
func TestCountedInTwoRooms(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	defer o.booksAgree()
	c := o.begins("director", "stocktake", object{"rooms": []string{"A101", "B201"}})
	o.counts("teacher", c.Number, object{"line": "A-1"}, object{"line": "A-2"}, object{"line": "A-3"}, object{"line": "A-4"},
		object{"line": "A-5"}, object{"line": projector}, object{"asset": "C-1"}, object{"name": "旧风扇"}, object{"name": "旧话筒"})
	o.counts("head", c.Number, object{"line": "B-1"}, object{"asset": "A-2"}, object{"asset": "C-1"})
	settle := o.taskOf(c.Number, "settle")
	if got, want := o.opens("director", settle, "differences", "what", "place", "from", "as", "to"),
		"room:A101/旧话筒/extra extra 一(1)班教室 <nil> found <nil> | room:A101/旧风扇/extra extra 一(1)班教室 <nil> found <nil> | "+
			"room:A101/A-2/twice twice 一(1)班教室 1、多媒体教室 1 A101 found <nil> | "+
			"room:A101/C-1/twice twice 一(1)班教室 1、多媒体教室 1 C301 found <nil>"; got != want {
		t.Errorf("the differences are\n%s, want\n%s", got, want)
	}
	settled := func(change ...any) object {
		rows := []object{
			{"line": "room:A101/旧话筒/extra", "as": "found", "new_no": "ZC-2026-0300", "category": "电器", "price": 100},
			{"line": "room:A101/旧风扇/extra", "as": "found", "new_no": "ZC-2026-0301", "category": "电器", "price": 100},
			{"line": "room:A101/A-2/twice", "as": "moved", "to": "A101"},
			{"line": "room:A101/C-1/twice", "as": "moved"}, // where it was found and does not belong
		}
		for i := 0; i+2 < len(change); i += 3 {
			rows[change[i].(int)][change[i+1].(string)] = change[i+2]
		}
		return object{"differences": rows}
	}
	o.refusedStep("director", c.Number, "settle done", settled(0, "new_no", "a-1"), 422, "rule /differences/0/new_no")
	o.refusedStep("director", c.Number, "settle done", settled(0, "new_no", "zc-2026-0301"), 422, "unique /differences/1/new_no")
	lost := settled()
	lost["differences"].([]object)[3] = object{"line": "room:A101/C-1/twice", "as": "lost"}
	o.refusedStep("director", c.Number, "settle done", lost, 422, "rule /differences/3/as")
	o.does("director", c.Number, "settle done", settled())
	if c = o.does("principal", c.Number, "approve approve", nil); c.State != "done" {
		t.Fatalf("the stock-take is %s", c.State)
	}
	o.wantCard("A-2", object{"room": "A101"})
	o.wantCard("C-1", object{"room": "A101"})
	o.wantCard("ZC-2026-0300", object{"name": "旧话筒"})
}
