package forms

import (
	"context"
)

// Form is a compiled form: fields with their types, conditions and formulas, and rules across fields. It never
// changes and may be used by many at once.
type Form struct {
	Name  string
	level *level
}

// Type is the record type of the form's data, under which other steps' expressions see it.
func (f *Form) Type() Type { return Record(f.level.types()) }

// HasField says whether the form has a field, or a table's rows one: HasField("lines", "qty").
func (f *Form) HasField(path ...string) bool {
	at := f.level
	for i, name := range path {
		found := (*field)(nil)
		if at != nil {
			found = at.field(name)
		}
		if found == nil {
			return false
		}
		if i < len(path)-1 {
			at = found.table
		}
	}
	return len(path) > 0
}

// Counted says whether a table's field is one that later steps count up.
func (f *Form) Counted(table, name string) bool {
	t := f.level.field(table)
	if t == nil || t.table == nil {
		return false
	}
	counted := t.table.field(name)
	return counted != nil && counted.counted
}

// Env is what a form is judged in.
type Env struct {
	Ctx   context.Context //nolint:containedctx // one judging, and no longer
	World World
	Vars  Vars   // what the Scope given to Compile names: start, earlier steps, school, starter, outcome …
	Lang  string // of failures' details
}

func (e Env) session() *session {
	if e.Ctx == nil {
		e.Ctx = noContext()
	}
	return newSession(e.Ctx, e.World, e.Vars)
}
