package lists

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"zongwu/forms"
	"zongwu/sheets"
	"zongwu/store"
)

// rows reads every row after the first, and holds what they say together against the school.
func (r *reading) rows(ctx context.Context) error {
	own := slices.IndexFunc(r.known.fields, func(f Field) bool { return refers(f.Type) == r.list.ID })
	if own >= 0 {
		r.addNew(r.known.fields[own].Type)
	}
	for _, row := range r.table.Rows[1:] {
		if err := r.row(ctx, row); err != nil {
			return err
		}
	}
	refused, err := r.rules(ctx, r.plan.rows)
	if err != nil {
		return err
	}
	for i, draft := range r.plan.rows {
		r.refused(r.rowAt(r.places[i]), refused[draft.id], nil)
	}
	if own >= 0 {
		r.namesWrong(r.known.fields[own])
	}
	for id, record := range r.there {
		if _, named := r.seen[r.once(id)]; !named && !record.Disabled {
			r.plan.Absent++
		}
	}
	return nil
}

// addNew makes known what a sheet adds to a list that refers to itself: its rows may name each other, whichever comes
// first. Whether those they name are right is seen once all are read.
func (r *reading) addNew(kind string) {
	listed := r.refs[kind].rows
	rows := slices.Clone(listed)
	title, titled := r.columns["name"]
	for _, row := range r.table.Rows[1:] {
		id, name := strings.TrimSpace(row.Cell(r.columns[r.list.Key[0]]).Text), "" // references are by one key
		if _, there := r.there[id]; id == "" || there || r.added[id] != 0 {
			continue
		}
		if titled {
			name = row.Cell(title).Text
		}
		r.added[id] = row.Number
		rows = append(rows, store.NamedRow{ID: id, Name: name})
		r.world.objects[[2]string{kind, id}] = &forms.Object{ID: id, Attrs: forms.Data{"name": name}}
	}
	r.refs[kind] = newNames(rows)
	r.refs[kind].rows = listed // examples come from the list: to compare a long sheet with itself takes minutes
}

// namesWrong names the cells of a field that name a new row with faults of its own. A row that is wrong only by whom
// it names counts as right here, or one mistake would be told all over the sheet.
func (r *reading) namesWrong(field Field) {
	column, named := r.columns[field.Name]
	wrong := maps.Clone(r.wrong)
	for _, row := range r.table.Rows[1:] {
		id, _ := r.refs[field.Type].find(row.Cell(column).Text)
		if to := r.added[id]; named && wrong[to] && to != row.Number {
			at := fmt.Sprint(to)
			r.fault(row, column, field.Label.In(r.lang), row.Cell(column).Text, trouble{
				say(r.lang, "cell.row", "row", at), say(r.lang, "cell.row.right", "row", at),
			})
		}
	}
}

func (r *reading) rowAt(number int) sheets.Row {
	at, _ := slices.BinarySearchFunc(r.table.Rows, number, func(row sheets.Row, n int) int { return row.Number - n })
	return r.table.Rows[at]
}

// row makes a draft of a row that says something new.
func (r *reading) row(ctx context.Context, row sheets.Row) error {
	r.stray(row)
	posted, told := url.Values{}, map[string]bool{}
	key, whole := forms.Data{}, true
	for _, name := range r.list.Key {
		r.cell(*r.known.field(name), row, posted, told)
		key[name] = posted.Get(name)
		whole = whole && posted.Get(name) != ""
	}
	record, exists := store.Record{}, false
	if whole {
		id := r.list.keyOf(key)
		record, exists = r.there[id]
		r.first(row, id, exists && record.Disabled)
	}
	if exists {
		return r.change(ctx, row, record, posted)
	}
	for _, field := range r.known.fields {
		if _, named := r.columns[field.Name]; named && !slices.Contains(r.list.Key, field.Name) {
			r.cell(field, row, posted, told)
		}
	}
	return r.judge(ctx, row, draft{}, r.fresh, posted, nil, told)
}

