package server

import (
	"slices"
	"testing"

	"zongwu/cases"
	"zongwu/processes"
)

// TestCarelessDamage: a repair runs as its own case and reports its cost, which is what is paid.
func TestCarelessDamage(t *testing.T) {
	o := withPupils(t)
	c := o.reports(projector)
	finding := found("careless", "head 50", "p1 50")
	finding["repair"] = true
	o.does("director", c.Number, "establish done", finding)
	o.answers("head", c.Number, "head", "accept", "")
	if c = o.answers("head2", c.Number, "p1", "accept", ""); c.State != "open" || c.steps() != "" {
		t.Fatalf("it waits for the repair, and is %s with %q open", c.State, c.steps())
	}
	repair := o.casesOf("repair")[0]
	o.does("director", repair.Number, "assign done", object{"to": "repairer"})
	o.does("repairer", repair.Number, "mend repaired", object{"cost": 12345, "note": "换灯泡"})
	if repair = o.does("director", repair.Number, "confirm accept", object{"rating": 5}); repair.State != "done" {
		t.Fatalf("the repair is %s", repair.State)
	}
	o.ended(c, repair)
	o.wantDebts(c.Number, debtOf{"", "head", 6173, 0, 0}, debtOf{"", "p1", 6172, 0, 0})
	o.wantCard(projector, object{"state": "in_use"})
	o.booksAgree()
}

// ended tells a case that one it waits for has ended, as its workflow does.
func (o *bureau) ended(waiting, over purchased) {
	o.t.Helper()
	_, err := o.server.service.Act(o.t.Context(), cases.Request{School: "main", Case: waiting.ID, Action: processes.Action{
		Kind: processes.DoEnded, Ended: &processes.Ended{Case: over.ID, Status: processes.Status(over.State)},
	}})
	if err != nil {
		o.t.Fatal(err)
	}
}

// broken is careless damage that is to be repaired, accepted by all, with its repair.
func (o *bureau) broken(asset string, parts ...string) (c, repair purchased) {
	o.t.Helper()
	c = o.reports(asset)
	finding := found("careless", parts...)
	if finding["repair"] = true; len(parts) == 0 {
		finding["nobody"] = "没有人看见"
	}
	c = o.does("director", c.Number, "establish done", finding)
	for _, task := range c.Open {
		c = o.answers(task.Persons[0], c.Number, task.Branch, "accept", "")
	}
	return c, o.casesOf("repair")[0]
}

// TestTheHearingBeginsOneRepair: while the repair runs as a case of its own nobody who rules on it sends the finding back,
// which would begin a second one.
func TestTheHearingBeginsOneRepair(t *testing.T) {
	o := withPupils(t)
	c := o.reports(projector)
	finding := found("careless", "head 100")
	finding["repair"] = true
	c = o.does("director", c.Number, "establish done", finding)
	o.answers("head", c.Number, "head", "object", "不是我")
	o.send("principal", "/api/v1/tasks/"+o.taskOf(c.Number, "rule")+"/actions",
		object{"action": "send_back", "to": "establish", "resume": "again", "comment": "请查清楚"}, 409)
	if repairs := o.casesOf("repair"); len(repairs) != 1 {
		t.Errorf("there are %d repairs", len(repairs))
	}
}

// cancels ends a case on the director's word.
func (o *bureau) cancels(number string) purchased {
	o.t.Helper()
	return o.answer(o.send("director", "/api/v1/cases/"+number+"/actions", object{"action": "cancel", "comment": "不修了"}, 200))
}

// TestAmountSettled: careless damage that could not be repaired is not over before somebody has said what is to pay for it.
func TestAmountSettled(t *testing.T) {
	for name, repaired := range map[string]func(o *bureau) purchased{
		"cancelled": func(o *bureau) purchased {
			c, repair := o.broken(projector, "head 50", "p1 50")
			o.ended(c, o.cancels(repair.Number))
			return c
		},
		"written off": func(o *bureau) purchased {
			c, repair := o.broken(projector, "head 50", "p1 50")
			o.does("director", repair.Number, "assign done", object{"to": "repairer"})
			repair = o.does("repairer", repair.Number, "mend writeoff", object{"note": "主板烧毁"})
			if repair.State != "done" {
				o.t.Fatalf("the repair is %s", repair.State)
			}
			o.ended(c, repair)
			return c
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := withPupils(t)
			c := repaired(o)
			o.wantWith(c.Number, "settle", "director")
			o.refusedStep("director", c.Number, "settle done", object{"amount": -1, "reason": "新旧程度"}, 422, "min /amount")
			o.refusedStep("director", c.Number, "settle done", object{"reason": "新旧程度"}, 422, "required /amount")
			o.refusedStep("director", c.Number, "settle done", object{"amount": 3001}, 422, "required /reason")
			o.refusedStep("principal", c.Number, "settle done", object{"amount": 0, "reason": "算了"}, 403, "not_yours")
			o.does("director", c.Number, "settle done", object{"amount": 3001, "reason": "按新旧程度"})
			o.wantDebts(c.Number, debtOf{"", "head", 1501, 0, 0}, debtOf{"", "p1", 1500, 0, 0})
			o.wantWith(c.Number, "collect", "cashier", "principal")
			o.booksAgree()
		})
	}
}

