package processes

import (
	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/source"
)

// MaxValues bounds the values of a definition.
const MaxValues = 50

// value is a named value of a case: an expression over it that other expressions read by its name, as what a step
// submitted. Nothing of it is kept: it is worked out whenever something asks.
type value struct {
	name      string
	title     forms.Text // what people call it; empty: it is told as what it stands for
	key, node *yaml.Node
	expr      *forms.Expr // nil until everything it names is known
	trying    bool        // it is being compiled: whoever reads it now is read by it
	read      bool        // an expression names it
}

// values reads the values a definition names.
func (c *compiler) values(n *yaml.Node) {
	if n == nil {
		return
	}
	m := source.MappingOf(n, "values", c.ps)
	if m == nil {
		return
	}
	for _, key := range m.Keys() {
		v := &value{name: c.id(key, "a value"), key: key, node: m.Need(key.Value)}
		if v.node != nil && v.node.Kind == yaml.MappingNode {
			titled := source.MappingOf(v.node, "a value", c.ps)
			v.title, v.node = c.text(titled.Need("title")), titled.Need("value")
			titled.Done()
		}
		switch {
		case len(c.named) == MaxValues:
			c.ps.At(key, "size", "", "more than %d values", MaxValues)
			return
		case reserved[v.name]:
			c.ps.At(key, "name", "take another name", "%q means something else already", v.name)
		case v.name != "" && v.node != nil:
			c.named = append(c.named, v)
		}
	}
}

// valued finds a named value.
func (c *compiler) valued(name string) (*value, bool) {
	for _, v := range c.named {
		if v.name == name {
			return v, true
		}
	}
	return nil, false
}

// withValues adds the values to what an expression may name.
func (c *compiler) withValues(scope *forms.Scope) *forms.Scope {
	if len(c.named) == 0 {
		return scope
	}
	names := make([]string, len(c.named))
	for i, v := range c.named {
		names[i] = v.name
	}
	return scope.WithValues(names, c.readValue)
}

// readValue gives a value's expression once everything it names is known, or why there is none.
func (c *compiler) readValue(name string) (*forms.Expr, string) {
	v, _ := c.valued(name)
	v.read = true
	if v.expr == nil && v.trying {
		return nil, "it needs itself"
	}
	if v.expr == nil {
		c.tryValue(v, &source.Problems{})
	}
	if v.expr == nil {
		return nil, "it needs what this step or a later one asks for, or is wrong itself"
	}
	return v.expr, ""
}

// tryValue compiles a value over what is known so far.
func (c *compiler) tryValue(v *value, ps *source.Problems) {
	v.trying = true
	v.expr = forms.CompileExpr(v.node, c.withValues(c.caseScope()), forms.Type{}, ps)
	v.trying = false
	if v.expr != nil && v.expr.Type.Kind == "none" {
		ps.At(v.node, "type", "", "the value %q is always empty", v.name)
	}
}

// caseScope gives the names a value may use: those that mean the same wherever it is read.
func (c *compiler) caseScope() *forms.Scope {
	scope := forms.NewScope().
		With("this", forms.Ref("case")).
		With("passed", c.p.passedType(c.p.Begin)).
		With("school", c.p.SettingsRecord()).
		With("starter", forms.Ref("person")).
		With("today", forms.DateType)
	return c.submitted(scope, c.p.Begin)
}

// checkValues reports what is wrong with a value, and those nobody reads.
func (c *compiler) checkValues() {
	for _, v := range c.named {
		if v.expr == nil {
			c.tryValue(v, c.ps)
		}
	}
	c.p.values = map[string]forms.Called{}
	for _, v := range c.named {
		if c.p.values[v.name] = (forms.Called{Value: v.expr}); v.title.Zh != "" {
			c.p.values[v.name] = forms.Called{Text: forms.Quoted(v.title), Clause: v.expr != nil && v.expr.Type.Kind == "bool"}
		}
		if v.expr != nil && !v.read {
			c.ps.At(v.key, "unused", "read it by its name, or take it out", "nothing reads the value %q", v.name)
		}
	}
}
