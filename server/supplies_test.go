package server

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
)

// classrooms are three rooms, each with somebody who answers for it: teacher, head2, auditor; both stores serve them.
func (o *bureau) classrooms() []string {
	o.owner(o.t, `UPDATE stores SET department = ''`)
	o.owner(o.t, `INSERT INTO rooms (school, id, name, building, seats, head) VALUES
		('main', 'A102', '一(2)班教室', '教学楼', 45, 'head2'), ('main', 'A201', '三(1)班教室', '教学楼', 44, 'auditor'),
		('main', 'K001', '杂物间', '', 0, '')`)
	return []string{"A101", "A102", "A201"}
}

func given(classes []string, lines ...object) object {
	return object{"classes": classes, "lines": lines}
}

// TestSupplies: one list to three classes at once; each signs for its own, and what one did not get is in the store again.
func TestSupplies(t *testing.T) {
	o := newBureau(t)
	classes := o.classrooms()
	paper := object{"item": "g01", "per_class": "10"}
	o.refused("head", "/api/v1/cases", object{"process": "supplies", "data": given(classes, paper)}, 403, "not_yours")
	o.refusedStart("director", "supplies", given(nil, paper), "required /classes")
	o.refusedStart("director", "supplies", given([]string{"A101", "K001"}, paper), "rule /classes")
	o.refusedStart("director", "supplies", given([]string{"A101", "X999"}, paper), "reference /classes/1")
	o.refusedStart("director", "supplies", given(classes, object{"item": "v01", "per_class": "1"}), "rule /lines/0/item")
	o.refusedStart("director", "supplies", given(classes, object{"item": "g01", "per_class": "32.001"}), "stock /lines/0/per_class")

	c := o.begins("director", "supplies", given(classes, paper, object{"item": "g22", "per_class": "2"}))
	if c.steps() != "sign sign sign" {
		t.Fatalf("%q is open", c.steps())
	}
	o.wantStock("g01", "66")
	o.wantStock("g22", "594")
	first := "/api/v1/tasks/" + o.taskFor("teacher", c.Number, "sign")
	o.refused("head2", first, object{"outcome": "sign"}, 403, "not_yours")
	o.send("teacher", first, object{"outcome": "sign"}, 200)
	second := "/api/v1/tasks/" + o.taskFor("head2", c.Number, "sign")
	count := func(paper, rice string) object {
		return object{"lines": []object{{"line": "1", "received": paper}, {"line": "2", "received": rice}}}
	}
	o.refused("head2", second, object{"outcome": "sign", "data": count("9", "2")}, 422, "rule /lines")
	o.refused("head2", second, object{"outcome": "short", "data": count("10", "2")}, 422, "rule /lines")
	o.refused("head2", second, object{"outcome": "short", "data": count("11", "2")}, 422, "max /lines/0/received")
	o.refused("head2", second, object{"outcome": "short", "data": row(object{"line": "1", "received": "9"})}, 422, "rule /lines")
	o.send("head2", second, object{"outcome": "short", "data": count("9", "0.5")}, 200)
	o.wantStock("g01", "67")
	o.wantStock("g22", "595.5")
	if c = o.does("auditor", c.Number, "sign sign", nil); c.State != "done" {
		t.Fatalf("all have signed, and it is %s", c.State)
	}
	steps := read[struct {
		Steps map[string]struct{ Lines []struct{ Received string } }
	}](o, "director", "/api/v1/cases/"+c.Number).Steps
	if got := fmt.Sprint(steps["sign@A102"].Lines); got != "[{9} {0.5}]" {
		t.Errorf("of the class that was short stands %s in %v", got, steps)
	}
	o.booksAgree()
}

// TestSuppliesCancelled: a list begun by mistake is cancelled, and all is in the store again; what a class has signed
// for stays with it, and the rest goes back.
func TestSuppliesCancelled(t *testing.T) {
	o := newBureau(t)
	classes := o.classrooms()
	cancels := object{"action": "cancel", "comment": "单子开错了"}
	list := given(classes, object{"item": "g01", "per_class": "10"}, object{"item": "g22", "per_class": "2"})
	c := o.begins("director", "supplies", list)
	o.refused("teacher", "/api/v1/cases/"+c.Number+"/actions", cancels, 403, "not_yours")
	if c = o.answer(o.send("director", "/api/v1/cases/"+c.Number+"/actions", cancels, 200)); c.State != "cancelled" {
		t.Fatalf("begun by mistake and cancelled, it is %s", c.State)
	}
	o.wantStock("g01", "96")
	o.wantStock("g22", "600")

	c = o.begins("director", "supplies", list)
	o.send("teacher", "/api/v1/tasks/"+o.taskFor("teacher", c.Number, "sign"), object{"outcome": "sign"}, 200)
	short := object{"lines": []object{{"line": "1", "received": "9"}, {"line": "2", "received": "2"}}}
	o.send("head2", "/api/v1/tasks/"+o.taskFor("head2", c.Number, "sign"), object{"outcome": "short", "data": short}, 200)
	o.refused("director", "/api/v1/cases/"+c.Number+"/actions", object{"action": "withdraw"}, 409, "sealed")
	if c = o.answer(o.send("director", "/api/v1/cases/"+c.Number+"/actions", cancels, 200)); c.State != "done" {
		t.Fatalf("two classes have signed, the rest is cancelled, and it is %s", c.State)
	}
	o.wantStock("g01", "77") // 10 and 9 are with the classes that signed
	o.wantStock("g22", "596")
	o.booksAgree()
}

// TestSuppliesRace: twenty lists want nearly all of the same goods at once; one gets them, and nothing of the others is
// left behind.
func TestSuppliesRace(t *testing.T) {
	o := newBureau(t)
	body, err := json.Marshal(object{"process": "supplies", "data": given(o.classrooms(),
		object{"item": "g01", "per_class": "30"}, object{"item": "g22", "per_class": "150"})})
	if err != nil {
		t.Fatal(err)
	}
	o.token("director") // signed in before all ask at once
	var all sync.WaitGroup
	answers := make(chan int, 20)
	for range cap(answers) {
		all.Go(func() {
			answers <- o.do(scenario{as: "director", method: post, url: "/api/v1/cases", body: string(body)}).Code
		})
	}
	all.Wait()
	close(answers)
	got := map[int]int{}
	for status := range answers {
		got[status]++
	}
	if got[201] != 1 || got[422] != 19 {
		t.Errorf("answers: %v", got)
	}
	o.wantStock("g01", "6")
	o.wantStock("g22", "150")
	o.booksAgree()
}

// TestSuppliesProgress: the page says how many classes have signed, and which class each signature is for.
func TestSuppliesProgress(t *testing.T) {
	o := newBureau(t)
	c := o.begins("director", "supplies", given(o.classrooms(), object{"item": "g01", "per_class": "1"}))
	o.send("teacher", "/api/v1/tasks/"+o.taskFor("teacher", c.Number, "sign"), object{"outcome": "sign"}, 200)
	o.check(t, scenario{name: "case", as: "director", url: "/cases/" + c.Number, status: 200, has: []string{
		"班主任签收：已办 1，共 3", "班主任签收（一(1)班教室）", "班主任签收（三(1)班教室）",
	}})
	o.check(t, scenario{name: "queue", as: "head2", url: "/tasks", status: 200, has: []string{"班主任签收（一(2)班教室）"}})
}
