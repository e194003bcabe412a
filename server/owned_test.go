package server

import (
	"fmt"
	"maps"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"zongwu/calendar"
	"zongwu/store"
)

// card reads a card of the register as programs do.
func (o *bureau) card(no string) object {
	o.t.Helper()
	return read[object](o, "teacher", "/api/v1/assets/"+no)
}

func (o *bureau) wantCard(no string, want object) {
	o.t.Helper()
	card := o.card(no)
	for name, value := range want {
		if card[name] != value {
			o.t.Errorf("card %s: %s is %v, want %v", no, name, card[name], value)
		}
	}
}

const projector = "ZC-2021-0007"

// dayIn is a day from today, as the school has it.
func dayIn(n int) string { return time.Now().In(calendar.Zone).AddDate(0, 0, n).Format(time.DateOnly) }

// wish asks for the projector, for days from today.
func wish(from, until int) object {
	return object{"asset": projector, "from": dayIn(from), "until": dayIn(until), "purpose": "家长会"}
}

// TestLoan: lent after the principal's word and both signatures, kept longer, given back; meanwhile nobody else has it.
func TestLoan(t *testing.T) {
	o := newBureau(t)
	o.refusedStart("head", "loan", wish(3, 2), "rule /until")
	c := o.begins("head", "loan", wish(0, 5))
	o.refusedStart("head2", "loan", wish(5, 6), "asset /asset")
	later := o.begins("head2", "loan", wish(9, 10))
	o.does("principal", c.Number, "permit approve", nil)
	if hand := o.look(c.Number).Open[0]; hand.Step != "hand_over" || hand.Overdue {
		t.Errorf("permitted at whatever hour of the first day, %+v", hand)
	}
	o.wantCard(projector, object{"state": "in_use", "holder": "teacher", "room": "A101"})
	o.does("storekeeper", c.Number, "hand_over done", object{"condition": "完好，带遥控器"})
	o.does("head", c.Number, "receive sign", nil)
	o.wantCard(projector, object{"state": "lent", "lent_to": "head", "due": dayIn(5), "holder": "teacher"})
	o.refusedStart("head2", "loan", wish(0, 0), "rule /asset")
	o.refusedStep("head", c.Number, "give_back extend", object{"until": dayIn(9)}, 422, "asset /until")
	o.refusedStep("head", c.Number, "give_back extend", object{"until": dayIn(5 + 15)}, 422, "rule /until")
	o.does("head", c.Number, "give_back extend", object{"until": dayIn(8)})
	o.wantCard(projector, object{"state": "lent", "due": dayIn(8)})
	o.does("head", c.Number, "give_back done", nil)
	if c = o.does("storekeeper", c.Number, "inspect intact", object{"condition": "完好"}); c.State != "done" {
		t.Fatalf("the loan is %s", c.State)
	}
	o.wantCard(projector, object{"state": "in_use", "lent_to": "", "due": nil})
	o.does("principal", later.Number, "permit reject", nil)
	o.begins("head", "loan", wish(9, 10)) // the promise of what was rejected is given back
	o.booksAgree()
}

// TestDamagedLoan: what comes back damaged is in repair: nobody borrows it now, but it can be asked for ahead.
func TestDamagedLoan(t *testing.T) {
	o := newBureau(t)
	c := o.lends("head", projector)
	o.refusedStart("storekeeper", "asset_change", object{"kind": "move", "asset": projector, "room": "B201"}, "rule /asset")
	o.does("head", c.Number, "give_back done", nil)
	if c = o.does("storekeeper", c.Number, "inspect damaged", object{"condition": "镜头裂了"}); c.State != "done" {
		t.Fatalf("the loan is %s", c.State)
	}
	o.wantCard(projector, object{"state": "repair", "lent_to": ""})
	damage := read[struct{ Items []object }](o, "storekeeper", "/api/v1/cases?mine=true&process=damage").Items
	if len(damage) != 1 {
		t.Fatalf("damage reported: %v", damage)
	}
	begun := read[struct{ Data object }](o, "director", "/api/v1/cases/"+damage[0]["number"].(string)).Data
	if persons, _ := begun["persons"].([]any); begun["asset"] != projector || begun["room"] != "A101" ||
		begun["description"] != "镜头裂了" || len(persons) != 1 || persons[0] != "head" {
		t.Errorf("what is known of the damage: %v", begun)
	}
	o.refusedStart("head2", "loan", wish(0, 0), "rule /asset")
	o.begins("head2", "loan", wish(3, 4))
	o.booksAgree()
}

