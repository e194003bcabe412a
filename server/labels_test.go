package server

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
)

// mending is a process that labels offer.
const mending = `process: mending
title: {zh: 修东西, zh-TW: 修東西, en: Mending}
number: XX-{year}-{seq}
labels: [place, thing, what, pictures]
forms:
  request:
    fields:
      - {name: place, type: room, label: 场地, required: true}
      - {name: thing, type: asset, label: 设备}
      - {name: what, type: longtext, label: 情况, required: true}
      - {name: pictures, type: photo, label: 照片, many: true}
      - {name: urgent, type: bool, label: 急}
start: {by: everyone, form: request}
steps:
  - {id: look, kind: approve, title: 看看, by: {role: director}}
`

const (
	roomID   = "A101"
	thingID  = "ZC-2021-0007"
	nobodies = "r000000000000000000000000"
)

// labelledSite is a site on which the process is offered by labels.
func labelledSite(t *testing.T) *site {
	t.Helper()
	s := newSite(t)
	s.publish(t, "mending", mending, "main")
	return s
}

// code is that of the label on a thing of a table.
func (s *site) code(t *testing.T, table, id, school string) string {
	t.Helper()
	var code string
	err := s.db.Owner.QueryRowContext(t.Context(), `SELECT code FROM `+table+` WHERE id = $1 AND school = $2`, id, school).Scan(&code)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func (s *site) open(t *testing.T) {
	t.Helper()
	s.owner(t, `UPDATE schools SET open_reports = true WHERE id = 'main'`)
}

// stranger is a browser in which nobody is signed in; it is sent nowhere else by itself.
func stranger(t *testing.T, web *httptest.Server) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, base: web.URL, client: &http.Client{Jar: jar}}
}

// TestALabelOffersWhatMayBeBegun: signed in, a label leads to a form with the room and the thing filled in.
func TestALabelOffersWhatMayBeBegun(t *testing.T) {
	s := labelledSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	teacher := s.browse(t, web, "teacher")
	for _, c := range []struct{ table, id, thing string }{{"rooms", roomID, ""}, {"assets", thingID, thingID}} {
		teacher.get("/q/" + s.code(t, c.table, c.id, "main"))
		teacher.want(200, "修东西")
		href := ""
		walk(teacher.doc, func(n *html.Node) {
			if target, _ := attr(n, "href"); strings.HasPrefix(target, "/new/mending") {
				href = target
			}
		})
		teacher.get(href)
		teacher.want(200)
		form := teacher.form("/new/mending")
		if form.values.Get("place") != roomID || form.values.Get("thing") != c.thing {
			t.Errorf("%s opens with %v", c.table, form.values)
		}
	}
	foreign, absent := s.code(t, "rooms", roomID, "second"), nobodies
	for _, code := range []string{foreign, absent, strings.ToUpper(foreign), "%00", "x"} {
		teacher.get("/q/" + code)
		teacher.want(404)
		if code == foreign || code == absent {
			teacher.want(404, "这个标签不是本校的，或已作废")
			teacher.wantNot("经手")
		}
	}
	body := func(code string) string {
		w := s.check(t, scenario{name: "foreign", as: "teacher", method: post, url: "/api/v1/reports", status: 404,
			body: `{"code":"` + code + `","description":"x"}`})
		return w.Body.String()
	}
	if body(foreign) != body(absent) {
		t.Error("another school's code is told from one nobody has")
	}
	s.check(t, scenario{name: "no code", method: post, url: "/api/v1/reports", status: 422, body: `{"description":"x"}`,
		has: []string{`"pointer":"/code","code":"required"`}})
	guest := stranger(t, web) // who has no start page and no list of cases
	guest.get("/q/" + absent)
	guest.want(404, "这个标签不是本校的，或已作废", `href="/login"`, "本校教职工请登录")
	guest.wantNot("回到首页")
	guest.wantNot("待办")
}

