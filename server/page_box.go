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
	post   bool
	prefix string
	picker *picker
	lists  map[string]pickList
	asked  map[string][]pages.PickOption // by input: what something typed may have meant
	items  map[string]itemFacts
	seen   map[string]string // by case: its address
	inRow  bool
}

// caseHref is where a case is read, "" for whoever may not read it: a link that leads nowhere is none.
func (b *boxer) caseHref(idOrNumber string) (string, error) {
	href, known := b.seen[idOrNumber]
	if known || idOrNumber == "" {
		return href, nil
	}
	who := me(b.ctx)
	sees, err := b.tx.SeesCase(b.ctx, idOrNumber, cases.SightOf(&who.Person))
	if err != nil {
		return "", fmt.Errorf("see case: %w", err)
	}
	if sees {
		href = "/cases/" + url.PathEscape(idOrNumber)
	}
	b.seen[idOrNumber] = href
	return href, nil
}

// pickList is what references of a kind may lead to; whole says that it is all of it.
type pickList struct {
	options []pages.PickOption
	whole   bool
}

// boxes prepares a view's fields; post says whether they are asked for.
func (s *Server) boxes(ctx context.Context, view forms.View, prefix string, post bool) ([]pages.Box, error) {
	return s.boxesOf(ctx, view, boxer{prefix: prefix, post: post})
}

func (s *Server) boxesOf(ctx context.Context, view forms.View, b boxer) ([]pages.Box, error) {
	var out []pages.Box
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		b.open(ctx, s, tx)
		var err error
		out, err = b.fields(view.Fields)
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
	switch files := slices.Contains([]string{"file", "photo", "signature"}, f.Type); {
	case f.Type == "table":
		made.Titled = slices.ContainsFunc(f.Rows, titled)
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
		made.Href, err = b.caseHref(pages.FirstOf(f.Shown, f.Value))
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
	if b.post && made.Field.Readonly && made.Field.Help == "" { // who picks an item reads it beside the name
		made.Field.Help = facts.pack
	}
	return nil
}

// withoutEmpty leaves out of a table that is only read the columns nobody filled in.
func withoutEmpty(f forms.FieldView) forms.FieldView {
	keep := make([]bool, len(f.Columns))
	for _, r := range f.Rows {
		for i, cell := range r.Cells {
			keep[i] = keep[i] || told(cell, len(f.Columns) > widePaper)
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

// widePaper is how many columns a table on paper has room for; one with more leaves out what was worked out to nothing.
const widePaper = 6

// told says that something stands in a cell.
func told(cell forms.FieldView, crowded bool) bool {
	if crowded && cell.Readonly && (pages.Box{Field: cell, Amount: pages.Amount(cell.Type)}).Zero() {
		return false
	}
	return cell.Shown != "" || cell.Value != "" || len(cell.Values) > 0
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
		row, err := b.rowHead(r, i+1)
		if err != nil {
			return nil, err
		}
		member := "id"
		if !f.CanAdd {
			member = "line"
		}
		if r.ID != "" || f.CanAdd { // a row is there even when nothing in it is sent
			row.Hidden = []pages.Hidden{{Name: fmt.Sprintf("%s.%d.%s", f.Name, i, member), Value: r.ID}}
		}
		if row.Cells, err = b.fields(r.Cells); err != nil {
			return nil, err
		}
		if b.post {
			markFacts(row.Cells)
		}
		switch last := i >= max(1, f.Least) && i == len(f.Rows)-1; {
		case b.post && !f.CanAdd:
			foldSpare(&row)
		case b.post && last:
			row.Waiting = !slices.ContainsFunc(row.Cells, filledIn)
		}
		rows = append(rows, row)
	}
	if b.post && !f.CanAdd {
		markLeftOut(rows)
	}
	return rows, nil
}

// rowHead is what a row's head says: what it continues, with what that is counted in, or where it is read.
func (b *boxer) rowHead(r forms.RowView, number int) (pages.RowBox, error) {
	row := pages.RowBox{Title: r.Title, Number: number}
	var err error
	switch r.Ref {
	case "item":
		var facts itemFacts
		facts, err = b.facts(r.RefID)
		row.Unit, row.Help = facts.unit, facts.pack
	case "case":
		row.Href, err = b.caseHref(r.RefID)
	}
	return row, err
}

// markFacts marks the numbers of a row that are read before something is filled in, where there are several: on a
// telephone they share a line.
func markFacts(cells []pages.Box) {
	asked := slices.IndexFunc(cells, func(c pages.Box) bool { return !c.Field.Readonly })
	var facts []int
	for i := range max(asked, 0) {
		if cells[i].Amount {
			facts = append(facts, i)
		}
	}
	if len(facts) < 2 {
		return
	}
	for _, i := range facts {
		cells[i].Fact = true
	}
}

// markLeftOut marks the rows of a list in which nothing is filled in while it is in others: they are not sent.
func markLeftOut(rows []pages.RowBox) {
	begun := func(r pages.RowBox) bool { return slices.ContainsFunc(r.Cells, filledIn) }
	if !slices.ContainsFunc(rows, begun) {
		return
	}
	for i := range rows {
		asks := slices.ContainsFunc(rows[i].Cells, func(c pages.Box) bool { return !c.Field.Readonly })
		rows[i].LeftOut = asks && !begun(rows[i])
	}
}

// filledIn says that somebody has done something in a cell, or that there is something wrong with it.
func filledIn(cell pages.Box) bool {
	f := cell.Field
	return !f.Readonly && (f.Value != "" && f.Value != "false" || len(f.Values)+len(cell.Files)+len(f.Failures) > 0)
}

// fewSpare is how many cells a row may have that nobody need fill in before they are folded away on a small page.
const fewSpare = 2

// foldSpare marks the cells of a row that goes on from another, such as a delivery's, that may stay empty and are: on a
// telephone they would hide those that matter.
func foldSpare(row *pages.RowBox) {
	var spare []int
	for i, cell := range row.Cells {
		f := cell.Field
		if !f.Readonly && !f.Required && f.Value == "" && len(f.Values)+len(cell.Files)+len(f.Failures) == 0 {
			spare = append(spare, i)
		}
	}
	if len(spare) <= fewSpare || len(spare) == len(row.Cells) {
		return
	}
	for _, i := range spare {
		row.Cells[i].Spare = true
		row.Spare = append(row.Spare, row.Cells[i].Field.Label)
	}
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
	list, known := b.lists[f.Ref]
	if !known {
		var err error
		if list.options, list.whole, err = b.picker.picked(f.Ref, store.Query{Limit: longestList}); err != nil {
			return nil, err
		}
		b.lists[f.Ref] = list
	}
	made := &pages.Pick{Kind: f.Ref, Typed: !list.whole}
	if list.whole {
		made.Options = slices.Clone(list.options)
	}
	if asked := b.asked[f.Name]; asked != nil {
		made.Options, made.Typed = slices.Clone(asked), false
	}
	for _, id := range chosen(f) {
		i := slices.IndexFunc(made.Options, func(o pages.PickOption) bool { return o.Value == id })
		if i < 0 { // of a long list, or no longer to be had
			option, found, err := b.picker.one(f.Ref, id)
			if err != nil {
				return nil, err
			}
			if !found {
				continue
			}
			made.Options = append(made.Options, option)
			i = len(made.Options) - 1
		}
		made.Options[i].Chosen = true
		made.Name, made.Detail = made.Options[i].Name, made.Options[i].Detail
	}
	return made, nil
}
