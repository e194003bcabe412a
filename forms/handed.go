package forms

import "slices"

// Handed reads data that comes from another form, in the JSON shape, as this form asks for it: of the rows of a table
// what its own rows ask for by the same names, numbered anew; of a list of references each once. What the form does not
// know stays, to be refused.
func (f *Form) Handed(data map[string]any) map[string]any {
	handed := make(map[string]any, len(data))
	for name, v := range data {
		list, isList := v.([]any)
		switch fd := f.level.field(name); {
		case !isList || fd == nil:
		case fd.table != nil && fd.source == nil:
			v = fd.table.handed(list)
		case fd.many && fd.refers():
			v = onceEach(list)
		}
		handed[name] = v
	}
	return handed
}

// onceEach leaves out what stands in a list before.
func onceEach(list []any) []any {
	var once []any
	for _, v := range list {
		if !slices.Contains(once, v) {
			once = append(once, v)
		}
	}
	return once
}

func (l *level) handed(rows []any) []any {
	list := make([]any, len(rows))
	for i, v := range rows {
		row, _ := v.(map[string]any)
		asked := map[string]any{}
		for _, fd := range l.fields {
			if value, given := row[fd.name]; given && !fd.computed() && !fd.silent() {
				asked[fd.name] = value
			}
		}
		list[i] = asked
	}
	return list
}

// Lacking names the fields that every row of a table must have filled in, and that rows of a type do not have.
func (f *Form) Lacking(table string, rows Type) []string {
	fd := f.level.field(table)
	if fd == nil || fd.table == nil || rows.Of == nil {
		return nil
	}
	var names []string
	for _, inner := range fd.table.fields {
		if _, has := rows.Of.Fields[inner.name]; inner.asked() && !inner.assumed && !has {
			names = append(names, inner.name)
		}
	}
	return names
}
