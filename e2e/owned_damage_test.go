package e2e

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A computer is broken: whoever scans its label says so without signing in, and it goes its way on telephones until the
// last fen is paid.
func TestDamageThroughPagesOnAPhone(t *testing.T) {
	const thing = "ZC-2024-0003"
	running(t)
	b := openWindow(t, "damage", 390)
	label := b.labelOn(thing)
	b.reports(label)
	number := b.accepts()
	b.reportsAgain(label, number)
	b.establishes(number)
	b.hears(number)
	repair := b.mends(number)
	b.collects(number)

	for login, sees := range map[string][]string{
		"storekeeper": {"在用", number, repair, "119.65"}, "director": {"在用", number, repair, "119.65", "李玉梅", "许诺", "59.83", "59.82"},
	} {
		b.as(login)
		b.visit("/assets/" + thing)
		b.look("card-" + login)
		b.says("main", sees...)
	}
}

// labelOn is the address on a thing's label.
func (b *browser) labelOn(thing string) string {
	b.t.Helper()
	var card struct{ Code string }
	require.NoError(b.t, b.as("storekeeper").Get(b.t.Context(), "/api/v1/assets/"+thing, &card))
	b.forget()
	return "/q/" + card.Code
}

// reports says by a label that its thing is broken, as somebody who has no sign-in.
func (b *browser) reports(label string) {
	b.t.Helper()
	b.visit(label)
	b.says("main", "班主任台式电脑", "ZC-2024-0003 · 高年级组办公室")
	b.look("label")
	b.fill("description", "屏幕裂了一道，开机有竖线", "name", "王家长", "phone", "000-8800999")
	b.attach("photos", picture(b.t))
	b.press("form.card button.btn-primary")
	b.look("label-sent")
	b.says("body", "已收到，谢谢")
}

// accepts makes what was reported a case, whose number it returns. Who reported it stays with those who look at reports.
func (b *browser) accepts() string {
	b.t.Helper()
	b.as("director")
	b.visit("/reported")
	b.until("its picture is seen", `[...document.querySelectorAll(".report:last-of-type .pictures img")].some(i => i.naturalWidth > 0)`)
	b.look("reported")
	b.says(".report:last-of-type", "班主任台式电脑", "屏幕裂了一道", "王家长", "000-8800999")
	b.press(`.report:last-of-type button[value=accept]`)
	b.reaches("/new/damage")
	b.look("accepting")
	require.Equal(b.t, "ZC-2024-0003", b.value("asset"))
	require.Equal(b.t, "A310", b.value("room"))
	b.sends("submit")
	b.reaches("/cases/")
	b.look("begun")
	b.says(".papercard", "事情经过", "屏幕裂了一道")
	b.says("main", "由扫码上报受理", "王家长") // to who may look at reports
	require.NotContains(b.t, b.text(".papercard"), "王家长")
	b.gone("dialog.pictures")
	b.click(".attachments a[data-picture]")
	b.shows("dialog.pictures", "证明.png")
	b.look("its-picture")
	b.click("dialog.pictures [data-close]")
	b.gone("dialog.pictures")
	return b.number()
}

// reportsAgain says by the label, signed in, what is known already: it comes to nothing.
func (b *browser) reportsAgain(label, number string) {
	b.t.Helper()
	b.as("teacher")
	b.visit(label)
	b.look("label-signed-in")
	b.press(`main a[href^="/new/damage"]`)
	b.look("again")
	require.Equal(b.t, "ZC-2024-0003", b.value("asset"))
	b.write("submit", "description", "又看见屏幕裂了")
	b.sends("submit")
	b.reaches("/cases/")
	again := b.number()
	require.NotEqual(b.t, number, again)
	b.opens("director", again)
	b.click(`details:has(button[value=nothing]) > summary`)
	b.sends("nothing")
	b.shows(".case-head .state", "已办结")
}

// establishes finds two careless, one of them a pupil, and has the thing mended.
func (b *browser) establishes(number string) {
	b.t.Helper()
	b.opens("director", number)
	b.selects("cause", "careless")
	b.settled()
	b.click("[name=repair]")
	b.shows("label", "维修类别")
	b.adds("done", 0, "shares", "person", "percent", "李玉梅", "60")
	b.adds("done", 1, "shares", "person", "percent", "xn", "30")
	b.refuses("done", "分担比例合计应为 100%")
	b.look("establish-refused")
	require.Equal(b.t, "careless", b.value("cause"))
	require.Equal(b.t, "30", b.value("shares.1.percent"))
	b.write("done", "shares.1.percent", "40")
	b.look("establish")
	b.sends("done")
	b.look("established")
	b.says(".papercard", "无意损坏，赔维修费", "60%", "40%")
}

