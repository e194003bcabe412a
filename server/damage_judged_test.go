package server

import (
	"slices"
	"strings"
	"testing"
)

// wantWith wants a case's step open with exactly these persons.
func (o *bureau) wantWith(number, step string, want ...string) {
	o.t.Helper()
	for _, task := range o.look(number).Open {
		if task.Step != step {
			continue
		}
		if !slices.Equal(task.Persons, want) {
			o.t.Errorf("%s: %s is with %v, wanted %v", number, step, task.Persons, want)
		}
		return
	}
	o.t.Errorf("%s: %s is not open, but %q", number, step, o.look(number).steps())
}

// TestNobodyDecidesOnThemselves: who is judged neither establishes, rules nor waives; the next in line does.
func TestNobodyDecidesOnThemselves(t *testing.T) {
	o := withPupils(t)
	const desks = "ZC-2020-0103"
	o.lot(desks, 10, 4680000)
	with := o.wantWith
	d := o.reports(desks, "director")
	with(d.Number, "establish", "principal")
	o.refusedStep("director", d.Number, "establish done", found("wear"), 403, "duty")
	judged := found("wilful", "director 40", "principal 60")
	o.refusedStep("principal", d.Number, "establish done", judged, 422, "rule /shares/1/person")
	address := "/api/v1/tasks/" + o.taskOf(d.Number, "establish") + "/actions"
	o.refused("principal", address, object{"action": "transfer", "to": "director"}, 403, "duty")
	o.send("principal", address, object{"action": "transfer", "to": "deputy"}, 200)
	o.does("deputy", d.Number, "establish done", judged)
	o.answers("director", d.Number, "director", "accept", "")
	o.answers("principal", d.Number, "principal", "object", "不是我")
	with(d.Number, "rule", "auditor") // the deputy has established
	o.does("auditor", d.Number, "rule uphold", object{"reason": "有监控为证"})
	with(d.Number, "collect", "cashier", "deputy")
	for _, owing := range []string{"principal", "director"} {
		o.refusedStep("principal", d.Number, "collect waive", object{"person": owing, "reason": "算了"}, 403, "duty")
	}
	o.refusedStep("deputy", d.Number, "collect paid", payment("principal", 100, "SJ-001"), 403, "not_yours")
	o.does("deputy", d.Number, "collect waive", object{"person": "principal", "reason": "家庭困难"})
	o.wantDebts(d.Number, debtOf{"", "director", 187200, 0, 0}, debtOf{"", "principal", 280800, 0, 280800})

	d = o.reports(desks)
	o.does("director", d.Number, "establish done", found("wilful", "principal 100"))
	o.answers("principal", d.Number, "principal", "object", "不是我")
	with(d.Number, "rule", "deputy")
	o.refusedStep("principal", d.Number, "rule waive", object{"reason": "意外"}, 403, "duty")
	o.does("deputy", d.Number, "rule waive", object{"reason": "意外"})

	d = o.reports(desks) // ruled upon only
	o.does("director", d.Number, "establish done", found("wilful", "head 100"))
	o.answers("head", d.Number, "head", "object", "是校长弄的")
	mine := object{"reason": "属实", "shares": shares("principal 100")}
	o.refusedStep("principal", d.Number, "rule change", mine, 422, "rule /shares/0/person")
	o.send("principal", "/api/v1/tasks/"+o.taskOf(d.Number, "rule")+"/actions", object{"action": "transfer", "to": "deputy"}, 200)
	o.does("deputy", d.Number, "rule change", mine)
	with(d.Number, "collect", "cashier", "deputy")
	o.refusedStep("principal", d.Number, "collect waive", object{"reason": "算了"}, 403, "duty")

	d = o.reports(desks) // in whoever's place
	o.does("director", d.Number, "establish done", found("wilful", "teacher 100"))
	o.answers("teacher", d.Number, "teacher", "accept", "")
	o.owner(t, `UPDATE people SET away_from = '2020-01-01', deputy = 'teacher' WHERE school = 'main' AND id = 'principal'`)
	o.refusedStep("teacher", d.Number, "collect waive", object{"reason": "算了"}, 403, "duty")
	o.booksAgree()
}

