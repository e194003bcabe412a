package forms

import (
	"regexp"

	"go.yaml.in/yaml/v3"

	"zongwu/source"
)

// field is one compiled field of a form or of a table's rows.
type field struct {
	node *yaml.Node
	name string
	word string // type word
	kind kind

	label, help, unit        Text
	helpExpr                 *Expr
	show, required, readonly *Expr // nil: always, never, never
	said                     *Expr // nil: never; a page opens without its default, and it has to be said there
	fallback, formula        *Expr // default and formula
	min, max, above          *Expr
	scale                    int // decimal places, -1 when not stated
	many, counted, capitals  bool
	options                  []option
	pattern                  *regexp.Regexp
	source                   *Expr // rows: of a table that continues another's, and of a row field
	rowType                  Type  // of those
	told                     bool  // its rows are a lookup's answer of that moment
	more                     bool  // rows may be added to it that continue none
	moves                    bool  // its default hangs on what somebody fills in
	table                    *level
	where                    *Expr
	unique                   []string
	takes                    *Expr  // how much of the value it is that a bar shows
	mark                     string // which of a column's numbers is pointed out: least, most
	fold                     bool   // shown only when it is asked for
	assumed                  bool   // what is not sent at all is its default
	pupils                   bool   // of a person: a pupil may stand there too
	role                     string // of a person: only those who hold it
	undrawn                  bool   // worked out or given by a case, stored, and on no page
	once                     string // register in which its value stands once in the school, or in one open case
	pendingRules             []*yaml.Node
	lenient                  bool                  // reads what was accepted once: no lengths, no counts
	pending                  map[string]*yaml.Node // expressions, compiled when all fields are known
	loose                    *field                // as it reads what was accepted once
}

// places is how many decimal places a decimal may have.
func (f *field) places() int {
	if f.scale >= 0 {
		return f.scale
	}
	return defaultScale
}

// limit is a count's upper bound when it can be known without judging, else what the kind allows.
func (f *field) limit(otherwise int) int {
	if f.lenient {
		return maxRows
	}
	if n, ok := literalOf(f.max).(int64); ok && n < int64(otherwise) {
		return int(n)
	}
	return otherwise
}

// literalOf is the value of a constant expression, nil when there is none.
func literalOf(e *Expr) any {
	if e == nil || !e.constant() {
		return nil
	}
	v, err := e.in(newSession(noContext(), nil, nil), nil, nil)
	if err != nil {
		return nil
	}
	return v
}

// always says that a condition holds whatever was sent.
func always(e *Expr) bool { return literalOf(e) == true }

// listed says that the field is computed and gives several values of its kind.
func (f *field) listed() bool { return f.many && f.formula != nil }

// valueType is the type under which expressions see the field.
func (f *field) valueType() Type {
	if f.many {
		return ListOf(f.kind.typeOf(f))
	}
	return f.kind.typeOf(f)
}

// decode takes a JSON value as the field's kind does, or several of them.
func (f *field) decode(v any) (any, *flaw) {
	if !f.listed() {
		return f.kind.decode(f, v)
	}
	elements, bad := elementsOf(v)
	if bad != nil || len(elements) == 0 {
		return nil, bad
	}
	words := make([]string, 0, len(elements))
	out := make([]any, 0, len(elements))
	for i, element := range elements {
		one, bad := f.kind.decode(f, element)
		if bad != nil {
			bad.below = "/" + itoa(i)
			return nil, bad
		}
		out = append(out, one)
		if word, ok := one.(string); ok {
			words = append(words, word)
		}
	}
	if len(words) == len(out) {
		return words, nil
	}
	return out, nil
}

func elementsOf(v any) ([]any, *flaw) {
	switch list := v.(type) {
	case []any:
		return list, nil
	case []string:
		out := make([]any, len(list))
		for i, word := range list {
			out[i] = word
		}
		return out, nil
	}
	return nil, flawed("type", "type", "list")
}

