package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"zongwu/e2e/client"
)

// A window as people have it, with scripts. Its pages change by themselves: a test presses something and then waits
// until what it expects is true, however the page came to it.

// until waits for an expression to hold, through whatever pages come.
func (b *browser) until(what, expression string) {
	b.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		ctx, cancel := context.WithDeadline(b.ctx, end)
		_, err := chromedp.Run(ctx, chromedp.Poll[any](expression, chromedp.WithPollingInterval(30*time.Millisecond)))
		cancel()
		if err == nil {
			return
		}
		time.Sleep(30 * time.Millisecond) // a page that was left ends the poll
	}
	b.fine("wait until "+what, fmt.Errorf("never: %s", expression))
}

// soon says whether an expression holds within a few seconds.
func (b *browser) soon(expression string) bool {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	_, err := chromedp.Run(ctx, chromedp.Poll[any](expression, chromedp.WithPollingInterval(30*time.Millisecond)))
	return err == nil
}

// shows waits until a part of the page says something.
func (b *browser) shows(selector, text string) {
	b.t.Helper()
	b.until(selector+" says "+text, fmt.Sprintf(
		`[...document.querySelectorAll(%s)].some(e => e.checkVisibility() && e.textContent.includes(%s))`,
		quoted(selector), quoted(text)))
}

// gone waits until nothing visible fits.
func (b *browser) gone(selector string) {
	b.t.Helper()
	b.until(selector+" is gone", fmt.Sprintf(
		`![...document.querySelectorAll(%s)].some(e => e.checkVisibility())`, quoted(selector)))
}

// reaches waits until the window is at a path, and the page there is whole.
func (b *browser) reaches(path string) {
	b.t.Helper()
	b.until("the page is "+path, fmt.Sprintf(
		`location.pathname.startsWith(%s) && document.readyState === "complete"`, quoted(path)))
}

// click presses something that may lead elsewhere or not.
func (b *browser) click(selector string) {
	b.t.Helper()
	at := b.find(selector)
	b.acts++
	ask(b, "click "+selector, chromedp.MouseClickXY(at.X, at.Y))
}

// run runs a script in the page and returns what it comes to.
func run[T any](b *browser, script string) T {
	b.t.Helper()
	return ask(b, "run "+script, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
}

// as makes the window somebody's without the sign-in page; it returns their session.
func (b *browser) as(login string) *client.Session {
	b.t.Helper()
	session, err := client.NewServer("http://"+theBox.address, 0).SignIn(b.t.Context(), login, password)
	require.NoError(b.t, err)
	b.cookie("zongwu", session.Token())
	return session
}

func (b *browser) cookie(name, value string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{
		Name: name, Value: value, URL: "http://" + theBox.address,
	})
	b.fine("set cookie "+name, err)
}

// offline cuts the window's connection, or gives it back.
func (b *browser) offline(cut bool) {
	b.t.Helper()
	var rules []*network.Conditions
	if cut {
		rules = []*network.Conditions{{Offline: true, DownloadThroughput: -1, UploadThroughput: -1}}
	}
	_, err := chromedp.Call(b.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: rules,
	})
	b.fine("cut the connection", err)
	_, err = chromedp.Call(b.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{
		Offline: cut, DownloadThroughput: -1, UploadThroughput: -1,
	})
	b.fine("say so", err)
}

func quoted(text string) string {
	out, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string always encodes
	}
	return string(out)
}

// path of a case's page.
func at(number string) string { return "/cases/" + number }

// says waits until a part of the page says all of this.
func (b *browser) says(selector string, texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		b.until(selector+" says "+text, fmt.Sprintf(`document.querySelector(%s)?.innerText.includes(%s)`,
			quoted(selector), quoted(text)))
	}
}

// enter puts text into an input, in the place of what stood there.
func (b *browser) enter(selector, text string) {
	b.t.Helper()
	b.until(selector+" is there", fmt.Sprintf(`document.querySelector(%s)?.checkVisibility()`, quoted(selector)))
	run[bool](b, fmt.Sprintf(`{ const e = document.querySelector(%s); e.focus(); e.select(); true }`, quoted(selector)))
	b.acts++
	ask(b, "type into "+selector, chromedp.KeyEvent(text))
}

// write puts texts into the fields of the form that has an outcome's button, name and text in turn.
func (b *browser) write(outcome string, pairs ...string) {
	b.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		b.enter(inForm(outcome, pairs[i]), pairs[i+1])
	}
}

func (b *browser) written(outcome, name string) string {
	b.t.Helper()
	return run[string](b, fmt.Sprintf(`document.querySelector(%s).value`, quoted(inForm(outcome, name))))
}

// inForm is a field of the form that has an outcome's button: a page may have several forms.
func inForm(outcome, name string) string {
	return fmt.Sprintf(`form:has(button[name=outcome][value=%q]) [name=%q]`, outcome, name)
}

// pick finds something by typing and takes the first that is offered.
func (b *browser) pick(name, text string) {
	b.t.Helper()
	named := fmt.Sprintf(`document.querySelector('.pick [name=%q]')`, name)
	b.until(name+" is asked for", named+" !== null")
	seek := "#" + run[string](b, named+".id") + "-find"
	const offered = `[...document.querySelectorAll("[role=listbox] [role=option][aria-selected=true]")]
		.some(e => e.checkVisibility())`
	b.enter(seek, text)
	if acts := b.acts; !b.soon(offered) { // what a crowded machine types before the page has settled is typed once more
		b.enter(seek, text)
		b.acts = acts
	}
	b.until("something is offered", offered)
	b.until("what is offered fits", `!document.querySelector("[role=listbox]").hidden`)
	b.key("Enter")
	b.until(name+" is chosen", named+`.value !== ""`)
}

// request fills in a small request for goods.
func (b *browser) request(reason, subject string) {
	b.t.Helper()
	b.pick("subject", subject)
	b.write("submit", "reason", reason)
	b.pick("lines.0.item", "g01")
	b.write("submit", "lines.0.qty", "2")
	b.settled()
}

// settled waits until the server has computed what follows from what was typed.
func (b *browser) settled() {
	b.t.Helper()
	const idle = `!document.querySelector(".htmx-request")`
	b.until("nothing is under way", idle)
	time.Sleep(400 * time.Millisecond) // what was typed last is asked about a moment later
	b.until("nothing is under way", idle)
}

// follows waits until the page hears of what happens elsewhere.
func (b *browser) follows() {
	b.t.Helper()
	b.until("the event stream is open", `document.body.dataset.stream === "open"`)
}

// keys are those a hand needs without a mouse.
var keys = map[string]struct {
	code int64
	text string
}{"Enter": {13, "\r"}, "Tab": {9, ""}, "Space": {32, " "}}

// key presses one key as a keyboard does: what a page does not want typed is not typed.
func (b *browser) key(name string) {
	b.t.Helper()
	b.acts++
	stroke := input.DispatchKeyEventParams{
		Key: name, Code: name, WindowsVirtualKeyCode: keys[name].code, Text: keys[name].text,
	}
	if name == "Space" {
		stroke.Key = " "
	}
	for _, kind := range []input.DispatchKeyEventType{"keyDown", "keyUp"} {
		if stroke.Type = kind; kind == "keyUp" {
			stroke.Text = ""
		}
		_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, stroke)
		b.fine("press "+name, err)
	}
}
