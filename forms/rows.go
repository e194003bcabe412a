package forms

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// takeRows judges a table's rows one by one.
func (s *sheet) takeRows(f *field, sent []map[string]any) {
	var ids func(i int, row map[string]any) (string, *flaw)
	if f.source != nil {
		ids = s.continued(f)
	} else {
		ids = s.numbered(f, sent)
	}
	earlier := byID(s.before.Rows(f.name))
	for i, row := range sent {
		at := s.rowPointer(f, i)
		id, bad := ids(i, row)
		if s.err != nil {
			return
		}
		if bad != nil && s.soft && f.told { // it is gone, and will not be shown
			s.gone[f.name]++
			continue
		}
		if bad != nil {
			if !s.patient(nil, bad.code) {
				s.failAt(at+bad.below, bad)
			}
			s.tainted[f.name] = true
		}
		inner := newSheet(s.judge, f.table, at, s.form, earlier[id])
		inner.values["id"] = id
		if f.source != nil && !f.added(id) {
			inner.values["line"] = id
			if bad != nil || s.doubtful(f.source) {
				inner.tainted["line"] = true
			}
		}
		inner.take(row)
		s.rows[f.name] = append(s.rows[f.name], inner)
	}
	if s.soft && f.told {
		s.openRest(f)
	}
	s.gather(f)
}

// rowPointer is where a table's row stands.
func (s *sheet) rowPointer(f *field, i int) string {
	return s.pointer + "/" + f.name + "/" + strconv.Itoa(i)
}

// gather makes the table's value of its rows.
func (s *sheet) gather(f *field) {
	var rows []Data
	for _, inner := range s.rows[f.name] {
		rows = append(rows, inner.values)
		if len(inner.tainted) > 0 {
			s.tainted[f.name] = true
		}
	}
	if rows != nil {
		s.values[f.name] = rows
	}
}

func byID(rows []Data) map[string]Data {
	out := make(map[string]Data, len(rows))
	for _, row := range rows {
		out[row.Text("id")] = row
	}
	return out
}

// continued gives each row the id of the row it continues, which must exist, be allowed and stand there once. What the
// list hangs on may have failed: then nobody can say.
func (s *sheet) continued(f *field) func(int, map[string]any) (string, *flaw) {
	doubtful := s.doubtful(f.source)
	open := map[string]bool{}
	if !doubtful {
		open = s.openIDs(f)
	}
	add := s.addedTo(f)
	return func(i int, row map[string]any) (string, *flaw) {
		if f.adds(row) {
			return add(i, row)
		}
		line, key := row["line"], "/line"
		if line == nil {
			line = row["id"]
		}
		id, ok := line.(string)
		if ok && !open[id] {
			id = s.ofCase(row["case"], id, open)
		}
		var bad *flaw
		switch own, sent := row["id"]; {
		case line == nil:
			bad = flawed("required")
		case !ok:
			bad = flawed("type", "type", "text")
		case doubtful:
			return id, nil
		case !open[id]:
			bad = flawed("rows")
		case sent && own != nil && own != id && own != line:
			bad, key = flawed("rows"), "/id"
		}
		if bad != nil {
			bad.below = key
			return "", bad
		}
		delete(open, id)
		return id, nil
	}
}

// adding is what the ids of rows begin with that are added to those a table continues.
const adding = "+"

// added says that a row is none the table continues.
func (f *field) added(id string) bool { return f.more && strings.HasPrefix(id, adding) }

// adds says that a row is sent as one that continues none.
func (f *field) adds(row map[string]any) bool {
	id, _ := row["id"].(string)
	return f.more && row["line"] == nil && (row["id"] == nil || id == "" || f.added(id))
}

// addedTo gives rows that continue none ids of their own: those sent back with an id keep it.
func (s *sheet) addedTo(f *field) func(int, map[string]any) (string, *flaw) {
	known := byID(s.before.Rows(f.name))
	next := 1
	for known[adding+strconv.Itoa(next)] != nil {
		next++
	}
	seen := map[string]bool{}
	return func(_ int, row map[string]any) (string, *flaw) {
		id, _ := row["id"].(string)
		if known[id] == nil || seen[id] {
			id = adding + strconv.Itoa(next)
			next++
		}
		seen[id] = true
		return id, nil
	}
}

// ofCase finds the row that is meant where rows of several cases are listed and one was sent with its case, by id or
// number, and the row's own id there.
func (s *sheet) ofCase(name any, line string, open map[string]bool) string {
	word, ok := name.(string)
	if !ok || s.world == nil {
		return line
	}
	found, err := s.object("case", word)
	if err != nil {
		s.err = err
	}
	if found == nil || !open[found.ID+"/"+line] {
		return line
	}
	return found.ID + "/" + line
}

// allowed are the rows a table may continue, in their order.
func (s *sheet) allowed(f *field) ([]Data, error) {
	if s.doubtful(f.source) {
		return nil, nil
	}
	list, err := f.source.in(s.session, s.form.values, nil)
	if err != nil {
		return nil, err
	}
	rows, _ := list.([]Data)
	if f.where == nil {
		return rows, nil
	}
	var out []Data
	for _, row := range rows {
		vars := Vars{"row": row}
		for name, v := range s.vars {
			if name != "row" {
				vars[name] = v
			}
		}
		inner := *s.session
		inner.vars = vars
		v, err := f.where.in(&inner, nil, nil)
		if err != nil {
			return nil, err
		}
		if v == true {
			out = append(out, row)
		}
	}
	return out, nil
}

// noteError reports an expression that failed at its field, and the world's failure for good.
func (s *sheet) noteError(f *field, err error) {
	var failed *EvalError
	switch {
	case errors.As(err, &failed):
		s.fail(f.name, "", flawed("expression", "reason", failed.Reason))
	case err != nil:
		s.err = err
	}
}

// numbered keeps the ids of rows sent back and gives new rows the next numbers; a number is not given to another row.
// Rows sent without any id are a table filled in anew, numbered from 1.
func (s *sheet) numbered(f *field, sent []map[string]any) func(int, map[string]any) (string, *flaw) {
	known := byID(s.before.Rows(f.name))
	if !slices.ContainsFunc(sent, func(row map[string]any) bool { return row["id"] != nil }) {
		known = nil
	}
	next := 1
	for id := range known {
		if n, err := strconv.Atoi(id); err == nil && n >= next {
			next = n + 1
		}
	}
	seen := map[string]bool{}
	return func(_ int, row map[string]any) (string, *flaw) {
		var bad *flaw
		id, isText := row["id"].(string)
		_, line := row["line"]
		switch {
		case line:
			bad = flawed("unknown")
			bad.below = "/line"
		case row["id"] != nil && !isText:
			bad = flawed("type", "type", "text")
			bad.below = "/id"
		case seen[id]:
			bad = flawed("rows")
			bad.below = "/id"
		}
		if isText && id != "" {
			seen[id] = true
		}
		if _, kept := known[id]; kept && bad == nil {
			return id, nil
		}
		next++
		return strconv.Itoa(next - 1), bad
	}
}
