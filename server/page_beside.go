package server

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"zongwu/forms"
	"zongwu/server/pages"
)

// besideWarnings are what somebody should be warned of who decides, wherever in the view it was said.
func besideWarnings(lang string, view *forms.View) []string {
	if view == nil {
		return nil
	}
	var said []string
	for _, w := range view.Warnings {
		said = append(said, sayFailure(lang, w))
	}
	for _, f := range view.Fields {
		said = append(said, f.Warnings...)
		for _, row := range f.Rows {
			for _, cell := range row.Cells {
				said = append(said, cell.Warnings...)
			}
		}
	}
	return said
}

// beside makes what stands beside a decision ready for its template; nil when there is nothing.
func (s *Server) beside(ctx context.Context, view *forms.View, prefix string) (*pages.Beside, error) {
	if view == nil {
		return nil, nil //nolint:nilnil // nil is nothing to say
	}
	known := &pages.Beside{Warnings: besideWarnings(langOf(ctx), view)}
	boxes, err := s.boxes(ctx, *view, prefix, false)
	if err != nil {
		return nil, err
	}
	for _, box := range boxes {
		if box.Field.Type == "table" {
			known.Tables = append(known.Tables, box)
		} else {
			known.Facts = append(known.Facts, box)
		}
	}
	return known, nil
}

// partBeside answers a card that was asked what its decision should know.
func (s *Server) partBeside(c *gin.Context) error {
	ctx := c.Request.Context()
	task, err := s.service.Task(ctx, me(ctx).School, viewerOf(ctx), c.Param("task"))
	if err != nil {
		return err
	}
	known, err := s.beside(ctx, task.Beside, "k-")
	if err != nil {
		return err
	}
	if known == nil {
		known = &pages.Beside{}
	}
	known.Warnings = nil // the card says them already
	return s.renderPart(c, http.StatusOK, "tasks", "known-beside", known)
}
