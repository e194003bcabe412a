package forms

import (
	"slices"
	"strings"
)

// Part is one field of a line that sums a form up.
type Part struct {
	Name  string
	Label string
	Text  string // as people read it
	Type  string // the field's type word
}

// Summary gives what stands in some fields of stored data, each in one line. Empty ones and tables are left out; of a
// field that is true its label stands there, of one that is false nothing. Of env only world and language count.
func (f *Form) Summary(env Env, data Data, names []string) ([]Part, error) {
	s := newSheet(newJudge(env, true), f.level, "", nil, nil)
	s.values = data
	var parts []Part
	for _, name := range names {
		fd := f.level.field(name)
		if fd == nil || fd.table != nil || data[name] == nil {
			continue
		}
		text := strings.Join(strings.Fields(s.read(fd, data[name])), " ")
		if fd.word == "bool" { // what is so says its name, what is not says nothing
			text = ""
			if data[name] == true {
				text = fd.label.In(s.lang)
			}
		}
		if text != "" {
			parts = append(parts, Part{Name: name, Label: fd.label.In(s.lang), Text: text, Type: fd.word})
		}
	}
	return parts, s.ended()
}

// Named gives the names of what stored data refers to, rows of tables included, each once in the form's order; files
// are left out. Of env only the world and the language count.
func (f *Form) Named(env Env, data Data) ([]string, error) {
	s := newSheet(newJudge(env, true), f.level, "", nil, nil)
	names := s.references(data, nil)
	return names, s.ended()
}

// idsOf are the ids in a field that holds one reference or several.
func idsOf(v any) []string {
	switch x := v.(type) {
	case string:
		return []string{x}
	case []string:
		return x
	}
	return nil
}

func (s *sheet) references(data Data, names []string) []string {
	for _, fd := range s.level.fields {
		_, refers := ObjectTypes[fd.word]
		switch {
		case fd.table != nil:
			inner := newSheet(s.judge, fd.table, "", s.form, nil)
			for _, row := range data.Rows(fd.name) {
				names = inner.references(row, names)
			}
		case refers && fd.word != "file":
			for _, id := range idsOf(data[fd.name]) {
				if name := s.read(fd, id); !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
	}
	return names
}
