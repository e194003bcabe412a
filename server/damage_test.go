package server

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"zongwu/server/pages"
)

// debtOf is what somebody owes for a case: owed, paid and waived, in fen.
type debtOf struct {
	ID, Person         string
	Owed, Paid, Waived int
}

// wantDebts wants exactly these debts of a case.
func (o *bureau) wantDebts(number string, want ...debtOf) {
	o.t.Helper()
	found := read[struct{ Items []debtOf }](o, "cashier", "/api/v1/receivables?case="+number).Items
	for i := range found {
		found[i].ID = ""
	}
	slices.SortFunc(found, func(a, b debtOf) int { return strings.Compare(a.Person, b.Person) })
	if !slices.Equal(found, want) {
		o.t.Errorf("%s: debts %+v, wanted %+v", number, found, want)
	}
}

// withPupils is a school that has two more, whose class teacher is `teacher`; of p1 it is head2.
func withPupils(t *testing.T) *bureau {
	t.Helper()
	o := newBureau(t)
	o.owner(t, `INSERT INTO pupils (school, id, name, class, class_teacher, guardian)
		VALUES ('main', 'p2', '沈一鸣', '五(2)班', 'teacher', '沈女士'), ('main', 'p3', '韩雪', '一(1)班', 'teacher', '')`)
	return o
}

// reports damage to a thing, "" for something that has no card.
func (o *bureau) reports(asset string, persons ...string) purchased {
	o.t.Helper()
	data := object{"description": "课间发现，摔在地上", "photos": []string{o.photo}, "persons": persons}
	if data["room"] = "A101"; asset != "" {
		delete(data, "room")
		data["asset"] = asset
	}
	return o.begins("teacher", "damage", data)
}

// shares are persons with their parts: "head 60".
func shares(parts ...string) []object {
	rows := make([]object, 0, len(parts))
	for _, part := range parts {
		person, percent, _ := strings.Cut(part, " ")
		n := 0
		for _, digit := range percent {
			n = n*10 + int(digit-'0')
		}
		rows = append(rows, object{"person": person, "percent": n})
	}
	return rows
}

func found(cause string, parts ...string) object {
	return object{"cause": cause, "repair": false, "shares": shares(parts...)}
}

// nobodyFound is a finding that somebody did it, and nobody knows who.
func nobodyFound(cause string) object {
	finding := found(cause)
	finding["nobody"] = "没有监控，也没有人看见"
	return finding
}

// answers is what a responsible person says of the finding, or a pupil's class teacher for the pupil.
func (o *bureau) answers(as, number, about, outcome, comment string) purchased {
	o.t.Helper()
	for _, task := range o.look(number).Open {
		if task.Step == "answer" && task.Branch == about {
			return o.answer(o.send(as, "/api/v1/tasks/"+task.ID, object{"outcome": outcome, "data": object{"comment": comment}}, 200))
		}
	}
	o.t.Fatalf("%s: nobody is asked about %s: %+v", number, about, o.look(number).Open)
	return purchased{}
}

func payment(person string, fen int, receipt string) object {
	return object{"person": person, "amount": fen, "receipt_no": receipt}
}

// TestWearPaysNothing: nobody answers for wear, nor for what was no damage.
func TestWearPaysNothing(t *testing.T) {
	o := withPupils(t)
	for _, finding := range []object{found("wear"), found("wear", "head 100")} {
		c := o.reports(projector)
		if c = o.does("director", c.Number, "establish done", finding); c.State != "done" {
			t.Errorf("worn out: %s, open %q", c.State, c.steps())
		}
		o.wantDebts(c.Number)
	}
	c := o.reports("")
	if c = o.does("director", c.Number, "establish nothing", nil); c.State != "done" {
		t.Errorf("no damage: %s", c.State)
	}
	c = o.reports(projector) // nobody is found
	named := nobodyFound("wilful")
	named["shares"] = shares("head 100")
	o.refusedStep("director", c.Number, "establish done", named, 422, "unknown /nobody")
	if c = o.does("director", c.Number, "establish done", nobodyFound("wilful")); c.State != "done" {
		t.Errorf("nobody found: %s, open %q", c.State, c.steps())
	}
	o.booksAgree()
}

