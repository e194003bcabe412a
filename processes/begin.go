package processes

import (
	"fmt"
	"slices"

	"github.com/google/uuid"
	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/source"
)

// begin starts a case of another process, or one a row, and waits for its end if told to.
type begin struct {
	process string
	rows    *forms.Expr // nil: one case
	where   *forms.Expr
	with    map[string]*forms.Expr
	by      *Who
	wait    bool
	results map[string]forms.Type // of the other case that this one reads
	asks    map[string]position   // where it says so
}

func (b *begin) compile(c *compiler, s *Step, m *source.Mapping) {
	b.process = c.id(m.Need("process"), "a process")
	with, by, rows, where := m.Get("with"), m.Get("by"), m.Get("rows"), m.Get("where")
	if b.wait = m.Flag("wait"); b.wait && rows != nil {
		c.ps.At(rows, "wait", "put it inside an `each`", "a step that begins a case a row waits for none of them")
	}
	b.reads(c, m.Get("results"))
	c.then(m, s, func(t []Target) { s.Then = t })
	c.later = append(c.later, func() {
		scope := c.scope(s)
		if by != nil {
			b.by = c.who(by, s, scope)
		}
		b.rows, b.where, scope = c.whichRows(rows, where, scope)
		if with != nil {
			b.inputs(c, scope, with)
		}
	})
}

func (b *begin) inputs(c *compiler, scope *forms.Scope, with *yaml.Node) {
	m := source.MappingOf(with, "with", c.ps)
	if m == nil {
		return
	}
	b.with = map[string]*forms.Expr{}
	for _, key := range m.Keys() {
		if n := m.Need(key.Value); n != nil {
			b.with[key.Value] = c.expr(n, scope, forms.Type{})
		}
	}
}

func (b *begin) enter(e *engine, s *Step, branch string) error {
	rows, err := e.whichRows(b.rows, b.where, s, branch)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := b.one(e, s, branch, row); err != nil {
			return err
		}
	}
	if b.wait {
		return nil
	}
	e.visit(Visit{Step: s.ID, Branch: branch})
	return e.goOn(s, branch, s.Then)
}

// one begins a case, for a row where there are rows.
func (b *begin) one(e *engine, s *Step, branch string, row forms.Data) error {
	starter := e.s.Starter
	if b.by != nil {
		persons, err := e.candidates(b.by, s, branch, nil)
		if err != nil {
			return err
		}
		if len(persons) == 0 {
			return e.p.nobody(&Step{Title: s.Title, Human: &Human{By: b.by}})
		}
		starter = persons[0]
	}
	data := map[string]any{}
	for _, name := range sortedKeys(b.with) {
		v, err := e.eval(b.with[name], s, branch, row)
		if err != nil {
			return err
		}
		if v != nil {
			data[name] = v
		}
	}
	// the id follows from this case, transition and row, so that a decision made again names the same case
	name := fmt.Sprintf("%s/%d/%s", e.id, e.t.Seq, place(s.ID, branch))
	if row != nil {
		name += "#" + row.Text("id")
	}
	id := uuid.NewSHA1(uuid.NameSpaceOID, []byte(name)).String()
	e.t.Conduct.Begins = append(e.t.Conduct.Begins, BeginCase{
		Step: s.ID, Branch: branch, Row: row.Text("id"), Process: b.process, Starter: starter, Data: data,
		Wait: b.wait, Case: id,
	})
	if b.wait {
		e.setData(place(s.ID, branch), forms.Data{"case": id})
		e.addWait(Wait{Step: s.ID, Branch: branch, Case: id})
	}
	return nil
}

// Begun are the other processes of which a process begins cases, each once.
func (p *Process) Begun() []string {
	var begun []string
	for _, s := range p.All() {
		if b, is := s.does.(*begin); is && !slices.Contains(begun, b.process) {
			begun = append(begun, b.process)
		}
	}
	return begun
}

// CheckBegins holds every `start` step against the process it begins: values for fields its start's form does not have,
// none for fields it requires, and results it does not have. find gives the process in force, nil when there is none
// yet.
func (p *Process) CheckBegins(find func(id string) (*Process, error), ps *source.Problems) error {
	for _, s := range p.All() {
		b, ok := s.does.(*begin)
		if !ok {
			continue
		}
		other, err := find(b.process)
		if err != nil {
			return err
		}
		if other == nil {
			continue
		}
		b.checkReads(s, other, ps)
		form := other.Forms[other.Begin.Form()]
		for _, name := range sortedKeys(b.with) {
			if !form.HasField(name) {
				ps.AtPlace(s.position.line, s.position.column, "unknown", "",
					"step %q: the start of %q asks for no %q", s.ID, other.ID, name)
			}
			for _, column := range form.Lacking(name, b.with[name].Type) {
				ps.AtPlace(s.position.line, s.position.column, "required", "let the rows have it",
					"step %q: the start of %q requires %q of every row of %q", s.ID, other.ID, column, name)
			}
		}
		required, _ := form.Schema(forms.Chinese)["required"].([]any)
		for _, r := range required {
			if name, _ := r.(string); b.with[name] == nil {
				ps.AtPlace(s.position.line, s.position.column, "required", "give it in `with`",
					"step %q: the start of %q requires %q", s.ID, other.ID, name)
			}
		}
	}
	return nil
}
