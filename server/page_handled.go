package server

import (
	"context"
	"net/url"
	"slices"

	"zongwu/cases"
	"zongwu/server/pages"
)

// handled says above a form about a thing of the register that it was reported already: where it stands, as far as the
// reader may know.
func (s *Server) handled(ctx context.Context, asset string) ([]pages.HandledLine, error) {
	if asset == "" {
		return nil, nil
	}
	found, err := s.service.Handled(ctx, me(ctx).School, viewerOf(ctx), asset)
	if err != nil {
		return nil, err
	}
	var lines []pages.HandledLine
	for _, other := range found {
		line := pages.HandledLine{Process: other.ProcessTitle, Number: other.Number}
		if other.Seen {
			line.Href, line.Standing = "/cases/"+url.PathEscape(other.Number), standing(other.CaseItem)
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// standing is the steps a case is open at, each once.
func standing(item cases.CaseItem) string {
	var titles []string
	for _, open := range item.Open {
		if !slices.Contains(titles, open.Title) {
			titles = append(titles, open.Title)
		}
	}
	return pages.Dotted(titles)
}
