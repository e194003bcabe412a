package server

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/server/pages"
	"zongwu/store"
)

// noticeView is one thing a person was told of a case: a reminder, a date gone by, an end.
type noticeView struct {
	ID     int64  `json:"id"`
	Case   string `json:"case"`
	Number string `json:"number"`
	//nolint:lll // a sentence
	What    string    `json:"what" doc:"task, remind, overdue, urge, outcome, blocked, gap, unbegun, reported, report:STEP, or notify:STEP"`
	Text    string    `json:"text" doc:"in the language asked for"`
	At      time.Time `json:"at"`
	Read    bool      `json:"read"`
	Process string    `json:"process,omitempty" doc:"of what is told of a process and no case"`
	about   string
}

type noticesInput struct{ Part }

func (s *Server) listNotices(ctx context.Context, in *noticesInput) (*listOutput[noticeView], error) {
	return listOf(ctx, s, in.query(), noticesOf(ctx))
}

// noticesOf reads what the caller was told, the latest first, in the caller's language.
func noticesOf(ctx context.Context) lister[noticeView] {
	person, lang := me(ctx).Person.ID, langOf(ctx)
	return func(ctx context.Context, tx *store.Tx, q store.Query) ([]noticeView, string, error) {
		list, next, err := tx.Notices(ctx, person, q)
		views := make([]noticeView, 0, len(list))
		for _, n := range list {
			views = append(views, noticeView{
				ID: n.ID, Case: n.Case, Number: n.Number, What: n.What, Text: n.Words.In(lang), At: n.At,
				Read: n.Read, Process: n.Process, about: cases.TitleIn(n.Title, n.Amount, lang),
			})
		}
		return views, next, err
	}
}

// Of the notices, how many are looked through for the queue's page, and how many of those already read it shows.
const (
	recentNotices = 100
	readNotices   = 10
)

// told is what the caller was told: what is unread first, what is the same said once with how often.
func (s *Server) told(ctx context.Context) (pages.Notices, error) {
	var told pages.Notices
	list, err := listOf(ctx, s, store.Query{Limit: recentNotices}, noticesOf(ctx))
	if err != nil {
		return told, err
	}
	for i, n := range s.gatherReports(langOf(ctx), list.Body.Items) {
		if i == 0 {
			told.UpTo = n.ID
		}
		told.Add(pages.Notice{At: n.At, Href: n.href(), Text: n.Text, About: n.about, Times: 1}, !n.Read)
	}
	told.Read = told.Read[:min(len(told.Read), readNotices)]
	return told, nil
}

// postReadNotices marks what the caller was told as read, up to what the page showed.
func (s *Server) postReadNotices(c *gin.Context) error {
	upTo, err := strconv.ParseInt(c.PostForm("upto"), 10, 64)
	if err != nil {
		return reject(http.StatusUnprocessableEntity, "error.shape", Fault{Pointer: "/upto", Code: "type"})
	}
	err = s.inMine(c.Request.Context(), func(ctx context.Context, tx *store.Tx, person string) error {
		return tx.ReadNotices(ctx, person, upTo)
	})
	if err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, queuePath)
	return nil
}

// seen marks what the caller was told of a case as read: they are looking at it. It stops no page.
func (s *Server) seen(ctx context.Context, caseID string) {
	err := s.inMine(ctx, func(ctx context.Context, tx *store.Tx, person string) error {
		return tx.ReadNoticesOf(ctx, person, caseID)
	})
	if err != nil {
		s.log.WarnContext(ctx, "mark notices read", "error", err)
	}
}

// untold says that there is something of a case the caller has not seen yet.
func (s *Server) untold(ctx context.Context, caseID string) bool {
	var unread bool
	err := s.inMine(ctx, func(ctx context.Context, tx *store.Tx, person string) (err error) {
		unread, err = tx.UnreadOf(ctx, person, caseID)
		return err
	})
	if err != nil {
		s.log.WarnContext(ctx, "look for unread notices", "error", err)
	}
	return unread
}
