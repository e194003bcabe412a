package server

import (
	"context"
	"net/url"

	"zongwu/cases"
	"zongwu/server/pages"
)

// relatedLines are the cases that have to do with one, for its page.
func (s *Server) relatedLines(ctx context.Context, number string) ([]pages.RelatedLine, error) {
	related, err := s.service.Related(ctx, me(ctx).School, viewerOf(ctx), number)
	if err != nil {
		return nil, err
	}
	lines := make([]pages.RelatedLine, 0, len(related))
	for _, other := range related {
		line := pages.RelatedLine{
			Way: s.site.Words.Say(langOf(ctx), "related.way."+other.Way), Number: other.Number, Process: other.ProcessTitle,
			Icon: other.Icon, State: other.State, CreatedAt: other.CreatedAt,
		}
		if other.Seen {
			line.Href = "/cases/" + url.PathEscape(other.Number)
		}
		line.Amount, line.About, line.Flags = summedUp(other.CaseItem)
		lines = append(lines, line)
	}
	return lines, nil
}

// summedUp is what sums a case up: the first amount of money, what is so of it, and the rest in one line.
func summedUp(item cases.CaseItem) (amount, rest string, flags []string) {
	var words []string
	for _, part := range item.Parts {
		switch {
		case part.Type == "money" && amount == "":
			amount = part.Text
		case part.Type == "bool":
			flags = append(flags, part.Text)
		default:
			words = append(words, part.Text)
		}
	}
	return amount, pages.Dotted(words), flags
}
