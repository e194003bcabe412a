package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/server/pages"
	"zongwu/store"
)

// languageName is the cookie of the language somebody chose.
const languageName = "zongwu_lang"

// office are the roles that see every book.
var office = []string{
	"director", "principal", "storekeeper", "buyer", "accountant", "cashier", "auditor", "admin",
}

// caller is who sent a request.
type caller struct {
	School string
	Person processes.Person
	token  string // of the session, to end it
}

func (c caller) is(roles ...string) bool {
	return slices.ContainsFunc(c.Person.Roles, func(r string) bool { return slices.Contains(roles, r) })
}

// office says whether all the school's books are open to the caller.
func (c caller) office() bool { return c.is(office...) }

// heads says whether the caller heads a department.
func (c caller) heads() bool { return len(c.Person.HeadOf) > 0 }

type (
	callerKey  struct{}
	langKey    struct{}
	addressKey struct{}
	agentKey   struct{}
)

// callerOf returns who sent the request; the second is false on public addresses when nobody is signed in.
func callerOf(ctx context.Context) (caller, bool) {
	found, ok := ctx.Value(callerKey{}).(caller)
	return found, ok
}

// me returns the caller of an address that is not public: authenticate let nobody else through.
func me(ctx context.Context) caller {
	found, _ := callerOf(ctx)
	return found
}

func langOf(ctx context.Context) string {
	if lang, ok := ctx.Value(langKey{}).(string); ok {
		return lang
	}
	return forms.Chinese
}

// addressOf is the address a request came from.
func addressOf(ctx context.Context) string {
	address, _ := ctx.Value(addressKey{}).(string)
	return address
}

// agentOf is what a browser says it is.
func agentOf(ctx context.Context) string {
	agent, _ := ctx.Value(agentKey{}).(string)
	return agent
}

// language finds the language to answer in: what a person chose on a page, otherwise Accept-Language.
func (s *Server) language(c *gin.Context) {
	lang := pages.ChosenLanguage(c.GetHeader("Accept-Language"))
	if path := c.Request.URL.Path; path == docsPath || !strings.HasPrefix(path, "/api/") {
		if chosen, err := c.Cookie(languageName); err == nil && pages.OurLanguage(chosen) != "" {
			lang = pages.OurLanguage(chosen)
		}
	}
	c.Set(serverKey, s)
	ctx := context.WithValue(c.Request.Context(), langKey{}, lang)
	c.Request = c.Request.WithContext(context.WithValue(ctx, addressKey{}, c.ClientIP()))
	agent := c.Request.UserAgent()
	agent = strings.ReplaceAll(strings.ToValidUTF8(agent[:min(len(agent), maxAgent)], ""), "\x00", "")
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), agentKey{}, agent))
	c.Header("Content-Language", lang)
	c.Next()
}

// authenticate finds the caller, and lets nobody unknown past the public addresses.
func (s *Server) authenticate(c *gin.Context) {
	if c.FullPath() == "" { // no such address, or not with this method: the same for everybody
		c.Next()
		return
	}
	who, err := s.findCaller(c)
	switch {
	case err == nil && otherPage(c.Request, who) && !isPublic(c.Request.Method, c.FullPath()):
		s.turnAway(c)
		return
	case err == nil:
		s.turns.know(who.token, who)
		c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), callerKey{}, who))
	case !errors.Is(err, store.ErrNotFound) && !isPublic(c.Request.Method, c.FullPath()):
		s.abort(c, s.explain(c.Request.Context(), err))
		return
	case !isPublic(c.Request.Method, c.FullPath()):
		s.turnAway(c)
		return
	}
	c.Next()
}

// turnAway sends a person to the sign-in page and tells a program, or a page's script, 401.
func (s *Server) turnAway(c *gin.Context) {
	if wantsPage(c.Request) && !askedByScript(c.Request) {
		target := "/login"
		if c.Request.Method == http.MethodPost && s.hold(c) {
			c.Abort()
			return
		}
		if c.Request.Method == http.MethodGet {
			target += "?next=" + url.QueryEscape(c.Request.URL.RequestURI())
		}
		c.Redirect(http.StatusSeeOther, target)
		c.Abort()
		return
	}
	c.Header("WWW-Authenticate", `Bearer realm="zongwu"`)
	lang := langOf(c.Request.Context())
	s.abort(c, s.problem(lang, http.StatusUnauthorized, "error.unauthorized"))
}

// tokenOf is the session's token as it was sent: in the header by programs, in the cookie by browsers.
func (s *Server) tokenOf(r *http.Request) string {
	if header := r.Header.Get("Authorization"); header != "" {
		scheme, token, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return ""
		}
		return strings.TrimSpace(token)
	}
	if cookie, err := r.Cookie(s.cookieName()); err == nil {
		return cookie.Value
	}
	return ""
}
