package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"zongwu/server/pages"
)

// pageStuck is the operator's page: what does not go on in the school, why, and what to do next.
func (s *Server) pageStuck(c *gin.Context) error {
	if err := s.adminOnly(c); err != nil {
		return err
	}
	ctx := c.Request.Context()
	view, err := s.stuck(ctx)
	if err != nil {
		return err
	}
	w := stuckWords{server: s, lang: langOf(ctx)}
	page := pages.Stuck{Calm: view.Calm, Facts: w.facts(view)}
	for _, g := range view.Groups {
		group := pages.StuckGroup{Kind: g.Kind, Title: g.Title, Advice: g.Advice}
		if more := g.Count - len(g.Items); more > 0 {
			group.More = s.numbered(w.lang, "stuck.more", more)
		}
		for _, item := range g.Items {
			group.Lines = append(group.Lines, pages.StuckLine{
				Number: item.Number, Title: item.Title, Text: item.Detail, Links: item.links,
			})
		}
		page.Groups = append(page.Groups, group)
	}
	s.render(c, http.StatusOK, "stuck", page)
	return nil
}
