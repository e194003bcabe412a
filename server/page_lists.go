package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
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
