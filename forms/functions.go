package forms

import (
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/common/ast"
	"github.com/shopspring/decimal"

	"zongwu/source"
)

// Functions lists the functions of the expression language beside operators and Lookups, as documented.
func Functions() []string {
	return []string{
		"abs", "agree", "all", "before", "contains", "date", "endsWith", "exists", "exists_one", "filter", "first", "map",
		"max", "min", "round", "share", "size", "so_far", "startsWith", "sum",
	}
}

func (c *compiler) call(e ast.Expr) typed {
	call := e.AsCall()
	name, args := call.FunctionName(), call.Args()
	if isQuantifier(name) && call.IsMemberFunction() {
		return c.quantifier(e, name, call.Target(), args)
	}
	if name == "sum" && !call.IsMemberFunction() && len(args) == 2 {
		return c.sumOf(e, args[0], args[1])
	}
	ofTables := map[string]func(ast.Expr, []ast.Expr) typed{
		"share": c.share, "before": c.before, "so_far": c.soFar, "agree": c.agree,
	}
	if compile := ofTables[name]; compile != nil && !call.IsMemberFunction() {
		return compile(e, args)
	}
	if call.IsMemberFunction() {
		args = append([]ast.Expr{call.Target()}, args...)
	}
	values := make([]typed, len(args))
	bad := false
	for i, arg := range args {
		values[i] = c.compile(arg)
		bad = bad || values[i].wrong()
	}
	if bad {
		return typed{typ: Type{Kind: "wrong"}}
	}
	if strings.ContainsAny(name, "_!@[]-") && !isWord(name) {
		return c.operator(e, name, values)
	}
	return c.function(e, name, values)
}

// isWord tells a function's name from an operator's (_+_).
func isWord(name string) bool { return name[0] >= 'a' && name[0] <= 'z' }

func (c *compiler) function(e ast.Expr, name string, args []typed) typed { //nolint:gocyclo,cyclop // a table
	for _, lookup := range Lookups {
		if lookup.Name == name {
			return c.lookup(e, lookup, args)
		}
	}
	switch {
	case name == "contains" || name == "startsWith" || name == "endsWith":
		return c.textTest(e, name, args)
	case name == "size" && len(args) == 1:
		return c.size(e, args[0])
	case name == "sum" && len(args) == 1:
		return c.sum(e, args[0])
	case name == "round" && (len(args) == 1 || len(args) == 2):
		return c.round(e, args)
	case name == "first" && len(args) == 1:
		return c.first(e, args[0])
	case name == "abs" && len(args) == 1:
		return c.abs(e, args[0])
	case (name == "min" || name == "max") && len(args) >= 2:
		return c.extreme(e, name, args)
	case name == "date" && len(args) == 1:
		if args[0].literal == nil || !isDate(*args[0].literal) {
			return c.report(e, "type", "write date('2026-09-01')", "date takes a date in quotes")
		}
		return typed{typ: DateType, run: args[0].run}
	}
	return c.noFunction(e, name)
}

func (c *compiler) noFunction(e ast.Expr, name string) typed {
	known := set(Functions())
	for _, lookup := range Lookups {
		known[lookup.Name] = true
	}
	if known[name] {
		return c.report(e, "type", "", "%s is called with the wrong number of values", name)
	}
	hint := source.Closest(name, known)
	if name == "has" {
		hint = "write x != null"
	}
	return c.report(e, "unknown", hint, "there is no function %q", name)
}

func (c *compiler) lookup(e ast.Expr, lookup Lookup, args []typed) typed {
	if len(args) != len(lookup.Args) {
		return c.report(e, "type", "", "%s takes %d values, not %d", lookup.Name, len(lookup.Args), len(args))
	}
	exprs := e.AsCall().Args()
	for i := range args {
		args[i] = c.settle(exprs[i], args[i], lookup.Args[i])
		if args[i].wrong() {
			return args[i]
		}
	}
	c.uses.asks = true
	return typed{typ: lookup.Out, run: func(f *frame) (any, error) {
		values := make([]any, len(args))
		for i, arg := range args {
			v, err := arg.run(f)
			if err == nil {
				values[i], err = f.result(v, lookup.Args[i])
			}
			if values[i] == nil && lookup.Args[i].Kind == "list" { // an absent list has no elements
				values[i] = []string{}
			}
			if err != nil || values[i] == nil {
				return nil, err
			}
			if of := lookup.Args[i].Of; of != nil && of.anything() {
				ids, _ := values[i].([]string)
				values[i] = Things{Kind: arg.typ.Of.Ref, IDs: ids}
			}
		}
		if err := f.spend(100); err != nil {
			return nil, err
		}
		v, err := f.ask(lookup.Name, values)
		if err != nil {
			return nil, err
		}
		return f.read(v, lookup.Out)
	}}
}

