package forms

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

func (s *speaker) equal(a, b ast.Expr, holds bool) string {
	if n, is := sized(a); is && b.Kind() == ast.LiteralKind { // nothing in a list
		return s.filled(s.value(n, nil), !holds)
	}
	if none(b) {
		if said, asks := s.lookup(a); asks {
			return s.there(said, !holds)
		}
		if of, what, ok := s.belongs(s.path(a)); ok {
			return s.has(of, what, !holds)
		}
		return s.filled(s.value(a, nil), !holds)
	}
	var words map[string]Text
	if way := s.path(a); way != nil {
		words = s.name(way).Words
	}
	return s.is(s.value(a, nil), s.value(b, words), holds)
}

func (s *speaker) has(of, what string, does bool) string {
	if does {
		return s.say("A_有B_", "A_有B_", "there is B_ of A_", of, what)
	}
	return s.say("A_没有B_", "A_沒有B_", "there is no B_ of A_", of, strings.TrimPrefix(what, "the "))
}

func (s *speaker) there(named string, is bool) string {
	if is {
		return s.say("有A_", "有A_", "there is A_", named)
	}
	return s.say("没有A_", "沒有A_", "there is no A_", named)
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
