package forms

import (
	"context"
	"slices"

	"go.yaml.in/yaml/v3"

	"zongwu/source"
)

// Bounds on one form.
const (
	maxFields = 200
	maxRules  = 200
)

// level is the fields of a form, or of a table's rows, with the rules across them.
type level struct {
	fields []*field
	order  []*field // so that whatever a value depends on comes before it
	rules  []rule
}

// rule refuses when its condition is false, or warns when it is true.
type rule struct {
	when    *Expr
	warns   bool
	at      string
	message Text
}

func (l *level) field(name string) *field {
	for _, f := range l.fields {
		if f.name == name {
			return f
		}
	}
	return nil
}

func (l *level) types() map[string]Type {
	types := map[string]Type{}
	for _, f := range l.fields {
		if !f.silent() {
			types[f.name] = f.valueType()
		}
	}
	return types
}

// builder compiles one form.
type builder struct {
	scope  *Scope
	ps     *source.Problems
	beside bool   // the form asks for nothing
	top    *level // the form's own fields, as far as they are read
	roles  []*yaml.Node
}

func noContext() context.Context { return context.Background() }

// Compile reads a form's node. scope holds what its expressions may name beside its own fields. Everything wrong goes
// to ps; nil is returned then.
func Compile(name string, n *yaml.Node, scope *Scope, ps *source.Problems) *Form {
	return (&builder{scope: scope, ps: ps}).form(name, n)
}

func (b *builder) form(name string, n *yaml.Node) *Form {
	ps, scope := b.ps, b.scope
	before := len(ps.List)
	m := source.MappingOf(n, "form", ps)
	if m == nil {
		return nil
	}
	m.Need("fields")
	form := &Form{Name: name, level: &level{}}
	b.top = form.level
	b.readFields(form.level, m, false)
	rules := m.List("rules")
	m.Done()
	own := form.level.types()
	b.compileLevel(form.level, names{scope: scope, form: own}, rules)
	if len(ps.List) > before {
		return nil
	}
	form.level.loosen()
	form.roles = b.roles
	form.record = Record(form.level.typesLater())
	return form
}

func (b *builder) readFields(l *level, m *source.Mapping, inRow bool) {
	list := m.List("fields")
	if len(list) > maxFields {
		b.ps.At(m.Node, "size", "", "more than %d fields", maxFields)
		return
	}
	for _, n := range list {
		f := b.readField(n, inRow)
		if f == nil {
			continue
		}
		if l.field(f.name) != nil {
			b.ps.At(n, "duplicate", "", "the field %q stands here twice", f.name)
			continue
		}
		l.fields = append(l.fields, f)
	}
}

// readTable reads a table's own keys beside those of tableKind.
func (b *builder) readTable(f *field, m *source.Mapping, inRow bool) {
	if inRow {
		b.ps.At(f.node, "type", "", "a table's rows hold no tables")
	}
	m.Need("fields")
	f.table = &level{}
	b.readFields(f.table, m, true)
	for _, n := range m.List("unique") {
		if f.table.field(n.Value) == nil {
			b.ps.At(n, "unknown", source.Closest(n.Value, keys(f.table.types())), "there is no field %q", n.Value)
		}
		f.unique = append(f.unique, n.Value)
	}
	f.pendingRules = m.List("rules")
	if n := f.pending["where"]; n != nil && f.source == nil {
		b.ps.At(n, "type", "", "where belongs to a table with rows")
		delete(f.pending, "where")
	}
}

// compileLevel compiles everything that had to wait until all fields were known.
func (b *builder) compileLevel(l *level, within names, rules []*yaml.Node) {
	for _, f := range l.fields {
		b.compileField(f, within)
		if f.table != nil {
			inner := within
			inner.row = f.kind.typeOf(f).Of.Fields
			b.compileLevel(f.table, inner, f.pendingRules)
		}
	}
	for _, f := range l.fields {
		f.moves = f.fallback != nil && (len(f.fallback.uses.form) > 0 || l.asksOneOf(f.fallback.uses.row))
	}
	if len(rules) > maxRules {
		b.ps.At(rules[0], "size", "", "more than %d rules", maxRules)
		return
	}
	for _, n := range rules {
		b.readRule(l, n, within)
	}
	l.order = b.orderOf(l, within.row != nil)
}

// asksOneOf says that one of the names is a field of the level somebody fills in.
func (l *level) asksOneOf(names map[string]bool) bool {
	return slices.ContainsFunc(l.fields, func(f *field) bool { return names[f.name] && !f.silent() && !f.computed() })
}

