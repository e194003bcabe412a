package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

func goodsOf(item, qty string) object {
	return object{"lines": []object{{"item": item, "qty": qty}}}
}

func row(r object) object { return object{"lines": []object{r}} }

// wantStock looks at what a store has of an item.
func (o *bureau) wantStock(item, quantity string) {
	o.t.Helper()
	got := read[struct {
		Stores []struct{ Quantity string }
	}](o, "storekeeper", "/api/v1/stock/"+item)
	if len(got.Stores) != 1 || strings.TrimSuffix(got.Stores[0].Quantity, ".000") != quantity {
		o.t.Errorf("stock of %s is %v, want %s", item, got.Stores, quantity)
	}
}

// wantQuota looks at what a quota says has been drawn.
func (o *bureau) wantQuota(id, drawn, left string) {
	o.t.Helper()
	got := read[struct{ Drawn, Left string }](o, "director", "/api/v1/quotas/"+id)
	if strings.TrimSuffix(got.Drawn, ".000") != drawn || strings.TrimSuffix(got.Left, ".000") != left {
		o.t.Errorf("quota %s: %s drawn and %s left, want %s and %s", id, got.Drawn, got.Left, drawn, left)
	}
}

// strict makes the school refuse what goes beyond a quota.
func (o *bureau) strict() {
	o.owner(o.t, `UPDATE schools SET settings = settings || '{"quota_strict": true}'`)
}

// TestIssue: asked, approved for less, issued in two parts, each signed for; the quantities are kept apart.
func TestIssue(t *testing.T) {
	o := newBureau(t)
	for _, wrong := range []object{goodsOf("g19", "1"), goodsOf("v01", "1")} {
		o.refusedStart("head", "issue", wrong, "rule /lines/0/item")
	}
	o.refused("buyer", "/api/v1/cases", object{"process": "issue", "data": goodsOf("g01", "1")}, http.StatusForbidden, "not_yours")
	c := o.begins("head", "issue", goodsOf("g01", "60"))
	o.refusedStep("director", c.Number, "approve approve", row(object{"line": "1", "approved": "61"}), 422, "max /lines/0/approved")
	o.refusedStep("director", c.Number, "approve approve", row(object{"line": "1", "approved": "0"}), 422, "rule /lines")
	o.does("director", c.Number, "approve approve", row(object{"line": "1", "approved": "50"}))
	o.wantQuota("DE01.jwc", "50", "2950")
	o.refusedStep("storekeeper", c.Number, "issue_out part", row(object{"line": "1", "issued": "51"}), 422, "max /lines/0/issued")
	o.refusedStep("storekeeper", c.Number, "issue_out done", row(object{"line": "1", "issued": "49"}), 422, "rule /lines")
	o.refusedStep("storekeeper", c.Number, "issue_out part", row(object{"line": "1", "issued": "50"}), 422, "rule /lines")
	o.does("storekeeper", c.Number, "issue_out part", row(object{"line": "1", "issued": "20"}))
	o.wantStock("g01", "76")
	c = o.does("head", c.Number, "receive sign", nil)
	if c.steps() != "issue_out shortage" {
		t.Fatalf("short: %q is open", c.steps())
	}
	o.refused("head", "/api/v1/cases/"+c.Number+"/actions", object{"action": "withdraw"}, http.StatusConflict, "sealed")
	c = o.does("storekeeper", c.Number, "issue_out done", nil)
	if c.steps() != "receive" {
		t.Fatalf("after the rest was issued %q is open", c.steps())
	}
	if c = o.does("head", c.Number, "receive sign", nil); c.State != "done" {
		t.Fatalf("the issue is %s", c.State)
	}
	kept := read[struct {
		Steps struct {
			Approve struct {
				Lines []struct{ Asked, Approved, Issued string }
			}
		}
	}](o, "head", "/api/v1/cases/"+c.Number).Steps.Approve.Lines
	if fmt.Sprint(kept) != "[{60 50 50}]" {
		t.Errorf("kept apart: %+v", kept)
	}
	o.wantStock("g01", "46")
	o.wantQuota("DE01.jwc", "50", "2950")
	o.booksAgree()
}