// TestRepairedForNothing: what a repair has cost is what careless damage pays; where it cost nothing, nobody owes anything.
func TestRepairedForNothing(t *testing.T) {
	for outcome, work := range map[string]object{
		"repaired":    {"note": "紧了螺丝"},
		"substituted": {"cost": 0, "note": "用旧灯泡"},
	} {
		t.Run(outcome, func(t *testing.T) {
			o := withPupils(t)
			c, repair := o.broken(projector, "head 50", "p1 50")
			o.does("director", repair.Number, "assign done", object{"to": "repairer"})
			o.does("repairer", repair.Number, "mend "+outcome, work)
			o.ended(c, o.does("director", repair.Number, "confirm accept", nil))
			if c = o.look(c.Number); c.State != "done" {
				t.Errorf("it is %s with %q open", c.State, c.steps())
			}
			o.wantDebts(c.Number)
			o.wantCard(projector, object{"state": "in_use"})
			o.booksAgree()
		})
	}
}

// TestNothingSettled: what is settled at nothing is owed by nobody, and neither is what nobody is responsible for.
func TestNothingSettled(t *testing.T) {
	o := withPupils(t)
	c, repair := o.broken(projector, "head 100")
	o.ended(c, o.cancels(repair.Number))
	if c = o.does("director", c.Number, "settle done", object{"amount": 0, "reason": "本来就旧了"}); c.State != "done" {
		t.Errorf("it is %s with %q open", c.State, c.steps())
	}
	o.wantDebts(c.Number)
	c = o.reports(projector)
	if c = o.does("director", c.Number, "establish done", nobodyFound("careless")); c.State != "done" {
		t.Errorf("without anybody responsible it is %s with %q open", c.State, c.steps())
	}
	c, repair = o.broken(projector)
	if o.ended(c, o.cancels(repair.Number)); o.look(c.Number).State != "done" {
		t.Errorf("repaired for nobody it is open with %q", o.look(c.Number).steps())
	}
	finding := found("careless", "head 100")
	finding["repair"] = true
	c = o.reports(projector)
	o.does("director", c.Number, "establish done", finding)
	o.ended(c, o.cancels(o.casesOf("repair")[0].Number))
	o.answers("head", c.Number, "head", "object", "不是我")
	if c = o.does("principal", c.Number, "rule waive", object{"reason": "意外"}); c.State != "done" {
		t.Errorf("let off it is %s with %q open", c.State, c.steps())
	}
	o.wantDebts(c.Number)
	o.booksAgree()
}

// TestNotToBeRepaired: where nothing is to be repaired, the finding itself may say what is to pay.
func TestNotToBeRepaired(t *testing.T) {
	o := withPupils(t)
	c := o.reports(projector)
	finding := found("careless", "head 100")
	o.does("director", c.Number, "establish done", finding)
	if c = o.answers("head", c.Number, "head", "accept", ""); c.State != "done" {
		t.Errorf("without a word of money it is %s with %q open", c.State, c.steps())
	}
	o.wantDebts(c.Number)
	c = o.reports(projector)
	finding["agreed"] = -1
	o.refusedStep("director", c.Number, "establish done", finding, 422, "min /agreed")
	finding["agreed"] = 468001 // a fen more than the thing cost
	o.refusedStep("director", c.Number, "establish done", finding, 422, "max /agreed")
	wilful := found("wilful", "head 100")
	wilful["agreed"] = 100
	o.refusedStep("director", c.Number, "establish done", wilful, 422, "unknown /agreed")
	finding["agreed"] = 3000
	delete(finding, "repair") // not ticked
	o.does("director", c.Number, "establish done", finding)
	o.answers("head", c.Number, "head", "accept", "")
	o.wantDebts(c.Number, debtOf{"", "head", 3000, 0, 0})
	o.wantWith(c.Number, "collect", "cashier", "principal")
	o.booksAgree()
}

