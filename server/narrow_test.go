package server

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"

	"golang.org/x/net/html"
)

// fewCards is a register of four cards, so that a test knows it whole.
func (s *site) fewCards(t *testing.T) {
	t.Helper()
	s.owner(t, `INSERT INTO rooms (school, id, name) VALUES ('main', 'A102', '一(2)班教室')`)
	s.owner(t, `ALTER TABLE asset_entries DISABLE TRIGGER USER`)
	s.owner(t, `DELETE FROM asset_entries`)
	s.owner(t, `DELETE FROM assets`)
	add := func(id, name, category, room, holder, state string) {
		s.owner(t, `INSERT INTO assets (school, id, name, category, room, holder, state, lent_to, search)
			VALUES ('main', $1, $2, $3, $4, $5, $6, CASE WHEN $6 = 'lent' THEN 'head2' ELSE '' END, $2)`,
			id, name, category, room, holder, state)
	}
	add("k1", "投影仪", "电教设备", "A101", "teacher", "in_use")
	add("k2", "投影仪", "电教设备", "A102", "teacher", "lent")
	add("k3", "书柜", "家具", "A101", "head2", "in_use")
	add("k4", "书柜", "家具", "A101", "teacher", "written_off")
}

// narrowed are the numbers of the cards a call lists.
func (s *site) narrowed(t *testing.T, query string) []string {
	t.Helper()
	w := s.check(t, scenario{name: query, as: "teacher", url: "/api/v1/assets?" + query, status: 200})
	var list listBody[struct{ ID string }]
	if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	ids := make([]string, len(list.Items))
	for i, item := range list.Items {
		ids[i] = item.ID
	}
	return ids
}

// TestTheRegisterIsNarrowed by room, category, state, holder, the holder's department and a word, all of them at once.
func TestTheRegisterIsNarrowed(t *testing.T) {
	s := newSite(t)
	s.fewCards(t)
	for query, want := range map[string][]string{
		"":                                  {"k1", "k2", "k3", "k4"},
		"room=A101":                         {"k1", "k3", "k4"},
		"category=" + url.QueryEscape("家具"): {"k3", "k4"},
		"state=lent":                        {"k2"},
		"holder=teacher&room=A101":          {"k1", "k4"},
		"department=jwc":                    {"k1", "k2", "k4"},
		"room=A101&state=in_use&q=" + url.QueryEscape("投影"): {"k1"},
		"room=A102&state=idle": {},
		"room=nowhere":         {},
		"holder=%00":           {},
	} {
		if got := s.narrowed(t, query); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	s.check(t, scenario{name: "no state", as: "teacher", url: "/api/v1/assets?state=stolen", status: 400})
}

// TestTheRegistersPageKeepsWhatItIsNarrowedTo: in its choices, its address, its next part, its workbook and its labels.
func TestTheRegistersPageKeepsWhatItIsNarrowedTo(t *testing.T) {
	s := newSite(t)
	s.fewCards(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	keeper := s.browse(t, web, "storekeeper")
	keeper.get("/assets?room=A101&state=in_use")
	keeper.want(200, "/assets/k1")
	keeper.wantNot("/assets/k2")
	form := keeper.form("")
	if form.values.Get("room") != "A101" || form.values.Get("state") != "in_use" || form.values.Get("holder") != "" {
		t.Errorf("the page offers %v", form.values)
	}
	led := map[string]bool{}
	walk(keeper.doc, func(n *html.Node) {
		href, _ := attr(n, "href")
		led[href] = true
	})
	for _, want := range []string{"/export/assets?room=A101&state=in_use", "/labels?of=assets&room=A101&state=in_use"} {
		if !led[want] {
			t.Errorf("nothing leads to %s", want)
		}
	}
	keeper.get("/labels?of=assets&room=A101&state=in_use")
	keeper.want(200, "<p>k1", "<p>k3")
	keeper.wantNot("<p>k2", "<p>k4")
	keeper.get("/assets?room=A102&state=repair")
	keeper.want(200, "没有符合条件的资产")
	keeper.get("/tasks")
	keeper.want(200, `href="/rooms"`)
}