// TestIssueApprovedOnPages: what is approved stands there as it was asked for, and only beside the outcome it belongs to.
func TestIssueApprovedOnPages(t *testing.T) {
	o := newBureau(t)
	web := httptest.NewServer(o.engine)
	defer web.Close()
	director := o.browse(t, web, "director")
	c := o.begins("head", "issue", goodsOf("g01", "60"))
	if lines, _ := o.opensWith("director", c.Number, "approve")["lines"].([]any); len(lines) != 1 {
		t.Errorf("it opens with %v", lines)
	}
	director.get("/cases/" + c.Number)
	at := "/cases/" + c.Number + "/tasks/" + o.taskOf(c.Number, "approve")
	if refusal := director.form(at, "reject"); refusal.values.Has("lines.0.approved") {
		t.Errorf("refusing asks for %v", refusal.values)
	}
	approval := director.form(at, "approve")
	director.set(approval, map[string]string{"lines.0.approved": "0"})
	director.submit(approval, "outcome", "approve")
	director.want(http.StatusUnprocessableEntity, "一样也不批准时")
	approval = director.form(at, "approve")
	director.set(approval, map[string]string{"lines.0.approved": "40"})
	director.submit(approval, "outcome", "approve")
	o.wantQuota("DE01.jwc", "40", "2960")
	refused := o.begins("head", "issue", goodsOf("g01", "5"))
	o.refusedStep("director", refused.Number, "approve reject", row(object{"line": "1", "approved": "5"}), 422, "unknown /lines")
	if refused = o.does("director", refused.Number, "approve reject", nil); refused.State != "rejected" {
		t.Errorf("refused, it is %s", refused.State)
	}
}

// TestIssueOfTwoStores: each keeper issues what they keep, the first to expire first, and no keeper issues to themselves.
func TestIssueOfTwoStores(t *testing.T) {
	o := newBureau(t)
	o.owner(t, `UPDATE people SET roles = '{storekeeper,teacher}', department = 'st' WHERE id = 'storekeeper' AND school = 'main'`)
	c := o.begins("storekeeper", "issue", object{"lines": []object{{"item": "g01", "qty": "3"}, {"item": "g22", "qty": "2.5"}}})
	c = o.does("director", c.Number, "approve approve", nil)
	for _, task := range c.Open {
		if fmt.Sprint(task.Persons) != "[liangw]" && fmt.Sprint(task.Persons) != "[storekeeper2]" {
			t.Errorf("%s is for %v", task.Step, task.Persons)
		}
	}
	if c.steps() != "issue_out issue_out" {
		t.Fatalf("%q is open", c.steps())
	}
	for _, task := range c.Open {
		o.send(task.Persons[0], "/api/v1/tasks/"+task.ID, object{"outcome": "done"}, 200)
	}
	for range 2 {
		c = o.does("storekeeper", c.Number, "receive sign", nil)
	}
	if c.State != "done" {
		t.Fatalf("the issue is %s", c.State)
	}
	o.wantStock("g22", "597.5")
	o.booksAgree()
}

