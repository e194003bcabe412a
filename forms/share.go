package forms

import (
	"cel.dev/cel-go/common/ast"
	"github.com/shopspring/decimal"

	"zongwu/source"
)

// share compiles share(total, rows, field, row): the part of an amount that falls on a row in proportion to a field of
// all of them. The parts of all rows add up to the amount, to the fen; what is empty or negative weighs nothing; where
// nothing weighs anything, all of it falls on the first row. A row that is none of them has no part.
func (c *compiler) share(e ast.Expr, args []ast.Expr) typed {
	const usage = "share(total, lines, amount, line)"
	if len(args) != 4 {
		return c.report(e, "type", "write "+usage, "share takes 4 values, not %d", len(args))
	}
	total, rows, row := c.compile(args[0]), c.compile(args[1]), c.compile(args[3])
	if total.wrong() || rows.wrong() || row.wrong() {
		return typed{typ: Type{Kind: "wrong"}}
	}
	if total = c.settle(args[0], total, MoneyType); total.wrong() {
		return total
	}
	weight, name := c.fieldOfRows(e, usage, rows, args[2])
	if weight.Kind == "wrong" {
		return typed{typ: weight}
	}
	if row.typ.Kind != "record" && row.typ.Kind != "text" {
		return c.report(args[3], "type", "", "this is %s, a row of the table is wanted", row.typ.name())
	}
	return typed{typ: MoneyType, run: strict(total, row, func(f *frame, whole, one any) (any, error) {
		list, err := rows.run(f)
		if err != nil {
			return nil, err
		}
		elements, _ := list.([]any)
		if err := f.spend(len(elements)); err != nil {
			return nil, err
		}
		before, own, sum, at := decimal.Zero, decimal.Zero, decimal.Zero, -1
		for i, element := range elements {
			record, _ := element.(Data)
			w, err := f.read(record[name], weight)
			if err != nil {
				return nil, err
			}
			n, _ := w.(decimal.Decimal)
			n = decimal.Max(n, decimal.Zero)
			if at < 0 && equalValues(element, one) {
				at, before, own = i, sum, n
			}
			sum = sum.Add(n)
		}
		return part(whole.(decimal.Decimal), before, own, sum, at), nil
	})}
}

// part is what lies between two marks of an amount, each rounded to the fen, so that parts side by side leave nothing.
func part(whole, before, own, sum decimal.Decimal, at int) decimal.Decimal {
	whole = whole.Round(2)
	switch {
	case at < 0 || sum.IsZero() && at > 0:
		return decimal.Zero
	case sum.IsZero():
		return whole
	}
	mark := func(weight decimal.Decimal) decimal.Decimal { return whole.Mul(weight).DivRound(sum, 2) }
	return mark(before.Add(own)).Sub(mark(before))
}

// fieldOfRows reads a part of a call that names a number field of a table's rows.
func (c *compiler) fieldOfRows(e ast.Expr, usage string, rows typed, field ast.Expr) (Type, string) {
	if rows.typ.Kind != "list" || rows.typ.Of.Kind != "record" {
		return c.report(e, "type", "write "+usage, "a table and one of its fields are wanted").typ, ""
	}
	if field.Kind() != ast.IdentKind {
		return c.report(field, "type", "write "+usage, "the name of a field of the rows is wanted").typ, ""
	}
	name := asWritten(field.AsIdent())
	t, ok := rows.typ.Of.Fields[name]
	switch {
	case !ok:
		hint := source.Closest(name, keys(rows.typ.Of.Fields))
		return c.report(field, "unknown", hint, "there is no field %q", name).typ, ""
	case !t.numeric():
		return c.report(field, "type", "", "%q is %s, a number is wanted", name, t.name()).typ, ""
	}
	return t, name
}
