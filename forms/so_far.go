package forms

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// soFar compiles so_far(rows, field, same): what a field comes to in the row it is asked in and those of the table that
// stand before it; of those alone in which `same`, if it is named, is what it is here.
func (c *compiler) soFar(e ast.Expr, args []ast.Expr) typed {
	const usage = "so_far(lines, qty, item.category)"
	if len(args) < 2 || len(args) > 3 {
		return c.report(e, "type", "write "+usage, "so_far takes a table, a field and what is to be the same")
	}
	if args[1].Kind() != ast.IdentKind {
		return c.report(args[1], "type", "write "+usage, "the name of a field is wanted")
	}
	factory := ast.NewExprFactory()
	rows := factory.NewCall(e.ID(), "before", args[0])
	if len(args) == 3 {
		const row = "row_above"
		there := ofRow(factory, row, args[2])
		if there == nil {
			return c.report(args[2], "type", "write "+usage, "a field of the row is wanted, or what it leads to")
		}
		same := factory.NewCall(args[2].ID(), operators.Equals, there, args[2])
		rows = factory.NewMemberCall(e.ID(), "filter", rows, factory.NewIdent(e.ID(), row), same)
	}
	above := factory.NewCall(e.ID(), "sum", rows, args[1])
	return c.compile(factory.NewCall(e.ID(), operators.Add, above, args[1]))
}

// ofRow is the same path in another row: item.category as row.item.category; nil for what is no path.
func ofRow(factory ast.ExprFactory, row string, path ast.Expr) ast.Expr {
	switch path.Kind() {
	case ast.IdentKind:
		return factory.NewSelect(path.ID(), factory.NewIdent(path.ID(), row), path.AsIdent())
	case ast.SelectKind:
		if of := ofRow(factory, row, path.AsSelect().Operand()); of != nil {
			return factory.NewSelect(path.ID(), of, path.AsSelect().FieldName())
		}
	}
	return nil
}
