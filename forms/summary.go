package forms

import "strings"

// Part is one field of a line that sums a form up.
type Part struct {
	Name  string
	Label string
	Text  string // as people read it
	Type  string // the field's type word
}

// Summary gives what stands in some fields of stored data, each in one line. Empty ones and tables are left out. Of env
// only the world and the language count.
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
		if text != "" {
			parts = append(parts, Part{Name: name, Label: fd.label.In(s.lang), Text: text, Type: fd.word})
		}
	}
	return parts, s.ended()
}
