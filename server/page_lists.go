package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/server/pages"
	"zongwu/store"
)

func (s *Server) pageTasks(c *gin.Context) error {
	ctx := c.Request.Context()
	list, err := s.service.Tasks(ctx, me(ctx).School, viewerOf(ctx), cases.TaskQuery{
		Q: c.Query("q"), Cursor: c.Query("cursor"),
	})
	if err != nil {
		return err
	}
	body := pages.QueuePage{Q: c.Query("q")}
	names, err := s.personNames(ctx)
	if err != nil {
		return err
	}
	stores, err := s.storeNames(ctx)
	if err != nil {
		return err
	}
	for _, t := range list.Items {
		t.Title = places{langOf(ctx), stores}.titled(t.Title, t.Branch)
		body.Items = append(body.Items, pages.TaskCard{
			TaskView: t, StarterName: names[t.Starter], ClaimedBy: names[t.Claimer()],
		})
	}
	told, err := listOf(ctx, s, store.Query{Limit: recentNotices}, noticesOf(ctx))
	if err != nil {
		return err
	}
	for _, n := range told.Body.Items {
		body.Told = append(body.Told, pages.Notice{At: n.At, Number: n.Number, Text: n.Text})
	}
	s.renderList(c, http.StatusOK, "tasks", body, list.Next)
	return nil
}

func (s *Server) pageCases(c *gin.Context) error {
	ctx := c.Request.Context()
	q := cases.CaseQuery{
		Q: c.Query("q"), State: c.Query("state"), Mine: c.Query("mine") == "true", Cursor: c.Query("cursor"),
	}
	list, err := s.service.Cases(ctx, me(ctx).School, viewerOf(ctx), q)
	if err != nil {
		return err
	}
	names, err := s.personNames(ctx)
	if err != nil {
		return err
	}
	body := pages.CasesPage{Q: q.Q, Mine: q.Mine}
	for _, item := range list.Items {
		line := pages.CaseLine{CaseItem: item}
		for _, open := range item.Open {
			line.Where = append(line.Where, pages.StepWords(langOf(ctx), open.Title, called(open.Persons, names)))
		}
		body.Items = append(body.Items, line)
	}
	for _, state := range []processes.Status{
		processes.Open, processes.Done, processes.Rejected, processes.Withdrawn, processes.Cancelled,
	} {
		body.States = append(body.States, pages.Choice{
			Value: string(state), Label: s.site.Words.Say(langOf(ctx), "state."+string(state)), Chosen: q.State == string(state),
		})
	}
	s.renderList(c, http.StatusOK, "cases", body, list.Next)
	return nil
}
