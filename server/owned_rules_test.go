package server

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// TestThePriceIsOwedOnce: a thing's price is owed once, until it has been mended; whoever establishes it twice is told by
// which case it is owed.
func TestThePriceIsOwedOnce(t *testing.T) {
	o := withPupils(t)
	first, second := o.reports(projector), o.reports(projector)
	o.does("director", first.Number, "establish done", found("wilful", "head 100"))
	for _, cause := range []string{"wilful", "lost"} {
		o.refusedStep("director", second.Number, "establish done", found(cause, "teacher 100"), 422, "asset /cause")
	}
	said := o.send("director", "/api/v1/tasks/"+o.taskOf(second.Number, "establish"),
		object{"outcome": "done", "data": found("wilful", "teacher 100")}, 422)
	if !strings.Contains(string(said), first.Number) {
		t.Errorf("it does not say by which case: %s", said)
	}
	o.does("director", second.Number, "establish nothing", nil)

	o.answers("head", first.Number, "head", "accept", "")
	paid := o.does("cashier", first.Number, "collect paid", payment("head", 468000, "SJ-001"))
	if paid.State != "done" {
		t.Fatalf("paid, it is %s", paid.State)
	}
	again := o.reports(projector)
	o.refusedStep("director", again.Number, "establish done", found("wilful", "teacher 100"), 422, "asset /cause")
	o.mends(o.inMend(report("wiring", nil)))
	again = o.does("director", again.Number, "establish done", found("wilful", "teacher 100"))
	o.answers("teacher", again.Number, "teacher", "accept", "")
	o.wantDebts(again.Number, debtOf{"", "teacher", 468000, 0, 0})
	o.booksAgree()
}

// mends carries a repair that is assigned to its end.
func (o *bureau) mends(c purchased) purchased {
	o.t.Helper()
	o.does("repairer", c.Number, "mend repaired", object{"cost": 1000})
	return o.does("teacher", c.Number, "confirm accept", object{"rating": 5})
}

// TestTheRepairOfADamageDoesNotFreeIt while its own case is open: the same damage reported twice is owed once.
func TestTheRepairOfADamageDoesNotFreeIt(t *testing.T) {
	o := withPupils(t)
	first, second := o.reports(projector), o.reports(projector)
	finding := found("wilful", "head 100")
	finding["repair"], finding["category"] = true, "wiring"
	o.does("director", first.Number, "establish done", finding)
	repair := o.casesOf("repair")[0]
	o.does("director", repair.Number, "assign done", object{"to": "repairer"})
	o.does("repairer", repair.Number, "mend repaired", object{"cost": 100})
	repair = o.does("director", repair.Number, "confirm accept", object{"rating": 5})
	o.ended(first, repair)
	o.refusedStep("director", second.Number, "establish done", found("wilful", "head 100"), 422, "asset /cause")
	o.answers("head", first.Number, "head", "accept", "")
	o.does("principal", first.Number, "collect waive", object{"reason": "家庭困难"})
	o.does("director", second.Number, "establish done", found("wilful", "head 100"))
	o.booksAgree()
}

// TestWhatComesToNothingIsNotOwed: a case that is cancelled, or in which the principal lets off, leaves the price to another.
func TestWhatComesToNothingIsNotOwed(t *testing.T) {
	o := withPupils(t)
	first := o.reports(projector)
	o.does("director", first.Number, "establish done", found("wilful", "head 100"))
	o.send("director", "/api/v1/cases/"+first.Number+"/actions", object{"action": "cancel", "comment": "弄错了"}, 200)
	second := o.reports(projector)
	o.does("director", second.Number, "establish done", found("wilful", "head 100"))
	o.answers("head", second.Number, "head", "object", "不是我")
	o.does("principal", second.Number, "rule waive", object{"reason": "意外"})
	third := o.reports(projector)
	o.does("director", third.Number, "establish done", found("wilful", "teacher 100"))
	o.booksAgree()
}

