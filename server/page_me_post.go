package server

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"zongwu/lists"
	"zongwu/processes"
	"zongwu/store"
)

// What the own page's forms may hold.
const (
	mostRemarks   = 12
	longestRemark = 100
	leastPassword = 8
	largestSigned = 300_000 // bytes of a signature's picture
	widestSigned  = 2000    // pixels
)

// inMine runs body in the caller's school.
func (s *Server) inMine(ctx context.Context, body func(context.Context, *store.Tx, string) error) error {
	who := me(ctx)
	return s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		return body(ctx, tx, who.Person.ID)
	})
}

// backToMe leads back to a part of the own page, which says what was done.
func (s *Server) backToMe(c *gin.Context, part, said string) error {
	if said != "" {
		s.sayNext(c, s.site.Words.Say(langOf(c.Request.Context()), said))
	}
	c.Redirect(http.StatusSeeOther, mePath+"#"+part)
	return nil
}

// wrongOnMe shows the page again, saying at a part what was wrong.
func (s *Server) wrongOnMe(c *gin.Context, state meState, key string) error {
	state.wrong = append(state.wrong, s.site.Words.Say(langOf(c.Request.Context()), key))
	return s.showMe(c, http.StatusUnprocessableEntity, state)
}

func (s *Server) postMyLeave(c *gin.Context) error {
	ctx := c.Request.Context()
	leave := processes.Leave{From: c.PostForm("from"), To: c.PostForm("to"), Deputy: c.PostForm("deputy")}
	said := "me.leave.kept"
	if c.PostForm("do") == "end" {
		leave, said = processes.Leave{}, "me.leave.ended"
	} else if leave.From == "" {
		return s.wrongOnMe(c, meState{part: "leave", leave: &leave}, "me.leave.from_when")
	}
	_, err := s.service.SetLeave(ctx, me(ctx).School, me(ctx).Person.ID, leave)
	if refused, is := refusalOf(err); is && refused.Reason == processes.Invalid {
		return s.showMe(c, http.StatusUnprocessableEntity,
			meState{part: "leave", leave: &leave, wrong: failureWords(langOf(ctx), refused)})
	}
	if err != nil {
		return err
	}
	return s.backToMe(c, "leave", said)
}

// postRemarks adds a remark, or moves or takes away the one of a place in the list.
func (s *Server) postRemarks(c *gin.Context) error {
	ctx := c.Request.Context()
	added := strings.Join(strings.Fields(c.PostForm("remark")), " ")
	if utf8.RuneCountInString(added) > longestRemark {
		return s.wrongOnMe(c, meState{part: "remarks", typed: added}, "me.remarks.full")
	}
	full := false
	err := s.inMine(ctx, func(ctx context.Context, tx *store.Tx, person string) error {
		chosen, err := tx.Preferences(ctx, person)
		if err != nil {
			return err
		}
		list := remarksAfter(s.remarksOf(langOf(ctx), chosen), c.PostForm("do"), added)
		if full = len(list) > mostRemarks; full {
			return nil
		}
		return tx.SetRemarks(ctx, person, list)
	})
	if err != nil {
		return err
	}
	if full {
		return s.wrongOnMe(c, meState{part: "remarks", typed: added}, "me.remarks.full")
	}
	return s.backToMe(c, "remarks", "")
}

// remarksAfter is the list after a button was pressed: add, up:2, drop:0.
func remarksAfter(list []string, pressed, added string) []string {
	list = slices.Clone(list)
	do, place, _ := strings.Cut(pressed, ":")
	at, err := strconv.Atoi(place)
	there := err == nil && at >= 0 && at < len(list)
	switch {
	case do == "up" && there && at > 0:
		list[at-1], list[at] = list[at], list[at-1]
	case do == "drop" && there:
		list = slices.Delete(list, at, at+1)
	case do == "add" && added != "" && !slices.Contains(list, added):
		list = append(list, added)
	}
	return list
}

// postSignature keeps a drawn signature, or goes back to the name in writing.
func (s *Server) postSignature(c *gin.Context) error {
	ctx := c.Request.Context()
	var picture []byte
	if c.PostForm("do") != "name" {
		form := c.Request.MultipartForm
		if form == nil || len(form.File["picture"]) == 0 {
			return s.wrongOnMe(c, meState{part: "signature"}, "me.sign.none")
		}
		content, err := readUpload(form.File["picture"][0])
		if err != nil {
			return err
		}
		if !isSignature(content) {
			return s.wrongOnMe(c, meState{part: "signature"}, "me.sign.no_picture")
		}
		picture = content
	}
	err := s.inMine(ctx, func(ctx context.Context, tx *store.Tx, person string) error {
		return tx.AddSignature(ctx, person, picture)
	})
	if err != nil {
		return err
	}
	return s.backToMe(c, "signature", "me.sign.kept")
}

// isSignature says that a file is a PNG of a size one signs in.
func isSignature(content []byte) bool {
	if len(content) > largestSigned {
		return false
	}
	drawn, err := png.DecodeConfig(bytes.NewReader(content))
	return err == nil && drawn.Width <= widestSigned && drawn.Height <= widestSigned
}

// postMyPassword changes the caller's password; they stay signed in here and nowhere else.
func (s *Server) postMyPassword(c *gin.Context) error {
	ctx, state := c.Request.Context(), meState{part: "password"}
	who := me(ctx)
	old, fresh := c.PostForm("old"), c.PostForm("new")
	switch {
	case utf8.RuneCountInString(fresh) < leastPassword || len(fresh) > maxPassword:
		return s.wrongOnMe(c, state, "me.password.short")
	case fresh != c.PostForm("again"):
		return s.wrongOnMe(c, state, "me.password.differ")
	case fresh == old || strings.EqualFold(fresh, who.Person.ID):
		return s.wrongOnMe(c, state, "me.password.same")
	}
	_, err := s.open(ctx, who.Person.ID, old) // counted and slowed down like any sign-in
	var told *Problem
	if errors.As(err, &told) {
		if told.Status == http.StatusUnauthorized {
			return s.wrongOnMe(c, state, "me.password.wrong")
		}
		return err
	}
	if err != nil {
		return err
	}
	hash, err := lists.HashPassword(fresh)
	if err != nil {
		return err
	}
	token := ""
	err = s.inMine(ctx, func(ctx context.Context, tx *store.Tx, person string) error {
		if err := tx.SetPassword(ctx, person, hash); err != nil {
			return err
		}
		token, err = tx.OpenSession(ctx, person, agentOf(ctx), sessionIdle, sessionLife)
		return err
	})
	if err != nil {
		return err
	}
	cookie := s.cookie(token, sessionLife)
	http.SetCookie(c.Writer, &cookie)
	return s.backToMe(c, "password", "me.password.kept")
}

// postMySessions signs the caller out of one other place, or of all.
func (s *Server) postMySessions(c *gin.Context) error {
	ctx := c.Request.Context()
	err := s.inMine(ctx, func(ctx context.Context, tx *store.Tx, person string) error {
		if id := c.PostForm("session"); id != "" && id != store.SessionID(me(ctx).token) {
			return tx.EndSessionOf(ctx, person, id)
		}
		return tx.EndOtherSessions(ctx, person, me(ctx).token)
	})
	if err != nil {
		return err
	}
	return s.backToMe(c, "sessions", "me.sessions.ended")
}
