package forms

import "strings"

// giving are the expressions that decide a field's value, as opposed to those that judge it.
func (f *field) giving() []*Expr {
	var out []*Expr
	for _, e := range []*Expr{f.show, f.formula, f.fallback, f.readonly} {
		if e != nil {
			out = append(out, e)
		}
	}
	return out
}

// needs names the fields of the same level that decide a field's value.
func (f *field) needs(inRow bool) map[string]bool {
	out := map[string]bool{}
	add := func(names map[string]bool) {
		for name := range names {
			out[name] = true
		}
	}
	for _, e := range f.giving() {
		if inRow {
			add(e.uses.row)
		} else {
			add(e.uses.form)
		}
	}
	if f.table != nil {
		if f.source != nil {
			add(f.source.uses.form)
		}
		for _, inner := range f.table.fields {
			for _, e := range inner.giving() {
				add(e.uses.form)
			}
		}
	}
	return out
}

// orderOf sorts a level's fields so that what a value needs comes first; a circle is a problem at its field.
func (b *builder) orderOf(l *level, inRow bool) []*field {
	const visiting, done = 1, 2
	state := map[*field]int{}
	var order, path []*field
	var visit func(f *field)
	visit = func(f *field) {
		switch state[f] {
		case done:
			return
		case visiting:
			b.reportCircle(path, f)
			return
		}
		state[f] = visiting
		path = append(path, f)
		needed := f.needs(inRow)
		for _, other := range l.fields {
			if needed[other.name] {
				visit(other)
			}
		}
		path = path[:len(path)-1]
		state[f] = done
		order = append(order, f)
	}
	for _, f := range l.fields {
		visit(f)
	}
	return order
}

func (b *builder) reportCircle(path []*field, again *field) {
	var names []string
	for _, f := range path {
		if len(names) > 0 || f == again {
			names = append(names, f.name)
		}
	}
	names = append(names, again.name)
	b.ps.At(again.node, "circle", "", "the value of %q depends on itself: %s", again.name, strings.Join(names, " → "))
}