// TestWilfulAndRepaired: who breaks a thing on purpose pays its price, whatever the repair costs.
func TestWilfulAndRepaired(t *testing.T) {
	o := withPupils(t)
	c := o.reports(projector)
	finding := found("wilful", "head 100")
	finding["repair"] = true
	o.does("director", c.Number, "establish done", finding)
	o.answers("head", c.Number, "head", "accept", "")
	repair := o.casesOf("repair")[0]
	o.does("director", repair.Number, "assign done", object{"to": "repairer"})
	o.does("repairer", repair.Number, "mend repaired", object{"cost": 12345, "note": "换灯泡"})
	o.ended(c, o.does("director", repair.Number, "confirm accept", nil))
	o.wantDebts(c.Number, debtOf{"", "head", 468000, 0, 0})
	o.booksAgree()
}

// TestWhoIsJudgedSettlesNothing: the amount is never settled by one of those who are to pay it, whoever ruled that.
func TestWhoIsJudgedSettlesNothing(t *testing.T) {
	o := withPupils(t)
	c := o.reports(projector)
	finding := found("careless", "head 100")
	finding["repair"] = true
	o.does("director", c.Number, "establish done", finding)
	o.answers("head", c.Number, "head", "object", "是主任弄的")
	c = o.does("principal", c.Number, "rule change", object{"reason": "属实", "shares": shares("director 60", "head 40")})
	o.ended(c, o.cancels(o.casesOf("repair")[0].Number))
	o.wantWith(c.Number, "settle", "principal")
	o.refusedStep("director", c.Number, "settle done", object{"amount": 0, "reason": "算了"}, 403, "duty")
	o.does("principal", c.Number, "settle done", object{"amount": 1000, "reason": "按市价"})
	o.wantDebts(c.Number, debtOf{"", "director", 600, 0, 0}, debtOf{"", "head", 400, 0, 0})
	o.booksAgree()
}

// TestQueueOfWhoCollects: a case to collect for is in the cashier's queue, not in that of the principal, who may only
// waive: there it is found by the case and its task, and waived. A program is told of all that may be done.
func TestQueueOfWhoCollects(t *testing.T) {
	o := withPupils(t)
	c := o.reports(projector)
	o.does("director", c.Number, "establish done", found("wilful", "head 100"))
	o.answers("head", c.Number, "head", "accept", "")
	queue := func(person string) []string {
		t.Helper()
		var steps []string
		for _, task := range read[struct {
			Items []struct{ Number, Step string }
		}](o, person, "/api/v1/tasks?q="+c.Number).Items {
			steps = append(steps, task.Step)
		}
		return steps
	}
	for _, person := range []string{"cashier", "principal"} {
		if steps := queue(person); !slices.Equal(steps, []string{"collect"}) {
			t.Errorf("a program is told of %v for the %s", steps, person)
		}
	}
	const waive = `value="waive"`
	o.check(t, scenario{name: "list", as: "principal", url: "/tasks", status: 200, hasNot: []string{c.Number}})
	o.check(t, scenario{name: "page", as: "principal", url: "/cases/" + c.Number, status: 200, has: []string{waive}})
	o.check(t, scenario{name: "found", as: "principal", url: "/cases?q=" + c.Number, status: 200, has: []string{c.Number, "收款（邓晓云）"}})
	task := read[struct{ Persons, Outcomes []string }](o, "principal", "/api/v1/tasks/"+o.taskOf(c.Number, "collect"))
	if len(task.Persons) != 2 || len(task.Outcomes) != 1 || task.Outcomes[0] != "waive" {
		t.Errorf("the principal's task is %+v", task)
	}
	o.does("principal", c.Number, "collect waive", object{"person": "head", "amount": 100, "reason": "家庭困难"})
	o.booksAgree()
}

// TestTheRepairGoesOn: a damage that is cancelled leaves its repair as it is, and the pages of both say so.
func TestTheRepairGoesOn(t *testing.T) {
	o := withPupils(t)
	c, repair := o.broken(projector, "head 100")
	both := []string{"/cases/" + c.Number, "/cases/" + repair.Number}
	for _, page := range both {
		o.check(t, scenario{name: "under way", as: "director", url: page, status: 200, has: []string{"相关单据"}, hasNot: []string{"另行取消"}})
	}
	o.cancels(c.Number)
	if state := o.look(repair.Number).State; state != "open" {
		t.Errorf("the repair is %s", state)
	}
	for page, says := range map[string]string{both[0]: "本单已取消，由本单发起的这张单据仍在办理", both[1]: "发起本单的单据已取消，本单仍照常办理"} {
		o.check(t, scenario{name: "cancelled", as: "director", url: page, status: 200, has: []string{says, "另行取消"}})
	}
	o.cancels(repair.Number)
	for _, page := range both {
		o.check(t, scenario{name: "both over", as: "director", url: page, status: 200, hasNot: []string{"另行取消"}})
	}
}
