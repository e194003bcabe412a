package server

import (
	"net/http/httptest"
	"testing"
)

// TestAStartSaysWhatItIsAbout: a form's address fills in what it names, and nothing that is not asked there.
func TestAStartSaysWhatItIsAbout(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head := s.browse(t, web, "head")
	for _, c := range []struct{ query, reason, subject string }{
		{"?reason=%E7%B2%89%E7%AC%94&subject=30201", "粉笔", "30201"},
		{"?subject=30201&subject=30218&total=5&lines=x&nothing=1", "", "30218"},
		{"?nothing=1", "", ""},
		{"?subject=%00", "", ""},
	} {
		head.get("/new/purchase" + c.query)
		head.want(200)
		form := head.form("/new/purchase")
		if got := form.values.Get("reason"); got != c.reason {
			t.Errorf("%s: reason %q, want %q", c.query, got, c.reason)
		}
		if got := form.values.Get("subject"); got != c.subject {
			t.Errorf("%s: subject %q, want %q", c.query, got, c.subject)
		}
	}
}
