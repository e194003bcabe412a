package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zongwu/e2e/client"
)

// seen is a page as somebody sees it; {case} stands for the number of a case that waits for the buyer.
type seen struct{ who, path string }

// everyPage is one page of each kind, with somebody who works on it.
var everyPage = []seen{
	{"", "/login"},
	{"director", "/tasks"}, {"buyer", "/tasks"}, {"head", "/new"}, {"head", "/new/purchase"}, {"head", "/cases"},
	{"buyer", "/cases/{case}"}, {"head", "/cases/{case}"}, {"head", "/cases/{case}/print"}, {"head", "/me"},
	{"director", "/stock"}, {"director", "/stock/g01/entries"}, {"director", "/budgets"},
	{"director", "/budgets/2026-jwc-30201/entries"}, {"accountant", "/payables"}, {"accountant", "/payables/suppliers/s1"},
	{"head", "/cases/CG-0000-0000"}, {"storekeeper", "/new/goods_return"}, {"head", "/new/petty"},
	{"admin", "/admin"}, {"admin", "/admin/lists/people"}, {"admin", "/admin/lists/rooms/A101"},
	{"admin", "/admin/lists/calendar"}, {"admin", "/admin/lists/settings"}, {"admin", "/admin/new/goods"},
	{"admin", "/admin/import/goods"}, {"admin", "/admin/roles"}, {"admin", "/admin/passwords"},
	{"admin", "/admin/changes"}, {"admin", "/admin/processes"}, {"admin", "/admin/processes/purchase"},
	{"admin", "/admin/gallery"},
}

// finding is one thing axe-core has against a page.
type finding struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML           string
		Target         []any
		FailureSummary string
	}
}

// axe reads what npm brought for tests.
func axe(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash("../server/pages/node_modules/axe-core/axe.min.js"))
	require.NoError(t, err, "make assets")
	return string(text)
}

// judge lets axe-core look at a part of the page that is open.
func (b *browser) judge(script, part string) []finding {
	b.t.Helper()
	look := `axe.run(` + part + `, {resultTypes: ["violations"], runOnly: {type: "tag", values: [
		"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}})
		.then((found) => JSON.stringify(found.violations))`
	if run[bool](b, `typeof axe === "undefined"`) { // half a megabyte goes to a page once, however often it is looked at
		ask(b, "bring axe-core", chromedp.Evaluate[any](script+"; true"))
	}
	var found []finding
	require.NoError(b.t, json.Unmarshal([]byte(run[string](b, look)), &found))
	return found
}

// passes sees that axe-core has nothing against a part of the page as it stands.
func (b *browser) passes(script, part, where string) {
	b.t.Helper()
	for _, f := range b.judge(script, part) {
		node := f.Nodes[0]
		assert.Fail(b.t, f.ID, "%s (%s): %s: %d times, first:\n%v\n%s\n%s", where, f.Impact, f.Help, len(f.Nodes),
			node.Target, node.HTML, node.FailureSummary)
	}
}

// unfold opens what a page keeps closed and has it looked at: all that unfolds within the page at once, and then, alone,
// each menu and dialog, which lie over it.
func (b *browser) unfold(look func(part string)) {
	b.t.Helper()
	const (
		within = `[...document.querySelectorAll("main details:not([open])")].map((d) => d.open = true).length`
		fold   = `document.querySelectorAll("main details[open]").forEach((d) => d.open = false)`
	)
	if run[int](b, within) > 0 {
		look("document")
	}
	over := run[int](b, fold+`, document.querySelectorAll("header details, dialog").length`)
	for i := range over {
		part := fmt.Sprintf(`document.querySelectorAll("header details, dialog")[%d]`, i)
		if run[bool](b, part+".checkVisibility() || "+part+`.matches("dialog")`) {
			run[bool](b, part+`.matches("dialog") ? `+part+`.showModal() : `+part+`.open = true, true`)
			look(part)
			run[bool](b, part+`.matches("dialog") ? `+part+`.close() : `+part+`.open = false, true`)
		}
	}
}

// asked is a case that waits for the buyer.
func asked(t *testing.T) *client.Case {
	t.Helper()
	school, _ := openSchool(t, running(t), "")
	c := begun(t, as(t, school, "head"), "看一看每一页")
	as(t, school, "director").post("/api/v1/tasks/"+c.Open[0].ID, map[string]any{"outcome": "approve", "comment": "同意"})
	begun(t, as(t, school, "head"), "等总务主任的一张")
	return c
}

// axe-core has nothing against any page, wide and narrow, light and dark, in every language; no page is wider than the
// window, and no cell lies over its neighbour.
func TestEveryPageForEverybody(t *testing.T) {
	script, c := axe(t), asked(t)
	for _, way := range []struct {
		width       int64
		theme, lang string
		unfold      bool
	}{
		{1280, "light", "zh-CN", true}, {1280, "dark", "zh-TW", false}, {390, "light", "en", false}, {390, "dark", "zh-CN", true},
	} {
		t.Run(fmt.Sprintf("%s %d %s", way.theme, way.width, way.lang), func(t *testing.T) {
			t.Parallel() // windows of their own: nobody does anything meanwhile
			b := openWindow(t, "axe-"+way.theme, way.width)
			b.theme(way.theme)
			who := ""
			for _, page := range everyPage {
				if page.who != who {
					b.as(page.who)
					who = page.who
				}
				b.reads(way.lang)
				b.faces(script, way.lang, seen{page.who, strings.ReplaceAll(page.path, "{case}", c.Number)}, way.unfold)
			}
		})
	}
}

// faces looks at one page with everything there is to see of it.
func (b *browser) faces(script, lang string, page seen, unfold bool) {
	b.t.Helper()
	b.open(page.path)
	b.look(page.who + strings.ReplaceAll(page.path, "/", "-"))
	where := fmt.Sprintf("%s as %s", page.path, page.who)
	assert.Equal(b.t, lang, run[string](b, `document.documentElement.lang`), where)
	assert.Empty(b.t, run[[]string](b, overlapping), where)
	b.passes(script, "document", where)
	if unfold {
		b.unfold(func(part string) { b.passes(script, part, where+", unfolded") })
	}
}

// open opens a page; one of an absent case is the only one that is none.
func (b *browser) open(path string) *network.Response {
	b.t.Helper()
	response := ask(b, "open "+path, chromedp.NavigateResponse("http://"+theBox.address+path))
	if !strings.Contains(path, "-0000-") {
		assert.EqualValues(b.t, 200, response.Status, path)
	}
	return response
}

// overlapping are the cells of tables that reach over the one beside them.
const overlapping = `[...document.querySelectorAll(":is(th, td) + :is(th, td)")].filter((cell) => {
	const before = cell.previousElementSibling;
	if (!cell.checkVisibility() || !before.checkVisibility()) return false;
	if (getComputedStyle(before).position === "absolute") return false;
	const [a, b] = [before, cell].map((e) => e.getBoundingClientRect());
	return b.top < a.bottom - 1 && a.top < b.bottom - 1 && b.left < a.right - 1 && a.left < b.right - 1;
}).map((e) => e.parentElement.innerText.slice(0, 80))`

// reads has somebody choose a language.
func (b *browser) reads(lang string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{
		Name: "zongwu_lang", Value: lang, URL: "http://" + theBox.address + "/",
	})
	b.fine("read "+lang, err)
}

// theme has the device say that it is light or dark.
func (b *browser) theme(name string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}, // no colour in between
		},
	})
	b.fine("be "+name, err)
}