// computed says that the field's value is the form's to give: sent ones are ignored.
func (f *field) computed() bool { return f.formula != nil || f.counted }

// given says that nobody fills the field in but a case that begins this one.
func (f *field) given() bool {
	return f.undrawn && f.formula == nil && f.fallback == nil && always(f.readonly)
}

func (f *field) silent() bool {
	_, ok := f.kind.(silent)
	return ok
}

var (
	nameText = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	pathText = regexp.MustCompile(`^[a-z_][a-z0-9_]*(\.[a-z0-9_]+)+$`)
)

// readField reads a field's own keys; its expressions wait until every field's type is known.
func (b *builder) readField(n *yaml.Node, inRow bool) *field {
	m := source.MappingOf(n, "field", b.ps)
	if m == nil {
		return nil
	}
	f := &field{node: n, scale: -1, pending: map[string]*yaml.Node{}}
	nameNode, typeNode := m.Need("name"), m.Need("type")
	if nameNode == nil || typeNode == nil {
		return nil
	}
	f.name, f.word = nameNode.Value, typeNode.Value
	b.checkName(nameNode, inRow)
	f.kind = kinds()[f.word]
	if f.kind == nil {
		known := map[string]bool{}
		for _, word := range Kinds() {
			known[word] = true
		}
		b.ps.At(typeNode, "unknown", source.Closest(f.word, known), "there is no field type %q", f.word)
		return nil
	}
	f.label = ReadText(m.Need("label"), b.ps)
	b.readHelp(f, m)
	f.expect("show", m.Get("show"))
	if k, ok := f.kind.(keyed); ok {
		for _, key := range k.keys() {
			b.readKey(f, m, key)
		}
	}
	if f.word == "table" {
		b.readTable(f, m, inRow)
	}
	m.Done()
	return f
}

func (b *builder) checkName(n *yaml.Node, inRow bool) {
	switch {
	case !nameText.MatchString(n.Value):
		b.ps.At(n, "name", "use small letters, digits and _", "%q cannot be a field's name", n.Value)
	case reserved(n.Value) || n.Value == "id" || inRow && n.Value == "line":
		b.ps.At(n, "name", "", "%q is a word of the language and cannot be a field's name", n.Value)
	}
}

// reserved are names that expressions read otherwise.
func reserved(name string) bool {
	switch name {
	case "in", "true", "false", "null",
		"outcome", "today", "starter", "actor", "school":
		return true
	}
	return false
}

func (f *field) expect(key string, n *yaml.Node) {
	if n != nil {
		f.pending[key] = n
	}
}

// readHelp: a text, or a path like line.item.proof whose value is shown.
func (b *builder) readHelp(f *field, m *source.Mapping) {
	n := m.Get("help")
	if n != nil && n.Kind == yaml.ScalarNode && pathText.MatchString(n.Value) {
		f.pending["help"] = n
		return
	}
	if n != nil {
		f.help = ReadText(n, b.ps)
	}
}

// readKey takes one key that the field's kind understands.
func (b *builder) readKey(f *field, m *source.Mapping, key string) {
	switch key {
	case "many", "capitals", "fold", "assumed", "hidden", "counted", "pupils", "more":
		*map[string]*bool{
			"many": &f.many, "capitals": &f.capitals, "fold": &f.fold, "assumed": &f.assumed, "hidden": &f.undrawn,
			"counted": &f.counted, "pupils": &f.pupils, "more": &f.more,
		}[key] = m.Flag(key)
	case "role":
		if n := m.Get(key); n != nil {
			f.role = m.Str(key)
			b.roles = append(b.roles, n)
		}
	case "once", "alone":
		b.readOnce(f, m, key)
	case "mark":
		b.readMark(f, m)
	case "unit":
		f.unit = ReadText(m.Get(key), b.ps)
	case "scale":
		b.readScale(f, m)
	case "pattern":
		b.readPattern(f, m)
	case "options":
		b.readOptions(f, m)
	case "rows":
		if n := m.Get(key); n != nil {
			b.readSource(f, n)
		} else if f.word == "row" {
			b.ps.At(f.node, "required", "write rows: start.lines", "a row field needs \"rows\"")
		}
	default:
		f.expect(key, m.Get(key))
	}
}

