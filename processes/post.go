package processes

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/source"
)

// post writes to a book: once, or once a row.
type post struct {
	op    Operation
	with  map[string]*forms.Expr
	rows  *forms.Expr // nil: once
	where *forms.Expr
	at    string // JSON pointer shown when the book refuses
	until string // the step of the same block with which what was posted is final; "" at once

	fields map[string]field // the field an input is, where it is one as it stands
}

// field is one of a step's form, or of a table's rows in it.
type field struct{ step, table, name string }

func (p *post) compile(c *compiler, s *Step, m *source.Mapping) {
	book, with := m.Need("book"), m.Need("with")
	rows, where := m.Get("rows"), m.Get("where")
	p.at = m.Str("at")
	if at := m.Get("at"); at != nil && !strings.HasPrefix(p.at, "/") {
		c.ps.At(at, "pointer", "like /total", "%q is no place in a form", p.at)
	}
	until := m.Get("until")
	c.then(m, s, func(t []Target) { s.Then = t })
	if book == nil || with == nil {
		return
	}
	op, ok := OperationNamed(book.Value)
	if !ok {
		names := map[string]bool{}
		for _, o := range Books {
			names[o.Name()] = true
		}
		c.ps.At(book, "book", source.Closest(book.Value, names), "no book can do %q", book.Value)
		return
	}
	p.op = op
	p.firmWith(c, s, until)
	c.later = append(c.later, func() { p.inputs(c, s, with, rows, where) })
}

// firmWith reads the step until which what is posted can be taken back.
func (p *post) firmWith(c *compiler, s *Step, n *yaml.Node) {
	if n == nil {
		return
	}
	p.until = n.Value
	if p.op.Back == "" {
		c.ps.At(n, "until", "leave it away", "%s cannot be taken back as it was posted", p.op.Name())
		return
	}
	c.later = append(c.later, func() {
		if step, ok := c.p.byID[p.until]; !ok || step.block != s.block || step.Human == nil {
			c.ps.At(n, "until", "", "%q is no step of the same block that people do", p.until)
		}
	})
}

// loose says that what a visit posted is not final yet: the step it waits for was not passed since.
func (e *engine) loose(i int) bool {
	v := e.s.Path[i]
	step, ok := e.p.Step(v.Step)
	if !ok || v.Undone {
		return false
	}
	p, is := step.does.(*post)
	return is && p.until != "" && !slices.ContainsFunc(e.s.Path[i:], func(later Visit) bool {
		return later.Step == p.until && later.Branch == v.Branch && !later.Undone && !later.Partial
	})
}

// anyLoose says that something was posted that is not final yet.
func (e *engine) anyLoose() bool {
	for i := range e.s.Path {
		if e.loose(i) {
			return true
		}
	}
	return false
}

// settles seals the case when a step is passed with which what was posted before is final.
func (e *engine) settles(v Visit) {
	step, ok := e.p.Step(v.Step)
	if !ok || v.Partial || step.block == nil {
		return
	}
	for _, s := range step.block.Steps {
		if p, is := s.does.(*post); is && p.until == v.Step && p.op.Seals {
			e.seal()
		}
	}
}

// inputs type-checks what is handed to the book against its signature.
func (p *post) inputs(c *compiler, s *Step, with, rows, where *yaml.Node) {
	var scope *forms.Scope
	p.rows, p.where, scope = c.whichRows(rows, where, c.scope(s))
	m := source.MappingOf(with, p.op.Name(), c.ps)
	if m == nil {
		return
	}
	p.with = map[string]*forms.Expr{}
	for name, input := range p.op.Inputs {
		n := m.Get(name)
		if n == nil && !input.Optional {
			c.ps.At(with, "required", "", "%s needs %q", p.op.Name(), name)
		}
		if n == nil {
			continue
		}
		p.with[name] = c.expr(n, scope, input.Type)
		if f, is := c.fieldOf(n.Value, rows); is {
			if p.fields == nil {
				p.fields = map[string]field{}
			}
			p.fields[name] = f
		}
	}
	m.Done()
}

// fieldOf finds the field an expression is, collect.person, or of a row of a step's table, row.item; only where people
// see it.
func (c *compiler) fieldOf(source string, rows *yaml.Node) (field, bool) {
	of, name, _ := strings.Cut(source, ".")
	f := field{step: of, name: name}
	path := []string{name}
	if of == "row" && rows != nil {
		f.step, f.table, _ = strings.Cut(rows.Value, ".")
		path = []string{f.table, name}
	}
	s := c.p.byID[f.step]
	if f.step == Start {
		s = c.p.Begin
	}
	if s == nil {
		return field{}, false
	}
	form := c.p.Forms[s.Form()]
	return f, form != nil && form.Draws(path...)
}

