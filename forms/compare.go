package forms

// Change is a field in which two submissions of a form differ.
type Change struct {
	Name, Label   string
	Type          string // the field's type word
	Before, After string // as people read it, "" for nothing
	Rows          []RowChange
}

// RowChange is a row of a table that was added, removed or changed.
type RowChange struct {
	ID         string
	Title      string // what people know it by: its first reference's name, or its first text
	Ref, RefID string // what the title names, "" when nothing of the catalogue
	What       string // RowAdded, RowRemoved, RowChanged
	Cells      []Change
}

// What can have happened to a row.
const (
	RowAdded   = "added"
	RowRemoved = "removed"
	RowChanged = "changed"
)

// Compare gives what is different in a later submission of the form, field by field in the form's order; rows are the
// same when they have the same id, in the later order, removed ones last.
func (f *Form) Compare(env Env, before, after Data) ([]Change, error) {
	s := newSheet(newJudge(env, true), f.level, "", nil, nil)
	changes := s.compare(before, after)
	return changes, s.ended()
}

// compare holds two data of the sheet's level against each other.
func (s *sheet) compare(before, after Data) []Change {
	var changes []Change
	for _, f := range s.level.fields {
		if f.undrawn {
			continue
		}
		change := Change{Name: f.name, Label: f.label.In(s.lang), Type: f.word}
		switch a, b := before[f.name], after[f.name]; {
		case f.table != nil:
			if change.Rows = s.compareRows(f, before.Rows(f.name), after.Rows(f.name)); len(change.Rows) == 0 {
				continue
			}
		case same(a, b):
			continue
		default:
			change.Before, change.After = s.readAny(f, a), s.readAny(f, b)
		}
		changes = append(changes, change)
	}
	return changes
}

func (s *sheet) compareRows(f *field, before, after []Data) []RowChange {
	was, is := byID(before), byID(after)
	inner := newSheet(s.judge, f.table, "", s.form, nil)
	var rows []RowChange
	add := func(row Data, what string, cells []Change) {
		change := RowChange{ID: row.Text("id"), What: what, Cells: cells}
		change.Title, change.Ref, change.RefID = s.titleOfRow(f, inner, row)
		rows = append(rows, change)
	}
	for _, row := range after {
		old, known := was[row.Text("id")]
		switch cells := inner.compare(old, row); {
		case !known:
			add(row, RowAdded, cells)
		case len(cells) > 0:
			add(row, RowChanged, cells)
		}
	}
	for _, row := range before {
		if _, still := is[row.Text("id")]; !still {
			add(row, RowRemoved, inner.compare(row, nil))
		}
	}
	return rows
}

func (s *sheet) readAny(f *field, v any) string {
	if v == nil {
		return ""
	}
	return s.read(f, v)
}
