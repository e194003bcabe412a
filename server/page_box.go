package server

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/server/pages"
	"zongwu/store"
)

// boxer turns a form's view into boxes, asking the school for what its references may be.
type boxer struct {
	s      *Server
	ctx    context.Context //nolint:containedctx // it lives for one page
	tx     *store.Tx
	post   bool // they are asked for
	paper  bool // they stand on paper, dates with their year
	prefix string
	picker *picker
	lists  map[string]pickList
	asked  map[string][]pages.PickOption // by input: what something typed may have meant
	items  map[string]itemFacts
	seen   map[string]string // by case: its address, "" where whoever reads may not: a link that leads nowhere is none
	inRow  bool
}

// look finds out in one question which of the cases that fields lead to may be read.
func (b *boxer) look(fields []forms.FieldView) error {
	named := caseNames(fields)
	named = slices.DeleteFunc(named, func(name string) bool { _, known := b.seen[name]; return known })
	if len(named) == 0 {
		return nil
	}
	slices.Sort(named)
	who := me(b.ctx)
	seen, err := b.tx.SeesCases(b.ctx, slices.Compact(named), cases.SightOf(&who.Person))
	if err != nil {
		return fmt.Errorf("see cases: %w", err)
	}
	for _, name := range named {
		b.seen[name] = ""
		if seen[name] {
			b.seen[name] = "/cases/" + url.PathEscape(name)
		}
	}
	return nil
}

// caseNames are the cases that fields and their rows lead to, by id or number.
func caseNames(fields []forms.FieldView) []string {
	var names []string
	for _, f := range fields {
		if name := caseName(f); f.Ref == "case" && !f.Many && name != "" {
			names = append(names, name)
		}
		for _, r := range f.Rows {
			if r.Ref == "case" && r.RefID != "" {
				names = append(names, r.RefID)
			}
			names = append(names, caseNames(r.Cells)...)
		}
	}
	return names
}

// caseName is the case a field that leads to one leads to.
func caseName(f forms.FieldView) string { return pages.FirstOf(f.Shown, f.Value) }

// pickList is what references of a kind may lead to; whole says that it is all of it.
type pickList struct {
	options []pages.PickOption
	whole   bool
}

// boxes prepares a view's fields, which are asked for.
func (s *Server) boxes(ctx context.Context, view forms.View, prefix string) ([]pages.Box, error) {
	return s.boxesOf(ctx, view, boxer{prefix: prefix, post: true})
}

func (s *Server) boxesOf(ctx context.Context, view forms.View, b boxer) ([]pages.Box, error) {
	var out []pages.Box
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		b.open(ctx, s, tx)
		err := b.look(view.Fields)
		if err == nil {
			out, err = b.fields(view.Fields)
		}
		return err
	})
	return out, err
}

// open has the boxer read in a transaction.
func (b *boxer) open(ctx context.Context, s *Server, tx *store.Tx) {
	b.s, b.ctx, b.tx, b.picker = s, ctx, tx, newPicker(ctx, s, tx)
	b.lists, b.items, b.seen = map[string]pickList{}, map[string]itemFacts{}, map[string]string{}
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
	switch {
	case !b.post:
		f = onlyRead(f)
	case f.Type == "table" && (!f.CanAdd || f.Listed) && len(f.Rows) > 0:
		f = withoutEmpty(f, true)
	}
	made := pages.Box{
		Field: f, ID: b.prefix + strings.ReplaceAll(f.Name, ".", "-"), Post: b.post,
		Amount: pages.Amount(f.Type),
	}
	if f.Readonly && f.Type == "date" {
		dated := pages.Dated
		if b.paper {
			dated = pages.FullDated
		}
		made.Field.Shown = dated(langOf(b.ctx), f.Shown)
	}
	var err error
	switch files := slices.Contains([]string{"file", "photo", "signature"}, f.Type); {
	case f.Type == "table":
		made.Titled = slices.ContainsFunc(f.Rows, func(r forms.RowView) bool { return titled(r, b.post) })
		made.Rows, err = b.rows(f)
	case files:
		made.Upload = !f.Readonly
		made.Files, err = b.files(f)
	case f.Ref != "":
		err = b.reference(&made)
	}
	return made, err
}

// reference adds to a reference what it is picked from, or, where it is only read, where it leads.
func (b *boxer) reference(made *pages.Box) (err error) {
	f := made.Field
	switch {
	case !f.Readonly:
		made.Pick, err = b.pick(f)
	case f.Ref == "case" && !f.Many:
		made.Href = b.seen[caseName(f)]
	case f.Ref == "asset" && !f.Many && f.Value != "" && f.Value != f.Shown: // the register is everybody's to read
		made.Href = assetHref(f.Value)
	}
	if err == nil && f.Ref == "item" && !f.Many {
		err = b.itemBox(made)
	}
	return err
}

// onlyRead is a field as it is shown and not asked for.
func onlyRead(f forms.FieldView) forms.FieldView {
	f.Readonly = true
	if f.Type == "table" {
		f = withoutEmpty(f, false)
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
	if b.post && made.Field.Readonly && made.Field.Help == "" { // who picks an item reads it beside the name
		made.Field.Help = facts.pack
	}
	return nil
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

// lastName is a field's own name, without those of its table and row.
func lastName(name string) string { return name[strings.LastIndex(name, ".")+1:] }

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
			kind := object.Attrs.Text("type")
			if kind == forms.TypedName && f.Readonly {
				continue // it reads as the name it is
			}
			size, _ := object.Attrs["size"].(int64)
			links = append(links, pages.FileLink{
				ID: id, Name: object.Attrs.Text("name"), Picture: strings.HasPrefix(kind, "image/"), Type: kind, Size: size,
			})
		}
	}
	return links, nil
}

// pick is what a reference is chosen from: a whole list where that is short enough, else what is chosen already.
func (b *boxer) pick(f forms.FieldView) (*pages.Pick, error) {
	kind := pickedFrom(f)
	list, known := b.lists[kind]
	if !known {
		var err error
		if list.options, list.whole, err = b.picker.picked(kind, store.Query{Limit: longestList}); err != nil {
			return nil, err
		}
		b.lists[kind] = list
	}
	made := &pages.Pick{Kind: kind, Typed: !list.whole}
	if list.whole {
		made.Options = slices.Clone(list.options)
	}
	if asked := b.asked[f.Name]; asked != nil {
		made.Options, made.Typed = slices.Clone(asked), false
	}
	lost, err := b.choose(made, f)
	if err != nil {
		return nil, err
	}
	if f.Many { // what was typed and is none stays, to be mended
		made.Name, made.Detail = "", ""
		if b.asked[f.Name] == nil {
			made.Name = pages.Joined(langOf(b.ctx), lost)
		}
	}
	return made, nil
}

// choose marks what a field holds among what it is picked from; it returns what is none of it.
func (b *boxer) choose(made *pages.Pick, f forms.FieldView) ([]string, error) {
	var lost []string
	for _, id := range chosen(f) {
		i := slices.IndexFunc(made.Options, func(o pages.PickOption) bool { return o.Value == id })
		if i < 0 { // of a long list, or no longer to be had
			option, found, err := b.picker.one(pickedFrom(f), id)
			if err != nil {
				return nil, err
			}
			if !found {
				lost = append(lost, id)
				continue
			}
			made.Options = append(made.Options, option)
			i = len(made.Options) - 1
		}
		made.Options[i].Chosen = true
		made.Name, made.Detail = made.Options[i].Name, made.Options[i].Detail
	}
	return lost, nil
}
