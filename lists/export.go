package lists

import (
	"context"
	"fmt"
	"io"
	"strings"

	"zongwu/forms"
	"zongwu/sheets"
	"zongwu/store"
)

// Export writes the records of a list that are in use as a workbook, which Check reads again; blank is one without
// records, to be filled in. A second sheet says what goes into each column.
func (s *Service) Export(ctx context.Context, who Who, list string, blank bool, w io.Writer) error {
	var pages []sheets.Sheet
	err := s.within(ctx, who, list, func(ctx context.Context, d *desk) error {
		if !d.list.Exports() {
			return fmt.Errorf("export %s: %w", list, store.ErrNotFound)
		}
		records, err := d.tx.AllRecords(ctx, list)
		if err != nil {
			return err
		}
		f, err := d.form(ctx, records, nil)
		if err != nil {
			return err
		}
		scribe, err := d.scribe(ctx, f)
		if err != nil {
			return err
		}
		page := sheets.Sheet{Name: d.list.Title.In(who.Lang), Columns: scribe.columns(f)}
		for _, r := range records {
			if r.Disabled || blank {
				continue
			}
			data, err := d.data(f, r)
			if err != nil {
				return fmt.Errorf("read record %s: %w", r.ID, err)
			}
			page.Rows = append(page.Rows, scribe.row(f, data))
		}
		pages = []sheets.Sheet{page, scribe.notes(f)}
		return nil
	})
	if err != nil {
		return err
	}
	return sheets.Write(w, pages...)
}

func (s *scribe) row(f *form, data forms.Data) []any {
	row := make([]any, len(f.fields))
	for i, field := range f.fields {
		row[i] = s.cell(field, data[field.Name])
	}
	return row
}

func (s *scribe) columns(f *form) []sheets.Column {
	columns := make([]sheets.Column, len(f.fields))
	for i, field := range f.fields {
		columns[i] = sheets.Column{Head: s.head(field), Format: formatOf(field.Type)}
		switch field.Type {
		case "text", "choices", "table":
			columns[i].Width = 18
		case "choice":
			for _, o := range field.Options {
				columns[i].Options = append(columns[i].Options, s.optionWord(field, o.Value))
			}
		case "bool":
			columns[i].Options = []string{say(s.lang, "yes"), say(s.lang, "no")}
		}
		if called := s.refs[field.Type]; called != nil {
			columns[i].Options = called.all()
		}
	}
	return columns
}

func formatOf(fieldType string) sheets.Format {
	switch fieldType {
	case "money":
		return sheets.AsMoney
	case "integer", "decimal":
		return sheets.AsNumber
	case "date":
		return sheets.AsDate
	}
	return sheets.AsText
}

// notes says what goes into each column.
func (s *scribe) notes(f *form) sheets.Sheet {
	page := sheets.Sheet{Name: say(s.lang, "sheet.notes"), Columns: []sheets.Column{
		{Head: say(s.lang, "notes.column"), Width: 20}, {Head: say(s.lang, "notes.required"), Width: 8},
		{Head: say(s.lang, "notes.content"), Width: 80},
	}}
	for _, field := range f.fields {
		required := ""
		if field.Required {
			required = say(s.lang, "yes")
		}
		page.Rows = append(page.Rows, []any{field.Label.In(s.lang), required, s.note(field)})
	}
	return page
}

func (s *scribe) note(f Field) string {
	if f.Readonly {
		return say(s.lang, "notes.readonly")
	}
	var options []string
	for _, o := range f.Options {
		options = append(options, s.optionWord(f, o.Value))
	}
	var said string
	switch list := s.lists[f.Type]; {
	case list != "":
		said = say(s.lang, "notes.refers", "list", list)
	case f.Type == "bool":
		said = say(s.lang, "cell.bool.right")
	case f.Type == "table":
		said = say(s.lang, "cell.table.right", "example", "箱=8；盒=12")
	default:
		key := "notes." + f.Type
		if _, known := messages[key]; !known {
			key = "notes.text"
		}
		said = say(s.lang, key, "options", strings.Join(options, between), "example", wholeExample(f))
	}
	if zero := f.Zero.In(s.lang); zero != "" {
		said += "；" + say(s.lang, "notes.zero", "zero", zero)
	}
	if help := f.Help.In(s.lang); help != "" {
		said += "；" + help
	}
	return said
}
