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
	outcome := "" // that was refused
	if tried.task == task.ID {
		outcome = tried.input.Outcome
	}
	found, err := groups(task.Choices, outcome, func(outcome string) (*cases.FormPage, error) {
		return s.openTask(ctx, task.ID, outcome, tried)
	})
	if err != nil {
		return nil, err
	}
	var forms []pages.Entry
	for _, g := range found {
		form, err := s.newEntry(ctx, g, action, newKey(ctx), entryName(task.ID, g.outcomes[0].ID))
		if err != nil {
			return nil, err
		}
		form.Comment = true
		if len(found) > 1 {
			form.Title = g.title()
		}
		if outcome != "" && g.holds(outcome) {
			form.Key, form.CommentText = tried.key, tried.comment
			form.Add(tried.said)
		}
		forms = append(forms, form)
	}
	return forms, nil
}

// entryName names the form of a task's outcome on its case's page: the task's place in the case, and the outcome.
func entryName(task, outcome string) string {
	_, place, _ := strings.Cut(task, ".")
	return "t" + strings.ReplaceAll(place, ".", "-") + "-" + outcome
}

// openTask opens a task's form for an outcome, with what was typed when it is the one that was refused.
func (s *Server) openTask(ctx context.Context, task, outcome string, tried attempt) (*cases.FormPage, error) {
	in := cases.FormInput{Outcome: outcome}
	if tried.task == task && tried.input.Outcome == outcome {
		in = tried.input
	}
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

func (s *Server) postTask(c *gin.Context) error {
	ctx, id := c.Request.Context(), c.Param("task")
	school, viewer := me(ctx).School, viewerOf(ctx)
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
