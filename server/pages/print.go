package pages

import (
	"html/template"
	"time"

	"zongwu/processes"
)

// PrintPage is a case on paper.
type PrintPage struct {
	CasePage
	Size    string // a4, or a5 for the voucher binder
	School  string
	Code    template.URL // leads back to the case: a QR code as a data address
	Printed time.Time
	By      string
	Ready   bool // a PDF can be had
	Alone   bool // it is to hold everything it shows: no style sheet of its own address, nothing to press
}

// PaperSize is one of the sizes a case prints on.
func PaperSize(asked string) string {
	if asked == "a5" {
		return asked
	}
	return "a4"
}

// Sizes are those to choose from.
func (p PrintPage) Sizes() []Choice { return sizes(p.Size) }

func sizes(chosen string) []Choice {
	return []Choice{
		{Value: "a4", Label: "A4", Chosen: chosen == "a4"}, {Value: "a5", Label: "A5", Chosen: chosen == "a5"},
	}
}

// Ended is how a case ended that reached no good end, "" for any other: it is stamped on the paper.
func (p PrintPage) Ended() processes.Status {
	if p.State == processes.Open || p.State == processes.Done {
		return ""
	}
	return p.State
}

// Plain makes what leads somewhere into words: on paper nothing can be followed.
func (p Paper) Plain(lang string) {
	p.each(func(b *Box) {
		b.Href = ""
		var names []string
		for _, file := range b.Files {
			names = append(names, file.Name)
		}
		if len(names) > 0 {
			b.Field.Shown, b.Files = Joined(lang, names), nil
		}
	})
}

// each visits every field of a paper, and every cell of its tables.
func (p Paper) each(visit func(*Box)) {
	for _, part := range p.Parts {
		for _, block := range part.Blocks {
			for _, line := range block.Lines {
				for i := range line {
					visit(&line[i])
				}
			}
			if block.Table == nil {
				continue
			}
			for _, row := range block.Table.Rows {
				for i := range row.Cells {
					visit(&row.Cells[i])
				}
			}
		}
	}
}

// EachSign visits every box for a signature.
func (p Paper) EachSign(visit func(*SignBox) error) error {
	for _, part := range p.Parts {
		for i := range part.Signs {
			if err := visit(&part.Signs[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// Ink puts a drawn signature's picture into its box.
func (b *SignBox) Ink(kind, encoded string) {
	b.Drawn = template.URL("data:" + kind + ";base64," + encoded) //nolint:gosec // a picture in base64, never a script
}
