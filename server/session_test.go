package server

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"zongwu/store"
)

func signInBody(login, password string) string {
	return `{"login":"` + login + `","password":"` + password + `"}`
}

func TestSignIn(t *testing.T) {
	s := newSite(t)
	s.setPassword("head")
	in := func(login, password string, status int, has ...string) *httptest.ResponseRecorder {
		t.Helper()
		return s.check(t, scenario{name: login, method: post, url: "/api/v1/session", body: signInBody(login, password),
			status: status, has: has})
	}
	w := in("head", testPassword, 200, `"login":"head"`, `"school":"main"`, `"department":"jwc"`)
	var answer struct {
		Token  string
		Person struct{ ID string }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || answer.Person.ID != "head" || len(answer.Token) < 43 {
		t.Fatalf("answer %s: %v", w.Body, err)
	}
	cookie := w.Header().Get("Set-Cookie")
	for _, part := range []string{"zongwu=" + answer.Token, "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("cookie %q lacks %s", cookie, part)
		}
	}
	if again := in("head", testPassword, 200); strings.Contains(again.Body.String(), answer.Token) {
		t.Error("the token is not new at the next sign-in")
	}
	bearer := map[string]string{"Authorization": "Bearer " + answer.Token}
	byCookie := map[string]string{"Cookie": "zongwu=" + answer.Token}
	s.check(t, scenario{name: "bearer", url: "/api/v1/me", header: bearer, status: 200, has: []string{`"roles":["head"]`}})
	s.check(t, scenario{name: "cookie", url: "/api/v1/me", header: byCookie, status: 200})
	s.check(t, scenario{name: "another scheme", url: "/api/v1/me", status: 401,
		header: map[string]string{"Authorization": "Basic " + answer.Token}})

	wrong, unknown := in("head", "wrong", 401), in("nobody", "wrong", 401)
	if wrong.Body.String() != unknown.Body.String() {
		t.Errorf("a wrong password answers %s, an unknown login %s", wrong.Body, unknown.Body)
	}
	in("teacher", "", 401) // who has no password signs in with none
	in("head\\u0001", "x", 401)

	s.check(t, scenario{name: "sign out", method: del, url: "/api/v1/session", header: bearer, status: 204})
	s.check(t, scenario{name: "signed out", url: "/api/v1/me", header: bearer, status: 401})

	s.db.In(t, "main", func(ctx context.Context, tx *store.Tx) error { return tx.SetDisabled(ctx, "head", true) })
	in("head", testPassword, 401)
}

// TestUnknownLoginWorks: an unknown login takes the work of a known one.
func TestUnknownLoginWorks(t *testing.T) {
	s := newSite(t)
	begin := time.Now()
	s.check(t, scenario{name: "unknown", method: post, url: "/api/v1/session", body: signInBody("nobody", "x"),
		status: 401})
	if took := time.Since(begin); took < 5*time.Millisecond {
		t.Errorf("an unknown login is refused after %v: no password was compared", took)
	}
}

