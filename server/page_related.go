package server

import (
	"context"
	"net/url"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/server/pages"
	"zongwu/store"
)

// relatedLines are the cases that have to do with one, for its page.
func (s *Server) relatedLines(ctx context.Context, view *cases.CaseView) ([]pages.RelatedLine, error) {
	related, err := s.service.Related(ctx, me(ctx).School, viewerOf(ctx), view.Number)
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
		line.Note = s.goesOn(ctx, view.State, other)
		lines = append(lines, line)
	}
	return lines, nil
}

// goesOn says of two cases of which one began the other that this one came to nothing and that one is still under way,
// or the other way round: a case that ends does not end those it began.
func (s *Server) goesOn(ctx context.Context, state processes.Status, other cases.RelatedCase) string {
	lang := langOf(ctx)
	switch {
	case other.Way == store.Begins && cameToNothing(state) && other.State == processes.Open:
		return s.sentence(lang, "related.goes_on", "{state}", s.site.Words.Say(lang, "state."+string(state)))
	case other.Way == store.BegunBy && state == processes.Open && cameToNothing(other.State):
		return s.sentence(lang, "related.left_alone", "{state}", s.site.Words.Say(lang, "state."+string(other.State)))
	}
	return ""
}

// cameToNothing says that a case was refused, withdrawn or cancelled.
func cameToNothing(state processes.Status) bool {
	return state != processes.Open && state != processes.Done
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
