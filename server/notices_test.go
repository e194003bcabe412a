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
			has: []string{"消息", "催办", c.Number, `class="about">90.00元 · `}},
		{name: "below the queue in English", as: "director", method: http.MethodGet, url: "/tasks", status: 200,
			header: map[string]string{"Accept-Language": "en"}, has: []string{"Urged", "¥90.00 · "}},
		{name: "nobody else's", as: "principal", method: http.MethodGet, url: "/api/v1/notices", status: 200,
			has: []string{`"items":[]`}},
		{name: "another school's", as: "director@second", method: http.MethodGet, url: "/api/v1/notices", status: 200,
			has: []string{`"items":[]`}},
	} {
		s.check(t, sc)
	}
}

// TestNoticesAreFoldedAndRead: what is the same stands once with how often, and goes when its case was looked at or it
// was marked.
func TestNoticesAreFoldedAndRead(t *testing.T) {
	s := newSite(t)
	first, second := s.begin(t), s.begin(t)
	tell := func(number, id string) {
		for _, round := range []string{"1", "2", "3"} {
			err := s.server.service.Notify(t.Context(), "main", number, processes.Send{
				ID: id + round, To: []string{"director"}, What: "urge",
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	tell(first.ID, "a")
	tell(second.ID, "b")
	unread, before := `消息 <span class="number">`, "已读的消息"
	queue := scenario{as: "director", url: "/tasks", status: 200}
	queue.has = []string{unread + "2</span>", ">催办：物资采购 " + first.Number + "</a> <b>×3</b>", "粉笔用完了"}
	queue.hasNot = []string{before}
	s.check(t, queue)
	s.check(t, scenario{as: "director", url: "/cases/" + first.Number, status: 200})
	queue.has, queue.hasNot = []string{unread + "1</span>", before}, nil
	s.check(t, queue)
	s.check(t, posting("principal", "/notices/read", "upto=99", 303)) // their own alone
	s.check(t, queue)
	s.check(t, posting("director", "/notices/read", "upto=99", 303))
	queue.has, queue.hasNot = []string{before, "×3"}, []string{unread, "全部标为已读"}
	s.check(t, queue)
	s.check(t, posting("director", "/notices/read", "upto=x", 422))
}
