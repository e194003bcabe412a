package server

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/processes"
)

func (s *Server) pageNew(c *gin.Context) error {
	ctx := c.Request.Context()
	items, err := s.service.Processes(ctx, me(ctx).School, viewerOf(ctx))
	if err != nil {
		return err
	}
	var mine []cases.ProcessItem
	for _, item := range items {
		if item.CanStart {
			mine = append(mine, item)
		}
	}
	s.render(c, http.StatusOK, "new", mine)
	return nil
}

// startPage is the page of a start form.
type startPage struct {
	Title string
	Form  entry
}

func (s *Server) pageStart(c *gin.Context) error {
	ctx := c.Request.Context()
	items, err := s.service.Processes(ctx, me(ctx).School, viewerOf(ctx))
	if err != nil {
		return err
	}
	for _, item := range items {
		if item.ID == c.Param("process") && !item.CanStart {
			return s.forbidden(ctx)
		}
	}
	return s.showStart(c, http.StatusOK, newKey(), cases.FormInput{}, nil)
}

func (s *Server) showStart(c *gin.Context, status int, key string, in cases.FormInput, said []string) error {
	ctx, id := c.Request.Context(), c.Param("process")
	page, err := s.service.StartForm(ctx, me(ctx).School, viewerOf(ctx), id, in)
	if err != nil {
		return err
	}
	if values := withFirstRows(page); in.Values == nil && values != nil {
		in.Values = values
		if page, err = s.service.StartForm(ctx, me(ctx).School, viewerOf(ctx), id, in); err != nil {
			return err
		}
	}
	var outcomes []cases.OutcomeView
	for _, o := range page.Process.Begin.Outcomes() {
		outcomes = append(outcomes, cases.OutcomeView{ID: o.ID, Title: o.Title.In(langOf(ctx)), Style: o.Style})
	}
	if len(outcomes) == 0 {
		outcomes = []cases.OutcomeView{{ID: "submit", Title: s.words.say(langOf(ctx), "form.submit"), Style: "primary"}}
	}
	form, err := s.newEntry(ctx, grouped{page: page, outcomes: outcomes}, "/new/"+url.PathEscape(id), key, 0)
	if err != nil {
		return err
	}
	form.add(said)
	s.render(c, status, "start", startPage{Title: page.Process.Title.In(langOf(ctx)), Form: form})
	return nil
}

func (s *Server) postStart(c *gin.Context) error {
	ctx, id := c.Request.Context(), c.Param("process")
	p, err := s.readPosted(c)
	if err != nil {
		return err
	}
	page, err := s.service.StartForm(ctx, me(ctx).School, viewerOf(ctx), id, cases.FormInput{})
	if err != nil {
		return err
	}
	values := p.read(page.Form)
	key := c.PostForm("key")
	in := cases.FormInput{Outcome: p.asked(), Values: values, Failures: p.failures}
	if p.again() {
		return s.showStart(c, max(p.status, http.StatusOK), key, in, nil)
	}
	result, err := s.service.Act(ctx, cases.Request{
		School: me(ctx).School, Process: id, Key: p.key, Body: p.body,
		Action: processes.Action{Kind: processes.DoStart, Actor: me(ctx).Person.ID, Data: values, Comment: p.comment},
	})
	if refused, is := refusalOf(err); is && refused.Reason == processes.Invalid {
		in.Failures = refused.Failures
		return s.showStart(c, http.StatusUnprocessableEntity, key, in, refusalWords(langOf(ctx), refused))
	}
	if err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, "/cases/"+url.PathEscape(result.Case.Number))
	return nil
}
