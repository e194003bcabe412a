package server

import (
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestCheckBeforeSending: the request's page computes, warns and says what comes next, and sends nothing.
func TestCheckBeforeSending(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head := s.browse(t, web, "head")
	head.get("/new/purchase")
	form := head.form("/new/purchase")
	head.submit(form, "outcome", "submit")
	head.want(422, `name="lines.0.item"`) // whoever is refused keeps a row to fill in
	form = head.form("/new/purchase")
	head.set(form, map[string]string{
		"subject": "30201", "reason": "换纸", "lines.0.item": "g01", "lines.0.qty": "100", "lines.0.price": "",
	})
	before := s.count("cases")["cases"]
	head.submit(form, "check", "1")
	head.want(200, "试算结果", "2,250.00元", `value="22.50"`, "总务主任审核（刘志强）", "1箱=8包")
	if strings.Contains(head.text, "超出本部门") {
		t.Error("a warning for what the budget allows")
	}
	form = head.form("/new/purchase")
	head.set(form, map[string]string{"lines.0.qty": "10000"})
	head.submit(form, "check", "1")
	head.want(200, "超出本部门该科目的可用预算")
	form = head.form("/new/purchase")
	head.set(form, map[string]string{"lines.0.qty": "x"})
	head.submit(form, "check", "1")
	head.want(422, "应为数字")
	form = head.form("/new/purchase")
	form.files["files"] = []byte("MZ\x00\x01")
	head.submit(form, "outcome", "submit")
	head.want(415, "不支持这种文件", "换纸")
	if after := s.count("cases")["cases"]; after != before {
		t.Errorf("checking made %d cases", after-before)
	}
}

// TestWhereACaseStands: its page says who has it and what is next, and tells its history in words.
func TestWhereACaseStands(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head, director := s.browse(t, web, "head"), s.browse(t, web, "director")
	number := askOnPages(t, head)
	stops := head.texts("stop") // the stops of the list come before those of the picture
	if len(stops) < 2 || !strings.HasPrefix(stops[0], "总务主任审核 办理中 开始于") || !strings.Contains(stops[0], "刘志强") ||
		!strings.HasPrefix(stops[1], "采购 未开始 王海波、孙丽娟") {
		t.Errorf("stands at %q", stops)
	}
	director.get("/cases/" + number)
	back := actionNamed(director, "send_back")
	back.values.Set("comment", "写明班级")
	director.submit(back, "", "")
	director.want(200, "从“总务主任审核”退回到“提交申请”")
	head.get("/cases/" + number)
	head.want(200, "由刘志强从“总务主任审核”退回：写明班级", "证明.pdf")
	again := taskForm(head, number, "submit")
	head.submit(again, "outcome", "submit")
	head.want(200, "修改后重新提交", "证明.pdf")
	head.get("/cases")
	head.want(200, "总务主任审核（刘志强）")
}

// actionNamed finds the form of an action, which shares its address with those of the others.
func actionNamed(b *browser, action string) *webForm {
	b.t.Helper()
	var found *webForm
	walk(b.doc, func(n *html.Node) {
		if n.Type == html.ElementNode && n.Data == "form" && found == nil {
			if f := readWebForm(n); f.values.Get("action") == action {
				found = f
			}
		}
	})
	if found == nil {
		b.t.Fatalf("no %s on %s:\n%s", action, b.at, b.text)
	}
	return found
}

// TestWhoIsMissing: checking is not publishing, and whoever publishes hears for which steps people are missing.
func TestWhoIsMissing(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	admin := s.browse(t, web, "admin@second")
	admin.get("/admin/processes")
	admin.want(200, "使用中的流程", "物资采购")
	text := `process: night_round
title: {zh: 夜巡, en: Night round}
number: YX-{year}-{seq}
start: {by: {role: head}, form: note}
forms:
  note: {fields: [{name: what, type: text, label: 事由}]}
steps:
  - {id: see, kind: approve, title: {zh: 炊事员确认, en: The cook sees}, by: {role: cook}}
`
	form := admin.form("/admin/processes")
	form.values.Set("text", text)
	admin.submit(form, "do", "check")
	admin.want(200, "尚未发布")
	admin.submit(form, "do", "publish")
	admin.want(200, "“夜巡”已发布（版本", "没有人能办理：夜巡（炊事员确认）。请指定炊事员。")
	s.check(t, scenario{
		name: "missing", as: "admin@second", method: put, url: "/api/v1/processes/night_round", body: text, status: 200,
		header: map[string]string{"Content-Type": "application/yaml"},
		has:    []string{`"missing":[{"step":"see","title":"炊事员确认","roles":["cook"],"starters":[],"sometimes":false}]`},
	})
}
