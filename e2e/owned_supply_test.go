package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
)

// fetches lets somebody find a case among their open tasks, open it by its card, and do what it asks of them. Unlike turn
// it is for a window with scripts.
func (b *browser) fetches(login, number, outcome string, fields ...string) {
	b.t.Helper()
	b.takes(login, number)
	b.write(outcome, fields...)
	b.settled()
	b.look(outcome)
	b.sends(outcome)
}

// takes opens a case by the card of its task.
func (b *browser) takes(login, number string) {
	b.t.Helper()
	b.as(login)
	b.visit("/tasks?q=" + number)
	b.look("tasks-" + login)
	b.click(`.task-card h2 a[href*="` + number + `"]`)
	b.reaches(at(number))
}

// keepsTo lets the administrator say whether nothing may be asked for beyond a quota.
func (b *browser) keepsTo(strict string) {
	b.t.Helper()
	b.as("admin")
	b.visit("/admin/lists/settings")
	b.choose("s_quota_strict", strict)
	b.sends("save")
	b.visit("/admin/lists/settings")
	require.Equal(b.t, strict, b.value("s_quota_strict"))
}

// limits sets a quota.
func (b *browser) limits(quota string, quantity decimal.Decimal) {
	b.t.Helper()
	b.as("admin")
	b.visit("/admin/lists/quotas/" + quota)
	b.fill("quantity", quantity.String())
	b.sends("save")
}

// stands is what the first card of a list says under a label, as a number.
func (b *browser) stands(login, path, label string) decimal.Decimal {
	b.t.Helper()
	b.as(login)
	b.visit(path)
	said := b.text(fmt.Sprintf(`tbody tr:first-child td[data-label=%q]`, label))
	number := regexp.MustCompile(`-?[0-9.]+`).FindString(said)
	quantity, err := decimal.NewFromString(number)
	require.NoError(b.t, err, "at %s under %s: %s", path, label, said)
	return quantity
}

func (b *browser) inStore(item string) decimal.Decimal {
	b.t.Helper()
	return b.stands("storekeeper", "/stock?q="+item, "数量")
}

// A head asks for spades and mops on the telephone: neither beyond the quota, which the administrator has made strict,
// nor beyond what lies in the store; the rest is bought, and given up when it does not come.
func TestIssueThroughPagesOnAPhone(t *testing.T) {
	const spade, mop, quota = "铁锹", "棉线拖把", "/quotas?q=清洁工具"
	running(t)
	b := openWindow(t, "issue", 390)
	b.keepsTo("true")
	defer b.keepsTo("")
	left := func() decimal.Decimal { return b.stands("head", quota, "还可领") }
	spades, mops := b.inStore(spade), b.inStore(mop)
	short := decimal.NewFromInt(2) // more than the store has
	wanted := spades.Add(short)
	// Whatever others brought into the store and drew: what is wanted fits, but not twice.
	b.limits("DE03", decimal.NewFromInt(30).Sub(left()).Add(wanted).Add(wanted).Sub(short))
	before := left()
	b.look("quotas-before")
	require.True(t, before.GreaterThan(wanted.Add(short)), "%s left, and %s wanted", before, wanted)

	b.as("head")
	b.visit("/new")
	b.click(`main a[href="/new/issue"]`)
	b.reaches("/new/issue")
	b.adds("submit", 0, "lines", "item", "qty", "tieq", before.Add(short).String())
	b.settled()
	b.refuses("submit", "超出本部门的领用定额；请减少数量，或先调整定额")
	b.says("table", "定额还剩", before.String())
	b.look("refused")
	b.write("submit", "lines.0.qty", wanted.String())
	b.adds("submit", 1, "lines", "item", "qty", "mxtb", wanted.String())
	b.write("submit", "purpose", "包干区大扫除")
	b.refuses("submit", "同类物品合计超出本部门的领用定额；请减少数量，或先调整定额")
	b.look("beyond-quota")
	b.write("submit", "lines.1.qty", short.String())
	b.settled()
	b.shows("main", "库存不足；先发有的，其余等补货")
	b.look("asked")
	b.sends("submit")
	number := b.number()
	b.look("begun")

	b.takes("director", number)
	b.look("approve")
	b.sends("approve")
	require.True(t, before.Sub(wanted).Sub(short).Equal(left()), "approved is drawn")
	b.look("quotas-drawn")

	b.takes("storekeeper", number)
	require.Equal(t, spades.String(), b.written("part", "lines.0.issued"), "what there is is to be issued")
	b.refuses("done", "每行都发齐时选“已发齐”，否则选“部分发放”")
	b.write("done", "lines.0.issued", wanted.String())
	b.shows("main", "库存不够；请按库存填写发放数量，再选“部分发放”")
	b.refuses("done", fmt.Sprintf("“%s”库存不足：可发 %s，需要 %s", spade, spades, wanted))
	b.look("beyond-stock")
	b.write("part", "lines.0.issued", spades.String())
	b.settled()
	b.look("part")
	b.sends("part")
	b.fetches("head", number, "sign")
	require.True(t, b.inStore(spade).IsZero())
	require.True(t, mops.Sub(short).Equal(b.inStore(mop)))

	b.fetches("director", number, "buy", "reason", "铁锹不够，补货")
	b.says("main", "采购补货", "CG-")
	b.look("bought")
	b.takes("storekeeper", number) // it stays on order
	b.write("part", "lines.0.issued", "0")
	b.settled()
	b.sends("part")
	b.fetches("director", number, "close", "reason", "学期已近结束")
	b.says(".state", "已办结")
	b.look("done")
	require.True(t, before.Sub(spades).Sub(short).Equal(left()), "what is not issued is given back")
	b.look("quotas-after")
}

