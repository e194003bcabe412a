package forms

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/parser"
)

// Called is what people call what an expression reads, and what the words it may hold are called; or of a named value
// the expression that stands for.
type Called struct {
	Text  Text
	Words map[string]Text
	Value *Expr
	// Clause says that the text is a condition as it stands: 有责任人要赔.
	Clause bool
	// Alone says that nobody does it: a fork the case passes by itself.
	Alone bool
}

// Namer calls what a path of names leads to (start, asset, state); false where there is no name for it.
type Namer func(path []string) (Called, bool)

// Said is an expression as a clause people read: 填了“资产”. It is false where the clause would be no clearer than the
// expression's Source: choices within it, lookups, what nobody has named.
func (e *Expr) Said(lang string, called Namer) (string, bool) {
	tree, ok := e.tree()
	if !ok {
		return "", false
	}
	s := &speaker{lang: lang, called: called, meant: map[string][]string{}, alike: map[string]bool{}}
	said := s.whole(e, tree)
	if len(s.alike) > 0 && !s.lost { // once more, now that it is known what needs telling apart
		said = s.whole(e, tree)
	}
	return said, !s.lost
}

// whole says an expression from its beginning.
func (s *speaker) whole(e *Expr, tree ast.Expr) string {
	s.locals, s.values = map[string][]string{}, 0
	if e.Type.Kind == "bool" {
		return s.clause(tree, true)
	}
	return s.value(tree, nil)
}

// SaidWhen is an expression that is empty unless a condition holds, as the value and that condition; false for any
// other.
func (e *Expr) SaidWhen(lang string, called Namer) (value, clause string, ok bool) {
	tree, ok := e.tree()
	if !ok {
		return "", "", false
	}
	s := &speaker{lang: lang, called: called, locals: map[string][]string{}}
	if tree = s.stands(tree); tree.Kind() != ast.CallKind || tree.AsCall().FunctionName() != operators.Conditional {
		return "", "", false
	}
	args := tree.AsCall().Args()
	holds := !none(args[1])
	if !holds {
		args[1], args[2] = args[2], args[1]
	}
	if !none(args[2]) {
		return "", "", false
	}
	clause, value = s.clause(args[0], holds), s.value(args[1], nil)
	return value, clause, !s.lost
}

func (e *Expr) tree() (ast.Expr, bool) {
	p, err := parser.NewParser(parser.MaxRecursionDepth(maxExprDepth), parser.ExpressionSizeCodePointLimit(maxExprLength))
	if err != nil {
		return nil, false
	}
	tree, errs := p.Parse(common.NewStringSource(readable(e.Source), ""))
	if len(errs.GetErrors()) > 0 {
		return nil, false
	}
	return tree.Expr(), true
}

// maxValuesSaid bounds how much is said of values within values.
const maxValuesSaid = 20

// stands is what an expression stands for: where it is the name of a value, that value's own.
func (s *speaker) stands(e ast.Expr) ast.Expr {
	if s.values > maxValuesSaid {
		s.lost = true
	}
	if e.Kind() != ast.IdentKind || s.lost {
		return e
	}
	if c, ok := s.called([]string{asWritten(e.AsIdent())}); ok && c.Value != nil {
		if tree, ok := c.Value.tree(); ok {
			s.values++
			return s.stands(tree)
		}
	}
	return e
}

// Quoted is a text between a language's quotation marks.
func Quoted(t Text) Text {
	return Text{Zh: "“" + t.Zh + "”", ZhTW: "「" + t.In(Traditional) + "」", En: `"` + t.In(English) + `"`}
}

// speaker says one expression; lost once it met something it has no words for.
type speaker struct {
	lang   string
	called Namer
	locals map[string][]string // what a quantifier's name stands for: the path of its list
	values int                 // named values it has gone into
	meant  map[string][]string // which path a name was said for
	alike  map[string]bool     // names said for fields of several steps: the step is named too
	lost   bool
}

