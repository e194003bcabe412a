package processes

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"zongwu/source"
)

// Summing is a field of a step's form that sums a case up, once the step was done.
type Summing struct{ Step, Field string }

// summary reads what sums a case up: each a field of the start's form, or of a later step's (buy.total), or a list of
// them, of which the first that is filled in counts.
func (c *compiler) summary(nodes []*yaml.Node) {
	for _, n := range nodes {
		choice := []*yaml.Node{n}
		if n.Kind == yaml.SequenceNode {
			choice = n.Content
		}
		var of []Summing
		for _, field := range choice {
			of = append(of, c.summing(field))
		}
		c.p.Summary = append(c.p.Summary, of)
	}
}

func (c *compiler) summing(n *yaml.Node) Summing {
	id, name, later := strings.Cut(n.Value, ".")
	if !later {
		id, name = Start, n.Value
	}
	step := c.p.byID[id]
	if step == nil || step.Form() == "" && id != Start {
		c.ps.At(n, "unknown", source.Closest(id, known(c.p.byID)), "no step %q has a form", id)
		return Summing{}
	}
	if len(step.Inside()) > 0 {
		c.ps.At(n, "summary", "", "%q is done several times in a case and cannot sum it up", id)
		return Summing{}
	}
	form := c.p.Forms[step.Form()]
	switch {
	case form == nil || form.HasField(name): // a form that is missing is reported already
	case id == Start:
		c.ps.At(n, "unknown", "", "the start's form has no field %q", name)
	default:
		c.ps.At(n, "unknown", "", "the form of %q has no field %q", id, name)
	}
	return Summing{Step: id, Field: name}
}
