package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// What a statement is called stands in traces up to a colon: before it are words of the program's own, not ids, names
// or anything a person typed.
func TestStatementsAreNamedInWords(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 3 {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !slices.Contains([]string{"exec", "get", "find", "list"}, f.Sel.Name) {
				return true
			}
			named++
			if !inWords(call.Args[1]) {
				t.Errorf("%s: the statement's name holds more than words", set.Position(call.Pos()))
			}
			return true
		})
	}
	if named < 100 {
		t.Errorf("only %d statements were looked at", named)
	}
}

// inWords says that an expression is a literal, or one of the names under which the program keeps words of its own (the
// kind of an entry, the list that is edited, what a caller here names a statement); behind a colon all is allowed.
func inWords(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return slices.Contains([]string{"kind", "list", "what"}, e.Name)
	case *ast.BinaryExpr:
		return inWords(e.X) && (inWords(e.Y) || cut(e.X))
	}
	return false
}

// cut says that an expression ends in a colon.
func cut(e ast.Expr) bool {
	if sum, ok := e.(*ast.BinaryExpr); ok {
		e = sum.Y
	}
	literal, ok := e.(*ast.BasicLit)
	if !ok {
		return false
	}
	text, err := strconv.Unquote(literal.Value)
	return err == nil && strings.HasSuffix(text, ": ")
}