// TestLostLoan: the borrower says that it is lost, and the storekeeper that it is.
func TestLostLoan(t *testing.T) {
	o := newBureau(t)
	c := o.lends("head", projector)
	o.does("head", c.Number, "give_back lost", nil)
	if c = o.does("storekeeper", c.Number, "inspect lost", object{"condition": "找不到了"}); c.State != "done" {
		t.Fatalf("the loan is %s", c.State)
	}
	o.wantCard(projector, object{"state": "repair", "lent_to": ""}) // nobody borrows it before it is established
	o.refusedStart("head2", "loan", wish(0, 0), "rule /asset")
	o.booksAgree()
}

// TestRegister: a card is made, moved, handed over, corrected and written off; by whom its price says.
func TestRegister(t *testing.T) {
	o := newBureau(t)
	add := object{"kind": "add", "no": "ZC-2026-0001", "name": "台式电脑", "category": "电子设备", "price": 600000,
		"bought": "2026-01-05", "life_years": 6, "room": "A101", "holder": "teacher"}
	c := o.begins("storekeeper", "asset_change", add)
	if !strings.HasPrefix(c.Number, "DJ-") {
		t.Errorf("%s looks like a thing's number", c.Number)
	}
	o.refusedStart("storekeeper", "asset_change", add, "used /no") // one of them would be in vain
	o.does("director", c.Number, "confirm reject", nil)
	c = o.begins("storekeeper", "asset_change", add) // free again
	o.does("director", c.Number, "confirm approve", nil)
	o.wantCard("ZC-2026-0001", object{"state": "in_use", "holder": "teacher", "price": 600000.0, "no": "ZC-2026-0001"})
	o.refusedStart("storekeeper", "asset_change", add, "used /no")
	imported := maps.Clone(add)
	imported["no"] = projector
	o.refusedStart("storekeeper", "asset_change", imported, "rule /no")
	books := maps.Clone(add)
	books["no"], books["life_years"] = "ZC-2026-0009", 0
	o.does("director", o.begins("storekeeper", "asset_change", books).Number, "confirm approve", nil)
	o.wantCard("ZC-2026-0009", object{"life_years": 0.0, "book_value": 600000.0})
	for _, needed := range []string{"category", "name", "price"} {
		o.refusedStart("storekeeper", "asset_change", object{"kind": "add", "no": "ZC-2026-0002"}, "required /"+needed)
	}
	moving := object{"kind": "hand", "asset": "ZC-2026-0001", "holder": "head"}
	c = o.begins("storekeeper", "asset_change", moving)
	o.refusedStart("storekeeper", "asset_change", moving, "alone /asset")
	o.send("storekeeper", "/api/v1/cases/"+c.Number+"/actions", object{"action": "withdraw", "comment": "填错了"}, 200)
	for _, change := range []object{
		{"kind": "hand", "asset": "ZC-2026-0001", "holder": "head"},
		{"kind": "change", "asset": "ZC-2026-0001", "name": "教师电脑"},
		{"kind": "change", "asset": "ZC-2026-0001", "price": 600100},
		{"kind": "change", "asset": "ZC-2026-0001", "price": 600000},
	} {
		o.does("director", o.begins("storekeeper", "asset_change", change).Number, "confirm approve", nil)
	}
	o.wantCard("ZC-2026-0001", object{"holder": "head", "name": "教师电脑", "price": 600000.0})

	off := o.begins("head", "writeoff", object{"asset": "ZC-2026-0001", "reason": "主板烧毁，修不好"})
	o.does("repairer", off.Number, "appraise done", object{"finding": "无修复价值"})
	if persons := o.look(off.Number).Open[0].Persons; len(persons) != 1 || persons[0] != "principal" {
		t.Errorf("6,000 yuan are approved by %v", persons)
	}
	o.does("principal", off.Number, "approve approve", nil)
	o.does("storekeeper", off.Number, "dispose done", object{"how": "sold", "proceeds": 5000})
	o.wantCard("ZC-2026-0001", object{"state": "written_off", "book_value": 0.0})
	var changed []string
	for _, e := range read[listBody[store.AssetEntry]](o, "teacher", "/api/v1/assets/ZC-2026-0001/entries").Items {
		changed = append(changed, fmt.Sprintf("%s %d %d", e.Kind, int64(e.Value), int64(e.Amount)))
	}
	if got := strings.Join(changed, ", "); got != "register 600000 0, place 0 0, change 0 0, "+
		"change 100 0, change -100 0, write_off -600000 5000" {
		t.Errorf("its entries: %s", got)
	}
	o.check(t, scenario{name: "its file", as: "director", url: "/assets/ZC-2026-0001", status: 200,
		has: []string{"6,000.00 → 6,001.00", "6,001.00 → 6,000.00", "-6,000.00", "原价变动", "周小燕 → 李玉梅"}})
	o.refusedStart("head", "writeoff", object{"asset": "ZC-2026-0001", "reason": "再来一次"}, "rule /asset")
	o.refusedStart("storekeeper", "asset_change", object{"kind": "hand", "asset": "ZC-2026-0001", "holder": "teacher"}, "rule /asset")

	small := o.begins("head", "writeoff", object{"asset": projector, "reason": "灯泡老化"})
	o.does("repairer", small.Number, "appraise done", object{"finding": "灯泡停产"})
	if persons := o.look(small.Number).Open[0].Persons; len(persons) != 1 || persons[0] != "director" {
		t.Errorf("4,680 yuan are approved by %v", persons)
	}
	o.booksAgree()
}

