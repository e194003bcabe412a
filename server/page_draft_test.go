package server

import (
	"maps"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// filled fills a small purchase in.
func filled(b *browser, f *webForm, reason string) {
	b.t.Helper()
	b.set(f, map[string]string{
		"subject": "30201", "reason": reason, "lines.0.item": "g01", "lines.0.qty": "4", "lines.0.price": "",
	})
}

// TestDraftOnPages: what was filled in and not sent comes back, whether it was recomputed, kept or refused, until it is
// sent or forgotten; it is offered where processes are begun, and to nobody else.
func TestDraftOnPages(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head := s.browse(t, web, "head")
	for _, button := range [][2]string{{"refresh", "1"}, {"save", "1"}, {"check", "1"}, {"add", "lines"}} {
		head.get("/new/purchase")
		head.want(200)
		form := head.form("/new/purchase")
		filled(head, form, "理由"+button[0])
		head.submit(form, button[0], button[1])
		head.want(200, "草稿已保存", "90.00元")
		head.get("/new")
		head.want(200, "没有提交的草稿", `href="/new/purchase"`)
		head.get("/new/purchase")
		head.want(200, "理由"+button[0], "草稿已保存", "90.00元", `value="22.50"`)
		head.submit(head.form("/new/purchase"), "fresh", "1")
		if head.at != "/new/purchase" || strings.Contains(head.text, "草稿已保存") || strings.Contains(head.text, "理由"+button[0]) {
			t.Errorf("%s: not afresh: %s", button[0], head.text)
		}
	}
	form := head.form("/new/purchase")
	filled(head, form, "还没想好")
	head.set(form, map[string]string{"lines.0.qty": "x"})
	head.submit(form, "outcome", "submit")
	head.want(422, "草稿已保存")
	other := s.browse(t, web, "storekeeper")
	other.get("/new/purchase")
	if strings.Contains(other.text, "还没想好") {
		t.Error("somebody else's draft")
	}
	head.get("/new/purchase")
	head.want(200, "还没想好", `value="x"`)
	form = head.form("/new/purchase")
	late := *form
	head.set(form, map[string]string{"lines.0.qty": "4"})
	head.submit(form, "outcome", "submit")
	head.want(200, "还没想好", "总务主任审核")
	if n := s.count("drafts")["drafts"]; n != 0 {
		t.Errorf("%d drafts of what was sent", n)
	}
	head.submit(&late, "refresh", "1") // under way while the form was sent
	head.get("/new/purchase")
	if strings.Contains(head.text, "还没想好") {
		t.Error("what was sent is offered as a draft")
	}
}

// TestDraftOfTask: the form of a task is kept, too, with its comment.
func TestDraftOfTask(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head, director, buyer := s.browse(t, web, "head"), s.browse(t, web, "director"), s.browse(t, web, "buyer")
	number := askOnPages(t, head)
	director.get("/cases/" + number)
	director.submit(taskForm(director, number, "approve"), "outcome", "approve")
	buyer.get("/cases/" + number)
	order := taskForm(buyer, number, "done")
	buyer.set(order, map[string]string{"supplier": "s1", "lines.0.qty": "3"})
	order.values.Set("comment", "少要一包")
	buyer.submit(order, "save", "1")
	buyer.want(200, "草稿已保存")
	buyer.get("/new")
	buyer.want(200, number)
	buyer.get("/cases/" + number)
	buyer.want(200, "草稿已保存", "少要一包")
	order = taskForm(buyer, number, "done")
	if order.values.Get("lines.0.qty") != "3" || order.values.Get("supplier") != "s1" {
		t.Errorf("kept %v", order.values)
	}
	buyer.submit(order, "outcome", "done")
	buyer.want(200, "验收入库")
	if n := s.count("drafts")["drafts"]; n != 0 {
		t.Errorf("%d drafts of what was sent", n)
	}
}

// renewed posts a form as a page's script does and gives the block that comes back.
func renewed(t *testing.T, s *site, as, path string, values url.Values) string {
	t.Helper()
	w := s.check(t, scenario{
		name: "renew", as: as, method: post, url: path, body: values.Encode(), status: 200,
		header: map[string]string{
			"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true", "Accept": "*/*",
		},
		hasNot: []string{"<html", "<nav"},
	})
	return w.Body.String()
}

// TestRenewedForm: a script gets the form alone, with what is computed, and every row where it was.
func TestRenewedForm(t *testing.T) {
	s := newSite(t)
	block := renewed(t, s, "head", "/new/purchase", url.Values{
		"refresh": {"1"}, "subject": {"30201"}, "reason": {"x"}, "lines.0.item": {""}, "lines.0.qty": {""},
		"lines.1.item": {"g01"}, "lines.1.qty": {"4"}, "lines.2.id": {""},
	})
	for _, part := range []string{`id="f-lines-0-qty"`, `id="f-lines-1-qty" name="lines.1.qty" value="4"`,
		`id="f-lines-2-qty"`, "90.00元", `data-entry`} {
		if !strings.Contains(block, part) {
			t.Errorf("no %s in %s", part, block)
		}
	}
	if strings.Contains(block, "lines.3") {
		t.Error("a row nobody asked for")
	}
}

// TestCopyAsNew: a form opens with what a case's holds, for those who may see the case; what may no longer be used
// says so.
func TestCopyAsNew(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head := s.browse(t, web, "head")
	number := askOnPages(t, head)
	head.get("/new/purchase?copy=" + number)
	head.want(200, "粉笔和纸用完了", number, "90.00元", "证明.pdf")
	form := head.form("/new/purchase")
	if form.values.Get("lines.0.item") != "g01" || form.values.Get("lines.0.qty") != "4" || form.values.Get("lines.0.id") != "" {
		t.Errorf("copied %v", form.values)
	}
	head.submit(form, "outcome", "submit")
	head.want(200, "总务主任审核")
	if head.at == "/cases/"+number {
		t.Error("not a new case")
	}
	s.disable("items", "g01")
	head.get("/new/purchase?copy=" + number)
	head.want(200, "找不到，或已停用")
	for _, path := range []string{"/new/purchase?copy=CG-1999-0001", "/new/purchase?copy=" + url.QueryEscape("'\x00")} {
		head.get(path)
		head.want(404)
	}
	head2 := s.browse(t, web, "head2")
	head2.get("/new/purchase?copy=" + number)
	head2.want(404)
}

// disable takes a thing out of use.
func (s *site) disable(table, id string) {
	s.t.Helper()
	if _, err := s.db.Owner.Exec("UPDATE "+table+" SET disabled = true WHERE id = $1", id); err != nil {
		s.t.Fatal(err)
	}
}

// TestBackToWhatWasSent: who goes back to a form that was sent and changes it is told which case it has become; nothing
// is sent twice unless they say so, and what they typed meanwhile is kept.
func TestBackToWhatWasSent(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head := s.browse(t, web, "head")
	head.get("/new/purchase")
	form := head.form("/new/purchase")
	filled(head, form, "第一份")
	back := *form
	back.values = maps.Clone(form.values)
	head.submit(form, "outcome", "submit")
	first := strings.TrimPrefix(head.at, "/cases/")
	sent := func(want int) {
		t.Helper()
		if n := s.count("cases")["cases"]; n != want {
			t.Errorf("%d cases, want %d", n, want)
		}
	}
	again := back
	again.values = maps.Clone(back.values)
	head.submit(&again, "outcome", "submit") // as it was
	head.want(200, "这份表单先前已经提交，就是这张单据")
	if head.at != "/cases/"+first {
		t.Errorf("led to %s", head.at)
	}
	sent(1)

	head.set(&back, map[string]string{"reason": "第二份"})
	head.submit(&back, "refresh", "1") // changed, as the page's script sends it
	head.want(200, "这份表单已经提交过", `href="/cases/`+first+`"`, "第二份")
	told := head.form("/new/purchase")
	head.set(told, map[string]string{"lines.0.qty": "7"})
	head.submit(told, "refresh", "1")
	head.want(200, "这份表单已经提交过", "草稿已保存")
	head.get("/new/purchase") // left and come back
	head.want(200, "第二份", `value="7"`, "草稿已保存")

	head.submit(told, "outcome", "submit")
	head.want(409, "这份表单已经提交过", `href="/cases/`+first+`"`, "没有重复提交", "第二份")
	sent(1)
	head.submit(head.form("/new/purchase"), "outcome", "submit")
	head.want(200, "第二份", "总务主任审核")
	if head.at == "/cases/"+first {
		t.Error("no case of its own")
	}
	sent(2)
	if n := s.count("drafts")["drafts"]; n != 0 {
		t.Errorf("%d drafts of what was sent", n)
	}
}