// TestPiecesAreOwedOnce: of a card that stands for several pieces each is owed once.
func TestPiecesAreOwedOnce(t *testing.T) {
	o := withPupils(t)
	o.lot("ZC-2020-0102", 6, 117000)
	pieces := func(finding object, n int) object { finding["pieces"] = n; return finding }
	first, second, third := o.reports("ZC-2020-0102"), o.reports("ZC-2020-0102"), o.reports("ZC-2020-0102")
	o.does("director", first.Number, "establish done", pieces(found("wilful", "head 100"), 4))
	o.refusedStep("director", second.Number, "establish done", pieces(found("wilful", "head 100"), 3), 422, "asset /pieces")
	o.refusedStep("director", second.Number, "establish done", pieces(found("lost", "head 100"), 3), 422, "asset /pieces")
	o.does("director", second.Number, "establish done", pieces(found("lost", "head 100"), 2))
	o.wantCard("ZC-2020-0102", object{"state": "in_use", "quantity": 4.0, "price": 78000.0})
	o.refusedStep("director", third.Number, "establish done", pieces(found("wilful", "head 100"), 1), 422, "asset /cause")
	o.does("director", third.Number, "establish done", pieces(found("stolen", "head 100"), 1))
	o.wantCard("ZC-2020-0102", object{"quantity": 3.0, "price": 58500.0})
	o.booksAgree()
}

// TestPiecesAreRoundedOnce: what some pieces cost is rounded to the fen at the end, not piece by piece.
func TestPiecesAreRoundedOnce(t *testing.T) {
	o := withPupils(t)
	o.lot("ZC-2020-0103", 7, 43333)
	c := o.reports("ZC-2020-0103")
	finding := found("wilful", "head 100")
	finding["pieces"] = 3
	o.does("director", c.Number, "establish done", finding)
	o.answers("head", c.Number, "head", "accept", "")
	o.wantDebts(c.Number, debtOf{"", "head", 18571, 0, 0})
}

// TestTwoEstablishAtOnce: of those who establish the price of one thing at the same time one is right.
func TestTwoEstablishAtOnce(t *testing.T) {
	o := withPupils(t)
	const reports = 6
	tasks := make([]string, reports)
	for i := range tasks {
		tasks[i] = o.taskOf(o.reports(projector).Number, "establish")
	}
	answers := make(chan int, reports)
	for _, task := range tasks {
		go func() {
			w := o.do(scenario{as: "director", method: post, url: "/api/v1/tasks/" + task,
				body: `{"outcome":"done","data":{"cause":"wilful","repair":false,"shares":[{"person":"head","percent":100}]}}`})
			answers <- w.Code
		}()
	}
	codes := map[int]int{}
	for range tasks {
		codes[<-answers]++
	}
	if codes[http.StatusOK] != 1 || codes[http.StatusUnprocessableEntity] != reports-1 {
		t.Errorf("answered %v", codes)
	}
	o.booksAgree()
}

// TestTwoRepairsOfOneThing: it is in repair until the last of them is over, however each of them ends.
func TestTwoRepairsOfOneThing(t *testing.T) {
	o := newBureau(t)
	one, two := o.inMend(report("wiring", nil)), o.inMend(report("wiring", nil))
	o.mends(one)
	o.wantCard(projector, object{"state": "repair"})
	o.refusedStart("head", "loan", wish(0, 0), "rule /asset")
	o.mends(two)
	o.wantCard(projector, object{"state": "in_use"})

	withdrawn, two := o.begins("teacher", "repair", report("wiring", nil)), o.inMend(report("wiring", nil))
	o.send("teacher", "/api/v1/cases/"+withdrawn.Number+"/actions", object{"action": "withdraw", "comment": "看错了"}, 200)
	o.wantCard(projector, object{"state": "repair"})
	o.mends(two)
	o.wantCard(projector, object{"state": "in_use"})

	withdrawn = o.begins("teacher", "repair", report("wiring", nil))
	o.send("teacher", "/api/v1/cases/"+withdrawn.Number+"/actions", object{"action": "withdraw", "comment": "看错了"}, 200)
	o.wantCard(projector, object{"state": "in_use"})
	o.booksAgree()
}

