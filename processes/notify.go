package processes

import (
	"fmt"

	"zongwu/forms"
	"zongwu/source"
)

// notify sends a message to persons and goes on.
type notify struct {
	to      *Who
	message forms.Text
}

func (n *notify) compile(c *compiler, s *Step, m *source.Mapping) {
	to := m.Need("to")
	n.message = c.text(m.Need("message"))
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
	e.visit(Visit{Step: s.ID, Branch: branch})
	return e.goOn(s, branch, s.Then)
}

// send adds a message to what the workflow sends.
func (e *engine) send(what string, to []string, task string) {
	if len(to) == 0 {
		return
	}
	id := fmt.Sprintf("%d.%d", e.t.Seq, len(e.t.Conduct.Sends)+1)
	e.t.Conduct.Sends = append(e.t.Conduct.Sends, Send{ID: id, To: to, What: what, Task: task})
}

// Message is the text a notify step sends.
func (s *Step) Message() forms.Text {
	if n, ok := s.does.(*notify); ok {
		return n.message
	}
	return forms.Text{}
}
