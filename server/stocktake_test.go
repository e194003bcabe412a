package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"zongwu/cases"
	"zongwu/processes"
)

// furnish gives the school two rooms more, each with a head and things: A101 (teacher) has the projector and,
// B201 (head) B-1, C301 (head2) C-1.
func (o *bureau) furnish() {
	o.t.Helper()
	o.owner(o.t, `INSERT INTO rooms (school, id, name, head) VALUES ('main', 'B201', '多媒体教室', 'head'),
		('main', 'C301', '音乐教室', 'head2')`)
	o.owner(o.t, `WITH card AS (
			INSERT INTO assets (school, id, name, category, price, quantity, room, holder)
			SELECT 'main', no, name, '家具', 10000, quantity, room, holder FROM (VALUES ('A-1', '讲台', 1, 'A101', 'teacher'),
				('A-2', '书柜', 1, 'A101', 'teacher'), ('A-3', '风扇', 1, 'A101', 'teacher'), ('A-4', '电脑', 1, 'A101', 'teacher'),
				('A-5', '课桌椅', 44, 'A101', 'teacher'), ('B-1', '音箱', 1, 'B201', 'head'), ('C-1', '钢琴', 1, 'C301', 'head2'))
				v (no, name, quantity, room, holder) RETURNING *
		)
		INSERT INTO asset_entries (school, at, case_id, seq, posting, step, branch, row_id, asset, kind, room, holder, state,
			lent_to, due, amount, value)
		SELECT school, now(), '', 0, 0, '', '', '', id, 'opening', room, holder, state, lent_to, due, 0, price FROM card`)
}

// taskFor is the open task of a step that is a person's.
func (o *bureau) taskFor(as, number, step string) string {
	o.t.Helper()
	for _, task := range o.look(number).Open {
		if task.Step == step && slices.Contains(task.Persons, as) {
			return task.ID
		}
	}
	o.t.Fatalf("%s: no %s for %s", number, step, as)
	return ""
}

// opens is what a task opens with, row by row of a table: its id and some fields.
func (o *bureau) opens(as, task, table string, fields ...string) string {
	o.t.Helper()
	var opened struct{ Data object }
	if err := json.Unmarshal(o.check(o.t, scenario{name: "task", as: as, url: "/api/v1/tasks/" + task, status: 200}).Body.Bytes(),
		&opened); err != nil {
		o.t.Fatal(err)
	}
	var rows []string
	list, _ := opened.Data[table].([]any)
	for _, one := range list {
		row, _ := one.(object)
		words := []string{fmt.Sprint(row["line"])}
		for _, field := range fields {
			words = append(words, fmt.Sprint(row[field]))
		}
		rows = append(rows, strings.Join(words, " "))
	}
	return strings.Join(rows, " | ")
}

// find are the ids of what a list finds by a word.
func (o *bureau) find(list, q string) []string {
	o.t.Helper()
	var ids []string
	for _, row := range read[struct{ Items []object }](o, "teacher", "/api/v1/"+list+"?q="+q).Items {
		ids = append(ids, fmt.Sprint(row["id"]))
	}
	return ids
}

func (o *bureau) counts(as, number string, found ...object) purchased {
	o.t.Helper()
	return o.answer(o.send(as, "/api/v1/tasks/"+o.taskFor(as, number, "count"),
		object{"outcome": "done", "data": object{"found": found}}, 200))
}

// begunBy are the assets the cases of a process are about, sorted.
func (o *bureau) begunBy(process string) []string {
	o.t.Helper()
	var assets []string
	for _, c := range read[struct{ Items []object }](o, "director", "/api/v1/cases?process="+process).Items {
		data := o.look(c["number"].(string)).Data
		assets = append(assets, strings.Trim(string(data["asset"]), `"`))
	}
	slices.Sort(assets)
	return assets
}

