package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
)

// found is the page of a list with its search.
type found[T any] struct {
	Q      string
	Items  []T
	States []choice
	Mine   bool
	Told   []noticeView // beside the queue
}

// taskLine is a task in the queue.
type taskLine struct {
	cases.TaskView
	StarterName, ClaimedBy string
}

func (s *Server) pageTasks(c *gin.Context) error {
	ctx := c.Request.Context()
	list, err := s.service.Tasks(ctx, me(ctx).School, viewerOf(ctx), cases.TaskQuery{
		Q: c.Query("q"), Cursor: c.Query("cursor"),
	})
	if err != nil {
		return err
	}
	body := found[taskLine]{Q: c.Query("q")}
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
		body.Items = append(body.Items, taskLine{
			TaskView: t, StarterName: names[t.Starter], ClaimedBy: names[t.Claimer()],
		})
	}
	told, err := listOf(ctx, s, store.Query{Limit: recentNotices}, noticesOf(ctx))
	if err != nil {
		return err
	}
	body.Told = told.Body.Items
	s.renderList(c, http.StatusOK, "tasks", body, list.Next)
	return nil
}

// caseLine is a case in a list, with who has it.
type caseLine struct {
	cases.CaseItem
	Where []string
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
	body := found[caseLine]{Q: q.Q, Mine: q.Mine}
	for _, item := range list.Items {
		line := caseLine{CaseItem: item}
		for _, open := range item.Open {
			line.Where = append(line.Where, stepWords(langOf(ctx), open.Title, called(open.Persons, names)))
		}
		body.Items = append(body.Items, line)
	}
	for _, state := range []processes.Status{
		processes.Open, processes.Done, processes.Rejected, processes.Withdrawn, processes.Cancelled,
	} {
		body.States = append(body.States, choice{
			Value: string(state), Label: s.words.say(langOf(ctx), "state."+string(state)), Chosen: q.State == string(state),
		})
	}
	s.renderList(c, http.StatusOK, "cases", body, list.Next)
	return nil
}
