package server

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// browser drives the pages as somebody without scripts does: it reads forms, fills them in and presses buttons.
type browser struct {
	t      *testing.T
	base   string
	client *http.Client
	status int
	at     string // where it ended up
	text   string
	doc    *html.Node
}

func (s *site) browse(t *testing.T, server *httptest.Server, login string) *browser {
	t.Helper()
	s.setPassword(login)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, base: server.URL, client: &http.Client{Jar: jar}}
	b.get("/login")
	f := b.form("/login")
	f.values.Set("login", login)
	f.values.Set("password", testPassword)
	b.submit(f, "", "")
	if b.at != "/tasks" {
		t.Fatalf("signed in as %s, at %s: %s", login, b.at, b.text)
	}
	return b
}

func (b *browser) get(path string) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.base+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	b.send(r)
}

func (b *browser) send(r *http.Request) {
	b.t.Helper()
	r.Header.Set("Accept", "text/html")
	w, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	b.text = readBody(b.t, w.Body)
	if err := w.Body.Close(); err != nil {
		b.t.Fatal(err)
	}
	b.status, b.at = w.StatusCode, w.Request.URL.Path
	if b.doc, err = html.Parse(strings.NewReader(b.text)); err != nil {
		b.t.Fatal(err)
	}
}

// webForm is a form as it stands on a page.
type webForm struct {
	action  string
	values  url.Values
	files   map[string][]byte
	buttons map[string][]string
	options map[string][]string
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func walk(n *html.Node, visit func(*html.Node)) {
	visit(n)
	for child := range n.ChildNodes() {
		walk(child, visit)
	}
}

// form finds the one form with an action, and a button of an outcome when one is named.
func (b *browser) form(action string, outcome ...string) *webForm {
	b.t.Helper()
	var found *webForm
	walk(b.doc, func(n *html.Node) {
		if n.Type != html.ElementNode || n.Data != "form" || found != nil {
			return
		}
		if target, _ := attr(n, "action"); target != action {
			return
		}
		f := readWebForm(n)
		if len(outcome) == 0 || slices.Contains(f.buttons["outcome"], outcome[0]) {
			found = f
		}
	})
	if found == nil {
		b.t.Fatalf("no form %s %v on %s:\n%s", action, outcome, b.at, b.text)
	}
	return found
}

func readWebForm(form *html.Node) *webForm {
	f := &webForm{values: url.Values{}, files: map[string][]byte{}, buttons: map[string][]string{},
		options: map[string][]string{}}
	f.action, _ = attr(form, "action")
	walk(form, func(n *html.Node) {
		name, _ := attr(n, "name")
		value, _ := attr(n, "value")
		if n.Type != html.ElementNode || name == "" {
			return
		}
		switch n.Data {
		case "button":
			f.buttons[name] = append(f.buttons[name], value)
		case "textarea":
			text := ""
			if n.FirstChild != nil {
				text = n.FirstChild.Data
			}
			f.values.Add(name, text)
		case "input":
			kind, _ := attr(n, "type")
			_, checked := attr(n, "checked")
			if kind == "file" {
				f.files[name] = nil
			} else if kind != "checkbox" || checked {
				f.values.Add(name, value)
			}
		case "select":
			_, multiple := attr(n, "multiple")
			walk(n, func(o *html.Node) {
				if o.Type != html.ElementNode || o.Data != "option" {
					return
				}
				option, _ := attr(o, "value")
				f.options[name] = append(f.options[name], option)
				if _, selected := attr(o, "selected"); selected && multiple {
					f.values.Add(name, option)
				} else if selected {
					f.values.Set(name, option)
				}
			})
			if !multiple && !f.values.Has(name) && len(f.options[name]) > 0 {
				f.values.Set(name, f.options[name][0])
			}
		}
	})
	return f
}

// set fills a field in, which must be there.
func (b *browser) set(f *webForm, fields map[string]string) {
	b.t.Helper()
	for name, value := range fields {
		if !f.values.Has(name) {
			b.t.Fatalf("no input %s on %s: %v", name, b.at, f.values)
		}
		if options, isSelect := f.options[name]; isSelect && !slices.Contains(options, value) {
			b.t.Fatalf("%s offers %v, not %s", name, options, value)
		}
		f.values.Set(name, value)
	}
}

// submit presses a button.
func (b *browser) submit(f *webForm, button, value string) {
	b.t.Helper()
	values := url.Values{}
	for name, list := range f.values {
		values[name] = list
	}
	if button != "" {
		if !slices.Contains(f.buttons[button], value) {
			b.t.Fatalf("no button %s=%s on %s: %v", button, value, b.at, f.buttons)
		}
		values.Set(button, value)
	}
	body, kind := strings.NewReader(values.Encode()), "application/x-www-form-urlencoded"
	if len(f.files) > 0 {
		var buffer bytes.Buffer
		w := multipart.NewWriter(&buffer)
		for name, list := range values {
			for _, v := range list {
				if err := w.WriteField(name, v); err != nil {
					b.t.Fatal(err)
				}
			}
		}
		for name, content := range f.files {
			filename := ""
			if content != nil {
				filename = "证明.pdf"
			}
			part, err := w.CreateFormFile(name, filename)
			if err != nil {
				b.t.Fatal(err)
			}
			if _, err := part.Write(content); err != nil {
				b.t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			b.t.Fatal(err)
		}
		body, kind = strings.NewReader(buffer.String()), w.FormDataContentType()
	}
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.base+f.action, body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Origin", b.base)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	b.send(r)
}

func (b *browser) want(status int, has ...string) {
	b.t.Helper()
	if b.status != status {
		b.t.Fatalf("at %s: status %d, want %d:\n%s", b.at, b.status, status, b.text)
	}
	for _, part := range has {
		if !strings.Contains(b.text, part) {
			b.t.Errorf("%s lacks %q:\n%s", b.at, part, b.text)
		}
	}
}

// wantNot refuses what must not stand on the page.
func (b *browser) wantNot(parts ...string) {
	b.t.Helper()
	for _, part := range parts {
		if strings.Contains(b.text, part) {
			b.t.Errorf("%s has %q:\n%s", b.at, part, b.text)
		}
	}
}
