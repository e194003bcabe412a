package forms

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/parser"
	"go.yaml.in/yaml/v3"

	"zongwu/source"
)

// compiler turns one expression's syntax tree into typed operations, in one walk.
type compiler struct {
	node  *yaml.Node
	info  *ast.SourceInfo
	text  []rune
	names names
	ps    *source.Problems
	bad   bool // something was reported
	slots int
	uses  uses
}

// compileExpr parses and type-checks; CEL gives the grammar, this package the types and their meaning.
func compileExpr(n *yaml.Node, within names, want Type, ps *source.Problems) *Expr {
	if n.Kind != yaml.ScalarNode {
		ps.At(n, "type", "", "an expression must be one value")
		return nil
	}
	if n.Tag == "!!timestamp" || datelike.MatchString(n.Value) { // an unquoted date is read by YAML, not by CEL
		return dateLiteral(n, want, ps)
	}
	c := &compiler{node: n, text: []rune(n.Value), names: within, ps: ps}
	c.uses = uses{outer: map[string]bool{}, form: map[string]bool{}, row: map[string]bool{}}
	tree := c.parse()
	if tree == nil {
		return nil
	}
	c.info = tree.SourceInfo()
	root := c.compile(tree.Expr())
	if c.bad {
		return nil
	}
	root = c.settle(tree.Expr(), root, want)
	if c.bad {
		return nil
	}
	return &Expr{Source: n.Value, Type: root.typ, root: root.run, slots: c.slots, uses: c.uses}
}

var datelike = regexp.MustCompile(`^[0-9]{4,5}-[0-9]{2}-[0-9]{2}$`)

func dateLiteral(n *yaml.Node, want Type, ps *source.Problems) *Expr {
	if !isDate(n.Value) || want.Kind != "" && want.Kind != "date" {
		wanted := want
		if want.Kind == "" {
			wanted = DateType
		}
		ps.At(n, "type", "", "%s is no %s", n.Value, wanted.name())
		return nil
	}
	value := n.Value
	return &Expr{Source: value, Type: DateType, root: func(*frame) (any, error) { return value, nil }}
}

func (c *compiler) parse() *ast.AST {
	if len(c.text) > maxExprLength {
		c.ps.At(c.node, "size", "", "the expression is longer than %d characters", maxExprLength)
		return nil
	}
	p, err := parser.NewParser(parser.MaxRecursionDepth(maxExprDepth), parser.ErrorRecoveryLimit(4),
		parser.ErrorReportingLimit(4), parser.ExpressionSizeCodePointLimit(maxExprLength))
	if err != nil {
		c.ps.At(c.node, "expression", "", "cannot parse expressions: %v", err)
		return nil
	}
	tree, errs := p.Parse(common.NewStringSource(readable(c.node.Value), ""))
	if len(errs.GetErrors()) == 0 {
		return tree
	}
	for _, e := range errs.GetErrors() {
		line, column := c.placeOf(e.Location.Line(), e.Location.Column())
		c.ps.AtPlace(line, column, "expression", syntaxHint(c.node.Value), "%s", syntaxMessage(e.Message))
	}
	return nil
}

// unused are words CEL keeps for itself and this language has no use for: fields may be called so.
const unused = " as break const continue else for function if import let loop package namespace return var void while "

var wordOrQuote = regexp.MustCompile(`'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_]*`)

// readable is an expression as CEL reads it: words it keeps for itself stand in capitals, which no field's name has, so
// that every place in the text stays where it is.
func readable(text string) string {
	return wordOrQuote.ReplaceAllStringFunc(text, func(word string) string {
		if strings.Contains(unused, " "+word+" ") {
			return strings.ToUpper(word)
		}
		return word
	})
}

// asWritten is a name as the definition has it.
func asWritten(name string) string {
	if low := strings.ToLower(name); low != name && strings.Contains(unused, " "+low+" ") {
		return low
	}
	return name
}

// expecting is the parser's list of every token that could follow, which tells nobody anything.
var expecting = regexp.MustCompile(`(?s),? expecting .*$`)

func syntaxMessage(message string) string {
	message = strings.TrimPrefix(message, "Syntax error: ")
	return "the expression cannot be read: " + expecting.ReplaceAllString(message, "")
}

func syntaxHint(text string) string {
	for _, other := range []struct{ wrong, right string }{
		{" and ", "write && for and"}, {" or ", "write || for or"}, {" not ", "write ! for not"},
		{"<>", "write != for unequal"},
	} {
		if strings.Contains(" "+text+" ", other.wrong) {
			return other.right
		}
	}
	for i := 0; i < len(text); i++ {
		if text[i] == '=' && (i == 0 || !strings.ContainsRune("=!<>", rune(text[i-1]))) &&
			(i+1 == len(text) || text[i+1] != '=') {
			return "write == for equal"
		}
	}
	return ""
}

// placeOf turns a line (from 1) and column (from 0) of the expression into a place in the file. Of a quoted value
// the quote counts; a block's text begins on the next line.
func (c *compiler) placeOf(line, column int) (int, int) {
	switch {
	case c.node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return c.node.Line + line, column + 1
	case line > 1:
		return c.node.Line + line - 1, column + 1
	case c.node.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		return c.node.Line, c.node.Column + column + 1
	default:
		return c.node.Line, c.node.Column + column
	}
}

// report says what is wrong at a node of the expression.
func (c *compiler) report(e ast.Expr, code, hint, format string, args ...any) typed {
	location := c.info.GetStartLocation(e.ID())
	if e.Kind() == ast.SelectKind {
		location = c.fieldLocation(e, location)
	}
	line, column := c.placeOf(location.Line(), location.Column())
	c.ps.AtPlace(line, column, code, hint, format, args...)
	c.bad = true
	return typed{typ: Type{Kind: "wrong"}, run: func(*frame) (any, error) { return nil, nil }}
}

// fieldLocation moves from the dot of a selection to the name after it.
func (c *compiler) fieldLocation(e ast.Expr, at common.Location) common.Location {
	r, ok := c.info.GetOffsetRange(e.ID())
	if !ok {
		return at
	}
	start := int(r.Start)
	for start < len(c.text) && (c.text[start] == '.' || c.text[start] == ' ') {
		start++
	}
	return c.info.GetLocationByOffset(int32(start))
}

var numberText = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?`)

// literalText is the number as written, because the parser's own float would have lost digits.
func (c *compiler) literalText(e ast.Expr) string {
	r, ok := c.info.GetOffsetRange(e.ID())
	if !ok || int(r.Start) >= len(c.text) || !utf8.ValidString(c.node.Value) {
		return ""
	}
	return numberText.FindString(string(c.text[r.Start:]))
}
