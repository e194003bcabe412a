package server

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

//go:embed templates static
var assets embed.FS

// shared are the templates every page can use.
var shared = []string{"layout", "fields", "entry", "more"}

// languages in the order the pages offer them.
var languages = []choice{
	{Value: forms.Chinese, Label: "简体"}, {Value: forms.Traditional, Label: "繁體"},
	{Value: forms.English, Label: "English"},
}

// choice is one option of a list on a page.
type choice struct {
	Value, Label string
	Chosen       bool
}

// pages are the parsed templates by language and name: the words are bound when they are parsed.
type pages map[string]map[string]*template.Template

func parsePages(w words) (pages, error) {
	names, err := fs.Glob(assets, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	parsed := pages{}
	for _, lang := range languages {
		parsed[lang.Value] = map[string]*template.Template{}
		for _, file := range names {
			name := strings.TrimSuffix(path.Base(file), ".html")
			if slices.Contains(shared, name) {
				continue
			}
			files := make([]string, 0, len(shared)+1) // the page last: its blocks take the layout's places
			for _, s := range shared {
				files = append(files, "templates/"+s+".html")
			}
			page, err := template.New(name).Funcs(functions(w, lang.Value)).ParseFS(assets, append(files, file)...)
			if err != nil {
				return nil, fmt.Errorf("parse template %s: %w", name, err)
			}
			parsed[lang.Value][name] = page
		}
	}
	return parsed, nil
}

func functions(w words, lang string) template.FuncMap {
	return template.FuncMap{
		"say":   func(key string) string { return w.say(lang, key) },
		"state": func(s processes.Status) string { return w.say(lang, "state."+string(s)) },
		"moment": func(at any) string {
			switch t := at.(type) {
			case time.Time:
				return moment(lang, t)
			case *time.Time:
				if t != nil {
					return moment(lang, *t)
				}
			}
			return ""
		},
		"amount":  amount,
		"bracket": func(text string) string { return bracketed(lang, text) },
		"list":    func(names []string) string { return joined(lang, names) },
	}
}

// frame is what every page is given.
type frame struct {
	Lang      string
	Path      string
	Who       *mine
	School    string // its name
	Nav       []link
	Languages []choice
	Body      any
	Next      string // address of the list's next part
}

type link struct {
	Href, Label string
	Here        bool
}

// render writes a page: to a buffer first, so that a page is whole or an error.
func (s *Server) render(c *gin.Context, status int, name string, body any) {
	s.renderList(c, status, name, body, "")
}

// renderList is render for a list that may go on; next is its cursor.
func (s *Server) renderList(c *gin.Context, status int, name string, body any, next string) {
	lang := langOf(c.Request.Context())
	f := frame{Lang: lang, Path: c.Request.URL.RequestURI(), Body: body}
	if next != "" {
		query := c.Request.URL.Query()
		query.Set("cursor", next)
		f.Next = c.Request.URL.Path + "?" + query.Encode()
	}
	if c.Request.Method != http.MethodGet {
		f.Path = "/"
	}
	for _, l := range languages {
		l.Chosen = l.Value == lang
		f.Languages = append(f.Languages, l)
	}
	if who, signedIn := callerOf(c.Request.Context()); signedIn {
		view := mineOf(who)
		f.Who, f.Nav = &view, s.navigation(who, lang, c.Request.URL.Path)
		if status < http.StatusInternalServerError { // an error page must not wait for what failed
			f.School = s.schoolName(c.Request.Context())
		}
	}
	var out bytes.Buffer
	if err := s.pages[lang][name].ExecuteTemplate(&out, "layout", f); err != nil {
		s.log.ErrorContext(c.Request.Context(), "render page", "page", name, "error", err)
		c.Data(http.StatusInternalServerError, "text/plain; charset=utf-8", []byte(s.words.say(lang, "error.internal")))
		return
	}
	c.Data(status, "text/html; charset=utf-8", out.Bytes())
}

// schoolName is what the caller's school is called; a page without it is still a page.
func (s *Server) schoolName(ctx context.Context) string {
	var name string
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		row, err := tx.ReadSchool(ctx)
		if err == nil {
			name = row.Name
		}
		return err
	})
	if err != nil {
		s.log.WarnContext(ctx, "read school", "error", err)
	}
	return name
}

// navigation is what a person's roles open.
func (s *Server) navigation(who caller, lang, here string) []link {
	var nav []link
	add := func(href, key string, may bool) {
		if may {
			nav = append(nav, link{Href: href, Label: s.words.say(lang, key), Here: strings.HasPrefix(here, href)})
		}
	}
	add("/tasks", "tasks.title", true)
	add("/new", "new.title", true)
	add("/cases", "cases.title", true)
	add("/stock", "stock.title", who.office())
	add("/budgets", "budgets.title", who.office() || who.heads())
	add("/payables", "payables.title", who.office())
	add("/admin", "admin.title", who.is("admin"))
	return nav
}

// problemPage is an error as people read it, with the case it is about when there is one to go back to.
type problemPage struct {
	*Problem
	Case string
}

func (s *Server) renderProblem(c *gin.Context, p *Problem) {
	page := problemPage{Problem: p}
	if p.Status != http.StatusNotFound && c.Request.Method == http.MethodPost {
		page.Case = c.Param("number")
	}
	s.render(c, p.Status, "problem", page)
}

// static serves our own style sheet and nothing else.
func (s *Server) static() gin.HandlerFunc {
	return func(c *gin.Context) {
		name := strings.TrimPrefix(path.Clean(c.Param("file")), "/")
		body, err := assets.ReadFile("static/" + name)
		if err != nil {
			s.abort(c, s.problem(langOf(c.Request.Context()), http.StatusNotFound, "error.not_found"))
			return
		}
		kind := "text/css; charset=utf-8"
		if strings.HasSuffix(name, ".svg") {
			kind = "image/svg+xml"
		}
		c.Header("Cache-Control", "public, max-age=300")
		c.Data(http.StatusOK, kind, body)
	}
}

func (s *Server) pageHome(c *gin.Context) error {
	target := "/login"
	if _, signedIn := callerOf(c.Request.Context()); signedIn {
		target = "/tasks"
	}
	c.Redirect(http.StatusSeeOther, target)
	return nil
}

// postLanguage remembers the language of the pages for a year.
func (s *Server) postLanguage(c *gin.Context) error {
	if lang := ourLanguage(c.PostForm("lang")); lang != "" {
		http.SetCookie(c.Writer, &http.Cookie{ //nolint:gosec // Secure follows from how the server is reached
			Name: languageName, Value: lang, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: s.secure,
			SameSite: http.SameSiteLaxMode,
		})
	}
	c.Redirect(http.StatusSeeOther, ownPath(c.PostForm("back")))
	return nil
}

// ownPath keeps a redirect on this server: anything but a plain path leads home.
func ownPath(target string) string {
	if !strings.HasPrefix(target, "/") || strings.HasPrefix(target, "//") || strings.ContainsAny(target, "\\\r\n\t") {
		return "/"
	}
	return target
}