// TestWilfulDamage: the price, shared to the fen, one by one collected in parts and waived by the principal alone.
func TestWilfulDamage(t *testing.T) {
	o := withPupils(t)
	c := o.reports(projector, "head", "p1")
	for reason, finding := range map[string]object{
		"rule /shares":               found("wilful", "head 60", "p1 30"),
		"unique /shares/1/person":    found("wilful", "head 60", "head 40"),
		"reference /shares/0/person": found("wilful", "nobody 100"),
		"min /shares/0/percent":      found("wilful", "head 0", "p1 100"),
		"required /cause":            {"shares": shares("head 100")},
	} {
		o.refusedStep("director", c.Number, "establish done", finding, 422, reason)
	}
	o.does("director", c.Number, "establish done", found("wilful", "head 33", "p1 33", "p2 34"))
	o.answers("head", c.Number, "head", "accept", "")
	o.refused("head", "/api/v1/tasks/"+o.taskOf(c.Number, "answer"), object{"outcome": "accept"}, 403, "not_yours")
	o.answers("head2", c.Number, "p1", "accept", "")
	c = o.answers("teacher", c.Number, "p2", "accept", "")
	debts := []debtOf{{"", "head", 154440, 0, 0}, {"", "p1", 154440, 0, 0}, {"", "p2", 159120, 0, 0}}
	o.wantDebts(c.Number, debts...)
	o.wantDebts(c.ID, debts...)
	o.wantDebts("SP-2026-000") // no case is called so
	if persons := c.Open[0].Persons; c.steps() != "collect" || !slices.Equal(persons, []string{"cashier", "principal"}) {
		t.Fatalf("open: %q with %v", c.steps(), persons)
	}
	o.send("teacher", "/api/v1/cases/"+c.Number+"/actions", object{"action": "withdraw", "comment": "算了"}, 409)

	if form := o.opensWith("cashier", c.Number, "collect"); form["person"] != "head" || form["amount"] != 154440.0 {
		t.Errorf("it opens with %v", form)
	}
	o.refusedStep("cashier", c.Number, "collect waive", object{"reason": "家庭困难"}, 403, "not_yours")
	o.refusedStep("principal", c.Number, "collect paid", payment("head", 100, "SJ-001"), 403, "not_yours")
	o.refusedStep("cashier", c.Number, "collect paid", payment("head", 154441, "SJ-001"), 422, "receivable /amount")
	o.refusedStep("cashier", c.Number, "collect paid", payment("buyer", 100, "SJ-001"), 422, "receivable /person")
	o.refusedStep("cashier", c.Number, "collect paid", object{"person": "head", "amount": 100}, 422, "required /receipt_no")
	o.refusedStep("cashier", c.Number, "collect paid", payment("head", 0, "SJ-001"), 422, "min /amount")
	o.does("cashier", c.Number, "collect paid", payment("head", 54440, "SJ-001"))
	o.refusedStep("cashier", c.Number, "collect paid", payment("head", 100000, "SJ-001"), 422, "receipt /receipt_no")
	o.does("cashier", c.Number, "collect paid", payment("p2", 159120, "SJ-002"))
	o.refusedStep("principal", c.Number, "collect waive", object{"person": "p1"}, 422, "required /reason")
	o.does("principal", c.Number, "collect waive", object{"person": "p1", "amount": 54440, "reason": "家庭困难"})
	o.does("cashier", c.Number, "collect paid", payment("p1", 100000, "SJ-003"))
	o.wantDebts(c.Number, debtOf{"", "head", 154440, 54440, 0}, debtOf{"", "p1", 154440, 100000, 54440}, debtOf{"", "p2", 159120, 159120, 0})
	task := o.taskOf(c.Number, "collect")
	if c = o.does("cashier", c.Number, "collect paid", payment("head", 100000, "SJ-004")); c.State != "done" {
		t.Fatalf("everything is paid, and it is %s", c.State)
	}
	o.send("cashier", "/api/v1/tasks/"+task, object{"outcome": "paid", "data": payment("head", 100, "SJ-005")}, 409)

	other := o.reports("")
	glass := found("wilful", "head 100")
	glass["listed"] = "glass"
	o.does("director", other.Number, "establish done", glass)
	o.answers("head", other.Number, "head", "accept", "")
	o.refusedStep("cashier", other.Number, "collect paid", payment("head", 100, "SJ-002"), 422, "receipt /receipt_no")
	o.booksAgree()
}