// TestStocktake: three rooms and a store counted side by side, every kind of difference settled, the books brought to
// what is there.
func TestStocktake(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	defer o.booksAgree()
	c := o.begins("director", "stocktake", object{"rooms": []string{"A101", "B201", "C301"}, "stores": []string{"general"}})
	o.check(t, scenario{name: "places by name", as: "director", url: "/cases/" + c.Number, status: 200, has: []string{
		"逐件清点（一(1)班教室）", "逐件清点（总务库）",
	}})
	if c.steps() != "count count count count" {
		t.Fatalf("open are %s", c.steps())
	}
	if got, want := o.opens("teacher", o.taskFor("teacher", c.Number, "count"), "found", "asset", "state", "qty"),
		"A-1 A-1 right 1 | A-2 A-2 right 1 | A-3 A-3 right 1 | A-4 A-4 right 1 | A-5 A-5 right 44 | ZC-2021-0007 ZC-2021-0007 right 1"; got != want {
		t.Errorf("the count opens with\n%s, want\n%s", got, want)
	}
	if got, want := o.opens("storekeeper", o.taskFor("storekeeper", c.Number, "count"), "found", "item", "state", "qty"), "g01 g01 right <nil>"; got != want {
		t.Errorf("the count of the store opens with %q, want %q", got, want)
	}
	if code := fmt.Sprint(o.card("A-3")["code"]); len(o.find("assets", code)) != 1 || o.find("assets", code)[0] != "A-3" {
		t.Errorf("the label %s finds %v", code, o.find("assets", code))
	}
	o.refusedStart("director", "stocktake", object{"rooms": []string{"B201"}}, "frozen /rooms")
	o.refusedStart("director", "stocktake", object{}, "required /rooms")
	move := o.begins("storekeeper", "asset_change", object{"kind": "move", "asset": "A-1", "room": "C301"})
	o.refusedStep("director", move.Number, "confirm approve", nil, 422, "frozen /asset")
	empty := "/api/v1/tasks/" + o.taskFor("head", c.Number, "count")
	o.refused("head", empty, object{"outcome": "done", "data": object{}}, 422, "rule /found")
	o.refused("teacher", empty, object{"outcome": "done", "data": object{"found": []object{{"line": "B-1"}}}}, 403, "not_yours")

	o.counts("teacher", c.Number, object{"line": "A-1", "state": "right"}, object{"line": "A-2", "state": "missing"},
		object{"line": "A-3", "state": "damaged", "qty": "1"}, object{"asset": "A-5", "state": "right", "qty": "42"},
		object{"asset": projector, "qty": "2"}, object{"asset": "C-1", "qty": "1"}, object{"name": "饮水机", "qty": "1"}) // A-4 is left out
	o.counts("head", c.Number, object{"line": "B-1", "state": "damaged"})
	o.counts("head2", c.Number, object{"asset": "A-4"})
	if c = o.counts("storekeeper", c.Number, object{"line": "g01", "qty": "90"}, object{"item": "g02", "qty": "3"}); c.steps() != "settle" {
		t.Fatalf("open are %s", c.steps())
	}
	want := []string{
		"room:A101/饮水机/extra extra found", "room:A101/A-2/missing missing lost", "room:A101/A-3/damaged damaged damaged",
		"room:A101/A-5/missing missing lost", "room:A101/C-1/misplaced misplaced moved", "room:A101/ZC-2021-0007/extra extra found", "room:B201/B-1/damaged damaged damaged",
		"room:C301/A-4/misplaced misplaced moved", "store:general/g01/missing missing lost",
		"store:general/g02/extra extra found",
	}
	if got := o.opens("director", o.taskOf(c.Number, "settle"), "differences", "what", "as"); got != strings.Join(want, " | ") {
		t.Errorf("the differences are\n%s, want\n%s", got, strings.Join(want, " | "))
	}
	line := func(id, as string, more ...any) object {
		row := object{"line": id, "as": as}
		for i := 0; i+1 < len(more); i += 2 {
			row[more[i].(string)] = more[i+1]
		}
		return row
	}
	settled := []object{
		line("room:A101/饮水机/extra", "found", "new_no", "ZC-2026-0100", "category", "电器", "price", 50000),
		line("room:A101/A-2/missing", "lost"), line("room:A101/A-3/damaged", "damaged"),
		line("room:A101/A-5/missing", "lost"), line("room:A101/C-1/misplaced", "moved"), line("room:A101/ZC-2021-0007/extra", "found"), line("room:B201/B-1/damaged", "writeoff"),
		line("room:C301/A-4/misplaced", "moved"), line("store:general/g01/missing", "lost"),
		line("store:general/g02/extra", "found"),
	}
	o.refusedStep("director", c.Number, "settle done", object{"differences": settled[1:]}, 422, "min /differences")
	wrong := slices.Clone(settled)
	wrong[8] = line("store:general/g01/missing", "moved")
	o.refusedStep("director", c.Number, "settle done", object{"differences": wrong}, 422, "rule /differences/8/as")
	o.does("director", c.Number, "settle done", object{"differences": settled})
	if c = o.does("principal", c.Number, "approve approve", nil); c.State != "done" {
		t.Fatalf("the stock-take is %s", c.State)
	}
	o.wantCard("A-4", object{"room": "C301"})
	o.wantCard("C-1", object{"room": "A101"})
	o.wantCard("A-5", object{"quantity": 44.0}) // the two that are lost leave it with whoever answers for them
	o.wantCard("ZC-2021-0007", object{"quantity": 2.0})
	o.wantCard("ZC-2026-0100", object{"room": "A101", "holder": "teacher", "name": "饮水机", "price": 50000.0})
	for process, want := range map[string]string{"damage": "[A-2 A-5]", "repair": "[A-3]", "writeoff": "[B-1]"} {
		if got := fmt.Sprint(o.begunBy(process)); got != want {
			t.Errorf("%s was begun for %s, want %s", process, got, want)
		}
	}
	for _, item := range read[struct{ Items []object }](o, "storekeeper", "/api/v1/stock").Items {
		if want := map[string]string{"g01": "90", "g02": "3"}[item["item"].(string)]; want != "" && item["quantity"] != want {
			t.Errorf("stock of %s is %v, want %s", item["item"], item["quantity"], want)
		}
	}
	o.does("director", move.Number, "confirm approve", nil) // thawed
	o.check(t, scenario{name: "agreement", as: "director", url: "/assets/agreement", status: 200, has: []string{"相符", c.Number}})
}

