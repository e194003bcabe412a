package server

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestSessionsEnd: a session lives as long as what it was opened with, and no longer.
func TestSessionsEnd(t *testing.T) {
	for name, end := range map[string]string{
		"idle":            `UPDATE sessions SET idle_until = now() - interval '1 s' WHERE person = 'head'`,
		"a week old":      `UPDATE sessions SET ends_at = now() - interval '1 s' WHERE person = 'head'`,
		"locked out":      `UPDATE people SET disabled = true WHERE id = 'head'`,
		"administrator":   `UPDATE people SET roles = '{head,admin}' WHERE id = 'head'`,
		"one role more":   `UPDATE people SET roles = '{buyer,head}' WHERE id = 'head'`,
		"fewer roles":     `UPDATE people SET roles = '{}' WHERE id = 'head'`,
		"other password":  `UPDATE people SET password_hash = 'x' WHERE id = 'head'`,
		"nothing of that": `UPDATE people SET name = 'x' WHERE id = 'head'`,
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.check(t, scenario{name: "before", as: "head", url: "/api/v1/me", status: 200})
			s.check(t, scenario{name: "another", as: "head2", url: "/api/v1/me", status: 200})
			s.owner(t, end)
			status := 401
			if name == "nothing of that" || name == "one role more" {
				status = 200
			}
			s.check(t, scenario{name: "after", as: "head", url: "/api/v1/me", status: status})
			s.check(t, scenario{name: "another", as: "head2", url: "/api/v1/me", status: 200})
		})
	}
}

// TestFixation: a token somebody else chose is never taken on, and signing in gives a new one each time, in a cookie
// that over TLS no other host can set.
func TestFixation(t *testing.T) {
	s := newSite(t)
	s.setPassword("head")
	for _, secure := range []bool{false, true} {
		s.server.secure = secure
		name := s.server.cookieName()
		given := name + "=chosen-by-somebody-else"
		w := s.check(t, scenario{name: "sign in", method: post, url: "/login", body: "login=head&password=" + testPassword,
			header: map[string]string{"Content-Type": formKind, "Cookie": given, "Accept": "text/html"}, status: 303})
		cookie := (&http.Response{Header: w.Header()}).Cookies()[0]
		assert.Equal(t, name, cookie.Name)
		assert.NotContains(t, given, cookie.Value)
		assert.GreaterOrEqual(t, len(cookie.Value), 43, "256 bits in base64")
		assert.True(t, cookie.HttpOnly)
		assert.Equal(t, secure, cookie.Secure)
		assert.Equal(t, secure, strings.HasPrefix(cookie.Name, "__Host-"))
		assert.Equal(t, "/", cookie.Path)
		assert.Empty(t, cookie.Domain)
		assert.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
		s.check(t, scenario{name: "chosen", url: "/api/v1/me", header: map[string]string{"Cookie": given}, status: 401})
		s.check(t, scenario{name: "given", url: "/api/v1/me", status: 200,
			header: map[string]string{"Cookie": name + "=" + cookie.Value}})
		assert.Equal(t, secure, w.Header().Get("Strict-Transport-Security") != "")
	}
}

// TestOthersFiles: naming somebody's file in a form of one's own opens it to nobody.
func TestOthersFiles(t *testing.T) {
	s := newSite(t)
	s.publish(t, "memo", memo, "main")
	theirs := s.fileOf(t, "head")
	read := func(as string, status int) {
		t.Helper()
		s.check(t, scenario{name: "read", as: as, url: "/api/v1/files/" + theirs, status: status})
	}
	for _, as := range []string{"head2", "teacher", "director"} {
		read(as, 404)
		s.check(t, scenario{name: "begin with it", as: as, method: post, url: "/api/v1/cases", status: 201,
			body: `{"process":"memo","data":{"text":"x","paper":"` + theirs + `"}}`})
		read(as, 404)
	}
	s.check(t, scenario{name: "begin", as: "head", method: post, url: "/api/v1/cases", status: 201,
		body: `{"process":"memo","data":{"text":"x","paper":"` + theirs + `"}}`})
	read("head", 200)
	read("director", 200)
	read("head2", 404)
}

func (s *site) fileOf(t *testing.T, as string) string {
	t.Helper()
	body, kind := upload(t, "x.pdf", pdf)
	w := s.check(t, scenario{name: "upload", as: as, method: post, url: "/api/v1/files", body: body, status: 201,
		header: map[string]string{"Content-Type": kind}})
	id, _, _ := strings.Cut(strings.TrimPrefix(w.Body.String(), `{"id":"`), `"`)
	return id
}

