package server

import (
	"context"
	"fmt"
	"html/template"
	"net/url"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/server/pages"
)

// paper is a case as the office's form has it, with the boxes that are still empty.
func (s *Server) paper(ctx context.Context, r reader) (pages.Paper, error) {
	var paper pages.Paper
	signed, hands, err := s.signedByHand(ctx, r.view.Number)
	if err != nil {
		return paper, err
	}
	for i, one := range signed {
		part, sign := pages.PaperPart{Void: one.Void}, s.signBox(ctx, r, one)
		if one.View != nil {
			boxes, err := s.boxesOf(ctx, *one.View, boxer{prefix: fmt.Sprintf("p%d-", i), paper: true})
			if err != nil {
				return paper, err
			}
			boxes, sign.DrawnID = pages.OwnSignature(boxes)
			part.Blocks = pages.Ruled(boxes)
		}
		if sign.DrawnID != "" {
			address := "/api/v1/files/" + url.PathEscape(sign.DrawnID) + "?inline=true"
			sign.Drawn = template.URL(address) //nolint:gosec // an address of ours
		}
		if !one.Begun { // nobody signed
			hands.put(&sign, one.Person)
		}
		if len(part.Blocks) == 0 {
			addSigns(&paper, part, sign)
			continue
		}
		part.Title = r.where.titled(one.Title, one.Branch)
		if !one.Void {
			part.Signs = []pages.SignBox{sign}
		}
		paper.Parts = append(paper.Parts, part)
	}
	addSigns(&paper, pages.PaperPart{}, s.comingBoxes(r)...)
	return paper, nil
}

// addSigns puts signatures under what the case began with, which is what they sign, or beside those that stand there
// last; else they are a part of their own.
func addSigns(paper *pages.Paper, part pages.PaperPart, signs ...pages.SignBox) {
	last := len(paper.Parts) - 1
	switch {
	case len(signs) == 0:
	case last == 0 || last > 0 && len(paper.Parts[last].Blocks) == 0:
		paper.Parts[last].Signs = append(paper.Parts[last].Signs, signs...)
	default:
		part.Signs = signs
		paper.Parts = append(paper.Parts, part)
	}
}

// comingBoxes are those still empty.
func (s *Server) comingBoxes(r reader) []pages.SignBox {
	var coming []pages.SignBox
	for _, task := range r.view.Open {
		coming = append(coming, pages.SignBox{
			Title: r.where.titled(task.Title, task.Branch), Persons: called(task.Asked, r.view.Names), Awaited: true,
		})
	}
	return coming
}

func (s *Server) signBox(ctx context.Context, r reader, one cases.Signed) pages.SignBox {
	box := pages.SignBox{
		Title: r.where.titled(one.Title, one.Branch), Name: one.Actor, Outcome: one.Outcome, Style: one.Style,
		Comment: one.Comment, At: one.At,
	}
	if one.Step == processes.Start {
		box.Title, box.Outcome = s.site.Words.Say(langOf(ctx), "case.starter"), ""
	}
	if one.Begun {
		box.For = s.site.Words.Say(langOf(ctx), "history.begun")
	}
	if one.For != "" {
		box.For = s.sentence(langOf(ctx), "case.for", "{person}", one.For)
	}
	return box
}

// attachments are the files of the paper, each once.
func attachments(paper pages.Paper) []pages.FileBox {
	var files []pages.FileBox
	seen := map[string]bool{}
	add := func(b pages.Box, of string) {
		for _, link := range b.Files {
			if seen[link.ID] {
				continue
			}
			seen[link.ID] = true
			files = append(files, pages.FileBox{
				ID: link.ID, Name: link.Name, Size: link.Size, Of: of, Kind: pages.FileKind(link.Type),
			})
		}
	}
	for _, part := range paper.Parts {
		for _, block := range part.Blocks {
			for _, line := range block.Lines {
				for _, b := range line {
					add(b, b.Field.Label+" · "+part.Title)
				}
			}
			if block.Table == nil {
				continue
			}
			for _, row := range block.Table.Rows {
				for _, b := range row.Cells {
					add(b, b.Field.Label+" · "+part.Title)
				}
			}
		}
	}
	return files
}