// TestLostAndStolen: what is lost is owed less depreciation and leaves the register; the penalty for what is stolen is
// for adults only. Nothing is compensated twice.
func TestLostAndStolen(t *testing.T) {
	o := withPupils(t)
	worth := int(o.card(projector)["book_value"].(float64))
	c, again := o.reports(projector), o.reports(projector)
	for _, cause := range []string{"lost", "stolen"} {
		finding := found(cause, "head 100")
		finding["repair"] = true
		o.refusedStep("director", c.Number, "establish done", finding, 422, "rule /repair")
	}
	o.does("director", c.Number, "establish done", found("lost", "p3 100"))
	o.wantCard(projector, object{"state": "written_off"})
	o.refusedStart("teacher", "damage", object{"asset": projector, "description": "又丢了"}, "rule /asset")
	o.refusedStep("director", again.Number, "establish done", found("lost", "p3 100"), 422, "asset /cause")
	o.refusedStep("director", again.Number, "establish done", found("stolen", "p3 100"), 422, "rule /shares/0/person")
	c = o.answers("teacher", c.Number, "p3", "accept", "")
	o.wantDebts(c.Number, debtOf{"", "p3", worth, 0, 0})

	o.lot("ZC-2020-0102", 46, 897000)
	batch := func(finding object, pieces int) object { finding["pieces"] = pieces; return finding }
	few := o.reports("ZC-2020-0102")
	o.refusedStep("director", few.Number, "establish done", batch(found("lost", "head 100"), 47), 422, "max /pieces")
	o.does("director", few.Number, "establish done", batch(found("wilful", "head 100"), 2))
	o.answers("head", few.Number, "head", "accept", "")
	o.wantDebts(few.Number, debtOf{"", "head", 39000, 0, 0})
	gone := o.reports("ZC-2020-0102")
	o.does("director", gone.Number, "establish done", batch(found("stolen", "head 50", "teacher 50"), 3))
	o.wantCard("ZC-2020-0102", object{"state": "in_use", "quantity": 43.0, "price": 838500.0})
	o.answers("head", gone.Number, "head", "accept", "")
	o.answers("teacher", gone.Number, "teacher", "accept", "")
	o.wantDebts(gone.Number, debtOf{"", "head", 10000, 0, 0}, debtOf{"", "teacher", 10000, 0, 0})

	glass := o.reports("")
	o.refusedStep("director", glass.Number, "establish done", found("wilful", "p3 100"), 422, "required /price")
	listed := found("wilful", "p3 100")
	listed["listed"], listed["pieces"] = "glass", 2
	o.does("director", glass.Number, "establish done", listed)
	o.answers("teacher", glass.Number, "p3", "accept", "")
	o.wantDebts(glass.Number, debtOf{"", "p3", 13000, 0, 0})
	o.booksAgree()
}

// lot is a card that stands for several pieces.
func (o *bureau) lot(no string, pieces, price int) {
	o.t.Helper()
	c := o.begins("storekeeper", "asset_change", object{"kind": "add", "no": no, "name": "学生课桌凳（批）", "category": "家具",
		"price": price, "quantity": pieces, "room": "A101", "holder": "teacher"})
	o.does("director", c.Number, "confirm approve", nil)
}

// TestWithdrawnUntilEstablished: whoever reports what they must answer for themselves cannot do away with the finding, not
// even over a way back to the start; until then, and for the director also afterwards, it can end.
func TestWithdrawnUntilEstablished(t *testing.T) {
	o := withPupils(t)
	withdraw := func(number string, status int) []byte {
		t.Helper()
		return o.send("teacher", "/api/v1/cases/"+number+"/actions", object{"action": "withdraw", "comment": "算了"}, status)
	}
	early := o.reports(projector)
	withdraw(early.Number, http.StatusOK)

	c := o.reports(projector)
	o.does("director", c.Number, "establish done", found("wilful", "teacher 100"))
	if said := withdraw(c.Number, http.StatusConflict); !strings.Contains(string(said), `"sealed"`) ||
		!strings.Contains(string(said), "有了认定") {
		t.Errorf("it says %s", said)
	}
	withdraws := `value="withdraw"`
	o.check(t, scenario{name: "page", as: "teacher", url: "/cases/" + c.Number, status: http.StatusOK, hasNot: []string{withdraws}})
	o.answers("teacher", c.Number, "teacher", "object", "不是我")
	o.send("principal", "/api/v1/tasks/"+o.taskOf(c.Number, "rule")+"/actions",
		object{"action": "send_back", "to": "start", "resume": "again", "comment": "写错了"}, http.StatusOK)
	withdraw(c.Number, http.StatusConflict)
	o.send("director", "/api/v1/cases/"+c.Number+"/actions", object{"action": "cancel", "comment": "重报"}, http.StatusOK)

	back := o.reports(projector) // sent back before anything was established
	o.send("director", "/api/v1/tasks/"+o.taskOf(back.Number, "establish")+"/actions",
		object{"action": "send_back", "to": "start", "resume": "again", "comment": "补照片"}, http.StatusOK)
	withdraw(back.Number, http.StatusOK)
	o.booksAgree()
}

