package forms

import (
	"errors"

	"cel.dev/cel-go/common/ast"
	"github.com/shopspring/decimal"
)

func isQuantifier(name string) bool {
	switch name {
	case "exists", "all", "exists_one", "filter", "map":
		return true
	}
	return false
}

// quantifier compiles list.exists(x, condition) and its kin. An empty condition counts as not met.
func (c *compiler) quantifier(e ast.Expr, name string, target ast.Expr, args []ast.Expr) typed {
	list := c.compile(target)
	if list.wrong() {
		return list
	}
	if list.typ.Kind != "list" {
		return c.report(e, "type", "", "%s is asked of a list, not of %s", name, list.typ.name())
	}
	if len(args) != 2 || args[0].Kind() != ast.IdentKind {
		return c.report(e, "type", "write lines."+name+"(l, …)", "%s takes a name and an expression", name)
	}
	slot := len(c.names.locals)
	c.names.locals = append(c.names.locals, local{asWritten(args[0].AsIdent()), *list.typ.Of})
	c.slots = max(c.slots, slot+1)
	body := c.compile(args[1])
	c.names.locals = c.names.locals[:slot]
	if body.wrong() {
		return body
	}
	if k := body.typ.Kind; name != "map" && k != "bool" && k != "none" {
		return c.report(args[1], "type", "", "this is %s, a condition is wanted", body.typ.name())
	}
	loop := func(f *frame, visit func(element, v any) (more bool)) error {
		return f.each(list.run, slot, body.run, visit)
	}
	switch name {
	case "map":
		body = c.settle(args[1], body, Type{})
		return typed{typ: ListOf(body.typ), run: mapped(loop)}
	case "filter":
		return typed{typ: list.typ, run: filtered(loop)}
	default:
		return typed{typ: BoolType, run: counted(name, func(f *frame, visit func(element, v any) (more bool)) error {
			return f.each(list.run, slot, doubtful(body.run), visit)
		})}
	}
}

// each runs body for every element with the element in its slot, until visit wants no more.
func (f *frame) each(list operation, slot int, body operation, visit func(element, v any) bool) error {
	v, err := list(f)
	if err != nil {
		return err
	}
	elements, _ := v.([]any)
	for _, element := range elements {
		if err := f.spend(1); err != nil {
			return err
		}
		f.locals[slot] = element
		v, err := body(f)
		if err != nil {
			return err
		}
		if !visit(element, v) {
			break
		}
	}
	return nil
}

type loop func(f *frame, visit func(element, v any) (more bool)) error

func mapped(each loop) operation {
	return func(f *frame) (any, error) {
		var out []any
		err := each(f, func(_, v any) bool {
			out = append(out, v)
			return true
		})
		return out, err
	}
}

func filtered(each loop) operation {
	return func(f *frame) (any, error) {
		var out []any
		err := each(f, func(element, v any) bool {
			if v == true {
				out = append(out, element)
			}
			return true
		})
		return out, err
	}
}

func counted(name string, each loop) operation {
	return func(f *frame) (any, error) {
		met, missed, unsure := 0, 0, 0
		err := each(f, func(_, v any) bool {
			switch v {
			case true:
				met++
				return name != "exists" && met < 2 || name == "all"
			case Unknown{}:
				unsure++
				return true
			}
			missed++
			return name != "all"
		})
		decided := name == "exists" && met > 0 || name == "all" && missed > 0 || met > 1
		if err == nil && unsure > 0 && !decided {
			return nil, ErrUnknown
		}
		switch name {
		case "exists":
			return met > 0, err
		case "all":
			return missed == 0, err
		default:
			return met == 1, err
		}
	}
}

// doubtful gives a condition that is not known for one element as such, because another may decide.
func doubtful(condition operation) operation {
	return func(f *frame) (any, error) {
		v, err := condition(f)
		if errors.Is(err, ErrUnknown) {
			return Unknown{}, nil
		}
		return v, err
	}
}

// sumOf compiles sum(lines, amount): the field of every row, added up.
func (c *compiler) sumOf(e, target, field ast.Expr) typed {
	list := c.compile(target)
	if list.wrong() {
		return list
	}
	if field.Kind() != ast.IdentKind {
		return c.report(field, "type", "sum other things as lines.map(l, l.qty * l.price).sum()",
			"the second part of sum is a field's name")
	}
	t, name := c.fieldOfRows(e, "sum(lines, amount)", list, field)
	if t.Kind == "wrong" {
		return typed{typ: t}
	}
	return typed{typ: t, run: func(f *frame) (any, error) {
		v, err := list.run(f)
		if err != nil {
			return nil, err
		}
		total := decimal.Zero
		rows, _ := v.([]any)
		for _, row := range rows {
			record, _ := row.(Data)
			amount, err := f.read(record[name], t)
			if err != nil {
				return nil, err
			}
			if d, ok := amount.(decimal.Decimal); ok {
				total = total.Add(d)
			}
		}
		return total, f.spend(len(rows))
	}}
}
