package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/gin-gonic/gin"

	"zongwu/server/pages"
	"zongwu/store"
)

// render writes a page: to a buffer first, so that a page is whole or an error.
func (s *Server) render(c *gin.Context, status int, name string, body any) {
	s.renderList(c, status, name, body, "")
}

// renderList is render for a list that may go on; next is its cursor.
func (s *Server) renderList(c *gin.Context, status int, name string, body any, next string) {
	f := s.frame(c, body)
	if next != "" {
		query := c.Request.URL.Query()
		query.Set("cursor", next)
		f.Next = c.Request.URL.Path + "?" + query.Encode()
	}
	f.Said = s.saidBefore(c)
	if who, signedIn := callerOf(c.Request.Context()); signedIn {
		f.Who = &pages.Reader{ID: who.Person.ID, Name: who.Person.Name, School: who.School}
		f.Nav = pages.Spread(s.navigation(who, f.Lang, c.Request.URL.Path))
		if status < http.StatusInternalServerError { // an error page must not wait for what failed
			s.surround(c.Request.Context(), &f)
		}
	}
	drawn, err := s.site.Render(name, f)
	if err != nil {
		s.log.ErrorContext(c.Request.Context(), "render page", "page", name, "error", err)
		c.Data(http.StatusInternalServerError, "text/plain; charset=utf-8",
			[]byte(s.site.Words.Say(f.Lang, "error.internal")))
		return
	}
	c.Data(status, "text/html; charset=utf-8", drawn)
}

// partly says that a page which is open already asks, and wants no more than its part.
func partly(c *gin.Context) bool { return c.GetHeader("HX-Request") == "true" }

// renderPart answers with one block of a page, for a page that is open already.
func (s *Server) renderPart(c *gin.Context, status int, name, block string, body any) error {
	f := s.frame(c, body)
	if page, is := body.(pages.QueuePage); is {
		f.Open = page.All
	}
	drawn, err := s.site.Part(name, block, f)
	if err != nil {
		return err
	}
	c.Data(status, "text/html; charset=utf-8", drawn)
	return nil
}

// frame is what every page and every part of one is given.
func (s *Server) frame(c *gin.Context, body any) pages.Frame {
	lang := langOf(c.Request.Context())
	f := pages.Frame{
		Lang: lang, Theme: themeOf(c), Path: c.Request.URL.RequestURI(), Body: body, Languages: pages.Languages(lang),
	}
	if c.Request.Method != http.MethodGet {
		f.Path = "/"
	}
	return f
}

// surroundings are what the caller's school is called and how many tasks wait for them.
func (s *Server) surroundings(ctx context.Context) (school string, waiting int) {
	var f pages.Frame
	s.surround(ctx, &f)
	return f.School, f.Open
}

// surround tells a page what the caller's school is called, how many tasks wait for them and what they often use; a
// page without is still a page.
func (s *Server) surround(ctx context.Context, f *pages.Frame) {
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		row, err := tx.ReadSchool(ctx)
		if err != nil {
			return err
		}
		f.School = row.Name
		if f.Open, err = tx.CountTasks(ctx, me(ctx).Person.ID); err != nil {
			return err
		}
		if me(ctx).keepsReports() {
			if f.Reports, err = tx.HeldReports(ctx); err != nil {
				return err
			}
		}
		chosen, err := tx.Preferences(ctx, me(ctx).Person.ID)
		if err != nil {
			return err
		}
		f.Remarks = s.remarksOf(f.Lang, chosen)
		signed, err := tx.Signatures(ctx, []string{me(ctx).Person.ID})
		if len(signed) > 0 && signed[0].Drawn {
			f.Hand = signatureAddress(signed[0].ID)
		}
		return err
	})
	if err != nil {
		s.log.WarnContext(ctx, "read surroundings of page", "error", err)
	}
}

// saidName is the cookie of what the next page says at its top: what the form before it has done.
const saidName = "zongwu_said"

// sayNext has the next page say something, once.
func (s *Server) sayNext(c *gin.Context, text string) {
	const enough = 60 // seconds until a browser that was sent on asks for the page
	s.setCookie(c, saidName, url.QueryEscape(text), enough)
}

// saidBefore is what the page before this one wanted said.
func (s *Server) saidBefore(c *gin.Context) string {
	text, err := c.Cookie(saidName) // Gin has unescaped it
	if err != nil || c.Request.Method != http.MethodGet {
		return ""
	}
	s.setCookie(c, saidName, "", -1)
	return text
}

// navigation is what a person's roles open.
func (s *Server) navigation(who caller, lang, here string) []pages.Link {
	var nav []pages.Link
	add := func(href, key, icon string, may bool) {
		if may {
			nav = append(nav, pages.Link{
				Href: href, Label: s.site.Words.Say(lang, key), Icon: icon, Here: strings.HasPrefix(here, href),
			})
		}
	}
	add("/tasks", "tasks.title", "checklist", true)
	add("/new", "new.title", "circle-plus", true)
	add("/cases", "cases.title", "files", true)
	add("/stock", "stock.title", "building-warehouse", who.office())
	add("/budgets", "budgets.title", "chart-pie", who.office() || who.heads())
	add("/payables", "payable.title", "receipt", who.office())
	add("/assets", "assets.title", "devices", true)
	add("/rooms", "rooms.title", "building", true)
	add(reportedPath, "reported.title", "qrcode", who.keepsReports())
	add("/receivables", "receivables.title", "coins", who.office())
	add(reportsPath, "reports.title", "chart-bar", who.office() || who.heads())
	add("/admin", "admin.title", "settings", who.is("admin"))
	return nav
}