// TestAnswersForSeveral: who answers for several in one case has each pair of buttons in the card that says for whom, and
// none at the foot of a small screen; who answers for one has them there.
func TestAnswersForSeveral(t *testing.T) {
	o := withPupils(t)
	c := o.reports(projector)
	o.does("director", c.Number, "establish done", found("wilful", "p2 50", "p3 50"))
	const bar = `class="decide`
	o.check(t, scenario{name: "several", as: "teacher", url: "/cases/" + c.Number, status: http.StatusOK,
		has: []string{"责任人确认（沈一鸣", "责任人确认（韩雪"}, hasNot: []string{bar}})
	o.answers("teacher", c.Number, "p2", "accept", "")
	o.check(t, scenario{name: "one", as: "teacher", url: "/cases/" + c.Number, status: http.StatusOK,
		has: []string{"责任人确认（韩雪", bar}})
}

// TestObjection: whoever objects is heard by the principal, whose word is upheld, changed or lets off; nobody rules on
// what they answered themselves.
func TestObjection(t *testing.T) {
	for _, c := range []struct {
		name, ruling string
		data         object
		want         []debtOf
	}{
		{"upheld", "uphold", object{"reason": "有监控为证"}, []debtOf{{"", "head", 374400, 0, 0}, {"", "p1", 93600, 0, 0}}},
		{"changed", "change", object{"reason": "责任相当", "shares": shares("head 50", "teacher 50")},
			[]debtOf{{"", "head", 234000, 0, 0}, {"", "teacher", 234000, 0, 0}}},
		{"let off", "waive", object{"reason": "意外"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := withPupils(t)
			d := o.reports(projector)
			o.does("director", d.Number, "establish done", found("wilful", "head 80", "p1 20"))
			task := o.taskOf(d.Number, "answer")
			o.refused("head", "/api/v1/tasks/"+task, object{"outcome": "object"}, 422, "required /comment")
			o.answers("head", d.Number, "head", "object", "不是我")
			if d = o.answers("head2", d.Number, "p1", "accept", ""); d.steps() != "rule" {
				t.Fatalf("after an objection %q is open", d.steps())
			}
			o.refusedStep("principal", d.Number, "rule change", object{"reason": "x", "shares": shares("head 90")}, 422, "rule /shares")
			o.refusedStep("principal", d.Number, "rule uphold", nil, 422, "required /reason")
			d = o.does("principal", d.Number, "rule "+c.ruling, c.data)
			if over := d.State == "done"; over != (c.want == nil) {
				t.Errorf("it is %s with %q open", d.State, d.steps())
			}
			o.wantDebts(d.Number, c.want...)
			o.booksAgree()
		})
	}
}

// TestBill: what somebody owes is printed for them, of a pupil for the guardian; a thing's file shows it all.
func TestBill(t *testing.T) {
	o := withPupils(t)
	c := o.reports(projector)
	o.does("director", c.Number, "establish done", found("wilful", "head 50", "p1 50"))
	o.answers("head", c.Number, "head", "accept", "")
	o.answers("head2", c.Number, "p1", "accept", "")
	o.does("cashier", c.Number, "collect paid", payment("p1", 34000, "SJ-001"))
	for _, debt := range read[struct{ Items []debtOf }](o, "cashier", "/api/v1/receivables?q="+c.Number).Items {
		want := []string{"2,340.00", "应缴", "赔偿总额 4,680.00元，由 2 人分担，本人占 50%", "有意损坏"}
		if debt.Person == "p1" {
			want = append(want, "许先生", "家长", "许诺", "2,000.00", "贰仟元整")
		}
		whose := map[string]string{"head": "head", "p1": "head2"}[debt.Person] // who hands the pupil's over
		for _, as := range []string{"cashier", "director", whose} {
			o.check(t, scenario{name: "bill", as: as, url: "/receivables/" + debt.ID + "/bill", status: http.StatusOK,
				has: append(want, "请到学校财务"), hasNot: []string{"应收", "结清"}})
		}
		for _, as := range []string{"teacher", map[string]string{"head": "head2", "head2": "head"}[whose]} {
			o.check(t, scenario{name: "another's", as: as, url: "/receivables/" + debt.ID + "/bill", status: http.StatusForbidden})
		}
	}
	const headOwes, pupilOwes = `"/receivables/head-`, `"/receivables/p1-`
	page := "/cases/" + c.Number
	o.check(t, scenario{name: "own", as: "head", url: page, status: 200, has: []string{headOwes}, hasNot: []string{pupilOwes}})
	o.check(t, scenario{name: "pupil's", as: "head2", url: page, status: 200, has: []string{pupilOwes}, hasNot: []string{headOwes}})
	o.check(t, scenario{name: "all", as: "cashier", url: page, status: 200, has: []string{headOwes, pupilOwes}})
	o.check(t, scenario{name: "none", as: "teacher", url: page, status: 200, hasNot: []string{headOwes, pupilOwes}})
	o.check(t, scenario{name: "alone", as: "cashier", url: "/receivables", status: 200, has: []string{"已收"}, hasNot: []string{"已付", "已缴"}})
	o.check(t, scenario{name: "file", as: "director", url: "/assets/" + projector, status: 200, has: []string{c.Number, "许诺", "2,340.00"}})
	o.check(t, scenario{name: "file", as: "repairer", url: "/assets/" + projector, status: 200, hasNot: []string{c.Number, "许诺"}})
}

