package lists

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"zongwu/sheets"
)

// maxFaults bounds how many bad cells are named; a workbook with more is wrong enough.
const maxFaults = 500

// Fault is a bad cell: where it is, what stands there, what is wrong and what would be right.
type Fault struct {
	Sheet  string
	Cell   string // B3, or B3:C4 of merged ones
	Row    int
	Column string // its letter
	Head   string
	Found  string
	Wrong  string
	Right  string
}

// Change is what a row of a workbook would do to a record.
type Change struct {
	Row    int
	ID     string
	Title  string
	Fields []Difference
}

// Plan is what a workbook would do to a list. Nothing of it is taken while there is a fault.
type Plan struct {
	List    *List
	Sheet   string
	Refusal string // of the workbook as such
	Faults  []Fault
	More    bool     // there are more faults than are named
	Remarks []string // what is worth a look and hinders nothing
	Passed  []string // columns that are only for reading
	New     []Change
	Changed []Change
	Same    int
	Absent  int    // records in use that the workbook does not name: they stay as they are
	Digest  string // of what it would write, and over what
	File    string // the workbook as it is kept
	Taken   bool
	Opens   *Opening // what nobody could do any more; to take the workbook is to agree to it

	rows []draft
}

// Sound says that nothing is wrong with the workbook.
func (p *Plan) Sound() bool { return p.Refusal == "" && len(p.Faults) == 0 }

// Empty says that a sound workbook changes nothing.
func (p *Plan) Empty() bool { return len(p.New)+len(p.Changed) == 0 }

func (p *Plan) fault(f Fault) {
	if len(p.Faults) >= maxFaults {
		p.More = true
		return
	}
	f.Sheet = p.Sheet
	p.Faults = append(p.Faults, f)
}

// cellFault names a cell of a column.
func (p *Plan) cellFault(row, column int, head, found string, bad trouble) {
	p.fault(Fault{
		Cell: sheets.At(column, row), Row: row, Column: sheets.Letter(column), Head: head, Found: brief(found),
		Wrong: bad.wrong, Right: bad.right,
	})
}

// brief is enough of a text to know it by.
func brief(text string) string {
	const enough = 40
	if runes := []rune(text); len(runes) > enough {
		return string(runes[:enough]) + "…"
	}
	return text
}

// seal sorts the faults from the top of the sheet to its end, and signs what would be written.
func (p *Plan) seal() {
	slices.SortStableFunc(p.Faults, func(a, b Fault) int {
		if a.Row != b.Row {
			return a.Row - b.Row
		}
		if len(a.Column) != len(b.Column) {
			return len(a.Column) - len(b.Column)
		}
		if a.Column < b.Column {
			return -1
		}
		if a.Column > b.Column {
			return 1
		}
		return 0
	})
	sum := sha256.New()
	for _, row := range p.rows {
		before := ""
		if row.before != nil {
			before = versionOf(*row.before)
		}
		_, _ = fmt.Fprintf(sum, "%q %q %q\n", row.id, before, row.body) // a hash never fails
	}
	if p.Opens != nil {
		_, _ = fmt.Fprintf(sum, "%q\n", p.Opens.Digest)
	}
	p.Digest = hex.EncodeToString(sum.Sum(nil))
}
