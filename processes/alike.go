package processes

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/source"
)

// maxThings bounds what is kept of one case to find it by.
const maxThings = 2_000

// Likeness is a field whose references make two cases alike: start.lines.item.
type Likeness struct {
	Step string
	Path []string // a field, or a table and a field of its rows
	Kind string   // of reference
}

// Thing is something a case refers to.
type Thing struct{ Kind, ID string }

func (c *compiler) likeness(n *yaml.Node) {
	id, path, _ := strings.Cut(n.Value, ".")
	step := c.p.byID[id]
	if step == nil || step.Form() == "" {
		c.ps.At(n, "unknown", source.Closest(id, known(c.p.byID)), "no step %q has a form", id)
		return
	}
	form := c.p.Forms[step.Form()]
	if form == nil { // reported already
		return
	}
	l := Likeness{Step: id, Path: strings.Split(path, ".")}
	t := form.Type()
	for _, name := range l.Path {
		if t.Kind == "list" && t.Of.Kind == "record" {
			t = *t.Of
		}
		inner, ok := t.Fields[name]
		if !ok {
			c.ps.At(n, "unknown", source.Closest(name, known(t.Fields)), "the form of %q has no field %q", id, path)
			return
		}
		t = inner
	}
	if t.Kind == "list" {
		t = *t.Of
	}
	if l.Kind = t.Ref; t.Kind != "ref" {
		c.ps.At(n, "type", "name a field of goods, a supplier, a room …", "%q refers to nothing", n.Value)
		return
	}
	c.p.Alike = append(c.p.Alike, l)
}

// Things are what a case holds now of what makes it like others, sorted, each once.
func (p *Process) Things(s State) []Thing {
	var things []Thing
	for _, l := range p.Alike {
		for place, data := range s.Data {
			step, _, _ := strings.Cut(place, "@")
			if step != l.Step {
				continue
			}
			for _, id := range references(data, l.Path) {
				things = append(things, Thing{l.Kind, id})
			}
		}
	}
	slices.SortFunc(things, func(a, b Thing) int {
		return strings.Compare(a.Kind+"\x00"+a.ID, b.Kind+"\x00"+b.ID)
	})
	things = slices.Compact(things)
	return things[:min(len(things), maxThings)]
}

// references are the ids at a path of data.
func references(data forms.Data, path []string) []string {
	var ids []string
	switch v := data[path[0]].(type) {
	case string:
		ids = append(ids, v)
	case []string:
		ids = append(ids, v...)
	case []forms.Data:
		for _, row := range v {
			if len(path) > 1 {
				ids = append(ids, references(row, path[1:])...)
			}
		}
	}
	return ids
}
