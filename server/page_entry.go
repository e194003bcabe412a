package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/store"
)

// entry is a form on a page: its fields, and the buttons that end it.
type entry struct {
	Action      string // where it is sent
	Key         string // makes a double click do one thing
	Group       string // the outcome whose fields it shows
	Title       string // of the outcomes, where a task shows several forms
	Prefix      string // of its inputs' ids
	Failures    []told
	Fields      []box
	Comment     bool
	CommentText string
	Outcomes    []cases.OutcomeView
}

// told is one thing to mend, with the input it is about; ID is empty when it is about none.
type told struct{ Text, ID string }

// box is a field on a page with what its template needs beside the form's own view of it.
type box struct {
	Field   forms.FieldView
	ID      string
	Post    bool // asked for, not only shown
	Options []forms.Option
	Upload  bool
	Files   []fileLink
	Rows    []rowBox
	Titled  bool
	Amount  bool // a number: to the right in a table
}

// rowBox is a row of a table on a page.
type rowBox struct {
	Title  string
	Number int
	Hidden []hidden
	Cells  []box
}

type hidden struct{ Name, Value string }

type fileLink struct{ ID, Name string }

// newKey is a fresh idempotency key for a rendered form.
func newKey() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails: crypto/rand ends the program instead
	return hex.EncodeToString(b[:])
}

// boxer turns a form's view into boxes, asking the school for what its references may be.
type boxer struct {
	s      *Server
	ctx    context.Context //nolint:containedctx // it lives for one page
	tx     *store.Tx
	post   bool
	prefix string
	lists  map[string][]forms.Option
	inRow  bool
}

// boxes prepares a view's fields; post says whether they are asked for.
func (s *Server) boxes(ctx context.Context, view forms.View, prefix string, post bool) ([]box, error) {
	var out []box
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		b := boxer{s: s, ctx: ctx, tx: tx, post: post, prefix: prefix, lists: map[string][]forms.Option{}}
		var err error
		out, err = b.fields(view.Fields)
		return err
	})
	return out, err
}