// TestStocktakeComesToNothing: rejected or withdrawn, the rooms are free again and nothing was posted.
func TestStocktakeComesToNothing(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	defer o.booksAgree()
	wish := object{"rooms": []string{"B201"}}
	c := o.begins("director", "stocktake", wish)
	o.counts("head", c.Number, object{"line": "B-1"}, object{"asset": "C-1"})
	o.does("director", c.Number, "settle done", object{"differences": []object{{"line": "room:B201/C-1/misplaced", "as": "moved"}}})
	if c = o.does("principal", c.Number, "approve reject", nil); c.State != "rejected" {
		t.Fatalf("it is %s", c.State)
	}
	o.wantCard("C-1", object{"room": "C301"})
	c = o.begins("director", "stocktake", wish)
	if c = o.answer(o.send("director", "/api/v1/cases/"+c.Number+"/actions", object{"action": "withdraw"}, 200)); c.State != "withdrawn" {
		t.Fatalf("it is %s", c.State)
	}
	o.begins("director", "stocktake", wish)
}

// TestBlindSecondCount: who counts again does not see the first count, nor the first counter the second; where they
// differ both count anew.
func TestBlindSecondCount(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	defer o.booksAgree()
	c := o.begins("director", "stocktake", object{"rooms": []string{"B201"}, "second": "teacher"})
	o.counts("head", c.Number, object{"line": "B-1"}, object{"name": "旧话筒"})
	for as, sees := range map[string]bool{"teacher": false, "head": true, "director": true} {
		for _, path := range []string{"/api/v1/cases/" + c.Number, "/cases/" + c.Number, "/cases/" + c.Number + "/print"} {
			page := o.check(t, scenario{name: "look", as: as, url: path, status: 200}).Body.String()
			if strings.Contains(page, "旧话筒") != sees {
				t.Errorf("%s: %s sees the first count %v", path, as, !sees)
			}
		}
	}
	if c = o.does("teacher", c.Number, "recount done", object{"found": []object{{"line": "B-1"}}}); c.steps() != "count" {
		t.Fatalf("the counts differ, and open is %s", c.steps())
	}
	o.counts("head", c.Number, object{"line": "B-1"})
	if page := o.check(t, scenario{name: "look", as: "teacher", url: "/api/v1/cases/" + c.Number, status: 200}).Body.String(); strings.Contains(page, "旧话筒") {
		t.Error("who counts again sees what was counted first")
	}
	if c = o.does("teacher", c.Number, "recount done", object{"found": []object{{"asset": "B-1"}}}); c.steps() != "settle" {
		t.Fatalf("the counts agree, and open is %s", c.steps())
	}
	o.does("director", c.Number, "settle done", object{})
	if c = o.does("principal", c.Number, "approve approve", nil); c.State != "done" {
		t.Fatalf("it is %s", c.State)
	}
}

// TestTwentyStocktakesAtOnce: of twenty that want the same room at once one counts it, the others are told which.
func TestTwentyStocktakesAtOnce(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	defer o.booksAgree()
	o.token("director")
	begun := make([]int, 20)
	var all sync.WaitGroup
	for i := range begun {
		all.Go(func() {
			body := `{"process": "stocktake", "data": {"rooms": ["A101", "B201"]}}`
			begun[i] = o.do(scenario{name: "start", as: "director", method: post, url: "/api/v1/cases", body: body}).Code
		})
	}
	all.Wait()
	slices.Sort(begun)
	if begun[0] != http.StatusCreated || begun[1] != 422 || begun[19] != 422 {
		t.Errorf("twenty were answered %v", begun)
	}
}

