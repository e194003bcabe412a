package e2e

import (
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What a page may bring over the line, compressed: the first one with all it loads, and every later one.
const (
	firstLoad = 200_000
	laterPage = 30_000
)

// scales weigh what a window is sent.
type scales struct {
	mu     sync.Mutex
	weight float64
	each   map[string]float64
	paths  map[network.RequestID]string
}

func (s *scales) hear(event any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch ev := event.(type) {
	case *network.EventRequestWillBeSent:
		s.paths[ev.RequestID] = strings.TrimPrefix(ev.Request.URL, "http://"+theBox.address)
	case *network.EventLoadingFinished:
		s.weight += ev.EncodedDataLength
		s.each[s.paths[ev.RequestID]] += ev.EncodedDataLength
	}
}

// taken is what was weighed since the last time.
func (s *scales) taken() (weight float64, each map[string]float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	weight, each = s.weight, s.each
	s.weight, s.each = 0, map[string]float64{}
	return weight, each
}

// The heaviest page is the first somebody opens with an empty cache; later ones are light.
func TestPagesAreLight(t *testing.T) {
	c := asked(t)
	for _, first := range []seen{{"", "/login"}, {"director", "/tasks"}, {"head", "/new/purchase"}, {"buyer", at(c.Number)}} {
		b := openWindow(t, "light", 390)
		s := &scales{each: map[string]float64{}, paths: map[network.RequestID]string{}}
		require.NoError(t, chromedp.Listen(b.ctx, s.hear))
		_, err := chromedp.Call(b.ctx, network.Enable, network.EnableParams{})
		require.NoError(t, err)
		if first.who != "" {
			b.as(first.who)
		}
		b.open(first.path)
		b.quiet()
		weight, each := s.taken()
		assert.Less(t, weight, float64(firstLoad), "%s as %s: %v", first.path, first.who, each)
		assert.Greater(t, weight, float64(10_000), "%s: weighed in vain", first.path)
		if first.who != "head" {
			continue
		}
		for _, path := range []string{"/tasks", "/new", "/new/purchase", "/cases", at(c.Number), "/budgets", at(c.Number) + "/print"} {
			b.open(path)
			b.quiet()
			weight, each := s.taken()
			assert.Less(t, weight, float64(laterPage), "%s later: %v", path, each)
		}
	}
}

// quiet waits until a page has loaded what it loads.
func (b *browser) quiet() {
	b.t.Helper()
	b.until("all is loaded", `document.readyState === "complete" &&
		performance.getEntriesByType("resource").every((r) => r.responseEnd > 0 || r.initiatorType === "eventsource")`)
	run[bool](b, `new Promise((done) => setTimeout(() => done(true), 300))`)
}

// Nothing on any page needs what the content security policy forbids: no inline script, style or handler, and the
// policy of every page forbids them.
func TestEveryPageIsStrict(t *testing.T) {
	c := asked(t)
	b := openWindow(t, "strict", 1280) // whatever the policy stops fails the test
	who := ""
	for _, page := range everyPage {
		if page.who != who {
			b.as(page.who)
			who = page.who
		}
		path := strings.ReplaceAll(page.path, "{case}", c.Number)
		policy, _ := b.open(path).Headers["Content-Security-Policy"].(string)
		assert.Contains(t, policy, "default-src 'self'", path)
		assert.NotContains(t, policy, "unsafe", path)
		inline := run[[]string](b, `[...document.querySelectorAll("*")].filter((e) =>
			e.localName === "style" || e.localName === "script" && !e.src ||
			[...e.attributes].some((a) => a.name.startsWith("on") || a.value.trim().startsWith("javascript:")))
			.map((e) => e.outerHTML.slice(0, 120))`)
		assert.Empty(t, inline, path)
	}
}
