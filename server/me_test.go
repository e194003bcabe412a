package server

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"zongwu/processes"
)

func drawn(t *testing.T, width int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, width, 40))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestTheOwnPage: who I am, and what I choose, without scripts.
func TestTheOwnPage(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	b := s.browse(t, web, "director")
	b.get("/me")
	b.want(200, "刘志强", "总务主任", "请假与代理", "本机", ">同意<", `id="say-remarks"`)

	b.send(b.posted("/me/remarks", "do=add&remark=++请附清单++"))
	b.want(200, "请附清单")
	b.send(b.posted("/me/remarks", "do=up:3"))
	if at, before := strings.Index(b.text, "请附清单"), strings.Index(b.text, "请补充说明"); at > before {
		t.Error("not moved up")
	}
	b.send(b.posted("/me/remarks", "do=drop:0"))
	b.get("/tasks")
	if strings.Contains(b.text, ">同意</button>") {
		t.Error("a dropped remark is offered")
	}
	b.send(b.posted("/me/remarks", "do=drop:9"))
	b.want(200, "请附清单")
	b.send(b.posted("/me/remarks", "do=add&remark="+strings.Repeat("长", longestRemark+1)))
	b.want(422, "最多 12 条")

	today := processes.Day(time.Now())
	b.send(b.posted("/me/leave", "do=keep&from="+today+"&deputy="))
	b.want(422, `role="alert"`, `value="`+today+`"`)
	b.send(b.posted("/me/leave", "do=keep&from="+today+"&deputy=liangw"))
	b.want(200, "请假已保存", "梁伟代理", "销假")
	b.send(b.posted("/me/leave", "do=end"))
	b.want(200, "已销假")
	if strings.Contains(b.text, `value="end"`) {
		t.Error("still on leave")
	}
}

// TestChoicesGoWithThePerson: language and look are found again on another device, and are nobody else's.
func TestChoicesGoWithThePerson(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	b := s.browse(t, web, "director")
	b.send(b.posted("/language", "lang=en&back=/me"))
	b.send(b.posted("/theme", "theme=dark&back=/me"))
	b.want(200, "Leave and deputy", `data-bs-theme="dark"`)
	other := s.browse(t, web, "director")
	other.get("/me")
	other.want(200, "Leave and deputy", `data-bs-theme="dark"`)
	principal := s.browse(t, web, "principal")
	principal.get("/me")
	principal.want(200, "请假与代理", `data-theme="auto"`)
}

// TestChangingThePassword: only with the present one; whoever is signed in elsewhere is not any more.
func TestChangingThePassword(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	elsewhere := s.browse(t, web, "director")
	b := &browser{t: t, base: web.URL, client: elsewhere.client}
	s.token("director") // a third place
	for body, want := range map[string]string{
		"old=" + testPassword + "&new=short&again=short":                          "至少 8 个字符",
		"old=" + testPassword + "&new=long-enough&again=long-enougH":              "两次输入",
		"old=wrong-2026&new=long-enough&again=long-enough":                        "现在的密码不对",
		"old=" + testPassword + "&new=" + testPassword + "&again=" + testPassword: "不能和现在的密码",
	} {
		b.send(b.posted("/me/password", body))
		b.want(422, want)
	}
	b.send(b.posted("/me/password", "old="+testPassword+"&new=long-enough&again=long-enough"))
	b.want(200, "密码已修改")
	s.check(t, scenario{name: "elsewhere", as: "director", url: "/api/v1/me", status: 401})
	s.check(t, scenario{name: "the old one", method: post, url: "/api/v1/session", status: 401,
		body: `{"login":"director","password":"` + testPassword + `"}`})
	s.check(t, scenario{name: "the new one", method: post, url: "/api/v1/session", status: 200,
		body: `{"login":"director","password":"long-enough"}`})
	b.get("/me")
	b.want(200, "退出其他设备")
	b.send(b.posted("/me/sessions", ""))
	b.want(200, "已退出", "本机")
	if strings.Contains(b.text, "退出其他设备") {
		t.Error("others are left")
	}
}

// TestOneSignsByHand: what is decided after a signature was drawn stands signed with it, what was before does not, and
// only who may see the case sees it.
func TestOneSignsByHand(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	b := s.browse(t, web, "director")
	before, after := s.begin(t), s.begin(t)
	approve := func(task string) {
		s.check(t, scenario{as: "director", method: post, url: "/api/v1/tasks/" + task, body: `{"outcome":"approve"}`, status: 200})
	}
	approve(before.Open[0].ID)
	for name, c := range map[string]struct {
		content []byte
		status  int
		has     string
	}{
		"no picture": {[]byte("x"), 422, "PNG"}, "too wide": {drawn(t, widestSigned+1), 422, "PNG"},
		"nothing": {nil, 422, `role="alert"`},
	} {
		b.get("/me")
		form := b.form("/me/signature")
		form.files["picture"] = c.content
		b.submit(form, "", "")
		if b.want(c.status, c.has); t.Failed() {
			t.Fatal(name)
		}
	}
	b.get("/me")
	form := b.form("/me/signature")
	form.files["picture"] = drawn(t, 90)
	b.submit(form, "", "")
	b.want(200, "签名已保存", `src="/me/signatures/1"`, "改用姓名", `data-hand="/me/signatures/1"`)
	approve(after.Open[0].ID)
	picture := "/cases/" + after.Number + "/signatures/1"
	b.get("/cases/" + after.Number)
	b.want(200, `src="`+picture+`"`)
	b.get("/cases/" + before.Number)
	if strings.Contains(b.text, before.Number+"/signatures/") {
		t.Error("signed before it was drawn")
	}
	for _, sc := range []scenario{
		{as: "head", url: picture, status: 200}, {as: "teacher", url: picture, status: 404},
		{as: "head", url: "/me/signatures/1", status: 404}, {as: "director@second", url: "/me/signatures/1", status: 404},
		{as: "head", url: "/cases/" + after.Number + "/signatures/x", status: 404},
	} {
		s.check(t, sc)
	}
	b.get("/me")
	b.send(b.posted("/me/signature", "do=name"))
	b.want(200, "签名已保存")
	if strings.Contains(b.text, "/me/signatures/") {
		t.Error("still by hand")
	}
	b.get("/cases/" + after.Number)
	b.want(200, `src="`+picture+`"`)
}

func (b *browser) posted(path, body string) *http.Request {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.base+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func TestDevicesByName(t *testing.T) {
	for agent, want := range map[string]string{
		"": "", "curl/8.5.0": "curl", strings.Repeat("x", 60): "",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0":          "Windows · Edge",
		"Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36":               "Android · Chrome",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Mobile/15E148 MicroMessenger/8.0.49": "iPhone · 微信",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15":          "Mac · Safari",
	} {
		if got := deviceOf(agent); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
	}
}
