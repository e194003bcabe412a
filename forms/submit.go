package forms

import (
	"slices"
	"sort"

	"github.com/shopspring/decimal"
)

// Submit judges a submission as the HTTP contract has it (JSON values: money an integer of fen, a decimal a string).
// It returns the complete data, formulas recomputed whatever was sent, or every failure at once. earlier is what Open
// was given. error is for the world failing, never for the submission.
func (f *Form) Submit(env Env, submitted map[string]any, earlier Data) (Data, Failures, error) {
	j := newJudge(env, false)
	s := newSheet(j, f.level, "", nil, earlier)
	s.take(submitted)
	s.check()
	s.judgeRules()
	if err := j.ended(); err != nil {
		return nil, nil, err
	}
	if len(j.failures) > 0 {
		return nil, j.failures, nil
	}
	return s.values, nil, nil
}

// take finds every field's value: sent, computed or fixed, in the order in which they depend on each other.
func (s *sheet) take(sent map[string]any) {
	for _, f := range s.level.order {
		if s.err != nil {
			return
		}
		v, given := sent[f.name]
		switch {
		case given || !f.assumed:
		case f.table != nil:
			v = s.assumedRows(f)
		default:
			s.assume(f)
			continue
		}
		if text, ok := v.(string); ok && text == "" && isWritten(f) {
			v = nil
		}
		stale := s.stale(f, sent)
		if stale {
			v = nil
		}
		s.takeField(f, v)
		if stale && !s.soft && !s.hidden[f.name] {
			s.fail(f.name, "", flawed("rows", "again", "true"))
		}
	}
	if !s.soft {
		s.strangers(sent)
	}
}

func isWritten(f *field) bool { return f.word == "text" || f.word == "longtext" }

// strangers refuses what nobody asked for, in the order of the names.
func (s *sheet) strangers(sent map[string]any) {
	var names []string
	for name := range sent {
		f := s.level.field(name)
		empty := f != nil && f.silent() && sent[name] == nil // takeField takes what is empty for not sent
		if empty || f == nil && (!s.row || name != "id" && name != "line") && !s.isFrom(name) {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		s.failAt(s.pointer+"/"+escape(name), flawed("unknown"))
	}
}

func (s *sheet) takeField(f *field, sent any) {
	shown, ok := s.shown(f)
	switch {
	case !ok:
		s.tainted[f.name] = true
	case !shown:
		s.hidden[f.name] = true
		if sent != nil && !f.computed() {
			s.fail(f.name, "", flawed("unknown"))
		}
	case f.computed():
		s.compute(f)
	case f.readonly != nil:
		s.takeLocked(f, sent)
	default:
		s.takeSent(f, sent)
	}
}

// assume gives a field that was not sent at all its default.
func (s *sheet) assume(f *field) {
	s.takeField(f, nil)
	if s.hidden[f.name] || s.tainted[f.name] || s.locked[f.name] {
		return
	}
	v, ok := s.eval(f.name, f.fallback)
	if !ok {
		s.tainted[f.name] = true
		return
	}
	if bad := s.refers(f, v); bad != nil {
		s.fail(f.name, bad.below, bad)
		return
	}
	s.set(f, v)
}

func (s *sheet) set(f *field, v any) {
	if v != nil {
		s.values[f.name] = v
	}
}

// compute gives a formula's value, or what later steps have counted.
func (s *sheet) compute(f *field) {
	if f.counted {
		v, ok := s.before[f.name].(decimal.Decimal)
		if !ok {
			v = decimal.Zero
		}
		s.values[f.name] = v
		return
	}
	v, ok := s.eval(f.name, f.formula)
	if !ok {
		s.tainted[f.name] = true
		return
	}
	s.set(f, v)
}

// takeLocked keeps a readonly field's own value; the same value sent passes.
func (s *sheet) takeLocked(f *field, sent any) {
	locked, ok := s.holds(f.name, f.readonly)
	if !ok {
		s.tainted[f.name] = true
		return
	}
	if !locked || s.begun && f.given() {
		s.takeSent(f, sent)
		return
	}
	s.locked[f.name] = true
	own := s.before[f.name]
	if f.fallback != nil {
		if own, ok = s.eval(f.name, f.fallback); !ok {
			s.tainted[f.name] = true
			return
		}
	}
	s.set(f, own)
	if sent == nil {
		return
	}
	if v, bad := f.kind.decode(f, sent); bad != nil || !same(s.idOf(f, v), own) {
		s.fail(f.name, "", flawed("readonly"))
	}
}

// same compares two values of a field.
func same(a, b any) bool {
	switch x := a.(type) {
	case decimal.Decimal:
		y, ok := b.(decimal.Decimal)
		return ok && x.Equal(y)
	case []string:
		y, ok := b.([]string)
		return ok && slices.Equal(x, y)
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, same)
	case []Data:
		return false
	}
	return a == b
}

func (s *sheet) takeSent(f *field, sent any) {
	if sent == nil {
		if f.table != nil && f.source != nil && (s.opening || s.soft && f.told) {
			s.openRows(f)
		}
		return
	}
	v, bad := f.kind.decode(f, sent)
	if bad == nil && v != nil {
		if rows, ok := v.([]map[string]any); ok {
			s.takeRows(f, rows)
			return
		}
		if bad = s.refers(f, v); bad == nil {
			v = s.idOf(f, v)
		}
	}
	if bad == nil && f.word == "row" {
		bad = s.takeRow(f, v)
	}
	if bad != nil {
		s.fail(f.name, bad.below, bad)
		return
	}
	s.set(f, v)
}

// takeRow checks that the row a row field names exists.
func (s *sheet) takeRow(f *field, v any) *flaw {
	rows, err := s.rowsOf(f.source, s.form.values)
	if err != nil {
		s.err = err
		return nil
	}
	id, _ := v.(string)
	if _, ok := rows[id]; !ok {
		return flawed("rows")
	}
	return nil
}
