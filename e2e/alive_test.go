package e2e

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"zongwu/e2e/client"
)

// begun asks for a small purchase over the interface.
func begun(t *testing.T, as caller, reason string) *client.Case {
	t.Helper()
	return as.post("/api/v1/cases", with(map[string]any{"reason": reason}))
}

// A queue changes by itself, and so does the number beside its name.
func TestQueueFollows(t *testing.T) {
	school, _ := openSchool(t, running(t), "")
	head := as(t, school, "head")
	director := openWindow(t, "follow", 390)
	director.as("director")
	director.visit("/tasks")
	director.follows()
	c := begun(t, head, "队列自动更新")
	director.shows("main", c.Number)
	review := c.Open[0].ID
	as(t, school, "director").post("/api/v1/tasks/"+review, map[string]any{"outcome": "reject", "comment": "重复"})
	director.until("it is gone", fmt.Sprintf(`!document.querySelector("main").textContent.includes(%q)`, c.Number))
}

// A card goes because somebody else decided it, and the next one comes up under the pointer: a click meant for the
// first does nothing to it. A moment later it is clicked as ever.
func TestClickMeantForACardThatWent(t *testing.T) {
	school, _ := openSchool(t, running(t), "")
	head, director := as(t, school, "head"), as(t, school, "director")
	director.post("/api/v1/tasks/"+begun(t, head, "先空出队列").Open[0].ID, map[string]any{"outcome": "reject", "comment": "重复"})
	first, second := begun(t, head, "先到的一张"), begun(t, head, "后到的一张")
	b := openWindow(t, "aim", 1280)
	b.as("director")
	b.visit("/tasks")
	b.follows()
	b.until("both are there", fmt.Sprintf(`["%s", "%s"].every((n) => document.querySelector("#queue").textContent.includes(n))`,
		first.Number, second.Number))
	b.until("it watches", fmt.Sprintf(`(() => {
		const cards = [...document.querySelectorAll(".task-card")];
		const gone = cards.find((c) => c.textContent.includes(%q));
		const next = cards[cards.indexOf(gone) + 1];
		if (!gone || !next) return false;
		const box = gone.querySelector("button[value=approve]").getBoundingClientRect();
		const x = box.left + box.width / 2, y = box.top + box.height / 2;
		window.clicked = [];
		const press = () => {
			const under = document.elementFromPoint(x, y);
			const click = new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1, clientX: x, clientY: y });
			const reached = (event) => { event.preventDefault(); window.clicked.push("reached"); };
			under.addEventListener("click", reached);
			under.dispatchEvent(click);
			under.removeEventListener("click", reached);
			window.clicked.push(under.closest(".task-card")?.id === next.id && under.value === "approve" ? "on the next" : "elsewhere");
		};
		const watch = new MutationObserver(() => {
			if (gone.isConnected) return;
			watch.disconnect();
			press();
			setTimeout(press, 600);
		});
		watch.observe(document.body, { childList: true, subtree: true });
		return true;
	})()`, first.Number))
	director.post("/api/v1/tasks/"+first.Open[0].ID, map[string]any{"outcome": "reject", "comment": "重复"})
	b.until("both clicks were tried", `window.clicked.filter((c) => c !== "reached").length === 2`)
	b.until("only the later one reached the card", `window.clicked.join() === "on the next,reached,on the next"`)
}

// Two people have one task open: when one has decided, the other's page says so. Whoever was writing loses nothing,
// cannot decide a second time, and finds what they wrote once more.
func TestTwoPeopleOneTask(t *testing.T) {
	school, _ := openSchool(t, running(t), "")
	c := begun(t, as(t, school, "head"), "两人同时办理")
	as(t, school, "director").post("/api/v1/tasks/"+c.Open[0].ID, map[string]any{"outcome": "approve"})
	writing, looking, quick := openWindow(t, "writing", 1280), openWindow(t, "looking", 360), openWindow(t, "quick", 1280)
	for window, login := range map[*browser]string{writing: "buyer", looking: "buyer", quick: "buyer2"} {
		window.as(login)
		window.visit(at(c.Number))
		window.follows()
	}
	done := `button[name=outcome][value=done]`
	writing.write("done", "comment", "已经联系供应商")
	quick.choose("supplier", "s1")
	quick.settled()
	quick.click(done)
	quick.gone(done)
	looking.gone(done)
	writing.shows("#notices", "此单据已有变化")
	require.Equal(t, "已经联系供应商", writing.written("done", "comment"))
	writing.choose("supplier", "s6")
	writing.click(done)
	writing.shows("main [role=alert]", "没有生效")
	writing.says("main [role=alert]", "孙丽娟", "已经联系供应商")
	writing.gone(done)
	writing.gone("#notices [data-notice=changed]")
}

