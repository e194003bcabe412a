package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// A purchase by the keyboard alone: asked for, approved, ordered and accepted. One sees at every stop where one is.
func TestPurchaseByKeyboard(t *testing.T) {
	running(t)
	b := openWindow(t, "keys", 1280)
	b.keysIn("head")
	b.visit("/new/purchase")
	b.stop("#f-subject-find")
	b.typed("30201")
	b.shows("[role=listbox] [role=option][aria-selected=true]", "30201")
	b.key("Enter")
	b.stop("[name=reason]")
	b.typed("只用键盘的申请")
	b.stop("#f-lines-0-item-find")
	b.typed("g04")
	b.shows("[role=listbox] [role=option][aria-selected=true]", "白板笔")
	b.key("Enter")
	b.stop(`[name="lines.0.qty"]`)
	b.typed("12")
	b.settled()
	b.stop("button[name=outcome][value=submit]")
	b.key("Enter")
	b.reaches("/cases/")
	number := b.number()

	b.keysIn("director")
	card := fmt.Sprintf(`.task-card:has(a[href*=%q])`, number)
	b.stop(card + " button[value=approve]")
	b.key("Space")
	b.shows(".task-card.gone", number)

	b.keysIn("buyer")
	b.stop(card + " a.btn")
	b.key("Enter")
	b.reaches(at(number))
	b.stop("[role=combobox][id$=supplier-find]")
	b.typed("s1")
	b.shows("[role=listbox] [role=option][aria-selected=true]", "文博")
	b.key("Enter")
	b.settled()
	b.stop("button[name=outcome][value=done]")
	b.key("Enter")
	b.gone("button[name=outcome][value=done]")

	b.keysIn("storekeeper")
	b.stop(card + " a.btn")
	b.key("Enter")
	b.reaches(at(number))
	b.stop("button[name=outcome][value=accept]")
	b.key("Enter")
	b.gone("button[name=outcome][value=accept]")
	school, _ := openSchool(t, running(t), "")
	require.Equal(t, "done", as(t, school, "head").reread(number).State)
}

// keysIn signs somebody in without a mouse, whoever was there before.
func (b *browser) keysIn(login string) {
	b.t.Helper()
	b.forget()
	b.visit("/login")
	b.until("the login has the focus", `document.activeElement.name === "login"`)
	b.typed(login)
	b.key("Tab")
	b.typed(password)
	b.key("Enter")
	b.reaches("/tasks")
}

func (b *browser) typed(text string) {
	b.t.Helper()
	ask(b, "type "+text, chromedp.KeyEvent(text))
}

// stop goes on by Tab until something has the focus, at most once around the page, and sees that it has: nothing lies
// over it, and it is marked.
func (b *browser) stop(selector string) {
	b.t.Helper()
	for range 200 {
		if run[bool](b, `document.activeElement.matches(`+quoted(selector)+`)`) {
			b.until(selector+" is seen and marked", `(() => {
				const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
				const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
				return e.contains(top) && (style.outlineStyle !== "none" || style.boxShadow !== "none");
			})()`)
			return
		}
		b.key("Tab")
	}
	b.fine("reach "+selector+" by keyboard", fmt.Errorf("never"))
}