// compileField compiles a field's pending expressions, in the file's terms: bounds by the kind, conditions as such.
func (b *builder) compileField(f *field, within names) {
	value := f.valueType()
	if f.word == "row" {
		value = TextType // a row is given by its id, whatever expressions see in it
	}
	bound := Type{}
	if k, ok := f.kind.(bounded); ok {
		bound = k.boundType()
	}
	for _, part := range []struct {
		key  string
		want Type
		to   **Expr
	}{
		{"show", BoolType, &f.show}, {"required", BoolType, &f.required}, {"readonly", BoolType, &f.readonly},
		{"said", BoolType, &f.said},
		{"default", value, &f.fallback}, {"formula", value, &f.formula}, {"help", TextType, &f.helpExpr},
		{"min", bound, &f.min}, {"max", bound, &f.max}, {"above", bound, &f.above}, {"takes", value, &f.takes},
	} {
		if n := f.pending[part.key]; n != nil {
			*part.to = b.expression(f, part.key, n, within, part.want)
		}
	}
	if n := f.pending["where"]; n != nil {
		f.where = compileExpr(n, names{scope: b.scope.With("row", f.rowType)}, BoolType, b.ps)
	}
	b.checkSense(f)
	if b.beside {
		b.checkBeside(f)
	} else if f.takes != nil || f.mark != "" || f.fold {
		b.ps.At(f.node, "beside", "", "takes, mark and fold belong to a form that stands beside a decision")
	}
}

func (b *builder) expression(f *field, key string, n *yaml.Node, within names, want Type) *Expr {
	if key == "default" && len(f.options) > 0 && slices.Contains(f.optionValues(), n.Value) {
		value := n.Value // an option may stand as a bare word
		return &Expr{Source: value, Type: TextType, root: constant(value)}
	}
	return compileExpr(n, within, want, b.ps)
}

// checkSense reports keys that contradict each other.
func (b *builder) checkSense(f *field) {
	switch {
	case f.computed() && (f.fallback != nil || f.readonly != nil || f.required != nil):
		b.ps.At(f.node, "type", "leave required, readonly and default away", "%q is computed and never asked", f.name)
	case f.counted && f.formula != nil:
		b.ps.At(f.node, "type", "", "%q cannot be both counted and a formula", f.name)
	case f.many:
		b.checkList(f)
	case f.refers() && (f.min != nil || f.max != nil):
		b.ps.At(f.node, "type", "write many: true", "min and max count what a field with many holds")
	}
	b.checkLoose(f)
}

// checkLoose reports keys that need another beside them.
func (b *builder) checkLoose(f *field) {
	if f.assumed && f.fallback == nil && f.source == nil {
		b.ps.At(f.node, "required", "give it a default", "%q has nothing that could be assumed", f.name)
	}
	if f.said != nil && !f.assumed {
		b.ps.At(f.node, "required", "write assumed: true", "%q has to be said on a page, and assumes nothing", f.name)
	}
	if f.more && f.source == nil {
		b.ps.At(f.node, "required", "leave it away", "rows are added to %q anyway: it continues none", f.name)
	}
	if f.undrawn && f.formula == nil && !f.given() {
		b.ps.At(f.node, "type", "give it a formula, or let only the case that begins this one fill it in: readonly: true",
			"%q is asked for and cannot be hidden", f.name)
	}
}

// checkList: several references can be asked for; several values of another kind are only computed, and have no bounds.
func (b *builder) checkList(f *field) {
	if f.formula == nil && !f.refers() {
		b.ps.At(f.node, "type", "give it a formula, or write a table",
			"%q cannot ask for several: only references, files and photos can", f.name)
	}
	if (f.formula != nil || !f.refers()) && (f.min != nil || f.max != nil || f.above != nil) {
		b.ps.At(f.node, "type", "", "%q is a list, which has no bounds", f.name)
	}
}

// refers says that the field holds ids of what the school has.
func (f *field) refers() bool {
	_, ok := f.kind.(referring)
	return ok
}

func (b *builder) readRule(l *level, n *yaml.Node, within names) {
	m := source.MappingOf(n, "rule", b.ps)
	if m == nil {
		return
	}
	r := rule{at: m.Str("at"), message: ReadText(m.Need("message"), b.ps)}
	refuses, warns := m.Get("if"), m.Get("warn")
	m.Done()
	switch {
	case (refuses == nil) == (warns == nil):
		b.ps.At(n, "required", "if refuses when false, warn warns when true", "a rule has either \"if\" or \"warn\"")
		return
	case refuses == nil:
		refuses, r.warns = warns, true
	}
	if b.beside && !r.warns {
		b.ps.At(refuses, "beside", "write warn", "what stands beside a decision refuses nothing")
	}
	if r.at != "" && l.field(r.at) == nil {
		b.ps.At(m.Get("at"), "unknown", source.Closest(r.at, keys(l.types())), "there is no field %q", r.at)
	}
	if r.when = compileExpr(refuses, within, BoolType, b.ps); r.when != nil {
		l.rules = append(l.rules, r)
	}
}
