package server

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
	"zongwu/server/pages"
)

// begun is a start form as it came back.
type begun struct {
	key     string
	comment string
	form    *forms.Form
	input   cases.FormInput
	asked   map[string][]pages.PickOption
	said    []string
	saved   pages.Saved
	checked *pages.Checked
	copied  string // the case it was copied from
	report  string // the report it was filled in from
	sent    string // the case it was sent as before
	twice   bool   // it was sent again, changed
	untyped bool   // nobody has typed anything yet: what is wanting is not yet wrong
}

func (s *Server) pageStart(c *gin.Context) error {
	ctx, id := c.Request.Context(), c.Param("process")
	items, err := s.service.Processes(ctx, me(ctx).School, viewerOf(ctx))
	if err != nil {
		return err
	}
	for _, item := range items {
		if item.ID == id && !item.CanStart {
			return s.forbidden(ctx)
		}
	}
	b := begun{key: newKey(ctx), report: c.Query(reportName)}
	saved, err := s.draftOf(ctx, newPlace+id)
	if err != nil {
		return err
	}
	about, err := s.about(c, id)
	if err != nil {
		return err
	}
	switch {
	case about != nil:
		b.input, b.saved, b.untyped = *about, besideDraft(saved, id), len(about.Failures) == 0
	case c.Query("copy") != "":
		b.copied, b.saved = c.Query("copy"), besideDraft(saved, id)
		if b.input, err = s.copyOf(ctx, id, b.copied); err != nil {
			return err
		}
	case saved != nil:
		page, err := s.service.StartForm(ctx, me(ctx).School, viewerOf(ctx), id, cases.FormInput{})
		if err != nil {
			return err
		}
		b.key, b.comment, b.input = saved.key, saved.posted.comment, saved.input(page.Form)
		b.saved, b.report = pages.Saved{At: saved.savedAt, Again: true}, saved.posted.values.Get(reportName)
	default:
		if b.input.Values, err = s.usualOf(ctx, id); err != nil {
			return err
		}
		b.input.Typing = true
	}
	return s.showStart(c, http.StatusOK, b)
}

// besideDraft says of a form that was opened with something else that there is a draft of it; nil is none.
func besideDraft(saved *draft, id string) pages.Saved {
	if saved == nil {
		return pages.Saved{}
	}
	return pages.Saved{At: saved.savedAt, Other: "/new/" + url.PathEscape(id)}
}

func (s *Server) showStart(c *gin.Context, status int, b begun) error {
	ctx, id := c.Request.Context(), c.Param("process")
	page, err := s.openStart(ctx, id, b.input)
	if err != nil {
		return err
	}
	if b.untyped {
		page.View.Failures = nil
		unblamed(page.View.Fields)
	}
	lang := langOf(ctx)
	var outcomes []cases.OutcomeView
	for _, o := range page.Process.Begin.Outcomes() {
		outcomes = append(outcomes, cases.OutcomeView{ID: o.ID, Title: o.Title.In(lang), Style: o.Style})
	}
	if len(outcomes) == 0 {
		outcomes = []cases.OutcomeView{{ID: "submit", Title: s.site.Words.Say(lang, "form.submit"), Style: "primary"}}
	}
	g := grouped{page: page, outcomes: outcomes, asked: b.asked}
	form, err := s.newEntry(ctx, g, "/new/"+url.PathEscape(id), b.key, "f")
	if err != nil {
		return err
	}
	form.Add(b.said)
	form.Check, form.Saved, form.Sent, form.Twice = true, b.saved, b.sent, b.twice
	if field := page.Process.Label.Asset; field != "" {
		asset, _ := page.Values[field].(string)
		if form.Handled, err = s.handled(ctx, asset); err != nil {
			return err
		}
	}
	if b.sent != "" {
		form.Hidden = append(form.Hidden, pages.Hidden{Name: sentName, Value: "1"})
	}
	if b.report != "" {
		form.Hidden = append(form.Hidden, pages.Hidden{Name: reportName, Value: b.report})
	}
	if form.Ahead, err = s.startRoute(ctx, id, soFar(page)); err != nil {
		return err
	}
	if partly(c) {
		form.Calm()
		return s.renderPart(c, http.StatusOK, "start", "entryonly", form)
	}
	staffing, err := s.service.Staffing(ctx, me(ctx).School)
	if err != nil {
		return err
	}
	reports, err := s.reportFor(ctx, b.report)
	if err != nil {
		return err
	}
	s.render(c, status, "start", pages.StartPage{
		Title: page.Process.Title.In(lang), Icon: page.Process.Icon, Copied: b.copied, Checked: b.checked, Form: form,
		Gaps: s.stuckFor(ctx, staffing, id), Reports: reports,
	})
	return nil
}

