package server

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
	"zongwu/server/pages"
	"zongwu/store"
)

// attempt is a task's form as it came back: what was typed, and what was wrong with it.
type attempt struct {
	task    string
	key     string
	comment string
	input   cases.FormInput
	said    []string
}

// taskForms are the forms of a task for whoever may do it: one for all outcomes that ask the same.
func (s *Server) taskForms(
	ctx context.Context, task cases.TaskView, action string, tried attempt,
) ([]pages.Entry, error) {
	found, err := s.taskGroups(ctx, task)
	if err != nil {
		return nil, err
	}
	var forms []pages.Entry
	for _, g := range found {
		form, err := s.taskEntry(ctx, task, g, action, tried)
		if err != nil {
			return nil, err
		}
		if len(found) > 1 {
			form.Title = g.title()
		}
		forms = append(forms, form)
	}
	return forms, nil
}

func (s *Server) taskGroups(ctx context.Context, task cases.TaskView) ([]grouped, error) {
	return groups(task.Choices, func(outcome string) (*cases.FormPage, error) {
		return s.openTask(ctx, task.ID, cases.FormInput{Outcome: outcome})
	})
}

// taskEntry is the form of one group, with what was typed when it is the one that came back.
func (s *Server) taskEntry(
	ctx context.Context, task cases.TaskView, g grouped, action string, tried attempt,
) (pages.Entry, error) {
	came := tried.task == task.ID && g.holds(tried.input.Outcome)
	key := newKey(ctx)
	if came {
		key = tried.key
		var err error
		if g.page, err = s.openTask(ctx, task.ID, tried.input); err != nil {
			return pages.Entry{}, err
		}
	}
	form, err := s.newEntry(ctx, g, action, key, entryName(task.ID, g.outcomes[0].ID))
	if err != nil {
		return form, err
	}
	form.Comment = g.page.Form == nil || !g.page.Form.HasField("comment")
	if came {
		form.CommentText = tried.comment
		form.Add(tried.said)
	}
	return form, nil
}

// entryName names the form of a task's outcome on its case's page: the task's place in the case, and the outcome.
func entryName(task, outcome string) string {
	_, place, _ := strings.Cut(task, ".")
	return "t" + strings.ReplaceAll(place, ".", "-") + "-" + outcome
}

// openTask opens a task's form for an outcome.
func (s *Server) openTask(ctx context.Context, task string, in cases.FormInput) (*cases.FormPage, error) {
	page, err := s.service.TaskForm(ctx, me(ctx).School, viewerOf(ctx), task, in)
	if err != nil || page.Form == nil {
		return page, err
	}
	values := withFirstRows(page, in)
	if values == nil {
		return page, nil
	}
	in.Values = values
	return s.service.TaskForm(ctx, me(ctx).School, viewerOf(ctx), task, in)
}

// renewTask answers with the one form that was posted, anew: its page stays as it is.
func (s *Server) renewTask(c *gin.Context, task cases.TaskView, tried attempt) error {
	ctx := c.Request.Context()
	found, err := s.taskGroups(ctx, task)
	if err != nil {
		return err
	}
	for _, g := range found {
		if !g.holds(tried.input.Outcome) {
			continue
		}
		form, err := s.taskEntry(ctx, task, g, c.Request.URL.Path, tried)
		if err != nil {
			return err
		}
		if len(found) > 1 {
			form.Title = g.title()
		}
		return s.renderPart(c, http.StatusOK, "case", "entryonly", form)
	}
	return store.ErrNotFound
}

func (s *Server) postTask(c *gin.Context) error {
	ctx, id := c.Request.Context(), c.Param("task")
	school, viewer := me(ctx).School, viewerOf(ctx)
	if narrow, came := cameFromQueue(c); came {
		return s.postFromQueue(c, narrow)
	}
	p, err := s.readPosted(c)
	if err != nil {
		return err
	}
	// A double click arrives when the task is already closed: the form is needed to read what was typed, and the key
	// alone tells whether this is the first time.
	page, formErr := s.service.TaskForm(ctx, school, viewer, id, cases.FormInput{Outcome: p.asked()})
	if formErr != nil && (p.again() || p.key == "") {
		return formErr
	}
	var form *forms.Form
	if formErr == nil {
		form = page.Form
	}
	tried := attempt{task: id, key: c.PostForm("key"), comment: p.comment}
	values := p.read(form)
	tried.input = cases.FormInput{Outcome: p.asked(), Values: values, Failures: p.failures}
	if p.again() && partly(c) {
		return s.renewTask(c, page.Task.TaskView, tried)
	}
	if p.again() {
		return s.showCase(c, max(p.status, http.StatusOK), tried)
	}
	result, err := s.service.Act(ctx, cases.Request{
		School: school, Key: p.key, Body: p.body, Action: processes.Action{
			Kind: processes.DoSubmit, Actor: viewer.Person, Task: id, Outcome: p.outcome, Data: values, Comment: p.comment,
		},
	})
	if refused, is := refusalOf(err); is && refused.Reason == processes.Invalid {
		tried.input.Failures = refused.Failures
		tried.said = refusalWords(langOf(ctx), refused)
		if form == nil { // a book refuses what has no field here
			tried.said = failureWords(langOf(ctx), refused)
		}
		return s.showCase(c, http.StatusUnprocessableEntity, tried)
	}
	if err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, "/cases/"+url.PathEscape(result.Case.Number))
	return nil
}

// refusalWords is what a refusal says that belongs to no field of the form: why, or what is wrong with the action.
func refusalWords(lang string, r *processes.Refusal) []string {
	var said []string
	for _, f := range r.Failures {
		if f.Pointer == "/comment" || f.Pointer == "/outcome" {
			said = append(said, sayFailure(lang, f))
		}
	}
	if detail := r.Detail.In(lang); detail != "" && len(r.Failures) == 0 {
		said = append(said, detail)
	}
	return said
}
