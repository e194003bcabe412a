package server

import (
	"context"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/server/pages"
)

// outrun answers whoever acts on a task that another has dealt with meanwhile: the case as it stands now, who did what
// when, and the words that would else be lost. Any other error stays what it is.
func (s *Server) outrun(c *gin.Context, task, comment string, err error) error {
	refused, is := refusalOf(err)
	if !is || task == "" || refused.Reason != processes.Closed && refused.Reason != processes.Claimed {
		return err
	}
	ctx := c.Request.Context()
	r, seen := s.readCase(ctx, c.Param("number"))
	if seen != nil { // not theirs to see, or to see any more
		return seen
	}
	page, failed := s.casePage(ctx, r, attempt{
		lost: &pages.LostWord{
			Said:    pages.FirstOf(s.beforeYou(ctx, r, task), s.site.Words.Say(langOf(ctx), "case.lost_task")),
			Comment: comment,
		},
	})
	if failed != nil {
		return failed
	}
	s.render(c, http.StatusConflict, "case", page)
	return nil
}

// namingWinner has a program that acts on a task which somebody else has done told who did what when, where the case is
// its person's to see. Any other error stays what it is.
func (s *Server) namingWinner(ctx context.Context, task string, err error) error {
	refused, is := refusalOf(err)
	if !is || task == "" || refused.Reason != processes.Closed {
		return err
	}
	r, unseen := s.readCase(ctx, cases.CaseOf(task))
	if unseen != nil {
		return err
	}
	said := s.beforeYou(ctx, r, task)
	if said == "" {
		return err
	}
	p := s.explain(ctx, err)
	p.Detail = said
	for i := range p.Errors {
		p.Errors[i].Detail = p.Detail
	}
	return p
}

// beforeYou says who dealt with a task before the reader did, "" where nobody did.
func (s *Server) beforeYou(ctx context.Context, r reader, task string) string {
	for _, h := range slices.Backward(r.view.History) {
		if h.Task == task && h.Actor != "" {
			line := s.historyLine(ctx, r, h)
			return s.sentence(langOf(ctx), "case.lost", "{person}", pages.FirstOf(line.Actor, h.Actor),
				"{time}", pages.Moment(langOf(ctx), h.At), "{said}", line.Said)
		}
	}
	return ""
}
