package server

import (
	"strconv"
	"strings"

	"zongwu/forms"
	"zongwu/server/pages"
)

// fewNamed is how many rows are named that nobody said anything of; all of them are marked.
const fewNamed = 8

// isUnsaid says that a cell has to be said and was sent without.
func isUnsaid(b pages.Box) bool {
	return b.Field.Said && b.Field.Value == "" && len(b.Field.Failures) > 0
}

// unsaid lists once per column what is not said of which rows: a list counted by halves would be as many faults as it
// has rows.
func (s *Server) unsaid(lang string, fields []pages.Box) []pages.Told {
	var list []pages.Told
	for _, table := range fields {
		for _, column := range table.Field.Columns {
			if told, some := s.unsaidIn(lang, table, column); some {
				list = append(list, told)
			}
		}
	}
	return list
}

func (s *Server) unsaidIn(lang string, table pages.Box, column forms.FieldView) (told pages.Told, some bool) {
	var names []string
	for _, row := range table.Rows {
		for _, cell := range row.Cells {
			if !isUnsaid(cell) || !strings.HasSuffix(cell.Field.Name, strings.TrimPrefix(column.Name, table.Field.Name)) {
				continue
			}
			if told.ID == "" {
				told.ID = cell.ID
				if cell.Quick() {
					told.ID += "-0"
				}
			}
			names = append(names, pages.FirstOf(firstShown(row), row.Title, strconv.Itoa(row.Number)))
		}
	}
	if len(names) == 0 {
		return told, false
	}
	told.Text = s.sentence(lang, "form.unsaid",
		"{n}", strconv.Itoa(len(names)), "{label}", column.Label, "{names}", firstNames(lang, names))
	return told, true
}

// firstNames lists the first few of names, and says that there are more.
func firstNames(lang string, names []string) string {
	switch few := pages.Joined(lang, names[:min(len(names), fewNamed)]); {
	case len(names) <= fewNamed:
		return few
	case lang == forms.English:
		return few + " …"
	default:
		return few + "……"
	}
}

// firstShown is what a row is known by on a page: the first thing in it that is only read.
func firstShown(row pages.RowBox) string {
	for _, cell := range row.Cells {
		if cell.Field.Readonly && cell.Field.Shown != "" {
			return cell.Field.Shown
		}
	}
	return ""
}
