package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"zongwu/cases"
)

// fromQueue is what a card's form sends.
func fromQueue(outcome, comment, key string) string {
	return url.Values{"outcome": {outcome}, "comment": {comment}, "key": {key}, "back": {"/tasks?q=CG"}}.Encode()
}

func posting(as, address, body string, status int, has ...string) scenario {
	return scenario{as: as, method: http.MethodPost, url: address, body: body, status: status, has: has,
		header: map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}}
}

// part is the same sent by a page with scripts.
func part(sc scenario) scenario {
	sc.header["HX-Request"] = "true"
	return sc
}

func (s *site) beginMany(t *testing.T, n int) []cases.CaseView {
	t.Helper()
	var begun []cases.CaseView
	for range n {
		begun = append(begun, s.begin(t))
	}
	return begun
}

func taskAddress(c cases.CaseView) string { return "/cases/" + c.Number + "/tasks/" + c.Open[0].ID }

// TestDecidingInPlace: one button on the card decides and leads back to the queue, which says what was done. From the
// sign-in page that is two presses: sign in, approve.
func TestDecidingInPlace(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	c := s.begin(t)
	director := s.browse(t, web, "director")
	director.want(200, "李玉梅 · 教务处", "90.00元", "粉笔用完了", "等了 1 分钟", c.Number, `id="open-tasks"`)
	card := director.form(taskAddress(c), "approve")
	director.submit(card, "outcome", "approve")
	director.want(200, c.Number+" 已办理：同意", "都办完了")
	if director.at != "/tasks" {
		t.Errorf("at %s", director.at)
	}
	director.submit(card, "outcome", "approve") // a double click
	director.want(200, c.Number+" 已办理")
	director.get("/tasks")
	if strings.Contains(director.text, "已办理") {
		t.Error("said twice")
	}
	if n := s.count("transitions")["transitions"]; n != 2 {
		t.Errorf("%d transitions, want 2", n)
	}
}

// TestCardsThatCannotBeDecided: the card says why and keeps the comment, with scripts and without; what somebody else
// has done says who.
func TestCardsThatCannotBeDecided(t *testing.T) {
	s := newSite(t)
	c := s.begin(t)
	at, said := taskAddress(c), "先问一下数量"
	wrong := posting("director", at, fromQueue("explode", said, "k1"), 422, said, `role="alert"`, c.Number)
	s.check(t, wrong)
	s.check(t, part(posting("director", at, fromQueue("explode", said, "k1"), 422, said, `<li class="task-card`)))
	s.check(t, part(posting("director", at, fromQueue("approve", "", "k2"), 200, "已办理：同意", `id="filters"`)))
	for _, sc := range []scenario{
		posting("director", at, fromQueue("approve", said, "k3"), 409, said, "刘志强", c.Number),
		part(posting("director", at, fromQueue("approve", said, "k3"), 409, said, "刘志强", c.Number, " data-keep>")),
	} {
		sc.hasNot = []string{`name="outcome"`}
		s.check(t, sc)
	}
	s.check(t, posting("teacher", at, fromQueue("approve", said, "k4"), 404))
	s.check(t, posting("principal", at, fromQueue("approve", said, "k5"), 409, said))
}

// TestDecidingSeveral: each task is done or refused by itself, told by its number, and once only.
func TestDecidingSeveral(t *testing.T) {
	s := newSite(t)
	begun := s.beginMany(t, 3)
	form := url.Values{"outcome": {"approve"}, "comment": {"都同意"}, "key": {"batch"}, "back": {"/tasks"}}
	for _, c := range begun[:2] {
		form.Add("task", c.Open[0].ID)
	}
	form.Add("task", "01a1fc80-0000-7000-8000-000000000000.1.1")
	s.check(t, scenario{as: "director", url: "/tasks", status: 200, has: []string{`id="several"`, `action="/tasks/decide"`}})
	for range 2 { // sent twice, done once
		s.check(t, posting("director", "/tasks/decide", form.Encode(), 200,
			begun[0].Number+" 已办理", begun[1].Number+" 已办理", `class="notice bad"`, begun[2].Number))
	}
	if n := s.count("transitions")["transitions"]; n != 5 {
		t.Errorf("%d transitions, want 5", n)
	}
	form.Set("key", "other")
	s.check(t, posting("director", "/tasks/decide", form.Encode(), 200, `class="notice bad"`, begun[0].Number))
	form.Set("outcome", "reject") // the definition does not offer it for several
	form["task"] = []string{begun[2].Open[0].ID}
	s.check(t, posting("director", "/tasks/decide", form.Encode(), 200, "要单独办理", begun[2].Number))
	form.Del("task")
	s.check(t, posting("director", "/tasks/decide", form.Encode(), 422, "请先选择"))
	for i := range maxSeveral + 1 {
		form.Add("task", fmt.Sprint(i))
	}
	s.check(t, posting("director", "/tasks/decide", form.Encode(), 422))
	if n := s.count("transitions")["transitions"]; n != 5 {
		t.Errorf("%d transitions after refusals, want 5", n)
	}
}

