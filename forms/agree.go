package forms

import (
	"fmt"
	"time"

	"cel.dev/cel-go/common/ast"

	"zongwu/source"
)

// agree compiles agree(a, b, field, …): whether two tables have the same rows as far as the fields named go, in any
// order. It takes as many steps as the tables have rows, where asking of each row whether the other table has it takes
// as many as one has times the other's.
func (c *compiler) agree(e ast.Expr, args []ast.Expr) typed {
	const usage = "agree(count.found, recount.found, item, qty)"
	if len(args) < 3 {
		return c.report(e, "type", "write "+usage, "agree takes two tables and the fields to compare")
	}
	tables := [2]typed{c.compile(args[0]), c.compile(args[1])}
	for _, table := range tables {
		if table.wrong() {
			return table
		}
		if table.typ.Kind != "list" || table.typ.Of.Kind != "record" {
			return c.report(e, "type", "write "+usage, "%s is no table", table.typ.name())
		}
	}
	columns := make([]pairedColumn, len(args)-2)
	for i, arg := range args[2:] {
		var bad typed
		if columns[i], bad = c.pairedColumn(arg, tables, usage); bad.wrong() {
			return bad
		}
	}
	return typed{typ: BoolType, run: func(f *frame) (any, error) {
		left := map[string]int{} // how many such rows the one has more than the other
		err := f.tally(tables[0], columns, 0, left)
		if err == nil {
			err = f.tally(tables[1], columns, 1, left)
		}
		for _, n := range left {
			if n != 0 {
				return false, err
			}
		}
		return true, err
	}}
}

// pairedColumn is a field that two tables have, with its type in each.
type pairedColumn struct {
	name  string
	types [2]Type
}

func (c *compiler) pairedColumn(e ast.Expr, tables [2]typed, usage string) (pairedColumn, typed) {
	if e.Kind() != ast.IdentKind {
		return pairedColumn{}, c.report(e, "type", "write "+usage, "the name of a field of both tables is wanted")
	}
	p := pairedColumn{name: asWritten(e.AsIdent())}
	for i, table := range tables {
		t, ok := table.typ.Of.Fields[p.name]
		switch {
		case !ok:
			hint := source.Closest(p.name, keys(table.typ.Of.Fields))
			return p, c.report(e, "unknown", hint, "there is no field %q", p.name)
		case t.Kind == "list" || t.Kind == "record":
			return p, c.report(e, "type", "", "%q is %s, a single value is wanted", p.name, t.name())
		}
		p.types[i] = t
	}
	if _, ok := join(typed{typ: p.types[0]}, typed{typ: p.types[1]}); !ok {
		return p, c.report(e, "type", "", "%q is %s in one table and %s in the other", p.name, p.types[0].name(),
			p.types[1].name())
	}
	return p, typed{}
}

// tally counts the rows of one of two tables by what stands in the columns: those of the first up, of the second down.
func (f *frame) tally(table typed, columns []pairedColumn, which int, left map[string]int) error {
	v, err := table.run(f)
	if err != nil {
		return err
	}
	rows, _ := v.([]any)
	if err := f.spend(len(rows) * len(columns)); err != nil {
		return err
	}
	for _, row := range rows {
		record, _ := row.(Data)
		key := ""
		for _, column := range columns {
			v, err := f.read(record[column.name], column.types[which])
			if err != nil {
				return err
			}
			key += keyOf(v)
		}
		left[key] += 1 - 2*which
	}
	return nil
}

// keyOf tells values apart as equalValues does; no text holds a NUL.
func keyOf(v any) string {
	if word, ok := v.(string); ok {
		if at, err := time.Parse(time.RFC3339, word); err == nil {
			v = at.UTC()
		}
	}
	return fmt.Sprintf("%T %v\x00", v, v)
}
