package forms

import (
	"context"

	"go.yaml.in/yaml/v3"
)

// Form is a compiled form: fields with their types, conditions and formulas, and rules across fields. It never
// changes and may be used by many at once.
type Form struct {
	Name  string
	level *level

	record Type // as Type gives it
	roles  []*yaml.Node
}

// Roles are where the form names a role, for who knows which there are.
func (f *Form) Roles() []*yaml.Node { return f.roles }

// Type is the record type of the form's data, under which other steps' expressions see it. The row that another
// continues or picks can be followed there, but for one that a lookup told once.
func (f *Form) Type() Type { return f.record }

func (l *level) typesLater() map[string]Type {
	types := l.types()
	once := Type{Kind: "text", told: true}
	for _, f := range l.fields {
		switch {
		case f.table != nil:
			row := *types[f.name].Of
			line, continues := row.Fields["line"]
			row.Fields = f.table.typesLater()
			row.Fields["id"] = TextType
			if f.told {
				line = once
			}
			if continues {
				row.Fields["line"] = line
			}
			types[f.name] = ListOf(row)
		case f.told:
			types[f.name] = once
		}
	}
	return types
}

// HasField says whether the form has a field, or a table's rows one: HasField("lines", "qty").
func (f *Form) HasField(path ...string) bool { return f.at(path) != nil }

// Draws says whether the form has a field that pages draw.
func (f *Form) Draws(path ...string) bool {
	found := f.at(path)
	return found != nil && !found.undrawn
}

// at is the field a path of names leads to, or nil.
func (f *Form) at(path []string) *field {
	at, found := f.level, (*field)(nil)
	for _, name := range path {
		if at == nil {
			return nil
		}
		if found = at.field(name); found == nil {
			return nil
		}
		at = found.table
	}
	return found
}

// Counted says whether a table's field is one that later steps count up.
func (f *Form) Counted(table, name string) bool {
	counted := f.at([]string{table, name})
	return counted != nil && counted.counted
}

// Env is what a form is judged in.
type Env struct {
	Ctx   context.Context //nolint:containedctx // one judging, and no longer
	World World
	Vars  Vars   // what the Scope given to Compile names: start, earlier steps, school, starter, outcome …
	Lang  string // of failures' details
	// Begun says that a definition begins a case with this data: it fills in what is hidden from people.
	Begun bool
}

func (e Env) session() *session {
	if e.Ctx == nil {
		e.Ctx = noContext()
	}
	return newSession(e.Ctx, e.World, e.Vars)
}

// MayRequire names the fields that may have to be filled in when an outcome is taken, as far as that can be told before
// anything is known but the outcome.
func (f *Form) MayRequire(outcome string) []string {
	var names []string
	for _, fd := range f.level.fields {
		switch {
		case fd.computed() || fd.silent() || always(fd.readonly) || fd.assumed:
		case fd.show != nil && !mayHold(fd.show, outcome):
		case fd.required != nil && mayHold(fd.required, outcome),
			fd.counts() && fd.min != nil && (!fd.min.constant() || fd.atLeast() > 0):
			names = append(names, fd.name)
		}
	}
	return names
}

// mayHold says that a condition can be true when an outcome is taken: it is decided where it names nothing else.
func mayHold(e *Expr, outcome string) bool {
	for name := range e.uses.outer {
		if name != "outcome" {
			return true
		}
	}
	if len(e.uses.form)+len(e.uses.row) > 0 || e.uses.asks {
		return true
	}
	v, err := e.in(newSession(noContext(), nil, Vars{"outcome": outcome}), nil, nil)
	return err != nil || v == true
}