// What is about to be pressed stays where it is: while the page comes, and while the form works out anew what follows
// from what was chosen.
func TestNothingMovesUnderAFinger(t *testing.T) {
	school, _ := openSchool(t, running(t), "")
	c := begun(t, as(t, school, "head"), "按下去以前不动")
	as(t, school, "director").post("/api/v1/tasks/"+c.Open[0].ID, map[string]any{"outcome": "approve"})
	b := openWindow(t, "still", 1280)
	b.as("buyer")
	b.visit(at(c.Number))
	b.until("what is often remarked is offered", `document.querySelector("form[data-entry] .remarks") !== null`)
	moved := run[[]string](b, `new Promise((told) => {
		setTimeout(() => told([]), 500);
		new PerformanceObserver((list) => told(list.getEntries().flatMap((e) => e.sources.map((s) => s.node?.className ?? "")))).
			observe({ type: "layout-shift", buffered: true });
	})`)
	require.Empty(t, moved, "while the page came")
	run[bool](b, `{
		window.tops = new Set();
		const look = () => {
			const button = [...document.querySelectorAll("button[name=outcome][value=done]")].find((b) => b.checkVisibility());
			window.tops.add(Math.round(button.getBoundingClientRect().top + scrollY));
			requestAnimationFrame(look);
		};
		look();
		addEventListener("htmx:afterSettle", () => { window.renewed = true; });
		true;
	}`)
	b.write("done", "lines.0.price", "3.60")
	b.until("the form is renewed", `window.renewed === true`)
	b.settled()
	require.Len(t, run[[]int](b, `[...window.tops]`), 1, "places the button was at")
}

// The connection breaks while somebody writes: it shows, nothing typed is lost, what could not be sent is sent once
// it is back, and once only.
func TestConnectionLostWhileTyping(t *testing.T) {
	school, _ := openSchool(t, running(t), "")
	head := as(t, school, "head")
	before := mine(head)
	b := openWindow(t, "offline", 390)
	b.as("head")
	b.visit("/new/purchase")
	b.request("断网时填写", "30201")
	b.offline(true)
	b.shows("#notices", "连接已断开")
	b.click(`button[name=outcome][value=submit]`)
	b.shows("main [role=alert]", "没有送出")
	require.Equal(t, "断网时填写", b.value("reason"))
	require.Equal(t, before, mine(head))
	b.offline(false)
	b.gone("#notices [data-notice=lost]")
	require.Equal(t, "断网时填写", b.value("reason"))
	b.click(`main [role=alert] button`)
	b.reaches("/cases/")
	b.shows("main", "断网时填写")
	require.Equal(t, before+1, mine(head))
}

// The session ends while somebody writes: the password is asked for, and what was pressed is then done.
func TestSessionEndedWhileTyping(t *testing.T) {
	school, _ := openSchool(t, running(t), "")
	c := begun(t, as(t, school, "head"), "登录过期")
	b := openWindow(t, "ended", 390)
	session := b.as("director")
	b.visit(at(c.Number))
	b.write("approve", "comment", "同意，请抓紧")
	answer, err := session.Send(t.Context(), http.MethodDelete, "/api/v1/session", "", nil, "")
	require.NoError(t, err)
	require.Equal(t, http.StatusNoContent, answer.Status)
	b.click(`button[name=outcome][value=approve]`)
	b.shows("dialog[open]", "请重新登录")
	require.Equal(t, "director", run[string](b, `document.querySelector("dialog[open] [name=login]").value`))
	b.enter("dialog[open] [name=password]", "wrong")
	b.click("dialog[open] .btn-primary")
	b.shows("dialog[open] [role=alert]", "账号或密码不正确")
	b.enter("dialog[open] [name=password]", password)
	b.click("dialog[open] .btn-primary")
	b.gone(`button[name=outcome][value=approve]`)
	b.shows("main", "同意，请抓紧")
	after := head(t, school).reread(c.ID)
	require.Equal(t, "buy", after.Open[0].Step)
}

func head(t *testing.T, school *client.School) caller { return as(t, school, "head") }

// A form that one person left open is not sent in the name of the next one at the same machine.
func TestTheNextPersonAtTheSameMachine(t *testing.T) {
	school, _ := openSchool(t, running(t), "")
	c := begun(t, as(t, school, "head"), "同一台电脑")
	b := openWindow(t, "next", 1280)
	b.as("director")
	b.visit(at(c.Number))
	b.as("principal") // in another tab
	b.click(`button[name=outcome][value=approve]`)
	b.shows("dialog[open]", "请重新登录")
	require.Equal(t, "review", head(t, school).reread(c.ID).Open[0].Step)
}
