package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// browser is a window, somebody's own: no other window has its cookies.
type browser struct {
	t     *testing.T
	ctx   context.Context
	width int64
	shots int
	label string
	heard *ears
	acts  int // what the person before the window has done so far
}

// patience bounds every single thing a browser is asked to do.
const patience = 20 * time.Second

// theChromium is shared by all windows: it is started by the first, and TestMain ends it.
var theChromium = &chromium{}

type chromium struct {
	once sync.Once
	ctx  context.Context // the program's own life
	stop func()
	err  error
}

func (c *chromium) start() (context.Context, error) {
	c.once.Do(func() {
		program := ""
		for _, name := range []string{"google-chrome", "chromium-browser", "chromium"} {
			if found, err := exec.LookPath(name); err == nil {
				program = found
			}
		}
		if program == "" {
			c.err = errors.New("find Chromium: missing; apt-get install chromium, or make test")
			return
		}
		options := append(chromedp.DefaultExecAllocatorOptions[:],
			chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true),
			chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "zh-CN"),
			chromedp.Flag("accept-lang", "zh-CN"), chromedp.Flag("use-fake-ui-for-media-stream", true),
			chromedp.Flag("use-fake-device-for-media-stream", true),
			chromedp.Flag("use-file-for-fake-video-capture", theView()))
		allocator, closeAllocator := chromedp.NewExecAllocator(context.Background(), options...)
		var closeWindow func()
		c.ctx, closeWindow = chromedp.NewContext(allocator)
		c.stop = func() { closeWindow(); closeAllocator(); _ = os.Remove(theView()) }
		// The first call starts the program and binds it to its context, which therefore has no deadline.
		_, c.err = chromedp.Run(c.ctx, chromedp.Location())
	})
	return c.ctx, c.err
}

func (c *chromium) end() {
	if c.stop != nil {
		c.stop()
	}
}

// openBrowser opens a window without JavaScript; below 600 it is a phone's.
func openBrowser(t *testing.T, label string, width int64) *browser {
	t.Helper()
	b := openWindow(t, label, width)
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: true})
	require.NoError(t, err)
	return b
}

// openWindow opens a window as people have it. What its pages complain of fails the test.
func openWindow(t *testing.T, label string, width int64) *browser {
	t.Helper()
	running(t)
	program, err := theChromium.start()
	require.NoError(t, err)
	ctx, closeWindow := chromedp.NewContext(program, chromedp.WithNewBrowserContext())
	t.Cleanup(closeWindow)
	b := &browser{t: t, ctx: ctx, width: width, label: label, heard: &ears{}}
	require.NoError(t, chromedp.Listen(ctx, b.heard.hear))
	t.Cleanup(func() { assert.Empty(t, b.heard.all(), "%s: the pages complain", label) })
	_, err = chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: 900, DeviceScaleFactor: 1, Mobile: width < 600,
	})
	require.NoError(t, err)
	return b
}

// ears hear what goes wrong in a page: an exception nobody caught, something the content security policy forbids.
type ears struct {
	mu   sync.Mutex
	said []string
}

func (e *ears) hear(event any) {
	said := ""
	switch ev := event.(type) {
	case *runtime.EventExceptionThrown:
		said = ev.ExceptionDetails.Text
		if ev.ExceptionDetails.Exception != nil {
			said += " " + ev.ExceptionDetails.Exception.Description
		}
	case *cdplog.EventEntryAdded:
		if ev.Entry.Source == cdplog.EntrySourceSecurity || strings.Contains(ev.Entry.Text, "Content Security Policy") {
			said = ev.Entry.Text
		}
	}
	if said == "" {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.said = append(e.said, said)
}

func (e *ears) all() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.said)
}

// ask runs one action and returns what it found; failing, it tells what stands on the page.
func ask[T any](b *browser, what string, action chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	got, err := chromedp.Run(ctx, action)
	b.fine(what, err)
	return got
}

func (b *browser) fine(what string, err error) {
	b.t.Helper()
	if err == nil {
		return
	}
	b.shoot("failed")
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	where, whereErr := chromedp.Run(ctx, chromedp.Location())
	text, textErr := chromedp.Run(ctx, chromedp.Text(chromedp.CSS("body")))
	require.NoError(b.t, err, "%s at %s (%v, %v):\n%s", what, where, whereErr, textErr, text)
}

// visit opens a page; anything but 200 fails.
func (b *browser) visit(path string) {
	b.t.Helper()
	response := ask(b, "visit "+path, chromedp.NavigateResponse("http://"+theBox.address+path))
	require.EqualValues(b.t, 200, response.Status, path)
}

// press clicks something and waits for the page it leads to. It returns that page's status.
func (b *browser) press(selector string) int64 {
	b.t.Helper()
	at := b.find(selector)
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	b.acts++
	response, err := chromedp.RunResponse(ctx, chromedp.MouseClickXY(at.X, at.Y))
	b.fine("press "+selector, err)
	return response.Status
}

// spot is where something can be clicked.
type spot struct {
	X, Y  float64
	Under string // what lies over it
}

