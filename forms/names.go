package forms

// titleOf names the row another continues: its first reference's name, or its first text, or its id.
func (s *sheet) titleOf(f *field, id string) string {
	title, _, _ := s.named(f, id)
	return title
}

// named is titleOf, with what the title names.
func (s *sheet) named(f *field, id string) (title, ref, refID string) {
	rows, err := s.rowsOf(f.source, s.form.values)
	s.noteError(f, err)
	row, ok := rows[id]
	switch {
	case f.added(id):
		return "", "", ""
	case !ok:
		return id, "", ""
	}
	title = id
	for _, name := range f.rowType.order {
		t := f.rowType.Fields[name]
		switch text := row.Text(name); {
		case text == "":
		case t.Kind == "ref" && t.Ref != "file":
			return s.nameOf(t.Ref, text), t.Ref, text
		case t.Kind == "text" && title == id:
			title = t.called(text, s.lang)
		}
	}
	return title, "", ""
}

// titleOfRow names a row: one that continues another by that, but for what a lookup told once, which is named as it was
// copied; any other by its first reference's name, or its first text.
func (s *sheet) titleOfRow(f *field, inner *sheet, row Data) (title, ref, refID string) {
	if f.source != nil && !f.told {
		return s.named(f, row.Text("id"))
	}
	for _, column := range f.table.fields {
		text := row.Text(column.name)
		k, refers := column.kind.(referring)
		switch {
		case text == "" || f.told && column.formula == nil && !f.added(row.Text("id")):
		case refers && k.refers() != "file":
			return s.nameOf(k.refers(), text), k.refers(), text
		case isWritten(column) && title == "":
			title = inner.read(column, text)
		}
	}
	if title == "" && f.told {
		return s.named(f, row.Text("id"))
	}
	return title, "", ""
}

// calledOf is how a reference is read in a line: its name; a thing of the register with its number before it, as a
// school may have several of a name.
func (s *sheet) calledOf(kind, id string) string {
	name := s.nameOf(kind, id)
	if kind == "asset" && name != id {
		return id + " " + name
	}
	return name
}

// nameOf is what people call what a reference names; its id when there is no such name.
func (s *sheet) nameOf(kind, id string) string {
	if s.world == nil {
		return id
	}
	o, err := s.object(kind, id)
	if err != nil {
		s.err = err
	}
	if o == nil {
		return id
	}
	for _, attribute := range []string{"name", "number"} {
		if name := o.Attrs.Text(attribute); name != "" {
			return name
		}
	}
	return id
}