// TestALabelOfWhatIsWrittenOff says so, without a form, to whoever may report by labels; reports are refused.
func TestALabelOfWhatIsWrittenOff(t *testing.T) {
	s := labelledSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	s.owner(t, `UPDATE assets SET state = 'written_off' WHERE id = $1`, thingID)
	code, foreign := s.code(t, "assets", thingID, "main"), s.code(t, "assets", thingID, "second")
	gone := func(b *browser) {
		t.Helper()
		b.get("/q/" + code)
		b.want(200, "多功能投影仪", "已经核销")
		b.wantNot("修东西", `action="/q/`)
	}
	report := scenario{name: "report", as: "teacher", method: post, url: "/api/v1/reports", status: 422,
		body: `{"code":"` + code + `","description":"x"}`, has: []string{`"pointer":"/code"`, `"code":"written_off"`}}
	gone(s.browse(t, web, "teacher"))
	s.check(t, report)
	guest := stranger(t, web)
	if guest.get("/q/" + code); guest.at != "/login" {
		t.Errorf("led to %s where the school does not allow it", guest.at)
	}
	s.open(t)
	gone(guest)
	report.as = ""
	s.check(t, report)
	for _, unknown := range []string{foreign, nobodies} {
		teacher := s.browse(t, web, "teacher")
		teacher.get("/q/" + unknown)
		teacher.want(404)
	}
}

// TestReportedAlready: whoever reports a thing again is told by which case it is handled and where that stands, as far as
// they may see it; who is not signed in only that it is. What is over or about another thing is not told.
func TestReportedAlready(t *testing.T) {
	o := withPupils(t)
	o.open(t)
	web := httptest.NewServer(o.engine)
	defer web.Close()
	code := o.code(t, "assets", projector, "main")
	guest, teacher := stranger(t, web), o.browse(t, web, "teacher")
	const already, standing = "已有人报过", "（查明原因和责任）"
	form := "/new/damage?asset=" + projector
	silent := func() {
		t.Helper()
		for _, b := range []*browser{guest, teacher} {
			b.get("/q/" + code)
			b.want(200)
			b.wantNot(already)
		}
		teacher.get(form)
		teacher.want(200)
		teacher.wantNot(already)
	}
	silent()
	c := o.reports(projector)
	teacher.get("/q/" + code)
	teacher.want(200, already, c.Number, standing)
	for _, process := range []string{"damage", "repair"} {
		teacher.get("/new/" + process + "?asset=" + projector)
		teacher.want(200, already, c.Number, standing, `href="/cases/`+c.Number)
	}
	repairer := o.browse(t, web, "repairer")
	repairer.get(form)
	repairer.want(200, already, c.Number)
	repairer.wantNot(standing, "/cases/"+c.Number)
	guest.get("/q/" + code)
	guest.want(200, already)
	guest.wantNot(c.Number, standing)
	teacher.get("/new/damage")
	teacher.want(200)
	teacher.wantNot(already)
	o.does("director", c.Number, "establish nothing", nil)
	silent()
}

// TestReportsWithoutSigningIn: where the school allows it a report is held for a look, and becomes a case or nothing.
func TestReportsWithoutSigningIn(t *testing.T) {
	s := labelledSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	code := s.code(t, "assets", thingID, "main")
	guest := stranger(t, web)
	guest.get("/q/" + code)
	if guest.at != "/login" {
		t.Fatalf("led to %s where the school does not allow it", guest.at)
	}
	s.check(t, scenario{name: "closed", method: post, url: "/api/v1/reports", body: `{"code":"` + code + `","description":"x"}`,
		status: 401})
	s.open(t)
	guest.get("/q/" + code)
	guest.want(200, "多功能投影仪")
	guest.wantNot("/new/mending", "/tasks")
	form := guest.form("/q/" + code)
	guest.submit(form, "", "")
	guest.want(422, "必须填写")
	guest.set(form, map[string]string{"description": "灯泡爆了", "persons": "小林", "name": "王家长", "phone": "000-123"})
	form.files["photos"] = pdf
	guest.submit(form, "", "")
	guest.want(415, "灯泡爆了")
	form.files["photos"] = onePixel
	guest.submit(form, "", "")
	guest.want(200, "已收到", "再报一件")
	guest.wantNot("<textarea")
	if got := s.count("reports", "report_photos", "files", "cases"); got["reports"] != 1 || got["report_photos"] != 1 ||
		got["files"] != 0 || got["cases"] != 0 {
		t.Fatalf("there are %v", got)
	}
	s.accepts(t, web)
	s.discards(t, web, code)
}

