package server

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// forget ends the browser's session, as time does.
func (b *browser) forget() {
	b.t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(b.t, err)
	b.client.Jar = jar
}

// asks says that the page is the sign-in page with something held, and gives its form.
func (b *browser) asks() *webForm {
	b.t.Helper()
	f := b.form("/login")
	require.NotEmpty(b.t, f.values.Get("held"), "nothing is held:\n%s", b.text)
	return f
}

func (b *browser) signIn(f *webForm, login, password string) {
	b.t.Helper()
	f.values.Set("login", login)
	f.values.Set("password", password)
	b.submit(f, "", "")
}

// TestSentAfterTheSessionEnded: what somebody sends without a session is kept on the sign-in page, through a wrong
// password and another person's right one, and done once the person themself has signed in; never twice.
func TestSentAfterTheSessionEnded(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	s.setPassword("principal")
	head, director := s.browse(t, web, "head"), s.browse(t, web, "director")
	number := askOnPages(t, head)
	director.get("/cases/" + number)
	review := taskForm(director, number, "approve")
	review.values.Set("comment", "同意“尽快” & <办理>")
	director.forget()

	director.submit(review, "outcome", "approve")
	director.want(401, "登录已过期")
	director.signIn(director.asks(), "director", "wrong")
	director.want(401, "账号或密码不正确")
	director.signIn(director.asks(), "principal", testPassword)
	director.want(409, "另一个账号填写")
	director.get("/tasks")
	require.Equal(t, "/login", director.at, "whoever may not send it is not signed in by trying")

	director.submit(review, "outcome", "approve")
	director.signIn(director.asks(), "director", testPassword)
	director.want(200, "同意“尽快” &amp; &lt;办理&gt;")
	require.Equal(t, "/cases/"+number, director.at)
	require.Equal(t, 2, s.count("transitions")["transitions"])
	director.forget()
	director.submit(review, "outcome", "approve")
	director.signIn(director.asks(), "director", testPassword)
	director.want(200, number)
	require.Equal(t, 2, s.count("transitions")["transitions"], "the same key does nothing twice")
}

// TestHeldWithFiles: files cannot be held; the form comes back with all that was typed, to have them chosen again.
func TestHeldWithFiles(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head := s.browse(t, web, "head")
	head.get("/new/purchase")
	form := head.form("/new/purchase")
	form.values.Set("reason", "换纸")
	form.files["files"] = []byte("%PDF-1.4 x")
	head.forget()
	head.submit(form, "outcome", "submit")
	head.want(401, "附件没有保留")
	before := s.count("cases")["cases"]
	head.signIn(head.asks(), "head", testPassword)
	head.want(200, "换纸", `name="lines.0.item"`)
	require.Equal(t, before, s.count("cases")["cases"])
}

// TestNotHeld: what is too large, no text, or of nobody's page leads to the sign-in page as before.
func TestNotHeld(t *testing.T) {
	s := newSite(t)
	key := newKeyFor("main", "director")
	for name, form := range map[string]url.Values{
		"no key":         {"reason": {"x"}},
		"a foreign key":  {"key": {"abc"}},
		"large":          {"key": {key}, "reason": {strings.Repeat("x", maxHeld)}},
		"no text":        {"key": {key}, "reason": {"\xff"}},
		"no text inside": {"key": {key}, "\xff": {"x"}},
	} {
		t.Run(name, func(t *testing.T) {
			for kind, body := range map[string]string{
				"application/x-www-form-urlencoded":      form.Encode(),
				"multipart/form-data; boundary=boundary": multipartOf(t, form),
			} {
				w := s.do(scenario{method: post, url: "/new/purchase", body: body, header: map[string]string{
					"Content-Type": kind, "Accept": "text/html",
				}})
				require.Equal(t, 303, w.Code, kind)
				require.Equal(t, "/login", w.Header().Get("Location"))
			}
		})
	}
}

func multipartOf(t *testing.T, form url.Values) string {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	require.NoError(t, w.SetBoundary("boundary"))
	for name, list := range form {
		for _, text := range list {
			require.NoError(t, w.WriteField(name, text))
		}
	}
	require.NoError(t, w.Close())
	return out.String()
}

func newKeyFor(school, person string) string {
	who := caller{School: school}
	who.Person.ID = person
	secret := newSecret()
	return secret + "." + markOf(secret, who)
}

// TestAnothersForm: a form drawn for one person is not sent in another's name, with scripts or without.
func TestAnothersForm(t *testing.T) {
	s := newSite(t)
	form := func(login string) string {
		return url.Values{"key": {newKeyFor("main", login)}, "outcome": {"submit"}}.Encode()
	}
	kind := map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
	s.check(t, scenario{name: "another's", as: "head", method: post, url: "/new/purchase", body: form("director"),
		header: kind, status: 409, has: []string{"另一个账号"}})
	s.check(t, scenario{name: "own", as: "head", method: post, url: "/new/purchase", body: form("head"), header: kind,
		status: 422})
	for named, status := range map[string]int{"main/head": 200, "main%2Fhead": 200, "main/director": 401, "%": 401} {
		header := map[string]string{personHeader: named, "Accept": "text/html"}
		w := s.do(scenario{as: "head", url: "/tasks", header: header})
		require.Equal(t, status, w.Code, named)
	}
}

// TestScriptsAreToldPlainly: a page's script hears 401 instead of being led to the sign-in page, and where to go next
// instead of being led there.
func TestScriptsAreToldPlainly(t *testing.T) {
	s := newSite(t)
	header := map[string]string{
		"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html", personHeader: "main/head", sendHeader: "1",
	}
	w := s.do(scenario{method: post, url: "/new/purchase", body: "key=" + newKeyFor("main", "head"), header: header})
	require.Equal(t, 401, w.Code)
	require.NotContains(t, w.Body.String(), "held")
	w = s.do(scenario{as: "head", method: post, url: "/theme", body: "theme=dark&back=/cases", header: header})
	require.Equal(t, http.StatusNoContent, w.Code)
	require.Equal(t, "/cases", w.Header().Get(nextHeader))
	require.Empty(t, w.Header().Get("Location"))
	require.NotEmpty(t, w.Header().Get("Set-Cookie"))
	delete(header, sendHeader)
	w = s.do(scenario{as: "head", method: post, url: "/theme", body: "theme=dark&back=/cases", header: header})
	require.Equal(t, http.StatusSeeOther, w.Code)
}
