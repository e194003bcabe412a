package server

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestPurchaseOnPages carries a purchase from the request to the store with plain forms, with the mistakes people make.
func TestPurchaseOnPages(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head, director := s.browse(t, web, "head"), s.browse(t, web, "director")
	number := askOnPages(t, head)

	director.get("/tasks")
	director.want(200, number, "总务主任审核")
	director.get("/cases/" + number)
	director.want(200, "A4复印纸70克", "90.00", "粉笔和纸用完了")
	review := taskForm(director, number, "approve")
	review.values.Set("comment", "同意，尽快办理")
	director.submit(review, "outcome", "approve")
	director.want(200, "同意，尽快办理", "采购")
	twice := *review
	director.submit(&twice, "outcome", "approve") // a double click does one thing and shows the same page
	director.want(200, number)
	if n := s.count("transitions")["transitions"]; n != 2 {
		t.Fatalf("%d transitions, want 2", n)
	}

	buyer := s.browse(t, web, "buyer")
	buyer.get("/cases/" + number)
	order := taskForm(buyer, number, "done")
	buyer.set(order, map[string]string{"supplier": "s1", "lines.0.qty": "-4", "lines.0.price": "22.00"})
	buyer.submit(order, "outcome", "done")
	buyer.want(422, `value="-4"`, `value="22.00"`)
	order = taskForm(buyer, number, "done")
	buyer.set(order, map[string]string{"lines.0.qty": "4"})
	buyer.submit(order, "outcome", "done")
	buyer.want(200, "验收入库")

	keeper := s.browse(t, web, "storekeeper")
	keeper.get("/cases/" + number)
	accept := taskForm(keeper, number, "accept")
	keeper.submit(accept, "outcome", "accept")
	keeper.want(200, "已办结")
	keeper.get("/stock")
	keeper.want(200, "A4复印纸70克", ">100 包<")
	keeper.get("/stock/g01/entries")
	keeper.want(200, number, "88.00")
	director.get("/budgets")
	director.want(200, "28,000.00", "88.00")
	director.get("/payables")
	director.want(200, "88.00", "/payables/suppliers/s1")
	director.get("/payables/suppliers/s1")
	director.want(200, "88.00", number, "验收应付", "/payables/s1-"+number)
	director.get("/payables/suppliers/s2")
	director.want(200, "还没有应付款")
	director.get("/payables/suppliers/none")
	director.want(404)
	director.get("/cases/" + number)
	director.want(200, "账目", "/budgets/2026-jwc-30201/entries", "/payables/s1-"+number, "/stock/g01/entries")
	head.get("/cases/" + number)
	head.want(200, "账目", "/budgets/2026-jwc-30201/entries")
	if strings.Contains(head.text, "/payables/") || strings.Contains(head.text, "/stock/") {
		t.Error("a head is led into the office's books")
	}
	head.get("/cases")
	head.want(200, number, "已办结")
	head.get("/stock")
	head.want(403)
	s.browse(t, web, "head@second").get("/cases/" + number)
	if strings.Contains(s.log.String(), "level=ERROR") {
		t.Errorf("log: %s", s.log)
	}
}

func taskForm(b *browser, number, outcome string) *webForm {
	b.t.Helper()
	var action string
	for part := range strings.SplitSeq(b.text, `action="`) {
		target, _, _ := strings.Cut(part, `"`)
		if strings.HasPrefix(target, "/cases/"+number+"/tasks/") && !strings.HasSuffix(target, "/actions") {
			action = target
		}
	}
	return b.form(action, outcome)
}

// askOnPages fills the request in, with a mistake, a row too many, and a file.
func askOnPages(t *testing.T, head *browser) (number string) {
	t.Helper()
	head.get("/new")
	head.want(200, "/new/purchase")
	head.get("/new/purchase")
	head.want(200, "预算科目")
	form := head.form("/new/purchase")
	head.submit(form, "add", "lines")
	head.want(200, `name="lines.1.item"`) // one stood there already
	form = head.form("/new/purchase")
	head.set(form, map[string]string{
		"subject": "30201", "reason": "粉笔和纸用完了", "lines.0.item": "g01", "lines.0.qty": "-4",
		"lines.0.price": "22.50",
	})
	form.files["files"] = pdf
	head.submit(form, "outcome", "submit")
	head.want(422, "粉笔和纸用完了", `value="-4"`, "22.50", "证明.pdf")
	form = head.form("/new/purchase")
	if len(form.values["files"]) != 1 {
		t.Fatalf("the uploaded file is lost: %v", form.values)
	}
	head.submit(form, "add", "lines")
	head.want(200, "粉笔和纸用完了", `name="lines.1.item"`)
	form = head.form("/new/purchase")
	head.submit(form, "remove", "lines.1")
	form = head.form("/new/purchase")
	head.set(form, map[string]string{"lines.0.qty": "4"})
	head.submit(form, "outcome", "submit")
	head.want(200, "总务主任审核", "刘志强")
	number, err := url.PathUnescape(strings.TrimPrefix(head.at, "/cases/"))
	if err != nil || !strings.HasPrefix(number, "CG-") {
		t.Fatalf("at %s", head.at)
	}
	head.want(200, "90.00", "证明.pdf")
	return number
}