// whichRows compiles rows and which of them count, and adds `row` to the scope; without rows it stays as it is.
func (c *compiler) whichRows(rows, where *yaml.Node, scope *forms.Scope) (list, which *forms.Expr, inner *forms.Scope) {
	if rows != nil {
		if list = c.expr(rows, scope, forms.Type{}); list != nil {
			scope = c.rowScope(rows, list, scope)
		}
	}
	if where != nil {
		which = c.expr(where, scope, forms.BoolType)
	}
	return list, which, scope
}

// rowScope adds `row`; the expression must give rows of a table.
func (c *compiler) rowScope(n *yaml.Node, rows *forms.Expr, scope *forms.Scope) *forms.Scope {
	if rows.Type.Kind != "list" || rows.Type.Of == nil || rows.Type.Of.Kind != "record" {
		c.ps.At(n, "type", "like buy.lines", "this gives no rows of a table")
		return scope
	}
	return scope.With("row", *rows.Type.Of)
}

func (p *post) enter(e *engine, s *Step, branch string) error {
	postings, err := p.postings(e, s, branch)
	if err != nil {
		return err
	}
	e.t.Postings = append(e.t.Postings, postings...)
	e.visit(Visit{Step: s.ID, Branch: branch})
	if p.op.Seals && p.until == "" && len(postings) > 0 {
		e.seal()
	}
	return e.goOn(s, branch, s.Then)
}

// postings evaluates what the step posts now.
func (p *post) postings(e *engine, s *Step, branch string) ([]Posting, error) {
	rows, err := e.whichRows(p.rows, p.where, s, branch)
	if err != nil {
		return nil, err
	}
	var list []Posting
	for _, row := range rows {
		one, err := p.posting(e, s, branch, row)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// whichRows are the rows an expression gives, those of them for which a condition holds; without the expression a
// single nil, as what is done once a row is then done once. A condition without rows counts for that.
func (e *engine) whichRows(list, which *forms.Expr, s *Step, branch string) ([]forms.Data, error) {
	rows := []forms.Data{nil}
	if list != nil {
		var err error
		if rows, err = e.rows(list, s, branch); err != nil {
			return nil, err
		}
	}
	if which == nil {
		return rows, nil
	}
	var left []forms.Data
	for _, row := range rows {
		ok, err := e.truth(which, s, branch, row)
		if err != nil {
			return nil, err
		}
		if ok {
			left = append(left, row)
		}
	}
	return left, nil
}

func (p *post) posting(e *engine, s *Step, branch string, row forms.Data) (Posting, error) {
	out := Posting{
		Step: s.ID, Branch: branch, Book: p.op.Book, Op: p.op.Op, Row: row.Text("id"), Inputs: forms.Data{}, Pointer: p.at,
	}
	for _, name := range sortedKeys(p.with) {
		v, err := e.eval(p.with[name], s, branch, row)
		if err != nil {
			return out, err
		}
		if v == nil && !p.op.Inputs[name].Optional {
			reason := p.op.Name() + " needs " + name + ", and it is empty"
			return out, &forms.EvalError{Source: p.with[name].Source, Reason: reason}
		}
		if v != nil {
			out.Inputs[name] = v
		}
	}
	out.Places = p.places(e, branch, out.Row)
	return out, nil
}

// places are where the inputs stand in the form that was just submitted, of those that stand there as they are.
func (p *post) places(e *engine, branch, row string) map[string]string {
	places := map[string]string{}
	for input, f := range p.fields {
		step := e.p.byID[f.step]
		switch {
		case f.step != e.t.Step || f.step != Start && e.placeSeen(step, branch) != place(e.t.Step, e.t.Branch):
		case f.table == "":
			places[input] = "/" + f.name
		default:
			rows := e.t.Data.Rows(f.table)
			i := slices.IndexFunc(rows, func(r forms.Data) bool { return r.Text("id") == row })
			if i >= 0 {
				places[input] = "/" + f.table + "/" + strconv.Itoa(i) + "/" + f.name
			}
		}
	}
	return places
}

// undoing gives the postings that take back what a visit posted, nil when there is nothing to take back.
func (p *post) undoing(e *engine, s *Step, i int) ([]Posting, error) {
	back := p.until != "" && e.loose(i)
	if p.op.Undo == "" && !back {
		return nil, nil
	}
	postings, err := p.postings(e, s, e.s.Path[i].Branch)
	if err != nil {
		return nil, err
	}
	if back {
		for i := range postings {
			postings[i].Op = p.op.Back
		}
		return postings, nil
	}
	for i, one := range postings {
		keys := forms.Data{}
		for _, k := range p.op.Keys {
			if v, given := one.Inputs[k]; given {
				keys[k] = v
			}
		}
		postings[i].Op, postings[i].Inputs = p.op.Undo, keys
	}
	return postings, nil
}

// Posts says that a step of the process posts by an operation of a book: payables.pay.
func (p *Process) Posts(operation string) bool {
	return slices.ContainsFunc(p.All(), func(s *Step) bool {
		does, is := s.does.(*post)
		return is && does.op.Name() == operation
	})
}
