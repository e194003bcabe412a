package forms

import "maps"

// WithDefaults gives what FromPost read, with the defaults of what a row somebody began leaves empty: a page shows and
// submits those. Rows that continue another step's open with their defaults and are left as they are. error is for the
// world failing.
func (f *Form) WithDefaults(env Env, values map[string]any) (map[string]any, error) {
	s := newSheet(newJudge(env, true), f.level, "", nil, nil)
	s.fill(values)
	out := maps.Clone(values)
	for _, t := range f.level.fields {
		list, ok := values[t.name].([]any)
		if !ok || t.table == nil || t.source != nil && !t.more || len(list) != len(s.rows[t.name]) {
			continue
		}
		rows := make([]any, len(list))
		for i, row := range list {
			if rows[i] = row; t.source == nil || s.rows[t.name][i].values["line"] == nil {
				rows[i] = s.rows[t.name][i].completed(row)
			}
		}
		out[t.name] = rows
	}
	return out, s.ended()
}

// completed adds to a row as it was posted the defaults of its empty fields.
func (s *sheet) completed(row any) any {
	posted, ok := row.(map[string]any)
	if !ok {
		return row
	}
	if !began(posted) {
		return row
	}
	out := maps.Clone(posted)
	for _, f := range s.level.fields {
		if f.fallback == nil || f.table != nil || s.hidden[f.name] || s.locked[f.name] || posted[f.name] != nil {
			continue
		}
		v, ok := s.eval(f.name, f.fallback)
		if ids, many := v.([]string); many {
			out[f.name], _ = elementsOf(ids)
		} else if text := f.kind.input(v); ok && v != nil && text != "" {
			out[f.name] = f.kind.typed(f, text)
		}
	}
	return out
}

// began says that something was filled in in a row.
func began(row map[string]any) bool {
	for name, v := range row {
		if v != nil && name != "id" && name != "line" {
			return true
		}
	}
	return false
}
