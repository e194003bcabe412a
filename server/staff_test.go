package server

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestWarnedBeforeARoleIsTaken: without scripts, whoever takes the last auditor away is told first which process nobody
// could carry on and whom to appoint; nothing is stored before they say so again, and then it stands wherever somebody
// would begin, and the director is told.
func TestWarnedBeforeARoleIsTaken(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	admin := s.browse(t, web, "admin")
	admin.get("/admin")
	admin.wantNot("人员不足")
	const page = "/admin/lists/people/director"
	take := func() {
		t.Helper()
		admin.get(page)
		form := admin.form(page)
		form.values["roles"] = []string{"head"}
		admin.submit(form, "outcome", "save")
	}
	take()
	admin.want(http.StatusConflict, "还没有保存", "去掉刘志强的“总务主任”后，", "没有人能办理：", "总务主任审核", "请指定总务主任。",
		`href="/admin/lists/people?role=director"`, "仍然保存")
	director := scenario{name: "the director stays so", as: "director", url: "/api/v1/me", status: 200, has: []string{`"director"`}}
	s.check(t, director)

	form := admin.form(page)
	admin.set(form, map[string]string{"title": "主任"}) // something else is changed: the same gap, agreed to
	admin.submit(form, "outcome", "save")
	admin.want(http.StatusOK, "已保存")
	delete(s.tokens, "director") // who loses a role signs in anew
	s.check(t, scenario{name: "no director", as: "director", url: "/api/v1/me", status: 200, has: []string{`"roles":["head"]`}})

	admin.get("/admin")
	admin.want(http.StatusOK, "人员不足", "总务主任审核", "请指定总务主任。")
	admin.get("/admin/processes/purchase")
	admin.want(http.StatusOK, "总务主任审核", "请指定总务主任。")
	admin.get("/admin/lists/people?role=buyer")
	admin.want(http.StatusOK, "只列出采购员", "王海波")
	admin.wantNot("李玉梅")
	s.check(t, scenario{
		name: "programs are told", as: "head", url: "/api/v1/processes", status: 200,
		has: []string{`"gaps":[{"step":"review","title":"总务主任审核","roles":["director"]`},
	})
	head := s.browse(t, web, "head")
	head.get("/new")
	head.want(http.StatusOK, "目前有环节无人办理")
	head.get("/new/purchase")
	head.want(http.StatusOK, "这个流程目前有环节无人办理", "按“存为草稿”", "请先联系系统管理员：林涛。")
	head.wantNot("请指定总务主任。")
}

// TestWarnedBeforeSomebodyLeaves: the same before somebody is taken out of use, who runs the office hears of it, and who
// agreed to one thing has not agreed to another.
func TestWarnedBeforeSomebodyLeaves(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	admin := s.browse(t, web, "admin")
	const state = "/admin/lists/people/buyer2/state"
	admin.get("/admin/lists/people/buyer2")
	admin.submit(admin.form(state), "do", "disable")
	admin.want(http.StatusConflict, "停用孙丽娟后，部分单据没有人能办理：", "第二采购人签字", "请再指定一位采购员。", "仍然停用")
	form := admin.form(state)
	form.values.Set("agreed", strings.Repeat("0", 64))
	admin.submit(form, "do", "disable")
	admin.want(http.StatusConflict, "仍然停用")
	admin.submit(admin.form(state), "do", "disable")
	admin.want(http.StatusOK, "已停用")
	s.check(t, scenario{
		name: "the director is told", as: "director", url: "/api/v1/notices", status: 200,
		has: []string{`"what":"gap"`, "停用孙丽娟后，", "物资采购（第二采购人签字）"},
	})
	director := s.browse(t, web, "director")
	director.get("/tasks")
	director.want(http.StatusOK, "停用孙丽娟后，")
	director.wantNot(`href="/cases/"`)
}
