package e2e

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Everybody signs in and opens every page their menu offers: at a desk, and on a telephone in the language with the
// longest words.
func TestEveryRolesPages(t *testing.T) {
	running(t)
	for lang, width := range map[string]int64{"zh-CN": 1280, "en": 360} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			b := openBrowser(t, "roles-"+lang, width)
			b.cookie("zongwu_lang", lang)
			b.visit("/login")
			b.look("login")
			for _, login := range []string{
				"head", "teacher", "principal", "director", "buyer", "storekeeper", "storekeeper2", "accountant", "auditor",
				"canteen", "cashier", "duty", "admin", "fuxz", "director@second", "canteen@second",
			} {
				b.as(login)
				b.visit("/")
				b.look(strings.ReplaceAll(login, "@", "-"))
				links := b.all("header nav a")
				require.NotEmpty(t, links)
				hrefs := map[string]bool{} // on a telephone some stand in two places
				for _, link := range links {
					hrefs[link.AttributeValue("href")] = true
				}
				for href := range hrefs {
					b.visit(href)
					require.NotEmpty(t, b.text("h1"), href)
					b.look(login + strings.ReplaceAll(href, "/", "-"))
				}
			}
		})
	}
}

// A purchase with quotes, from the request to the store, in a wide window.
func TestPurchaseThroughPages(t *testing.T) {
	running(t)
	b := openBrowser(t, "desktop", 1280)
	b.signIn("head")
	b.visit("/new")
	b.look("new")
	b.press(`a[href="/new/purchase"]`)
	b.look("request-empty")
	b.fill("reason", "多媒体教室白板笔")
	b.choose("subject", "30201", "needed_by", time.Now().AddDate(0, 1, 0).Format(time.DateOnly))
	b.needsRow("lines.0.item")
	b.choose("lines.0.item", "g04")
	b.fill("lines.0.qty", "many", "lines.0.price", "2.50")
	b.outcome("submit")
	b.look("request-refused")
	require.Equal(t, "many", b.value("lines.0.qty"), "what was typed is gone")
	require.Equal(t, "2.50", b.value("lines.0.price"))
	require.Equal(t, "g04", b.value("lines.0.item"))
	require.Equal(t, "多媒体教室白板笔", b.value("reason"))
	b.fill("lines.0.qty", "800")
	b.press(`button[name="add"]`)
	require.Equal(t, "800", b.value("lines.0.qty"))
	b.choose("lines.1.item", "v04")
	b.fill("lines.1.qty", "1.5", "lines.1.price", "95")
	b.look("request")
	b.outcome("submit")
	number := b.number()
	b.look("case-begun")

	b.task("director", number, "review")
	b.outcome("approve")
	b.task("buyer", number, "quote")
	for i, supplier := range []string{"s1", "s5", "s6"} {
		row := "quotes." + string(rune('0'+i)) + "."
		b.needsRow(row + "supplier")
		b.choose(row+"supplier", supplier)
		b.fill(row+"amount", "2142.5"+string(rune('0'+i)))
	}
	b.choose("choice", "s1")
	b.look("quote-filled")
	b.outcome("done")
	b.task("principal", number, "permit")
	b.outcome("approve")
	b.task("buyer", number, "buy")
	b.outcome("done")
	b.task("storekeeper", number, "accept")
	b.fill("lines.0.accepted", "700.5", "lines.0.refused", "99.5", "lines.0.reason", "漏墨")
	b.look("accept-filled")
	b.outcome("part")
	b.task("head", number, "accept_service")
	b.outcome("accept")
	b.task("buyer", number, "more")
	b.fillFor("close", "reason", "不再补货")
	b.outcome("close")
	b.look("case-done")
	require.Contains(t, b.text(".state"), "已办结")
	for _, path := range []string{"/stock", "/payables", "/budgets", "/cases"} {
		b.visit(path)
		b.look("after" + strings.ReplaceAll(path, "/", "-"))
	}
}

// The canteen's purchase of food on a phone: two buyers, two acceptors, papers and dates.
func TestFoodThroughPagesOnAPhone(t *testing.T) {
	running(t)
	b := openBrowser(t, "phone", 390)
	b.visit("/login")
	b.look("login")
	b.signIn("canteen")
	b.look("tasks")
	b.visit("/new/purchase")
	b.look("request-empty")
	b.fill("reason", "十二月大米")
	b.needsRow("lines.0.item")
	b.choose("subject", "CT01", "lines.0.item", "g22")
	b.fill("lines.0.qty", "100", "lines.0.price", "5.20")
	b.outcome("submit")
	number := b.number()
	b.look("case-begun")
	b.task("director", number, "review")
	b.outcome("approve")
	b.task("buyer", number, "buy")
	b.choose("supplier", "s4")
	b.outcome("done")
	b.task("buyer2", number, "buy_second")
	b.outcome("sign")
	b.task("storekeeper2", number, "accept")
	b.fill("lines.0.lot", "P2611")
	b.choose("lines.0.expires", time.Now().AddDate(0, 6, 0).Format(time.DateOnly))
	b.attach("lines.0.proof", picture(t))
	b.outcome("accept")
	b.task("storekeeper", number, "accept_second")
	b.outcome("sign")
	b.look("case-done")
	require.Contains(t, b.text(".state"), "已办结")
	for _, path := range []string{"/stock", "/budgets", "/cases", "/payables"} {
		b.visit(path)
		b.look("after" + strings.ReplaceAll(path, "/", "-"))
	}
}

// task signs somebody in, who finds the case among their open tasks and opens it.
func (b *browser) task(login, number, name string) {
	b.t.Helper()
	b.signIn(login)
	b.visit("/tasks?q=" + number)
	b.look(name + "-queue")
	b.press(`.task-card h2 a[href*="` + number + `"]`)
	b.look(name)
}

// needsRow adds a row when there is none yet.
func (b *browser) needsRow(field string) {
	b.t.Helper()
	if len(b.all(string(named(field)))) == 0 {
		b.press(`button[name="add"]`)
	}
}

// number is the number of the case whose page this is.
func (b *browser) number() string {
	b.t.Helper()
	found := regexp.MustCompile(`[A-Z]{2}-\d{4}-\d{4}`).FindString(b.path())
	require.NotEmpty(b.t, found, "at %s: %s", b.path(), b.text("main"))
	return found
}

func picture(t *testing.T) string {
	t.Helper()
	// The browser reads it as its own user.
	path := filepath.Join(t.TempDir(), "证明.png")
	file, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, png.Encode(file, image.NewGray(image.Rect(0, 0, 40, 30))))
	require.NoError(t, file.Close())
	return path
}