// TestShortIssue: what is short is waited for, bought, or given up; what is given up is drawn no more.
func TestShortIssue(t *testing.T) {
	o := newBureau(t)
	c := o.begins("head", "issue", goodsOf("g01", "100"))
	o.does("director", c.Number, "approve approve", nil)
	o.refusedStep("storekeeper", c.Number, "issue_out done", row(object{"line": "1", "issued": "100"}), 422,
		"stock /lines/0/issued")
	o.refusedStep("storekeeper", c.Number, "issue_out done", nil, 422, "rule /lines") // what there is opens with the form
	o.does("storekeeper", c.Number, "issue_out part", nil)
	o.does("head", c.Number, "receive sign", nil)
	if c = o.does("director", c.Number, "shortage wait", nil); c.steps() != "issue_out" {
		t.Fatalf("waiting, %q is open", c.steps())
	}
	c = o.does("storekeeper", c.Number, "issue_out part", row(object{"line": "1", "issued": "0"}))
	if c.steps() != "issue_out shortage" {
		t.Fatalf("nothing issued, %q is open", c.steps())
	}
	o.does("director", c.Number, "shortage buy", object{"reason": "补货"})
	bought := o.casesOf("purchase")
	asked := read[struct {
		Starter string
		Data    struct {
			Subject string
			Total   int
			Lines   []struct{ Item, Qty string }
		}
	}](o, "director", "/api/v1/cases/"+bought[0].Number)
	if fmt.Sprint(asked) != "{storekeeper {30201 9000 [{g01 4}]}}" {
		t.Errorf("bought: %+v", asked)
	}
	o.wantQuota("DE01.jwc", "100", "2900")
	o.does("storekeeper", c.Number, "issue_out part", row(object{"line": "1", "issued": "0"}))
	if c = o.does("director", c.Number, "shortage close", object{"reason": "不再需要"}); c.State != "done" {
		t.Fatalf("closed, the issue is %s with %q", c.State, c.steps())
	}
	o.wantQuota("DE01.jwc", "96", "2904")

	none := o.begins("head", "issue", goodsOf("g01", "5"))
	o.does("director", none.Number, "approve approve", nil)
	o.does("storekeeper", none.Number, "issue_out part", row(object{"line": "1", "issued": "0"}))
	if none = o.does("director", none.Number, "shortage close", object{"reason": "没有货"}); none.State != "cancelled" {
		t.Fatalf("nothing was issued, and the issue is %s", none.State)
	}
	o.wantQuota("DE01.jwc", "96", "2904")
	o.booksAgree()
}

// TestQuota: who approves is warned, or nothing goes beyond it; what comes to nothing is drawn no more.
func TestQuota(t *testing.T) {
	o := newBureau(t)
	o.wantQuota("DE01.jwc", "0", "3000") // three people
	o.wantQuota("DE02.dyc", "0", "8")    // in place of the one for all
	c := o.begins("head2", "issue", goodsOf("g01", "9"))
	o.does("director", c.Number, "approve approve", nil)
	o.wantQuota("DE02.dyc", "9", "-1")
	o.send("head2", "/api/v1/cases/"+c.Number+"/actions", object{"action": "withdraw"}, 200)
	o.wantQuota("DE02.dyc", "0", "8")

	o.strict()
	o.refusedStart("head2", "issue", goodsOf("g01", "8.001"), "rule /lines/0/qty")
	first, second := o.begins("head2", "issue", goodsOf("g01", "8")), o.begins("head2", "issue", goodsOf("g01", "8"))
	o.does("director", first.Number, "approve approve", nil)
	o.refusedStep("director", second.Number, "approve approve", nil, 422, "quota /lines/0/approved")
	o.refusedStart("head2", "issue", goodsOf("g01", "1"), "rule /lines/0/qty")
	o.does("director", second.Number, "approve reject", nil)
	back := object{"action": "send_back", "to": "approve", "resume": "again", "comment": "没有这么多"}
	o.send("storekeeper", "/api/v1/tasks/"+o.taskFor("storekeeper", first.Number, "issue_out")+"/actions", back, 200)
	o.wantQuota("DE02.dyc", "0", "8")
	o.does("director", first.Number, "approve approve", row(object{"line": "1", "approved": "6"}))
	o.wantQuota("DE02.dyc", "6", "2")
	o.owner(t, `INSERT INTO quotas (school, id, category, period, quantity) VALUES ('main', 'DE03', '粮油', 'year', 5)`)
	both := o.begins("canteen", "issue", goodsOf("g22", "5"))
	o.does("director", both.Number, "approve approve", nil)
	o.wantQuota("DE03.st", "5", "0")
	o.refusedStart("canteen", "issue", goodsOf("g22", "0.5"), "rule /lines/0/qty")
	o.booksAgree()
}

