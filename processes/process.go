package processes

import (
	"go.yaml.in/yaml/v3"

	"zongwu/calendar"
	"zongwu/forms"
	"zongwu/source"
)

// Process is a compiled definition. It never changes; its Version is the hash of its text.
type Process struct {
	ID       string
	Version  string // hex SHA-256 of the file's bytes
	Title    forms.Text
	Category forms.Text
	Icon     string
	Number   string // pattern: CG-{year}-{seq}
	Settings []Setting
	Forms    map[string]*forms.Form
	Begin    Step   // the start: who may begin, its form
	Steps    []Step // in the file's order; steps inside blocks stand in their block
	Summary  []string
	byID     map[string]*Step
}

// Setting is a value that differs from school to school, with its default.
type Setting struct {
	Name    string
	Type    forms.Type
	Label   forms.Text
	Default any // in the kinds of forms.Data
}

// Step is a node of a process.
type Step struct {
	ID       string
	Kind     string // start, approve, task, sign, post, choose, parallel, each, wait, begin, notify, count
	Title    forms.Text
	Form     string // name in Process.Forms, "" when it asks nothing
	Outcomes []Outcome
	Within   *calendar.Span
	Steps    []Step // of each: the branch's steps
	Node     *yaml.Node
}

// Outcome is one way a human step can end.
type Outcome struct {
	ID    string
	Title forms.Text
	Style string // primary, danger, "" — how the button looks
}

// Step returns a step by id ("start" for the beginning).
func (p *Process) Step(id string) (*Step, bool) { s, ok := p.byID[id]; return s, ok }

// Compile reads a definition completely: everything wrong is reported at once, each at its place. roles are those the
// catalogue and the school declare. The process is nil when there was a problem.
func Compile(file string, text []byte, roles []Role) (*Process, *source.Problems) {
	panic("to be written")
}

// Role is a role people can hold.
type Role struct {
	ID    string
	Title forms.Text
}
