package forms

import (
	"maps"

	"cel.dev/cel-go/common/ast"
)

// values are expressions that others read by their names. A value is worked out where it is read, over the names of
// whoever reads it: those must mean the same there as where it was compiled.
type values struct {
	names []string
	read  func(name string) (x *Expr, why string)
}

// WithValues returns the scope with named values. read gives the expression of one, or why it cannot be read there; it
// is called for each that an expression names, when that is compiled.
func (s *Scope) WithValues(names []string, read func(name string) (x *Expr, why string)) *Scope {
	return &Scope{names: s.names, values: values{names: names, read: read}}
}

// valued compiles the reading of a named value: what that reads, whoever reads it reads.
func (c *compiler) valued(e ast.Expr, name string) typed {
	x, why := c.names.scope.values.read(name)
	if x == nil {
		return c.report(e, "value", "", "the value %q cannot be read here: %s", name, why)
	}
	maps.Copy(c.uses.outer, x.uses.outer)
	c.uses.asks = c.uses.asks || x.uses.asks
	return typed{typ: x.Type, run: func(f *frame) (any, error) {
		if err := f.spend(1); err != nil {
			return nil, err
		}
		inner := &frame{session: f.session, source: x.Source, locals: make([]any, x.slots), steps: f.steps}
		v, err := x.root(inner)
		f.steps = inner.steps
		return v, err
	}}
}