// accepts makes the one report that is held a case, with what it said filled in.
func (s *site) accepts(t *testing.T, web *httptest.Server) {
	t.Helper()
	director := s.browse(t, web, "director")
	director.want(200, `<span class="count">1<`)
	director.get("/reported")
	director.want(200, "灯泡爆了", "小林", "王家长", "000-123")
	id := s.report(t)
	director.get("/reported/" + id + "/photos/1")
	director.want(200)
	if director.text != string(onePixel) {
		t.Error("the picture is another")
	}
	director.get("/reported")
	form := director.form("/reported/" + id)
	director.set(form, map[string]string{"process": "mending"})
	director.submit(form, "do", "accept")
	director.want(200, "灯泡爆了")
	director.want(200, "上报人写的当事人：", "小林", "王家长", "000-123") // beside the form, not in it
	start := director.form("/new/mending")
	if start.values.Get("place") != roomID || start.values.Get("thing") != thingID || start.values.Get("pictures") == "" {
		t.Fatalf("the form opens with %v", start.values)
	}
	director.set(start, map[string]string{"place": ""})
	director.submit(start, "outcome", "submit")
	director.want(422, "小林")
	start = director.form("/new/mending")
	director.set(start, map[string]string{"place": roomID})
	director.submit(start, "outcome", "submit")
	director.want(200)
	if !strings.HasPrefix(director.at, "/cases/XX-") {
		t.Fatalf("it ended at %s", director.at)
	}
	director.want(200, "/api/v1/files/", "由扫码上报受理：", "小林", "王家长", "000-123", `href="/reported#report-`+id)
	s.readsNoReport(t, web, director.at, id)
	number := strings.TrimPrefix(director.at, "/cases/")
	director.get("/reported")
	director.want(200, number, "小林", "王家长", "000-123", `id="report-`+id)
	if got := s.count("reports WHERE state = 'held'", "report_photos", "cases", "file_cases"); got["reports WHERE state = 'held'"] != 0 ||
		got["report_photos"] != 0 || got["cases"] != 1 || got["file_cases"] != 1 {
		t.Errorf("there are %v", got)
	}
	director.get("/new/mending?" + url.Values{reportName: {id}}.Encode())
	director.want(409)
}

// readsNoReport opens the page, the paper and the data of a case that was begun from a report, and a form that names the
// report, as people who look at no reports: whom it is about reads the case.
func (s *site) readsNoReport(t *testing.T, web *httptest.Server, page, id string) {
	t.Helper()
	said := []string{"小林", "王家长", "000-123", "由扫码上报受理"}
	principal, teacher := s.browse(t, web, "principal"), s.browse(t, web, "teacher")
	for _, address := range []string{page, page + "/print", "/api/v1" + page} {
		principal.get(address)
		principal.want(200, "灯泡爆了")
		principal.wantNot(said...)
	}
	teacher.get("/new/mending")
	form := teacher.form("/new/mending")
	form.values.Set(reportName, id)
	form.values.Set("refresh", "1")
	teacher.submit(form, "", "")
	teacher.want(200)
	teacher.wantNot(said...)
}