// TestLentAndInRepair: what is reported while a thing is lent keeps it in repair once it is given back.
func TestLentAndInRepair(t *testing.T) {
	o := newBureau(t)
	loan := o.lends("head", projector)
	one, two := o.inMend(report("wiring", nil)), o.inMend(report("wiring", nil))
	o.wantCard(projector, object{"state": "lent", "lent_to": "head"})
	o.mends(one)
	o.wantCard(projector, object{"state": "lent", "lent_to": "head"})
	o.does("head", loan.Number, "give_back done", nil)
	o.does("storekeeper", loan.Number, "inspect intact", object{"condition": "完好"})
	o.wantCard(projector, object{"state": "repair", "lent_to": ""})
	o.mends(two)
	o.wantCard(projector, object{"state": "in_use"})
	o.booksAgree()
}

// TestWhatIsIdleIsIdleAgain after a loan and a repair.
func TestWhatIsIdleIsIdleAgain(t *testing.T) {
	o := newBureau(t)
	o.owner(t, `UPDATE assets SET state = 'idle' WHERE id = $1`, projector)
	o.owner(t, `ALTER TABLE asset_entries DISABLE TRIGGER ALL`)
	o.owner(t, `UPDATE asset_entries SET state = 'idle' WHERE asset = $1`, projector)
	o.owner(t, `ALTER TABLE asset_entries ENABLE TRIGGER ALL`)
	loan := o.lends("head", projector)
	o.does("head", loan.Number, "give_back done", nil)
	o.does("storekeeper", loan.Number, "inspect intact", object{"condition": "完好"})
	o.wantCard(projector, object{"state": "idle"})
	one, two := o.inMend(report("wiring", nil)), o.inMend(report("wiring", nil))
	o.mends(one)
	o.mends(two)
	o.wantCard(projector, object{"state": "idle"})
	o.booksAgree()
}

// TestBeyondRepair: what is not written off after all is in repair until somebody has mended it.
func TestBeyondRepair(t *testing.T) {
	o := newBureau(t)
	beyond := o.inMend(report("wiring", nil))
	o.does("repairer", beyond.Number, "mend writeoff", object{"note": "主板烧毁"})
	off := o.casesOf("writeoff")[0]
	o.does("repairer", off.Number, "appraise done", object{"finding": "还能修"})
	o.does("director", off.Number, "approve reject", nil)
	o.wantCard(projector, object{"state": "repair"})
	o.mends(o.inMend(report("wiring", nil)))
	o.wantCard(projector, object{"state": "in_use"})
	o.booksAgree()
}

// TestSetAside: what cannot be used any more is set aside until its damage is established.
func TestSetAside(t *testing.T) {
	for _, c := range []struct {
		name, outcome, state string
		finding              object
	}{
		{"no damage", "nothing", "in_use", nil},
		{"wear", "done", "in_use", found("wear")},
		{"wilful, not to be repaired", "done", "repair", nobodyFound("wilful")},
		{"lost", "done", "written_off", nobodyFound("lost")},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := withPupils(t)
			d := o.begins("teacher", "damage", object{"asset": projector, "description": "摔坏了", "unusable": true})
			o.wantCard(projector, object{"state": "repair"})
			d = o.does("director", d.Number, "establish "+c.outcome, c.finding)
			if o.wantCard(projector, object{"state": c.state}); d.State != "done" {
				t.Errorf("it is %s", d.State)
			}
			o.booksAgree()
		})
	}
}

