package server

import "testing"

// TestQuotasPage: a head sees what their department may still draw and of which term or year, the office sees all
// departments; both come there from a page of the menu, and who keeps quotas goes on to change them.
func TestQuotasPage(t *testing.T) {
	o := newBureau(t)
	c := o.begins("head2", "issue", goodsOf("g01", "9"))
	o.does("director", c.Number, "approve approve", nil)
	o.check(t, scenario{name: "head", as: "head2", url: "/quotas", status: 200, has: []string{"德育处", "-1 包", "已用完", "本学期"},
		hasNot: []string{"教务处", "/admin/lists/quotas"}})
	o.check(t, scenario{name: "another head", as: "head", url: "/quotas", status: 200, has: []string{"教务处", "3000 包"},
		hasNot: []string{"德育处", "已用完"}})
	o.check(t, scenario{name: "office", as: "director", url: "/quotas", status: 200, has: []string{"教务处", "德育处",
		"/admin/lists/quotas"}})
	o.check(t, scenario{name: "sought", as: "director", url: "/quotas?q=dyc", status: 200, has: []string{"德育处"},
		hasNot: []string{"教务处"}})
	o.check(t, scenario{name: "nobody's", as: "teacher", url: "/quotas", status: 403})
	for as, page := range map[string]string{"head": "/budgets", "storekeeper": "/stock", "director": "/budgets"} {
		o.check(t, scenario{name: as + " finds it", as: as, url: page, status: 200, has: []string{`href="/quotas"`}})
	}
	o.check(t, scenario{name: "back", as: "director", url: "/admin/lists/quotas", status: 200, has: []string{`href="/quotas"`}})
}