// passes lets the time pass that a case waits for.
func (o *bureau) passes(id string) {
	o.t.Helper()
	all, err := o.server.service.Conducts(o.t.Context(), "main", id, 0)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, conduct := range all {
		for _, clock := range conduct.Clocks {
			if strings.HasPrefix(clock.ID, "wait/") {
				action := processes.Action{Kind: processes.DoClock, Clock: clock.ID, At: clock.At}
				if _, err := o.server.service.Act(o.t.Context(), cases.Request{School: "main", Case: id, Action: action}); err != nil {
					o.t.Fatal(err)
				}
			}
		}
	}
}

// TestRoomLists: what is in each room is signed for by its head at the start of term, and at its end by a student, the
// class teacher and the head.
func TestRoomLists(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	defer o.booksAgree()
	wish := object{"term": "2026 学年上学期", "rooms": []string{"A101", "B201"}, "ends": dayIn(40)}
	c := o.begins("storekeeper", "room_list", wish)
	signs := func(as, step string, data object) purchased {
		t.Helper()
		return o.answer(o.send(as, "/api/v1/tasks/"+o.taskFor(as, c.Number, step), object{"outcome": "sign", "data": data}, 200))
	}
	if got, want := o.opens("head", o.taskFor("head", c.Number, "sign"), "things", "asset", "qty"), "B-1 B-1 1"; got != want {
		t.Errorf("the list opens with %s, want %s", got, want)
	}
	signs("teacher", "sign", object{})
	if c = signs("head", "sign", object{"remark": "音箱有杂音"}); c.steps() != "" || c.State != "open" {
		t.Fatalf("signed, and open is %s; it is %s", c.steps(), c.State)
	}
	move := o.begins("storekeeper", "asset_change", object{"kind": "move", "asset": "B-1", "room": "A101"})
	o.does("director", move.Number, "confirm approve", nil)
	o.passes(c.ID)
	if got, want := o.opens("head", o.taskFor("head", c.Number, "check"), "things", "asset", "room"), "B-1 B-1 A101"; got != want {
		t.Errorf("at the end of term the list opens with %s, want %s", got, want)
	}
	check := "/api/v1/tasks/" + o.taskFor("head", c.Number, "check")
	if got := read[struct{ Data object }](o, "head", check).Data["teacher"]; got != "head" {
		t.Errorf("the class teacher is %v until somebody else is named", got)
	}
	o.refused("head", check, object{"outcome": "sign", "data": object{"teacher": "teacher"}}, 422, "required /student")
	o.refused("head", check, object{"outcome": "sign", "data": object{"student": "王小明", "teacher": "teacher"}}, 422,
		"required /student_signed")
	signs("head", "check", object{"student": "王小明", "student_signed": o.photo, "teacher": "teacher"})
	signs("teacher", "check", object{"student": "李小红", "student_signed": o.photo, "teacher": "teacher"})
	signs("teacher", "teacher", nil) // of the other room; in their own they sign once, as its head
	signs("head", "head", nil)
	if c = signs("teacher", "head", nil); c.State != "done" {
		t.Fatalf("it is %s", c.State)
	}
}

// TestRoomWithNothingListed: where nothing stands there is nothing a student or a class teacher could sign for; its head
// ends the list alone.
func TestRoomWithNothingListed(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	defer o.booksAgree()
	o.owner(t, `INSERT INTO rooms (school, id, name, head) VALUES ('main', 'D401', '校长室', 'head')`)
	c := o.begins("storekeeper", "room_list", object{"term": "2026 学年上学期", "rooms": []string{"D401"}, "ends": dayIn(40)})
	signs := func(step string, data object) purchased {
		t.Helper()
		return o.answer(o.send("head", "/api/v1/tasks/"+o.taskFor("head", c.Number, step), object{"outcome": "sign", "data": data}, 200))
	}
	signs("sign", object{})
	o.passes(c.ID)
	if c = signs("check", object{"teacher": nil}); c.steps() != "head" {
		t.Fatalf("open is %s, want the head's signature alone", c.steps())
	}
	if c = signs("head", nil); c.State != "done" {
		t.Fatalf("it is %s", c.State)
	}
}
