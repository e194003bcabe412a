package processes

import (
	"fmt"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/source"
)

// notify sends a message to persons, who see the case from then on, and goes on.
type notify struct {
	to      *Who
	message forms.Text
}

func (n *notify) compile(c *compiler, s *Step, m *source.Mapping) {
	to, message := m.Need("to"), m.Need("message")
	n.message = c.text(message)
	c.later = append(c.later, func() { c.checkNamed(message, s, n.message) })
	c.then(m, s, func(t []Target) { s.Then = t })
	if to != nil {
		c.later = append(c.later, func() { n.to = c.who(to, s, c.scope(s)) })
	}
}

func (n *notify) enter(e *engine, s *Step, branch string) error {
	persons, err := e.candidates(n.to, s, branch, nil)
	if err != nil {
		return err
	}
	e.send("notify:"+s.ID, persons, "")
	e.letIn(persons)
	e.visit(Visit{Step: s.ID, Branch: branch})
	return e.goOn(s, branch, s.Then)
}

// letIn lets those see the case from now on who are told of it and have had no part in it.
func (e *engine) letIn(persons []string) {
	for _, id := range persons {
		has := func(t Task) bool { return contains(t.Persons, id) }
		if id != e.s.Starter && !e.tookPart(id) && !slices.ContainsFunc(e.s.Open, has) && !contains(e.t.Persons, id) {
			e.t.Persons = append(slices.Clip(e.t.Persons), id)
		}
	}
	slices.Sort(e.t.Persons)
}

// send adds a message to what the workflow sends.
func (e *engine) send(what string, to []string, task string) {
	if len(to) == 0 {
		return
	}
	id := fmt.Sprintf("%d.%d", e.t.Seq, len(e.t.Conduct.Sends)+1)
	e.t.Conduct.Sends = append(e.t.Conduct.Sends, Send{ID: id, To: to, What: what, Task: task})
}

// Message is the text a notify step sends; fields it names, like {explain.reason}, are filled in by Fill.
func (s *Step) Message() forms.Text {
	if n, ok := s.does.(*notify); ok {
		return n.message
	}
	return forms.Text{}
}

var fieldNamed = regexp.MustCompile(`\{([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)\}`)

// FillIn writes what fields hold into a message that names them. told gives the text of a field, "" for an empty one.
func FillIn(message string, told func(Summing) string) string {
	return fieldNamed.ReplaceAllStringFunc(message, func(named string) string {
		found := fieldNamed.FindStringSubmatch(named)
		return told(Summing{Step: found[1], Field: found[2]})
	})
}

// checkNamed refuses a message that names a field nobody can fill in by then.
func (c *compiler) checkNamed(n *yaml.Node, s *Step, message forms.Text) {
	for _, lang := range []string{forms.Chinese, forms.Traditional, forms.English} {
		FillIn(message.In(lang), func(of Summing) string {
			step := c.p.byID[of.Step]
			if step == nil || c.p.Forms[step.Form()] == nil || len(step.Inside()) > 0 || !visible(step, s) {
				c.ps.At(n, "unknown", source.Closest(of.Step, known(c.p.byID)),
					"no step %q has a form that is filled in once", of.Step)
			} else if !c.p.Forms[step.Form()].HasField(of.Field) {
				c.ps.At(n, "unknown", "", "the form of %q has no field %q", of.Step, of.Field)
			}
			return ""
		})
	}
}
