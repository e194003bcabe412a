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
	saved   pages.Saved
	task    string
	key     string
	comment string
	input   cases.FormInput
	asked   map[string][]pages.PickOption
	said    []string
	lost    *pages.LostWord // another was first
}

// taskForms are the forms of a task for whoever may do it: one for all outcomes that ask the same.
func (s *Server) taskForms(
	ctx context.Context, task cases.TaskView, action string, tried attempt,
) ([]pages.Entry, error) {
	found, err := s.taskGroups(ctx, task)
	if err != nil {
		return nil, err
	}
	if tried.task != task.ID {
		if tried, err = s.taskDraft(ctx, task.ID, found); err != nil {
			return nil, err
		}
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

// taskDraft is what somebody filled in of a task's form before, as if it had just come back.
func (s *Server) taskDraft(ctx context.Context, task string, found []grouped) (attempt, error) {
	saved, err := s.draftOf(ctx, taskPlace+task)
	if err != nil || saved == nil {
		return attempt{}, err
	}
	for _, g := range found {
		if g.holds(saved.posted.group) && g.page.Form != nil {
			return attempt{
				task: task, key: saved.key, comment: saved.posted.comment, input: saved.input(g.page.Form),
				saved: pages.Saved{At: saved.savedAt, Again: true},
			}, nil
		}
	}
	return attempt{}, nil
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
		key, g.asked = tried.key, tried.asked
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
		form.CommentText, form.Saved = tried.comment, tried.saved
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
	return opened(in, func(in cases.FormInput) (*cases.FormPage, error) {
		return s.service.TaskForm(ctx, me(ctx).School, viewerOf(ctx), task, in)
	})
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
		form.Calm()
		return s.renderPart(c, http.StatusOK, "case", "entryonly", form)
	}
	return store.ErrNotFound
}

func (s *Server) postTask(c *gin.Context) error {
	ctx, id, place := c.Request.Context(), c.Param("task"), taskPlace+c.Param("task")
	if narrow, came := cameFromQueue(c); came {
		return s.postFromQueue(c, narrow)
	}
	p, err := s.readPosted(c)
	if err != nil {
		return err
	}
	if p.fresh {
		if err := s.forgetDraft(ctx, place); err != nil {
			return err
		}
		c.Redirect(http.StatusSeeOther, "/cases/"+url.PathEscape(c.Param("number"))+"#task-"+url.PathEscape(id))
		return nil
	}
	// A double click arrives when the task is already closed: the form is needed to read what was typed, and the key
	// alone tells whether this is the first time.
	page, tried, err := s.readTask(ctx, id, p)
	if err != nil && (p.again() || p.key == "") {
		return err
	}
	if p.again() {
		tried.saved.At = s.keepDraft(ctx, place, p)
		if partly(c) {
			return s.renewTask(c, page.Task.TaskView, tried)
		}
		return s.showCase(c, max(p.status, http.StatusOK), tried)
	}
	if len(tried.asked) > 0 {
		return s.showCase(c, http.StatusUnprocessableEntity, tried)
	}
	return s.sendTask(c, p, page, tried)
}

// sendTask takes an outcome, or shows the form again with why not.
func (s *Server) sendTask(c *gin.Context, p *posted, page *cases.FormPage, tried attempt) error {
	ctx, id, place := c.Request.Context(), c.Param("task"), taskPlace+c.Param("task")
	result, err := s.service.Act(ctx, cases.Request{
		School: me(ctx).School, Key: p.key, Body: p.body, Action: processes.Action{
			Kind: processes.DoSubmit, Actor: me(ctx).Person.ID, Task: id, Outcome: p.outcome, Data: tried.input.Values,
			Comment: p.comment,
		},
	})
	if err != nil && page != nil {
		tried.saved.At = s.keepDraft(ctx, place, p) // whatever the answer is, what was typed is not lost
	}
	if refused, is := refusalOf(err); is && refused.Reason == processes.Invalid {
		tried.input.Failures = refused.Failures
		if page == nil || page.Form == nil { // a book refuses what has no field here
			tried.said = failureWords(langOf(ctx), refused)
		} else {
			tried.said = refusalWords(langOf(ctx), refused, page.Form)
		}
		return s.showCase(c, http.StatusUnprocessableEntity, tried)
	}
	if err != nil {
		return s.outrun(c, id, p.comment, err)
	}
	s.dropDraft(ctx, place, p.key)
	var done *cases.TaskView
	if page != nil && page.Task != nil {
		done = &page.Task.TaskView
	}
	s.sayNext(c, s.decidedWords(langOf(ctx), result.Case.Number, done, p.outcome))
	c.Redirect(http.StatusSeeOther, "/cases/"+url.PathEscape(result.Case.Number))
	return nil
}

// readTask reads a task's form as it came back, with what is typed for references found. The page is nil, and what was
// typed unread, when the task is not open.
func (s *Server) readTask(ctx context.Context, id string, p *posted) (*cases.FormPage, attempt, error) {
	tried := attempt{task: id, key: p.form.Get("key"), comment: p.comment}
	tried.input = cases.FormInput{
		Outcome: p.asked(), Values: map[string]any{}, Failures: p.failures, Typing: p.again(),
	}
	school, viewer := me(ctx).School, viewerOf(ctx)
	page, err := s.service.TaskForm(ctx, school, viewer, id, cases.FormInput{Outcome: p.asked()})
	if err != nil || page.Form == nil {
		return page, tried, err
	}
	tried.input.Values = p.read(page.Form)
	tried.comment = p.comment // unless the form has a field of that name
	filled, err := s.service.TaskForm(ctx, school, viewer, id, tried.input)
	if err != nil {
		return page, tried, err
	}
	refs, err := s.resolve(ctx, filled.View, tried.input.Values)
	tried.asked = refs.asked
	tried.input.Failures = append(tried.input.Failures, refs.failures...)
	return page, tried, err
}

// refusalWords is what a refusal says that belongs to no field of the form: why, or what is wrong with the action. A
// form may have a comment of its own.
func refusalWords(lang string, r *processes.Refusal, form *forms.Form) []string {
	var said []string
	for _, f := range r.Failures {
		ofAction := f.Pointer == "/comment" && (form == nil || !form.HasField("comment"))
		if ofAction || f.Pointer == "/outcome" {
			said = append(said, sayFailure(lang, f))
		}
	}
	if detail := r.Detail.In(lang); detail != "" && len(r.Failures) == 0 {
		said = append(said, detail)
	}
	return said
}
