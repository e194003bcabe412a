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
	s := &speaker{lang: lang, called: called, locals: map[string][]string{}}
	say := func() string { return s.value(tree, nil) }
	if e.Type.Kind == "bool" {
		say = func() string { return s.clause(tree, true) }
	}
	said := say()
	return said, !s.lost
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

// meant is what an expression stands for: where it is the name of a value, that value's own.
func (s *speaker) meant(e ast.Expr) ast.Expr {
	if s.values > maxValuesSaid {
		s.lost = true
	}
	if e.Kind() != ast.IdentKind || s.lost {
		return e
	}
	if c, ok := s.called([]string{asWritten(e.AsIdent())}); ok && c.Value != nil {
		if tree, ok := c.Value.tree(); ok {
			s.values++
			return s.meant(tree)
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
	e = s.meant(e)
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
	c, ok := s.called(way)
	if way == nil || !ok {
		s.lose()
	}
	return c
}

// clause says a condition, or that it does not hold.
func (s *speaker) clause(e ast.Expr, holds bool) string {
	e = s.meant(e)
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
		return s.some(name, call.Target(), args, holds)
	}
	return s.lose()
}

func (s *speaker) flag(way []string, holds bool) string {
	c := s.name(way)
	named := c.Text.In(s.lang)
	switch {
	case c.Clause && holds:
		return named
	case c.Clause:
		return s.say("并非A_", "並非A_", "not A_", named)
	case way[0] == "passed" && holds:
		return s.say("办过A_", "辦過A_", "A_ was done", named)
	case way[0] == "passed":
		return s.say("没有办过A_", "沒有辦過A_", "A_ was not done", named)
	case holds:
		return s.say("A_选了“是”", "A_選了「是」", "A_ is yes", named)
	}
	return s.say("A_没有选“是”", "A_沒有選「是」", "A_ is not yes", named)
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

func (s *speaker) equal(a, b ast.Expr, holds bool) string {
	if n, is := sized(a); is && b.Kind() == ast.LiteralKind { // nothing in a list
		return s.filled(s.value(n, nil), !holds)
	}
	if none(b) {
		return s.filled(s.value(a, nil), !holds)
	}
	var words map[string]Text
	if way := s.path(a); way != nil {
		words = s.name(way).Words
	}
	return s.is(s.value(a, nil), s.value(b, words), holds)
}

func (s *speaker) filled(named string, is bool) string {
	if is {
		return s.say("填了A_", "填了A_", "A_ is filled in", named)
	}
	return s.say("没有填A_", "沒有填A_", "A_ is empty", named)
}

func (s *speaker) compared(name string, a, b ast.Expr, holds bool) string {
	if n, is := sized(a); is && name == operators.Greater && b.Kind() == ast.LiteralKind {
		return s.filled(s.value(n, nil), holds)
	}
	if !holds {
		name = map[string]string{
			operators.Less: operators.GreaterEquals, operators.LessEquals: operators.Greater,
			operators.Greater: operators.LessEquals, operators.GreaterEquals: operators.Less,
		}[name]
	}
	x, y := s.value(a, nil), s.value(b, nil)
	if slices.Equal(s.path(b), []string{"today"}) {
		return s.beforeToday(name, x)
	}
	switch name {
	case operators.Less:
		return s.say("A_低于B_", "A_低於B_", "A_ is less than B_", x, y)
	case operators.LessEquals:
		return s.say("A_不超过B_", "A_不超過B_", "A_ is at most B_", x, y)
	case operators.Greater:
		return s.say("A_超过B_", "A_超過B_", "A_ is more than B_", x, y)
	}
	return s.say("A_不低于B_", "A_不低於B_", "A_ is at least B_", x, y)
}

func (s *speaker) beforeToday(name, day string) string {
	switch name {
	case operators.Less:
		return s.say("A_已过", "A_已過", "A_ is past", day)
	case operators.LessEquals:
		return s.say("A_已到", "A_已到", "A_ has come", day)
	case operators.Greater:
		return s.say("A_在今天以后", "A_在今天以後", "A_ is after today", day)
	}
	return s.say("A_未过", "A_未過", "A_ is not past", day)
}

// some says that a condition holds for a row of a list, or for all of them.
func (s *speaker) some(name string, list ast.Expr, args []ast.Expr, holds bool) string {
	way := s.path(list)
	if way == nil || len(args) != 2 || args[0].Kind() != ast.IdentKind {
		return s.lose()
	}
	s.locals[asWritten(args[0].AsIdent())] = way
	each := s.clause(args[1], holds)
	if (name == "exists") == holds {
		return s.say("有一行A_", "有一列A_", "in some row A_", each)
	}
	return s.say("每行都A_", "每列都A_", "in every row A_", each)
}

// value says what is compared; words are what a text of it may be called.
func (s *speaker) value(e ast.Expr, words map[string]Text) string {
	e = s.meant(e)
	if way := s.path(e); way != nil {
		return s.name(way).Text.In(s.lang)
	}
	switch e.Kind() {
	case ast.LiteralKind:
		return s.literal(e.AsLiteral(), words)
	case ast.CallKind:
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
	case name == "max" && len(args) == 2:
		return s.say("A_和B_中较大的", "A_和B_中較大的", "the greater of A_ and B_", s.value(args[0], nil), s.value(args[1], nil))
	case name == operators.Add && len(args) == 2:
		return s.value(args[0], nil) + " + " + s.value(args[1], nil)
	case name == operators.Subtract && len(args) == 2:
		return s.value(args[0], nil) + " − " + s.value(args[1], nil)
	}
	return s.lose()
}

// either says a value that hangs on a condition, and what it is otherwise unless that is nothing.
func (s *speaker) either(when, then, otherwise ast.Expr) string {
	holds := !none(then)
	if !holds {
		then, otherwise = otherwise, then
	}
	clause, value := s.clause(when, holds), s.value(then, nil)
	if none(otherwise) {
		return s.say("A_（B_时）", "A_（B_時）", "A_ (where B_)", value, clause)
	}
	return s.say("（B_时A_，否则C_）", "（B_時A_，否則C_）", "(A_ where B_, else C_)", value, clause, s.value(otherwise, nil))
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
