package source

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Mapping walks one YAML mapping: each reader takes a key, Done reports the keys nobody took.
type Mapping struct {
	Node  *yaml.Node
	ps    *Problems
	where string
	vals  map[string]*yaml.Node
	keys  []*yaml.Node
	taken map[string]bool
}

// MappingOf starts the walk; where names the thing in messages ("step", "field"). It reports and returns nil when the
// node is no mapping.
func MappingOf(n *yaml.Node, where string, ps *Problems) *Mapping {
	if n == nil || n.Kind != yaml.MappingNode {
		if n != nil {
			ps.At(n, "type", "write key: value pairs", "%s must be a mapping", where)
		}
		return nil
	}
	m := &Mapping{Node: n, ps: ps, where: where, vals: map[string]*yaml.Node{}, taken: map[string]bool{}}
	for i := 0; i+1 < len(n.Content); i += 2 {
		m.keys = append(m.keys, n.Content[i])
		m.vals[n.Content[i].Value] = n.Content[i+1]
	}
	return m
}

// Keys returns the key nodes in the file's order.
func (m *Mapping) Keys() []*yaml.Node { return m.keys }

// Get takes a key and returns its value's node, nil when absent or null.
func (m *Mapping) Get(key string) *yaml.Node {
	m.taken[key] = true
	n := m.vals[key]
	if n != nil && n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	return n
}

// Need is Get for a key that must be there.
func (m *Mapping) Need(key string) *yaml.Node {
	n := m.Get(key)
	if n == nil {
		m.ps.At(m.Node, "required", "", "%s needs %q", m.where, key)
	}
	return n
}

// Str takes a scalar as text, "" when absent.
func (m *Mapping) Str(key string) string {
	n := m.Get(key)
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		m.ps.At(n, "type", "", "%q of %s must be one value", key, m.where)
		return ""
	}
	return n.Value
}

// Flag takes true or false; absent is false.
func (m *Mapping) Flag(key string) bool {
	n := m.Get(key)
	if n == nil {
		return false
	}
	b, err := strconv.ParseBool(n.Value)
	if err != nil || n.Tag != "!!bool" {
		m.ps.At(n, "type", "", "%q of %s must be true or false", key, m.where)
	}
	return b
}

// List takes a sequence; a single value counts as a list of one, absent as none.
func (m *Mapping) List(key string) []*yaml.Node {
	n := m.Get(key)
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.SequenceNode:
		return n.Content
	default:
		return []*yaml.Node{n}
	}
}

// Done reports every key that no reader took, with the closest known one as a hint.
func (m *Mapping) Done() {
	for _, key := range m.keys {
		if !m.taken[key.Value] {
			m.ps.At(key, "unknown", Closest(key.Value, m.taken), "%s has no %q", m.where, key.Value)
		}
	}
}

// Closest suggests the known word nearest to what was written, or lists nothing when none is near.
func Closest(word string, known map[string]bool) string {
	best, distance := "", 3
	for candidate := range known {
		d := editDistance(word, candidate)
		if d < distance || d == distance && best != "" && candidate < best {
			best, distance = candidate, d
		}
	}
	if best == "" {
		return ""
	}
	return "did you mean " + strings.TrimSpace(best) + "?"
}

func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost = 1 + min(diagonal, row[j], row[j-1])
			}
			diagonal, row[j] = row[j], cost
		}
	}
	return row[len(b)]
}
