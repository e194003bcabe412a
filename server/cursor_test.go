package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestCursorsNoListGaveOut: whatever stands for the end of the part before, the answer says that it is none: of every
// list programs have, and of every page there is.
func TestCursorsNoListGaveOut(t *testing.T) {
	s := newSite(t)
	var document struct {
		Paths map[string]map[string]struct{ Parameters []struct{ Name string } }
	}
	w := s.check(t, scenario{name: "document", url: "/api/openapi.json", status: 200})
	if err := json.Unmarshal(w.Body.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	one := s.things(t)[0]
	trials := callTrials()
	lists := 0
	for path, methods := range document.Paths {
		for _, p := range methods["get"].Parameters {
			if p.Name != "cursor" {
				continue
			}
			lists++
			for _, trial := range trials["GET "+ginPath(path)] {
				s.strangeCursors(t, fill(trial.path, one), http.StatusBadRequest)
			}
		}
	}
	if lists < 20 {
		t.Errorf("only %d lists were asked", lists)
	}
	for name, pages := range pageTrials() {
		if !strings.HasPrefix(name, "GET ") {
			continue
		}
		for _, trial := range pages {
			s.strangeCursors(t, fill(trial.path, one), 0)
		}
	}
}

// strangeCursors asks for a list behind what no list gave out; want 0 is any answer but an inner error.
func (s *site) strangeCursors(t *testing.T, address string, want int) {
	t.Helper()
	before, query, _ := strings.Cut(address, "?")
	for _, cursor := range []string{"\x00", "x", "WyJcdTAwMDAiXQ", "WyJ4IiwieSIsInoiLCJ6Il0", "bnVsbA"} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		values.Set("cursor", cursor)
		asked := before + "?" + values.Encode()
		got := s.do(scenario{name: "cursor", as: "admin", url: asked})
		if got.Code == http.StatusForbidden { // what is the office's alone
			got = s.do(scenario{name: "cursor", as: "director", url: asked})
		}
		if want != 0 && got.Code != want || got.Code == http.StatusInternalServerError {
			t.Errorf("%s: %d %.200s", asked, got.Code, got.Body)
		}
	}
}
