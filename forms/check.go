package forms

import (
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"github.com/shopspring/decimal"

	"zongwu/source"
)

// typed is a compiled node: its type and what it does.
type typed struct {
	typ     Type
	run     operation
	literal *string // the text of a text literal
	whole   bool    // a number literal without a fraction
}

func (t typed) wrong() bool { return t.typ.Kind == "wrong" }

// names are what an expression may name: variables of exists and its kin, the row's fields, the form's, the scope's.
type names struct {
	scope  *Scope
	form   map[string]Type
	row    map[string]Type
	locals []local
}

type local struct {
	name string
	typ  Type
}

// all lists every name for "did you mean".
func (ns names) all() map[string]bool {
	known := map[string]bool{}
	for _, layer := range []map[string]Type{ns.scope.names, ns.form, ns.row} {
		for name := range layer {
			known[name] = true
		}
	}
	for _, name := range ns.scope.values.names {
		known[name] = true
	}
	for _, l := range ns.locals {
		known[l.name] = true
	}
	return known
}

func (c *compiler) compile(e ast.Expr) typed {
	var t typed
	switch e.Kind() {
	case ast.LiteralKind:
		t = c.literal(e)
	case ast.IdentKind:
		t = c.ident(e)
	case ast.SelectKind:
		t = c.selection(e)
	case ast.ListKind:
		t = c.list(e)
	case ast.CallKind:
		t = c.call(e)
	default:
		return c.report(e, "expression", "", "this is not part of the language")
	}
	if t.wrong() || e.Kind() != ast.CallKind { // names and literals are too cheap to count
		return t
	}
	run := t.run
	t.run = func(f *frame) (any, error) {
		if err := f.spend(1); err != nil {
			return nil, err
		}
		return run(f)
	}
	return t
}

func constant(v any) operation { return func(*frame) (any, error) { return v, nil } }

func (c *compiler) literal(e ast.Expr) typed {
	switch v := e.AsLiteral().(type) {
	case types.Bool:
		return typed{typ: BoolType, run: constant(bool(v))}
	case types.String:
		text := string(v)
		return typed{typ: TextType, run: constant(text), literal: &text}
	case types.Null:
		return typed{typ: Type{Kind: "none"}, run: constant(nil)}
	case types.Int, types.Double:
		d, err := decimal.NewFromString(c.literalText(e))
		if err != nil || d.Abs().GreaterThan(decimal.New(1, 15)) {
			return c.report(e, "expression", "", "the number is too large or cannot be read")
		}
		return typed{typ: Type{Kind: "number"}, run: constant(d), whole: d.IsInteger()}
	}
	return c.report(e, "expression", "", "literals are numbers, 'text', true, false and null")
}

func (c *compiler) ident(e ast.Expr) typed {
	name := asWritten(e.AsIdent())
	for i := len(c.names.locals) - 1; i >= 0; i-- {
		if c.names.locals[i].name == name {
			slot := i
			return typed{typ: c.names.locals[i].typ, run: func(f *frame) (any, error) { return f.locals[slot], nil }}
		}
	}
	if t, ok := c.names.row[name]; ok {
		c.uses.row[name] = true
		return typed{typ: t, run: func(f *frame) (any, error) { return f.read(f.row[name], t) }}
	}
	if t, ok := c.names.form[name]; ok {
		c.uses.form[name] = true
		return typed{typ: t, run: func(f *frame) (any, error) { return f.read(f.form[name], t) }}
	}
	if slices.Contains(c.names.scope.values.names, name) {
		return c.valued(e, name)
	}
	if t, ok := c.names.scope.Type(name); ok {
		c.uses.outer[name] = true
		return typed{typ: t, run: func(f *frame) (any, error) { return f.read(f.vars.value(name), t) }}
	}
	return c.report(e, "unknown", source.Closest(name, c.names.all()), "there is no %q here", name)
}

func (c *compiler) selection(e ast.Expr) typed {
	operand := c.compile(e.AsSelect().Operand())
	if operand.wrong() {
		return operand
	}
	field := asWritten(e.AsSelect().FieldName())
	switch operand.typ.Kind {
	case "record":
		return c.fieldOf(e, operand, field)
	case "ref":
		return c.attributeOf(e, operand, field)
	case "list":
		return c.report(e, "type", "a list has no fields: use exists, all, filter, map or sum",
			"%q is asked of a list", field)
	}
	hint := ""
	if operand.typ.told {
		hint = "copy what later steps need into a field of the row, by a formula"
	}
	return c.report(e, "type", hint, "%s has no field %q", operand.typ.name(), field)
}

