package server

import (
	"context"
	"time"

	"zongwu/store"
)

// noticeView is one thing a person was told of a case: a reminder, a date gone by, an end.
type noticeView struct {
	ID     int64     `json:"id"`
	Case   string    `json:"case"`
	Number string    `json:"number"`
	What   string    `json:"what" doc:"task, remind, overdue, urge, outcome, blocked, or notify:STEP"`
	Text   string    `json:"text" doc:"in the language asked for"`
	At     time.Time `json:"at"`
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
			})
		}
		return views, next, err
	}
}

// recentNotices are how many notices stand below the queue.
const recentNotices = 8
