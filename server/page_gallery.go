package server

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zongwu/server/pages"
)

// pageGallery shows every part of a page on canned data; the route is that of the school's first process.
func (s *Server) pageGallery(c *gin.Context) error {
	if err := s.adminOnly(c); err != nil {
		return err
	}
	ctx := c.Request.Context()
	items, err := s.service.Processes(ctx, me(ctx).School, viewerOf(ctx))
	if err != nil {
		return err
	}
	var route *pages.Route
	if len(items) > 0 {
		definition, err := s.service.Definition(ctx, me(ctx).School, viewerOf(ctx), items[0].ID, "")
		if err != nil {
			return err
		}
		if route, err = s.definitionRoute(ctx, definition); err != nil {
			return err
		}
	}
	s.render(c, http.StatusOK, "gallery", s.site.NewGallery(langOf(ctx), time.Now(), route))
	return nil
}

// postGallery takes what the gallery's forms send, and does nothing with it.
func (s *Server) postGallery(c *gin.Context) error {
	if err := s.adminOnly(c); err != nil {
		return err
	}
	if partly(c) || c.PostForm("refresh") != "" {
		c.Status(http.StatusNoContent)
		return nil
	}
	c.Redirect(http.StatusSeeOther, "/admin/gallery")
	return nil
}
