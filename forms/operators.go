package forms

import (
	"errors"
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"github.com/shopspring/decimal"

	"zongwu/source"
)

// join is the one type two values share when they are compared or stand for each other; a number literal takes the
// type of what it stands beside, yuan beside money.
func join(a, b typed) (Type, bool) { //nolint:gocyclo,cyclop // a table of types, one case a line
	x, y := a.typ, b.typ
	switch {
	case y.Kind == "none":
		return x, true
	case x.Kind == "none":
		return y, true
	case x.numeric() && y.numeric():
		return joinNumbers(a, b)
	case dated(x) && y.Kind == "text":
		return x, b.literal != nil && validMoment(x.Kind, *b.literal)
	case x.Kind == "text" && dated(y):
		return join(b, a)
	case x.Kind == "ref" && y.Kind == "ref":
		return x, x.Ref == y.Ref
	case x.textual() && y.textual():
		return TextType, true
	case x.Kind == "list" && y.Kind == "list":
		of, ok := join(typed{typ: *x.Of}, typed{typ: *y.Of})
		return ListOf(of), ok
	case x.Kind == "record" && y.Kind == "record":
		return x, true
	}
	return x, x.Kind == y.Kind
}

func joinNumbers(a, b typed) (Type, bool) {
	x, y := a.typ, b.typ
	switch {
	case x.Kind == y.Kind:
		return x, true
	case y.Kind == "number":
		if x.Kind == "integer" && !b.whole {
			return DecimalType, true
		}
		return x, true
	case x.Kind == "number":
		return joinNumbers(b, a)
	case x.Kind == "money" || y.Kind == "money":
		return x, false
	default: // integer beside decimal
		return DecimalType, true
	}
}

func dated(t Type) bool { return t.Kind == "date" || t.Kind == "time" || t.Kind == "datetime" }

// binary is an operator over two values that are both there.
type binary func(f *frame, a, b any) (any, error)

// strict runs both sides and is empty when either is.
func strict(a, b typed, do binary) operation {
	return func(f *frame) (any, error) {
		x, err := a.run(f)
		if err != nil {
			return nil, err
		}
		y, err := b.run(f)
		if err != nil || x == nil || y == nil {
			return nil, err
		}
		return do(f, x, y)
	}
}

func (c *compiler) operator(e ast.Expr, name string, args []typed) typed {
	switch name {
	case operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot, operators.Conditional:
		return c.logic(e, name, args)
	case operators.Equals, operators.NotEquals:
		return c.equality(e, name == operators.Equals, args[0], args[1])
	case operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		return c.ordering(e, name, args[0], args[1])
	case operators.In:
		return c.membership(e, args[0], args[1])
	case operators.Negate:
		return c.negation(e, args[0])
	case operators.Add, operators.Subtract, operators.Multiply, operators.Divide, operators.Modulo:
		return c.arithmetic(e, name, args[0], args[1])
	}
	return c.report(e, "expression", "", "this is not part of the language")
}

func (c *compiler) equality(e ast.Expr, equal bool, a, b typed) typed {
	if a.typ.Kind == "none" || b.typ.Kind == "none" {
		other := a
		if a.typ.Kind == "none" {
			other = b
		}
		return typed{typ: BoolType, run: func(f *frame) (any, error) {
			v, err := other.run(f)
			return isEmpty(v) == equal, err
		}}
	}
	if _, ok := comparable(a, b); !ok {
		return c.mismatch(e, "==", a, b)
	}
	if wrong, found := c.unknownWord(e, a, b); found {
		return wrong
	}
	return typed{typ: BoolType, run: strict(a, b, func(_ *frame, x, y any) (any, error) {
		return equalValues(x, y) == equal, nil
	})}
}

// comparable also lets a record or a reference stand beside the text of its id.
func comparable(a, b typed) (Type, bool) {
	x, y := a.typ, b.typ
	if x.Kind == "record" && y.Kind == "text" || x.Kind == "text" && y.Kind == "record" {
		return TextType, true
	}
	return join(a, b)
}

// unknownWord finds a literal that the other side can never be.
func (c *compiler) unknownWord(e ast.Expr, a, b typed) (typed, bool) {
	for _, pair := range [][2]typed{{a, b}, {b, a}} {
		word, words := pair[0].literal, pair[1].typ.OneOf
		if word != nil && len(words) > 0 && pair[1].literal == nil && !slices.Contains(words, *word) {
			return c.report(e, "choice", source.Closest(*word, set(words)), "%q is none of its values", *word), true
		}
	}
	return typed{}, false
}

func isEmpty(v any) bool {
	list, isList := v.([]any)
	return v == nil || isList && len(list) == 0
}

