package forms

import "slices"

// Open gives what the form opens with: defaults, and the rows of tables that continue another step's; earlier is what
// was submitted before (a task sent back), nil at first. error is for the world failing.
func (f *Form) Open(env Env, earlier Data) (Data, error) {
	return f.opened(newJudge(env, true), earlier)
}

// Ask is Open for a page: what has to be said there (said) is empty until somebody says it.
func (f *Form) Ask(env Env, earlier Data) (Data, error) {
	j := newJudge(env, true)
	j.asking = true
	return f.opened(j, earlier)
}

func (f *Form) opened(j *judge, earlier Data) (Data, error) {
	s := newSheet(j, f.level, "", nil, earlier)
	s.open(earlier == nil)
	return s.values, j.ended()
}

// open fills a sheet: earlier values where something was submitted before, defaults where not.
func (s *sheet) open(fresh bool) {
	for _, f := range s.level.order {
		if s.err != nil {
			return
		}
		shown, ok := s.shown(f)
		switch {
		case !ok || !shown:
			s.hidden[f.name] = true
		case !f.silent():
			s.openField(f, fresh)
		}
	}
}

func (s *sheet) openField(f *field, fresh bool) {
	if f.readonly != nil {
		s.locked[f.name], _ = s.holds(f.name, f.readonly)
	}
	switch {
	case f.table != nil:
		s.openRows(f)
	case f.computed():
		s.compute(f)
	case fresh && s.asking && !s.locked[f.name] && s.says(f): // left empty
	case f.fallback != nil && (fresh || s.locked[f.name]):
		v, _ := s.eval(f.name, f.fallback)
		s.set(f, v)
	default:
		s.set(f, s.before[f.name])
	}
	delete(s.tainted, f.name) // while opening, what cannot be computed is empty
}

// openRows fills a table: one row per row it continues, or the rows submitted before.
func (s *sheet) openRows(f *field) {
	s.openSome(f, func(Data) bool { return true })
}

// openSome is openRows for some of the rows.
func (s *sheet) openSome(f *field, wanted func(row Data) bool) {
	rows, continues := s.before.Rows(f.name), f.source != nil
	earlier := byID(rows)
	if continues {
		var err error
		rows, err = s.allowed(f)
		s.noteError(f, err)
		rows = append(slices.Clip(rows), s.addedBefore(f)...)
	}
	for _, row := range rows {
		if !wanted(row) {
			continue
		}
		id := row.Text("id")
		before, known := earlier[id]
		inner := newSheet(s.judge, f.table, s.rowPointer(f, len(s.rows[f.name])+s.gone[f.name]), s.form, before)
		inner.values["id"] = id
		if continues && !f.added(id) {
			inner.values["line"] = id
		}
		inner.open(!known)
		s.rows[f.name] = append(s.rows[f.name], inner)
	}
	s.gather(f)
}

// addedBefore are the rows somebody added to those a table continues, when it was submitted before.
func (s *sheet) addedBefore(f *field) []Data {
	return slices.DeleteFunc(slices.Clone(s.before.Rows(f.name)), func(row Data) bool { return !f.added(row.Text("id")) })
}

// Warnings are the form's rules marked as warnings that hold for accepted data: shown, never refusing.
func (f *Form) Warnings(env Env, data Data) (Failures, error) {
	j := newJudge(env, false)
	s := newSheet(j, f.level, "", nil, data)
	s.values = data
	for _, fd := range f.level.fields {
		for i, row := range data.Rows(fd.name) {
			inner := newSheet(j, fd.table, "/"+fd.name+"/"+itoa(i), s, row)
			inner.values = row
			s.rows[fd.name] = append(s.rows[fd.name], inner)
		}
	}
	s.warnAll()
	return j.failures, j.ended()
}

// warnAll asks the warnings of the form and of every row.
func (s *sheet) warnAll() {
	s.warn()
	for _, f := range s.level.fields {
		for _, inner := range s.rows[f.name] {
			inner.warn()
		}
	}
}

func (s *sheet) warn() {
	for _, r := range s.level.rules {
		if !r.warns || s.tooSoon(r.when) {
			continue
		}
		if v, _ := s.eval(r.at, r.when); v == true {
			s.refuse(r, "warning")
		}
	}
}
