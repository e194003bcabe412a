package forms

import (
	"context"

	"go.yaml.in/yaml/v3"

	"zongwu/source"
)

// Bounds on one expression.
const (
	maxExprLength = 2000   // code points of its text
	maxExprDepth  = 200    // nesting the parser follows
	maxSteps      = 80_000 // calls of one evaluation; some 20 ms
)

// Scope is the set of names an expression may use, with their types. It is immutable; With returns a larger one.
type Scope struct {
	names  map[string]Type
	values values
}

// NewScope returns an empty scope; the operators, functions and Lookups are in every scope.
func NewScope() *Scope { return &Scope{} }

// With returns the scope with one more name.
func (s *Scope) With(name string, t Type) *Scope {
	next := &Scope{names: make(map[string]Type, len(s.names)+1), values: s.values}
	for k, v := range s.names {
		next.names[k] = v
	}
	next.names[name] = t
	return next
}

// Type returns the type of a name.
func (s *Scope) Type(name string) (Type, bool) {
	t, ok := s.names[name]
	return t, ok
}

// Vars are the values of a scope's names. Kinds as in Data; a record is Data, a list of records []Data, a list of text
// []string; a reference is its id and resolved through the World when an attribute is read; school settings are a
// record. A name that is absent is empty.
type Vars map[string]any

// Later is a value worked out when something asks for it.
type Later func() any

func (v Vars) value(name string) any {
	value := v[name]
	if later, ok := value.(Later); ok {
		return later()
	}
	return value
}

// Expr is a compiled expression. It never changes and may be evaluated by many at once.
type Expr struct {
	Source string
	Type   Type

	root  operation
	slots int
	uses  uses
}

// uses are the names an expression reads, by where they were found.
type uses struct {
	outer map[string]bool // the scope's
	form  map[string]bool // the form's own fields
	row   map[string]bool // the row's own fields
	asks  bool            // references or lookups: its value is the World's
}

// Names returns the names of the scope that the expression reads, in no order; of a named value what that reads.
func (e *Expr) Names() []string {
	names := make([]string, 0, len(e.uses.outer))
	for name := range e.uses.outer {
		names = append(names, name)
	}
	return names
}

// constant says that the value is the same whatever the names hold.
func (e *Expr) constant() bool {
	return len(e.uses.outer)+len(e.uses.form)+len(e.uses.row) == 0 && !e.uses.asks
}

// CompileExpr compiles the expression in a scalar node against a scope. want is the type it must have (integers widen
// to decimal, literals to money in yuan); a zero want takes any. Problems are reported at their column; nil is
// returned then.
func CompileExpr(n *yaml.Node, scope *Scope, want Type, ps *source.Problems) *Expr {
	return compileExpr(n, names{scope: scope}, want, ps)
}

// Eval returns the expression's value in the kinds of Data, nil when it is empty (something it needs is empty).
// A failing evaluation (division by zero, cost limit) is an error of type *EvalError; any other error is the world's.
func (e *Expr) Eval(ctx context.Context, w World, vars Vars) (any, error) {
	return e.in(newSession(ctx, w, vars), nil, nil)
}

// True evaluates a condition; empty counts as false.
func (e *Expr) True(ctx context.Context, w World, vars Vars) (bool, error) {
	v, err := e.Eval(ctx, w, vars)
	return v == true, err
}

// in evaluates over a form's data and a row's beside the session's names.
func (e *Expr) in(s *session, form, row Data) (any, error) {
	f := &frame{session: s, form: form, row: row, source: e.Source, locals: make([]any, e.slots)}
	v, err := e.root(f)
	if err != nil {
		return nil, err
	}
	return f.result(v, e.Type)
}

// EvalError is an expression that could not be evaluated on these values.
type EvalError struct {
	Source string
	Reason string
}

func (e *EvalError) Error() string { return "evaluate " + e.Source + ": " + e.Reason }
