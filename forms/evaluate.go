package forms

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"
)

// While an expression runs, every number (integer, decimal, money in yuan) is a decimal.Decimal, a date, a reference
// and a choice are string, a record is Data, a list is []any, and what is empty is nil. The compiler has proved which
// is which, so that no operation asks again.

// operation is one compiled node of an expression.
type operation func(*frame) (any, error)

// session is what evaluations of one moment share: the names' values and what the world has answered so far.
type session struct {
	ctx     context.Context //nolint:containedctx // a session is one evaluation and lives no longer
	world   World
	vars    Vars
	objects map[[2]string]*Object
	answers map[string]any
	sources map[sourced]map[string]Data
}

// sourced is a list of rows, with what it was asked about.
type sourced struct {
	list *Expr
	from string
}

func newSession(ctx context.Context, w World, vars Vars) *session {
	return &session{ctx: ctx, world: w, vars: vars}
}

// object asks the world for a record once; nil when there is none.
func (s *session) object(kind, id string) (*Object, error) {
	key := [2]string{kind, id}
	if known, ok := s.objects[key]; ok {
		return known, nil
	}
	if s.world == nil {
		return nil, nil //nolint:nilnil // nil is what is empty
	}
	found, ok, err := s.world.Object(s.ctx, kind, id)
	if err != nil {
		return nil, fmt.Errorf("read %s %q: %w", kind, id, err)
	}
	var answer *Object
	if ok {
		answer = &found
	}
	if s.objects == nil {
		s.objects = map[[2]string]*Object{}
	}
	s.objects[key] = answer
	return answer, nil
}

// ask asks the world a named question once for the same arguments.
func (s *session) ask(name string, args []any) (any, error) {
	key := fmt.Sprint(name, args)
	if known, ok := s.answers[key]; ok {
		return known, nil
	}
	if s.world == nil {
		return nil, nil //nolint:nilnil // nil is what is empty
	}
	v, err := s.world.Lookup(s.ctx, name, args)
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", name, err)
	}
	if s.answers == nil {
		s.answers = map[string]any{}
	}
	s.answers[key] = v
	return v, nil
}

// rowOf finds the row a value names in the list that source gives over a form's data.
func (s *session) rowOf(source *Expr, form Data, v any) (any, error) {
	id, isID := v.(string)
	if !isID {
		return v, nil
	}
	rows, err := s.rowsOf(source, form)
	if err != nil {
		return nil, err
	}
	if row, ok := rows[id]; ok {
		return row, nil
	}
	return nil, nil //nolint:nilnil // nil is what is empty
}

// rowsOf evaluates a list of rows once for the same data of the form and keeps it by id.
func (s *session) rowsOf(source *Expr, form Data) (map[string]Data, error) {
	key := sourced{list: source}
	for _, name := range sourceFields(source) {
		key.from += fmt.Sprintf("%s=%v;", name, form[name])
	}
	if known, ok := s.sources[key]; ok {
		return known, nil
	}
	list, err := source.in(s, form, nil)
	if err != nil {
		return nil, err
	}
	byID := map[string]Data{}
	rows, _ := list.([]Data)
	for _, row := range rows {
		byID[row.Text("id")] = row
	}
	if s.sources == nil {
		s.sources = map[sourced]map[string]Data{}
	}
	s.sources[key] = byID
	return byID, nil
}

// frame is one evaluation.
type frame struct {
	*session
	source    string
	form, row Data
	locals    []any
	steps     int
}

// spend counts work; beyond the limit, or when the caller has gone, the evaluation ends.
func (f *frame) spend(steps int) error {
	before := f.steps
	f.steps += steps
	if f.steps > maxSteps {
		return f.fail("it takes too many steps")
	}
	if before/1024 != f.steps/1024 {
		return f.ctx.Err()
	}
	return nil
}

func (f *frame) fail(format string, args ...any) error {
	return &EvalError{Source: f.source, Reason: fmt.Sprintf(format, args...)}
}

