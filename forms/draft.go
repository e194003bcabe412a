package forms

import "slices"

// Draft is the View of a form somebody is still filling in, as FromTyping read it: formulas and conditions are worked
// out, what was typed stays as it was typed, and nothing is said about what is still empty. What is filled in and
// cannot be accepted says so, and warnings that hold already are told. earlier is what the form opened with; failures
// are those known beside, of files that were not taken. error is for the world failing.
func (f *Form) Draft(env Env, values map[string]any, earlier Data, failures Failures) (View, error) {
	j := newJudge(env, false)
	j.soft = true
	s := newSheet(j, f.level, "", nil, earlier)
	s.take(values)
	s.check()
	s.judgeRules()
	if err := j.ended(); err != nil {
		return View{}, err
	}
	showing := &judge{
		session: j.session, lang: j.lang, opening: true, soft: true, typing: true, asking: true, outcome: j.outcome,
	}
	shown := newSheet(showing, f.level, "", nil, nil)
	typed := shown.fill(values)
	shown.addLeftOut()
	shown.warnAll()
	view := shown.view(f.Name, typed, append(failures, j.failures...), showing.failures)
	return view, showing.ended()
}

// patient says that a flaw is none yet while a form is being filled in: something is still missing, or stands in a
// field that has gone since it was typed.
func (j *judge) patient(f *field, code string) bool {
	return j.soft && (code == "required" || code == "unknown" || code == "min" && f != nil && f.counts())
}

// tooSoon says that a rule is not asked yet while a form is being filled in: a field it names is empty, nothing stands
// yet in the rows it names, or it hangs on an outcome nobody chose.
func (s *sheet) tooSoon(e *Expr) bool {
	return s.soft && (s.asksEmpty(e) || s.asksUntouched(e) || e.uses.outer["outcome"] && !s.outcome)
}

// asksUntouched says that an expression names a table whose rows were there already, and nobody has filled in any.
func (s *sheet) asksUntouched(e *Expr) bool {
	for name := range e.uses.form {
		f := s.form.level.field(name)
		if f == nil || f.table == nil || f.source == nil {
			continue
		}
		if !slices.ContainsFunc(s.form.values.Rows(name), f.table.filled) {
			return true
		}
	}
	return false
}

// filled says that something that is not worked out stands in a row.
func (l *level) filled(row Data) bool {
	return slices.ContainsFunc(l.fields, func(f *field) bool { return !f.computed() && row[f.name] != nil })
}