// The director equips three classes at once, whose teachers sign on their telephones; one did not get all.
func TestSuppliesThroughPagesOnAPhone(t *testing.T) {
	const dustpan, bucket = "撮箕", "塑料水桶"
	running(t)
	b := openWindow(t, "supplies", 390)
	dustpans, buckets := b.inStore(dustpan), b.inStore(bucket)
	b.as("director")
	b.visit("/new/supplies")
	b.look("empty")
	b.settled()
	b.click(`button[name=outcome][value=submit]`)
	b.shows(".failures li", "班级：此项必填")
	b.look("wanting")
	b.several("classes", "A101", "A201", "A302")
	b.adds("submit", 0, "lines", "item", "per_class", "cuoji", dustpans.String())
	b.settled()
	b.shows("main", "库存不够发给所有班级")
	b.refuses("submit", fmt.Sprintf("“%s”库存不足：共可发 %s，发完前面的 %[2]s 后还需要 %[2]s", dustpan, dustpans))
	b.write("submit", "lines.0.per_class", "2")
	b.adds("submit", 1, "lines", "item", "per_class", "slst", "1")
	b.settled()
	b.look("list")
	b.sends("submit")
	b.look("mistaken")
	b.click(`details.act:has([name=action][value=cancel]) > summary`)
	b.enter(`details.act[open] textarea`, "清单开错了")
	b.look("cancel")
	b.click(`details.act[open] .btn-danger`)
	b.shows(".state", "已取消")
	require.True(t, dustpans.Equal(b.inStore(dustpan)), "what nobody has signed for is in the store again")

	b.as("director")
	b.visit("/cases?q=" + dustpan)
	b.click(`main a[href*="/cases/PB-"]`)
	b.click(`main a[href*="/new/supplies"]`) // the same anew
	b.reaches("/new/supplies")
	b.look("anew")
	b.sends("submit")
	number := b.number()
	b.look("begun")
	six, three := decimal.NewFromInt(6), decimal.NewFromInt(3)
	require.True(t, dustpans.Sub(six).Equal(b.inStore(dustpan)))

	b.fetches("sunxf", number, "sign")
	b.takes("zhaoym", number)
	b.write("short", "lines.0.received", "1")
	b.settled()
	b.refuses("sign", "全部收齐时选“收齐签字”，否则选“有短少”")
	b.sends("short")
	b.as("director")
	b.visit(at(number))
	b.says("main", "班主任签收：已办 2，共 3")
	b.look("progress")
	b.fetches("teacher", number, "sign")
	b.as("director")
	b.visit(at(number))
	b.says(".state", "已办结")
	b.look("done")
	require.True(t, dustpans.Sub(six).Add(decimal.NewFromInt(1)).Equal(b.inStore(dustpan)))
	require.True(t, buckets.Sub(three).Equal(b.inStore(bucket)))
	b.look("stock")
}

// What stands in a room is signed for by its head at the start of term, and at its end by a student, the class teacher
// and its head. The end of term is today: what waits for it comes by itself.
func TestRoomListThroughPagesOnAPhone(t *testing.T) {
	running(t)
	b := openWindow(t, "rooms", 390)
	b.as("storekeeper")
	b.visit("/new/room_list")
	b.write("submit", "term", "2026–2027学年第一学期")
	b.several("rooms", "A301", "A302")
	b.choose("ends", inDays(-1))
	b.refuses("submit", "期末复核日期：不能早于 "+inDays(0))
	b.choose("ends", inDays(0))
	b.settled()
	b.look("wish")
	b.sends("submit")
	number := b.number()
	b.look("begun")

	b.takes("teacher", number)
	b.says("main", "ZC-2021-0007", "班级书柜")
	b.write("sign", "remark", "投影仪有坏点")
	b.signs("signed", "周小燕")
	b.look("sign")
	b.sends("sign")
	b.fetches("head2", number, "sign")

	b.awaits("teacher", number, "期末清点")
	b.takes("teacher", number)
	b.write("sign", "student", "许诺")
	b.refuses("sign", "此项必填")
	b.signs("student_signed", "许诺")
	b.look("check")
	b.sends("sign")
	b.fetches("teacher", number, "sign") // class teacher and head of the room in one
	b.awaits("head2", number, "期末清点")
	b.takes("head2", number)
	b.write("sign", "student", "沈一鸣", "remark", "齐全")
	b.signs("student_signed", "沈一鸣")
	b.pick("teacher", "zxy")
	b.settled()
	b.sends("sign")
	b.fetches("teacher", number, "sign")
	b.fetches("head2", number, "sign")
	b.says(".state", "已办结")
	b.look("done")
}

// several finds several things by typing.
func (b *browser) several(name string, texts ...string) {
	b.t.Helper()
	for i, text := range texts {
		b.pick(name, text)
		b.until(text+" is chosen", fmt.Sprintf(`document.querySelector('[name=%q]').selectedOptions.length === %d`, name, i+1))
	}
}

// signs types a name where one signs.
func (b *browser) signs(field, name string) {
	b.t.Helper()
	b.click(fmt.Sprintf(`[data-name=%q] .sign[value=type]`, field))
	b.enter(".pad input", name)
	b.click(".pad .done")
	b.until("it is signed", fmt.Sprintf(`document.querySelector('input[name=%q]:checked') !== null`, field))
	b.settled()
}

// awaits looks among somebody's open tasks until the case asks them for a step.
func (b *browser) awaits(login, number, step string) {
	b.t.Helper()
	b.as(login)
	for end := time.Now().Add(patience); ; time.Sleep(300 * time.Millisecond) {
		b.visit("/tasks?q=" + number)
		if strings.Contains(b.text("main"), step) {
			return
		}
		require.True(b.t, time.Now().Before(end), "%s is never asked for %s:\n%s", login, step, b.text("main"))
	}
}