// openStart opens a start form, with a row in its tables to begin with.
func (s *Server) openStart(ctx context.Context, id string, in cases.FormInput) (*cases.FormPage, error) {
	return opened(in, func(in cases.FormInput) (*cases.FormPage, error) {
		return s.service.StartForm(ctx, me(ctx).School, viewerOf(ctx), id, in)
	})
}

// soFar is what a start form holds without the rows somebody is still filling in: who will have it must not come and go
// with every row that is begun.
func soFar(page *cases.FormPage) map[string]any {
	values := maps.Clone(page.Values)
	for _, f := range page.View.Fields {
		rows := rowsOf(values[f.Name])
		if f.Type != "table" || !f.CanAdd || len(rows) != len(f.Rows) {
			continue
		}
		var whole []any
		for i, row := range f.Rows {
			if !slices.ContainsFunc(row.Cells, wanting) {
				whole = append(whole, rows[i])
			}
		}
		if len(whole) > 0 {
			values[f.Name] = whole
		}
	}
	return values
}

// wanting says that a field must be filled in and is not.
func wanting(f forms.FieldView) bool {
	return f.Required && !f.Readonly && f.Value == "" && len(f.Values) == 0
}

func (s *Server) postStart(c *gin.Context) error {
	ctx, id := c.Request.Context(), c.Param("process")
	p, err := s.readPosted(c)
	if err != nil {
		return err
	}
	process, err := s.service.Process(ctx, me(ctx).School, id)
	if err != nil {
		return err
	}
	place := newPlace + id
	if p.fresh {
		if err := s.forgetDraft(ctx, place); err != nil {
			return err
		}
		c.Redirect(http.StatusSeeOther, "/new/"+url.PathEscape(id))
		return nil
	}
	b, err := s.readStart(ctx, process, p)
	if err != nil {
		return err
	}
	if p.again() || p.check {
		if b.sent, err = s.service.SentAs(ctx, me(ctx).School, me(ctx).Person.ID, p.key); err != nil {
			return err
		}
		if b.sent != "" && (p.save || p.form.Get(sentName) != "") { // they go on with it, knowing that it was sent
			p.key = pageKey(newKey(ctx))
		}
		b.saved.At = s.keepDraft(ctx, place, p)
	}
	if p.again() {
		return s.showStart(c, max(p.status, http.StatusOK), b)
	}
	if len(b.asked) > 0 {
		return s.showStart(c, http.StatusUnprocessableEntity, b)
	}
	r := cases.Request{
		School: me(ctx).School, Process: id, Action: processes.Action{
			Kind: processes.DoStart, Actor: me(ctx).Person.ID, Data: b.input.Values, Comment: p.comment,
		},
	}
	if p.check {
		return s.checkStart(c, r, b)
	}
	r.Key, r.Body = p.key, p.body
	return s.sendStart(c, r, p, b)
}

