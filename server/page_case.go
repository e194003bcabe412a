package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
	"zongwu/server/pages"
	"zongwu/store"
)

// reader is what a case's page needs to say things by name.
type reader struct {
	view   *cases.CaseView
	where  places
	titles map[string]string // of the steps there was something done at
}

func (s *Server) pageCase(c *gin.Context) error {
	return s.showCase(c, http.StatusOK, attempt{})
}

// readCase reads a case for whoever asks for its page, or its paper.
func (s *Server) readCase(ctx context.Context, number string) (reader, error) {
	view, err := s.service.Case(ctx, me(ctx).School, viewerOf(ctx), number)
	if err != nil {
		return reader{}, err
	}
	r := reader{view: view, where: places{langOf(ctx), view.Branches}, titles: map[string]string{}}
	for _, h := range view.History {
		r.titles[h.Step] = h.StepTitle
	}
	return r, nil
}

func (s *Server) showCase(c *gin.Context, status int, tried attempt) error {
	var id string
	var untold bool
	err := s.reading(func(c *gin.Context) error {
		ctx := c.Request.Context()
		r, err := s.readCase(ctx, c.Param("number"))
		if err != nil {
			return err
		}
		page, err := s.casePage(ctx, r, tried)
		if err != nil {
			return err
		}
		id, untold = r.view.ID, s.untold(ctx, r.view.ID)
		s.render(c, status, "case", page)
		return nil
	})(c)
	if err == nil && untold {
		s.seen(c.Request.Context(), id)
	}
	return err
}

func (s *Server) casePage(ctx context.Context, r reader, tried attempt) (*pages.CasePage, error) {
	page, err := s.caseHead(ctx, r)
	if err != nil {
		return nil, err
	}
	if page.Route, err = s.caseRoute(ctx, r.view.Number); err != nil {
		return nil, err
	}
	if tried.task == "" {
		page.Refused = pages.Plainly(tried.said)
	}
	page.Lost = tried.lost
	for _, warning := range r.view.Warnings {
		page.Warnings = append(page.Warnings, sayFailure(langOf(ctx), warning))
	}
	for _, task := range r.view.Open {
		made, err := s.taskBox(ctx, r, task, tried)
		if err != nil {
			return nil, err
		}
		if len(made.Forms)+len(made.Actions) > 0 {
			page.Tasks = append(page.Tasks, made)
		}
	}
	slices.SortStableFunc(page.Tasks, func(a, b pages.TaskBox) int { // one's own come first
		return len(b.Forms) - len(a.Forms)
	})
	if own := page.Own(); len(own) == 1 {
		own[0].Bar = len(own[0].Forms) == 1
	}
	if slices.ContainsFunc(page.Tasks, func(t pages.TaskBox) bool { return t.Beside != nil && len(t.Beside.Doubts) > 0 }) {
		page.Warnings = nil // beside the decision they are said with the cases they speak of
	}
	s.caseActions(ctx, r, page)
	if page.Paper, err = s.paper(ctx, r); err != nil {
		return nil, err
	}
	page.Files = attachments(page.Paper)
	if page.Related, err = s.relatedLines(ctx, r.view); err != nil {
		return nil, err
	}
	if err := s.booksOf(ctx, r, page); err != nil {
		return nil, err
	}
	if page.Reports, err = s.reportsOf(ctx, r.view.ID); err != nil {
		return nil, err
	}
	return page, s.story(ctx, r, page)
}

