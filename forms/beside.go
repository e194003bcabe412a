package forms

import (
	"maps"
	"slices"

	"github.com/shopspring/decimal"
	"go.yaml.in/yaml/v3"

	"zongwu/source"
)

// CompileBeside reads the node of a form that stands beside a decision: what somebody should know who decides. It asks
// for nothing, so that each of its fields must be computed; its rules can only warn.
func CompileBeside(name string, n *yaml.Node, scope *Scope, ps *source.Problems) *Form {
	return (&builder{scope: scope, ps: ps, beside: true}).form(name, n)
}

// checkBeside refuses a field that would ask for something.
func (b *builder) checkBeside(f *field) {
	const why = "what stands beside a decision asks for nothing"
	switch {
	case f.silent() || f.formula != nil || f.fallback != nil && always(f.readonly):
	case f.table != nil && f.source == nil:
		b.ps.At(f.node, "beside", "give it rows", "%q would ask for rows; %s", f.name, why)
	case f.table == nil:
		b.ps.At(f.node, "beside", "give it a formula", "%q would be asked for; %s", f.name, why)
	}
}

// Beside is for programs what stands beside a decision: what its fields hold, and every warning with its place.
type Beside struct {
	Data     Data     `json:"data"`
	Warnings Failures `json:"warnings"`
}

// Beside gives what a form compiled by CompileBeside has to say now: fields with a value, and its warnings. What is
// empty, because a step was not done or the school knows nothing, is left out.
func (f *Form) Beside(env Env) (View, error) {
	s := newSheet(newJudge(env, true), f.level, "", nil, nil)
	s.open(true)
	s.warnAll()
	view := s.view(f.Name, nil, nil, s.failures)
	view.Beside = &Beside{Data: s.values, Warnings: append(Failures{}, s.failures...)}
	fields := view.Fields
	view.Fields = nil
	notes := true
	for _, field := range fields {
		if field.Shown != "" || len(field.Rows) > 0 || len(field.Warnings) > 0 || field.Type == "note" {
			view.Fields = append(view.Fields, field)
			notes = notes && field.Type == "note"
		}
	}
	if notes && len(view.Warnings) == 0 {
		view.Fields = nil // a word about nothing
	}
	return view, s.ended()
}

func (b *builder) readMark(f *field, m *source.Mapping) {
	n := m.Get("mark")
	switch {
	case n == nil:
	case n.Value != least && n.Value != most:
		near := source.Closest(n.Value, map[string]bool{least: true, most: true})
		b.ps.At(n, "unknown", near, "mark is %s or %s", least, most)
	default:
		f.mark = n.Value
	}
}

// What of a column's numbers can be pointed out.
const (
	least = "least"
	most  = "most"
)

// taken works out how much of a field's number something takes; nil when either is not known.
func (s *sheet) taken(f *field) *Taken {
	whole, known := numberOf(s.values[f.name])
	if f.takes == nil || !known {
		return nil
	}
	v, _ := s.eval(f.name, f.takes)
	some, known := numberOf(v)
	if !known {
		return nil
	}
	p := &Taken{Shown: s.read(f, v), Over: some.GreaterThan(whole)}
	switch hundred := decimal.NewFromInt(100); {
	case p.Over:
		p.Percent = 100
	case some.IsPositive():
		p.Percent = int(some.Mul(hundred).Div(whole).Round(0).IntPart())
	}
	return p
}

// mark points out the least or the most of a column's numbers, where they differ.
func (s *sheet) mark(f *field, view *FieldView) {
	for _, column := range f.table.fields {
		at := slices.IndexFunc(view.Columns, func(c FieldView) bool { return c.Name == view.Name+"."+column.name })
		if column.mark == "" || at < 0 {
			continue
		}
		numbers := map[int]decimal.Decimal{}
		for i, row := range s.rows[f.name] {
			if n, known := numberOf(row.values[column.name]); known {
				numbers[i] = n
			}
		}
		all := slices.SortedFunc(maps.Values(numbers), decimal.Decimal.Compare)
		if len(all) == 0 || all[0].Equal(all[len(all)-1]) {
			continue
		}
		best := all[0]
		if column.mark == most {
			best = all[len(all)-1]
		}
		for i, n := range numbers {
			if n.Equal(best) {
				view.Rows[i].Cells[at].Mark = column.mark
			}
		}
	}
}

// numberOf reads any of the kinds of number.
func numberOf(v any) (n decimal.Decimal, known bool) {
	switch x := v.(type) {
	case Money:
		return x.Yuan(), true
	case decimal.Decimal:
		return x, true
	case int64:
		return decimal.NewFromInt(x), true
	default:
		return n, false
	}
}