// report is the id of the report made last.
func (s *site) report(t *testing.T) string {
	t.Helper()
	var id string
	err := s.db.Owner.QueryRowContext(t.Context(), `SELECT id FROM reports ORDER BY id DESC LIMIT 1`).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// discards says why another report comes to nothing.
func (s *site) discards(t *testing.T, web *httptest.Server, code string) {
	t.Helper()
	s.check(t, scenario{name: "report", method: post, url: "/api/v1/reports", status: 201,
		body: `{"code":"` + code + `","description":"玩笑"}`})
	director := s.browse(t, web, "director")
	director.get("/reported")
	discard := discardForm(director, "/reported/"+s.report(t))
	director.submit(discard, "do", "discard")
	director.want(422, "请写明不受理的原因")
	discard = discardForm(director, "/reported/"+s.report(t))
	director.set(discard, map[string]string{"reason": "不是真的"})
	director.submit(discard, "do", "discard")
	director.want(200, "已记为不受理", "不是真的")
	teacher := s.browse(t, web, "teacher")
	teacher.get("/reported")
	teacher.want(403)
}

// discardForm is the second form of a report.
func discardForm(b *browser, action string) *webForm {
	var found *webForm
	walk(b.doc, func(n *html.Node) {
		if target, _ := attr(n, "action"); n.Data == "form" && target == action {
			found = readWebForm(n)
		}
	})
	return found
}

// TestTheSameForPrograms: reports, what becomes of them, and what is refused.
func TestTheSameForPrograms(t *testing.T) {
	s := labelledSite(t)
	s.open(t)
	code := s.code(t, "rooms", roomID, "main")
	body, kind := reportForm(t, map[string]string{"code": code, "description": "窗玻璃碎了", "name": "门卫"}, onePixel)
	w := s.check(t, scenario{name: "with a picture", method: post, url: "/api/v1/reports", body: body, status: 201,
		header: map[string]string{"Content-Type": kind}, has: []string{`"state":"held"`}})
	var made reportMade
	if err := json.Unmarshal(w.Body.Bytes(), &made); err != nil {
		t.Fatal(err)
	}
	s.check(t, scenario{name: "theirs to see", as: "director", url: "/api/v1/reports", status: 200,
		has: []string{made.ID, `"room":"A101"`, "窗玻璃碎了", `"photos":1`}})
	s.check(t, scenario{name: "not theirs", as: "principal", url: "/api/v1/reports", status: 403})
	s.check(t, scenario{name: "picture", as: "director", url: "/api/v1/reports/" + made.ID + "/photos/1", status: 200,
		has: []string{string(onePixel)}})
	s.check(t, scenario{name: "no more", as: "director", url: "/api/v1/reports/" + made.ID + "/photos/2", status: 404})
	begin := scenario{name: "accept", as: "director", method: post, url: "/api/v1/cases", status: 201,
		body:   `{"process":"mending","data":{"urgent":true},"report":"` + made.ID + `"}`,
		header: map[string]string{"Idempotency-Key": "k1"}, has: []string{"窗玻璃碎了", `"place":"A101"`, `"pictures":["`}}
	s.check(t, begin)
	begin.status = 200
	s.check(t, begin)
	begin.status, begin.header, begin.has = 409, nil, nil
	s.check(t, begin)
	begin.as, begin.status = "teacher", 403
	s.check(t, begin)
	s.check(t, scenario{name: "discarded too late", as: "director", method: post, status: 409, body: `{"reason":"x"}`,
		url: "/api/v1/reports/" + made.ID + "/discard"})

	report := scenario{name: "refused", method: post, url: "/api/v1/reports", status: 422}
	for wanted, body := range map[string]string{
		"/description": `{"code":"` + code + `","description":" "}`,
		"/name":        `{"code":"` + code + `","description":"x","name":"` + strings.Repeat("长", 61) + `"}`,
		"/photos/0":    `{"code":"` + code + `","description":"x","photos":["` + made.ID + `"]}`,
	} {
		report.body, report.has = body, []string{`"pointer":"` + wanted + `"`}
		s.check(t, report)
	}
	for wanted, members := range map[string]string{
		`"pointer":"/room","code":"other_label"`:  `"room":"B999"`,
		`"pointer":"/asset","code":"other_label"`: `"asset":"` + thingID + `"`,
		`"pointer":"/persons","code":"max"`:       `"persons":"` + strings.Repeat("长", 201) + `"`,
	} {
		report.body, report.has = `{"code":"`+code+`","description":"x",`+members+`}`, []string{wanted}
		s.check(t, report)
	}
	report.status = 400
	for body, wanted := range map[string]string{
		`[]`:                            `"type"`,
		`{"code":1}`:                    `"pointer":"/code","code":"type"`,
		`{"persons":1}`:                 `"pointer":"/persons","code":"type"`,
		`{"photos":"x"}`:                `"pointer":"/photos","code":"type"`,
		`{"description":"x","who":"x"}`: `"pointer":"/who","code":"unknown"`,
		`{"code":"a","code":"b"}`:       `"pointer":"/code","code":"duplicate"`,
	} {
		report.body, report.has = body, []string{wanted}
		s.check(t, report)
	}
	named := scenario{name: "with all of a report's members", method: post, url: "/api/v1/reports", status: 201,
		body: `{"code":"` + code + `","room":"` + roomID + `","asset":"","description":"又碎了","persons":["小林","小陈"],"photos":[]}`}
	s.check(t, named)
	s.check(t, scenario{name: "who is named", as: "director", url: "/api/v1/reports", status: 200,
		has: []string{`"persons":"小林、小陈"`}})
	report.has = nil
	form, kind := reportForm(t, map[string]string{"code": code, "description": "x", "who": "x"}, onePixel)
	s.check(t, scenario{name: "a form with more", method: post, url: "/api/v1/reports", body: form, status: 400,
		header: map[string]string{"Content-Type": kind}, has: []string{`"pointer":"/who","code":"unknown"`}})
	report.body, report.status = `{"code":"`+nobodies+`","description":"x"}`, 404
	s.check(t, report)
	report.body, report.status, report.header = "x", 415, map[string]string{"Content-Type": "text/plain"}
	s.check(t, report)
	large, kind := reportForm(t, map[string]string{"code": code, "description": "x"}, append(onePixel, make([]byte, maxPhoto)...))
	report.body, report.status, report.header = large, 413, map[string]string{"Content-Type": kind}
	s.check(t, report)
}

// TestReportsAreSlowedDown: of one label, and from one address, only so many are taken within some minutes.
func TestReportsAreSlowedDown(t *testing.T) {
	s := labelledSite(t)
	s.open(t)
	code := s.code(t, "rooms", roomID, "main")
	report := func(code, from string) *httptest.ResponseRecorder {
		return s.do(scenario{method: post, url: "/api/v1/reports", body: `{"code":"` + code + `","description":"x"}`, from: from})
	}
	var all sync.WaitGroup
	var counted sync.Mutex
	answers := map[int]int{}
	for range 3 * reportsPerCode {
		all.Go(func() {
			w := report(code, "203.0.113.7:1")
			counted.Lock()
			defer counted.Unlock()
			answers[w.Code]++
			if w.Code == 429 && w.Header().Get("Retry-After") == "" {
				t.Error("nobody says when to come again")
			}
		})
	}
	all.Wait()
	if answers[201] != reportsPerCode || answers[429] != 2*reportsPerCode || s.count("reports")["reports"] != reportsPerCode {
		t.Errorf("answered %v", answers)
	}
	other := s.code(t, "assets", thingID, "main")
	if w := report(other, "203.0.113.8:1"); w.Code != 201 {
		t.Errorf("another label is answered %d", w.Code)
	}
	s.owner(t, `DELETE FROM login_tries WHERE key LIKE 'report-code:%'`)
	s.owner(t, `UPDATE login_tries SET failures = $1 WHERE key = 'report-address:203.0.113.7'`, reportsPerSender)
	if w := report(other, "203.0.113.7:1"); w.Code != 429 {
		t.Errorf("one address more is answered %d", w.Code)
	}
}

// reportForm is a report as a form sends it.
func reportForm(t *testing.T, fields map[string]string, photo []byte) (body, kind string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("photos", "照片.png")
	if err == nil {
		_, err = part.Write(photo)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}