// caseHead is what stands over a case, on its page and on its paper.
func (s *Server) caseHead(ctx context.Context, r reader) (*pages.CasePage, error) {
	view := r.view
	page := &pages.CasePage{
		ID: view.ID, Number: view.Number, Process: view.ProcessTitle, Icon: view.Icon, State: view.State,
		Starter: pages.FirstOf(view.Names[view.Starter], view.Starter), CreatedAt: view.CreatedAt,
		Begun: s.begunBy(langOf(ctx), view),
	}
	var words []string
	for _, part := range view.Parts {
		switch part.Type {
		case "money":
			page.Sums = append(page.Sums, pages.Sum{Label: part.Label, Text: part.Text})
		case "bool":
			page.Flags = append(page.Flags, part.Text)
		default:
			words = append(words, part.Text)
		}
	}
	for _, part := range view.CameTo {
		page.Sums = append(page.Sums, pages.Sum{Label: part.Label, Text: part.Text})
	}
	page.Late = slices.ContainsFunc(view.Open, func(t cases.TaskView) bool { return t.Overdue })
	page.Title = pages.Dotted(words)
	for _, h := range view.History {
		if h.Action != processes.DoComment {
			page.ChangedAt = h.At
		}
	}
	if view.MayBegin {
		page.Again = "/new/" + url.PathEscape(view.Process) + "?copy=" + url.QueryEscape(view.Number)
	}
	var err error
	page.Department, err = s.departmentName(ctx, view.Department)
	return page, err
}

func (s *Server) departmentName(ctx context.Context, id string) (string, error) {
	name := id
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		department, found, err := tx.Object(ctx, "department", id)
		if found {
			name = department.Attrs.Text("name")
		}
		return err
	})
	return name, err
}

// caseActions are the actions on the case as a whole: a word to everybody has its own place below the conversation.
func (s *Server) caseActions(ctx context.Context, r reader, page *pages.CasePage) {
	address := "/cases/" + url.PathEscape(r.view.Number) + "/actions"
	for _, name := range r.view.Actions {
		form := s.actionForm(ctx, name, address, "case", nil)
		switch processes.Kind(name) {
		case processes.DoComment:
			page.Write = &form
			continue
		case processes.DoUrge:
			if allMine(r.view.Open, viewerOf(ctx).Person) {
				continue // nobody reminds oneself
			}
		case processes.DoCopy:
			form.Many, form.To = true, personChoices(r.view.CopyTo)
			form.Whom = s.site.Words.Say(langOf(ctx), "action.copy_to")
		}
		page.Actions = append(page.Actions, form)
	}
	var others, ends []pages.ActionForm // what ends the case comes last
	for _, f := range page.Actions {
		if f.Danger {
			ends = append(ends, f)
		} else {
			others = append(others, f)
		}
	}
	page.Actions = append(others, ends...)
}

// allMine says that a person may do every open task.
func allMine(open []cases.TaskView, person string) bool {
	return !slices.ContainsFunc(open, func(t cases.TaskView) bool { return !slices.Contains(t.Persons, person) })
}

func (s *Server) taskBox(ctx context.Context, r reader, task cases.TaskView, tried attempt) (pages.TaskBox, error) {
	school, viewer := me(ctx).School, viewerOf(ctx)
	made := pages.TaskBox{ID: task.ID, Title: r.where.titled(task.Title, task.Branch)}
	page, err := s.service.Task(ctx, school, viewer, task.ID)
	if err != nil {
		return made, err
	}
	base := "/cases/" + url.PathEscape(r.view.Number) + "/tasks/" + url.PathEscape(task.ID)
	for _, name := range page.Actions {
		if name == string(processes.DoClaim) && len(page.Persons) == 1 { // nobody else could take it first
			continue
		}
		made.Actions = append(made.Actions, s.actionForm(ctx, name, base+"/actions", task.ID, page))
	}
	made.Mine, made.Aside = task.Mine, !slices.Contains(task.Asked, viewer.Person)
	if made.Mine {
		beside, err := s.besideIn(ctx, []*forms.View{page.Beside}, "k-")
		if err != nil {
			return made, err
		}
		made.Beside = beside[0]
	}
	made.DueAt, made.Overdue, made.Back = task.DueAt, task.Overdue, s.backWords(ctx, r, task)
	if made.Mine {
		made.Forms, err = s.taskForms(ctx, task, base, tried)
	}
	return made, err
}
