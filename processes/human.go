package processes

import (
	"cmp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/source"
)

// human is a step done by people: approve (yes or no), task (work with a form), sign (a signature).
type human struct{}

func (human) compile(c *compiler, s *Step, m *source.Mapping) {
	h := &Human{}
	s.Human = h
	by, except, closes, blind := m.Get("by"), m.List("except"), m.List("closes"), m.List("blind")
	escalate, report := m.Get("escalate"), m.Get("report")
	late, transfer := m.Get("late"), m.Get("transfer")
	h.How = c.how(m.Get("how"))
	h.Expire = m.Str("expire")
	c.terms(m.Get("within"), s)
	h.Remind = c.reminders(m.Get("remind"), h.Within != nil)
	h.Form, h.Beside = c.formIn(m, "form"), c.formIn(m, "beside")
	h.Outcomes = defaultOutcomes(s.Kind)
	if nodes := m.List("outcomes"); len(nodes) > 0 {
		h.Outcomes = c.outcomes(nodes, s)
	}
	if by == nil && slices.ContainsFunc(h.Outcomes, func(o Outcome) bool { return o.By == nil }) {
		m.Need("by")
	}
	if n := m.Get("expire"); n != nil {
		c.expires(n, s)
	}
	c.opensLate(late, s)
	if escalate != nil && h.How.Mode != "any" {
		c.ps.At(escalate, "escalate", "leave it away, or let any one of them do it", "several must sign: nobody can be added")
	}
	if report != nil && h.Within == nil {
		c.ps.At(report, "report", "say by when: within: 1 workday", "a step without `within` is never overdue")
	}
	c.reports(report, s)
	h.Onward = m.Get("send_back") != nil && !m.Flag("send_back")
	c.later = append(c.later, func() {
		h.By, h.Escalate, h.Transfer = c.whoIf(by, s), c.whoIf(escalate, s), c.whoIf(transfer, s)
		if by == nil {
			h.By = h.takers()
		}
		h.Except = c.except(except, c.scope(s))
		h.Closes = c.siblings("closes", closes, s)
		h.Blind = c.siblings("blind", blind, s)
	})
}

// siblings are the steps of the same list that a key names.
func (c *compiler) siblings(key string, nodes []*yaml.Node, s *Step) []string {
	var steps []string
	for _, n := range nodes {
		if t, ok := c.target(n, s); ok && t.Step != "" {
			steps = append(steps, t.Step)
		} else if ok {
			c.ps.At(n, key, "name a step of the same list", "%q is no step", n.Value)
		}
	}
	return steps
}

// expires reads which outcome silence takes: one for which nothing has to be filled in.
func (c *compiler) expires(n *yaml.Node, s *Step) {
	if _, ok := s.Human.Outcome(n.Value); !ok || s.Human.Within == nil {
		c.ps.At(n, "expire", "an outcome of a step with `within`", "%q cannot happen by itself", n.Value)
		return
	}
	c.later = append(c.later, func() {
		if form := c.p.Forms[s.Form()]; form != nil && len(form.MayRequire(n.Value)) > 0 {
			c.ps.At(n, "expire", "ask for it with another outcome only (show: outcome == 'other')",
				"for %q the form %q asks for %q", n.Value, form.Name, form.MayRequire(n.Value)[0])
		}
	})
}

// opensLate reads `late`: the step of the same list that opens beside this one once it is overdue.
func (c *compiler) opensLate(n *yaml.Node, s *Step) {
	switch {
	case n == nil:
		return
	case s.Human.Within == nil:
		c.ps.At(n, "late", "say by when: within: 1 workday", "a step without `within` is never overdue")
	case s.Human.Expire != "":
		c.ps.At(n, "late", "leave one of them away", "silence takes an outcome already: nothing is overdue beside it")
	}
	s.Human.Late = n.Value // steps nobody comes to are looked for before the rest is compiled
	c.later = append(c.later, func() {
		t, ok := c.target(n, s)
		switch there := c.p.byID[t.Step]; {
		case !ok:
			s.Human.Late = ""
		case there == nil || there.Human == nil || there == s:
			s.Human.Late = ""
			c.ps.At(n, "late", "name a step of the same list that people do", "%q is no such step", n.Value)
		}
	})
}

// reports reads `report`: who is told, or {who: …, when: …} where it hangs on a condition.
func (c *compiler) reports(n *yaml.Node, s *Step) {
	if n == nil {
		return
	}
	conditional := func(key *yaml.Node) bool { return key.Value == "who" }
	if n.Kind != yaml.MappingNode || !slices.ContainsFunc(n.Content, conditional) {
		c.later = append(c.later, func() { s.Human.Report = c.whoIf(n, s) })
		return
	}
	m := source.MappingOf(n, "report", c.ps)
	who, when := m.Need("who"), m.Need("when")
	m.Done()
	c.later = append(c.later, func() {
		if s.Human.Report = c.whoIf(who, s); when != nil {
			s.Human.ReportWhen = c.expr(when, c.scope(s), forms.BoolType)
		}
	})
}

// defaultOutcomes are what a kind ends with unless its definition says otherwise.
func defaultOutcomes(kind string) []Outcome {
	switch kind {
	case KindApprove:
		return []Outcome{
			{ID: "approve", Title: forms.Text{Zh: "同意", ZhTW: "同意", En: "Approve"}, Style: "primary"},
			{
				ID: "reject", Title: forms.Text{Zh: "不同意", ZhTW: "不同意", En: "Reject"}, Style: "danger",
				Then: []Target{{Case: Rejected}},
			},
		}
	case KindSign:
		return []Outcome{{ID: "sign", Title: forms.Text{Zh: "签字", ZhTW: "簽字", En: "Sign"}, Style: "primary"}}
	}
	return []Outcome{{ID: "done", Title: forms.Text{Zh: "完成", ZhTW: "完成", En: "Done"}, Style: "primary"}}
}

