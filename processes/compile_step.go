package processes

import (
	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/source"
)

// kind is what every kind of step can do; its file holds both halves.
type kind interface {
	// compile takes the kind's own keys.
	compile(c *compiler, s *Step, m *source.Mapping)
	// enter is what happens when a case comes to the step.
	enter(e *engine, s *Step, branch string) error
}

func kindOf(word string) (kind, bool) {
	switch word {
	case KindApprove, KindTask, KindSign:
		return &human{}, true
	case KindPost:
		return &post{}, true
	case KindChoose:
		return &choose{}, true
	case KindParallel:
		return &parallel{}, true
	case KindEach:
		return &each{}, true
	case KindWait:
		return &wait{}, true
	case KindBegin:
		return &begin{}, true
	case KindNotify:
		return &notify{}, true
	case KindCount:
		return &count{}, true
	}
	return nil, false
}

// begin reads the start: who may begin a case, and with which form.
func (c *compiler) begin(n *yaml.Node) {
	s := &Step{ID: Start, Kind: "begin", block: &Block{}, Human: &Human{How: How{Mode: "any"}}}
	c.p.Begin = s
	c.p.byID[Start] = s
	c.nodes[s] = n
	m := source.MappingOf(n, "the start", c.ps)
	if m == nil {
		return
	}
	s.Title = c.text(m.Get("title"))
	if s.Title.Zh == "" {
		s.Title = forms.Text{Zh: "提交申请", ZhTW: "提交申請", En: "Request"}
	}
	submit := forms.Text{Zh: "提交", ZhTW: "提交", En: "Submit"}
	s.Human.Outcomes = []Outcome{{ID: "submit", Title: submit, Style: "primary"}}
	by := m.Need("by")
	s.Human.Form = scalar(m.Get("form"))
	if form := m.Need("form"); form != nil {
		c.formNamed(form)
	}
	c.binding(m.Get("withdraw_until"))
	m.Done()
	if by != nil {
		c.later = append(c.later, func() {
			if s.Human.By = c.who(by, s, c.scope(s)); s.Human.By != nil && s.Human.By.needsCase() {
				c.ps.At(by, "who", "roles, or everyone", "who may begin cannot hang on a case that does not exist yet")
			}
		})
	}
}

// binding reads the step that a starter can withdraw until.
func (c *compiler) binding(n *yaml.Node) {
	if n == nil {
		return
	}
	c.p.Binding = n.Value
	c.later = append(c.later, func() {
		if s := c.p.byID[n.Value]; s == nil || s.Human == nil || s.ID == Start {
			c.ps.At(n, "withdraw_until", source.Closest(n.Value, known(c.p.byID)), "%q is no step that people do", n.Value)
		}
	})
}

// formIn reads the name of a form.
func (c *compiler) formIn(m *source.Mapping, key string) string {
	n := m.Get(key)
	if n == nil {
		return ""
	}
	c.formNamed(n)
	return n.Value
}

func (c *compiler) formNamed(n *yaml.Node) {
	if _, ok := c.forms[n.Value]; !ok {
		c.ps.At(n, "unknown", source.Closest(n.Value, known(c.forms)), "there is no form %q", n.Value)
	}
}

// block reads a list of steps.
func (c *compiler) block(n *yaml.Node, owner *Step) *Block {
	b := &Block{Owner: owner}
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		c.ps.At(n, "type", "write a list: - {id: …, kind: …}", "steps must be a list of at least one step")
		return b
	}
	for _, item := range n.Content {
		if c.count++; c.count > MaxSteps {
			c.ps.At(item, "size", "", "more than %d steps", MaxSteps)
			return b
		}
		if s := c.step(item, b); s != nil {
			s.index = len(b.Steps)
			b.Steps = append(b.Steps, s)
		}
	}
	return b
}

func (c *compiler) step(n *yaml.Node, b *Block) *Step {
	m := source.MappingOf(n, "a step", c.ps)
	if m == nil {
		return nil
	}
	s := &Step{block: b, position: position{n.Line, n.Column}}
	idNode, kindNode := m.Need("id"), m.Need("kind")
	s.ID, s.Kind = c.id(idNode, "a step"), scalar(kindNode)
	c.nodes[s] = n
	switch {
	case idNode == nil || kindNode == nil || s.ID == "":
		return nil
	case reserved[s.ID]:
		c.ps.At(idNode, "name", "take another name", "%q means something else already", s.ID)
		return nil
	case c.p.byID[s.ID] != nil:
		c.ps.At(idNode, "duplicate", "", "step %q stands here twice", s.ID)
		return nil
	}
	if _, taken := c.valued(s.ID); taken {
		c.ps.At(idNode, "duplicate", "call one of them otherwise", "%q is the name of a value already", s.ID)
	}
	c.p.byID[s.ID] = s
	does, ok := kindOf(s.Kind)
	if !ok {
		kinds := map[string]bool{}
		for _, k := range Kinds {
			kinds[k] = true
		}
		c.ps.At(kindNode, "unknown", source.Closest(s.Kind, kinds), "there is no kind of step %q", s.Kind)
		return nil
	}
	s.does = does
	s.Title = c.text(m.Get("title"))
	if s.Title.Zh == "" {
		s.Title = kindTitle(s.Kind)
	}
	if when := m.Get("when"); when != nil {
		c.later = append(c.later, func() { s.When = c.expr(when, c.scope(s), forms.BoolType) })
	}
	does.compile(c, s, m)
	m.Done()
	return s
}

// then reads where a case goes on; it is resolved once all steps are known.
func (c *compiler) then(m *source.Mapping, s *Step, set func([]Target)) {
	nodes := m.List("then")
	if len(nodes) == 0 {
		return
	}
	c.later = append(c.later, func() {
		var targets []Target
		for _, n := range nodes {
			if t, ok := c.target(n, s); ok {
				targets = append(targets, t)
			}
		}
		set(targets)
	})
}

func (c *compiler) target(n *yaml.Node, s *Step) (Target, bool) {
	there := c.p.byID[n.Value]
	if t, ok := isEnd(n.Value); ok && (there == nil || n.Value != halt) { // a step may be called so
		return t, true
	}
	switch {
	case there == nil || n.Value == Start:
		c.ps.At(n, "unknown", source.Closest(n.Value, known(c.p.byID)), "there is no step %q to go to", n.Value)
	case there.block != s.block:
		c.ps.At(n, "block", "name a step of the same list, or `end`", "step %q stands in another block", n.Value)
	default:
		return Target{Step: n.Value}, true
	}
	return Target{}, false
}

func (c *compiler) expr(n *yaml.Node, scope *forms.Scope, want forms.Type) *forms.Expr {
	if n.Kind != yaml.ScalarNode {
		c.ps.At(n, "type", "", "an expression must be one value")
		return nil
	}
	return forms.CompileExpr(n, scope, want, c.ps)
}
