package server

import (
	"fmt"
	"net/http/httptest"
	"testing"
)

// TestPartOfACardFoundElsewhere: a card of several pieces of which some were found in a room that is not theirs stays
// where the books have it; it moves when all of them are there.
func TestPartOfACardFoundElsewhere(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	defer o.booksAgree()
	for _, found := range []struct{ qty, as, room string }{{"3", "found", "A101"}, {"44", "moved", "B201"}} {
		c := o.begins("director", "stocktake", object{"rooms": []string{"B201"}})
		o.counts("head", c.Number, object{"line": "B-1"}, object{"asset": "A-5", "qty": found.qty})
		if got, want := o.opens("director", o.taskOf(c.Number, "settle"), "differences", "book", "counted", "from", "as"),
			"room:B201/A-5/misplaced 44 "+found.qty+" A101 "+found.as; got != want {
			t.Errorf("the difference is %s, want %s", got, want)
		}
		if found.as == "found" {
			moved := object{"differences": []object{{"line": "room:B201/A-5/misplaced", "as": "moved"}}}
			o.refusedStep("director", c.Number, "settle done", moved, 422, "rule /differences/0/as")
		}
		o.does("director", c.Number, "settle done", object{"differences": []object{{"line": "room:B201/A-5/misplaced"}}})
		o.does("principal", c.Number, "approve approve", nil)
		o.wantCard("A-5", object{"room": found.room, "quantity": 44.0})
	}
}

// TestPartsOfACardInTwoRooms: of a card whose pieces stand in two rooms neither becomes the room of all of them.
func TestPartsOfACardInTwoRooms(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	defer o.booksAgree()
	c := o.begins("director", "stocktake", object{"rooms": []string{"A101", "B201"}})
	o.counts("teacher", c.Number, object{"line": "A-1"}, object{"line": "A-2"}, object{"line": "A-3"}, object{"line": "A-4"},
		object{"line": "A-5", "qty": "42"}, object{"line": projector})
	o.counts("head", c.Number, object{"line": "B-1"}, object{"asset": "A-5", "qty": "2"})
	row := object{"line": "room:A101/A-5/twice", "as": "moved"}
	o.refusedStep("director", c.Number, "settle done", object{"differences": []object{row}}, 422, "rule /differences/0/as")
	row["as"] = "found"
	o.does("director", c.Number, "settle done", object{"differences": []object{row}})
	o.does("principal", c.Number, "approve approve", nil)
	o.wantCard("A-5", object{"room": "A101", "quantity": 44.0})
}

// TestOneThingCountedTwiceInARoom: what the list has, or a row above, is not entered again; of a card of several pieces
// some may be right and some damaged.
func TestOneThingCountedTwiceInARoom(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	defer o.booksAgree()
	c := o.begins("director", "stocktake", object{"rooms": []string{"B201"}})
	task := "/api/v1/tasks/" + o.taskFor("head", c.Number, "count")
	for pointer, found := range map[string][]object{
		"/found/1/asset": {{"line": "B-1"}, {"asset": "B-1"}},
		"/found/2/asset": {{"line": "B-1"}, {"asset": "A-1"}, {"asset": "A-1", "state": "damaged"}},
	} {
		o.refused("head", task, object{"outcome": "done", "data": object{"found": found}}, 422, "rule "+pointer)
	}
	o.counts("head", c.Number, object{"line": "B-1"}, object{"asset": "A-5", "qty": "1"}, object{"asset": "A-5", "qty": "1", "state": "damaged"},
		object{"name": "旧话筒"}, object{"name": "旧话筒"})
}

// TestWrittenOffAndFound: a thing that was written off and is there after all is called so where it is scanned and where
// what is to become of it is decided.
func TestWrittenOffAndFound(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	o.owner(t, `UPDATE assets SET state = 'written_off' WHERE id = 'C-1'`)
	web := httptest.NewServer(o.engine)
	defer web.Close()
	pick := func(id string, has, hasNot []string) {
		t.Helper()
		url := "/pick/asset?q=" + fmt.Sprint(o.card(id)["code"])
		o.check(t, scenario{name: id, as: "teacher", url: url, status: 200, has: has, hasNot: hasNot})
	}
	pick("C-1", []string{"C-1 钢琴", "data-gone", "已核销"}, nil)
	pick("B-1", []string{"B-1 音箱"}, []string{"data-gone", "已核销"})
	c := o.begins("director", "stocktake", object{"rooms": []string{"B201"}})
	o.counts("head", c.Number, object{"line": "B-1"}, object{"asset": "C-1"})
	if got := o.opens("director", o.taskOf(c.Number, "settle"), "differences", "what", "gone", "as"); got != "room:B201/C-1/extra extra true found" {
		t.Errorf("the difference is %s", got)
	}
	director := o.browse(t, web, "director")
	director.get("/cases/" + c.Number)
	director.want(200, "已经核销")
}

// TestNothingCountedDoesNotAgree: of what nobody has counted the report says so, of rooms and of stores.
func TestNothingCountedDoesNotAgree(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	report := scenario{name: "agreement", as: "director", url: "/assets/agreement", status: 200}
	report.has, report.hasNot = []string{"未盘点"}, []string{">相符<"}
	o.check(t, report)
	c := o.begins("director", "stocktake", object{"stores": []string{"general"}})
	o.counts("storekeeper", c.Number, object{"line": "g01", "qty": "96"})
	o.does("director", c.Number, "settle done", object{})
	o.does("principal", c.Number, "approve approve", nil)
	report.has, report.hasNot = []string{"未盘点", ">相符<"}, nil
	o.check(t, report)
}
