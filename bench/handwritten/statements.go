package handwritten

import (
	_ "embed" // the statements
	"fmt"
	"strings"
)

//go:embed rows.sql
var tables string

//go:embed statements.sql
var text string

// statement is one statement and the names of its parameters, in order.
type statement struct {
	query string
	names []string
}

// statements reads statements.sql: blocks between empty lines that begin with "-- name: parameters".
func statements() (map[string]statement, error) {
	found := map[string]statement{}
	for block := range strings.SplitSeq(text, "\n\n") {
		head, query, _ := strings.Cut(block, "\n")
		name, names, ok := strings.Cut(strings.TrimPrefix(head, "-- "), ": ")
		if !ok || strings.HasPrefix(query, "--") {
			continue // a comment
		}
		s := statement{query: strings.TrimSpace(query), names: strings.Fields(names)}
		if last := fmt.Sprintf("$%d", len(s.names)); !strings.Contains(s.query, last) {
			return nil, fmt.Errorf("read statement %s: it has no %s", name, last)
		}
		found[name] = s
	}
	return found, nil
}
