package forms

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/shopspring/decimal"
)

// View is what a page renders: fields in order with what stands in them and what was wrong. values is Open's data, a
// refused submission as FromPost gave it, or stored data. error is for the world failing.
func (f *Form) View(env Env, values map[string]any, failures Failures) (View, error) {
	s := newSheet(newJudge(env, true), f.level, "", nil, nil)
	s.again = len(failures) > 0
	typed := s.fill(values)
	if s.again {
		s.addLeftOut()
	}
	return s.view(f.Name, typed, failures, nil), s.ended()
}

// view renders a filled sheet; typed is what of it cannot be read.
func (s *sheet) view(form string, typed map[string]any, failures, warnings Failures) View {
	r := &renderer{lang: s.lang}
	r.failures, r.warnings = r.byPointer(failures), r.byPointer(warnings)
	view := View{Form: form, Fields: r.fields(s, typed, "")}
	view.Failures, view.Warnings = r.unplaced(failures), r.unplaced(warnings)
	return view
}

// renderer turns sheets into views; told remembers which failures and warnings have found their field.
type renderer struct {
	lang               string
	failures, warnings map[string][]string
	told               []string
}

func (r *renderer) byPointer(failures Failures) map[string][]string {
	out := map[string][]string{}
	for _, failure := range failures {
		out[failure.Pointer] = append(out[failure.Pointer], Message(failure, r.lang))
	}
	return out
}

// unplaced are the failures shown at no field, neither their own nor one around it.
func (r *renderer) unplaced(failures Failures) Failures {
	var out Failures
	for _, failure := range failures {
		if !slices.Contains(r.told, failure.Pointer) {
			failure.Detail = Message(failure, r.lang)
			out = append(out, failure)
		}
	}
	return out
}

// fill takes values as they are, right or wrong, and computes what is missing; it returns what cannot be read.
func (s *sheet) fill(values map[string]any) map[string]any {
	wrong := map[string]any{}
	for _, f := range s.level.order {
		raw, sent := values[f.name]
		shown, _ := s.shown(f)
		if f.silent() || !shown && (raw == nil || s.soft) {
			s.hidden[f.name] = s.hidden[f.name] || !shown
			continue
		}
		if f.readonly != nil {
			s.locked[f.name], _ = s.holds(f.name, f.readonly)
		}
		switch {
		case s.stale(f, values):
			s.openRows(f)
		case !sent && s.assumes(f):
			s.assume(f)
		default:
			s.fillField(f, raw, wrong)
		}
		delete(s.tainted, f.name)
	}
	return wrong
}

// assumes says that a field nobody typed in is filled with its default: while somebody types, and where a refused
// submission is shown again what follows other fields; what has to be said opens empty, wherever it is shown first.
func (s *sheet) assumes(f *field) bool {
	return f.assumed && f.table == nil && !s.blank && (s.typing || s.again && f.follows()) && !s.says(f)
}

func (s *sheet) fillField(f *field, raw any, wrong map[string]any) {
	v, bad := f.stored(raw)
	if f.table != nil && (raw == nil || bad == nil) {
		s.fillRows(f, raw, v)
		return
	}
	switch {
	case raw != nil && bad == nil:
		s.set(f, s.idOf(f, v))
	case s.kept:
	case f.formula != nil || f.counted:
		s.compute(f)
	case raw != nil:
		wrong[f.name] = raw
	case s.locked[f.name] && f.fallback != nil:
		own, _ := s.eval(f.name, f.fallback)
		s.set(f, own)
	}
}

func (s *sheet) fillRows(f *field, raw, decoded any) {
	rows, _ := decoded.([]map[string]any)
	_, kept := raw.([]Data) // what was typed comes in other kinds
	switch {
	case f.told && (s.typing || s.again) && !kept:
		s.fillTold(f, rows)
	default:
		for i, row := range rows {
			s.fillRow(f, i, row, kept && f.told)
		}
	}
	s.gather(f)
}

func (s *sheet) fillRow(f *field, i int, row map[string]any, kept bool) {
	inner := newSheet(s.judge, f.table, s.rowPointer(f, i), s.form, nil)
	id, _ := row["id"].(string)
	if f.source != nil && !f.adds(row) {
		if line, ok := row["line"].(string); ok {
			id = line
		}
		inner.values["line"] = id
	}
	inner.values["id"], inner.kept, inner.blank = id, kept, f.adds(row) && !began(row)
	inner.wrong = inner.fill(row)
	s.rows[f.name] = append(s.rows[f.name], inner)
}