// stray refuses what stands under no column.
func (r *reading) stray(row sheets.Row) {
	for column, cell := range row.Cells {
		if cell.Kind == sheets.Empty || r.ignored[column] || slices.Contains(slices.Collect(maps.Values(r.columns)), column) {
			continue
		}
		if r.table.Rows[0].Cell(column).Kind == sheets.Empty {
			r.fault(row, column, "", cell.Text, trouble{
				say(r.lang, "head.missing", "field", sheets.Letter(column)),
				say(r.lang, "head.right", "columns", r.columnNames()),
			})
		}
	}
}

// first refuses a row whose record another row has named, or that is out of use; its other cells are read all the same.
func (r *reading) first(row sheets.Row, id string, disabled bool) {
	column := r.columns[r.list.Key[len(r.list.Key)-1]]
	head, found := r.known.field(r.list.Key[len(r.list.Key)-1]).Label.In(r.lang), row.Cell(column).Text
	earlier, twice := r.seen[r.once(id)]
	r.seen[r.once(id)] = row.Number
	switch {
	case twice:
		r.fault(row, column, head, found, trouble{
			say(r.lang, "record.twice", "row", fmt.Sprint(earlier)), say(r.lang, "record.twice.right"),
		})
	case disabled:
		r.fault(row, column, head, found, trouble{
			say(r.lang, "record.disabled"), say(r.lang, "record.disabled.right"),
		})
	}
}

// once is an id as it must not stand in two rows: numbers of cards are one in small letters and capitals.
func (r *reading) once(id string) string {
	if r.list.Grows {
		return strings.ToUpper(id)
	}
	return id
}

func (r *reading) fault(row sheets.Row, column int, head, found string, bad trouble) {
	r.wrong[row.Number] = true
	r.plan.cellFault(row.Number, column, head, found, bad)
}

// cell reads a cell into the inputs of a form; told are the fields something was wrong with.
func (r *reading) cell(field Field, row sheets.Row, posted url.Values, told map[string]bool) {
	column := r.columns[field.Name]
	if bad := r.take(field, r.table, row.Cell(column), posted); bad != nil {
		told[field.Name] = true
		r.fault(row, column, field.Label.In(r.lang), row.Cell(column).Text, *bad)
	}
}

// change holds a row against the record it names. A cell nobody touched keeps what stood there, even what could not be
// written today.
func (r *reading) change(ctx context.Context, row sheets.Row, record store.Record, posted url.Values) error {
	earlier, err := r.data(r.known, record)
	if err != nil {
		return fmt.Errorf("read record %s: %w", record.ID, err)
	}
	told, same := map[string]bool{}, true
	for _, field := range r.known.fields {
		column, named := r.columns[field.Name]
		if slices.Contains(r.list.Key, field.Name) {
			continue
		}
		was := r.former.cell(field, earlier[field.Name])
		if !named || r.stands(r.table, row.Cell(column), was) ||
			r.list.Grows && r.means(field, row.Cell(column), earlier) {
			post(field, earlier[field.Name], posted)
			continue
		}
		same = false
		readable := true
		if r.list.Grows {
			if readable, err = r.readable(ctx, field, row); err != nil {
				return err
			}
		}
		if r.list.Grows && readable {
			r.fault(row, column, field.Label.In(r.lang), row.Cell(column).Text, trouble{
				say(r.lang, "record.grows", "was", inWords(was)), say(r.lang, "record.grows.right"),
			})
		}
		if r.list.Grows {
			continue
		}
		r.cell(field, row, posted, told)
	}
	if same {
		r.plan.Same++
		return nil
	}
	if r.list.Grows {
		return nil // told cell by cell
	}
	return r.judge(ctx, row, draft{id: record.ID, before: &record}, r.known, posted, earlier, told)
}

// readable says whether a cell can stand in its field at all, and names it where it cannot.
func (r *reading) readable(ctx context.Context, field Field, row sheets.Row) (bool, error) {
	posted, told := url.Values{}, map[string]bool{}
	if r.cell(field, row, posted, told); told[field.Name] {
		return false, nil
	}
	_, failures, err := r.fresh.Submit(r.env(ctx), r.fresh.FromPost(posted), nil)
	failures = slices.DeleteFunc(failures, func(f forms.Failure) bool { return f.Pointer != "/"+field.Name })
	r.refused(row, failures, told)
	return len(failures) == 0, err
}