// equalValues compares values of one type; records by their id.
func equalValues(x, y any) bool {
	x, y = identity(x), identity(y)
	switch a := x.(type) {
	case decimal.Decimal:
		b, ok := y.(decimal.Decimal)
		return ok && a.Equal(b)
	case []any:
		b, ok := y.([]any)
		return ok && slices.EqualFunc(a, b, equalValues)
	case string:
		b, ok := y.(string)
		return ok && (a == b || sameMoment(a, b))
	}
	return x == y
}

func identity(v any) any {
	if record, ok := v.(Data); ok {
		return record["id"]
	}
	return v
}

func (c *compiler) ordering(e ast.Expr, name string, a, b typed) typed {
	sign, _ := operators.FindReverse(name)
	joined, ok := join(a, b)
	if !ok || !joined.numeric() && !dated(joined) {
		return c.mismatch(e, sign, a, b)
	}
	holds := map[string]func(int) bool{
		"<": func(n int) bool { return n < 0 }, "<=": func(n int) bool { return n <= 0 },
		">": func(n int) bool { return n > 0 }, ">=": func(n int) bool { return n >= 0 },
	}[sign]
	return typed{typ: BoolType, run: strict(a, b, func(_ *frame, x, y any) (any, error) {
		return holds(order(x, y)), nil
	})}
}

func (c *compiler) membership(e ast.Expr, a, list typed) typed {
	if list.typ.Kind != "list" {
		return c.report(e, "type", "write x in ['a', 'b'] or x in a list", "%s is no list", list.typ.name())
	}
	if _, ok := comparable(a, typed{typ: *list.typ.Of}); !ok {
		return c.mismatch(e, "in", a, list)
	}
	for _, word := range list.typ.Of.OneOf {
		if a.literal == nil && len(a.typ.OneOf) > 0 && !slices.Contains(a.typ.OneOf, word) {
			return c.report(e, "choice", source.Closest(word, set(a.typ.OneOf)), "%q is none of its values", word)
		}
	}
	return typed{typ: BoolType, run: strict(a, orEmpty(list), func(f *frame, x, y any) (any, error) {
		elements, _ := y.([]any)
		for _, element := range elements {
			if err := f.spend(1); err != nil {
				return nil, err
			}
			if equalValues(x, element) {
				return true, nil
			}
		}
		return false, nil
	})}
}

// orEmpty makes an absent list the empty list.
func orEmpty(list typed) typed {
	return typed{typ: list.typ, run: func(f *frame) (any, error) {
		v, err := list.run(f)
		if v == nil {
			return []any(nil), err
		}
		return v, err
	}}
}

func (c *compiler) mismatch(e ast.Expr, sign string, a, b typed) typed {
	hint := ""
	if a.typ.Kind == "list" || b.typ.Kind == "list" {
		hint = "of lists use size, sum, exists or all"
	}
	return c.report(e, "type", hint, "%s %s %s does not go together", a.typ.name(), sign, b.typ.name())
}

func (c *compiler) logic(e ast.Expr, name string, args []typed) typed {
	conditions := args
	if name == operators.Conditional {
		conditions = args[:1]
	}
	for i, condition := range conditions {
		if k := condition.typ.Kind; k != "bool" && k != "none" {
			return c.report(e.AsCall().Args()[i], "type", "", "this is %s, a condition is wanted", condition.typ.name())
		}
	}
	switch name {
	case operators.LogicalNot:
		return typed{typ: BoolType, run: not(args[0].run)}
	case operators.LogicalAnd:
		return typed{typ: BoolType, run: either(args[0].run, args[1].run, false)}
	case operators.LogicalOr:
		return typed{typ: BoolType, run: either(args[0].run, args[1].run, true)}
	}
	joined, ok := join(args[1], args[2])
	if !ok {
		return c.mismatch(e, ":", args[1], args[2])
	}
	if a, b := args[1].typ.OneOf, args[2].typ.OneOf; !slices.Equal(a, b) {
		joined.OneOf, joined.labels = nil, nil
	}
	return typed{typ: joined, whole: args[1].whole && args[2].whole, run: func(f *frame) (any, error) {
		condition, err := args[0].run(f)
		switch {
		case err != nil || condition == nil:
			return nil, err
		case condition == true:
			return args[1].run(f)
		default:
			return args[2].run(f)
		}
	}}
}

// either is || for decides true and && for decides false: one side alone can decide, and what is empty or unknown
// decides nothing.
func either(a, b operation, decides bool) operation {
	return func(f *frame) (any, error) {
		x, unsure := a(f)
		if unsure != nil && !errors.Is(unsure, ErrUnknown) || x == decides {
			return x, unsure
		}
		y, err := b(f)
		if err != nil || y == decides {
			return y, err
		}
		if x == nil || y == nil {
			return nil, unsure
		}
		return !decides, nil
	}
}

func not(a operation) operation {
	return func(f *frame) (any, error) {
		x, err := a(f)
		if err != nil || x == nil {
			return nil, err
		}
		return x == false, nil
	}
}
