package forms

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// check holds every value against required and the bounds. What hangs on a failed value is passed over.
func (s *sheet) check() {
	for _, f := range s.level.order {
		if s.err != nil {
			return
		}
		if f.formula != nil && s.doubtful(f.formula) {
			s.tainted[f.name] = true
		}
		if s.tainted[f.name] && f.table == nil || s.hidden[f.name] || f.silent() {
			continue
		}
		for _, inner := range s.rows[f.name] {
			inner.check()
			if len(inner.tainted) > 0 {
				s.tainted[f.name] = true
			}
		}
		s.checkField(f)
		s.checkOnce(f)
		s.checkUnique(f)
	}
}

func (s *sheet) checkField(f *field) {
	v := s.values[f.name]
	if v == nil && f.required != nil && !s.locked[f.name] {
		if required, ok := s.holds(f.name, f.required); ok && required {
			if len(s.rows[f.name]) == 0 {
				s.fail(f.name, "", flawed("required"))
			}
			return
		}
	}
	if v == nil && !f.counts() || f.counts() && s.refused(f) {
		return
	}
	if bad := s.outOfKind(f, v); bad != nil {
		s.fail(f.name, "", bad)
		return
	}
	s.checkBounds(f, v)
}

// checkBounds holds a value, a text's length or a list's count against min, max and above.
func (s *sheet) checkBounds(f *field, v any) {
	for _, bound := range []struct {
		code string
		by   *Expr
	}{{"min", f.min}, {"max", f.max}, {"above", f.above}} {
		if bound.by == nil {
			continue
		}
		limit, ok := s.eval(f.name, bound.by)
		if !ok || limit == nil {
			continue
		}
		if bad := outOfBounds(f, v, bound.code, limit); bad != nil {
			s.fail(f.name, "", bad)
			return
		}
	}
}

// whole says that a table needs at least as many rows as it continues.
func (s *sheet) whole(f *field) bool {
	if f.source == nil || f.min == nil || f.more {
		return false
	}
	least, ok := s.eval(f.name, f.min)
	n, counted := comparableValue(least).(decimal.Decimal)
	return ok && counted && n.IsPositive() && n.GreaterThanOrEqual(decimal.NewFromInt(int64(len(s.rows[f.name]))))
}

// refused says that something was wrong with a list as such, not with one of its rows: it then counts nothing.
func (s *sheet) refused(f *field) bool {
	pointer := s.pointer + "/" + escape(f.name)
	return slices.ContainsFunc(s.failures, func(f Failure) bool { return f.Pointer == pointer })
}

// needs says that nothing at all is refused: the field is required, or so many things have to stand there.
func (s *sheet) needs(f *field) bool {
	if f.required != nil {
		if required, _ := s.holds(f.name, f.required); required {
			return true
		}
	}
	if !f.counts() || f.min == nil {
		return false
	}
	least, ok := s.eval(f.name, f.min)
	n, counted := comparableValue(least).(decimal.Decimal)
	return ok && counted && n.IsPositive()
}

// says says that a field has to be said on a page, whatever its default.
func (s *sheet) says(f *field) bool {
	if f.said == nil {
		return false
	}
	said, _ := s.holds(f.name, f.said)
	return said
}

// counts says that min and max count things, so that nothing at all is too few.
func (f *field) counts() bool { return f.table != nil || f.many || f.word == "choices" }

// outOfKind holds a computed value against what its kind can hold at all.
func (s *sheet) outOfKind(f *field, v any) *flaw {
	if f.formula == nil || v == nil {
		return nil
	}
	// a formula's decimal is rounded to its places, not refused for them
	switch x := v.(type) {
	case decimal.Decimal:
		v = plain(x.Round(int32(f.places())))
	case []any:
		rounded := slices.Clone(x)
		for i, element := range x {
			if d, ok := element.(decimal.Decimal); ok {
				rounded[i] = plain(d.Round(int32(f.places())))
			}
		}
		v = rounded
	}
	s.values[f.name] = v
	_, bad := f.decode(v)
	return bad
}

func outOfBounds(f *field, v any, code string, limit any) *flaw {
	value := f.kind.(bounded).measure(v)
	n := order(comparableValue(value), comparableValue(limit))
	if code == "min" && n >= 0 || code == "max" && n <= 0 || code == "above" && n > 0 {
		return nil
	}
	args := []string{code, display(limit), "value", display(value)}
	switch {
	case isWritten(f) && code == "max":
		return flawed("length", args...)
	case f.source != nil && code == "min":
		args = append(args, "rows", "true")
	case f.counts():
		args = append(args, "count", "true")
	case slices.Contains([]string{"date", "time", "datetime"}, f.word):
		args = append(args, "when", "true")
	}
	if code == "above" { // one code for "too little", whether the bound itself would do or not
		return flawed("min", args...)
	}
	return flawed(code, args...)
}

func comparableValue(v any) any {
	switch x := v.(type) {
	case Money:
		return x.Yuan()
	case int64:
		return decimal.NewFromInt(x)
	}
	return v
}

// display writes a value for a message.
func display(v any) string { return fmt.Sprint(v) }

// checkUnique refuses the second row with the same values in the fields that tell rows apart.
func (s *sheet) checkUnique(f *field) {
	if len(f.unique) == 0 {
		return
	}
	seen := map[string]bool{}
	for _, inner := range s.rows[f.name] {
		key := ""
		for _, name := range f.unique {
			v := inner.values[name]
			if v == nil || inner.tainted[name] {
				key = ""
				break
			}
			text := display(v)
			if f.table.field(name).word == "text" {
				text = strings.ToUpper(text) // numbers are one in small letters and capitals
			}
			key += text + "\x00"
		}
		if key == "" {
			continue
		}
		if seen[key] {
			inner.fail(f.unique[0], "", flawed("unique"))
			s.tainted[f.name] = true
		}
		seen[key] = true
	}
}

// judgeRules holds the rules of the form and of every row against values that did not fail.
func (s *sheet) judgeRules() {
	for _, f := range s.level.fields {
		for _, inner := range s.rows[f.name] {
			inner.judgeRules()
		}
	}
	for _, r := range s.level.rules {
		if r.warns || s.hidden[r.at] || s.tooSoon(r.when) {
			continue
		}
		v, ok := s.eval(r.at, r.when)
		if ok && v != true && (v == false || !s.asksEmpty(r.when)) {
			s.refuse(r, "rule")
		}
	}
}

// asksEmpty says that an expression names a field nothing stands in. A rule that comes out empty for that reason
// passes: whether the field must be filled is `required`'s business. One that comes out empty for another reason, such
// as a supplier without the date the rule compares, refuses: what cannot be said to hold does not.
func (s *sheet) asksEmpty(e *Expr) bool {
	for name := range e.uses.row {
		if s.values[name] == nil {
			return true
		}
	}
	for name := range e.uses.form {
		if s.form.values[name] == nil {
			return true
		}
	}
	return false
}

// refuse records a definition's own message.
func (s *sheet) refuse(r rule, code string) {
	pointer := s.pointer
	if r.at != "" {
		pointer += "/" + r.at
	}
	if len(s.failures) < maxFailures {
		s.failures = append(s.failures, Failure{
			Pointer: pointer, Code: code, Detail: r.message.In(s.lang), Text: r.message,
		})
	}
}