func (s *speaker) say(zh, zhTW, en string, parts ...string) string {
	said := Text{Zh: zh, ZhTW: zhTW, En: en}.In(s.lang)
	for i, part := range parts {
		said = strings.ReplaceAll(said, string(rune('A'+i))+"_", part)
	}
	return said
}

func (s *speaker) lose() string { s.lost = true; return "" }

// path is the way of names an expression is, if it is one: start.asset.state, first(rows).room.
func (s *speaker) path(e ast.Expr) []string {
	e = s.stands(e)
	switch e.Kind() {
	case ast.IdentKind:
		name := asWritten(e.AsIdent())
		if list, is := s.locals[name]; is {
			return list
		}
		return []string{name}
	case ast.SelectKind:
		if way := s.path(e.AsSelect().Operand()); way != nil {
			return append(slices.Clone(way), asWritten(e.AsSelect().FieldName()))
		}
	case ast.CallKind:
		if call := e.AsCall(); call.FunctionName() == "first" && len(call.Args()) == 1 {
			return s.path(call.Args()[0])
		}
	}
	return nil
}

func (s *speaker) name(way []string) Called {
	c, ok := Called{}, false
	switch {
	case len(way) > 1 && way[0] == toldRow:
		c, ok = toldColumn(way)
	case way != nil:
		c, ok = s.called(way)
	}
	if !ok {
		s.lose()
	}
	return s.apart(way, c)
}

// apart names the step too where fields of two steps are called alike: the total of "Order".
func (s *speaker) apart(way []string, c Called) Called {
	if s.lost || s.meant == nil || len(way) < 2 || way[0] == "row" {
		return c
	}
	step, is := s.called(way[:1])
	if !is || step.Value != nil {
		return c
	}
	before, said := s.meant[c.Text.Zh]
	if !said {
		s.meant[c.Text.Zh] = way
	} else if before[0] != way[0] {
		s.alike[c.Text.Zh] = true
	}
	if s.alike[c.Text.Zh] {
		c.Text = Text{
			Zh: step.Text.Zh + "时的" + c.Text.Zh, ZhTW: step.Text.In(Traditional) + "時的" + c.Text.In(Traditional),
			En: c.Text.In(English) + " of " + step.Text.In(English),
		}
	}
	return c
}

// clause says a condition, or that it does not hold.
func (s *speaker) clause(e ast.Expr, holds bool) string {
	e = s.stands(e)
	if way := s.path(e); way != nil {
		return s.flag(way, holds)
	}
	if e.Kind() != ast.CallKind {
		return s.lose()
	}
	call := e.AsCall()
	args := call.Args()
	switch name := call.FunctionName(); name {
	case operators.LogicalNot:
		return s.clause(args[0], !holds)
	case operators.LogicalAnd, operators.LogicalOr:
		return s.joined(name, args, holds)
	case operators.In:
		return s.within(args[0], args[1], holds)
	case operators.Equals, operators.NotEquals:
		return s.equal(args[0], args[1], (name == operators.Equals) == holds)
	case operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		return s.compared(name, args[0], args[1], holds)
	case "exists", "all":
		if _, asks := s.lookup(call.Target()); asks {
			return s.among(name, call.Target(), args, holds)
		}
		return s.some(name, call.Target(), args, holds)
	case "agree":
		return s.agreed(args, holds)
	}
	if said, asks := s.lookup(e); asks {
		return s.stated(said, holds)
	}
	return s.lose()
}

// stated says what is a clause as it stands, or that it does not hold.
func (s *speaker) stated(clause string, holds bool) string {
	if holds {
		return clause
	}
	return s.say("并非A_", "並非A_", "not A_", clause)
}

func (s *speaker) flag(way []string, holds bool) string {
	c := s.name(way)
	named := c.Text.In(s.lang)
	switch {
	case c.Clause:
		return s.stated(named, holds)
	case s.isA(way):
		of, what, _ := s.belongs(way)
		return s.is(of, what, holds)
	case c.Alone && holds:
		return s.say("经过A_", "經過A_", "A_ was passed", named)
	case c.Alone:
		return s.say("没有经过A_", "沒有經過A_", "A_ was not passed", named)
	case way[0] == "passed" && holds:
		return s.say("办过A_", "辦過A_", "A_ was done", named)
	case way[0] == "passed":
		return s.say("没有办过A_", "沒有辦過A_", "A_ was not done", named)
	case holds:
		return s.say("A_选了“是”", "A_選了「是」", "A_ is yes", named)
	}
	return s.say("A_没有选“是”", "A_沒有選「是」", "A_ is not yes", named)
}