// TestBillThatIsSettled: what is paid or waived is no longer to pay, and the notice says so, with the day.
func TestBillThatIsSettled(t *testing.T) {
	o := withPupils(t)
	c := o.reports(projector)
	o.does("director", c.Number, "establish done", found("wilful", "head 40", "p1 40", "p2 20"))
	o.answers("head", c.Number, "head", "accept", "")
	o.answers("head2", c.Number, "p1", "accept", "")
	o.answers("teacher", c.Number, "p2", "accept", "")
	o.does("cashier", c.Number, "collect paid", payment("head", 187200, "SJ-001"))
	o.does("principal", c.Number, "collect waive", object{"person": "p1", "amount": 187200, "reason": "家庭困难"})
	o.does("cashier", c.Number, "collect paid", payment("p2", 93000, "SJ-002"))
	day := pages.FullDay("zh-CN", time.Now())
	for _, debt := range read[struct{ Items []debtOf }](o, "cashier", "/api/v1/receivables?q="+c.Number).Items {
		has, not := []string{"已结清", "已于" + day}, []string{"请到学校财务", "按下述办法缴款", "回　执"}
		switch debt.Person {
		case "head":
			has = append(has, "缴清")
		case "p1":
			has = append(has, "免除，不用缴款")
		default:
			has, not = not, []string{"结清"}
		}
		o.check(t, scenario{name: debt.Person, as: "cashier", url: "/receivables/" + debt.ID + "/bill", status: 200, has: has, hasNot: not})
	}
	o.does("principal", c.Number, "collect waive", object{"person": "p2", "amount": 600, "reason": "家庭困难"})
	for _, debt := range read[struct{ Items []debtOf }](o, "cashier", "/api/v1/receivables?q="+c.Number).Items {
		if debt.Person == "p2" {
			o.check(t, scenario{name: "both", as: "teacher", url: "/receivables/" + debt.ID + "/bill", status: 200,
				has: []string{"结清：已缴930.00元，免除6.00元"}})
		}
	}
}

// TestNobodyIsSaidOnThePage: a page that is sent without anybody responsible comes back with the field for the reason, and
// goes through with it; the row left empty is no person.
func TestNobodyIsSaidOnThePage(t *testing.T) {
	o := withPupils(t)
	web := httptest.NewServer(o.engine)
	defer web.Close()
	director := o.browse(t, web, "director")
	c := o.reports(projector)
	director.get("/cases/" + c.Number)
	at := "/cases/" + c.Number + "/tasks/" + o.taskOf(c.Number, "establish")
	form := director.form(at, "done")
	form.values.Set("cause", "wilful")
	director.submit(form, "refresh", "1")
	director.want(http.StatusOK, "没有责任人的理由")
	form = director.form(at, "done")
	if !form.values.Has("nobody") || !form.values.Has("shares.0.person") {
		t.Fatalf("it comes back with %v", form.values)
	}
	form.values.Set("nobody", "没有人看见")
	form.values.Set("pieces", "1")
	director.submit(form, "outcome", "done")
	if state := o.look(c.Number).State; state != "done" {
		t.Errorf("it is %s", state)
	}
	o.wantDebts(c.Number)
}
