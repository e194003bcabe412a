package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// How often somebody has to do something until a thing is done. Each press, each text and each choice counts as one;
// what the browser fills in of itself, the login and its password, does not.
const (
	actsToAsk    = 18 // for three lines of goods, 20 with login and password
	actsToAgree  = 3  // from the sign-in page
	actsToAccept = 8  // a delivery of three lines, from the sign-in page
)

func TestFewActs(t *testing.T) {
	for _, width := range []int64{1280, 390} {
		number := askInFewActs(t, width)
		b := openWindow(t, "agree", width)
		b.enters("director")
		b.click(`.task-card:has(a[href*="` + number + `"]) button[value=approve]`)
		b.shows(".task-card.gone", number)
		assert.LessOrEqual(t, b.acts, actsToAgree, "approve at %d", width)

		b = openBrowser(t, "order", width)
		b.task("buyer", number, "buy")
		b.choose("supplier", "s1")
		b.outcome("done")

		b = openWindow(t, "accept", width)
		b.enters("storekeeper")
		b.click(`.task-card:has(a[href*="` + number + `"]) a.btn`)
		b.reaches(at(number))
		b.click(`button[name=outcome][value=accept]`)
		b.gone(`button[name=outcome][value=accept]`)
		assert.LessOrEqual(t, b.acts, actsToAccept, "accept at %d", width)
		school, _ := openSchool(t, running(t), "")
		require.Equal(t, "done", as(t, school, "head").reread(number).State)
	}
}

// askInFewActs sends a request of three lines and returns its number.
func askInFewActs(t *testing.T, width int64) string {
	t.Helper()
	b := openWindow(t, "ask", width)
	b.enters("head")
	b.click(`nav a[href="/new"]`)
	b.click(`main a[href="/new/purchase"]`)
	b.reaches("/new/purchase")
	b.pick("subject", "30201")
	b.write("submit", "reason", "三行的申请")
	for i, item := range []string{"g01", "g03", "g04"} {
		name := "lines." + string(rune('0'+i)) + "."
		b.until("a row waits", `document.querySelector('[name="`+name+`qty"]') !== null`)
		b.pick(name+"item", item)
		b.write("submit", name+"qty", "5")
	}
	b.settled()
	b.click(`button[name=outcome][value=submit]`)
	b.reaches("/cases/")
	assert.LessOrEqual(t, b.acts, actsToAsk, "ask at %d", width)
	number := b.number()
	require.NotEmpty(t, number)
	return number
}

// enters signs somebody in whose browser knows the password: what stands there counts as nothing done.
func (b *browser) enters(login string) {
	b.t.Helper()
	b.visit("/login")
	b.fill("login", login, "password", password)
	b.acts = 0
	b.press(`form[action="/login"] button`)
}
