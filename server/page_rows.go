package server

import (
	"fmt"
	"slices"

	"zongwu/forms"
	"zongwu/server/pages"
)

// withoutEmpty leaves out of a table the columns in which nothing stands; of one that is asked for, only those in which
// nothing is asked for either.
func withoutEmpty(f forms.FieldView, asked bool) forms.FieldView {
	keep := make([]bool, len(f.Columns))
	for _, r := range f.Rows {
		for i, cell := range r.Cells {
			keep[i] = keep[i] || asked && !cell.Readonly || told(cell, !asked && len(f.Columns) > widePaper)
		}
	}
	filled := func(fields []forms.FieldView) []forms.FieldView {
		var kept []forms.FieldView
		for i, field := range fields {
			if keep[i] {
				kept = append(kept, field)
			}
		}
		return kept
	}
	rows := make([]forms.RowView, len(f.Rows))
	for i, r := range f.Rows {
		r.Cells = filled(r.Cells)
		rows[i] = r
	}
	f.Columns, f.Rows = filled(f.Columns), rows
	return f
}

// widePaper is how many columns a table on paper has room for; one with more leaves out what was worked out to nothing.
const widePaper = 6

// told says that something stands in a cell.
func told(cell forms.FieldView, crowded bool) bool {
	if crowded && cell.Readonly && (pages.Box{Field: cell, Amount: pages.Amount(cell.Type)}).Zero() {
		return false
	}
	return cell.Shown != "" || cell.Value != "" || len(cell.Values) > 0
}

// titled says that a row needs a head of its own: it continues another, and does not show by itself which.
func titled(r forms.RowView, asked bool) bool {
	return !r.Added && r.Title != "" && !slices.ContainsFunc(r.Cells, func(c forms.FieldView) bool {
		return (c.Readonly || !asked) && (c.Shown == r.Title || c.Ref != "" && c.Ref == r.Ref && c.Value == r.RefID)
	})
}

func (b *boxer) rows(f forms.FieldView) ([]pages.RowBox, error) {
	b.inRow = true
	defer func() { b.inRow = false }()
	rows := make([]pages.RowBox, 0, len(f.Rows))
	for i, r := range f.Rows {
		row, err := b.rowHead(r, i+1)
		if err != nil {
			return nil, err
		}
		member := "id"
		if !r.Added {
			member = "line"
		}
		if r.ID != "" || f.CanAdd { // a row is there even when nothing in it is sent
			row.Hidden = []pages.Hidden{{Name: fmt.Sprintf("%s.%d.%s", f.Name, i, member), Value: r.ID}}
		}
		if row.Cells, err = b.fields(r.Cells); err != nil {
			return nil, err
		}
		if b.post {
			markFacts(row.Cells)
		}
		switch last := i >= max(1, f.Least) && i == len(f.Rows)-1; {
		case b.post && !r.Added:
			foldSpare(&row)
		case b.post && last:
			row.Waiting = !slices.ContainsFunc(row.Cells, filledIn)
		}
		row.Added = r.Added
		rows = append(rows, row)
	}
	if b.post && !f.CanAdd {
		markLeftOut(f, rows)
	}
	return rows, nil
}

// rowHead is what a row's head says: what it continues, with what that is counted in, or where it is read.
func (b *boxer) rowHead(r forms.RowView, number int) (pages.RowBox, error) {
	row := pages.RowBox{Title: r.Title, Number: number}
	var err error
	switch r.Ref {
	case "item":
		var facts itemFacts
		facts, err = b.facts(r.RefID)
		row.Unit, row.Help = facts.unit, facts.pack
	case "case":
		row.Href = b.seen[r.RefID]
	case "asset":
		row.Href = assetHref(r.RefID)
		if !slices.ContainsFunc(r.Cells, func(c forms.FieldView) bool { return c.Shown == r.RefID }) {
			row.Title = r.RefID + " " + r.Title
		}
	}
	return row, err
}

// markFacts marks the numbers of a row that are read before something is filled in, where there are several: on a
// telephone they share a line.
func markFacts(cells []pages.Box) {
	asked := slices.IndexFunc(cells, func(c pages.Box) bool { return !c.Field.Readonly })
	var facts []int
	for i := range max(asked, 0) {
		if cells[i].Amount {
			facts = append(facts, i)
		}
	}
	if len(facts) < 2 {
		return
	}
	for _, i := range facts {
		cells[i].Fact = true
	}
}

// markLeftOut marks the rows of a list in which nothing is filled in while it is in others: they are not sent, where
// they may be left out.
func markLeftOut(f forms.FieldView, rows []pages.RowBox) {
	begun := func(r pages.RowBox) bool { return slices.ContainsFunc(r.Cells, filledIn) }
	if f.Whole || !slices.ContainsFunc(rows, begun) {
		return
	}
	for i := range rows {
		asks := slices.ContainsFunc(rows[i].Cells, func(c pages.Box) bool { return !c.Field.Readonly })
		rows[i].LeftOut = asks && !begun(rows[i])
	}
}

// filledIn says that somebody has done something in a cell, or that there is something wrong with it.
func filledIn(cell pages.Box) bool {
	f := cell.Field
	return !f.Readonly && (f.Value != "" && f.Value != "false" || len(f.Values)+len(cell.Files)+len(f.Failures) > 0)
}

// fewSpare is how many cells a row may have that nobody need fill in before they are folded away on a small page.
const fewSpare = 2

// foldSpare marks the cells of a row that goes on from another, such as a delivery's, that may stay empty and are: on a
// telephone they would hide those that matter.
func foldSpare(row *pages.RowBox) {
	var spare []int
	for i, cell := range row.Cells {
		f := cell.Field
		if !f.Readonly && !f.Required && f.Value == "" && len(f.Values)+len(cell.Files)+len(f.Failures) == 0 {
			spare = append(spare, i)
		}
	}
	if len(spare) <= fewSpare || len(spare) == len(row.Cells) {
		return
	}
	for _, i := range spare {
		row.Cells[i].Spare = true
		row.Spare = append(row.Spare, row.Cells[i].Field.Label)
	}
}