// read takes a value of Data into the kinds expressions work with.
func (f *frame) read(v any, t Type) (any, error) {
	if _, ok := v.(Unknown); ok {
		return nil, ErrUnknown
	}
	if v == nil || v == "" {
		if t.Kind == "list" {
			return []any(nil), nil
		}
		return nil, nil //nolint:nilnil // nil is what is empty
	}
	switch t.Kind {
	case "record":
		return f.readRecord(v, t)
	case "list":
		return f.readList(v, t)
	}
	switch x := v.(type) {
	case Money:
		return x.Yuan(), nil
	case int64:
		return decimal.NewFromInt(x), nil
	case int:
		return decimal.NewFromInt(int64(x)), nil
	case string, bool, decimal.Decimal:
		return x, nil
	}
	return nil, f.fail("a value of type %T stands where %s is expected", v, t.name())
}

func (f *frame) readRecord(v any, t Type) (any, error) {
	if t.source != nil {
		return f.rowOf(t.source, f.form, v)
	}
	switch x := v.(type) {
	case Data:
		return x, nil
	case map[string]any:
		return Data(x), nil
	}
	return nil, f.fail("a value of type %T stands where a record is expected", v)
}

func (f *frame) readList(v any, t Type) (any, error) {
	var out []any
	add := func(element any) error {
		x, err := f.read(element, *t.Of)
		out = append(out, x)
		return err
	}
	var err error
	switch list := v.(type) {
	case []Data:
		for _, row := range list {
			out = append(out, row)
		}
	case []string:
		for _, word := range list {
			out = append(out, word)
		}
	case []any:
		for _, element := range list {
			if err = add(element); err != nil {
				return nil, err
			}
		}
	default:
		err = f.fail("a value of type %T stands where a list is expected", v)
	}
	if err == nil {
		err = f.spend(len(out) / 4)
	}
	return out, err
}

// result gives a value back in the kinds of Data.
func (f *frame) result(v any, t Type) (any, error) {
	switch x := v.(type) {
	case nil:
		return nil, nil //nolint:nilnil // nil is what is empty
	case decimal.Decimal:
		return f.number(x, t)
	case []any:
		return f.list(x, t)
	case string:
		if x == "" {
			return nil, nil //nolint:nilnil // nil is what is empty
		}
	}
	return v, nil
}

func (f *frame) number(d decimal.Decimal, t Type) (any, error) {
	switch t.Kind {
	case "money":
		fen := d.Shift(2).Round(0)
		if fen.Abs().GreaterThan(decimal.New(1, 17)) {
			return nil, f.fail(tooLarge)
		}
		return Money(fen.IntPart()), nil
	case "integer":
		if d.Abs().GreaterThan(decimal.New(1, 17)) {
			return nil, f.fail(tooBig)
		}
		return d.Round(0).IntPart(), nil
	default:
		return plain(d), nil
	}
}

func (f *frame) list(elements []any, t Type) (any, error) {
	if len(elements) == 0 {
		return nil, nil //nolint:nilnil // nil is what is empty
	}
	switch t.Of.Kind {
	case "record":
		rows := make([]Data, 0, len(elements))
		for _, e := range elements {
			if row, ok := e.(Data); ok {
				rows = append(rows, row)
			}
		}
		return rows, nil
	case "money", "integer", "decimal", "bool", "list":
		out := make([]any, 0, len(elements))
		for _, e := range elements {
			v, err := f.result(e, *t.Of)
			if err != nil {
				return nil, err
			}
			if v != nil { // empty ones are passed over, as those of text are
				out = append(out, v)
			}
		}
		return out, nil
	default:
		words := make([]string, 0, len(elements))
		for _, e := range elements {
			if word, ok := e.(string); ok {
				words = append(words, word)
			}
		}
		return words, nil
	}
}

// plain writes a decimal in its shortest form, so that equal numbers are equal values.
func plain(d decimal.Decimal) decimal.Decimal {
	short, err := decimal.NewFromString(d.String())
	if err != nil {
		return d
	}
	return short
}
