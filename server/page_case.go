package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
)

// casePage is everything the page of a case shows.
type casePage struct {
	Number, Title string
	State         processes.Status
	Starter       string
	CreatedAt     time.Time
	Refused       []told
	Warnings      []string
	Tasks         []taskBox
	Actions       []actionForm
	Read          []sheetBox
	History       []historyLine
}

// taskBox is an open task on a case's page, with the forms of whoever may do it.
type taskBox struct {
	ID, Title string
	Persons   []string
	DueAt     *time.Time
	ClaimedBy string
	Mine      bool
	Forms     []entry
	Actions   []actionForm
}

type sheetBox struct {
	Title  string
	Fields []box
}

type historyLine struct {
	At                   time.Time
	Actor, Said, Comment string
}

// actionForm is one action as a form of its own.
type actionForm struct {
	ID, Action, Key, Name, Label string
	To                           []choice
	Resume, Comment, Danger      bool
}

// attempt is a task's form as it came back: what was typed, and what was wrong with it.
type attempt struct {
	task    string
	key     string
	comment string
	input   cases.FormInput
	said    []string
}

func (s *Server) pageCase(c *gin.Context) error {
	return s.showCase(c, http.StatusOK, attempt{})
}

func (s *Server) showCase(c *gin.Context, status int, tried attempt) error {
	ctx := c.Request.Context()
	school, viewer := me(ctx).School, viewerOf(ctx)
	view, err := s.service.Case(ctx, school, viewer, c.Param("number"))
	if err != nil {
		return err
	}
	page := casePage{
		Number: view.Number, Title: view.ProcessTitle + " " + view.Title, State: view.State,
		Starter: view.Names[view.Starter], CreatedAt: view.CreatedAt,
	}
	if tried.task == "" {
		page.Refused = plainly(tried.said)
	}
	for _, warning := range view.Warnings {
		page.Warnings = append(page.Warnings, sayFailure(langOf(ctx), warning))
	}
	for i, task := range view.Open {
		made, err := s.taskBox(ctx, view, task, i, tried)
		if err != nil {
			return err
		}
		page.Tasks = append(page.Tasks, made)
	}
	base := "/cases/" + url.PathEscape(view.Number)
	for _, name := range view.Actions {
		page.Actions = append(page.Actions, s.actionForm(ctx, name, base+"/actions", "case", nil))
	}
	if page.Read, err = s.sheetBoxes(ctx, view.Number); err != nil {
		return err
	}
	for _, h := range view.History {
		page.History = append(page.History, s.historyLine(ctx, view, h))
	}
	s.render(c, status, "case", page)
	return nil
}

func (s *Server) taskBox(
	ctx context.Context, view *cases.CaseView, task cases.TaskView, n int, tried attempt,
) (taskBox, error) {
	school, viewer := me(ctx).School, viewerOf(ctx)
	made := taskBox{ID: task.ID, Title: task.Title, DueAt: task.DueAt, ClaimedBy: view.Names[task.Claimer()]}
	for _, id := range task.Persons {
		made.Persons = append(made.Persons, view.Names[id])
	}
	page, err := s.service.Task(ctx, school, viewer, task.ID)
	if err != nil {
		return made, err
	}
	base := "/cases/" + url.PathEscape(view.Number) + "/tasks/" + url.PathEscape(task.ID)
	for _, name := range page.Actions {
		made.Actions = append(made.Actions, s.actionForm(ctx, name, base+"/actions", task.ID, page))
	}
	made.Mine = slices.Contains(task.Persons, viewer.Person) &&
		(task.ClaimedBy == nil || *task.ClaimedBy == viewer.Person)
	if made.Mine {
		made.Forms, err = s.taskForms(ctx, task, base, n, tried)
	}
	return made, err
}

// taskForms are the forms of a task for whoever may do it: one for all outcomes that ask the same.
func (s *Server) taskForms(
	ctx context.Context, task cases.TaskView, action string, n int, tried attempt,
) ([]entry, error) {
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
	var forms []entry
	for i, g := range found {
		form, err := s.newEntry(ctx, g, action, newKey(), n*10+i)
		if err != nil {
			return nil, err
		}
		form.Comment = true
		if len(found) > 1 {
			form.Title = g.title()
		}
		if outcome != "" && g.holds(outcome) {
			form.Key, form.CommentText = tried.key, tried.comment
			form.add(tried.said)
		}
		forms = append(forms, form)
	}
	return forms, nil
}

// openTask opens a task's form for an outcome, with what was typed when it is the one that was refused.
func (s *Server) openTask(ctx context.Context, task, outcome string, tried attempt) (*cases.FormPage, error) {
	in := cases.FormInput{Outcome: outcome}
	if tried.task == task && tried.input.Outcome == outcome {
		in = tried.input
	}
	page, err := s.service.TaskForm(ctx, me(ctx).School, viewerOf(ctx), task, in)
	if err != nil || in.Values != nil || page.Form == nil {
		return page, err
	}
	if in.Values = withFirstRows(page); in.Values == nil {
		return page, nil
	}
	return s.service.TaskForm(ctx, me(ctx).School, viewerOf(ctx), task, in)
}

