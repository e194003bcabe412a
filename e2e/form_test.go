package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// keys types keys where the window is.
func (b *browser) keys(keys string) {
	b.t.Helper()
	ask(b, "type", chromedp.KeyEvent(keys))
}

// focused waits until an input has the focus.
func (b *browser) focused(id string) {
	b.t.Helper()
	b.until(id+" has the focus", `document.activeElement.id === `+quoted(id))
}

// afresh opens a start form without what an earlier test left in it.
func (b *browser) afresh(process string) {
	b.t.Helper()
	b.visit("/new/" + process)
	if len(b.all("button[name=fresh]")) > 0 {
		b.press("button[name=fresh]")
	}
}

// Rows by keyboard alone: goods by initials, their prices known, Enter through the fields and to a new row as soon as
// one is whole, Alt+Delete takes a row away; what was typed in the others stays, and what follows is worked out.
func TestRowsByKeyboard(t *testing.T) {
	school, _ := openSchool(t, running(t), "")
	before := mine(as(t, school, "head"))
	b := openWindow(t, "rows", 1280)
	b.as("head")
	b.afresh("purchase")
	b.pick("subject", "bgf")
	b.focused("f-reason")
	b.keys("键盘填写")
	row := func(n, goods, item, qty string) {
		b.focused("f-lines-" + n + "-item-find")
		b.keys(goods)
		b.shows("[role=option][aria-selected=true]", "")
		b.keys("\r")
		b.until(goods+" is found", `document.querySelector("[name='lines.`+n+`.item']").value === `+quoted(item))
		b.focused("f-lines-" + n + "-qty")
		b.keys(qty)
		b.until("its price is known", `document.querySelector("[name='lines.`+n+`.price']").value !== ""`)
	}
	run[bool](b, `document.getElementById("f-lines-0-item-find").focus(), true`)
	row("0", "fyz", "g01", "60")
	b.shows(".sum", "壹仟叁佰伍拾元整")
	b.shows(".ahead .sure", "校长审批")
	b.keys("\r") // the price is known: on to the line that waits
	b.until("a line waits", `document.querySelector("[name='lines.1.qty']") !== null`)
	run[bool](b, `document.getElementById("f-lines-1-item-find").focus(), true`)
	row("1", "hssb", "g03", "10")
	require.Equal(t, "60", b.value("lines.0.qty"))
	run[bool](b, `document.querySelector("[name='lines.0.qty']").focus(), true`)
	ask(b, "take the row away", chromedp.KeyEvent(kb.Delete, chromedp.KeyModifiers(chromedp.ModifierAlt)))
	b.focused("f-lines-0-item-find")
	b.shows(".sum", "壹拾捌元整")
	b.gone(".ahead .sure:nth-child(3)") // no principal for so little
	require.Equal(t, "g03", b.value("lines.0.item"))

	b.visit("/new") // and it is there again
	b.shows(".drafts", "物资采购")
	b.click(`.draft-link[href="/new/purchase"]`)
	b.shows(".restored", "没有提交的草稿")
	require.Equal(t, "键盘填写", b.value("reason"))
	require.Equal(t, "10", b.value("lines.0.qty"))
	b.click(`button[name=outcome][value=submit]`)
	b.reaches("/cases/")
	b.visit("/new")
	b.gone(`.draft-link[href="/new/purchase"]`)
	require.Equal(t, before+1, mine(as(t, school, "head")))
}

// On the way back to a form that was sent it is the same form: sent as it was it leads to the case it has begun, changed
// it asks whether it is to be another one.
func TestBackToASentForm(t *testing.T) {
	running(t)
	b := openWindow(t, "back", 390)
	b.as("teacher")
	const form = "/new/damage?room=A310"
	send := func(what string) {
		b.reaches("/new/damage")
		b.write("submit", "description", what)
		b.sends("submit")
		b.reaches("/cases/")
	}
	b.visit(form)
	send("门把手松了")
	number := b.number()
	run[bool](b, `history.back(), true`)
	send("门把手松了")
	require.Equal(t, number, b.number())
	run[bool](b, `history.back(), true`)
	b.reaches("/new/damage")
	b.write("submit", "description", "窗户打不开")
	b.click(`button[name=outcome][value="submit"]`)
	b.shows("main .notice[role=alert]", "这份表单已经提交过："+number)
	b.look("sent-before")
	b.click(`button[name=outcome][value=submit]`)
	b.reaches("/cases/")
	require.NotEqual(t, number, b.number())
	b.visit(form)
	send("门把手松了")
	require.NotEqual(t, number, b.number(), "a form that is opened anew is another one")
}

