package processes

import (
	"strings"

	"github.com/shopspring/decimal"

	"zongwu/forms"
	"zongwu/source"
)

// count adds a decimal of some rows to a counted field of the rows they continue: what was accepted to what was
// received. It is how a case knows what is still open.
type count struct {
	of                 *forms.Expr
	add                string
	step, table, field string
}

func (ct *count) compile(c *compiler, s *Step, m *source.Mapping) {
	of, add, to := m.Need("of"), m.Need("add"), m.Need("to")
	c.then(m, s, func(t []Target) { s.Then = t })
	if of == nil || add == nil || to == nil {
		return
	}
	ct.add = add.Value
	c.later = append(c.later, func() {
		parts := strings.Split(to.Value, ".")
		if len(parts) != 3 || c.p.byID[parts[0]] == nil {
			c.ps.At(to, "count", "step.table.field", "%q names no counted field", to.Value)
			return
		}
		ct.step, ct.table, ct.field = parts[0], parts[1], parts[2]
		target := c.p.byID[ct.step]
		form := c.p.Forms[target.Form()]
		if form == nil || !form.Counted(ct.table, ct.field) || !visible(target, s) {
			c.ps.At(to, "count", "a field with counted: true that can be seen from here", "%q names no counted field", to.Value)
		}
		if ct.of = c.expr(of, c.scope(s), forms.Type{}); ct.of == nil {
			return
		}
		c.rowScope(of, ct.of, forms.NewScope())
		if row := ct.of.Type.Of; row != nil && row.Fields[ct.add].Kind != "decimal" {
			c.ps.At(add, "type", "", "%q is no decimal of these rows", ct.add)
		}
	})
}

func (ct *count) enter(e *engine, s *Step, branch string) error {
	rows, err := e.rows(ct.of, s, branch)
	if err != nil {
		return err
	}
	target := e.p.byID[ct.step]
	where := e.placeSeen(target, branch)
	data := cloneData(e.s.Data[where])
	for _, row := range rows {
		amount, ok := row[ct.add].(decimal.Decimal)
		if !ok {
			continue
		}
		for _, counted := range data.Rows(ct.table) {
			if counted.Text("id") == row.Text("line") {
				before, _ := counted[ct.field].(decimal.Decimal)
				counted[ct.field] = before.Add(amount)
			}
		}
	}
	e.setData(where, data)
	e.visit(Visit{Step: s.ID, Branch: branch})
	return e.goOn(s, branch, s.Then)
}