// TestWhoOwesTakesNoMoney: a cashier who is responsible takes in nothing of that case: another cashier does, or where
// there is none the director, or where that one is responsible too the deputy principal.
func TestWhoOwesTakesNoMoney(t *testing.T) {
	o := withPupils(t)
	const desks = "ZC-2020-0103"
	o.lot(desks, 10, 4680000)
	owing := func(persons ...string) string {
		t.Helper()
		parts := make([]string, len(persons))
		for i, person := range persons {
			parts[i] = person + []string{" 100", " 50", "", " 25"}[len(persons)-1]
		}
		c := o.reports(desks)
		by := "director"
		if slices.Contains(persons, "director") {
			o.send("director", "/api/v1/tasks/"+o.taskOf(c.Number, "establish")+"/actions", object{"action": "transfer", "to": "principal"}, 200)
			by = "principal"
		}
		if slices.Contains(persons, "principal") {
			o.send("principal", "/api/v1/tasks/"+o.taskOf(c.Number, "establish")+"/actions", object{"action": "transfer", "to": "deputy"}, 200)
			by = "deputy"
		}
		o.does(by, c.Number, "establish done", found("wilful", parts...))
		for _, person := range persons {
			o.answers(person, c.Number, person, "accept", "")
		}
		return c.Number
	}
	one := owing("cashier")
	o.wantWith(one, "collect", "director", "principal")
	o.taskFor("principal", one, "collect") // a program hears of what they may waive, too
	o.refusedStep("cashier", one, "collect paid", payment("cashier", 100, "SJ-001"), 403, "duty")
	o.refusedStep("principal", one, "collect paid", payment("cashier", 100, "SJ-001"), 403, "not_yours")
	o.does("director", one, "collect paid", payment("cashier", 100, "SJ-001"))

	two := owing("cashier", "director")
	o.wantWith(two, "collect", "deputy", "principal")
	for _, person := range []string{"cashier", "director"} { // a colleague's share no more than their own
		o.refusedStep(person, two, "collect paid", payment("head", 100, "SJ-002"), 403, "duty")
	}
	o.does("deputy", two, "collect paid", payment("director", 100, "SJ-002"))

	four := owing("cashier", "director", "principal", "head")
	o.wantWith(four, "collect", "deputy")

	o.owner(t, `UPDATE people SET roles = roles || ARRAY['cashier'] WHERE school = 'main' AND id = 'accountant'`)
	o.refusedStep("director", one, "collect paid", payment("cashier", 100, "SJ-003"), 403, "not_yours")
	o.does("accountant", one, "collect paid", payment("cashier", 100, "SJ-003"))
	o.booksAgree()
}

// TestWhoWaivesWhenAllAreJudged: where principal and deputy are both responsible, the auditor may waive.
func TestWhoWaivesWhenAllAreJudged(t *testing.T) {
	o := withPupils(t)
	c := o.reports(projector)
	o.does("director", c.Number, "establish done", found("wilful", "principal 50", "deputy 50"))
	o.answers("principal", c.Number, "principal", "object", "不是我")
	o.answers("deputy", c.Number, "deputy", "accept", "")
	o.wantWith(c.Number, "rule", "auditor")
	o.does("auditor", c.Number, "rule uphold", object{"reason": "有监控为证"})
	o.wantWith(c.Number, "collect", "auditor", "cashier")
	o.refusedStep("deputy", c.Number, "collect waive", object{"reason": "算了"}, 403, "duty")
	o.does("auditor", c.Number, "collect waive", object{"person": "deputy", "reason": "家庭困难"})
	o.booksAgree()
}