func (c *compiler) fieldOf(e ast.Expr, operand typed, field string) typed {
	t, ok := operand.typ.Fields[field]
	if !ok {
		return c.report(e, "unknown", source.Closest(field, keys(operand.typ.Fields)), "there is no field %q", field)
	}
	return typed{typ: t, run: func(f *frame) (any, error) {
		v, err := operand.run(f)
		record, isRecord := v.(Data)
		if err != nil || !isRecord {
			return nil, err
		}
		return f.read(record[field], t)
	}}
}

func (c *compiler) attributeOf(e ast.Expr, operand typed, attribute string) typed {
	if attribute == "id" {
		return typed{typ: TextType, run: operand.run}
	}
	kind := operand.typ.Ref
	t, ok := ObjectTypes[kind][attribute]
	if !ok {
		known := keys(ObjectTypes[kind])
		known["id"] = true
		return c.report(e, "unknown", source.Closest(attribute, known), "a %s has no %q", kind, attribute)
	}
	c.uses.asks = true
	return typed{typ: t, run: func(f *frame) (any, error) {
		v, err := operand.run(f)
		id, isID := v.(string)
		if err != nil || !isID {
			return nil, err
		}
		if err := f.spend(10); err != nil {
			return nil, err
		}
		object, err := f.object(kind, id)
		if err != nil || object == nil {
			return nil, err
		}
		return f.read(object.Attrs[attribute], t)
	}}
}

func (c *compiler) list(e ast.Expr) typed {
	elements := e.AsList().Elements()
	parts := make([]typed, len(elements))
	of := Type{Kind: "none"}
	for i, element := range elements {
		parts[i] = c.compile(element)
		if parts[i].wrong() {
			return parts[i]
		}
		joined, ok := join(typed{typ: of}, parts[i])
		if !ok {
			return c.report(element, "type", "", "a list holds values of one type, here %s and %s", of.name(),
				parts[i].typ.name())
		}
		of = joined
	}
	literals := literalsOf(parts)
	of.OneOf = literals
	return typed{typ: ListOf(of), run: func(f *frame) (any, error) {
		out := make([]any, 0, len(parts))
		for _, part := range parts {
			v, err := part.run(f)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return out, nil
	}}
}

// literalsOf gives the words of a list of text literals, so that `x in ['a', 'b']` is checked like x == 'a'.
func literalsOf(parts []typed) []string {
	var words []string
	for _, part := range parts {
		if part.literal == nil {
			return nil
		}
		words = append(words, *part.literal)
	}
	return words
}

// settle makes a value of the type that is wanted where it will be used.
func (c *compiler) settle(e ast.Expr, t typed, want Type) typed {
	switch {
	case want.Kind == "":
		if t.typ.Kind == "number" {
			t.typ = DecimalType
			if t.whole {
				t.typ = IntegerType
			}
		}
		return t
	case want.Kind == "list" && t.typ.Kind == "list" && want.Of != nil:
		if _, ok := settled(typed{typ: *t.typ.Of}, *want.Of); !ok && t.typ.Of.Kind != "none" {
			return c.report(e, "type", "", "this is %s, %s is wanted", t.typ.name(), want.name())
		}
		if want.Of.Kind != "record" && !want.Of.anything() {
			t.typ = want
		}
		return t
	}
	if t.literal != nil && len(want.OneOf) > 0 && !slices.Contains(want.OneOf, *t.literal) {
		return c.report(e, "choice", source.Closest(*t.literal, set(want.OneOf)), "%q is none of the options", *t.literal)
	}
	typ, ok := settled(t, want)
	if !ok {
		return c.report(e, "type", "", "this is %s, %s is wanted", t.typ.name(), want.name())
	}
	t.typ = typ
	return t
}

// settled says whether a value can stand where a type is wanted, and its type there.
func settled(t typed, want Type) (Type, bool) {
	have := t.typ
	switch want.Kind {
	case "record":
		return have, have.Kind == "record" || have.Kind == "none"
	case "ref":
		return settledRef(have, want)
	case "text":
		if want.labels == nil {
			want.labels = have.labels
		}
		return want, have.Kind == "none" || have.Kind == "text" || have.Kind == "ref"
	}
	if have.Kind == "integer" && want.Kind == "money" || have.Kind == "decimal" && want.Kind != "decimal" {
		return want, false
	}
	joined, ok := join(t, typed{typ: want})
	return want, ok && joined.Kind == want.Kind
}

func settledRef(have, want Type) (Type, bool) {
	if want.anything() {
		return have, have.Kind == "none" || have.Kind == "ref"
	}
	return want, have.Kind == "none" || have.Kind == "text" || have.Kind == "ref" && have.Ref == want.Ref
}
