package lists

import (
	"encoding/json"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/source"
)

// Field is one field of a list's form, as workbooks and tables of a list need it.
type Field struct {
	Name     string
	Type     string // the form's type word
	Label    forms.Text
	Help     forms.Text
	Required bool
	Readonly bool
	Zero     forms.Text // what 0 means; empty where it is a number as others
	Options  []Option
	Fields   []Field // of a table
}

// Option is one choice of a field.
type Option struct {
	Value string
	Label forms.Text
}

// form is a list's form compiled for one school at one moment: what may be chosen is part of it.
type form struct {
	*forms.Form
	list     *List
	fields   []Field
	settings map[string]processes.Setting // by field, of the form of settings
	sections map[string]forms.Text        // of the form of settings: the process whose fields begin with this one
}

func (f *form) field(name string) *Field {
	for i := range f.fields {
		if f.fields[i].Name == name {
			return &f.fields[i]
		}
	}
	return nil
}

// compile makes a list's form. offers are what options may name, bodies the records it is for: what was chosen once
// stays choosable for who has it. fixed are fields that can not change.
func (l *List) compile(offers map[string][]Option, bodies []json.RawMessage, fixed []string) (*form, error) {
	root, made := clone(l.form), &form{list: l}
	ps := &source.Problems{File: l.ID + ".yaml"}
	chosen, err := chosenIn(bodies)
	if err != nil {
		return nil, fmt.Errorf("compile list %s: %w", l.ID, err)
	}
	for _, n := range valueOf(root, "fields").Content {
		name := valueOf(n, "name").Value
		closed := offer(n, offers, chosen[name])
		f := describe(n, ps)
		f.Zero = l.zero[name]
		f.Readonly = f.Readonly && !closed // what is written there is refused, not passed over
		made.fields = append(made.fields, f)
		if slices.Contains(fixed, name) {
			put(n, "readonly", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"})
			drop(n, "help") // how it is written is of no more use
		}
	}
	made.Form = forms.Compile(l.ID, root, forms.NewScope().With("today", forms.DateType), ps)
	if !ps.OK() {
		return nil, fmt.Errorf("compile list %s: %w", l.ID, ps)
	}
	return made, nil
}

// offer writes the options a field names into it, with those of its records that are no longer offered. A field nobody
// can choose anything in is closed.
func offer(n *yaml.Node, offers map[string][]Option, chosen []string) (closed bool) {
	named := valueOf(n, "options")
	if named == nil {
		return false
	}
	known := map[string]bool{}
	if named.Kind == yaml.ScalarNode {
		list := &yaml.Node{Kind: yaml.SequenceNode}
		for _, o := range offers[named.Value] {
			list.Content = append(list.Content, optionNode(o))
		}
		put(n, "options", list)
		named = list
	}
	for _, o := range named.Content {
		known[valueOf(o, "value").Value] = true
	}
	for _, value := range chosen {
		if !known[value] && value != "" {
			known[value] = true
			named.Content = append(named.Content, optionNode(Option{Value: value, Label: gone(value)}))
		}
	}
	if len(named.Content) > 0 {
		return false
	}
	drop(n, "options")
	valueOf(n, "type").Value = "text"
	put(n, "readonly", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"})
	return true
}

func optionNode(o Option) *yaml.Node {
	option := mapping("value", o.Value)
	put(option, "label", textNode(o.Label))
	return option
}

// chosenIn lists what records hold in each field, for those that hold texts.
func chosenIn(bodies []json.RawMessage) (map[string][]string, error) {
	chosen := map[string][]string{}
	for _, body := range bodies {
		var values map[string]any
		if err := json.Unmarshal(body, &values); err != nil {
			return nil, fmt.Errorf("read record: %w", err)
		}
		for name, value := range values {
			switch v := value.(type) {
			case string:
				chosen[name] = append(chosen[name], v)
			case []any:
				for _, element := range v {
					if word, ok := element.(string); ok {
						chosen[name] = append(chosen[name], word)
					}
				}
			}
		}
	}
	for name := range chosen {
		slices.Sort(chosen[name])
	}
	return chosen, nil
}

func describe(n *yaml.Node, ps *source.Problems) Field {
	f := Field{
		Name: valueOf(n, "name").Value, Type: valueOf(n, "type").Value, Label: forms.ReadText(valueOf(n, "label"), ps),
		Help: forms.ReadText(valueOf(n, "help"), ps), Required: isTrue(n, "required"), Readonly: isTrue(n, "readonly"),
	}
	if options := valueOf(n, "options"); options != nil {
		for _, o := range options.Content {
			f.Options = append(f.Options, Option{
				Value: valueOf(o, "value").Value, Label: forms.ReadText(valueOf(o, "label"), ps),
			})
		}
	}
	if fields := valueOf(n, "fields"); fields != nil {
		for _, inner := range fields.Content {
			f.Fields = append(f.Fields, describe(inner, ps))
		}
	}
	return f
}
