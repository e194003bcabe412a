package processes

import (
	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/source"
)

// Label names the fields of the start's form that are filled in when somebody scans the label on a room or a thing of
// the register; "" where there is none. Words and Photos hold what was reported there without signing in.
type Label struct{ Room, Asset, Words, Photos string }

// OnRoom says that the process is offered on the labels of rooms.
func (l Label) OnRoom() bool { return l.Room != "" }

// OnAsset says that the process is offered on the labels of things.
func (l Label) OnAsset() bool { return l.Asset != "" }

// labels reads which fields of the start's form a label fills in: what each holds says what of it.
func (c *compiler) labels(nodes []*yaml.Node) {
	start := c.p.byID[Start]
	if len(nodes) == 0 || start == nil {
		return
	}
	form := c.p.Forms[start.Form()]
	if form == nil { // reported already, or the start asks nothing
		if start.Form() == "" {
			c.ps.At(nodes[0], "labels", "", "the start asks nothing that a label could fill in")
		}
		return
	}
	fields := form.Type().Fields
	for _, n := range nodes {
		t, ok := fields[n.Value]
		if !ok {
			c.ps.At(n, "unknown", source.Closest(n.Value, known(fields)), "the start's form has no field %q", n.Value)
			continue
		}
		place := c.p.Label.holding(t)
		switch {
		case place == nil:
			c.ps.At(n, "type", "name a field of a room, a thing of the register, a text or photos",
				"a label fills in no field like %q", n.Value)
		case *place != "":
			c.ps.At(n, "labels", "", "%q and %q would be filled in with the same", *place, n.Value)
		default:
			*place = n.Value
		}
	}
	if !c.p.Label.OnRoom() && !c.p.Label.OnAsset() && c.ps.OK() {
		c.ps.At(nodes[0], "labels", "name a field of a room or of a thing of the register",
			"labels stand on rooms and on things")
	}
}

// holding is where a field of a type belongs; nil when a label has nothing for it.
func (l *Label) holding(t forms.Type) *string {
	switch {
	case t.Kind == "ref" && t.Ref == "room":
		return &l.Room
	case t.Kind == "ref" && t.Ref == "asset":
		return &l.Asset
	case t.Kind == forms.TextType.Kind && len(t.OneOf) == 0:
		return &l.Words
	case t.Kind == "list" && t.Of.Kind == "ref" && t.Of.Ref == "file":
		return &l.Photos
	}
	return nil
}
