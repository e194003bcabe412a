package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/gin-gonic/gin"

	"zongwu/server/pages"
	"zongwu/store"
)

// How long a session lives, and how many failed sign-ins there may be within a window.
const (
	sessionIdle     = 12 * time.Hour
	sessionLife     = 7 * 24 * time.Hour
	triesWindow     = 10 * time.Minute
	triesPerPair    = 10  // of one account from one address
	triesPerAccount = 50  // from all addresses: nobody is locked out by a stranger's few guesses
	triesPerAddress = 100 // of all accounts: a school goes out through one address
	maxHashing      = 4   // passwords hashed at once: each takes tens of megabytes
	maxLogin        = 200
	maxPassword     = 200
)

// findCaller finds who sent a request by its token; store.ErrNotFound when nobody is signed in.
func (s *Server) findCaller(c *gin.Context) (caller, error) {
	token := s.tokenOf(c.Request)
	if token == "" {
		return caller{}, store.ErrNotFound
	}
	return s.sessionOf(c.Request.Context(), token)
}

func (s *Server) sessionOf(ctx context.Context, token string) (caller, error) {
	session, err := s.store.FindSession(ctx, token, sessionIdle)
	if err != nil {
		return caller{}, err
	}
	person, err := s.store.PersonOf(ctx, session)
	if err != nil {
		return caller{}, err
	}
	return caller{School: session.School, Person: *person, token: token}, nil
}

type signInInput struct {
	Body struct {
		Login    string `json:"login" example:"head" maxLength:"200"`
		Password string `json:"password" maxLength:"200"`
	}
}

type signInOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      struct {
		Token  string `json:"token" doc:"goes into Authorization: Bearer"`
		Person mine   `json:"person"`
	}
}

func (s *Server) signIn(ctx context.Context, in *signInInput) (*signInOutput, error) {
	who, err := s.open(ctx, in.Body.Login, in.Body.Password)
	if err != nil {
		return nil, err
	}
	out := &signInOutput{SetCookie: s.cookie(who.token, sessionLife)}
	out.Body.Token, out.Body.Person = who.token, mineOf(who)
	return out, nil
}

// cookieName is that of the session's cookie: over TLS the name itself forbids another host or path to set it.
func (s *Server) cookieName() string {
	if s.secure {
		return "__Host-zongwu"
	}
	return "zongwu"
}

func (s *Server) cookie(token string, life time.Duration) http.Cookie {
	return http.Cookie{ //nolint:gosec // Secure follows from how the server is reached
		Name: s.cookieName(), Value: token, Path: "/", MaxAge: int(life / time.Second), HttpOnly: true, Secure: s.secure,
		SameSite: http.SameSiteLaxMode,
	}
}

// open signs somebody in with a new token. Whatever is wrong, the text is the same and so is the work.
func (s *Server) open(ctx context.Context, login, password string) (caller, error) {
	login = strings.ToLower(strings.TrimSpace(login))
	tries := triesOf(login, addressOf(ctx))
	if err := s.admit(ctx, tries); err != nil {
		return caller{}, err
	}
	found, err := s.verify(ctx, login, password, tries)
	if err != nil {
		return caller{}, err
	}
	if found == nil {
		if _, err := s.store.LoginFailures(ctx, triesWindow, tries.pair, tries.account, tries.address); err != nil {
			return caller{}, err
		}
		return caller{}, s.problem(langOf(ctx), http.StatusUnauthorized, "error.login")
	}
	if err := s.store.LoginWorked(ctx, tries.pair, tries.account); err != nil {
		return caller{}, err
	}
	who := caller{School: found.School}
	err = s.store.InSchool(ctx, found.School, func(ctx context.Context, tx *store.Tx) error {
		person, err := tx.Person(ctx, found.Person)
		if err != nil {
			return err
		}
		who.Person = *person
		who.token, err = tx.OpenSession(ctx, found.Person, agentOf(ctx), sessionIdle, sessionLife)
		return err
	})
	return who, err
}

// tries are the keys failures are counted under.
type tries struct{ pair, account, address string }

func triesOf(login, address string) tries {
	if len(login) > maxLogin {
		login = login[:maxLogin]
	}
	login = strings.ReplaceAll(strings.ToValidUTF8(login, ""), "\x00", "")
	return tries{pair: "pair:" + login + "|" + address, account: "account:" + login, address: "address:" + address}
}