func (b *boxer) fields(fields []forms.FieldView) ([]box, error) {
	out := make([]box, 0, len(fields))
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

func (b *boxer) field(f forms.FieldView) (box, error) {
	if !b.post {
		f.Readonly = true
		f.Columns = slices.Clone(f.Columns)
		for i := range f.Columns {
			f.Columns[i].Readonly = true
		}
	}
	made := box{
		Field: f, ID: b.prefix + strings.ReplaceAll(f.Name, ".", "-"), Post: b.post,
		Amount: f.Type == "money" || f.Type == "decimal" || f.Type == "integer",
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
	return made, err
}

// titled says that a row needs a head of its own: it continues another, and does not show by itself which.
func titled(r forms.RowView) bool {
	return r.Title != "" && !slices.ContainsFunc(r.Cells, func(c forms.FieldView) bool {
		return c.Readonly && c.Shown == r.Title
	})
}

func (b *boxer) rows(f forms.FieldView) ([]rowBox, error) {
	b.inRow = true
	defer func() { b.inRow = false }()
	rows := make([]rowBox, 0, len(f.Rows))
	for i, r := range f.Rows {
		row := rowBox{Title: r.Title, Number: i + 1}
		member := "id"
		if !f.CanAdd {
			member = "line"
		}
		if r.ID != "" {
			row.Hidden = []hidden{{Name: fmt.Sprintf("%s.%d.%s", f.Name, i, member), Value: r.ID}}
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
func (b *boxer) files(f forms.FieldView) ([]fileLink, error) {
	var links []fileLink
	for _, id := range chosen(f) {
		object, found, err := b.tx.Object(b.ctx, "file", id)
		if err != nil {
			return nil, fmt.Errorf("read file: %w", err)
		}
		if found {
			links = append(links, fileLink{ID: id, Name: object.Attrs.Text("name")})
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

// grouped is a set of outcomes that ask for the same fields.
type grouped struct {
	page     *cases.FormPage
	outcomes []cases.OutcomeView
}

// groups opens a form once per outcome and joins the outcomes that ask for the same: without scripts a page must show
// what each of them asks. tried is the outcome that was refused: its view, with what was typed, stands for its group.
func groups(
	outcomes []cases.OutcomeView, tried string, open func(outcome string) (*cases.FormPage, error),
) ([]grouped, error) {
	var found []grouped
	seen := map[string]int{}
	for _, o := range outcomes {
		page, err := open(o.ID)
		if err != nil {
			return nil, err
		}
		asks := asksFor(page.View)
		i, same := seen[asks]
		if !same {
			seen[asks] = len(found)
			found = append(found, grouped{page: page, outcomes: []cases.OutcomeView{o}})
			continue
		}
		found[i].outcomes = append(found[i].outcomes, o)
		if o.ID == tried {
			found[i].page = page
		}
	}
	return found, nil
}

// asksFor tells two forms apart by what they ask, not by what stands in them or must stand there.
func asksFor(view forms.View) string {
	var out strings.Builder
	for _, f := range view.Fields {
		fmt.Fprintf(&out, "%s %t;", f.Name, f.Readonly)
		for _, column := range f.Columns {
			fmt.Fprintf(&out, "%s;", column.Name)
		}
	}
	return out.String()
}

// title names a group by its outcomes.
func (g grouped) title() string {
	titles := make([]string, 0, len(g.outcomes))
	for _, o := range g.outcomes {
		titles = append(titles, o.Title)
	}
	return strings.Join(titles, " / ")
}

// add puts what belongs to no field before the other failures.
func (e *entry) add(said []string) { e.Failures = append(plainly(said), e.Failures...) }

func plainly(said []string) []told {
	var list []told
	for _, text := range said {
		list = append(list, told{Text: text})
	}
	return list
}

func (g grouped) holds(outcome string) bool {
	return slices.ContainsFunc(g.outcomes, func(o cases.OutcomeView) bool { return o.ID == outcome })
}

// newEntry makes the form of one group ready for its template.
func (s *Server) newEntry(ctx context.Context, g grouped, action, key string, n int) (entry, error) {
	e := entry{
		Action: action, Key: key, Group: g.outcomes[0].ID, Prefix: "f" + strconv.Itoa(n) + "-", Outcomes: g.outcomes,
	}
	var err error
	if e.Fields, err = s.boxes(ctx, g.page.View, e.Prefix, true); err != nil {
		return e, err
	}
	for _, f := range g.page.View.Failures {
		e.Failures = append(e.Failures, told{Text: sayFailure(langOf(ctx), f)})
	}
	e.Failures = append(e.Failures, toMend(e.Fields, "")...)
	return e, nil
}

// toMend lists what is wrong field by field, so that a page can say it in one place and lead to each.
func toMend(fields []box, before string) []told {
	var list []told
	for _, b := range fields {
		for _, failure := range b.Field.Failures {
			list = append(list, told{Text: before + b.Field.Label + "：" + failure, ID: b.ID})
		}
		for _, row := range b.Rows {
			list = append(list, toMend(row.Cells, before+b.Field.Label+" "+strconv.Itoa(row.Number)+" · ")...)
		}
	}
	return list
}

// withFirstRows opens tables that people add rows to with one row, so that nobody begins with an empty page.
func withFirstRows(page *cases.FormPage) map[string]any {
	values := map[string]any{}
	for name, value := range page.Data {
		values[name] = value
	}
	added := false
	for _, f := range page.View.Fields {
		if f.Type == "table" && f.CanAdd && len(f.Rows) == 0 {
			values[f.Name], added = []any{map[string]any{}}, true
		}
	}
	if !added {
		return nil
	}
	return values
}

func sayFailure(lang string, f forms.Failure) string {
	return forms.Message(f, lang)
}