// addLeftOut shows again the rows a refused submission left out, empty, after those it had.
func (s *sheet) addLeftOut() {
	for _, f := range s.level.fields {
		if f.table == nil || f.source == nil || s.hidden[f.name] {
			continue
		}
		allowed, err := s.allowed(f)
		s.noteError(f, err)
		sent := byID(s.values.Rows(f.name))
		for _, row := range allowed {
			if _, ok := sent[row.Text("id")]; !ok {
				s.fillRow(f, len(s.rows[f.name])+s.gone[f.name], map[string]any{"line": row["id"]}, false)
			}
		}
	}
}

func (r *renderer) fields(s *sheet, wrong map[string]any, prefix string) []FieldView {
	var out []FieldView
	for _, f := range s.level.fields {
		if f.undrawn {
			continue
		}
		if s.hidden[f.name] {
			if s.row { // a row's cells stand under their columns
				out = append(out, FieldView{Name: prefix + f.name, Type: f.word, Label: f.label.In(s.lang), Readonly: true})
			}
			continue
		}
		view := r.field(s, f, wrong[f.name], prefix)
		if f.table != nil {
			r.table(s, f, &view)
		}
		out = append(out, view)
	}
	return out
}

func (r *renderer) field(s *sheet, f *field, wrong any, prefix string) FieldView {
	view := s.frameOf(f, prefix)
	view.Failures, view.Warnings = r.at(r.failures, view.Pointer, f), r.at(r.warnings, view.Pointer, f)
	if f.helpExpr != nil {
		text, _ := s.eval(f.name, f.helpExpr)
		view.Help, _ = text.(string)
	}
	view.Required, view.Said = s.needs(f), s.says(f)
	if view.Said {
		usual, _ := s.eval(f.name, f.fallback)
		view.Usual = f.kind.input(usual)
	}
	s.fillView(&view, f, wrong)
	if view.Follows = f.follows() && !view.Readonly; view.Follows {
		own, _ := s.eval(f.name, f.fallback)
		view.Was = f.kind.input(own)
	}
	view.Takes = s.taken(f)
	delete(s.tainted, f.name)
	for _, o := range f.options {
		chosen := o.value == view.Value
		for _, word := range view.Values {
			chosen = chosen || word == o.value
		}
		view.Options = append(view.Options, Option{Value: o.value, Label: o.label.In(s.lang), Chosen: chosen})
	}
	return view
}

// fillView shows what stands in a field, or what was typed there and cannot be read.
func (s *sheet) fillView(view *FieldView, f *field, wrong any) {
	v := s.values[f.name]
	switch x := v.(type) {
	case nil:
		if f.table != nil {
			return
		}
		if list, ok := wrong.([]any); ok {
			for _, element := range list {
				view.Values = append(view.Values, fmt.Sprint(element))
			}
		} else if wrong != nil {
			view.Value = fmt.Sprint(wrong)
			view.Shown = view.Value
		}
		return
	case []string:
		view.Values, view.Items = x, s.items(f, x)
	case []any:
		view.Items = s.items(f, x)
	case []Data:
		return
	default:
		view.Value = f.kind.input(v)
	}
	view.Shown = s.read(f, v)
	if m, ok := v.(Money); ok && f.capitals {
		view.Capitals = m.Capitals(s.lang)
	}
}

// frameOf is a field's view before anything stands in it.
func (s *sheet) frameOf(f *field, prefix string) FieldView {
	view := FieldView{
		Name: prefix + f.name, Pointer: s.pointer + "/" + f.name, Type: f.word, Label: f.label.In(s.lang),
		Help: f.help.In(s.lang), Unit: f.unit.In(s.lang), Many: f.many || f.word == "choices",
		Fold: f.fold, Pupils: f.pupils, Role: f.role, Defaults: f.fallback != nil,
		Readonly: f.computed() || f.silent() || s.locked[f.name],
	}
	if least, ok := literalOf(f.min).(int64); ok && f.table != nil {
		view.Least = int(least)
	}
	if k, ok := f.kind.(referring); ok {
		view.Ref = k.refers()
	}
	if f.word == "row" {
		view.Options = s.rowOptions(f)
	}
	return view
}

// rowOptions offers the rows a row field may name.
func (s *sheet) rowOptions(f *field) []Option {
	list, err := f.source.in(s.session, s.form.values, nil)
	s.noteError(f, err)
	rows, _ := list.([]Data)
	var out []Option
	for _, row := range rows {
		id := row.Text("id")
		out = append(out, Option{Value: id, Label: s.titleOf(f, id), Chosen: s.values[f.name] == id})
	}
	return out
}