// TestBounds: nobody alone fills the disk or the server's memory, and figures are for neighbours.
func TestBounds(t *testing.T) {
	s := newSite(t)
	s.owner(t, `INSERT INTO files (school, id, name, type, size, sha256, content, uploader)
		VALUES ('main', 'much', 'x', 'application/pdf', $1, 'x', '', 'head')`, maxADay-10)
	body, kind := upload(t, "x.pdf", pdf)
	w := s.check(t, scenario{name: "a day's files", as: "head", method: post, url: "/api/v1/files", body: body, status: 429,
		header: map[string]string{"Content-Type": kind}})
	assert.NotEmpty(t, w.Header().Get("Retry-After"))
	s.check(t, scenario{name: "a colleague's", as: "head2", method: post, url: "/api/v1/files", body: body, status: 201,
		header: map[string]string{"Content-Type": kind}})

	who := caller{School: "main"}
	who.Person.ID = "head"
	for range mostStreams {
		assert.True(t, s.server.events.join(newStream(who, "")))
	}
	w = s.check(t, scenario{name: "streams", as: "head", url: eventsPath, status: 429})
	assert.NotEmpty(t, w.Header().Get("Retry-After"))

	for from, status := range map[string]int{"127.0.0.1:1": 200, "10.1.2.3:1": 200, "[::1]:1": 200, "8.8.8.8:1": 404} {
		s.check(t, scenario{name: from, url: "/metrics", from: from, status: status})
	}
	for _, name := range []string{"X-Forwarded-For", "X-Forwarded-Proto", "Via"} {
		s.check(t, scenario{name: "through a proxy", url: "/metrics", from: "127.0.0.1:1", status: 404,
			header: map[string]string{name: "8.8.8.8"}})
	}
	var err error
	s.server.trusted, err = networks([]string{"127.0.0.1"})
	assert.NoError(t, err)
	for from, status := range map[string]int{"127.0.0.1:1": 404, "10.1.2.3:1": 200} {
		s.check(t, scenario{name: "behind a silent proxy, from " + from, url: "/metrics", from: from, status: status})
	}
}

// TestNothingTold: what people type, look for and sign in with stands in no log and in no trace, however wrong it is; nor
// do errors tell of the program's inside.
func TestNothingTold(t *testing.T) {
	s := newSite(t)
	log := &bytes.Buffer{}
	s.server.log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	spans := s.traced(t)
	s.publish(t, "memo", memo, "main")
	s.setPassword("head")
	const bird = "CANARY\nlevel=ERROR msg=forged"
	typed := url.QueryEscape(bird)
	page := map[string]string{"Content-Type": formKind, "Accept": "text/html", "User-Agent": "CANARY", "Referer": "CANARY"}
	upl, kind := upload(t, "CANARY.exe", []byte("MZ CANARY"))
	answers := []*httptest.ResponseRecorder{}
	for _, sc := range []scenario{
		{method: post, url: "/login", body: "login=" + typed + "&password=" + typed, header: page},
		{method: post, url: "/login", body: "login=head&password=" + typed, header: page},
		{method: post, url: "/login?next=/CANARY%0d%0aSet-Cookie:x=1", body: "login=head&password=" + testPassword, header: page},
		{as: "head", url: "/cases?q=" + typed + "&from=" + typed + "&state=" + typed, header: page},
		{as: "head", url: "/cases/" + typed, header: page}, {as: "head", url: "/CANARY", header: page},
		{as: "head", url: "/api/v1/cases?cursor=" + typed}, {as: "head", url: "/api/v1/items/" + typed},
		{as: "head", method: post, url: "/api/v1/cases", body: `{"process":"CANARY"}`},
		{as: "head", method: post, url: "/api/v1/cases", body: `{"process":"memo","data":{"text":"CANARY","CANARY":1}}`},
		{as: "head", method: post, url: "/api/v1/cases", body: `{"process":"memo","data":{"text":"CANARY"}}`},
		{as: "head", method: post, url: "/api/v1/cases", body: `{"CANARY`},
		{as: "head", method: post, url: "/api/v1/cases/CG-CANARY/actions", body: `{"action":"comment","outcome":"CANARY"}`},
		{as: "head", method: post, url: "/api/v1/files", body: upl, header: map[string]string{"Content-Type": kind}},
		{as: "head", url: "/api/v1/me", header: map[string]string{"Idempotency-Key": "CANARY\x01", "Authorization": "Basic CANARY"}},
		{method: "CANARY", url: "/tasks"},
	} {
		answers = append(answers, s.do(sc))
	}
	assert.NotContains(t, log.String(), "CANARY")
	assert.NotContains(t, log.String(), "forged")
	assert.NotContains(t, log.String(), testPassword)
	assert.NotContains(t, log.String(), s.token("head"))
	assert.Contains(t, log.String(), "route=/cases/:number", "the log is read")
	told := fmt.Sprintf("%+v", spans.GetSpans())
	assert.NotContains(t, told, "CANARY")
	assert.NotContains(t, told, "forged")
	assert.NotContains(t, told, s.token("head"))
	assert.Contains(t, told, "/cases/:number", "the traces are read")
	for _, w := range answers {
		assert.Less(t, w.Code, 500)
		assert.Empty(t, w.Header().Get("X"))
		for name, values := range w.Header() {
			assert.NotContains(t, strings.Join(values, ""), "x=1", name)
		}
		inside(t, "answer", w)
	}
}

// inside holds an answer against what programs tell of themselves when they stumble.
func inside(t *testing.T, what string, w *httptest.ResponseRecorder) {
	t.Helper()
	for _, word := range []string{"pq:", "SQLSTATE", "goroutine", ".go:", "runtime error", "sql:", "relation \"", "/tmp/"} {
		if strings.Contains(w.Body.String(), word) {
			t.Errorf("%s tells of %q: %.300s", what, word, w.Body)
		}
	}
}