// TestWhatIsRefusedIsKept: what a page is refused for stands at its field, and nothing that was typed is lost.
func TestWhatIsRefusedIsKept(t *testing.T) {
	o := withPupils(t)
	o.owner(t, `INSERT INTO pupils (school, id, name, class, class_teacher) VALUES ('second', 'x9', '外校生', '一班', 'head@second')`)
	web := httptest.NewServer(o.engine)
	defer web.Close()
	director, cashier := o.browse(t, web, "director"), o.browse(t, web, "cashier")
	c, other := o.reports(projector), o.reports("")
	for reason, finding := range map[string]object{
		"reference /shares/0/person": found("wilful", "x9 100"),
		"rule /shares":               found("wilful", "p1 99"),
		"max /shares/0/percent":      found("wilful", "p1 101"),
	} {
		o.refusedStep("director", c.Number, "establish done", finding, 422, reason)
	}
	o.refusedStart("teacher", "damage", object{"asset": projector, "description": "x", "persons": []string{"x9"}}, "reference /persons/0")
	kept := func(b *browser, number, step, outcome string, typed map[string]string, said ...string) {
		t.Helper()
		b.get("/cases/" + number)
		at := "/cases/" + number + "/tasks/" + o.taskOf(number, step)
		form := b.form(at, outcome)
		for name, value := range typed {
			form.values.Set(name, value)
		}
		b.submit(form, "outcome", outcome)
		b.want(http.StatusUnprocessableEntity, said...)
		form = b.form(at, outcome)
		for name, value := range typed {
			if got := form.values.Get(name); got != value {
				t.Errorf("%s of %s: %s is %q, typed was %q", outcome, step, name, got, value)
			}
		}
	}
	kept(director, c.Number, "establish", "done", map[string]string{
		"cause": "wilful", "shares.0.person": "p1", "shares.0.percent": "60", "shares.1.person": "head", "shares.1.percent": "30",
	}, "分担比例合计应为 100%")
	o.does("director", c.Number, "establish done", found("wilful", "head 100"))
	o.answers("head", c.Number, "head", "accept", "")
	again := o.reports(projector)
	kept(director, again.Number, "establish", "done", map[string]string{
		"cause": "wilful", "shares.0.person": "p1", "shares.0.percent": "100",
	}, c.Number, "同一件事请按没有损坏结案")

	kept(cashier, c.Number, "collect", "paid", map[string]string{"person": "head", "amount": "4680.01", "receipt_no": "SJ-7"}, "4,680.00")
	kept(cashier, c.Number, "collect", "paid", map[string]string{"person": "buyer", "amount": "1.00", "receipt_no": "SJ-7"}, "没有欠款")
	glass := found("wilful", "p1 100")
	glass["listed"] = "glass"
	o.does("director", other.Number, "establish done", glass)
	o.answers("head2", other.Number, "p1", "accept", "")
	o.refusedStep("cashier", c.Number, "collect paid", payment("p1", 100, "SJ-7"), 422, "receivable /person") // owes in another case
	o.refusedStep("cashier", c.Number, "collect paid", payment("x9", 100, "SJ-7"), 422, "reference /person")
	o.does("cashier", other.Number, "collect paid", payment("p1", 100, "SJ-7"))
	kept(cashier, c.Number, "collect", "paid", map[string]string{"person": "head", "amount": "1.00", "receipt_no": "SJ-7"}, "收据号 SJ-7 已经用过")
	o.booksAgree()
}

// TestWhatACorrectionSays: one that corrects nothing is refused; a category without years of life is let pass, and those
// that have some are told beside it.
func TestWhatACorrectionSays(t *testing.T) {
	o := newBureau(t)
	o.refusedStart("storekeeper", "asset_change", object{"kind": "change", "asset": projector}, "rule /asset")
	o.refusedStart("storekeeper", "asset_change", object{"kind": "change", "asset": projector, "name": o.card(projector)["name"]},
		"rule /asset")
	add := object{"kind": "add", "no": "ZC-2026-0900", "name": "陨石", "category": "外星", "price": 100, "room": "A101", "holder": "teacher"}
	c := o.begins("storekeeper", "asset_change", add)
	o.check(t, scenario{name: "told", as: "director", url: "/api/v1/cases/" + c.Number, status: 200, has: []string{
		`"listed":"`, "电教设备",
	}})
	add["no"], add["category"] = "ZC-2026-0901", "电教设备"
	c = o.begins("storekeeper", "asset_change", add)
	o.check(t, scenario{name: "not told", as: "director", url: "/api/v1/cases/" + c.Number, status: 200, hasNot: []string{`"listed":"`}})
	c = o.begins("storekeeper", "asset_change", object{"kind": "hand", "asset": projector, "holder": "head"})
	o.check(t, scenario{name: "not asked", as: "director", url: "/api/v1/cases/" + c.Number, status: 200, hasNot: []string{`"listed":"`}})
}

