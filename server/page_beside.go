package server

import (
	"context"
	"slices"

	"zongwu/forms"
	"zongwu/server/pages"
	"zongwu/store"
)

// besideIn makes what stands beside decisions ready for the template, in one reading for all of them; nil stays nil.
func (s *Server) besideIn(ctx context.Context, views []*forms.View, prefix string) ([]*pages.Beside, error) {
	made := make([]*pages.Beside, len(views))
	if !slices.ContainsFunc(views, func(v *forms.View) bool { return v != nil }) {
		return made, nil
	}
	b := boxer{prefix: prefix}
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		b.open(ctx, s, tx)
		var fields []forms.FieldView
		for _, view := range views {
			if view != nil {
				fields = append(fields, view.Fields...)
			}
		}
		if err := b.look(fields); err != nil {
			return err
		}
		for i, view := range views {
			if view == nil {
				continue
			}
			boxes, err := b.fields(view.Fields)
			if err != nil {
				return err
			}
			made[i] = besideOf(langOf(ctx), *view, boxes)
		}
		return nil
	})
	return made, err
}

func besideOf(lang string, view forms.View, boxes []pages.Box) *pages.Beside {
	known := &pages.Beside{Doubts: doubts(lang, view, boxes)}
	for _, box := range boxes {
		known.Add(box)
	}
	return known
}

// doubts are what somebody should be warned of who decides, wherever in the view it was said. What is said of a table
// of cases leads to each of them.
func doubts(lang string, view forms.View, boxes []pages.Box) []pages.Doubt {
	var said []pages.Doubt
	say := func(text string, links []pages.Link) {
		if !slices.ContainsFunc(said, func(d pages.Doubt) bool { return d.Text == text }) {
			said = append(said, pages.NewDoubt(text, links))
		}
	}
	for _, w := range view.Warnings {
		say(sayFailure(lang, w), nil)
	}
	for _, f := range view.Fields {
		for _, text := range f.Warnings {
			say(text, caseLinks(f.Name, boxes))
		}
		for _, row := range f.Rows {
			for _, cell := range row.Cells {
				for _, text := range cell.Warnings {
					say(text, nil)
				}
			}
		}
	}
	return said
}

// caseLinks lead to the cases of a table, those the reader may read.
func caseLinks(table string, boxes []pages.Box) []pages.Link {
	var links []pages.Link
	for _, box := range boxes {
		if box.Field.Name != table {
			continue
		}
		for _, row := range box.Rows {
			if link := (pages.Link{Href: row.Href, Label: row.Title}); row.Href != "" && !slices.Contains(links, link) {
				links = append(links, link)
			}
		}
	}
	return links
}
