package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/server/pages"
	"zongwu/store"
)

// recentProcesses is how many processes somebody began last are offered first.
const recentProcesses = 4

// pageNew offers what somebody may begin, and what they began and did not send.
func (s *Server) pageNew(c *gin.Context) error {
	ctx := c.Request.Context()
	items, err := s.service.Processes(ctx, me(ctx).School, viewerOf(ctx))
	if err != nil {
		return err
	}
	items = slices.DeleteFunc(items, func(item cases.ProcessItem) bool { return !item.CanStart })
	staffing, err := s.service.Staffing(ctx, me(ctx).School)
	if err != nil {
		return err
	}
	for i := range items {
		items[i].Stuck = s.stuckFor(ctx, staffing, items[i].ID).Surely
	}
	var recent []string
	var drafts []store.Draft
	who := me(ctx).Person.ID
	err = s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		var err error
		if recent, err = tx.RecentProcesses(ctx, who, recentProcesses); err != nil {
			return err
		}
		drafts, err = tx.Drafts(ctx, who)
		return err
	})
	if err != nil {
		return err
	}
	body := pages.NewPage{Q: strings.TrimSpace(c.Query("q")), Any: len(items) > 0}
	if body.Drafts, err = s.draftLinks(ctx, items, drafts); err != nil {
		return err
	}
	found := slices.DeleteFunc(slices.Clone(items), func(item cases.ProcessItem) bool { return !finds(item, body.Q) })
	if body.Q == "" && len(items) > recentProcesses {
		for _, id := range recent {
			for _, item := range items {
				if item.ID == id {
					body.Recent = append(body.Recent, item)
				}
			}
		}
	}
	body.Groups = byCategory(found)
	s.render(c, http.StatusOK, "new", body)
	return nil
}

// finds says that a process is found by a text: its title, category or id, in pinyin or initials too.
func finds(item cases.ProcessItem, q string) bool {
	return strings.Contains(store.SearchText(item.Title, item.Category, item.ID), strings.ToLower(q))
}

// byCategory puts processes in their categories, in the order in which those first appear; those in none come last.
func byCategory(items []cases.ProcessItem) []pages.ProcessGroup {
	var groups []pages.ProcessGroup
	for _, item := range items {
		i := slices.IndexFunc(groups, func(g pages.ProcessGroup) bool { return g.Title == item.Category })
		if i < 0 {
			i = len(groups)
			groups = append(groups, pages.ProcessGroup{Title: item.Category})
		}
		groups[i].Items = append(groups[i].Items, item)
	}
	slices.SortStableFunc(groups, func(a, b pages.ProcessGroup) int {
		switch {
		case (a.Title == "") == (b.Title == ""):
			return 0
		case a.Title == "":
			return 1
		}
		return -1
	})
	return groups
}

// draftLinks lead to the forms somebody has not sent; those of tasks others did meanwhile are passed over.
func (s *Server) draftLinks(
	ctx context.Context, items []cases.ProcessItem, drafts []store.Draft,
) ([]pages.DraftLink, error) {
	var links []pages.DraftLink
	for _, d := range drafts {
		if id, isNew := strings.CutPrefix(d.Place, newPlace); isNew {
			i := slices.IndexFunc(items, func(item cases.ProcessItem) bool { return item.ID == id })
			if i >= 0 {
				links = append(links, pages.DraftLink{
					Href: "/new/" + url.PathEscape(id), Title: items[i].Title, Icon: items[i].Icon, SavedAt: d.SavedAt,
				})
			}
			continue
		}
		id := strings.TrimPrefix(d.Place, taskPlace)
		task, err := s.service.Task(ctx, me(ctx).School, viewerOf(ctx), id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		links = append(links, pages.DraftLink{
			Href:  "/cases/" + url.PathEscape(task.Number) + "#task-" + url.PathEscape(id),
			Title: task.ProcessTitle + " " + task.Number, Note: task.Title, Icon: task.Icon, SavedAt: d.SavedAt,
		})
	}
	return links, nil
}