// actionForm is the form of one action, with the choices it needs.
func (s *Server) actionForm(ctx context.Context, name, action, id string, page *cases.TaskPage) actionForm {
	lang := langOf(ctx)
	f := actionForm{
		ID: "a-" + strings.ReplaceAll(id, ".", "-") + "-" + name, Action: action, Key: newKey(), Name: name,
		Label: s.words.say(lang, "action."+name), Comment: true,
	}
	switch processes.Kind(name) {
	case processes.DoClaim, processes.DoRelease:
		f.Comment = false
	case processes.DoWithdraw, processes.DoCancel:
		f.Danger = true
	case processes.DoTransfer:
		f.To = personChoices(page.TransferTo)
	case processes.DoReassign:
		f.To = personChoices(page.ReassignTo)
	case processes.DoSendBack:
		f.Resume = true
		for _, step := range page.BackTo {
			f.To = append(f.To, choice{Value: step.ID, Label: step.Title})
		}
	}
	return f
}

func personChoices(persons []cases.PersonName) []choice {
	choices := make([]choice, 0, len(persons))
	for _, p := range persons {
		choices = append(choices, choice{Value: p.ID, Label: p.Name})
	}
	return choices
}

func (s *Server) sheetBoxes(ctx context.Context, number string) ([]sheetBox, error) {
	sheets, err := s.service.Sheets(ctx, me(ctx).School, viewerOf(ctx), number)
	if err != nil {
		return nil, err
	}
	var boxes []sheetBox
	for i, sheet := range sheets {
		if len(sheet.View.Fields) == 0 {
			continue
		}
		fields, err := s.boxes(ctx, sheet.View, "s"+string(rune('a'+i%26))+"-", false)
		if err != nil {
			return nil, err
		}
		boxes = append(boxes, sheetBox{Title: sheet.Title, Fields: fields})
	}
	return boxes, nil
}

// historyLine says in words what a transition was.
func (s *Server) historyLine(ctx context.Context, view *cases.CaseView, h cases.HistoryItem) historyLine {
	said := []string{h.StepTitle, s.words.say(langOf(ctx), "action."+string(h.Action))}
	if h.OutcomeTitle != "" {
		said = []string{h.StepTitle, h.OutcomeTitle}
	}
	if name := view.Names[h.To]; h.To != "" {
		if name == "" {
			name = h.To
		}
		said = append(said, "→ "+name)
	}
	return historyLine{At: h.At, Actor: view.Names[h.Actor], Said: strings.Join(said, " · "), Comment: h.Comment}
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

func (s *Server) postCaseAction(c *gin.Context) error {
	return s.postAction(c, processes.Action{Kind: processes.Kind(c.PostForm("action"))}, c.Param("number"))
}

func (s *Server) postTaskAction(c *gin.Context) error {
	return s.postAction(c, processes.Action{
		Kind: processes.Kind(c.PostForm("action")), Task: c.Param("task"), To: c.PostForm("to"),
		Resume: c.PostForm("resume"),
	}, "")
}

// personKinds are the actions a page's form may name; starting and outcomes have forms of their own, and clocks are
// nobody's to ring.
var personKinds = []processes.Kind{
	processes.DoClaim, processes.DoRelease, processes.DoTransfer, processes.DoReassign, processes.DoSendBack,
	processes.DoWithdraw, processes.DoCancel, processes.DoUrge, processes.DoComment,
}

func (s *Server) postAction(c *gin.Context, action processes.Action, number string) error {
	ctx := c.Request.Context()
	if !slices.Contains(personKinds, action.Kind) {
		return unknownAction()
	}
	p, err := s.readPosted(c)
	if err != nil {
		return err
	}
	p.body = append(p.body, action.Kind...)
	action.Actor, action.Comment = me(ctx).Person.ID, p.comment
	result, err := s.service.Act(ctx, cases.Request{
		School: me(ctx).School, Case: number, Key: p.key, Body: p.body, Action: action,
	})
	if refused, is := refusalOf(err); is && refused.Reason == processes.Invalid {
		return s.showCase(c, http.StatusUnprocessableEntity, attempt{said: failureWords(langOf(ctx), refused)})
	}
	if err != nil {
		return err
	}
	target := "/cases/" + url.PathEscape(result.Case.Number)
	if action.Kind == processes.DoTransfer { // whoever handed it on may see it no more
		target = "/tasks"
	}
	c.Redirect(http.StatusSeeOther, target)
	return nil
}

// failureWords is everything a refusal says, for actions that have no fields to show it at.
func failureWords(lang string, r *processes.Refusal) []string {
	var said []string
	for _, f := range r.Failures {
		said = append(said, sayFailure(lang, f))
	}
	if len(said) == 0 {
		said = append(said, r.Detail.In(lang))
	}
	return said
}
