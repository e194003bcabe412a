package forms

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// FromPost turns the values of an HTML form (lines.0.qty=3) into the shape Submit takes; money is typed in yuan there.
// Empty inputs are absent; a row with nothing in it is left out. What cannot be read stays as typed text, so that
// Submit refuses it at its pointer and View shows it again as typed. Of several values of one input the last counts
// (a hidden "false" before a checkbox); a field with many takes them all. Inputs that are no field's are not the
// form's to judge (outcome, comment, a token): they are left out.
func (f *Form) FromPost(values url.Values) map[string]any {
	return f.level.fromPost(values, "", false)
}

// FromTyping is FromPost while the form is still being filled in, for Draft: rows with nothing in them stay where they
// are, so that no row changes its number under somebody's hands.
func (f *Form) FromTyping(values url.Values) map[string]any {
	return f.level.fromPost(values, "", true)
}

func (l *level) fromPost(values url.Values, prefix string, typing bool) map[string]any {
	out := map[string]any{}
	for _, f := range l.fields {
		name := prefix + f.name
		switch {
		case f.silent() || f.computed():
		case f.table != nil:
			f.tableFromPost(values, name, typing, out)
		default:
			sent, posted := values[name]
			if f.untouched(values, prefix) {
				continue
			}
			if v, ok := f.fromPost(sent); ok || posted && f.assumed { // emptied is not left out
				out[f.name] = v
			}
		}
	}
	return out
}

// follows says that a field is worked out anew with the fields its default names, as long as nobody types in it.
func (f *field) follows() bool {
	return f.assumed && f.table == nil && !f.many && f.fallback != nil && f.moves
}

// untouched says that a field still holds the default its page was opened with: it was not typed by hand.
func (f *field) untouched(values url.Values, prefix string) bool {
	was, posted := values[prefix+f.name+".was"]
	return posted && f.follows() && strings.TrimSpace(values.Get(prefix+f.name)) == was[len(was)-1]
}

func (f *field) tableFromPost(values url.Values, name string, typing bool, out map[string]any) {
	if rows := f.rowsFromPost(values, name+".", typing); len(rows) > 0 || f.assumed && !typing { // emptied is not left out
		out[f.name] = rows
	}
	if from, posted := values[name+".from"]; posted && f.refills() {
		out[f.fromKey()] = from[len(from)-1]
	}
}

func (f *field) fromPost(sent []string) (any, bool) {
	if f.many || f.word == "choices" {
		return listFromPost(sent)
	}
	if len(sent) == 0 || strings.TrimSpace(sent[len(sent)-1]) == "" {
		return nil, false
	}
	text := sent[len(sent)-1]
	if isWritten(f) { // browsers send line ends as CR LF
		return strings.ReplaceAll(text, "\r\n", "\n"), true
	}
	return f.kind.typed(f, strings.TrimSpace(text)), true
}

func listFromPost(sent []string) (any, bool) {
	var list []any
	for _, text := range sent {
		if text = strings.TrimSpace(text); text != "" {
			list = append(list, text)
		}
	}
	if list == nil {
		return nil, false
	}
	return list, true
}

// asks says whether something of a level is filled in by somebody; a listed row of which nothing is cannot be left
// empty.
func (l *level) asks() bool {
	return slices.ContainsFunc(l.fields, func(f *field) bool { return !f.silent() && !f.computed() })
}

// says says that something in the rows has to be said on a page.
func (l *level) says() bool {
	return slices.ContainsFunc(l.fields, func(f *field) bool { return f.said != nil })
}

// unsaid marks in a posted row what has to be said and was not: nobody tapped an answer, and none is assumed.
func (l *level) unsaid(row map[string]any, values url.Values, prefix string) {
	for _, f := range l.fields {
		if _, given := row[f.name]; f.said != nil && !given && !f.untouched(values, prefix) {
			row[f.name] = nil
		}
	}
}

// rowsFromPost reads the rows there are inputs for, in the order of their numbers, which may have gaps.
func (f *field) rowsFromPost(values url.Values, prefix string, typing bool) []any {
	var rows []any
	whole := f.source != nil && (!f.table.asks() || f.table.says())
	for _, n := range numbersOf(values, prefix) {
		at := prefix + strconv.Itoa(n) + "."
		row := f.table.fromPost(values, at, typing)
		if empty := !began(row) && (!whole || !values.Has(at+"line")); empty && !typing {
			continue
		}
		for _, key := range []string{"id", "line"} {
			if id := values.Get(at + key); id != "" && (key == "id" || f.source != nil) {
				row[key] = id
			}
		}
		if row["line"] != nil {
			f.table.unsaid(row, values, at)
		}
		rows = append(rows, row)
	}
	return rows
}

// numbersOf are the numbers of the rows that inputs are sent for, from the lowest.
func numbersOf(values url.Values, prefix string) []int {
	numbers := map[int]bool{}
	for name := range values {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			number, _, _ := strings.Cut(rest, ".")
			if n, err := strconv.Atoi(number); err == nil && n >= 0 && number == strconv.Itoa(n) {
				numbers[n] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(numbers))
}