// TestWhoIsToldSees: whom a ruling names anew has had no part in the case, and sees it from the message on that says what
// they owe.
func TestWhoIsToldSees(t *testing.T) {
	o := withPupils(t)
	c := o.reports(projector)
	o.does("director", c.Number, "establish done", found("wilful", "head 100"))
	o.send("buyer", "/api/v1/cases/"+c.Number+"/actions", object{"action": "comment", "comment": "看看"}, 404)
	o.answers("head", c.Number, "head", "object", "是采购员弄的")
	o.does("principal", c.Number, "rule change", object{"reason": "属实", "shares": shares("buyer 60", "p1 40")})
	o.wantDebts(c.Number, debtOf{"", "buyer", 280800, 0, 0}, debtOf{"", "p1", 187200, 0, 0})
	for _, told := range []string{"buyer", "head2"} { // who is p1's class teacher
		o.check(t, scenario{name: told, as: told, url: "/cases/" + c.Number, status: 200, has: []string{"改判"}, hasNot: []string{"等您办理"}})
	}
	o.check(t, scenario{name: "may", as: "principal", url: "/cases/" + c.Number, status: 200, has: []string{"您可以办理"}, hasNot: []string{"等您办理"}})
	o.booksAgree()
}

// TestWhoOwesKeepsOutOfTheRepair: whoever is named in a damage or responsible for it is neither assigned its repair, nor
// assigns, mends or confirms it: its cost is their debt. Nobody else says who is kept out.
func TestWhoOwesKeepsOutOfTheRepair(t *testing.T) {
	o := withPupils(t)
	o.owner(t, `INSERT INTO people (school, id, login, name, department, roles) VALUES ('main', 'other', 'other', '高师傅', 'zwc', ARRAY['repairer'])`)
	c := o.reports(projector, "director")
	finding := found("careless", "repairer 60", "p1 40")
	finding["repair"], finding["category"] = true, "wiring"
	o.wantWith(c.Number, "establish", "principal")
	o.does("principal", c.Number, "establish done", finding)
	repair := o.casesOf("repair")[0]
	if apart := string(o.look(repair.Number).Data["apart"]); apart != `["director","repairer","p1"]` {
		t.Errorf("kept out: %s", apart)
	}
	o.wantWith(repair.Number, "assign", "principal")
	o.refusedStep("director", repair.Number, "assign done", object{"to": "other"}, 403, "duty")
	o.refusedStep("principal", repair.Number, "assign done", object{"to": "repairer"}, 422, "rule /to")
	o.does("principal", repair.Number, "assign done", object{"to": "other"})
	o.send("repairer", "/api/v1/tasks/"+o.taskOf(repair.Number, "mend"), object{"outcome": "repaired", "data": object{"cost": 1}}, 404)
	address := "/api/v1/tasks/" + o.taskOf(repair.Number, "mend") + "/actions"
	o.refused("other", address, object{"action": "transfer", "to": "repairer"}, 403, "duty")
	o.does("other", repair.Number, "mend outside", object{"note": "主板要送修"})
	o.wantWith(repair.Number, "service", "principal")
	o.booksAgree()
}

// TestWhoOwesDoesNotConfirm: a director who is found responsible by their deputy's hand began the repair, and does not
// confirm it.
func TestWhoOwesDoesNotConfirm(t *testing.T) {
	o := withPupils(t)
	c := o.reports(projector)
	o.owner(t, `UPDATE people SET away_from = '2020-01-01', deputy = 'head' WHERE school = 'main' AND id = 'director'`)
	finding := found("careless", "director 100")
	finding["repair"], finding["category"] = true, "wiring"
	o.does("head", c.Number, "establish done", finding)
	o.owner(t, `UPDATE people SET away_from = NULL, deputy = '' WHERE school = 'main' AND id = 'director'`)
	repair := o.casesOf("repair")[0]
	o.does("principal", repair.Number, "assign done", object{"to": "repairer"})
	o.does("repairer", repair.Number, "mend repaired", object{"cost": 1, "note": "换灯泡"})
	o.wantWith(repair.Number, "confirm", "principal")
	o.refusedStep("director", repair.Number, "confirm accept", object{"rating": 5}, 403, "duty")
	o.does("principal", repair.Number, "confirm accept", object{"rating": 5})
}