// TestTheQueueIsNarrowed: by words, pinyin, number and process, with counts, and friendly words where nothing is left.
func TestTheQueueIsNarrowed(t *testing.T) {
	s := newSite(t)
	c := s.begin(t)
	for _, sc := range []scenario{
		{url: "/tasks", has: []string{c.Number, `id="open-tasks" data-live="tasks">1<`}, hasNot: []string{"queue-filter "}},
		{url: "/tasks?q=fenbi", has: []string{c.Number}}, {url: "/tasks?q=fbyw", has: []string{c.Number}},
		{url: "/tasks?q=" + c.Number, has: []string{c.Number}},
		{url: "/tasks?q=nichts", has: []string{"没有找到", "看全部待办"}, hasNot: []string{c.Number}},
		{url: "/tasks?process=purchase", has: []string{c.Number, `name="process" value="purchase"`}},
		{url: "/tasks?process=other", has: []string{"这里没有"}, hasNot: []string{c.Number}},
		{url: "/tasks?late=true", has: []string{"这里没有"}, hasNot: []string{c.Number}},
		{url: "/tasks", header: map[string]string{"Accept-Language": "en"}, has: []string{"Purchase", "waiting 1 min", "Approve"}},
		{url: "/tasks", header: map[string]string{"Accept-Language": "zh-TW"}, has: []string{"物資採購", "已等候 1 分鐘"}},
	} {
		sc.name, sc.as, sc.status = sc.url, "director", 200
		s.check(t, sc)
	}
	s.check(t, scenario{name: "empty", as: "cashier", url: "/tasks", status: 200, has: []string{"都办完了"},
		hasNot: []string{`type="search"`}})
}

// TestTheWholeNumberOfACase: it finds the tasks one has of that case, and otherwise those of cases that mention it.
func TestTheWholeNumberOfACase(t *testing.T) {
	s := newSite(t)
	first := s.begin(t)
	second := caseAnswered(t, s.check(t, scenario{name: "a second for the first", as: "head", method: post,
		url: "/api/v1/cases", body: strings.Replace(smallPurchase, "粉笔用完了", "补 "+first.Number, 1), status: 201}))
	for _, url := range []string{"/tasks?q=", "/api/v1/tasks?q=", "/api/v1/tasks?limit=1&q="} {
		s.check(t, scenario{name: "the first alone", as: "director", url: url + first.Number, status: 200,
			has: []string{taskOf(first)}, hasNot: []string{taskOf(second)}})
		s.check(t, scenario{name: "in small letters", as: "director", url: url + strings.ToLower(first.Number), status: 200,
			has: []string{taskOf(first)}, hasNot: []string{taskOf(second)}})
	}
	s.check(t, scenario{name: "another process", as: "director", url: "/api/v1/tasks?process=repair&q=" + first.Number,
		status: 200, hasNot: []string{taskOf(first), taskOf(second)}})
	s.check(t, posting("director", taskAddress(first), fromQueue("approve", "", "k1"), 303))
	s.check(t, scenario{name: "who mentions it", as: "director", url: "/tasks?q=" + first.Number, status: 200,
		has: []string{taskOf(second)}, hasNot: []string{taskOf(first)}})
}

func taskOf(c cases.CaseView) string { return c.Open[0].ID }

// TestLongQueuesComeInParts: the next part keeps what narrows the queue, and every task stands on one part.
func TestLongQueuesComeInParts(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	begun := s.beginMany(t, 53)
	director := s.browse(t, web, "director")
	seen := map[string]bool{}
	for address := "/tasks?process=purchase"; address != ""; {
		director.get(address)
		address = ""
		for part := range strings.SplitSeq(director.text, `href="`) {
			target, _, _ := strings.Cut(part, `"`)
			if strings.HasPrefix(target, "/tasks?") && strings.Contains(target, "cursor=") {
				address = strings.ReplaceAll(target, "&amp;", "&")
			}
		}
		for _, c := range begun {
			if strings.Contains(director.text, `action="`+taskAddress(c)+`"`) {
				seen[c.Number] = true
			}
		}
		if address != "" && !strings.Contains(address, "process=purchase") {
			t.Errorf("forgets the process: %s", address)
		}
	}
	if len(seen) != len(begun) {
		t.Errorf("%d of %d tasks seen", len(seen), len(begun))
	}
	director.want(200, ">53<")
}

// TestBesideADecision: what it needs stands on the card and on the case, also when the card comes back refused.
func TestBesideADecision(t *testing.T) {
	s := newSite(t)
	large := strings.NewReplacer(`"qty":"4"`, `"qty":"30"`).Replace(smallPurchase) // 675.00 twice is over 1,000.00
	var begun cases.CaseView
	for range 2 {
		begun = caseAnswered(t, s.check(t, scenario{
			name: "begin", as: "head", method: post, url: "/api/v1/cases", body: large, status: 201,
		}))
	}
	task := begun.Open[0].ID
	for _, sc := range []scenario{
		{as: "director", url: "/tasks", status: 200, has: []string{"像是拆分申请", `<a href="/cases/`, "可用预算", "28,000.00元", "675.00元"}},
		{as: "director", url: "/cases/" + begun.Number, status: 200, has: []string{"像是拆分申请", "28,000.00元", "本次 675.00元", "2%"}},
		{as: "head", url: "/cases/" + begun.Number, status: 200, hasNot: []string{"28,000.00元"}}, // nothing of theirs to decide
		part(posting("director", "/cases/"+begun.Number+"/tasks/"+task, fromQueue("explode", "", "k1"), 422, "28,000.00元")),
	} {
		s.check(t, sc)
	}
}
