package pages

import (
	"html/template"
	"time"
	"unicode/utf8"
)

// Paper is a case as the office's form has it: what people filled in, and who signed for it.
type Paper struct{ Parts []PaperPart }

// PaperPart is one form of the paper with the signatures under it, or signatures alone.
type PaperPart struct {
	Title  string
	Blocks []PaperBlock
	Signs  []SignBox
	Void   bool // sent back: it stands until it is sent anew
}

// PaperBlock is a ruled table: of labels with what stands beside them, or of a table's rows.
type PaperBlock struct {
	Lines [][]Box // one or two fields a line
	Table *Box
}

// SignBox is where somebody signs: who did, with their word on it, or who is to.
type SignBox struct {
	Title   string
	Name    string
	For     string // a sentence: in whose place
	Outcome string
	Style   string // of the outcome
	Comment string
	Drawn   template.URL // address of the drawn signature; without one the name stands in writing
	DrawnID string       // its file, of one that was drawn for this case
	Hand    int64        // its number, of one drawn once for all cases
	At      time.Time
	Persons []string // of an empty box: whose turn it is
	Awaited bool     // the box is empty still
}

// beside is the longest text that shares a line with another, in characters.
const beside = 16

// Ruled puts fields into blocks: two short ones share a line, a long one has its own, a table is a block.
func Ruled(fields []Box) []PaperBlock {
	var blocks []PaperBlock
	var lines [][]Box
	flush := func() {
		if len(lines) > 0 {
			blocks = append(blocks, PaperBlock{Lines: lines})
			lines = nil
		}
	}
	for _, f := range fields {
		switch n := len(lines); {
		case f.Field.Type == "note":
		case f.Field.Type == "table":
			flush()
			blocks = append(blocks, PaperBlock{Table: &f})
		case !f.short():
			lines = append(lines, []Box{f})
		case n > 0 && len(lines[n-1]) == 1 && lines[n-1][0].short():
			lines[n-1] = append(lines[n-1], f)
		default:
			lines = append(lines, []Box{f})
		}
	}
	flush()
	return blocks
}

// OwnSignature takes the signature out of a form that asks for one: it belongs into the box of who filled it in.
func OwnSignature(fields []Box) (rest []Box, file string) {
	for _, f := range fields {
		if f.Field.Type == "signature" && len(f.Files) == 1 && file == "" {
			file = f.Files[0].ID
		} else {
			rest = append(rest, f)
		}
	}
	return rest, file
}

// short says that a field shares its line of the paper.
func (b Box) short() bool {
	return len(b.Files) == 0 && !b.Sum() && b.Field.Type != "longtext" && utf8.RuneCountInString(b.Field.Shown) <= beside
}

// Width is how many columns a table has on paper, its numbering included.
func (b Box) Width() int { return len(b.Field.Columns) + 1 }
