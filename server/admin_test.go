package server

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"zongwu/lists"
	"zongwu/store"
)

// TestRolesGivenCountAtOnce: whoever is made one of those a task is for finds it in the queue, and loses it again.
func TestRolesGivenCountAtOnce(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	number := s.begin(t).Number // for the director to review
	admin := s.browse(t, web, "admin")
	give := func(person string, roles ...string) {
		t.Helper()
		admin.get("/admin/lists/people/" + person)
		form := admin.form("/admin/lists/people/" + person)
		form.values["roles"] = roles
		admin.submit(form, "outcome", "save")
		admin.want(http.StatusOK, "已保存")
		delete(s.tokens, person) // who loses a role signs in anew
	}
	holds := func(person string, want bool) {
		t.Helper()
		w := s.check(t, scenario{name: "queue of " + person, as: person, url: "/api/v1/tasks", status: 200})
		if got := strings.Contains(w.Body.String(), number); got != want {
			t.Errorf("%s has %s: %v, want %v", person, number, got, want)
		}
	}
	holds("director", true)
	holds("buyer", false)
	before := s.tokens["buyer"]
	give("buyer", "buyer", "director")
	s.tokens["buyer"] = before // who is given one need not
	holds("buyer", true)
	holds("director", true)
	give("buyer", "buyer")
	holds("buyer", false)

	admin.get("/admin/new/people")
	form := admin.form("/admin/new/people")
	form.values["roles"] = []string{"director"}
	admin.set(form, map[string]string{"login": "newcomer", "name": "新主任", "department": "zwc"})
	admin.submit(form, "outcome", "save")
	admin.want(http.StatusOK, "只显示这一次")
	holds("newcomer", true)
	admin.get("/admin/lists/people/newcomer")
	admin.submit(admin.form("/admin/lists/people/newcomer/state"), "do", "disable")
	admin.want(http.StatusOK, "已停用")
	admin.submit(admin.form("/admin/lists/people/newcomer/state"), "do", "enable")
	delete(s.tokens, "newcomer") // being taken out of use ends sessions
	holds("newcomer", true)
	admin.get("/admin/changes") // tells of people by their names
	admin.want(http.StatusOK, `newcomer">新主任</a>`, `buyer">王海波</a>`)
}

// TestANewSchoolIsToldWhatToDo: what is empty is named, in the order in which one needs the other, until nothing is.
func TestANewSchoolIsToldWhatToDo(t *testing.T) {
	s := newSite(t)
	begun := &lists.Overview{Count: map[string]int{store.ListDepartments: 1, store.ListPeople: 1}}
	steps := s.server.firstSteps("zh-CN", begun)
	if len(steps) == 0 || steps[0].Done || steps[0].Href != "/admin/lists/departments" {
		t.Fatalf("a new school begins with %+v", steps)
	}
	for _, step := range steps {
		for _, path := range []string{step.Href, step.Add, step.Import} {
			s.check(t, scenario{name: path, as: "admin", url: path, status: http.StatusOK})
		}
		begun.Count[strings.TrimPrefix(step.Href, "/admin/lists/")] = 2
	}
	if steps := s.server.firstSteps("zh-CN", begun); steps != nil {
		t.Errorf("a school that has everything is told %+v", steps)
	}
}

// TestNothingTypedIsLost: what is refused comes back as it was typed, with its field named; whoever is second sees what
// the first one changed.
func TestNothingTypedIsLost(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	first := s.browse(t, web, "admin")
	first.get("/admin/lists/people/buyer2")
	promote := first.form("/admin/lists/people/buyer2")
	promote.values["roles"] = []string{"buyer", "admin"}
	first.submit(promote, "outcome", "save")
	second := s.browse(t, web, "buyer2")
	for _, b := range []*browser{first, second} {
		b.get("/admin/lists/rooms/A101")
	}
	mine, theirs := first.form("/admin/lists/rooms/A101"), second.form("/admin/lists/rooms/A101")
	first.set(mine, map[string]string{"seats": "-5", "building": "求知楼"})
	first.submit(mine, "outcome", "save")
	first.want(http.StatusUnprocessableEntity, `value="-5"`, `value="求知楼"`, `href="#f-seats"`, `aria-invalid="true"`)
	mine = first.form("/admin/lists/rooms/A101")
	first.set(mine, map[string]string{"seats": "45"})
	first.submit(mine, "outcome", "save")
	first.want(http.StatusOK, "已保存")
	second.set(theirs, map[string]string{"name": "智慧教室"})
	second.submit(theirs, "outcome", "save")
	second.want(http.StatusConflict, "林涛", "<ins>45</ins>", "<ins>求知楼</ins>", `value="智慧教室"`)
	theirs = second.form("/admin/lists/rooms/A101")
	second.submit(theirs, "outcome", "save")
	second.want(http.StatusOK, "已保存")
	s.check(t, scenario{name: "a year", as: "admin", method: post, url: "/admin/calendar", header: posts, status: 422,
		body: "do=off&name=" + url.QueryEscape("校庆") + "&from=2026-02-30", has: []string{`value="校庆"`}})
}
