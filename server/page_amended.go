package server

import (
	"context"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
	"zongwu/server/pages"
)

// story tells what was said and done in a case. What changed in a form that was sent anew stands with its line, and,
// while the case is open, before the paper as well: whoever decides again looks for it first.
func (s *Server) story(ctx context.Context, r reader, page *pages.CasePage) error {
	page.Talk = s.talk(ctx, r)
	changes, err := s.service.Changes(ctx, me(ctx).School, viewerOf(ctx), r.view.Number)
	if err != nil {
		return err
	}
	amended := map[int]*pages.Amended{}
	for _, a := range changes {
		amended[a.Seq] = s.amended(ctx, r, a)
	}
	for _, h := range r.view.History {
		if h.Action == processes.DoComment {
			continue // the conversation above has it
		}
		line := s.historyLine(ctx, r, h)
		line.Amended = amended[h.Seq]
		page.History = append(page.History, line)
	}
	if n := len(changes); n > 0 && page.State == processes.Open {
		page.Amended = amended[changes[n-1].Seq]
	}
	return nil
}

func (s *Server) amended(ctx context.Context, r reader, a cases.Amendment) *pages.Amended {
	made := &pages.Amended{Title: r.where.titled(a.Title, a.Branch), Actor: a.ActorName, At: a.At}
	for _, change := range a.Changes {
		if len(change.Rows) == 0 {
			made.Changes = append(made.Changes, s.changed(langOf(ctx), change))
			continue
		}
		for _, row := range change.Rows {
			told := pages.ChangedRow{Table: change.Label, Title: row.Title, What: row.What}
			for _, cell := range row.Cells {
				if row.What != forms.RowChanged && (cell.Before == row.Title || cell.After == row.Title) {
					continue // its name says it already
				}
				told.Cells = append(told.Cells, s.changed(langOf(ctx), cell))
			}
			made.Rows = append(made.Rows, told)
		}
	}
	return made
}

// changed is one value as it was and as it is. Files have no words: that others lie there is all there is to say.
func (s *Server) changed(lang string, c forms.Change) pages.Changed {
	made := pages.Changed{Label: c.Label, Before: c.Before, After: c.After}
	switch c.Type {
	case "file", "photo", "signature":
		made.Before, made.After = "", s.site.Words.Say(lang, "case.changed_files")
	case "date":
		made.Before, made.After = pages.Dated(lang, c.Before), pages.Dated(lang, c.After)
	}
	return made
}
