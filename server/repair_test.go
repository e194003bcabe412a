package server

import (
	"encoding/json"
	"strings"
	"testing"

	"zongwu/cases"
	"zongwu/processes"
)

// report asks for the projector to be mended, or for a room where no thing is named.
func report(category string, more object) object {
	data := object{"category": category, "description": "不亮了", "asset": projector}
	for name, v := range more {
		if data[name] = v; v == nil {
			delete(data, name)
		}
	}
	return data
}

// inMend has a repair reported and assigned.
func (o *bureau) inMend(data object) purchased {
	o.t.Helper()
	c := o.begins("teacher", "repair", data)
	return o.does("director", c.Number, "assign done", object{"to": "repairer"})
}

// wantResults looks at what a case came to.
func (o *bureau) wantResults(number, state, results string) {
	o.t.Helper()
	got := read[struct {
		State   string
		Results json.RawMessage
	}](o, "director", "/api/v1/cases/"+number)
	if got.State != state || string(got.Results) != results {
		o.t.Errorf("%s is %s and came to %s, want %s and %s", number, got.State, got.Results, state, results)
	}
}

// ends tells a case that the other it waits for is over, as its workflow does.
func (o *bureau) ends(number, other string) purchased {
	o.t.Helper()
	child := o.look(other)
	_, err := o.server.service.Act(o.t.Context(), cases.Request{
		School: "main", Case: o.look(number).ID, Action: processes.Action{
			Kind: processes.DoEnded, Ended: &processes.Ended{Case: child.ID, Status: processes.Status(child.State)},
		},
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return o.look(number)
}

// told are the words the reporter was sent, sent as a workflow sends them.
func (o *bureau) told(c purchased, person string) string {
	o.t.Helper()
	all, err := o.server.service.Conducts(o.t.Context(), "main", c.ID, 0)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, conduct := range all {
		for _, send := range conduct.Sends {
			if err := o.server.service.Notify(o.t.Context(), "main", c.ID, send); err != nil {
				o.t.Fatal(err)
			}
		}
	}
	var words []string
	for _, n := range read[struct{ Items []struct{ Text string } }](o, person, "/api/v1/notices").Items {
		words = append(words, n.Text)
	}
	return strings.Join(words, "\n")
}

// TestRepaired: the thing is in repair from the report on, materials come from the store, the card knows what it cost.
func TestRepaired(t *testing.T) {
	o := newBureau(t)
	o.refusedStart("teacher", "repair", object{"category": "tap", "description": "漏水"}, "required /room")
	o.refusedStart("teacher", "repair", report("nothing", nil), "reference /category")
	c := o.begins("teacher", "repair", report("wiring", nil))
	if room := string(c.Data["room"]); room != `"A101"` {
		t.Errorf("the projector is mended in %s", room)
	}
	o.wantCard(projector, object{"state": "repair"})
	o.check(t, scenario{
		name: "who can be assigned", as: "director", method: get, url: "/pick/person.repairer?q=", status: 200,
		has: []string{"郑大勇"}, hasNot: []string{"吴桂芳"},
	})
	o.refusedStep("director", c.Number, "assign done", object{"to": "storekeeper"}, 422, "choice /to")
	roof := o.begins("teacher", "repair", report("roof", object{"asset": nil, "room": "A101"}))
	o.refusedStep("director", roof.Number, "assign done", object{"to": "repairer"}, 422, "rule /to")
	c = o.does("director", c.Number, "assign done", object{"to": "repairer"})
	paper := func(qty string) object {
		return object{"materials": []object{{"item": "g01", "qty": qty}}, "cost": 1250, "note": "换了保险"}
	}
	o.refusedStep("repairer", c.Number, "mend repaired", paper("97"), 422, "stock /materials/0/qty")
	o.refusedStep("repairer", c.Number, "mend repaired", object{"materials": []object{{"item": "v01", "qty": "1"}}}, 422,
		"rule /materials/0/item")
	o.refusedStep("repairer", c.Number, "mend repaired", object{"materials": []object{{"item": "g22", "qty": "1"}}}, 422,
		"rule /materials/0/item") // the canteen's
	o.refusedStep("repairer", c.Number, "mend refuse", nil, 422, "required /note")
	o.does("repairer", c.Number, "mend refuse", object{"note": "在上课，请另派"})
	o.does("director", c.Number, "assign done", object{"to": "repairer"})
	o.does("repairer", c.Number, "mend repaired", paper("2"))
	o.wantStock("g01", "94")
	for _, verdict := range []object{{"rating": 2}, {}, {"rating": 1, "wrong": "又不亮了"}} {
		o.does("teacher", c.Number, "confirm again", verdict)
		o.does("director", c.Number, "assign done", object{"to": "repairer"})
		if _, rated := verdict["wrong"]; !rated {
			o.does("repairer", c.Number, "mend repaired", object{"cost": 1250})
		}
	}
	o.does("repairer", c.Number, "mend substituted", object{"materials": []object{{"item": "g01", "qty": "1"}}, "cost": 2000})
	o.wantCard(projector, object{"state": "repair"})
	o.does("teacher", c.Number, "confirm accept", object{"rating": 5})
	o.wantCard(projector, object{"state": "in_use", "cost": 2000.0 + 3*2250})
	o.wantResults(c.Number, "done", `{"cost":8750,"outcome":"substituted"}`)
	o.booksAgree()
}

// TestRepairOfNoThing: what stands in no register is mended as well, and silence confirms.
func TestRepairOfNoThing(t *testing.T) {
	o := newBureau(t)
	c := o.inMend(report("tap", object{"asset": nil, "room": "A101"}))
	o.refusedStep("repairer", c.Number, "mend writeoff", object{"note": "太旧"}, 422, "rule /note")
	o.does("repairer", c.Number, "mend repaired", nil)
	o.overdue(o.look(c.Number), "confirm")
	o.wantResults(c.Number, "done", `{"cost":0,"outcome":"repaired"}`)
	o.booksAgree()
}

// TestRepairHandedOn: a repair goes from one repairer to another, and to nobody else.
func TestRepairHandedOn(t *testing.T) {
	o := newBureau(t)
	o.appoint("teacher", "teacher,repairer")
	c := o.inMend(report("tap", nil))
	address := "/api/v1/tasks/" + o.taskOf(c.Number, "mend") + "/actions"
	o.refused("repairer", address, object{"action": "transfer", "to": "storekeeper"}, 422, "role /to")
	o.send("repairer", address, object{"action": "transfer", "to": "teacher"}, 200)
	o.refused("repairer", "/api/v1/tasks/"+o.taskOf(c.Number, "mend"), object{"outcome": "repaired"}, 403, "not_yours")
	o.does("teacher", c.Number, "mend repaired", nil)
	o.booksAgree()
}

// TestLateRepair: whoever has it when it is overdue says why, and the reporter hears it; the director may see to it too.
func TestLateRepair(t *testing.T) {
	o := newBureau(t)
	c := o.inMend(report("tap", nil))
	o.overdue(c, "mend")
	c = o.look(c.Number)
	if got := c.steps(); got != "explain mend" {
		t.Fatalf("open are %s", got)
	}
	for _, open := range c.Open {
		want := map[string]string{"mend": "director repairer", "explain": "repairer"}[open.Step]
		if got := strings.Join(open.Persons, " "); got != want {
			t.Errorf("%s is with %s, want %s", open.Step, got, want)
		}
	}
	o.refusedStep("repairer", c.Number, "explain done", object{"reason": "等配件"}, 422, "required /until")
	c = o.does("repairer", c.Number, "explain done", object{"reason": "等配件", "until": dayIn(40)})
	if got := c.steps(); got != "mend" {
		t.Fatalf("open are %s", got)
	}
	if told := o.told(c, "teacher"); !strings.Contains(told, "未能按时修好：等配件") || !strings.Contains(told, "已派郑大勇维修") {
		t.Errorf("the reporter was told %s", told)
	}
	o.does("director", c.Number, "mend repaired", nil)
	other := o.inMend(report("wiring", nil)) // what is mended needs no explanation any more
	o.overdue(other, "mend")
	other = o.does("repairer", other.Number, "mend repaired", nil)
	if got := other.steps(); got != "confirm" {
		t.Errorf("open are %s", got)
	}
	o.booksAgree()
}

// TestRepairOutside: somebody from outside mends it, by a purchase; what that came to is what the repair cost.
func TestRepairOutside(t *testing.T) {
	o := newBureau(t)
	c := o.inMend(report("wiring", nil))
	o.does("repairer", c.Number, "mend outside", object{"note": "须厂家来修"})
	service := object{"subject": "30213", "lines": []object{{"item": "v01", "qty": "1", "price": 38000}}}
	o.does("director", c.Number, "service done", service)
	refused := o.casesOf("purchase")[0].Number
	o.does("principal", refused, "permit reject", nil)
	if c = o.ends(c.Number, refused); c.steps() != "assign" {
		t.Fatalf("after a refusal open are %s", c.steps())
	}
	o.does("director", c.Number, "assign done", object{"to": "repairer"})
	o.does("repairer", c.Number, "mend outside", object{"note": "须厂家来修"})
	o.does("director", c.Number, "service done", service)
	bought := o.casesOf("purchase")[0].Number
	o.does("principal", bought, "permit approve", nil)
	line := object{"line": "1", "qty": "1", "price": 36000}
	o.does("buyer", bought, "buy done", object{"supplier": "s6", "lines": []object{line}})
	o.does("director", bought, "accept_service accept", object{"lines": []object{{"line": "1", "accepted": "1"}}})
	o.wantResults(bought, "done", `{"cost":36000}`)
	if c = o.ends(c.Number, bought); c.steps() != "confirm" {
		t.Fatalf("after the purchase open are %s", c.steps())
	}
	o.does("teacher", c.Number, "confirm accept", object{"rating": 4})
	o.wantResults(c.Number, "done", `{"cost":36000,"outcome":"outside"}`)
	o.wantCard(projector, object{"state": "in_use", "cost": 36000.0})
	o.booksAgree()
}

// TestRepairWrittenOff: what cannot be mended begins a write-off in the storekeeper's name, and stays in repair.
func TestRepairWrittenOff(t *testing.T) {
	o := newBureau(t)
	c := o.inMend(report("wiring", nil))
	o.does("repairer", c.Number, "mend writeoff", object{"note": "主板烧毁"})
	o.wantResults(c.Number, "done", `{"cost":0,"outcome":"writeoff"}`)
	off := o.casesOf("writeoff")[0]
	if off = o.look(off.Number); off.steps() != "appraise" || string(off.Data["reason"]) != `"主板烧毁"` {
		t.Errorf("the write-off stands at %s with %s", off.steps(), off.Data["reason"])
	}
	o.wantCard(projector, object{"state": "repair"})
	if told := o.told(c, "teacher"); !strings.Contains(told, "已转报废：主板烧毁") {
		t.Errorf("the reporter was told %s", told)
	}
	o.booksAgree()
}

// TestRepairWithdrawn: a report that is taken back leaves the thing as it was.
func TestRepairWithdrawn(t *testing.T) {
	o := newBureau(t)
	c := o.begins("teacher", "repair", report("wiring", nil))
	o.wantCard(projector, object{"state": "repair"})
	o.send("teacher", "/api/v1/cases/"+c.Number+"/actions", object{"action": "withdraw"}, 200)
	o.wantCard(projector, object{"state": "in_use"})
	o.wantResults(c.Number, "withdrawn", `{"cost":0}`)
	o.booksAgree()
}

// TestRepairOfNoCategory: general affairs may leave the category open, as cases that begin a repair do; it is due as a
// major one, and any repairer may have it.
func TestRepairOfNoCategory(t *testing.T) {
	o := newBureau(t)
	data := object{"asset": projector, "description": "盘点发现损坏"}
	o.refusedStart("teacher", "repair", data, "required /category")
	c := o.begins("director", "repair", data)
	c = o.does("director", c.Number, "assign done", object{"to": "repairer"})
	due := read[struct {
		Items []struct {
			Due *string `json:"due_at"`
		}
	}](o, "repairer", "/api/v1/tasks?q="+c.Number).Items
	if len(due) != 1 || due[0].Due == nil {
		t.Error("it is not due")
	}
	o.does("repairer", c.Number, "mend repaired", object{"cost": 100})
	if c = o.does("director", c.Number, "confirm accept", nil); c.State != "done" {
		t.Errorf("it is %s", c.State)
	}
	o.booksAgree()
}

// TestEveryProcessIsShown: the page of each definition says by when its steps are due, in words.
func TestEveryProcessIsShown(t *testing.T) {
	o := newBureau(t)
	for _, p := range read[struct{ Items []struct{ ID string } }](o, "admin", "/api/v1/processes").Items {
		for _, lang := range []string{"zh-CN", "en"} {
			o.check(t, scenario{
				name: p.ID + " " + lang, as: "admin", method: get, url: "/admin/processes/" + p.ID, status: 200,
				header: map[string]string{"Accept-Language": lang}, hasNot: []string{"route."},
			})
		}
	}
}
