package forms

import (
	"reflect"

	"cel.dev/cel-go/common/ast"
)

// before compiles before(rows): those of a table's rows that stand before the one it is asked in, for what adds up from
// row to row. In a row that is none of them, all.
func (c *compiler) before(e ast.Expr, args []ast.Expr) typed {
	const usage = "before(lines)"
	if len(args) != 1 {
		return c.report(e, "type", "write "+usage, "before takes one table, not %d values", len(args))
	}
	rows := c.compile(args[0])
	switch {
	case rows.wrong():
		return rows
	case rows.typ.Kind != "list" || rows.typ.Of.Kind != "record":
		return c.report(e, "type", "write "+usage, "%s is no table", rows.typ.name())
	case c.names.row == nil:
		return c.report(e, "type", "", "before is asked in a row of the table")
	}
	return typed{typ: rows.typ, run: func(f *frame) (any, error) {
		v, err := rows.run(f)
		if err != nil {
			return nil, err
		}
		list, _ := v.([]any)
		for i, element := range list {
			if row, is := element.(Data); is && sameRow(row, f.row) {
				return list[:i], f.spend(i)
			}
		}
		return v, f.spend(len(list))
	}}
}

// sameRow says that two are one row: rows that are still being filled in have no ids yet.
func sameRow(a, b Data) bool { return reflect.ValueOf(a).Pointer() == reflect.ValueOf(b).Pointer() }
