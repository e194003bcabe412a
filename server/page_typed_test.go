package server

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"zongwu/store"
)

// manyItems makes the school's list of goods too long to choose from: 3 nails among them, two called the same.
func (s *site) manyItems() {
	s.t.Helper()
	names := []string{"圆钉", "圆钉", "水泥钉"}
	for i := range 210 {
		names = append(names, fmt.Sprintf("零件%03d", i))
	}
	for i, name := range names {
		_, err := s.db.Owner.Exec(`INSERT INTO items (school, id, name, unit, kind, price, search)
			VALUES ('main', $1, $2, '个', 'consumable', 150, $3)`, fmt.Sprintf("x%03d", i), name, store.SearchText(name))
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

// TestTypedReferences: where a list would be too long, ids, names, pinyin and initials are typed; what is not clear is
// asked back.
func TestTypedReferences(t *testing.T) {
	s := newSite(t)
	s.manyItems()
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head := s.browse(t, web, "head")
	for _, c := range []struct {
		typed, id string
		asks      []string
		refused   bool
	}{
		{typed: "x002", id: "x002"}, {typed: "水泥钉", id: "x002"}, {typed: "shuiniding", id: "x002"}, {typed: "SND", id: "x002"},
		{typed: "圆钉", asks: []string{"x000", "x001"}}, {typed: "钉", asks: []string{"x000", "x001", "x002"}},
		{typed: "没有的", refused: true},
	} {
		head.get("/new/purchase")
		form := head.form("/new/purchase")
		if _, isList := form.options["lines.0.item"]; isList {
			t.Fatal("a list of more than 200")
		}
		form.values.Set("subject", "30201")
		head.set(form, map[string]string{"reason": "修门", "lines.0.item": c.typed, "lines.0.qty": "4"})
		head.submit(form, "refresh", "1")
		head.want(200)
		form = head.form("/new/purchase")
		switch {
		case c.refused:
			head.submit(form, "outcome", "submit")
			head.want(422, "找不到，或已停用", c.typed)
		case c.id != "":
			if got := form.values.Get("lines.0.item"); got != c.id || !strings.Contains(head.text, "6.00元") {
				t.Errorf("%s: item %q", c.typed, got)
			}
		default:
			if got := strings.Join(form.options["lines.0.item"][1:], " "); got != strings.Join(c.asks, " ") {
				t.Errorf("%s asks back %q, want %v", c.typed, got, c.asks)
			}
			head.want(200, "可能指以下几项")
			head.submit(form, "outcome", "submit")
			head.want(422, "修门")
			form.values.Set("lines.0.item", c.asks[0])
			head.submit(form, "refresh", "1")
			if got := head.form("/new/purchase").values.Get("lines.0.item"); got != c.asks[0] {
				t.Errorf("%s: chose %q", c.typed, got)
			}
		}
		head.submit(head.form("/new/purchase"), "fresh", "1")
	}
	if n := s.count("cases")["cases"]; n != 0 {
		t.Errorf("%d cases", n)
	}
}

// TestPicks: what a combobox is answered says what helps to choose, and stock to those whose business it is.
func TestPicks(t *testing.T) {
	s := newSite(t)
	for _, c := range []struct {
		as, path string
		has      []string
		hasNot   []string
		status   int
	}{
		{"head", "item?q=a4", []string{`data-value="g01"`, "A4复印纸70克", "包 · 22.50元"}, []string{"库存", "<html"}, 200},
		{"storekeeper", "item?q=a4", []string{"A4复印纸70克", "库存"}, nil, 200},
		{"head", "person?q=lyz", nil, []string{"<html"}, 200},
		{"head", "person?q=" + url.QueryEscape("刘志强"), []string{`data-value="director"`, "总务"}, nil, 200},
		{"head", "room?q=A101", []string{"教学楼", "座"}, nil, 200},
		{"head", "supplier?q=wb", []string{"文博办公用品", "DD-2026-01"}, nil, 200},
		{"head", "subject?q=bgf", []string{"30201 办公费"}, nil, 200},
		{"head", "department?q=jwc", nil, nil, 200},
		{"head", "asset?q=tyy", []string{"投影仪"}, nil, 200},
		{"head", "case?q=CG", []string{"没有符合的"}, nil, 200},
		{"head", "item?q=zzzz", []string{"没有符合的"}, nil, 200},
		{"head@second", "person?q=" + url.QueryEscape("刘志强"), []string{`data-value="director@second"`}, []string{`"director"`}, 200},
		{"head", "file?q=", nil, nil, 404}, {"head", "passwords?q=", nil, nil, 404},
		{"head", "item?q=%00", nil, nil, 400}, {"", "item?q=a4", nil, nil, 401},
	} {
		s.check(t, scenario{
			name: c.path, as: c.as, url: "/pick/" + c.path, status: c.status, has: c.has, hasNot: c.hasNot,
		})
	}
}