// means says that a cell says what a record holds, in other words: a room by its number, or by nothing what is
// filled in from elsewhere.
func (r *reading) means(field Field, c sheets.Cell, earlier forms.Data) bool {
	if r.list.fills(field.Name) && c.Kind == sheets.Empty {
		return true
	}
	read, was := url.Values{}, url.Values{}
	post(field, earlier[field.Name], was)
	return r.take(field, r.table, c, read) == nil && slices.Equal(read[field.Name], was[field.Name])
}

// judge lets the form judge what a row says, and keeps it when something would change.
func (r *reading) judge(
	ctx context.Context, row sheets.Row, made draft, f *form, posted url.Values, earlier forms.Data, told map[string]bool,
) error {
	data, failures, err := f.Submit(r.env(ctx), f.FromPost(posted), earlier)
	if err != nil {
		return err
	}
	r.refused(row, failures, told)
	if len(failures) > 0 || r.wrong[row.Number] {
		return nil
	}
	made.data = data
	if made.before == nil {
		made.id = r.list.keyOf(data)
	}
	if made.body, err = r.body(f, data, nil); err != nil {
		return err
	}
	change := Change{Row: row.Number, ID: made.id, Title: data.Text("name"), Fields: r.compare(f, earlier, data)}
	switch {
	case made.before == nil:
		r.plan.New = append(r.plan.New, change)
	case len(change.Fields) == 0:
		r.plan.Same++
		return nil
	default:
		r.plan.Changed = append(r.plan.Changed, change)
	}
	r.plan.rows = append(r.plan.rows, made)
	r.places = append(r.places, row.Number)
	return nil
}

// refused names the cells a form refused; a field without a column stands at the row's first key.
func (r *reading) refused(row sheets.Row, failures forms.Failures, told map[string]bool) {
	for _, failure := range failures {
		name, _, _ := strings.Cut(strings.TrimPrefix(failure.Pointer, "/"), "/")
		if told[name] {
			continue
		}
		field := r.known.field(name)
		if field == nil {
			field = r.known.field(r.list.Key[0])
		}
		column, named := r.columns[field.Name]
		bad := trouble{forms.Message(failure, r.lang), r.right(*field, failure.Code)}
		if !named {
			column = r.columns[r.list.Key[0]]
			bad = trouble{
				say(r.lang, "head.missing", "field", field.Label.In(r.lang)),
				say(r.lang, "head.right.missing", "field", field.Label.In(r.lang)),
			}
		}
		r.fault(row, column, field.Label.In(r.lang), row.Cell(column).Text, bad)
	}
}

// right is what a cell of a field should hold.
func (s *scribe) right(f Field, code string) string {
	if right := code + ".right"; messages[right][0] != "" {
		return say(s.lang, right)
	}
	switch {
	case code == "required":
		return say(s.lang, "cell.required.right")
	case f.Type == "money" || f.Type == "decimal":
		return say(s.lang, "cell.number.right", "example", "12.50")
	case f.Type == "integer":
		return say(s.lang, "cell.number.right", "example", wholeExample(f))
	case f.Type == "date":
		return say(s.lang, "cell.date.right")
	case f.Type == "table":
		return say(s.lang, "cell.table.right", "example", "箱=8；盒=12")
	}
	return f.Help.In(s.lang)
}

// wholeExample is a whole number that could stand in a field: nobody writes 12 for a year.
func wholeExample(f Field) string {
	if strings.HasSuffix(f.Name, "year") {
		return "2026"
	}
	return "12"
}

// post gives a value as a form would send it.
func post(f Field, v any, into url.Values) {
	switch x := v.(type) {
	case nil:
	case []string:
		for _, word := range x {
			into.Add(f.Name, word)
		}
	case []forms.Data:
		for i, row := range x {
			for _, inner := range f.Fields {
				post(Field{Name: fmt.Sprintf("%s.%d.%s", f.Name, i, inner.Name)}, row[inner.Name], into)
			}
		}
	default:
		into.Set(f.Name, fmt.Sprint(x))
	}
}
