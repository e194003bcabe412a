package server

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/server/pages"
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

// draft is a start form as it came back.
type draft struct {
	key     string
	input   cases.FormInput
	said    []string
	checked *pages.Checked
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
	return s.showStart(c, http.StatusOK, draft{key: newKey(ctx)})
}

func (s *Server) showStart(c *gin.Context, status int, d draft) error {
	ctx, id := c.Request.Context(), c.Param("process")
	page, err := s.service.StartForm(ctx, me(ctx).School, viewerOf(ctx), id, d.input)
	if err != nil {
		return err
	}
	if page.Form != nil {
		if values := withFirstRows(page, d.input); values != nil {
			d.input.Values = values
			if page, err = s.service.StartForm(ctx, me(ctx).School, viewerOf(ctx), id, d.input); err != nil {
				return err
			}
		}
	}
	var outcomes []cases.OutcomeView
	for _, o := range page.Process.Begin.Outcomes() {
		outcomes = append(outcomes, cases.OutcomeView{ID: o.ID, Title: o.Title.In(langOf(ctx)), Style: o.Style})
	}
	if len(outcomes) == 0 {
		outcomes = []cases.OutcomeView{{ID: "submit", Title: s.site.Words.Say(langOf(ctx), "form.submit"), Style: "primary"}}
	}
	form, err := s.newEntry(ctx, grouped{page: page, outcomes: outcomes}, "/new/"+url.PathEscape(id), d.key, "f")
	if err != nil {
		return err
	}
	form.Add(d.said)
	form.Check = true
	if partly(c) {
		return s.renderPart(c, http.StatusOK, "start", "entryonly", form)
	}
	title := page.Process.Title.In(langOf(ctx))
	s.render(c, status, "start", pages.StartPage{Title: title, Icon: page.Process.Icon, Checked: d.checked, Form: form})
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
	d := draft{key: c.PostForm("key")}
	d.input = cases.FormInput{Outcome: p.asked(), Values: p.read(page.Form), Failures: p.failures}
	if p.again() {
		return s.showStart(c, max(p.status, http.StatusOK), d)
	}
	if page.Form != nil { // a row's price left empty is the catalogue's
		if page, err = s.service.StartForm(ctx, me(ctx).School, viewerOf(ctx), id, d.input); err != nil {
			return err
		}
		d.input.Values = page.Values
	}
	r := cases.Request{
		School: me(ctx).School, Process: id, Action: processes.Action{
			Kind: processes.DoStart, Actor: me(ctx).Person.ID, Data: d.input.Values, Comment: p.comment,
		},
	}
	if p.check {
		return s.checkStart(c, r, d)
	}
	r.Key, r.Body = p.key, p.body
	result, err := s.service.Act(ctx, r)
	if refused, is := refusalOf(err); is && refused.Reason == processes.Invalid {
		return s.refuseStart(c, refused, d)
	}
	if err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, "/cases/"+url.PathEscape(result.Case.Number))
	return nil
}

func (s *Server) refuseStart(c *gin.Context, refused *processes.Refusal, d draft) error {
	d.input.Failures = refused.Failures
	d.said = refusalWords(langOf(c.Request.Context()), refused)
	return s.showStart(c, http.StatusUnprocessableEntity, d)
}

// checkStart shows the form with what is computed, what is to be mended, and what would follow; nothing is sent.
func (s *Server) checkStart(c *gin.Context, r cases.Request, d draft) error {
	lang := langOf(c.Request.Context())
	preview, err := s.service.Preview(c.Request.Context(), r, lang)
	if err != nil {
		return err
	}
	if refused := preview.Refusal; refused != nil {
		if refused.Reason != processes.Invalid {
			return refused
		}
		return s.refuseStart(c, refused, d)
	}
	d.checked = &pages.Checked{}
	for _, warning := range preview.Warnings {
		d.checked.Warnings = append(d.checked.Warnings, sayFailure(lang, warning))
	}
	for _, task := range preview.Next {
		var persons []string
		for _, id := range task.Persons {
			persons = append(persons, preview.Names[id])
		}
		d.checked.Next = append(d.checked.Next, pages.StepWords(lang, task.Title, persons))
	}
	return s.showStart(c, http.StatusOK, d)
}
