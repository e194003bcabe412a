package server

import (
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// texts are what stands in the elements of a page that carry a class.
func (b *browser) texts(class string) []string {
	var found []string
	walk(b.doc, func(n *html.Node) {
		value, _ := attr(n, "class")
		for name := range strings.FieldsSeq(value) {
			if name == class {
				found = append(found, strings.Join(strings.Fields(wordsIn(n)), " "))
			}
		}
	})
	return found
}

func wordsIn(n *html.Node) string {
	var out strings.Builder
	walk(n, func(n *html.Node) {
		if n.Type == html.TextNode {
			out.WriteString(n.Data + " ")
		}
	})
	return out.String()
}

// TestTheLoserIsTold: of two who decide at once, the second reads who was first and when, and keeps what was written.
func TestTheLoserIsTold(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	number := askOnPages(t, s.browse(t, web, "head"))
	director := s.browse(t, web, "director")
	director.get("/cases/" + number)
	director.submit(taskForm(director, number, "approve"), "outcome", "approve")
	first, second := s.browse(t, web, "buyer"), s.browse(t, web, "buyer2")
	first.get("/cases/" + number)
	second.get("/cases/" + number)
	late, claim := taskForm(second, number, "done"), actionNamed(second, "claim")
	late.values.Set("comment", "我已和文博谈好价钱")

	first.submit(actionNamed(first, "claim"), "", "")
	first.want(200)
	second.submit(claim, "", "")
	second.want(409, "王海波已在", "认领了“采购”", "这次提交没有生效")
	second.submit(late, "outcome", "done")
	second.want(409, "王海波已在", `required>我已和文博谈好价钱</textarea>`)

	order := taskForm(first, number, "done")
	first.set(order, map[string]string{"supplier": "s1"})
	first.submit(order, "outcome", "done")
	first.want(200, "验收入库")
	again := *late
	second.submit(&again, "outcome", "done")
	second.want(409, "王海波已在", "办理：“采购”：已订货", `required>我已和文博谈好价钱</textarea>`)
	if n := s.count("transitions")["transitions"]; n != 4 {
		t.Errorf("%d transitions, want 4", n)
	}
	stranger := s.browse(t, web, "teacher")
	late.values.Del("key") // it tells whose form it is
	stranger.submit(late, "outcome", "done")
	stranger.want(404)
}

// TestTheCaseReadsAsItsPaper: forms with their signatures, empty boxes for those who are to sign, files by kind.
func TestTheCaseReadsAsItsPaper(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head, director := s.browse(t, web, "head"), s.browse(t, web, "director")
	number := askOnPages(t, head)
	head.get("/cases/" + number)
	boxes := head.texts("sign-box")
	if len(boxes) != 2 || !strings.HasPrefix(boxes[0], "发起人 李玉梅 ") || boxes[1] != "总务主任审核 待办理 刘志强" {
		t.Errorf("boxes %q", boxes)
	}
	if files := head.texts("attachments"); len(files) != 1 || !strings.Contains(files[0], "证明.pdf 45 B · 附件 · 提交申请") {
		t.Errorf("attachments %q", files)
	}
	director.get("/cases/" + number)
	form := taskForm(director, number, "approve")
	form.values.Set("comment", "同意购买")
	director.submit(form, "outcome", "approve")
	boxes = director.texts("sign-box")
	if len(boxes) != 3 || !strings.HasPrefix(boxes[1], "总务主任审核 同意 同意购买 刘志强") ||
		!strings.HasPrefix(boxes[2], "采购 待办理 王海波、孙丽娟") {
		t.Errorf("boxes %q", boxes)
	}
	director.want(200, "/new/purchase?copy="+number, "/cases/"+number+"/print")
	buyer := s.browse(t, web, "buyer")
	buyer.get("/cases/" + number)
	if strings.Contains(buyer.text, "?copy=") {
		t.Error("a buyer is offered to begin a purchase")
	}
}

// TestWhatWasAmended: a form sent anew says what is different, before the paper while the case is open, and in its line.
func TestWhatWasAmended(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head, director := s.browse(t, web, "head"), s.browse(t, web, "director")
	number := askOnPages(t, head)
	for _, amended := range []struct {
		set  map[string]string
		says string
	}{
		{map[string]string{"lines.0.qty": "6"}, "数量 4 改为 6"},
		{nil, "内容没有改动"},
	} {
		director.get("/cases/" + number)
		back := actionNamed(director, "send_back")
		back.values.Set("comment", "请核对数量")
		director.submit(back, "", "")
		head.get("/cases/" + number)
		again := taskForm(head, number, "submit")
		head.set(again, amended.set)
		head.submit(again, "outcome", "submit")
		if told := head.texts("amended"); len(told) != 1 || !strings.Contains(told[0], amended.says) {
			t.Errorf("told %q, want %q", told, amended.says)
		}
	}
	if told := head.texts("history"); len(told) != 1 || strings.Count(told[0], "与上次提交相比") != 2 {
		t.Errorf("history %q", told)
	}
	director.get("/cases/" + number)
	reject := taskForm(director, number, "reject")
	reject.values.Set("comment", "本月已购")
	director.submit(reject, "outcome", "reject")
	if told := director.texts("amended"); len(told) != 0 {
		t.Errorf("an ended case still says %q", told)
	}
}

// TestNoLinkLeadsNowhere: a case that is spoken of beside a decision is a link for whoever may read it alone.
func TestNoLinkLeadsNowhere(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	director, buyer := s.browse(t, web, "director"), s.browse(t, web, "buyer")
	for range 3 {
		number := askOnPages(t, s.browse(t, web, "head"))
		director.get("/cases/" + number)
		director.submit(taskForm(director, number, "approve"), "outcome", "approve")
		buyer.get("/cases/" + number)
		order := taskForm(buyer, number, "done")
		buyer.set(order, map[string]string{"supplier": "s1"})
		buyer.submit(order, "outcome", "done")
	}
	number := askOnPages(t, s.browse(t, web, "head"))
	s.away(t, "director", "head2")
	for login, least := range map[string]int{"director": 3, "head2": 0} {
		b := s.browse(t, web, login)
		b.get("/cases/" + number)
		b.want(200, "CG-2026-0003")
		others := b.casesLinked()
		if len(others) < least {
			t.Errorf("%s is led to %q", login, others)
		}
		for _, other := range others {
			b.get(other)
			b.want(200)
		}
	}
}

// casesLinked are the addresses of the other cases a page leads to.
func (b *browser) casesLinked() []string {
	found := map[string]bool{}
	walk(b.doc, func(n *html.Node) {
		href, _ := attr(n, "href")
		if strings.HasPrefix(href, "/cases/") && strings.Count(href, "/") == 2 {
			found[href] = true
		}
	})
	return slices.Sorted(maps.Keys(found))
}

// TestTheRouteIsDrawnTwice: the usual way, and folded below it every way there is; each tells in words what it shows.
func TestTheRouteIsDrawnTwice(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head, admin := s.browse(t, web, "head"), s.browse(t, web, "admin")
	head.get("/cases/" + askOnPages(t, head))
	admin.get("/admin/processes/purchase")
	for who, b := range map[string]*browser{"case": head, "definition": admin} {
		b.want(200, `<details class="whole"><summary>显示全部走法</summary>`, "route-picture-desc", "route-whole-desc")
		usual, whole, found := strings.Cut(b.text, `<details class="whole">`)
		_, usual, drawn := strings.Cut(usual, `<svg class="route-drawn"`)
		if !found || !drawn {
			t.Fatalf("%s: no picture before the fold", who)
		}
		for _, aside := range []string{"未获批准的处理", "未到货处理", "记账"} {
			if strings.Contains(usual, aside) || !strings.Contains(whole, aside) {
				t.Errorf("%s: %s belongs into the whole picture alone", who, aside)
			}
		}
	}
}
