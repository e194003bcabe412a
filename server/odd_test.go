package server

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestOddAddresses: whatever stands in an address or its query, an answer is an answer and tells nothing of the inside.
func TestOddAddresses(t *testing.T) {
	m := newMatrix(t)
	admin := m.asker("a.admin")
	odd := []string{"%00", "%ff", "..%2f..%2fetc%2fpasswd", "%27--", "%0d%0aX:%20y", "%E2%80%AE", "-1",
		"99999999999999999999", strings.Repeat("a", 6000)}
	names := []string{"q", "cursor", "limit", "from", "to", "year", "state", "process", "department", "page", "sort", "case",
		"scope", "mine", "next", "inline", "id"}
	asked := 0
	for _, route := range m.engine.Routes() {
		if route.Method != get || strings.HasPrefix(route.Path, "/static") {
			continue
		}
		for _, value := range odd {
			plain := strings.ReplaceAll(url.PathEscape(value), "%25", "%")
			path := regexp.MustCompile(`:[a-z]+`).ReplaceAllLiteralString(route.Path, plain)
			query := ""
			for _, name := range names {
				query += "&" + name + "=" + plain
			}
			for _, address := range []string{path, route.Path + "?" + query} {
				w := m.ask(t, get, trial{}, admin, address, "")
				if w.Code >= 500 && w.Code != http.StatusServiceUnavailable || w.Header().Get("X") != "" {
					t.Errorf("%.200s: %d %.200s", address, w.Code, w.Body)
				}
				inside(t, route.Path, w)
				asked++
			}
		}
	}
	t.Logf("%d odd addresses", asked)
}

// TestOddBodies: a body that is not what a call takes is refused: members no form has, twice the same, too deep, of
// another type. Nothing is written.
func TestOddBodies(t *testing.T) {
	m := newMatrix(t)
	admin := m.asker("a.admin")
	before, asked := m.rowsOf(t), 0
	bodies := []string{`[]`, `"x"`, `1`, `null`, `{`, `{}{}`, `{"a":1,"a":2}`, strings.Repeat(`{"a":`, 200) + `1` +
		strings.Repeat(`}`, 200), "{\"a\":\"\x00\"}", `{"a":"\u0000"}`, `{"a":"\ud800"}`, "{\"\xff\":1}",
		`{"school":"second","roles":["admin"],"id":"x","starter":"principal","state":"done","seq":99,"__proto__":{}}`}
	for _, route := range m.engine.Routes() {
		if route.Method == get || strings.HasSuffix(route.Path, "/session") || route.Path == "/logout" {
			continue
		}
		own := m.own["a.admin"]
		address := fill(strings.NewReplacer(":number", "{number}", ":task", "{task}", ":process", "memo", ":id", "{case}",
			":list", "rooms", ":kind", "item").Replace(route.Path), own)
		if !strings.HasPrefix(address, "/api/") {
			w := m.ask(t, route.Method, trial{kind: "application/x-www-form-urlencoded"}, admin, address,
				"action=comment&comment=x&key=a%00b&code=a%00b&session=a%00b")
			assert.True(t, w.Code >= 400 && w.Code < 500, "%s takes a NUL: %d", address, w.Code)
		}
		for _, body := range bodies {
			for _, kind := range []string{"", "text/plain", "application/json; charset=utf-16"} {
				if !strings.HasPrefix(address, "/api/") && kind == "" {
					continue
				}
				w := m.ask(t, route.Method, trial{kind: kind}, admin, address, body)
				if w.Code < 400 || w.Code >= 500 {
					t.Errorf("%s %s takes %.60s as %q: %d %.200s", route.Method, address, body, kind, w.Code, w.Body)
				}
				inside(t, address, w)
				asked++
			}
		}
	}
	mass := `{"process":"memo","data":{"text":"x"},"starter":"principal","school":"second","number":"X","state":"done"}`
	w := m.ask(t, post, trial{}, admin, "/api/v1/cases", mass)
	assert.GreaterOrEqual(t, w.Code, 400, "members no call takes: %s", w.Body)
	inData := `{"process":"memo","data":{"text":"x","starter":"principal","id":"y"}}`
	w = m.ask(t, post, trial{}, admin, "/api/v1/cases", inData)
	assert.Equal(t, 422, w.Code, w.Body.String())
	assert.Equal(t, before, m.rowsOf(t))
	t.Logf("%d odd bodies", asked)
}