func (c *compiler) textTest(e ast.Expr, name string, args []typed) typed {
	if len(args) != 2 || !e.AsCall().IsMemberFunction() {
		return c.report(e, "type", "write reason."+name+"('…')", "%s is asked of a text", name)
	}
	if !args[0].typ.textual() || !args[1].typ.textual() {
		return c.mismatch(e, name, args[0], args[1])
	}
	test := map[string]func(string, string) bool{
		"contains": strings.Contains, "startsWith": strings.HasPrefix, "endsWith": strings.HasSuffix,
	}[name]
	return typed{typ: BoolType, run: strict(args[0], args[1], func(f *frame, x, y any) (any, error) {
		text := x.(string)
		return test(text, y.(string)), f.spend(len(text) / 100)
	})}
}

func (c *compiler) size(e ast.Expr, a typed) typed {
	if a.typ.Kind != "list" && !a.typ.textual() {
		return c.report(e, "type", "", "%s has no size", a.typ.name())
	}
	return typed{typ: IntegerType, run: func(f *frame) (any, error) {
		v, err := a.run(f)
		if err != nil {
			return nil, err
		}
		n := 0
		switch x := v.(type) {
		case string:
			n = utf8.RuneCountInString(x)
		case []any:
			n = len(x)
		}
		return decimal.NewFromInt(int64(n)), nil
	}}
}

// first is the first element of a list; of an empty list it is empty.
func (c *compiler) first(e ast.Expr, list typed) typed {
	if list.typ.Kind != "list" {
		return c.report(e, "type", "", "first is asked of a list, not of %s", list.typ.name())
	}
	return typed{typ: *list.typ.Of, run: func(f *frame) (any, error) {
		v, err := list.run(f)
		if elements, _ := v.([]any); len(elements) > 0 {
			return elements[0], err
		}
		return nil, err
	}}
}

// sum adds a list's numbers, passing over empty ones; of an empty list it is zero.
func (c *compiler) sum(e ast.Expr, list typed) typed {
	if list.typ.Kind != "list" || !list.typ.Of.numeric() {
		return c.report(e, "type", "write sum(lines, amount)", "sum takes a list of numbers, not %s", list.typ.name())
	}
	return typed{typ: *list.typ.Of, run: func(f *frame) (any, error) {
		v, err := list.run(f)
		if err != nil {
			return nil, err
		}
		total := decimal.Zero
		elements, _ := v.([]any)
		for _, element := range elements {
			if d, ok := element.(decimal.Decimal); ok {
				total = total.Add(d)
			}
		}
		return total, f.spend(len(elements))
	}}
}

func (c *compiler) round(e ast.Expr, args []typed) typed {
	if !args[0].typ.numeric() {
		return c.report(e, "type", "", "round takes a number, not %s", args[0].typ.name())
	}
	places := typed{typ: IntegerType, run: constant(decimal.Zero)}
	if args[0].typ.Kind == "money" {
		places.run = constant(decimal.NewFromInt(2))
	}
	if len(args) == 2 {
		places = args[1]
		if k := places.typ.Kind; k != "integer" && (k != "number" || !places.whole) {
			return c.report(e, "type", "", "round takes a whole number of places")
		}
	}
	return typed{typ: args[0].typ, run: strict(args[0], places, func(f *frame, x, y any) (any, error) {
		n := y.(decimal.Decimal)
		if n.IsNegative() || n.GreaterThan(decimal.NewFromInt(divisionPlaces)) {
			return nil, f.fail("round takes 0 to %d places", divisionPlaces)
		}
		return x.(decimal.Decimal).Round(int32(n.IntPart())), nil
	})}
}

func (c *compiler) abs(e ast.Expr, a typed) typed {
	if !a.typ.numeric() {
		return c.report(e, "type", "", "abs takes a number, not %s", a.typ.name())
	}
	return typed{typ: a.typ, whole: a.whole, run: func(f *frame) (any, error) {
		v, err := a.run(f)
		if d, ok := v.(decimal.Decimal); ok {
			return d.Abs(), err
		}
		return nil, err
	}}
}

// extreme is min or max of several numbers or dates.
func (c *compiler) extreme(e ast.Expr, name string, args []typed) typed {
	best := args[0]
	for _, arg := range args[1:] {
		joined, ok := join(best, arg)
		if !ok || !joined.numeric() && !dated(joined) {
			return c.mismatch(e, name, best, arg)
		}
		a, b := best, arg
		best = typed{typ: joined, whole: a.whole && b.whole, run: strict(a, b, func(_ *frame, x, y any) (any, error) {
			if order(x, y) <= 0 == (name == "min") {
				return x, nil
			}
			return y, nil
		})}
	}
	return best
}