// TestNobodySaysWhoKeepsOut: who reports a repair does not keep others out of it, on the page no more than by a program.
func TestNobodySaysWhoKeepsOut(t *testing.T) {
	o := withPupils(t)
	data := report("wiring", object{"apart": []string{"director", "repairer"}})
	o.refusedStart("teacher", "repair", data, "readonly /apart")
	o.check(t, scenario{name: "form", as: "teacher", url: "/new/repair", status: 200, has: []string{"情况说明"}, hasNot: []string{"apart"}})
	c := o.begins("teacher", "repair", report("wiring", nil))
	o.wantWith(c.Number, "assign", "director")
	o.does("director", c.Number, "assign done", object{"to": "repairer"})
	o.does("repairer", c.Number, "mend repaired", object{"cost": 1, "note": "换灯泡"})
	o.wantWith(c.Number, "confirm", "teacher")
}

// TestTheAccusedSendNothingBack: whoever is heard accepts or objects; the finding is not theirs to send back, with a repair
// under way or without.
func TestTheAccusedSendNothingBack(t *testing.T) {
	o := withPupils(t)
	c := o.reports(projector)
	o.does("director", c.Number, "establish done", found("wilful", "head 60", "p1 40"))
	task := o.taskOf(c.Number, "answer")
	for _, to := range []string{"establish", "start"} {
		o.send("head", "/api/v1/tasks/"+task+"/actions",
			object{"action": "send_back", "to": to, "resume": "again", "comment": "不是我"}, 409)
	}
	o.check(t, scenario{name: "page", as: "head", url: "/cases/" + c.Number, status: 200, has: []string{"有异议"}, hasNot: []string{"退回"}})
	o.answers("head", c.Number, "head", "object", "不是我")
	o.answers("head2", c.Number, "p1", "accept", "")
	o.send("principal", "/api/v1/tasks/"+o.taskOf(c.Number, "rule")+"/actions", // who rules may ask for a better finding
		object{"action": "send_back", "to": "establish", "resume": "again", "comment": "请查清楚"}, 200)
}

// TestTheRulingIsTold: whoever is responsible hears what was ruled, also whom the ruling names anew and whom it lets go.
func TestTheRulingIsTold(t *testing.T) {
	for outcome, c := range map[string]struct {
		say   object
		words string
		told  []string
	}{
		"uphold": {object{"reason": "有监控为证"}, "校长裁定维持原来的认定", []string{"head", "head2"}},
		"change": {object{"reason": "属实", "shares": shares("buyer 60", "p2 40")}, "校长改判了", []string{"head", "head2", "buyer", "teacher"}},
		"waive":  {object{"reason": "意外"}, "校长裁定免赔", []string{"head", "head2", "director"}},
	} {
		t.Run(outcome, func(t *testing.T) {
			o := withPupils(t)
			d := o.reports(projector)
			o.does("director", d.Number, "establish done", found("wilful", "head 50", "p1 50"))
			o.answers("head", d.Number, "head", "object", "不是我")
			o.answers("head2", d.Number, "p1", "accept", "")
			o.does("principal", d.Number, "rule "+outcome, c.say)
			for _, person := range c.told {
				if told := o.told(d, person); strings.Count(told, c.words) != 1 {
					t.Errorf("%s is told %q", person, told)
				}
			}
			if told := o.told(d, "cashier"); strings.Contains(told, c.words) {
				t.Errorf("the cashier is told %q", told)
			}
			o.booksAgree()
		})
	}
}