func (s *Server) renderProblem(c *gin.Context, p *Problem) {
	page := pages.ProblemPage{Status: p.Status, Title: p.Title, Detail: p.Detail, Errors: faultsOf(p.Errors)}
	page.Posted = c.Request.Method == http.MethodPost
	if _, signedIn := callerOf(c.Request.Context()); !signedIn && c.FullPath() != "" { // else nobody has asked who it is
		page.Login = "/login"
		if !page.Posted && p.Status != http.StatusNotFound && c.Request.URL.Path != page.Login {
			page.Login += "?next=" + url.QueryEscape(c.Request.URL.RequestURI())
		}
	}
	if p.Status != http.StatusNotFound && page.Posted {
		page.Case = c.Param("number")
	}
	if p.Status >= http.StatusInternalServerError && !page.Posted {
		page.Again = c.Request.URL.RequestURI()
	}
	s.render(c, p.Status, "problem", page)
}

// faultsOf are faults as a page tells them.
func faultsOf(faults []Fault) []pages.Fault {
	told := make([]pages.Fault, 0, len(faults))
	for _, f := range faults {
		told = append(told, pages.Fault{Line: f.Line, Column: f.Column, Detail: f.Detail})
	}
	return told
}

// static serves style sheets, scripts and pictures.
func (s *Server) static() gin.HandlerFunc {
	return func(c *gin.Context) {
		if !s.site.Static.Serve(c.Writer, c.Request, c.Param("file")) {
			s.abort(c, s.problem(langOf(c.Request.Context()), http.StatusNotFound, "error.not_found"))
		}
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

// themeName is the cookie of light or dark; without it pages follow the device.
const themeName = "zongwu_theme"

func themeOf(c *gin.Context) string {
	if theme, err := c.Cookie(themeName); err == nil && (theme == "light" || theme == "dark") {
		return theme
	}
	return "auto"
}

// postTheme remembers light or dark for a year.
func (s *Server) postTheme(c *gin.Context) error {
	if theme := c.PostForm("theme"); slices.Contains([]string{"light", "dark", "auto"}, theme) {
		s.keepCookie(c, themeName, theme)
		s.keepChoice(c, func(ctx context.Context, tx *store.Tx, person string) error {
			return tx.SetTheme(ctx, person, theme)
		})
	}
	c.Redirect(http.StatusSeeOther, ownPath(c.PostForm("back")))
	return nil
}

// keepChoice keeps what somebody signed in has chosen, so that they find it on every device.
func (s *Server) keepChoice(c *gin.Context, choice func(context.Context, *store.Tx, string) error) {
	ctx := c.Request.Context()
	if _, signedIn := callerOf(ctx); !signedIn {
		return
	}
	if err := s.inMine(ctx, choice); err != nil {
		s.log.WarnContext(ctx, "keep preference", "error", err)
	}
}

// asChosen shows the pages to whoever has just signed in as they chose, here or elsewhere.
func (s *Server) asChosen(c *gin.Context, who caller) {
	ctx := c.Request.Context()
	var chosen store.Preferences
	err := s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		var err error
		chosen, err = tx.Preferences(ctx, who.Person.ID)
		return err
	})
	if err != nil {
		s.log.WarnContext(ctx, "read preferences", "error", err)
	}
	if chosen.Language != "" {
		s.keepCookie(c, languageName, chosen.Language)
	}
	if chosen.Theme != "" {
		s.keepCookie(c, themeName, chosen.Theme)
	}
}

// keepCookie keeps in the browser for a year how somebody wants to see the pages.
func (s *Server) keepCookie(c *gin.Context, name, value string) {
	const year = 365 * 24 * 3600
	s.setCookie(c, name, value, year)
}

func (s *Server) setCookie(c *gin.Context, name, value string, seconds int) {
	http.SetCookie(c.Writer, &http.Cookie{ //nolint:gosec // Secure follows from how the server is reached
		Name: name, Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: s.secure,
		SameSite: http.SameSiteLaxMode,
	})
}

// postLanguage remembers the language of the pages for a year.
func (s *Server) postLanguage(c *gin.Context) error {
	if lang := pages.OurLanguage(c.PostForm("lang")); lang != "" {
		s.keepCookie(c, languageName, lang)
		s.keepChoice(c, func(ctx context.Context, tx *store.Tx, person string) error {
			return tx.SetLanguage(ctx, person, lang)
		})
	}
	c.Redirect(http.StatusSeeOther, ownPath(c.PostForm("back")))
	return nil
}

// ownPath keeps a redirect on this server: anything but a plain path leads home.
func ownPath(target string) string {
	if !strings.HasPrefix(target, "/") || strings.HasPrefix(target, "//") || strings.ContainsRune(target, '\\') ||
		strings.ContainsFunc(target, unicode.IsControl) { // browsers drop some of them, and /%09/ becomes //
		return "/"
	}
	return target
}
