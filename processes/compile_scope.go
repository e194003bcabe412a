package processes

import (
	"zongwu/forms"
)

// scope gives the names an expression of a step may use: the start's data, the data of every step with a form that can
// be seen from here (in the same block, in a block around it, in parallel branches), the case's named values, the
// school's settings, the case itself, which steps it has passed, who, when, and inside an `each` its key and rows.
func (c *compiler) scope(s *Step) *forms.Scope {
	scope := forms.NewScope().
		With("this", forms.Ref("case")).
		With("passed", c.p.passedType(nil)).
		With("school", c.p.SettingsRecord()).
		With("starter", forms.Ref("person")).
		With("actor", forms.Ref("person")).
		With("today", forms.DateType).
		With("outcome", forms.TextType)
	scope = c.withValues(c.submitted(scope, s))
	for owner := s.block.Owner; owner != nil; owner = owner.block.Owner {
		if e, ok := owner.does.(*each); ok {
			scope = e.within(scope)
			break
		}
	}
	return scope
}

// submitted adds the start's data, and the data of every step that can be seen from one.
func (c *compiler) submitted(scope *forms.Scope, from *Step) *forms.Scope {
	if f := c.p.Forms[c.p.Begin.Form()]; f != nil {
		scope = scope.With(Start, f.Type())
	}
	for _, other := range c.p.All() {
		if t := c.p.told(other); t.Kind != "" && visible(other, from) {
			scope = scope.With(other.ID, t)
		}
	}
	return scope
}

// visible says whether a step's data has one meaning seen from another step: every `each` around the first must stand
// around the second too.
func visible(other, from *Step) bool {
	for owner := other.block.Owner; owner != nil; owner = owner.block.Owner {
		if owner.Kind == KindEach && !from.in(owner) {
			return false
		}
	}
	return true
}

// in says that a step stands, however deep, in another's block.
func (s *Step) in(other *Step) bool {
	for owner := s.block.Owner; owner != nil; owner = owner.block.Owner {
		if owner == other {
			return true
		}
	}
	return false
}

// compileForms compiles the forms in the order steps come to them, so that a later form sees the earlier ones' types;
// the rows of an `each` are compiled on the way.
func (c *compiler) compileForms() {
	c.form(c.p.Begin)
	for _, s := range c.p.All() {
		if e, ok := s.does.(*each); ok {
			e.compileRows(c, s)
		}
		c.form(s)
	}
	for _, s := range c.p.All() {
		c.beside(s)
	}
	for _, name := range c.order {
		if _, used := c.forms[name]; used && c.p.Forms[name] == nil && c.users(name) == 0 {
			c.ps.At(c.forms[name], "unused", "", "no step uses form %q", name)
		}
	}
}

func (c *compiler) users(form string) int {
	n := 0
	for _, s := range append(c.p.All(), c.p.Begin) {
		if s.Form() == form || s.Beside() == form {
			n++
		}
	}
	return n
}

func (c *compiler) form(s *Step) {
	name := s.Form()
	n := c.forms[name]
	if name == "" || n == nil {
		return
	}
	if c.p.Forms[name] == nil {
		if f := forms.Compile(name, n, c.scope(s), c.ps); f != nil {
			for _, role := range f.Roles() {
				c.role(role)
			}
			c.p.Forms[name] = f
		}
		return
	}
	for _, other := range c.p.All() {
		if other.Form() == name && other != s && !visible(other, s) {
			c.ps.At(c.nodes[s], "form", "give it a form of its own", "form %q is used inside another `each`", name)
			return
		}
	}
}
