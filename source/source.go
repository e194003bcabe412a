package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Bounds on one definition file, checked before anything is made of it.
const (
	MaxBytes = 512 << 10
	MaxNodes = 20_000
	MaxDepth = 40
)

// Problem is one thing wrong in a file: where, what, and what would be right.
type Problem struct {
	File    string `json:"-"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// String gives the form editors understand: file:line:column: message (hint).
func (p Problem) String() string {
	s := fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
	if p.Hint != "" {
		s += " (" + p.Hint + ")"
	}
	return s
}

// Problems collects everything wrong in one file.
type Problems struct {
	File string
	List []Problem
}

// At reports a problem at a node; code is one short word, hint may be empty.
func (ps *Problems) At(n *yaml.Node, code, hint, format string, args ...any) {
	ps.AtPlace(n.Line, n.Column, code, hint, format, args...)
}

// AtPlace reports a problem at a line and column, counted from 1.
func (ps *Problems) AtPlace(line, column int, code, hint, format string, args ...any) {
	ps.List = append(ps.List, Problem{
		File: ps.File, Line: max(line, 1), Column: max(column, 1),
		Code: code, Hint: hint, Message: fmt.Sprintf(format, args...),
	})
}

// OK says that nothing was reported.
func (ps *Problems) OK() bool { return len(ps.List) == 0 }

// Sorted returns the problems from the top of the file to its end.
func (ps *Problems) Sorted() []Problem {
	sort.SliceStable(ps.List, func(i, j int) bool {
		a, b := ps.List[i], ps.List[j]
		return a.Line < b.Line || a.Line == b.Line && a.Column < b.Column
	})
	return ps.List
}

// Error joins the problems, one a line.
func (ps *Problems) Error() string {
	var lines []string
	for _, p := range ps.Sorted() {
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

// Parse reads one YAML document into nodes. It reports and returns nil when the text is too large, not UTF-8, not
// YAML, deeper or longer than the bounds, holds anchors, aliases, tags or duplicate keys, or more than one document.
func Parse(text []byte, ps *Problems) *yaml.Node {
	if !readable(text, ps) {
		return nil
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var doc yaml.Node
	if err := decoder.Decode(&doc); err != nil {
		reportSyntax(err, ps)
		return nil
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		ps.AtPlace(1, 1, "document", "keep one definition in a file", "the file holds more than one YAML document")
		return nil
	}
	left := MaxNodes
	root := doc.Content[0]
	if !bounded(root, 0, &left, ps) {
		return nil
	}
	return root
}

func readable(text []byte, ps *Problems) bool {
	switch {
	case len(text) > MaxBytes:
		ps.AtPlace(1, 1, "size", "", "the file has %d bytes, more than %d", len(text), MaxBytes)
	case len(bytes.TrimSpace(text)) == 0:
		ps.AtPlace(1, 1, "empty", "begin with 'process: name'", "the file is empty")
	case !utf8.Valid(text):
		line, column := 1, 1
		for len(text) > 0 {
			r, size := utf8.DecodeRune(text)
			if r == utf8.RuneError && size == 1 {
				break
			}
			if column++; r == '\n' {
				line, column = line+1, 1
			}
			text = text[size:]
		}
		ps.AtPlace(line, column, "utf8", "save the file as UTF-8", "the text is not valid UTF-8")
	case depthOf(text) > MaxDepth*8:
		ps.AtPlace(1, 1, "depth", "", "the file nests too deeply")
	default:
		return true
	}
	return false
}

// depthOf bounds what a recursive parser would have to hold: brackets open at once, and leading "- " or "? " runs.
func depthOf(text []byte) int {
	deepest, open := 0, 0
	for _, line := range bytes.Split(text, []byte("\n")) {
		dashes := bytes.Count(line, []byte("- ")) + bytes.Count(line, []byte("? "))
		for _, c := range line {
			switch c {
			case '[', '{':
				open++
				deepest = max(deepest, open)
			case ']', '}':
				open--
			}
		}
		deepest = max(deepest, dashes)
	}
	return deepest
}

// reportSyntax takes the line out of the YAML library's message, which is all it tells.
func reportSyntax(err error, ps *Problems) {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 1
	if _, scanErr := fmt.Sscanf(message, "line %d:", &line); scanErr == nil {
		message = message[strings.Index(message, ":")+2:]
	}
	ps.AtPlace(line, 1, "yaml", "", "not YAML: %s", message)
}

func bounded(n *yaml.Node, depth int, left *int, ps *Problems) bool {
	*left--
	switch {
	case *left < 0:
		ps.At(n, "size", "", "the file has more than %d values", MaxNodes)
		return false
	case depth > MaxDepth:
		ps.At(n, "depth", "", "values nest deeper than %d", MaxDepth)
		return false
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		ps.At(n, "alias", "write the value out", "anchors and aliases are not part of the language")
		return false
	case n.Style&yaml.TaggedStyle != 0:
		ps.At(n, "tag", "leave the tag away", "tags are not part of the language")
		return false
	}
	seen := map[string]bool{}
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			if seen[child.Value] {
				ps.At(child, "duplicate", "", "%q stands here twice", child.Value)
				return false
			}
			seen[child.Value] = true
		}
		if !bounded(child, depth+1, left, ps) {
			return false
		}
	}
	return true
}
