package server

import (
	"context"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/server/pages"
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

func (s *Server) showCase(c *gin.Context, status int, tried attempt) error {
	ctx := c.Request.Context()
	school, viewer := me(ctx).School, viewerOf(ctx)
	view, err := s.service.Case(ctx, school, viewer, c.Param("number"))
	if err != nil {
		return err
	}
	stores, err := s.storeNames(ctx)
	if err != nil {
		return err
	}
	r := reader{view: view, where: places{langOf(ctx), stores}}
	r.titles = map[string]string{}
	for _, h := range view.History {
		r.titles[h.Step] = h.StepTitle
	}
	page := pages.CasePage{
		ID: view.ID, Number: view.Number, Process: view.ProcessTitle, Title: view.Title, State: view.State,
		Starter: view.Names[view.Starter], CreatedAt: view.CreatedAt,
	}
	if page.Where, err = s.whereLines(ctx, r); err != nil {
		return err
	}
	if tried.task == "" {
		page.Refused = pages.Plainly(tried.said)
	}
	for _, warning := range view.Warnings {
		page.Warnings = append(page.Warnings, sayFailure(langOf(ctx), warning))
	}
	for _, task := range view.Open {
		made, err := s.taskBox(ctx, r, task, tried)
		if err != nil {
			return err
		}
		if len(made.Forms)+len(made.Actions) > 0 {
			page.Tasks = append(page.Tasks, made)
		}
	}
	base := "/cases/" + url.PathEscape(view.Number)
	for _, name := range view.Actions {
		form := s.actionForm(ctx, name, base+"/actions", "case", nil)
		if processes.Kind(name) == processes.DoCopy {
			form.Many, form.To = true, personChoices(view.CopyTo)
		}
		page.Actions = append(page.Actions, form)
	}
	if page.Read, err = s.sheetBoxes(ctx, r); err != nil {
		return err
	}
	for _, h := range view.History {
		page.History = append(page.History, s.historyLine(ctx, view, h, r.where))
		page.ChangedAt = h.At
	}
	s.render(c, status, "case", page)
	return nil
}

func (s *Server) taskBox(
	ctx context.Context, r reader, task cases.TaskView, tried attempt,
) (pages.TaskBox, error) {
	school, viewer := me(ctx).School, viewerOf(ctx)
	made := pages.TaskBox{ID: task.ID, Title: r.where.titled(task.Title, task.Branch)}
	page, err := s.service.Task(ctx, school, viewer, task.ID)
	if err != nil {
		return made, err
	}
	base := "/cases/" + url.PathEscape(r.view.Number) + "/tasks/" + url.PathEscape(task.ID)
	for _, name := range page.Actions {
		made.Actions = append(made.Actions, s.actionForm(ctx, name, base+"/actions", task.ID, page))
	}
	if made.Mine = task.Mine; made.Mine {
		made.Forms, err = s.taskForms(ctx, task, base, tried)
	}
	return made, err
}

func (s *Server) sheetBoxes(ctx context.Context, r reader) ([]pages.SheetBox, error) {
	sheets, err := s.service.Sheets(ctx, me(ctx).School, viewerOf(ctx), r.view.Number)
	if err != nil {
		return nil, err
	}
	var boxes []pages.SheetBox
	for i, sheet := range sheets {
		if len(sheet.View.Fields) == 0 {
			continue
		}
		fields, err := s.boxes(ctx, sheet.View, "s"+string(rune('a'+i%26))+"-", false)
		if err != nil {
			return nil, err
		}
		if len(fields) == 0 {
			continue
		}
		boxes = append(boxes, pages.SheetBox{Title: r.where.titled(sheet.Title, sheet.Branch), Fields: fields})
	}
	return boxes, nil
}