// TestAnOldLoanIsGivenBack: what was lent before there were cases comes back by a case of the register; what a case lent
// comes back there alone.
func TestAnOldLoanIsGivenBack(t *testing.T) {
	o := newBureau(t)
	_, err := o.db.Owner.ExecContext(t.Context(), `
		WITH card AS (
			INSERT INTO assets (school, id, name, room, holder, state, lent_to, due)
			VALUES ('main', 'ZC-2022-0041', '演出服装', 'A101', 'teacher', 'lent', 'head', '2026-06-30') RETURNING *
		)
		INSERT INTO asset_entries (school, at, case_id, seq, posting, step, branch, row_id, asset, kind, room, holder, state,
			lent_to, due, amount, value)
		SELECT school, now(), '', 0, 0, '', '', '', id, 'opening', room, holder, state, lent_to, due, 0, price FROM card`)
	if err != nil {
		t.Fatal(err)
	}
	back := func(no string) object { return object{"kind": "return", "asset": no} }
	o.refusedStart("storekeeper", "asset_change", back(projector), "rule /asset") // it is not lent
	c := o.begins("storekeeper", "asset_change", back("ZC-2022-0041"))
	o.wantCard("ZC-2022-0041", object{"state": "lent", "lent_to": "head"})
	if c = o.does("director", c.Number, "confirm approve", nil); c.State != "done" {
		t.Fatalf("it is %s", c.State)
	}
	o.wantCard("ZC-2022-0041", object{"state": "in_use", "lent_to": "", "due": nil, "holder": "teacher", "room": "A101"})
	o.lends("head", "ZC-2022-0041")
	o.refusedStart("storekeeper", "asset_change", back("ZC-2022-0041"), "rule /asset")
	o.booksAgree()
}

// lends carries a loan of today to where the borrower has the thing.
func (o *bureau) lends(borrower, no string) purchased {
	o.t.Helper()
	c := o.begins(borrower, "loan", object{"asset": no, "from": dayIn(0), "until": dayIn(0), "purpose": "公开课"})
	o.does("principal", c.Number, "permit approve", nil)
	o.does("storekeeper", c.Number, "hand_over done", object{"condition": "完好"})
	return o.does(borrower, c.Number, "receive sign", nil)
}

