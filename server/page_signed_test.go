package server

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

// outing puts a process in force whose form asks for more kinds of fields than a purchase.
func (s *site) outing() {
	s.t.Helper()
	text, err := os.ReadFile("../e2e/testdata/outing.yaml")
	if err != nil {
		s.t.Fatal(err)
	}
	s.check(s.t, scenario{
		name: "outing", as: "admin", method: http.MethodPut, url: "/api/v1/processes/outing", body: string(text),
		header: map[string]string{"Content-Type": "application/yaml"}, status: 201,
	})
}

// TestTypedSignature: without scripts a name is typed where others draw; it stays when the form comes back, and reads
// as the name it is.
func TestTypedSignature(t *testing.T) {
	s := newSite(t)
	s.outing()
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head := s.browse(t, web, "head")
	head.get("/new/outing")
	form := head.form("/new/outing")
	head.set(form, map[string]string{"what": "春游", "leader": "head", "way": "walk", "stops.0.where": "植物园"})
	head.submit(form, "outcome", "submit")
	head.want(422, "签名")
	form = head.form("/new/outing")
	form.values.Set("signed", strings.Repeat("李", 41))
	head.submit(form, "outcome", "submit")
	head.want(422, "找不到")
	form = head.form("/new/outing")
	form.values.Set("signed", "李玉梅")
	head.submit(form, "add", "stops")
	head.want(200, "<b>李玉梅</b>", `name="stops.1.where"`)
	form = head.form("/new/outing")
	head.submit(form, "remove", "stops.1")
	form = head.form("/new/outing")
	head.submit(form, "outcome", "submit")
	head.want(200, "春游", "李玉梅", "刘志强")
	if n := s.count("files")["files"]; n != 1 {
		t.Errorf("%d files", n)
	}
	if strings.Contains(head.text, "/api/v1/files/") {
		t.Error("a typed name is offered as a file")
	}
}
