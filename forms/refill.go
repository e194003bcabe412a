package forms

import (
	"maps"
	"slices"
	"strings"
)

// A table whose rows come from a lookup changes under the hands of who fills it in: another case is chosen, and what
// can be returned is another list; somebody else has returned something meanwhile. Rows that were typed for another
// list are dropped and the table opens anew; rows that are gone are passed over while somebody still types.

// refills says that the rows of a table hang on other fields of its form.
func (f *field) refills() bool {
	return f.word == "table" && f.source != nil && len(f.source.uses.form) > 0
}

// sourceFields names the form's fields an expression reads, in one order.
func sourceFields(e *Expr) []string { return slices.Sorted(maps.Keys(e.uses.form)) }

// fromKey is where what was posted says what a table's rows were listed for. No field's name has a colon.
func (f *field) fromKey() string { return f.name + ":from" }

// from is what a table's rows are listed for: what stands in the fields its rows name.
func (s *sheet) from(f *field) string {
	var words []string
	for _, name := range sourceFields(f.source) {
		words = append(words, s.level.field(name).kind.input(s.values[name]))
	}
	return strings.Join(words, " ")
}

// stale says that the rows that were posted were listed for something else than what stands there now.
func (s *sheet) stale(f *field, sent map[string]any) bool {
	from, posted := sent[f.fromKey()].(string)
	return posted && f.refills() && !s.doubtful(f.source) && from != s.from(f)
}

// openIDs are the ids of the rows a table may continue now.
func (s *sheet) openIDs(f *field) map[string]bool {
	rows, err := s.allowed(f)
	s.noteError(f, err)
	open := make(map[string]bool, len(rows))
	for _, row := range rows {
		open[row.Text("id")] = true
	}
	return open
}

// assumedRows are all rows a table continues, as somebody sends them who has nothing to say of any.
func (s *sheet) assumedRows(f *field) any {
	if shown, _ := s.shown(f); !shown || s.doubtful(f.source) {
		return nil
	}
	rows, err := s.allowed(f)
	s.noteError(f, err)
	sent := make([]any, len(rows))
	for i, row := range rows {
		sent[i] = map[string]any{"line": row.Text("id")}
	}
	return sent
}

// fillTold fills a table whose rows a lookup tells from what was typed: rows that are gone are passed over, and while
// somebody still types, rows that have come open as they would have at first.
func (s *sheet) fillTold(f *field, sent []map[string]any) {
	open := s.openIDs(f)
	for i, row := range sent {
		id, _ := row["line"].(string)
		if f.adds(row) {
			s.fillRow(f, i, row, false)
			continue
		}
		if !open[id] {
			s.gone[f.name]++
			continue
		}
		delete(open, id)
		s.fillRow(f, i, row, false)
	}
	if s.typing {
		s.openRest(f)
	}
}

// openRest opens the rows a table may continue and does not yet.
func (s *sheet) openRest(f *field) {
	have := map[string]bool{}
	for _, inner := range s.rows[f.name] {
		have[inner.values.Text("id")] = true
	}
	s.openSome(f, func(row Data) bool { return !have[row.Text("id")] })
}

// isFrom says that a name among what was posted is a table's fromKey.
func (s *sheet) isFrom(name string) bool {
	table, is := strings.CutSuffix(name, ":from")
	if !is {
		return false
	}
	f := s.level.field(table)
	return f != nil && f.refills()
}