// isA says that a path asks of a thing whether it is something: food, a pupil.
func (s *speaker) isA(way []string) bool {
	_, _, ok := s.belongs(way)
	return ok
}

// joined says several conditions at once; that not all of them hold is that one does not.
func (s *speaker) joined(name string, args []ast.Expr, holds bool) string {
	parts := make([]string, 0, len(args))
	for _, arg := range args {
		part := s.clause(arg, holds)
		if call := arg; call.Kind() == ast.CallKind && call.AsCall().FunctionName() != name &&
			slices.Contains([]string{operators.LogicalAnd, operators.LogicalOr}, call.AsCall().FunctionName()) {
			part = s.say("（A_）", "（A_）", "(A_)", part)
		}
		parts = append(parts, part)
	}
	if (name == operators.LogicalAnd) == holds {
		return strings.Join(parts, s.say("，并且", "，並且", " and "))
	}
	return strings.Join(parts, s.say("，或者", "，或者", " or "))
}

// within says that something is one of some words, or that a list holds a word.
func (s *speaker) within(what, list ast.Expr, holds bool) string {
	if way := s.path(list); way != nil {
		c := s.name(way)
		if of, _, ok := s.belongs(way); ok { // a person is what their roles say
			return s.is(of, s.value(what, c.Words), holds)
		}
		if holds {
			return s.say("A_有B_", "A_有B_", "A_ has B_", c.Text.In(s.lang), s.value(what, c.Words))
		}
		return s.say("A_没有B_", "A_沒有B_", "A_ has no B_", c.Text.In(s.lang), s.value(what, c.Words))
	}
	if list.Kind() != ast.ListKind {
		return s.lose()
	}
	c := s.name(s.path(what))
	words := make([]string, 0, len(list.AsList().Elements()))
	for _, one := range list.AsList().Elements() {
		words = append(words, s.value(one, c.Words))
	}
	return s.is(c.Text.In(s.lang), strings.Join(words, s.say("或", "或", " or ")), holds)
}

func (s *speaker) is(a, b string, holds bool) string {
	if holds {
		return s.say("A_是B_", "A_是B_", "A_ is B_", a, b)
	}
	return s.say("A_不是B_", "A_不是B_", "A_ is not B_", a, b)
}

// some says that a condition holds for a row of a list, or for all of them.
func (s *speaker) some(name string, list ast.Expr, args []ast.Expr, holds bool) string {
	way := s.path(list)
	if way == nil || len(args) != 2 || args[0].Kind() != ast.IdentKind {
		return s.lose()
	}
	if name == "exists" && s.continues(asWritten(args[0].AsIdent()), args[1]) {
		named := s.name(way).Text.In(s.lang)
		if holds {
			return s.say("A_里有这一行", "A_裡有這一列", "A_ holds this row", named)
		}
		return s.say("A_里没有这一行", "A_裡沒有這一列", "A_ does not hold this row", named)
	}
	s.locals[asWritten(args[0].AsIdent())] = way
	each := s.clause(args[1], holds)
	if (name == "exists") == holds {
		return s.say("有一行A_", "有一列A_", "in some row A_", each)
	}
	return s.say("每行都A_", "每列都A_", "in every row A_", each)
}

// continues says that a condition asks of an element whether it is the row that is looked at: l.line == row.id.
func (s *speaker) continues(local string, e ast.Expr) bool {
	if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != operators.Equals {
		return false
	}
	args := e.AsCall().Args()
	return slices.Equal(s.path(args[0]), []string{local, "line"}) && slices.Equal(s.path(args[1]), []string{"row", "id"})
}

