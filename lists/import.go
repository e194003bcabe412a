package lists

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"zongwu/forms"
	"zongwu/sheets"
	"zongwu/store"
)

// ErrOutdated is a plan somebody agreed to that is no longer what the workbook would do.
var ErrOutdated = errors.New("take workbook: the list has changed since")

// Check says what a workbook would do to a list, and names every bad cell. The workbook is kept, so that it can be
// taken as it was checked.
func (s *Service) Check(ctx context.Context, who Who, list, name string, content []byte) (*Plan, error) {
	var plan *Plan
	err := s.within(ctx, who, list, func(ctx context.Context, d *desk) error {
		var err error
		if plan, err = d.plan(ctx, content, false); err != nil || !plan.Sound() {
			return err
		}
		const workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		file, err := d.tx.InsertFile(ctx, name, workbook, who.Person, content)
		if err == nil {
			plan.File = file.ID
		}
		return err
	})
	return plan, err
}

// Take writes a workbook that was checked: all of it, or nothing. digest is that of the plan the person saw; when the
// workbook would do something else by now, the error is ErrOutdated and the plan the new one.
func (s *Service) Take(ctx context.Context, who Who, list, file, digest string) (*Plan, error) {
	var plan *Plan
	err := s.within(ctx, who, list, func(ctx context.Context, d *desk) error {
		_, content, err := d.tx.ReadFile(ctx, file, store.Sight{Person: who.Person})
		if err != nil {
			return err
		}
		if err := d.tx.LockList(ctx, list); err != nil {
			return err
		}
		if plan, err = d.plan(ctx, content, true); err != nil {
			return err
		}
		plan.File = file
		if !plan.Sound() || plan.Digest != digest {
			return ErrOutdated
		}
		if err := d.write(ctx, plan.rows, file); err != nil {
			return err
		}
		plan.Taken = true
		return d.tell(ctx, plan.Opens)
	})
	if err == nil && !plan.Empty() {
		s.restaff(ctx, who, list)
	}
	return plan, err
}