// TestTwentyForTheLast: twenty cases want ten each of the same 96; nine get it, the others stay on order.
func TestTwentyForTheLast(t *testing.T) {
	o := newBureau(t)
	var tasks []string
	for range 20 {
		c := o.begins("head", "issue", goodsOf("g01", "10"))
		tasks = append(tasks, o.does("director", c.Number, "approve approve", nil).Open[0].ID)
	}
	o.token("storekeeper") // signed in before all ask at once
	var all sync.WaitGroup
	answers := make(chan int, len(tasks))
	for _, task := range tasks {
		all.Go(func() {
			answers <- o.do(scenario{
				as: "storekeeper", method: post, url: "/api/v1/tasks/" + task, body: `{"outcome":"done"}`,
			}).Code
		})
	}
	all.Wait()
	close(answers)
	got := map[int]int{}
	for status := range answers {
		got[status]++
	}
	if got[200] != 9 || got[422] != 11 {
		t.Errorf("answers: %v", got)
	}
	o.wantStock("g01", "6")
	o.booksAgree()
}

// TestAStoreOfItsOwn: what lies in the canteen's store is issued to the canteen alone, by its own keeper; whoever else
// asks is told so, and nothing of it goes to classes or into a repair.
func TestAStoreOfItsOwn(t *testing.T) {
	o := newBureau(t)
	for _, as := range []string{"head", "teacher", "head2"} {
		o.refusedStart(as, "issue", goodsOf("g22", "1"), "rule /lines/0/item")
	}
	o.refusedStart("director", "supplies", object{"classes": []string{"A101"}, "lines": []object{{"item": "g22", "per_class": "1"}}},
		"rule /lines/0/item")
	c := o.begins("canteen", "issue", goodsOf("g22", "5"))
	o.does("director", c.Number, "approve approve", nil)
	if persons := fmt.Sprint(o.look(c.Number).Open[0].Persons); persons != "[storekeeper2]" {
		t.Errorf("issued by %s", persons)
	}
	o.does("storekeeper2", c.Number, "issue_out done", nil)
	o.wantStock("g22", "595")
	c = o.begins("canteen", "issue", goodsOf("g01", "5")) // the general store serves the canteen, too
	o.does("director", c.Number, "approve approve", nil)

	o.owner(t, `UPDATE stores SET department = ''`)
	late := o.begins("head", "issue", goodsOf("g22", "5"))
	o.does("director", late.Number, "approve approve", nil)
	o.owner(t, `UPDATE stores SET department = 'st' WHERE id = 'canteen'`) // since it was asked for
	o.refusedStep("storekeeper2", late.Number, "issue_out done", nil, 422, "store /lines")
	o.booksAgree()
}

// TestQuotaOfACategory: lines that go beyond the quota of their category only together are told at the line that does so,
// before they are sent, and again to who approves; where quotas bind, they are refused there.
func TestQuotaOfACategory(t *testing.T) {
	o := newBureau(t)
	o.owner(t, `UPDATE items SET category = '办公用品' WHERE id = 'g02'`)
	o.owner(t, `INSERT INTO quotas (school, id, department, item, category, period, quantity, per_head)
		VALUES ('main', 'together', 'jwc', '', '办公用品', 'term', 10, false)`)
	lines := func(paper, chalk string) object {
		return object{"lines": []object{{"item": "g01", "qty": paper}, {"item": "g02", "qty": chalk}}}
	}
	const told = "同类物品合计超出本部门的领用定额"
	web := httptest.NewServer(o.engine)
	defer web.Close()
	head, director := o.browse(t, web, "head"), o.browse(t, web, "director")
	typed := func(paper, chalk string) {
		head.get("/new/issue")
		head.submit(head.form("/new/issue"), "add", "lines")
		form := head.form("/new/issue")
		head.set(form, map[string]string{"lines.0.item": "g01", "lines.0.qty": paper, "lines.1.item": "g02", "lines.1.qty": chalk})
		head.submit(form, "refresh", "1")
	}
	typed("6", "4")
	head.wantNot(told)
	typed("6", "5")
	head.want(http.StatusOK, told)
	c := o.begins("teacher", "issue", lines("6", "5"))
	director.get("/cases/" + c.Number)
	director.want(http.StatusOK, told)
	o.does("director", c.Number, "approve reject", nil)

	o.strict()
	o.refusedStart("teacher", "issue", lines("6", "5"), "rule /lines/1/qty")
	o.refusedStart("teacher", "issue", lines("11", "1"), "rule /lines/0/qty")
	c = o.begins("teacher", "issue", lines("6", "4"))
	o.does("director", c.Number, "approve approve", nil)
	o.booksAgree()
}