// value says what is compared; words are what a text of it may be called.
func (s *speaker) value(e ast.Expr, words map[string]Text) string {
	e = s.stands(e)
	if way := s.path(e); way != nil {
		return s.name(way).Text.In(s.lang)
	}
	switch e.Kind() {
	case ast.LiteralKind:
		return s.literal(e.AsLiteral(), words)
	case ast.CallKind:
		if said, asks := s.lookup(e); asks {
			return said
		}
		return s.computed(e.AsCall())
	}
	return s.lose()
}

func (s *speaker) literal(v ref.Val, words map[string]Text) string {
	text, is := v.(types.String)
	if !is {
		return fmt.Sprint(v.Value())
	}
	if word, known := words[string(text)]; known {
		return Quoted(word).In(s.lang)
	}
	return Quoted(Text{Zh: string(text)}).In(s.lang)
}

func (s *speaker) computed(call ast.CallExpr) string {
	args := call.Args()
	switch name := call.FunctionName(); {
	case name == operators.Conditional:
		return s.either(args[0], args[1], args[2])
	case name == "sum" && len(args) == 2 && !call.IsMemberFunction():
		way := s.path(args[0])
		if way == nil || args[1].Kind() != ast.IdentKind {
			return s.lose()
		}
		way = append(slices.Clone(way), asWritten(args[1].AsIdent()))
		return s.say("A_的合计", "A_的合計", "all A_", s.name(way).Text.In(s.lang))
	case len(args) > 0 && combined[name].Zh != "" && !call.IsMemberFunction():
		said := combined[name].In(s.lang)
		for i, arg := range args[:min(2, len(args))] {
			if hole := string(rune('A'+i)) + "_"; strings.Contains(said, hole) {
				said = strings.ReplaceAll(said, hole, s.value(arg, nil))
			}
		}
		return said
	}
	return s.lose()
}

// combined are what is called by what it is made of.
var combined = map[string]Text{
	"max":              {Zh: "A_和B_中较大的", ZhTW: "A_和B_中較大的", En: "the greater of A_ and B_"},
	"min":              {Zh: "A_和B_中较小的", ZhTW: "A_和B_中較小的", En: "the lesser of A_ and B_"},
	"share":            {Zh: "A_分摊到这一行的部分", ZhTW: "A_分攤到這一列的部分", En: "the part of A_ that falls on this row"},
	operators.Add:      {Zh: "A_ + B_", ZhTW: "A_ + B_", En: "A_ + B_"},
	operators.Subtract: {Zh: "A_ − B_", ZhTW: "A_ − B_", En: "A_ − B_"},
}

// either says a value that hangs on a condition, and what it is otherwise unless that is nothing.
func (s *speaker) either(when, then, otherwise ast.Expr) string {
	holds := !none(then)
	if !holds {
		then, otherwise = otherwise, then
	}
	if same := s.same(then, otherwise); same != "" {
		return same
	}
	clause, value := s.clause(when, holds), s.value(then, nil)
	if none(otherwise) {
		return s.say("A_（B_时）", "A_（B_時）", "A_ (where B_)", value, clause)
	}
	return s.say("（B_时A_，否则C_）", "（B_時A_，否則C_）", "(A_ where B_, else C_)", value, clause, s.value(otherwise, nil))
}

// same is what two values are both called, "" where they are called differently.
func (s *speaker) same(a, b ast.Expr) string {
	if none(b) {
		return ""
	}
	plain := &speaker{lang: s.lang, called: s.called, locals: s.locals, values: s.values}
	if one, other := plain.value(a, nil), plain.value(b, nil); one == other && !plain.lost {
		return one
	}
	return ""
}

// none says that an expression is null.
func none(e ast.Expr) bool {
	if e.Kind() != ast.LiteralKind {
		return false
	}
	_, is := e.AsLiteral().(types.Null)
	return is
}

// sized is the list whose size an expression is.
func sized(e ast.Expr) (ast.Expr, bool) {
	if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != "size" || !e.AsCall().IsMemberFunction() {
		return nil, false
	}
	return e.AsCall().Target(), true
}