// hears both: one objects, for the pupil the class teacher accepts, and the principal finds them equal.
func (b *browser) hears(number string) {
	b.t.Helper()
	b.opens("head", number)
	b.refuses("object", "意见：此项必填")
	b.look("object-refused")
	b.write("object", "comment", "那天我不在办公室")
	b.sends("object")
	b.opens("teacher", number)
	b.says(".task.mine", "责任人确认（许诺）")
	b.look("answer-pupil")
	b.sends("accept")

	b.opens("principal", number)
	b.look("rule")
	b.says(".papercard", "那天我不在办公室", "有异议")
	b.click(`details:has(button[value=change]) > summary`)
	b.adds("change", 0, "shares", "person", "percent", "李玉梅", "50")
	b.adds("change", 1, "shares", "person", "percent", "xn", "50")
	b.write("change", "reason", "责任相当")
	b.look("ruling")
	b.sends("change")
	b.look("ruled")
}

// mends the thing in a case of its own, whose number it returns, for 119.65: a little from the store at what it is
// worth there, whatever others have paid for it, and the rest.
func (b *browser) mends(number string) string {
	b.t.Helper()
	b.as("director")
	b.visit(at(number))
	b.press(".related a")
	b.reaches("/cases/WX-")
	repair := b.number()
	b.opens("director", repair)
	b.pick("to", "郑大勇")
	b.look("assign")
	b.sends("done")
	drawn := b.worth("g13", decimal.RequireFromString("0.1"))
	b.opens("repairer", repair)
	b.look("mend")
	b.adds("repaired", 0, "materials", "item", "qty", "g13", "0.1")
	b.write("repaired", "cost", decimal.RequireFromString("119.65").Sub(drawn).String(), "note", "换了屏线")
	b.look("mending")
	b.sends("repaired")
	b.opens("director", repair)
	b.look("confirm")
	b.click(".stars label[title='5']")
	b.sends("accept")
	b.shows(".case-head .state", "已办结")
	b.look("mended")
	b.says("main", "119.65", "-"+drawn.StringFixed(2))
	return repair
}

// worth is what so much of an item is worth in yuan that leaves the general store now.
func (b *browser) worth(item string, quantity decimal.Decimal) decimal.Decimal {
	b.t.Helper()
	var stock struct {
		Stores []struct {
			Store           string
			Quantity, Value decimal.Decimal
		}
	}
	require.NoError(b.t, b.as("storekeeper").Get(b.t.Context(), "/api/v1/stock/"+item, &stock))
	for _, row := range stock.Stores {
		if row.Store == "general" {
			return row.Value.Mul(quantity).Div(row.Quantity).Round(0).Shift(-2)
		}
	}
	require.Fail(b.t, "the general store has none", item)
	return decimal.Zero
}

// collects what each owes: of one in parts, with a receipt for each, until nothing is left.
func (b *browser) collects(number string) {
	b.t.Helper()
	b.as("director")
	b.visit(at(number))
	b.shows(".books", "应收款") // as soon as it hears that the repair is over
	b.opens("cashier", number)
	b.look("collect")
	require.Equal(b.t, "59.83", b.value("amount"))
	b.says(".books", "李玉梅", "59.83", "许诺", "59.82")
	b.write("paid", "amount", "30", "receipt_no", number+"-1")
	b.settled()
	b.click("button[name=outcome][value=paid]")
	b.until("what is left stands there", `document.querySelector("[name=amount]")?.value === "29.83"`)
	b.write("paid", "receipt_no", number+"-1")
	b.refuses("paid", "收据号 "+number+"-1 已经用过")
	b.look("receipt-twice")
	require.Equal(b.t, "29.83", b.value("amount"))
	b.bills(number)

	b.opens("cashier", number)
	b.write("paid", "receipt_no", number+"-2")
	b.settled()
	b.click("button[name=outcome][value=paid]")
	b.until("the pupil's part stands there", `document.querySelector("[name=amount]")?.value === "59.82"`)
	b.write("paid", "receipt_no", number+"-3")
	b.sends("paid")
	b.shows(".case-head .state", "已办结")
	b.look("paid")
}

// bills opens the printed notices: each reads their own, a pupil's guardian through the class teacher.
func (b *browser) bills(number string) {
	b.t.Helper()
	for _, one := range []struct {
		login, of string
		says      []string
	}{
		{"head", "head", []string{"李玉梅", "59.83", "30.00", "29.83", "贰拾玖元捌角叁分", "赔偿总额 119.65元，由 2 人分担", "无意损坏"}},
		{"teacher", "p1", []string{"许先生", "家长", "许诺", "五(2)班", "59.82", "伍拾玖元捌角贰分"}},
	} {
		b.as(one.login)
		b.visit(at(number))
		b.look("owing-" + one.login)
		b.press(fmt.Sprintf(`.books a[href="/receivables/%s-%s/bill"]`, one.of, number))
		b.look("bill-" + one.login)
		b.says("main", one.says...)
		assert.NotContains(b.t, b.text("main"), "王家长")
	}
}
