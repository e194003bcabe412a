package forms

import (
	"context"

	"go.yaml.in/yaml/v3"

	"zongwu/source"
)

// Scope is the set of names an expression may use, with their types. It is immutable; With returns a larger one.
type Scope struct {
	names map[string]Type
}

// NewScope returns an empty scope; the operators, functions and Lookups are in every scope.
func NewScope() *Scope { return &Scope{} }

// With returns the scope with one more name.
func (s *Scope) With(name string, t Type) *Scope {
	next := &Scope{names: make(map[string]Type, len(s.names)+1)}
	for k, v := range s.names {
		next.names[k] = v
	}
	next.names[name] = t
	return next
}

// Lookup returns the type of a name.
func (s *Scope) Type(name string) (Type, bool) {
	t, ok := s.names[name]
	return t, ok
}

// Vars are the values of a scope's names. Kinds as in Data; a record is Data, a list of records []Data, a list of text
// []string; a reference is its id and resolved through the World when an attribute is read; school settings are a
// record. A name that is absent is empty.
type Vars map[string]any

// Expr is a compiled expression.
type Expr struct {
	Source string
	Type   Type
}

// CompileExpr compiles the expression in a scalar node against a scope. want is the type it must have (integers widen
// to decimal); a zero want takes any. Problems are reported at their column; nil is returned then.
func CompileExpr(n *yaml.Node, scope *Scope, want Type, ps *source.Problems) *Expr {
	panic("to be written")
}

// Eval returns the expression's value in the kinds of Data, nil when it is empty (something it needs is empty).
// A failing evaluation (division by zero, cost limit) is an error of type *EvalError.
func (e *Expr) Eval(ctx context.Context, w World, vars Vars) (any, error) { panic("to be written") }

// True evaluates a condition; empty counts as false.
func (e *Expr) True(ctx context.Context, w World, vars Vars) (bool, error) { panic("to be written") }

// EvalError is an expression that could not be evaluated on these values.
type EvalError struct {
	Source string
	Reason string
}

func (e *EvalError) Error() string { return "evaluate " + e.Source + ": " + e.Reason }
