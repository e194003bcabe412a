package processes

import (
	"fmt"

	"github.com/google/uuid"
	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/source"
)

// begin starts a case of another process, and waits for its end unless told not to.
type begin struct {
	process string
	with    map[string]*forms.Expr
	by      *Who
	wait    bool
	results map[string]forms.Type // of the other case that this one reads
	asks    map[string]position   // where it says so
}

func (b *begin) compile(c *compiler, s *Step, m *source.Mapping) {
	b.process = c.id(m.Need("process"), "a process")
	with, by := m.Get("with"), m.Get("by")
	b.wait = m.Flag("wait")
	b.reads(c, m.Get("results"))
	c.then(m, s, func(t []Target) { s.Then = t })
	c.later = append(c.later, func() {
		if by != nil {
			b.by = c.who(by, s, c.scope(s))
		}
		if with != nil {
			b.inputs(c, s, with)
		}
	})
}

func (b *begin) inputs(c *compiler, s *Step, with *yaml.Node) {
	m := source.MappingOf(with, "with", c.ps)
	if m == nil {
		return
	}
	b.with = map[string]*forms.Expr{}
	for _, key := range m.Keys() {
		if n := m.Need(key.Value); n != nil {
			b.with[key.Value] = c.expr(n, c.scope(s), forms.Type{})
		}
	}
}

func (b *begin) enter(e *engine, s *Step, branch string) error {
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
		v, err := e.eval(b.with[name], s, branch, nil)
		if err != nil {
			return err
		}
		if v != nil {
			data[name] = v
		}
	}
	// the id follows from this case and transition, so that a decision made again names the same case
	id := uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "%s/%d/%s", e.id, e.t.Seq, place(s.ID, branch))).String()
	e.t.Conduct.Begins = append(e.t.Conduct.Begins, BeginCase{
		Step: s.ID, Branch: branch, Process: b.process, Starter: starter, Data: data, Wait: b.wait, Case: id,
	})
	if b.wait {
		e.setData(place(s.ID, branch), forms.Data{"case": id})
		e.addWait(Wait{Step: s.ID, Branch: branch, Case: id})
		return nil
	}
	e.visit(Visit{Step: s.ID, Branch: branch})
	return e.goOn(s, branch, s.Then)
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
