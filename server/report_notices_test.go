package server

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// TestGeneralAffairsIsToldOfReports: once of each, several that nobody looked at in one line; whoever looks at them, or
// decides, has read them.
func TestGeneralAffairsIsToldOfReports(t *testing.T) {
	s := labelledSite(t)
	s.open(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	code := s.code(t, "assets", thingID, "main")
	report := func(as, what string) {
		t.Helper()
		s.check(t, scenario{name: what, as: as, method: post, url: "/api/v1/reports", status: 201,
			body: `{"code":"` + code + `","description":"` + what + `"}`})
	}
	long := strings.Repeat("灯", 100)
	report("", "灯泡爆了\\n请看")
	queue := scenario{as: "director", url: "/tasks", status: 200,
		has: []string{`<a href="/reported">扫码上报待看：一(1)班教室 · 多功能投影仪，灯泡爆了 请看</a>`}}
	s.check(t, queue)
	report("liangw", "又坏了") // whoever reports needs not be told
	report("", long)
	queue.has, queue.hasNot = []string{`<a href="/reported">有 3 项扫码上报待看</a>`}, []string{"灯泡爆了"}
	s.check(t, queue)
	told := scenario{as: "liangw", url: "/api/v1/notices", status: 200, has: []string{`"what":"reported"`, "灯…", "灯泡爆了"},
		hasNot: []string{long, "又坏了"}}
	s.check(t, told)
	for _, as := range []string{"principal", "teacher", "storekeeper", "director@second"} {
		s.check(t, scenario{name: as, as: as, url: "/api/v1/notices", status: 200, has: []string{`"items":[]`}})
	}
	s.check(t, scenario{as: "director", url: "/reported", status: 200})
	queue.has, queue.hasNot = []string{"已读的消息"}, []string{"有 3 项扫码上报待看", `消息 <span class="number">`}
	s.check(t, queue)
	id := s.report(t)
	s.check(t, scenario{name: "discard", as: "director", method: post, url: "/api/v1/reports/" + id + "/discard", status: 200,
		body: `{"reason":"重复"}`, has: []string{`"state":"discarded"`}})
	told.has, told.hasNot = []string{`"read":true`}, nil
	s.check(t, told)
}

// TestADiscardIsAnsweredTwiceAlike: with the same key.
func TestADiscardIsAnsweredTwiceAlike(t *testing.T) {
	s := labelledSite(t)
	sc := scenario{name: "discard", as: "director", method: post, status: 200, body: `{"reason":"重复"}`,
		header: map[string]string{"Idempotency-Key": "k"}}
	s.open(t)
	code := s.code(t, "assets", thingID, "main")
	s.check(t, scenario{name: "report", method: post, url: "/api/v1/reports", status: 201,
		body: `{"code":"` + code + `","description":"x"}`})
	sc.url = "/api/v1/reports/" + s.report(t) + "/discard"
	first := s.check(t, sc).Body.String()
	if again := s.check(t, sc).Body.String(); again != first {
		t.Errorf("%s, then %s", first, again)
	}
	sc.header, sc.status = nil, 409
	s.check(t, sc)
}
