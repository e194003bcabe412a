package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

var posts = map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}

// TestSavedViews: a list is kept as it is narrowed, for one person alone, and forgotten when asked.
func TestSavedViews(t *testing.T) {
	s := newSite(t)
	keep := func(as, address, form string, status int) {
		t.Helper()
		s.check(t, scenario{name: form, as: as, method: post, url: address, body: form, header: posts, status: status})
	}
	keep("director", "/cases/views?state=open&scope=took&cursor=x&junk=1", "name="+url.QueryEscape("在办<b>")+"&do=keep", 303)
	page := s.check(t, scenario{name: "kept", as: "director", url: "/cases?state=open&scope=took", status: http.StatusOK,
		has: []string{"在办&lt;b&gt;", "/cases?scope=took&amp;state=open", `value="drop"`}, hasNot: []string{"junk", "<b>在办"}})
	if !strings.Contains(page.Body.String(), "btn-primary\" href=\"/cases?scope=took&amp;state=open\"") {
		t.Error("the view that is shown does not say so")
	}
	s.check(t, scenario{name: "another's", as: "principal", url: "/cases", status: http.StatusOK, hasNot: []string{"在办"}})
	keep("director", "/cases/views?state=open", "name=&do=keep", 422)
	keep("director", "/cases/views?state=open", "name="+strings.Repeat("x", 41), 422)
	keep("director", "/cases/views?scope=took&state=open", "name="+url.QueryEscape("在办<b>")+"&do=drop", 303)
	s.check(t, scenario{name: "forgotten", as: "director", url: "/cases", status: http.StatusOK, hasNot: []string{"在办"}})
}