// A field that goes and comes back holds what was typed in it; what is sent is what is to be seen. People and places
// are found by initials; a signature is drawn.
func TestFieldsThatComeAndGo(t *testing.T) {
	school, _ := openSchool(t, running(t), "")
	publish(t, as(t, school, "admin"), "outing", definition(t, "outing"))
	b := openWindow(t, "outing", 390)
	b.as("head")
	b.afresh("outing")
	b.write("submit", "what", "参观科技馆", "stops.0.where", "科技馆")
	b.pick("leader", "lym")
	way := func(to string) {
		run[bool](b, `{ const e = document.querySelector("[name=way]"); e.value = `+quoted(to)+
			`; e.dispatchEvent(new Event("change", { bubbles: true })); true }`)
	}
	way("bus")
	b.write("submit", "bus", "苏A12345")
	b.pick("firm", "wb")
	way("walk")
	b.gone("[name=bus]")
	way("bus")
	b.until("what was typed is there", `document.querySelector("[name=bus]")?.value === "苏A12345"`)
	b.until("what was chosen is there", `document.querySelector("[name=firm]").value === "s1"`)
	way("walk")
	b.gone("[name=bus]")
	b.click(".sign[value=draw]")
	b.shows(".pad canvas", "")
	ask(b, "draw", chromedp.Evaluate[bool](`(() => {
		const pad = document.querySelector(".pad canvas"), box = pad.getBoundingClientRect();
		pad.scrollIntoView({ block: "center" });
		const at = (kind, x, y) => pad.dispatchEvent(new PointerEvent(kind, { bubbles: true, cancelable: true, pointerId: 1,
			isPrimary: true, buttons: 1, pressure: .5, clientX: pad.getBoundingClientRect().left + x,
			clientY: pad.getBoundingClientRect().top + y }));
		at("pointerdown", 20, 20);
		for (let i = 1; i < 8; i++) at("pointermove", 20 + i * 10, 20 + i * 8);
		at("pointerup", 100, 80);
		return box.width > 0;
	})()`))
	b.click(".pad .done")
	b.until("it is taken", `document.querySelector("input[name=signed]:checked") !== null`)
	b.settled()
	b.click(`button[name=outcome][value=submit]`)
	b.reaches("/cases/")
	b.says("main", "参观科技馆")
	require.NotContains(t, b.text("main"), "苏A12345")
	b.until("the drawn signature is seen", `[...document.querySelectorAll(".sign-box img")].some(i => i.naturalWidth > 0)`)
}

// What is looked for is neither lost to an answer that knows nothing of it yet nor left out when it is not found.
func TestWhatIsLookedFor(t *testing.T) {
	running(t)
	for _, width := range []int64{1280, 390} {
		b := openWindow(t, "sought", width)
		b.as("head")
		b.afresh("purchase")
		b.pick("subject", "bgf")
		b.write("submit", "reason", "找物品")
		b.pick("lines.0.item", "g01")
		b.settled() // an answer under way once took the blank line away
		b.write("submit", "lines.0.qty", "5")
		b.until("a line waits", `document.querySelector("[name='lines.1.qty']") !== null`)
		look := func(words string) {
			run[bool](b, `document.getElementById("f-lines-1-item-find").focus(), true`)
			b.keys(words + "\t") // faster than the answer about the line before
		}
		look("bbb")
		b.until("it is found", `document.querySelector("[name='lines.1.item']").value === "g04"`)
		look("没有这样的物品")
		b.settled()
		b.until("it stands there as not found",
			`document.querySelector("#f-lines-1-item-find[aria-invalid=true]")?.value === "没有这样的物品"`)
		b.click(`button[name=outcome][value=submit]`)
		b.focused("f-lines-1-item-find")
		require.Equal(t, "/new/purchase", b.path())
		look("hssb")
		b.write("submit", "lines.1.qty", "2")
		b.click(`button[name=outcome][value=submit]`) // the blank line goes for nothing
		b.reaches("/cases/")
		b.says("main", "红色水笔")
	}
}

// A draft keeps the files that went up, though the input they were chosen in bears the same name.
func TestDraftKeepsFiles(t *testing.T) {
	running(t)
	b := openWindow(t, "files", 390)
	b.as("head")
	b.afresh("purchase")
	file := filepath.Join(t.TempDir(), "报价.pdf")
	require.NoError(t, os.WriteFile(file, []byte("%PDF-1.4\n%%EOF\n"), 0o600))
	b.attach("files", file)
	b.shows(".upload .file a", "报价.pdf")
	b.shows(".draft", "草稿已保存")
	b.settled()
	b.visit("/new/purchase")
	b.shows(".upload .file a", "报价.pdf")
	b.click(".upload .drop")
	b.gone(".upload .file")
}