func (b *builder) readScale(f *field, m *source.Mapping) {
	n := m.Get("scale")
	if n == nil {
		return
	}
	e := compileExpr(n, names{scope: NewScope()}, IntegerType, b.ps)
	places, ok := literalOf(e).(int64)
	if !ok || places < 0 || places > maxScale {
		b.ps.At(n, "type", "", "scale is a number of decimal places, 0 to %d", maxScale)
		return
	}
	f.scale = int(places)
}

func (b *builder) readPattern(f *field, m *source.Mapping) {
	n := m.Get("pattern")
	if n == nil {
		return
	}
	p, err := wholePattern(n.Value)
	if err != nil || len(n.Value) > 500 {
		b.ps.At(n, "pattern", "patterns are regular expressions (RE2)", "the pattern cannot be read: %v", err)
		return
	}
	f.pattern = p
}

func (b *builder) readOptions(f *field, m *source.Mapping) {
	n := m.Need("options")
	if n == nil {
		return
	}
	seen := map[string]bool{}
	for _, on := range m.List("options") {
		om := source.MappingOf(on, "option", b.ps)
		if om == nil {
			continue
		}
		value := om.Need("value")
		o := option{label: ReadText(om.Need("label"), b.ps)}
		om.Done()
		if value == nil {
			continue
		}
		o.value = value.Value
		switch {
		case seen[o.value]:
			b.ps.At(value, "duplicate", "", "the option %q stands here twice", o.value)
		case o.value == "" || len(o.value) > maxID:
			b.ps.At(value, "name", "", "an option's value has 1 to %d characters", maxID)
		}
		seen[o.value] = true
		f.options = append(f.options, o)
	}
	if len(f.options) == 0 {
		b.ps.At(n, "required", "", "a choice needs options")
	}
}

// readSource compiles rows: of a table or row field and derives the row's type. It may name what the scope has; that
// of a table also the fields of the form that stand before it.
func (b *builder) readSource(f *field, n *yaml.Node) {
	within := names{scope: b.scope}
	if f.word == "table" {
		within.form = b.top.types()
	}
	e := compileExpr(n, within, Type{}, b.ps)
	if e == nil {
		f.rowType = Type{Kind: "wrong"}
		return
	}
	if e.Type.Kind != "list" || e.Type.Of.Kind != "record" {
		b.ps.At(n, "type", "write rows: start.lines", "rows names a table of an earlier step, not %s", e.Type.name())
		return
	}
	for name := range e.uses.form {
		if b.top.field(name).table != nil {
			b.ps.At(n, "type", "name fields that stand outside tables", "rows cannot hang on the table %q", name)
		}
	}
	f.source = e
	f.rowType = Type{Kind: "record", Fields: e.Type.Of.Fields, source: e, order: e.Type.Of.order}
	f.told = !b.beside && (e.Type.Of.told || f.refills())
}

// ReadText reads a text for people: one value, which is Chinese and may stand in the list of words, or one value per
// language {zh, zh-TW, en}.
func ReadText(n *yaml.Node, ps *source.Problems) Text {
	if n == nil {
		return Text{}
	}
	if n.Kind == yaml.ScalarNode {
		return Said(n.Value)
	}
	m := source.MappingOf(n, "text", ps)
	if m == nil {
		return Text{}
	}
	m.Need("zh")
	t := Text{Zh: m.Str("zh"), ZhTW: m.Str("zh-TW"), En: m.Str("en")}
	m.Done()
	return t
}