// admit refuses a sign-in while too many have failed.
func (s *Server) admit(ctx context.Context, t tries) error {
	var wait time.Duration
	for _, bound := range []struct {
		key   string
		limit int
	}{{t.pair, triesPerPair}, {t.account, triesPerAccount}, {t.address, triesPerAddress}} {
		one, err := s.store.LoginWait(ctx, triesWindow, bound.limit, bound.key)
		if err != nil {
			return err
		}
		wait = max(wait, one)
	}
	if wait > 0 {
		p := s.problem(langOf(ctx), http.StatusTooManyRequests, "error.throttled")
		p.retry = wait
		return p
	}
	return nil
}

// verify compares a password; nil when it is not the login's, or there is no such login. Only a few are compared at
// once, and who waited is asked again whether there are tries left: many guesses at once gain nothing.
func (s *Server) verify(ctx context.Context, login, password string, t tries) (*store.Login, error) {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := s.admit(ctx, t); err != nil {
		return nil, err
	}
	found, err := s.findLogin(ctx, login)
	if err != nil {
		return nil, err
	}
	hash := s.decoy
	if found != nil {
		hash = found.PasswordHash
	}
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return nil, fmt.Errorf("compare password: %w", err)
	}
	if !match || len(password) > maxPassword {
		return nil, nil //nolint:nilnil // a wrong password is no error and no login
	}
	return found, nil
}

// findLogin finds who may sign in with a login; nil when nobody.
func (s *Server) findLogin(ctx context.Context, login string) (*store.Login, error) {
	if len(login) > maxLogin || !store.Storable(login) {
		return nil, nil //nolint:nilnil // nobody is called so
	}
	found, err := s.store.FindLogin(ctx, login)
	if errors.Is(err, store.ErrNotFound) || err == nil && (found.PasswordHash == "" || found.Disabled) {
		return nil, nil //nolint:nilnil // nobody signs in so
	}
	return found, err
}

type signOutOutput struct {
	Status    int
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (s *Server) signOut(ctx context.Context, _ *struct{}) (*signOutOutput, error) {
	if err := s.closeSession(ctx); err != nil {
		return nil, err
	}
	return &signOutOutput{Status: http.StatusNoContent, SetCookie: s.cookie("", -time.Second)}, nil
}

func (s *Server) closeSession(ctx context.Context) error { return s.closeSessionOf(ctx, me(ctx)) }

func (s *Server) closeSessionOf(ctx context.Context, who caller) error {
	return s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		return tx.EndSession(ctx, who.token)
	})
}

func (s *Server) pageLogin(c *gin.Context) error {
	s.render(c, http.StatusOK, "login", pages.LoginPage{Next: c.Query("next")})
	return nil
}

func (s *Server) postLogin(c *gin.Context) error {
	ctx := c.Request.Context()
	page := pages.LoginPage{Login: c.PostForm("login"), Next: c.PostForm("next"), Held: heldIn(c)}
	who, err := s.open(ctx, page.Login, c.PostForm("password"))
	var told *Problem
	if errors.As(err, &told) {
		for name, values := range told.GetHeaders() {
			c.Header(name, values[0])
		}
		page.Wrong = told.Detail
		s.render(c, told.Status, "login", page)
		return nil
	}
	if err != nil {
		return err
	}
	if page.Held != nil && !heldFor(page.Held, who) {
		if err := s.closeSessionOf(ctx, who); err != nil {
			return err
		}
		page.Wrong = s.site.Words.Say(langOf(ctx), "login.held_other")
		s.render(c, http.StatusConflict, "login", page)
		return nil
	}
	cookie := s.cookie(who.token, sessionLife)
	http.SetCookie(c.Writer, &cookie)
	s.asChosen(c, who)
	if page.Held != nil {
		s.finish(c, page.Held, who)
		return nil
	}
	c.Redirect(http.StatusSeeOther, ownPath(page.Next))
	return nil
}

func (s *Server) postLogout(c *gin.Context) error {
	if err := s.closeSession(c.Request.Context()); err != nil {
		return err
	}
	cookie := s.cookie("", -time.Second)
	http.SetCookie(c.Writer, &cookie)
	c.Redirect(http.StatusSeeOther, "/login")
	return nil
}