// plan reads a workbook against the list as it stands. locked keeps the records it names as they are.
func (d *desk) plan(ctx context.Context, content []byte, locked bool) (*Plan, error) {
	p := &Plan{List: d.list}
	if !d.list.Exports() {
		return nil, fmt.Errorf("import %s: %w", d.list.ID, store.ErrNotFound)
	}
	table, err := sheets.Read(content, d.chooseSheet)
	var refusal *sheets.Refusal
	if errors.As(err, &refusal) {
		p.Refusal = say(d.who.Lang, refusal.Code, "limit", refusal.Limit, "where", refusal.Where)
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	p.Sheet = table.Name
	if len(table.Rows) == 0 {
		p.Refusal = say(d.who.Lang, "empty", "where", table.Name)
		return p, nil
	}
	reading, err := d.reading(ctx, p, table, locked)
	if err != nil {
		return nil, err
	}
	reading.merged()
	if reading.blank() {
		p.Refusal = say(d.who.Lang, "empty.rows", "where", table.Name)
		return p, nil
	}
	if reading.heads() {
		if err := reading.rows(ctx); err != nil {
			return nil, err
		}
	}
	if p.Sound() && slices.ContainsFunc(p.rows, func(row draft) bool { return row.staffed() }) {
		p.Opens, err = d.opening(ctx, message("gap.so"), func(ctx context.Context) error { return d.write(ctx, p.rows, "") })
		if err != nil {
			return nil, err
		}
	}
	if p.Sound() && d.list.ID == store.ListAssets {
		if err := d.remarkUnlisted(ctx, p); err != nil {
			return nil, err
		}
	}
	p.seal()
	return p, nil
}

// remarkUnlisted names the categories of new cards that no list gives years of life: a slip of the pen is never written
// down in value.
func (d *desk) remarkUnlisted(ctx context.Context, p *Plan) error {
	seen := map[string]bool{}
	for _, row := range p.rows {
		category := row.data.Text("category")
		if _, said := row.data["life_years"].(int64); said || seen[category] {
			continue
		}
		seen[category] = true
		listed, err := d.tx.Unlisted(ctx, category)
		if err != nil {
			return err
		}
		if listed != "" {
			p.Remarks = append(p.Remarks, say(d.who.Lang, "remark.unlisted", "category", category, "listed", listed))
		}
	}
	return nil
}

// chooseSheet takes the sheet called after the list in whichever language, else the first.
func (d *desk) chooseSheet(names []string) int {
	t := d.list.Title
	at := slices.IndexFunc(names, func(name string) bool {
		return name == t.Zh || name == t.In(forms.Traditional) || name == t.In(forms.English)
	})
	return max(at, 0)
}

// reading is a sheet being read against a list.
type reading struct {
	*desk
	*scribe
	former  *scribe // knows nobody the sheet adds, as when it was written
	plan    *Plan
	table   *sheets.Table
	fresh   *form // of new records
	known   *form // of those there are: their keys are fixed
	columns map[string]int
	ignored map[int]bool
	there   map[string]store.Record
	seen    map[string]int // row by id
	places  []int          // row by draft
	wrong   map[int]bool   // rows with a fault
	added   map[string]int // row by id, of new records that rows may name
}

func (d *desk) reading(ctx context.Context, p *Plan, table *sheets.Table, locked bool) (*reading, error) {
	records, err := d.tx.AllRecords(ctx, d.list.ID)
	if err != nil {
		return nil, err
	}
	if locked {
		ids := make([]string, len(records))
		for i, r := range records {
			ids[i] = r.ID
		}
		if records, err = d.tx.LockRecords(ctx, d.list.ID, ids); err != nil {
			return nil, err
		}
	}
	r := &reading{
		desk: d, plan: p, table: table, columns: map[string]int{}, ignored: map[int]bool{},
		there: map[string]store.Record{}, seen: map[string]int{}, wrong: map[int]bool{}, added: map[string]int{},
	}
	for _, record := range records {
		r.there[record.ID] = record
	}
	if r.fresh, err = d.form(ctx, nil, nil); err != nil {
		return nil, err
	}
	if r.known, err = d.form(ctx, records, d.list.Key); err != nil {
		return nil, err
	}
	if r.former, err = d.scribe(ctx, r.known); err != nil {
		return nil, err
	}
	r.scribe, err = d.scribe(ctx, r.known)
	return r, err
}

// Head is what stands over a column of the field's values.
func (f Field) Head(lang string) string {
	if f.Type == "money" {
		return f.Label.In(lang) + say(lang, "yuan")
	}
	return f.Label.In(lang)
}

// head is how a column is called in a workbook.
func (s *scribe) head(f Field) string {
	head := f.Head(s.lang)
	if f.Required {
		head += " *"
	}
	return head
}

// plainHead is a column's name without what stands around it.
func plainHead(head string) string {
	head = strings.TrimSpace(strings.Trim(strings.TrimSpace(head), "*＊"))
	for _, lang := range []string{forms.Chinese, forms.English} {
		unit := strings.TrimSpace(say(lang, "yuan"))
		head = strings.TrimSpace(strings.TrimSuffix(head, unit))
	}
	head = strings.TrimSpace(strings.TrimSuffix(head, "(元)"))
	return strings.ToLower(head)
}

// fieldOf finds the field a column is for, by its label in whichever language or its name.
func (f *form) fieldOf(head string) *Field {
	wanted := plainHead(head)
	for i := range f.fields {
		field := &f.fields[i]
		for _, lang := range []string{forms.Chinese, forms.Traditional, forms.English} {
			if wanted == strings.ToLower(field.Label.In(lang)) || wanted == field.Name {
				return field
			}
		}
	}
	return nil
}

// merged names merged cells: only the first of them holds anything, whatever the sheet shows.
func (r *reading) merged() {
	for _, span := range r.table.Merged {
		first, _, _ := strings.Cut(span, ":")
		letter := strings.TrimRight(first, "0123456789")
		row := 0
		_, _ = fmt.Sscanf(strings.TrimLeft(first, letter), "%d", &row) // 0 stands before all rows
		r.plan.fault(Fault{
			Cell: span, Row: row, Column: letter, Wrong: say(r.lang, "cell.merged"),
			Right: say(r.lang, "cell.merged.right"),
		})
	}
}

// blank says that nothing stands below the first row.
func (r *reading) blank() bool {
	return !slices.ContainsFunc(r.table.Rows[1:], func(row sheets.Row) bool {
		return slices.ContainsFunc(row.Cells, func(c sheets.Cell) bool { return c.Kind != sheets.Empty })
	})
}

// heads reads the first row; false when no row can be read by it.
func (r *reading) heads() bool {
	first, lang := r.table.Rows[0], r.lang
	title := r.list.Title.In(lang)
	for column, cell := range first.Cells {
		if cell.Kind == sheets.Empty {
			continue
		}
		field := r.known.fieldOf(cell.Text)
		switch {
		case cell.Kind == sheets.Formula || cell.Kind == sheets.Broken || field == nil:
			r.plan.cellFault(first.Number, column, "", cell.Text, trouble{
				say(lang, "head.unknown", "list", title), say(lang, "head.right", "columns", r.columnNames()),
			})
		case field.Readonly:
			r.ignored[column] = true
			r.plan.Passed = append(r.plan.Passed, field.Label.In(lang))
		default:
			if _, twice := r.columns[field.Name]; twice {
				r.plan.cellFault(first.Number, column, cell.Text, cell.Text, trouble{
					say(lang, "head.twice"), say(lang, "head.right.twice"),
				})
				continue
			}
			r.columns[field.Name] = column
		}
	}
	if len(r.columns) == 0 {
		r.plan.Faults = nil
		r.plan.cellFault(first.Number, 0, "", first.Cell(0).Text, trouble{
			say(lang, "head.none", "list", title), say(lang, "head.right", "columns", r.columnNames()),
		})
		return false
	}
	return r.keysNamed(first.Number)
}

// keysNamed refuses a sheet without a column that tells records apart.
func (r *reading) keysNamed(row int) bool {
	all, lang := true, r.lang
	for _, key := range r.list.Key {
		if _, named := r.columns[key]; named {
			continue
		}
		all = false
		label := r.known.field(key).Label.In(lang)
		r.plan.cellFault(row, len(r.table.Rows[0].Cells), label, "", trouble{
			say(lang, "head.missing", "field", label), say(lang, "head.right.missing", "field", label),
		})
	}
	return all
}

func (r *reading) columnNames() string {
	var all []string
	for _, f := range r.known.fields {
		if !f.Readonly {
			all = append(all, f.Label.In(r.lang))
		}
	}
	return strings.Join(all, between)
}