// TestPiecesOfACard: of a card of several pieces some are written off with their part of the price, which decides who
// approves; the rest stays in use. Pages say how many a card stands for; what moves or is lent, moves as a whole.
func TestPiecesOfACard(t *testing.T) {
	o := newBureau(t)
	o.owner(t, `UPDATE assets SET quantity = 40, price = 800000 WHERE id = $1`, projector)
	o.owner(t, `ALTER TABLE asset_entries DISABLE TRIGGER USER`)
	o.owner(t, `UPDATE asset_entries SET value = 800000 WHERE asset = $1`, projector)
	o.owner(t, `ALTER TABLE asset_entries ENABLE TRIGGER USER`)
	off := func(pieces string) object { return object{"asset": projector, "reason": "断腿", "pieces": pieces} }
	o.refusedStart("head", "writeoff", off("41"), "max /pieces")
	o.refusedStart("head", "writeoff", off("0"), "min /pieces")
	approver := func(c purchased) string {
		t.Helper()
		persons := o.look(c.Number).Open[0].Persons
		return strings.Join(persons, " ")
	}
	some := o.begins("head", "writeoff", off("10"))
	o.does("repairer", some.Number, "appraise done", object{"finding": "修不了"})
	if who := approver(some); who != "director" { // 2,000 of 8,000 yuan
		t.Errorf("a part is approved by %s", who)
	}
	o.does("director", some.Number, "approve approve", nil)
	o.does("storekeeper", some.Number, "dispose done", object{"how": "scrapped", "proceeds": 0})
	o.wantCard(projector, object{"state": "in_use", "quantity": 30.0, "price": 600000.0})

	whole := o.begins("head", "writeoff", object{"asset": projector, "reason": "全部报废"})
	o.does("repairer", whole.Number, "appraise done", object{"finding": "修不了"})
	if who := approver(whole); who != "principal" {
		t.Errorf("all of it is approved by %s", who)
	}
	web := httptest.NewServer(o.engine)
	defer web.Close()
	keeper := o.browse(t, web, "storekeeper")
	for _, page := range []string{"/assets", "/assets/" + projector, "/rooms/A101", "/labels?of=assets"} {
		keeper.get(page)
		keeper.want(200, "30 件")
	}
	keeper.get("/new/writeoff")
	form := keeper.form("/new/writeoff")
	keeper.set(form, map[string]string{"asset": projector})
	keeper.submit(form, "refresh", "1")
	if form = keeper.form("/new/writeoff"); form.values.Get("pieces") != "" || !form.values.Has("pieces") {
		t.Errorf("pieces open with %q", form.values["pieces"])
	}
	keeper.get("/new/asset_change")
	form = keeper.form("/new/asset_change")
	keeper.set(form, map[string]string{"kind": "move"})
	keeper.submit(form, "refresh", "1")
	form = keeper.form("/new/asset_change")
	keeper.set(form, map[string]string{"asset": projector})
	keeper.submit(form, "refresh", "1")
	keeper.want(200, "整批一起变动")
	o.booksAgree()
}

// TestCountedPiecesAreWrittenOff: of a card of several pieces a stock-take has those written off that it found amiss.
func TestCountedPiecesAreWrittenOff(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	c := o.begins("director", "stocktake", object{"rooms": []string{"A101"}})
	o.counts("teacher", c.Number, object{"line": "A-1", "state": "right"}, object{"line": "A-2", "state": "right"},
		object{"line": "A-3", "state": "right"}, object{"line": "A-4", "state": "right"}, object{"asset": "A-5", "state": "right", "qty": "42"},
		object{"line": projector, "state": "right"})
	o.does("director", c.Number, "settle done", object{"differences": []object{{"line": "room:A101/A-5/missing", "as": "writeoff"}}})
	o.does("principal", c.Number, "approve approve", nil)
	off := read[struct{ Items []struct{ Number string } }](o, "director", "/api/v1/cases?process=writeoff").Items
	if len(off) != 1 {
		t.Fatalf("written off: %v", off)
	}
	if data := read[struct{ Data object }](o, "director", "/api/v1/cases/"+off[0].Number).Data; data["pieces"] != "2" {
		t.Errorf("of 44 pieces two are missing: %v", data)
	}
}
