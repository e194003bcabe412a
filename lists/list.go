package lists

import (
	"embed"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/source"
)

//go:embed declared/*.yaml
var declared embed.FS

// order is how lists stand beside each other: what others refer to comes first.
var order = []string{
	"departments", "people", "pupils", "stores", "subjects", "funds", "budgets", "goods", "quotas", "suppliers",
	"rooms", "assets", "lifetimes", "categories", "prices", "school", "calendar", "settings",
}

// List is one of the school's lists, as it was declared.
type List struct {
	ID      string
	Icon    string
	Title   forms.Text
	Key     []string // the fields whose values tell records apart; none: a list of one record
	Columns []string // the fields a page of the list shows

	// Grows says that records are only added, by workbooks: those there are say what their book says.
	Grows bool

	filled  []string              // fields that, left empty, are filled in from elsewhere
	zero    map[string]forms.Text // what a zero in a field means, where that is no number
	keepers []string              // roles that may change it beside the administrator

	form *yaml.Node // of settings: nil, they follow from the definitions
}

// Single says that the list is one record, such as the school's calendar.
func (l *List) Single() bool { return len(l.Key) == 0 }

// Disables says that records of the list can be taken out of use.
func (l *List) Disables() bool { return !l.Single() && !l.Grows && l.ID != "budgets" }

// fills says that a field left empty is filled in from elsewhere: an empty cell says nothing against what stands there.
func (l *List) fills(field string) bool { return slices.Contains(l.filled, field) }

// Exports says that the list goes out as a workbook, and comes back as one.
func (l *List) Exports() bool { return !l.Single() }

// KeptBy says whether somebody of these roles may see and change the list.
func (l *List) KeptBy(roles []string) bool {
	return slices.Contains(roles, "admin") ||
		slices.ContainsFunc(roles, func(role string) bool { return slices.Contains(l.keepers, role) })
}

func readLists() ([]*List, error) {
	entries, err := declared.ReadDir("declared")
	if err != nil {
		return nil, fmt.Errorf("read lists: %w", err)
	}
	lists := make([]*List, len(order))
	for _, entry := range entries {
		text, err := declared.ReadFile("declared/" + entry.Name())
		if err != nil {
			return nil, fmt.Errorf("read lists: %w", err)
		}
		ps := &source.Problems{File: entry.Name()}
		list := readList(text, ps)
		if !ps.OK() {
			return nil, fmt.Errorf("read lists: %w", ps)
		}
		at := slices.Index(order, list.ID)
		if at < 0 || list.ID+".yaml" != entry.Name() {
			return nil, fmt.Errorf("read lists: %s is not the file of list %q", entry.Name(), list.ID)
		}
		lists[at] = list
	}
	if at := slices.Index(lists, nil); at >= 0 {
		return nil, fmt.Errorf("read lists: %s is not declared", order[at])
	}
	return lists, nil
}

func readList(text []byte, ps *source.Problems) *List {
	root := source.Parse(text, ps)
	if root == nil {
		return nil
	}
	m := source.MappingOf(root, "list", ps)
	if m == nil {
		return nil
	}
	l := &List{ID: m.Str("list"), Icon: m.Str("icon"), Title: forms.ReadText(m.Need("title"), ps), form: m.Get("form")}
	l.Grows = m.Flag("grows")
	for _, n := range m.List("key") {
		l.Key = append(l.Key, n.Value)
	}
	for _, n := range m.List("columns") {
		l.Columns = append(l.Columns, n.Value)
	}
	for _, n := range m.List("filled") {
		l.filled = append(l.filled, n.Value)
	}
	l.zero = readZero(m, ps)
	for _, n := range m.List("kept_by") {
		l.keepers = append(l.keepers, n.Value)
	}
	m.Done()
	return l
}

// readZero reads what zeros mean, by field.
func readZero(m *source.Mapping, ps *source.Problems) map[string]forms.Text {
	node, zero := m.Get("zero"), map[string]forms.Text{}
	if node == nil {
		return zero
	}
	said := source.MappingOf(node, "zero", ps)
	if said == nil {
		return zero
	}
	for _, field := range said.Keys() {
		zero[field.Value] = forms.ReadText(said.Get(field.Value), ps)
	}
	return zero
}