func (c *compiler) outcomes(nodes []*yaml.Node, s *Step) []Outcome {
	list := make([]Outcome, len(nodes))
	seen := map[string]bool{}
	for i, n := range nodes {
		m := source.MappingOf(n, "an outcome", c.ps)
		if m == nil {
			continue
		}
		o := Outcome{ID: c.id(m.Need("id"), "an outcome"), Title: c.text(m.Need("title"))}
		o.Style, o.Back, o.Several = m.Str("style"), m.Flag("back"), m.Flag("several")
		if several := m.Get("several"); o.Several {
			c.later = append(c.later, func() { c.checkSeveral(s, o.ID, several) })
		}
		if !slices.Contains([]string{"", "primary", "danger"}, o.Style) {
			c.ps.At(m.Get("style"), "style", "primary or danger", "there is no style %q", o.Style)
		}
		if o.ID == "reject" && s.Kind == KindApprove {
			o.Then = []Target{{Case: Rejected}}
		}
		o.By = c.outcomeBy(m, s)
		c.then(m, s, func(t []Target) { s.Human.Outcomes[i].Then = t })
		m.Done()
		if seen[o.ID] {
			c.ps.At(n, "duplicate", "", "outcome %q stands here twice", o.ID)
		}
		seen[o.ID] = true
		list[i] = o
	}
	return list
}

// checkSeveral refuses to let an outcome be taken for several tasks at once when its form may ask something for it.
func (c *compiler) checkSeveral(s *Step, outcome string, n *yaml.Node) {
	form := c.p.Forms[s.Form()]
	if form == nil {
		return
	}
	if asked := form.MayRequire(outcome); len(asked) > 0 {
		c.ps.At(n, "several", "leave `several` away, or ask for it with another outcome only (show: outcome == 'other')",
			"for %q the form %q asks for %q", outcome, form.Name, asked[0])
	}
}

// closeBeside closes the open steps that a step's end leaves nothing to do for.
func (e *engine) closeBeside(s *Step, branch string) {
	for _, t := range slices.Clone(e.s.Open) {
		if t.Branch == branch && contains(s.Human.Closes, t.Step) {
			e.closeTask(t.ID)
		}
	}
}

func (human) enter(e *engine, s *Step, branch string) error {
	back := e.reopening
	e.reopening = nil
	return e.openTask(s, branch, back)
}

// openTask opens a human step; one that is open already stays as it is.
func (e *engine) openTask(s *Step, branch string, back *Back) error {
	for _, t := range e.s.Open {
		if t.Step == s.ID && t.Branch == branch {
			return nil
		}
	}
	task := Task{
		ID: e.newID(), Step: s.ID, Branch: branch, How: s.Human.How.Mode, Need: 1, OpenedAt: e.a.At, Back: back,
	}
	persons, err := e.candidates(s.Human.By, s, branch, e.away(s, branch))
	if err != nil {
		return err
	}
	switch {
	case len(persons) == 0:
		return e.p.nobody(s)
	case s.Human.How.Mode == "all":
		task.Need = len(persons)
	case s.Human.How.Mode == "in_order":
		if persons, err = e.inOrder(s, branch, persons); err != nil {
			return err
		}
		task.Need, task.Queue, persons = len(persons), persons[1:], persons[:1]
	case s.Human.How.Mode == "count":
		if task.Need = s.Human.How.Count; task.Need > len(persons) {
			return e.p.nobody(s)
		}
	}
	task.Persons = persons
	return e.setClocks(s, task)
}

// inOrder puts persons in the order their ways of choosing are written, not sorted: each named way is a place.
func (e *engine) inOrder(s *Step, branch string, persons []string) ([]string, error) {
	var ordered []string
	for _, w := range s.Human.By.flat() {
		ids, err := e.candidates(w, s, branch, e.away(s, branch))
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if slices.Contains(persons, id) && !slices.Contains(ordered, id) {
				ordered = append(ordered, id)
			}
		}
	}
	return ordered, nil
}

func (w *Who) flat() []*Who {
	if w.Way == "any" {
		return w.Among
	}
	return []*Who{w}
}

// nobody refuses an action that would open a step nobody may do.
func (p *Process) nobody(s *Step) *Refusal {
	called := func(lang, or string) string {
		var titles []string
		for _, role := range s.Human.By.Roles() {
			titles = append(titles, cmp.Or(p.offices[role].In(lang), role))
		}
		if len(titles) == 0 { // whoever the case names
			return s.Human.By.In(lang, p, func(role string) string { return role })
		}
		return strings.Join(titles, or)
	}
	r := invalid("", "nobody", forms.Text{
		Zh:   "“" + s.Title.Zh + "”没有可以办理的人（" + called(forms.Chinese, "、") + "），请管理员先指定人员",
		ZhTW: "「" + s.Title.In(forms.Traditional) + "」沒有可以辦理的人（" + called(forms.Traditional, "、") + "），請管理員先指定人員",
		En: "Nobody may do \"" + s.Title.In(forms.English) + "\" (" + called(forms.English, ", ") +
			"); ask the administrator to appoint someone",
	})
	r.Detail = r.Failures[0].Text
	return r
}
