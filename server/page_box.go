package server

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"zongwu/forms"
	"zongwu/server/pages"
	"zongwu/store"
)

// boxer turns a form's view into boxes, asking the school for what its references may be.
type boxer struct {
	s      *Server
	ctx    context.Context //nolint:containedctx // it lives for one page
	tx     *store.Tx
	post   bool
	prefix string
	lists  map[string][]forms.Option
	items  map[string]itemFacts
	inRow  bool
}

// boxes prepares a view's fields; post says whether they are asked for.
func (s *Server) boxes(ctx context.Context, view forms.View, prefix string, post bool) ([]pages.Box, error) {
	var out []pages.Box
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		b := boxer{s: s, ctx: ctx, tx: tx, post: post, prefix: prefix, lists: map[string][]forms.Option{},
			items: map[string]itemFacts{}}
		var err error
		out, err = b.fields(view.Fields)
		return err
	})
	return out, err
}

func (b *boxer) fields(fields []forms.FieldView) ([]pages.Box, error) {
	out := make([]pages.Box, 0, len(fields))
	for _, f := range fields {
		made, err := b.field(f)
		if err != nil {
			return nil, err
		}
		if b.post || b.inRow || f.Shown != "" || len(made.Rows) > 0 || len(made.Files) > 0 {
			out = append(out, made) // what is only read leaves out what nobody filled in
		}
	}
	return out, nil
}

func (b *boxer) field(f forms.FieldView) (pages.Box, error) {
	if !b.post {
		f = onlyRead(f)
	}
	made := pages.Box{
		Field: f, ID: b.prefix + strings.ReplaceAll(f.Name, ".", "-"), Post: b.post,
		Amount: pages.Amount(f.Type),
	}
	if f.Readonly && f.Type == "date" {
		made.Field.Shown = pages.Dated(langOf(b.ctx), f.Shown)
	}
	var err error
	switch {
	case f.Type == "table":
		made.Titled = slices.ContainsFunc(f.Rows, titled)
		made.Rows, err = b.rows(f)
	case f.Type == "file" || f.Type == "photo" || f.Type == "signature":
		made.Upload = !f.Readonly
		made.Files, err = b.files(f)
	case f.Readonly:
	case f.Type == "choice":
		made.Options = f.Options
	case f.Ref != "":
		made.Options, err = b.references(f)
	}
	if err == nil && f.Ref == "item" && !f.Many {
		err = b.itemBox(&made)
	}
	return made, err
}

// onlyRead is a field as it is shown and not asked for.
func onlyRead(f forms.FieldView) forms.FieldView {
	f.Readonly = true
	if f.Type == "table" {
		f = withoutEmpty(f)
	}
	for i := range f.Columns {
		f.Columns[i].Readonly = true
	}
	return f
}

// itemBox adds to an item its unit where it is only read, and its pack where quantities are asked for.
func (b *boxer) itemBox(made *pages.Box) error {
	facts, err := b.facts(made.Field.Value)
	if err != nil {
		return err
	}
	if made.Field.Readonly && facts.unit != "" {
		made.Field.Shown += pages.Bracketed(langOf(b.ctx), facts.unit)
	}
	if b.post && made.Field.Help == "" {
		made.Field.Help = facts.pack
	}
	return nil
}

// withoutEmpty leaves out of a table that is only read the columns nobody filled in.
func withoutEmpty(f forms.FieldView) forms.FieldView {
	keep := make([]bool, len(f.Columns))
	for _, r := range f.Rows {
		for i, cell := range r.Cells {
			keep[i] = keep[i] || cell.Shown != "" || cell.Value != "" || len(cell.Values) > 0
		}
	}
	filled := func(fields []forms.FieldView) []forms.FieldView {
		var kept []forms.FieldView
		for i, field := range fields {
			if keep[i] {
				kept = append(kept, field)
			}
		}
		return kept
	}
	rows := make([]forms.RowView, len(f.Rows))
	for i, r := range f.Rows {
		r.Cells = filled(r.Cells)
		rows[i] = r
	}
	f.Columns, f.Rows = filled(f.Columns), rows
	return f
}

// itemFacts are what people count an item in: 包, 1箱=8包.
type itemFacts struct{ unit, pack string }

func (b *boxer) facts(item string) (itemFacts, error) {
	facts, known := b.items[item]
	if known || item == "" {
		return facts, nil
	}
	rows, _, err := b.tx.Items(b.ctx, store.Query{ID: item})
	if err != nil {
		return facts, fmt.Errorf("read item: %w", err)
	}
	for _, r := range rows {
		facts = itemFacts{unit: r.Unit, pack: packOf(r)}
	}
	b.items[item] = facts
	return facts, nil
}

// titled says that a row needs a head of its own: it continues another, and does not show by itself which.
func titled(r forms.RowView) bool {
	return r.Title != "" && !slices.ContainsFunc(r.Cells, func(c forms.FieldView) bool {
		return c.Readonly && c.Shown == r.Title
	})
}

func (b *boxer) rows(f forms.FieldView) ([]pages.RowBox, error) {
	b.inRow = true
	defer func() { b.inRow = false }()
	rows := make([]pages.RowBox, 0, len(f.Rows))
	for i, r := range f.Rows {
		row := pages.RowBox{Title: r.Title, Number: i + 1}
		if r.Ref == "item" {
			facts, err := b.facts(r.RefID)
			if err != nil {
				return nil, err
			}
			row.Unit, row.Help = facts.unit, facts.pack
		}
		member := "id"
		if !f.CanAdd {
			member = "line"
		}
		if r.ID != "" {
			row.Hidden = []pages.Hidden{{Name: fmt.Sprintf("%s.%d.%s", f.Name, i, member), Value: r.ID}}
		}
		var err error
		if row.Cells, err = b.fields(r.Cells); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func chosen(f forms.FieldView) []string {
	if len(f.Values) > 0 {
		return f.Values
	}
	if f.Value != "" {
		return []string{f.Value}
	}
	return nil
}

// files names the files a field holds already.
func (b *boxer) files(f forms.FieldView) ([]pages.FileLink, error) {
	var links []pages.FileLink
	for _, id := range chosen(f) {
		object, found, err := b.tx.Object(b.ctx, "file", id)
		if err != nil {
			return nil, fmt.Errorf("read file: %w", err)
		}
		if found {
			links = append(links, pages.FileLink{ID: id, Name: object.Attrs.Text("name")})
		}
	}
	return links, nil
}

// references lists what a reference may lead to; nil where a list would be too long and the id is typed.
func (b *boxer) references(f forms.FieldView) ([]forms.Option, error) {
	list, known := b.lists[f.Ref]
	if !known {
		var err error
		if list, err = referenceList(b.ctx, b.tx, f.Ref); err != nil {
			return nil, err
		}
		b.lists[f.Ref] = list
	}
	if list == nil {
		return nil, nil
	}
	picked := chosen(f)
	options := make([]forms.Option, len(list))
	for i, o := range list {
		o.Chosen = slices.Contains(picked, o.Value)
		options[i] = o
	}
	return options, nil
}
