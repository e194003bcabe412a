package server

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"zongwu/server/pages"
)

// maxHeld bounds what the sign-in page keeps of a form that arrived after its session had ended.
const maxHeld = 128 << 10

// hold shows the sign-in page with the form somebody sent after the session had ended, to be sent once they are signed
// in. It keeps nothing here: the page does. What it cannot keep whole, or cannot tell whose it is, it leaves to false.
func (s *Server) hold(c *gin.Context) bool {
	if s.bodies[c.Request.Method+" "+c.FullPath()] != formBody {
		return false
	}
	values, files, err := readFields(c)
	if err != nil {
		return false
	}
	if _, _, is := marked(values.Get("key")); !is {
		return false
	}
	if files { // they cannot be kept: the form comes back to have them chosen again
		values.Del("outcome")
		values.Set("refresh", "1")
	}
	s.render(c, http.StatusUnauthorized, "login", pages.LoginPage{
		Held: &pages.Held{Path: c.Request.URL.Path, Form: values.Encode(), Files: files},
	})
	return true
}

var errNotHeld = errors.New("hold form: too much, or no text")

// readFields reads what was typed into a form, not its files; files says that there were some.
func readFields(c *gin.Context) (values url.Values, files bool, err error) {
	media, _, _ := mime.ParseMediaType(c.ContentType())
	if media == "application/x-www-form-urlencoded" {
		body, err := io.ReadAll(io.LimitReader(c.Request.Body, maxHeld+1))
		if err != nil || len(body) > maxHeld {
			return nil, false, errors.Join(err, errNotHeld)
		}
		values, err = url.ParseQuery(string(body))
		return values, false, errors.Join(err, fits(values))
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxForm)
	parts, err := c.Request.MultipartReader()
	if err != nil {
		return nil, false, err
	}
	values = url.Values{}
	for room := int64(maxHeld); ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return values, files, fits(values)
		}
		if err != nil {
			return nil, false, err
		}
		if part.FileName() != "" {
			files = true // NextPart reads over it
			continue
		}
		text, err := io.ReadAll(io.LimitReader(part, room))
		if err != nil {
			return nil, false, err
		}
		if room -= int64(len(text)); room <= 0 {
			return nil, false, errNotHeld
		}
		values.Add(part.FormName(), string(text))
	}
}

func fits(values url.Values) error {
	for name, list := range values {
		for _, text := range append(list, name) {
			if !utf8.ValidString(text) {
				return errNotHeld
			}
		}
	}
	return nil
}

// heldIn is what the sign-in page held, nil when nothing.
func heldIn(c *gin.Context) *pages.Held {
	path := c.PostForm("held_path")
	if path == "" || ownPath(path) != path {
		return nil
	}
	return &pages.Held{Path: path, Form: c.PostForm("held"), Files: c.PostForm("held_files") != ""}
}

// heldFor says that a form was drawn for whoever has signed in now.
func heldFor(held *pages.Held, who caller) bool {
	values, err := url.ParseQuery(held.Form)
	if err != nil {
		return false
	}
	secret, mark, is := marked(values.Get("key"))
	return is && mark == markOf(secret, who)
}

// finish sends a held form in the name of whoever has just signed in, as if it came anew, and answers with its answer.
func (s *Server) finish(c *gin.Context, held *pages.Held, who caller) {
	r := c.Request.Clone(c.Request.Context())
	r.URL = &url.URL{Path: held.Path}
	r.RequestURI = held.Path
	r.Form, r.PostForm, r.MultipartForm = nil, nil, nil
	r.Body = io.NopCloser(bytes.NewReader([]byte(held.Form)))
	r.ContentLength = int64(len(held.Form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Del("Cookie")
	for _, cookie := range c.Request.Cookies() {
		if cookie.Name != s.cookieName() {
			r.AddCookie(cookie)
		}
	}
	cookie := s.cookie(who.token, sessionLife)
	r.AddCookie(&cookie)
	s.inner.ServeHTTP(c.Writer, r)
}
