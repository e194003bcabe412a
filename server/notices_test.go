package server

import (
	"net/http"
	"testing"

	"zongwu/processes"
)

// TestNotices: what a person was told stands below the queue and in the interface, in their language, and nobody else
// sees it.
func TestNotices(t *testing.T) {
	s := newSite(t)
	c := s.begin(t)
	err := s.server.service.Notify(t.Context(), "main", c.ID, processes.Send{
		ID: "1.1", To: []string{"director"}, What: "urge", Task: c.Open[0].ID,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, sc := range []scenario{
		{name: "in the interface", as: "director", method: http.MethodGet, url: "/api/v1/notices", status: 200,
			header: map[string]string{"Accept-Language": "en"}, has: []string{c.Number, "Urged", `"what":"urge"`}},
		{name: "below the queue", as: "director", method: http.MethodGet, url: "/tasks", status: 200,
			has: []string{"消息", "催办", c.Number}},
		{name: "nobody else's", as: "principal", method: http.MethodGet, url: "/api/v1/notices", status: 200,
			has: []string{`"items":[]`}},
		{name: "another school's", as: "director@second", method: http.MethodGet, url: "/api/v1/notices", status: 200,
			has: []string{`"items":[]`}},
	} {
		s.check(t, sc)
	}
}
