package forms

import "errors"

// Unknown stands where nobody knows a value yet: in Vars for what a later step will submit, in Data for a field that
// is still to be typed. What is empty is known to be empty; what is unknown may still become anything, so that an
// expression over it is true or false only where the rest of it decides.
type Unknown struct{}

// ErrUnknown is what an evaluation ends with that needs an unknown value; && and || go on with their other side.
var ErrUnknown = errors.New("a value is not known yet")

// SoFar is what a form holds while it is being filled in: what was typed and can be read, and the formulas over it.
// Unknown are fields that must still be filled in, whatever was typed that cannot be read, and what hangs on either.
// values are as View takes them. error is for the world failing.
func (f *Form) SoFar(env Env, values map[string]any) (Data, error) {
	s := newSheet(newJudge(env, true), f.level, "", nil, nil)
	s.typing = true
	s.wrong = s.fill(values)
	s.doubt()
	return s.values, s.ended()
}

// doubt marks what is not known yet, in the order in which values depend on each other.
func (s *sheet) doubt() {
	for _, f := range s.level.order {
		if s.hidden[f.name] || f.counted || f.silent() {
			continue
		}
		for i, inner := range s.rows[f.name] {
			if inner.values["id"] == "" { // Submit will number it
				inner.values["id"] = itoa(i + 1)
			}
			inner.doubt()
		}
		switch _, unread := s.wrong[f.name]; {
		case unread:
			s.values[f.name] = Unknown{}
		case f.formula != nil:
			s.values[f.name] = Unknown{}
			if v, known := s.foresee(f.formula); known && v != nil {
				s.values[f.name] = v
			}
		case s.values[f.name] == nil && s.wanting(f):
			s.values[f.name] = Unknown{}
		}
	}
}

// wanting says that an empty field cannot stay so, or that nobody knows whether it can.
func (s *sheet) wanting(f *field) bool {
	if least, ok := literalOf(f.min).(int64); ok && f.counts() && least > 0 {
		return true
	}
	if f.required == nil {
		return false
	}
	v, known := s.foresee(f.required)
	return !known || v == true
}

func (s *sheet) foresee(e *Expr) (v any, known bool) {
	var row Data
	if s.row {
		row = s.values
	}
	v, err := e.in(s.session, s.form.values, row)
	return v, err == nil
}