// find waits for something one sees, brings it before the eyes and says where it is. What lies beneath something else
// cannot be clicked.
func (b *browser) find(selector string) spot {
	b.t.Helper()
	const script = `(() => {
		if (document.readyState !== "complete") return null; // its styles may come yet, and the part it is opened at
		const seen = [...document.querySelectorAll(%s)].find((e) => e.checkVisibility({visibilityProperty: true}));
		if (!seen) return null;
		seen.scrollIntoView({block: "nearest", behavior: "instant"});
		const box = seen.getClientRects()[0];
		const x = box.left + box.width / 2, y = box.top + box.height / 2;
		const top = document.elementFromPoint(x, y);
		const hit = seen.contains(top) || [...seen.labels ?? []].some((l) => l.contains(top));
		return {X: x, Y: y, Under: hit ? "" : top?.outerHTML.slice(0, 200) ?? "the edge of the window"};
	})()`
	var at *spot
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		ctx, cancel := context.WithDeadline(b.ctx, end)
		found, err := chromedp.Run(ctx, chromedp.Evaluate[*spot](fmt.Sprintf(script, quoted(selector))))
		cancel()
		if err != nil || found == nil { // a page that is just being left answers nothing
			continue
		}
		if found.Under == "" && at != nil && *at == *found { // it has come to rest
			return *at
		}
		at = found
	}
	if at == nil {
		b.fine("look for "+selector, errors.New("never seen"))
	}
	b.fine("reach "+selector, fmt.Errorf("beneath %s", at.Under))
	return spot{}
}

func named(name string) chromedp.CSS { return chromedp.CSS(fmt.Sprintf(`[name=%q]`, name)) }

// fill types into fields, name and value in turn.
func (b *browser) fill(pairs ...string) {
	b.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		field := named(pairs[i])
		b.acts++
		if b.value(pairs[i]) != "" {
			ask(b, "empty "+pairs[i], chromedp.Clear(field))
		}
		ask(b, "fill "+pairs[i], chromedp.SendKeys(field, pairs[i+1]))
	}
}

// choose sets selects and dates, name and value in turn.
func (b *browser) choose(pairs ...string) {
	b.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		b.acts++
		ask(b, "choose "+pairs[i], chromedp.SetValue(named(pairs[i]), pairs[i+1]))
		require.Equal(b.t, pairs[i+1], b.value(pairs[i]), "no such choice in %s", pairs[i])
	}
}

// value waits for a field and reads it at one go: a page that changes by itself may have another node a moment later.
func (b *browser) value(name string) string {
	b.t.Helper()
	return b.read(string(named(name)), "value")
}

func (b *browser) read(selector, what string) string {
	b.t.Helper()
	script := fmt.Sprintf(`document.querySelector(%s)?.%s ?? null`, quoted(selector), what)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		ctx, cancel := context.WithDeadline(b.ctx, end)
		found, err := chromedp.Run(ctx, chromedp.Evaluate[*string](script))
		cancel()
		if err == nil && found != nil { // a page that is just being left answers nothing
			return *found
		}
	}
	b.fine("read "+selector, errors.New("never there"))
	return ""
}

func (b *browser) attach(name, file string) {
	b.t.Helper()
	input := chromedp.CSS(fmt.Sprintf(`input[type=file][name=%q]`, name))
	b.acts++
	ask(b, "attach to "+name, chromedp.SetUploadFiles(input, []string{file}))
}

// fillFor types into a field of the form that has an outcome's button; a step may show a form for each outcome.
func (b *browser) fillFor(outcome, name, text string) {
	b.t.Helper()
	field := chromedp.CSS(fmt.Sprintf(`form:has(button[value=%q]) [name=%q]`, outcome, name))
	b.acts++
	ask(b, "fill "+name, chromedp.SendKeys(field, text))
}

// outcome presses a decision.
func (b *browser) outcome(value string) int64 {
	b.t.Helper()
	return b.press(fmt.Sprintf(`button[name=outcome][value=%q]`, value))
}

// text waits for a part of the page and reads it at one go, as value does.
func (b *browser) text(selector string) string {
	b.t.Helper()
	return strings.TrimSpace(b.read(selector, "innerText"))
}

func (b *browser) all(selector string) []*chromedp.Node {
	b.t.Helper()
	return ask(b, "look for "+selector, chromedp.Nodes(chromedp.CSSAll(selector), chromedp.AtLeast(0)))
}

func (b *browser) path() string {
	b.t.Helper()
	return strings.TrimPrefix(ask(b, "read location", chromedp.Location()), "http://"+theBox.address)
}

// signIn signs somebody in, whoever was there before.
func (b *browser) signIn(login string) {
	b.t.Helper()
	b.forget()
	b.visit("/login")
	b.fill("login", login, "password", password)
	b.press(`form[action="/login"] button`)
	require.False(b.t, strings.HasPrefix(b.path(), "/login"), "%s cannot sign in: %s", login, b.text("main"))
}

// forget ends whoever was there.
func (b *browser) forget() {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, network.ClearBrowserCookies, cdp.Empty{})
	b.fine("forget who was there", err)
}

// look takes a picture of the page and checks that it is no wider than the window.
func (b *browser) look(name string) {
	b.t.Helper()
	b.shoot(name)
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	metrics, err := chromedp.Call(ctx, page.GetLayoutMetrics, cdp.Empty{})
	b.fine("measure", err)
	require.LessOrEqual(b.t, metrics.CSSContentSize.Width, float64(b.width), "%s is wider than the window", name)
}

// shoot keeps a picture of the whole page when somebody wants to see it.
func (b *browser) shoot(name string) {
	folder := os.Getenv("E2E_SCREENSHOTS")
	if folder == "" {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Logf("take picture %s: %v", name, err)
		return
	}
	b.shots++
	file := filepath.Join(folder, fmt.Sprintf("%s-%02d-%s.png", b.label, b.shots, name))
	require.NoError(b.t, os.MkdirAll(folder, 0o755))
	require.NoError(b.t, os.WriteFile(file, picture, 0o644))
}