// at takes the failures of a field, and of a list's elements, whose inputs are one.
func (r *renderer) at(failures map[string][]string, pointer string, f *field) []string {
	if f.table != nil || !f.counts() {
		r.told = append(r.told, pointer)
		return failures[pointer]
	}
	var out, pointers []string
	for p := range failures {
		if p == pointer || strings.HasPrefix(p, pointer+"/") {
			pointers = append(pointers, p)
		}
	}
	sort.Strings(pointers)
	for _, p := range pointers {
		r.told = append(r.told, p)
		out = append(out, failures[p]...)
	}
	return out
}

func (r *renderer) table(s *sheet, f *field, view *FieldView) {
	view.CanAdd = f.source == nil || f.more
	view.Listed = f.source != nil && f.source.uses.asks
	if view.Refills = f.refills(); view.Refills {
		view.From = s.from(f)
	}
	head := newSheet(s.judge, f.table, view.Pointer, s.form, nil)
	for _, column := range f.table.fields {
		if column.undrawn {
			continue
		}
		c := head.frameOf(column, view.Name+".")
		c.Required, c.Readonly = always(column.required), c.Readonly || always(column.readonly)
		view.Columns = append(view.Columns, c)
	}
	view.Whole = s.whole(f)
	for i, inner := range f.addedLast(s.rows[f.name]) {
		row := RowView{
			ID: inner.values.Text("id"), Added: f.source == nil || inner.values["line"] == nil,
			Cells: r.fields(inner, inner.wrong, view.Name+"."+itoa(i)+"."),
		}
		for _, key := range []string{"", "/id", "/line"} { // a row's own failures stand at the table
			pointer := inner.pointer + key
			view.Failures = append(view.Failures, r.failures[pointer]...)
			view.Warnings = append(view.Warnings, r.warnings[pointer]...)
			r.told = append(r.told, pointer)
		}
		if f.source != nil {
			row.Title, row.Ref, row.RefID = s.titleOfRow(f, inner, inner.values)
		}
		view.Rows = append(view.Rows, row)
	}
	s.mark(f, view)
}

// addedLast are a table's rows, those that were added to the ones it continues behind them.
func (f *field) addedLast(rows []*sheet) []*sheet {
	if !f.more {
		return rows
	}
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b *sheet) int {
		switch first, second := a.values["line"] != nil, b.values["line"] != nil; {
		case first == second:
			return 0
		case first:
			return -1
		}
		return 1
	})
	return rows
}

// read writes a value for reading: names for references, labels for options, money with its sign.
func (s *sheet) read(f *field, v any) string {
	if k, ok := f.kind.(referring); ok {
		switch ids := v.(type) {
		case string:
			return s.calledOf(k.refers(), ids)
		case []string:
			names := make([]string, len(ids))
			for i, id := range ids {
				names[i] = s.calledOf(k.refers(), id)
			}
			return strings.Join(names, "、")
		}
	}
	switch x := v.(type) {
	case []any:
		return strings.Join(itemTexts(s.items(f, x)), "、")
	case Money:
		return x.In(s.lang)
	case bool:
		return YesNo(x, s.lang)
	case decimal.Decimal:
		return strings.TrimSpace(x.String() + " " + f.unit.In(s.lang))
	case []string:
		labels := make([]string, len(x))
		for i, word := range x {
			labels[i] = f.optionLabel(word, s.lang)
		}
		return strings.Join(labels, "、")
	case string:
		if f.word == "row" {
			return s.titleOf(f, x)
		}
		if f.formula != nil { // a word of another form's choice
			return f.formula.Type.called(x, s.lang)
		}
		return f.optionLabel(x, s.lang)
	}
	return f.kind.input(v)
}

// items are the values of a list, each as people read it.
func (s *sheet) items(f *field, list any) []Item {
	elements, _ := elementsOf(list)
	items := make([]Item, len(elements))
	for i, element := range elements {
		items[i] = Item{Value: f.kind.input(element), Shown: s.read(f, element)}
	}
	return items
}

func itemTexts(items []Item) []string {
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = item.Shown
	}
	return texts
}

// optionLabel is an option's label, or the word itself when it is none.
func (f *field) optionLabel(word, lang string) string {
	for _, o := range f.options {
		if o.value == word {
			return o.label.In(lang)
		}
	}
	return word
}

// YesNo is a condition in one word.
func YesNo(holds bool, lang string) string {
	if holds {
		return Text{"是", "是", "yes"}.In(lang)
	}
	return Text{"否", "否", "no"}.In(lang)
}
