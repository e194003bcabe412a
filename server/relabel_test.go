package server

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestALeakedLabelGetsANewCode: from then on the old one is nobody's, by whatever way it is asked for; who had it made
// is kept, and the new label is there to be printed.
func TestALeakedLabelGetsANewCode(t *testing.T) {
	s := labelledSite(t)
	s.open(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	keeper, guest := s.browse(t, web, "storekeeper"), stranger(t, web)
	for _, c := range []struct{ table, id, page, sheet string }{
		{"rooms", roomID, "/rooms/" + roomID, "/labels?id=" + roomID + "&amp;of=rooms"},
		{"assets", thingID, "/assets/" + thingID, "/labels?id=" + thingID + "&amp;of=assets"},
	} {
		old := s.code(t, c.table, c.id, "main")
		keeper.get(c.page)
		keeper.want(200, "/q/"+old, c.sheet)
		form := keeper.form(c.page + "/label")
		keeper.submit(form, "", "")
		keeper.want(200, "旧标签不再有用", c.sheet, "吴桂芳")
		code := s.code(t, c.table, c.id, "main")
		if code == old || len(code) != len(old) || code[0] != old[0] {
			t.Fatalf("%s became %s", old, code)
		}
		keeper.want(200, "/q/"+code)
		keeper.wantNot(old)
		keeper.submit(form, "", "") // pressed twice: no third code
		keeper.want(200, "有人刚换过号码")
		if s.code(t, c.table, c.id, "main") != code {
			t.Error("a label nobody saw was made anew")
		}
		guest.get("/q/" + old)
		guest.want(404)
		guest.get("/q/" + code)
		guest.want(200)
		s.check(t, scenario{name: "old", method: post, url: "/api/v1/reports", status: 404,
			body: `{"code":"` + old + `","description":"x"}`})
		s.check(t, scenario{name: "found by code", as: "teacher", url: "/api/v1/" + c.table + "?q=" + old, status: 200,
			has: []string{`"items":[]`}})
	}
	admin := s.browse(t, web, "admin")
	admin.get("/admin/changes")
	admin.want(200, "换了标签号码", "吴桂芳", "多功能投影仪", "一(1)班教室")
	teacher := s.browse(t, web, "teacher")
	teacher.get("/rooms/" + roomID)
	teacher.want(200, "/q/"+s.code(t, "rooms", roomID, "main"))
	teacher.wantNot("/rooms/"+roomID+"/label", "<img src=\"data:")
}

// TestALabelIsRenewedByPrograms: once for a key, and only instead of the code it has.
func TestALabelIsRenewedByPrograms(t *testing.T) {
	s := newSite(t)
	old := s.code(t, "assets", thingID, "main")
	ask := func(as, path, code, key string, status int) (got string) {
		t.Helper()
		sc := scenario{name: code + key, as: as, method: post, url: "/api/v1" + path, body: `{"code":"` + code + `"}`,
			status: status, header: map[string]string{}}
		if key != "" {
			sc.header["Idempotency-Key"] = key
		}
		var row struct{ Code string }
		if err := json.Unmarshal(s.check(t, sc).Body.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		return row.Code
	}
	path := "/assets/" + thingID + "/label"
	ask("teacher", path, old, "", 403)
	ask("director@second", "/rooms/nowhere/label", old, "", 404)
	first := ask("director", path, old, "k1", 200)
	if again := ask("director", path, old, "k1", 200); again != first || first == old || first == "" {
		t.Errorf("with the same key %s, %s", first, again)
	}
	ask("director", path, first, "k1", 409)
	ask("liangw", path, old, "k2", 409)
	second := ask("liangw", path, first, "k2", 200)
	if second == first || s.code(t, "assets", thingID, "main") != second {
		t.Errorf("after %s it is %s", first, second)
	}
	if got := s.count("changes")["changes"]; got != 2 {
		t.Errorf("%d changes are kept, want 2", got)
	}
	s.owner(t, `UPDATE assets SET state = 'written_off' WHERE id = $1 AND school = 'main'`, thingID)
	ask("director", path, second, "", 409)
	w := s.check(t, scenario{name: "no label", as: "director", url: "/assets/" + thingID, status: 200})
	if strings.Contains(w.Body.String(), "/q/") {
		t.Error("what is written off shows a label that leads nowhere")
	}
}