// sendStart begins a case, or shows the form again with why not.
func (s *Server) sendStart(c *gin.Context, r cases.Request, p *posted, b begun) error {
	ctx, place := c.Request.Context(), newPlace+r.Process
	if b.report != "" {
		if err := s.keepersOnly(ctx); err != nil {
			return err
		}
	}
	accepting(&r, b.report)
	result, err := s.service.Act(ctx, r)
	if err != nil {
		b.saved.At = s.keepDraft(ctx, place, p) // whatever the answer is, what was typed is not lost
	}
	if refused, is := refusalOf(err); is && refused.Reason == processes.Invalid {
		return s.refuseStart(c, refused, b)
	}
	if errors.Is(err, cases.ErrKeyReused) {
		return s.sentBefore(c, p, b)
	}
	if err != nil {
		return err
	}
	if result.Repeated {
		s.sayNext(c, s.site.Words.Say(langOf(ctx), "form.sent_same"))
	}
	s.dropDraft(ctx, place, p.key)
	c.Redirect(http.StatusSeeOther, "/cases/"+url.PathEscape(result.Case.Number))
	return nil
}

// sentName is the input that says that who fills a form in was told that it had been sent before.
const sentName = ":sent"

// sentBefore shows a start form again that was sent before and changed since: whether it is to be another case is for
// who filled it in to say. What they typed is kept meanwhile.
func (s *Server) sentBefore(c *gin.Context, p *posted, b begun) error {
	ctx, id := c.Request.Context(), c.Param("process")
	var err error
	if b.sent, err = s.service.SentAs(ctx, me(ctx).School, me(ctx).Person.ID, p.key); err != nil {
		return err
	}
	b.key, b.twice = newKey(ctx), true
	p.key = pageKey(b.key)
	b.saved.At = s.keepDraft(ctx, newPlace+id, p)
	return s.showStart(c, http.StatusConflict, b)
}

// readStart reads a start form: its values, with what is typed for references found and what a row leaves empty, such
// as a price, filled in as the catalogue has it.
func (s *Server) readStart(ctx context.Context, process *processes.Process, p *posted) (begun, error) {
	form := process.Forms[process.Begin.Form()]
	b := begun{key: p.form.Get("key"), report: p.form.Get(reportName), form: form}
	b.input = cases.FormInput{Outcome: p.asked(), Values: p.read(form), Failures: p.failures, Typing: p.again()}
	if form == nil {
		return b, nil
	}
	page, err := s.service.StartForm(ctx, me(ctx).School, viewerOf(ctx), process.ID, b.input)
	if err != nil {
		return b, err
	}
	refs, err := s.resolve(ctx, page.View, page.Values)
	b.input.Values, b.asked = page.Values, refs.asked
	b.input.Failures = append(b.input.Failures, refs.failures...)
	return b, err
}

func (s *Server) refuseStart(c *gin.Context, refused *processes.Refusal, b begun) error {
	b.input.Failures = refused.Failures
	b.said = refusalWords(langOf(c.Request.Context()), refused, b.form)
	return s.showStart(c, http.StatusUnprocessableEntity, b)
}

// checkStart shows the form with what is computed, what is to be mended, and what would follow; nothing is sent.
func (s *Server) checkStart(c *gin.Context, r cases.Request, b begun) error {
	lang := langOf(c.Request.Context())
	preview, err := s.service.Preview(c.Request.Context(), r, lang)
	if err != nil {
		return err
	}
	if refused := preview.Refusal; refused != nil {
		if refused.Reason != processes.Invalid {
			return refused
		}
		return s.refuseStart(c, refused, b)
	}
	b.checked = &pages.Checked{}
	for _, warning := range preview.Warnings {
		b.checked.Warnings = append(b.checked.Warnings, sayFailure(lang, warning))
	}
	for _, task := range preview.Next {
		var persons []string
		for _, id := range task.Asked {
			persons = append(persons, preview.Names[id])
		}
		b.checked.Next = append(b.checked.Next, pages.StepWords(lang, task.Title, persons))
	}
	return s.showStart(c, http.StatusOK, b)
}
