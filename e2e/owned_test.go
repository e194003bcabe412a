package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// opens lets somebody find a case among their open tasks, and opens its page at its top.
func (b *browser) opens(login, number string) {
	b.t.Helper()
	b.as(login)
	b.visit("/tasks?q=" + number)
	b.find(`.task-card h2 a[href*="` + number + `"]`)
	b.visit("/cases/" + number)
}

// turn lets somebody do what a case asks of them.
func (b *browser) turn(login, number, outcome string, fields ...string) {
	b.t.Helper()
	b.opens(login, number)
	b.fill(fields...)
	b.look(outcome)
	b.outcome(outcome)
}

// sends presses a decision in a window with scripts, and waits until it is taken; the page that comes may ask for the
// same once more, of another step.
func (b *browser) sends(outcome string) {
	b.t.Helper()
	b.settled()
	run[bool](b, `{ document.querySelector("main").dataset.before = "1"; true }`)
	b.click(`button[name=outcome][value="` + outcome + `"]`)
	b.until(outcome+" is taken", `document.readyState === "complete" && document.querySelector("main:not([data-before])") &&
		!document.querySelector(".failures")`)
}

// refuses presses a decision that is not taken: the page says the one thing that is wrong.
func (b *browser) refuses(outcome, why string) {
	b.t.Helper()
	b.settled()
	b.click(`button[name=outcome][value="` + outcome + `"]`)
	b.shows(".failures li", why)
	require.Len(b.t, b.all(".failures li"), 1)
}

// selects chooses from a list in a window with scripts: the page hears of it.
func (b *browser) selects(name, value string) {
	b.t.Helper()
	run[bool](b, `{ const e = document.querySelector("select[name='`+name+`']"); e.value = `+quoted(value)+
		`; e.dispatchEvent(new Event("change", { bubbles: true })); true }`)
	require.Equal(b.t, value, b.value(name), "no such choice in %s", name)
}

// adds fills in the row that waits at the end of a table: what it is found by, then its other cell.
func (b *browser) adds(outcome string, row int, table, sought, cell string, words ...string) {
	b.t.Helper()
	in := fmt.Sprintf("%s.%d.", table, row)
	b.until("a row waits", fmt.Sprintf(`document.querySelector('[name=%q]') !== null`, in+sought))
	b.pick(in+sought, words[0])
	b.write(outcome, in+cell, words[1])
}

// inDays is a day of the school's: in China it is tomorrow from four in the afternoon on, as clocks elsewhere have it.
func inDays(n int) string {
	return time.Now().In(time.FixedZone("", 8*3600)).AddDate(0, 0, n).Format(time.DateOnly)
}

// A projector is lent, kept longer and brought back, by each on their telephone.
func TestLoanThroughPagesOnAPhone(t *testing.T) {
	const thing = "ZC-2021-0008"
	running(t)
	b := openBrowser(t, "loan", 390)
	b.as("head")
	b.visit("/new/loan")
	b.choose("asset", thing, "until", inDays(-1))
	b.fill("purpose", "家长会")
	b.outcome("submit")
	require.Contains(t, b.text("main"), "归还日期不能早于借用日期")
	b.choose("until", inDays(3))
	b.look("wish")
	b.outcome("submit")
	number := b.number()
	b.look("begun")

	b.turn("principal", number, "approve")
	b.turn("storekeeper", number, "done", "condition", "完好，带遥控器")
	b.turn("head", number, "sign")
	b.visit("/assets/" + thing)
	b.look("lent")
	require.Contains(t, b.text(".facts"), "李玉梅")
	b.visit("/cases/" + number)
	b.click(`details:has(button[value="extend"]) > summary`)
	b.choose("until", inDays(3+30))
	b.outcome("extend")
	require.Contains(t, b.text("main"), "超过了可自行延期的天数")
	b.choose("until", inDays(6))
	b.look("extend")
	b.outcome("extend")
	b.turn("head", number, "done")
	b.turn("storekeeper", number, "intact", "condition", "完好")
	b.look("done")
	require.Contains(t, b.text(".state"), "已办结")
	b.visit("/assets/" + thing)
	require.NotContains(t, b.text(".facts"), "李玉梅")
}

// A computer comes into the register and is handed over; an old air conditioner is taken off it.
func TestRegisterThroughPages(t *testing.T) {
	const thing, old = "ZC-2026-0901", "ZC-2017-0005"
	running(t)
	b := openBrowser(t, "register", 1280)
	b.as("storekeeper")
	b.visit("/new/asset_change")
	b.choose("kind", "add")
	b.press(`button[name="check"]`)
	b.fill("no", thing, "name", "教师电脑", "category", "电子设备", "price", "4200", "life_years", "6")
	b.choose("bought", inDays(-10), "room", "A302", "holder", "teacher")
	b.look("add")
	b.outcome("submit")
	b.turn("director", b.number(), "approve")
	require.Contains(t, b.text(".state"), "已办结")

	b.as("storekeeper")
	b.visit("/new/asset_change")
	b.choose("kind", "hand")
	b.press(`button[name="check"]`)
	b.choose("asset", thing, "holder", "head2")
	b.outcome("submit")
	b.turn("director", b.number(), "approve")
	b.visit("/assets/" + thing)
	b.look("card")
	card := b.text("main")
	for _, said := range []string{"陈国华", "4,200.00", "在用"} {
		assert.Contains(t, card, said)
	}

	b.as("head")
	b.visit("/new/writeoff")
	b.choose("asset", old)
	b.fill("reason", "压缩机报废，修理不合算")
	b.outcome("submit")
	number := b.number()
	b.turn("repairer", number, "done", "finding", "无修复价值")
	b.turn("principal", number, "approve") // at 6,500 yuan
	b.opens("storekeeper", number)
	b.choose("how", "sold")
	b.fill("proceeds", "120")
	b.look("dispose")
	b.outcome("done")
	require.Contains(t, b.text(".state"), "已办结")
	b.visit("/assets/" + old)
	require.Contains(t, b.text(".facts"), "已核销")
	b.visit("/new/writeoff")
	b.choose("asset", old)
	b.fill("reason", "再来一次")
	b.outcome("submit")
	require.Contains(t, b.text("main"), "该资产已经核销")
}

// On a telephone what sends a form is as wide as what it sends.
func TestWhatSendsAFormIsAsWideAsItsFields(t *testing.T) {
	running(t)
	b := openWindow(t, "wide", 390)
	b.as("head")
	b.visit("/new/loan")
	b.shows("button[name=outcome]", "提交")
	short := run[float64](b, `(() => {
		const right = (s) => document.querySelector(s).getBoundingClientRect().right;
		return right(".entry [name=purpose]") - right(".entry button[name=outcome]");
	})()`)
	b.look("loan")
	assert.Zero(t, short)
}