// TestToWhereItIsNothingIsMoved: who has a thing moved into the room it is in is told so at once.
func TestToWhereItIsNothingIsMoved(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	room := o.card(projector)["room"]
	o.refusedStart("storekeeper", "asset_change", object{"kind": "move", "asset": projector, "room": room}, "rule /room")
	o.refusedStart("storekeeper", "asset_change", object{"kind": "add", "no": strings.ToLower(projector), "name": "投影仪",
		"category": "电教设备", "price": 100, "room": room, "holder": "teacher"}, "rule /no")
	c := o.begins("storekeeper", "asset_change", object{"kind": "move", "asset": projector, "room": "B201"})
	o.does("director", c.Number, "confirm approve", nil)
	o.wantCard(projector, object{"room": "B201"})
	o.refusedStart("storekeeper", "asset_change", object{"kind": "move", "asset": projector, "room": "B201"}, "rule /room")
}

// TestWhatIsCountedIsWarnedOf: a case about a thing whose room is being counted says so when it begins, and which case
// counts it; afterwards nothing is said.
func TestWhatIsCountedIsWarnedOf(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	begins := func(process string, data object) (warned []string, by string) {
		t.Helper()
		c := o.begins("storekeeper", process, data)
		view := read[struct {
			Warnings []struct{ Pointer string }
			Data     object
		}](o, "storekeeper", "/api/v1/cases/"+c.Number)
		for _, w := range view.Warnings {
			warned = append(warned, w.Pointer)
		}
		by, _ = view.Data["stocktake"].(string)
		o.send("storekeeper", "/api/v1/cases/"+c.Number+"/actions", object{"action": "withdraw", "comment": "等一等"}, 200)
		return warned, by
	}
	wants := func(process string, data object, counted string, pointers ...string) {
		t.Helper()
		if got, by := begins(process, data); !slices.Equal(got, pointers) || by != counted {
			t.Errorf("%s %v warns at %q of %q, want %q of %q", process, data, got, by, pointers, counted)
		}
	}
	hand := object{"kind": "hand", "asset": projector, "holder": "teacher"}
	scrap := object{"asset": projector, "reason": "坏了"}
	into := object{"kind": "add", "no": "ZC-2026-0001", "name": "台式电脑", "category": "电子设备", "price": 600000,
		"life_years": 6, "room": "A101", "holder": "head"}
	wants("asset_change", hand, "")
	wants("writeoff", scrap, "")

	count := o.begins("director", "stocktake", object{"rooms": []any{o.card(projector)["room"]}, "stores": []any{}})
	wants("asset_change", hand, count.ID, "/asset")
	wants("asset_change", object{"kind": "move", "asset": projector, "room": "B201"}, count.ID, "/asset")
	wants("asset_change", object{"kind": "change", "asset": projector, "category": "电教", "life_years": 6}, count.ID)
	wants("asset_change", into, "", "/room")
	wants("writeoff", scrap, count.ID, "/asset")
	o.check(t, scenario{name: "page", as: "storekeeper", method: post, url: "/new/writeoff", status: 200,
		header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
		body:   "refresh=1&asset=" + projector, has: []string{count.Number, "所在地点正在盘点，盘点结束以后才能核销"}})

	o.send("director", "/api/v1/cases/"+count.Number+"/actions", object{"action": "cancel", "comment": "改天"}, 200)
	wants("writeoff", scrap, "")
	wants("asset_change", into, "")
}
