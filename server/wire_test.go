package server

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestWire looks at what only a real connection shows: HEAD, and a body far over the limit that is answered.
func TestWire(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(headToo(s.engine))
	defer web.Close()
	send := func(method, path, body string) (int, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, web.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+s.token("head"))
		r.Header.Set("Content-Type", "application/json")
		w, err := web.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text := readBody(t, w.Body)
		if err := w.Body.Close(); err != nil {
			t.Fatal(err)
		}
		return w.StatusCode, text
	}
	for _, path := range []string{"/healthz", "/api/v1/me", "/api/v1/items", "/login"} {
		if status, text := send(http.MethodHead, path, ""); status != http.StatusOK || text != "" {
			t.Errorf("HEAD %s: %d %q", path, status, text)
		}
	}
	if status, _ := send(http.MethodHead, "/api/v1/cases/x", ""); status != http.StatusNotFound {
		t.Errorf("HEAD of nothing: %d", status)
	}
	status, text := send(post, "/api/v1/cases", `{"process":"`+strings.Repeat("x", 30<<20)+`"}`)
	if status != http.StatusRequestEntityTooLarge || !strings.Contains(text, `"code":"size"`) {
		t.Errorf("30 MB: %d %s", status, text)
	}
}
