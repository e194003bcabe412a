package processes

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"zongwu/calendar"
	"zongwu/forms"
	"zongwu/source"
)

// MaxSteps bounds a definition.
const MaxSteps = 300

var (
	idPattern     = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	numberPattern = regexp.MustCompile(`^[A-Z]{1,6}-(\{year\}-)?\{seq\}$`)
)

// reserved are the names every expression already has, and the ends; no step may take them.
var reserved = map[string]bool{
	Start: true, "starter": true, "actor": true, "school": true, "today": true, "outcome": true, "key": true,
	"rows": true, "row": true, "line": true, "end": true, "done": true, "rejected": true, "cancelled": true,
	"withdrawn": true, "this": true, "passed": true, "stop": true,
	"true": true, "false": true, "null": true, "in": true, "id": true,
}

func identifier(s string) bool { return idPattern.MatchString(s) }

// compiler holds what is known while a file is read.
type compiler struct {
	p     *Process
	ps    *source.Problems
	roles map[string]bool
	forms map[string]*yaml.Node // by name, until compiled
	order []string
	later []func() // expressions, once every form's type is known
	nodes map[*Step]*yaml.Node
	named []*value // in the file's order
	count int
}

// Compile reads a definition completely: everything wrong is reported at once, each at its place. roles are those the
// catalogue and the school declare. The process is nil when there was a problem.
func Compile(file string, text []byte, roles []Role) (*Process, *source.Problems) {
	ps := &source.Problems{File: file}
	root := source.Parse(text, ps)
	if root == nil {
		return nil, ps
	}
	sum := sha256.Sum256(text)
	c := &compiler{
		p: &Process{
			Version: hex.EncodeToString(sum[:]), Forms: map[string]*forms.Form{}, byID: map[string]*Step{},
			offices: map[string]forms.Text{},
		},
		ps: ps, roles: map[string]bool{}, forms: map[string]*yaml.Node{}, nodes: map[*Step]*yaml.Node{},
	}
	for _, r := range roles {
		c.roles[r.ID], c.p.offices[r.ID] = true, r.Title
	}
	c.process(root)
	if !ps.OK() {
		return nil, ps
	}
	c.check()
	if !ps.OK() {
		return nil, ps
	}
	c.p.all = c.p.All()
	return c.p, ps
}

func (c *compiler) process(root *yaml.Node) {
	m := source.MappingOf(root, "a definition", c.ps)
	if m == nil {
		return
	}
	c.p.ID = c.id(m.Need("process"), "a process")
	c.p.Title = c.text(m.Need("title"))
	c.p.Category = c.text(m.Get("category"))
	c.p.Icon = m.Str("icon")
	c.p.Number = m.Str("number")
	if n := m.Need("number"); n != nil && !numberPattern.MatchString(c.p.Number) {
		c.ps.At(n, "number", "like CG-{year}-{seq}", "the number %q is not one people can say aloud", c.p.Number)
	}
	c.settings(m.Get("settings"))
	c.values(m.Get("values"))
	c.formNodes(m.Get("forms"))
	start, steps, summary, alike := m.Need("start"), m.Need("steps"), m.List("summary"), m.List("alike")
	alikeWith, labels := m.List("alike_with"), m.List("labels")
	schedule, results := m.Get("schedule"), m.Get("results")
	m.Done()
	c.begin(start)
	if steps != nil {
		c.p.Steps = c.block(steps, nil).Steps
	}
	c.compileForms()
	c.schedule(schedule)
	c.results(results)
	for _, f := range c.later {
		f()
	}
	c.checkValues()
	c.summary(summary)
	c.labels(labels)
	for _, n := range alike {
		c.likeness(n)
	}
	for _, n := range alikeWith {
		c.p.AlikeWith = append(c.p.AlikeWith, c.id(n, "a process"))
	}
}

func (c *compiler) formNodes(n *yaml.Node) {
	if n == nil {
		return
	}
	m := source.MappingOf(n, "forms", c.ps)
	if m == nil {
		return
	}
	for _, key := range m.Keys() {
		if !identifier(key.Value) {
			c.ps.At(key, "name", "small letters, digits and _", "%q cannot name a form", key.Value)
		}
		body := m.Get(key.Value)
		if body == nil {
			c.ps.At(key, "required", "", "form %q is empty", key.Value)
		} else {
			c.order = append(c.order, key.Value)
		}
		c.forms[key.Value] = body
	}
}

// id reads a name people and programs use: small letters, digits, underscores.
func (c *compiler) id(n *yaml.Node, what string) string {
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode || !identifier(n.Value) {
		c.ps.At(n, "name", "small letters, digits and _, beginning with a letter", "%q cannot name %s", n.Value, what)
		return ""
	}
	return n.Value
}

// text reads a text for people.
func (c *compiler) text(n *yaml.Node) forms.Text { return forms.ReadText(n, c.ps) }

func (c *compiler) span(n *yaml.Node) *calendar.Span {
	if n == nil {
		return nil
	}
	s, err := calendar.ParseSpan(n.Value)
	if err != nil {
		c.ps.At(n, "span", "like 2 workdays, 4 hours, 30 minutes, 3 days", "%q is no length of time", n.Value)
		return nil
	}
	return &s
}

func scalar(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

// known lists the keys of a set for a hint.
func known[T any](set map[string]T) map[string]bool {
	keys := make(map[string]bool, len(set))
	for k := range set {
		keys[k] = true
	}
	return keys
}

func isEnd(word string) (Target, bool) {
	switch strings.TrimSpace(word) {
	case "end":
		return Target{End: true}, true
	case halt, "stop": // as it was called once
		return Target{Stop: true}, true
	case string(Done), string(Rejected), string(Cancelled):
		return Target{Case: Status(word)}, true
	}
	return Target{}, false
}
