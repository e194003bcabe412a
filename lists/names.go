package lists

import (
	"regexp"
	"strings"

	"zongwu/forms"
	"zongwu/sheets"
	"zongwu/store"
)

// names are what things of a kind are called, both ways. A name that several share, or that is another's id, is
// followed by the id in brackets; so is that of what is out of use, which is written where it stands and never found.
type names struct {
	rows  []store.NamedRow // what is offered
	byID  map[string]string
	count map[string]int // of a name
	id    map[string]string
	past  map[string]string // name by id, of what is out of use
}

func newNames(rows []store.NamedRow, past ...store.NamedRow) *names {
	n := &names{
		rows: rows, byID: map[string]string{}, count: map[string]int{}, id: map[string]string{}, past: map[string]string{},
	}
	for _, row := range past {
		n.past[row.ID] = strings.TrimSpace(sheets.Plain(row.Name))
	}
	for _, row := range rows {
		name := strings.TrimSpace(sheets.Plain(row.Name))
		n.byID[row.ID] = name
		n.count[name]++
		n.id[name] = row.ID
	}
	return n
}

// of is what people call the thing of an id; the id itself when there is none.
func (n *names) of(id string) string {
	name, known := n.byID[id]
	if past := n.past[id]; !known && past != "" {
		return past + " (" + id + ")"
	}
	if !known || name == "" {
		return id
	}
	if n.count[name] == 1 && strings.HasSuffix(name, " ("+id+")") {
		return name
	}
	_, isID := n.byID[name]
	if n.count[name] > 1 || isID && name != id || bracketed.MatchString(name) {
		return name + " (" + id + ")"
	}
	return name
}

// plainly is what a page calls the thing of an id, where nothing has to be read back.
func (n *names) plainly(id string) string {
	if name := n.byID[id]; name != "" && n.count[name] == 1 {
		return name
	}
	if past := n.past[id]; past != "" && n.count[past] == 0 {
		return past
	}
	return n.of(id)
}

var bracketed = regexp.MustCompile(`(?s)^(.*?)\s*[(（]([^()（）]+)[)）]$`)

// find reads what somebody wrote for a thing: its id, its name, or both. Several of a name are none.
func (n *names) find(written string) (id string, several bool) {
	written = strings.TrimSpace(written)
	if _, known := n.byID[written]; known {
		return written, false
	}
	if parts := bracketed.FindStringSubmatch(written); parts != nil {
		if name, known := n.byID[strings.TrimSpace(parts[2])]; known && name == strings.TrimSpace(parts[1]) {
			return strings.TrimSpace(parts[2]), false
		}
	}
	switch n.count[written] {
	case 0:
		return "", false
	case 1:
		return n.id[written], false
	}
	return "", true
}

// all lists what is offered, in the order of the ids.
func (n *names) all() []string {
	out := make([]string, len(n.rows))
	for i, row := range n.rows {
		out[i] = n.of(row.ID)
	}
	return out
}

// optionNames are the names of a field's options in every language; two that read alike are told apart by their value.
func optionNames(options []Option, lang string) *names {
	rows := make([]store.NamedRow, len(options))
	for i, o := range options {
		rows[i] = store.NamedRow{ID: o.Value, Name: o.Label.In(lang)}
	}
	return newNames(rows)
}

// findOption reads what somebody wrote for an option, in whichever language.
func findOption(options []Option, written string) (value string, several bool) {
	for _, lang := range []string{forms.Chinese, forms.Traditional, forms.English} {
		if value, several = optionNames(options, lang).find(written); value != "" {
			return value, false
		}
	}
	return "", several
}