func TestThrottle(t *testing.T) {
	s := newSite(t)
	s.setPassword("head")
	try := func(login, password string, status int) *httptest.ResponseRecorder {
		t.Helper()
		return s.check(t, scenario{name: login, method: post, url: "/api/v1/session", body: signInBody(login, password),
			status: status})
	}
	for range triesPerPair {
		try("head", "wrong", 401)
	}
	w := try("head", testPassword, 429)
	if w.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	try("HEAD ", testPassword, 429) // the same account
	try("director", "wrong", 401)   // another account, the same address
	s.check(t, scenario{name: "another address", method: post, url: "/api/v1/session", from: "192.0.2.77:1",
		body: signInBody("head", testPassword), status: 200})
	page := s.do(scenario{method: post, url: "/login", body: "login=head&password=x", header: map[string]string{
		"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}})
	if page.Code != 429 || page.Header().Get("Retry-After") == "" {
		t.Errorf("page answers %d", page.Code)
	}
}

// TestCSRF: what a browser sends from another site's page, with the cookie, is refused on every route that writes.
func TestCSRF(t *testing.T) {
	s := newSite(t)
	opened := s.begin(t)
	cookie := "zongwu=" + s.token("head")
	before := s.count("cases", "transitions", "sessions", "files", "definitions")
	tested := 0
	for _, route := range s.engine.Routes() {
		if route.Method == get {
			continue
		}
		url := strings.NewReplacer(":id", opened.ID, ":number", opened.Number, ":task", opened.Open[0].ID, ":process",
			"purchase").
			Replace(route.Path)
		for name, header := range map[string]map[string]string{
			"another site":                        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
			"a sibling":                           {"Sec-Fetch-Site": "same-site", "Origin": "https://evil.example.com"},
			"an old browser":                      {"Origin": "https://evil.example"},
			"a sandbox frame":                     {"Origin": "null"},
			"an address with a name and password": {"Origin": "https://evil.example", "Authorization": "Basic eDp5"},
		} {
			header["Cookie"], header["Content-Type"] = cookie, "application/x-www-form-urlencoded"
			sc := scenario{name: name + " " + route.Method + " " + url, method: route.Method, url: url, body: "outcome=submit",
				header: header, status: http.StatusForbidden, has: []string{"origin"}}
			s.check(t, sc)
			tested++
		}
	}
	if tested < 40 {
		t.Errorf("only %d tried", tested)
	}
	if after := s.count("cases", "transitions", "sessions", "files", "definitions"); !sameCounts(before, after) {
		t.Errorf("rows changed: %v, then %v", before, after)
	}
	s.check(t, scenario{name: "our own page", method: post, url: "/api/v1/cases", body: smallPurchase, status: 201,
		header: map[string]string{"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}})
	s.check(t, scenario{name: "a program", method: post, url: "/api/v1/cases", body: smallPurchase, status: 201,
		header: map[string]string{"Cookie": cookie}})
}

func TestHeaders(t *testing.T) {
	s := newSite(t)
	for _, url := range []string{"/login", "/api/v1/me", "/api/docs", "/nothing", "/tasks", "/cases/CG-2026-0001"} {
		w := s.do(scenario{as: "head", url: url, header: map[string]string{"Accept": "text/html"}})
		for name, part := range map[string]string{
			"Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "same-origin", "Cache-Control": "no-store", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if !strings.Contains(w.Header().Get(name), part) {
				t.Errorf("%s: %s is %q", url, name, w.Header().Get(name))
			}
		}
		camera := "camera=()"
		if strings.HasPrefix(url, "/cases/") { // labels are read there
			camera = "camera=(self)"
		}
		if got := w.Header().Get("Permissions-Policy"); got != camera+", geolocation=(), microphone=(), payment=(), usb=()" {
			t.Errorf("%s: what it may use is %q", url, got)
		}
		for _, unwanted := range []string{"<script>", " style=", "onclick", "http://", "https://"} {
			if strings.Contains(w.Body.String(), unwanted) {
				t.Errorf("%s holds %s", url, unwanted)
			}
		}
	}
}

// The page about the calls is read in the chosen language, as every page; the calls themselves know no such choice.
func TestDocsInTheChosenLanguage(t *testing.T) {
	s := newSite(t)
	header := map[string]string{"Accept": "text/html", "Accept-Language": "zh-CN", "Cookie": languageName + "=en"}
	s.check(t, scenario{name: "docs", url: "/api/docs", status: 200, header: header, has: []string{`lang="en"`}})
	s.check(t, scenario{name: "a call", url: "/api/v1/me", status: 401, header: header, has: []string{"登录"}})
}

func TestOwnPath(t *testing.T) {
	for target, want := range map[string]string{
		"/cases?q=x": "/cases?q=x", "": "/", "//evil": "/", "https://evil": "/", `/\evil`: "/", "/a\r\nb": "/", "evil": "/", "/\x0b/evil": "/", "/\x00/evil": "/",
	} {
		if got := ownPath(target); got != want {
			t.Errorf("%q: %q, want %q", target, got, want)
		}
	}
}
