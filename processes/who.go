package processes

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/source"
)

// Who names persons: one way of choosing, or a list of ways.
type Who struct {
	// Way is role, starter, everyone, did, did_in, has, field, answers_for, head_of, any (all of Among together), or
	// first (the first of Among that leaves someone).
	Way        string
	Role       string      // of role
	Store      *forms.Expr // of role: only those who keep this store
	Trade      *forms.Expr // of role: only those who have this trade
	Department *forms.Expr // of role: only those of this department
	When       *forms.Expr // of role: only where this holds
	Step       string      // of did: whoever did this step last; of has: whoever has it to do
	Steps      []string    // of did_in: whoever did one of these steps in the cases of Expr
	Expr       *forms.Expr // of field, answers_for: a person; of head_of: a department; of did_in: a case or several
	Among      []*Who      // of any, first
	Except     []Except    // who is kept away beside those whom the step keeps away
}

// Roles are all roles a person could hold to be meant.
func (w *Who) Roles() []string {
	if w == nil {
		return nil
	}
	var roles []string
	if w.Way == "role" {
		roles = append(roles, w.Role)
	}
	for _, a := range w.Among {
		roles = append(roles, a.Roles()...)
	}
	return roles
}

// needsCase says that somebody is meant who is known only once a case has begun.
func (w *Who) needsCase() bool {
	return w.Way == "starter" || w.Way == "did" || w.Way == "has" || w.Expr != nil || w.When != nil ||
		slices.ContainsFunc(w.Among, (*Who).needsCase)
}

func (c *compiler) who(n *yaml.Node, s *Step, scope *forms.Scope) *Who {
	switch n.Kind {
	case yaml.SequenceNode:
		return c.among("any", n.Content, s, scope)
	case yaml.ScalarNode:
		if n.Value != "starter" && n.Value != "everyone" {
			c.ps.At(n, "who", "starter, everyone, or {role: …}", "%q names nobody", n.Value)
		}
		return &Who{Way: n.Value}
	}
	m := source.MappingOf(n, "who", c.ps)
	if m == nil {
		return nil
	}
	defer m.Done()
	switch {
	case m.Get("role") != nil:
		return c.whoRole(m, scope)
	case m.Get("first") != nil:
		return c.among("first", m.List("first"), s, scope)
	case m.Get("did") != nil:
		return c.whoDid(m, scope)
	case m.Get("has") != nil:
		return &Who{Way: "has", Step: c.stepNamed(m.Get("has"))}
	case m.Get("field") != nil:
		return &Who{Way: "field", Expr: c.expr(m.Get("field"), scope, forms.Ref("person"))}
	case m.Get("answers_for") != nil:
		return &Who{Way: "answers_for", Expr: c.persons(m.Get("answers_for"), scope)}
	case m.Get("head_of") != nil:
		return &Who{Way: "head_of", Expr: c.expr(m.Get("head_of"), scope, forms.Ref("department"))}
	}
	c.ps.At(n, "who", "role, first, did, has, field, answers_for, head_of, starter or everyone", "this names nobody")
	return nil
}

// persons compiles what gives a person, or a list of them.
func (c *compiler) persons(n *yaml.Node, scope *forms.Scope) *forms.Expr {
	x := c.expr(n, scope, forms.Type{})
	if x != nil && x.Type.Kind == "list" && x.Type.Of.Ref == "person" {
		return x
	}
	return c.expr(n, scope, forms.Ref("person"))
}

// whoIf names persons where a definition does.
func (c *compiler) whoIf(n *yaml.Node, s *Step) *Who {
	if n == nil {
		return nil
	}
	return c.who(n, s, c.scope(s))
}

// role reads a role that is declared.
func (c *compiler) role(n *yaml.Node) string {
	if !c.roles[n.Value] {
		c.ps.At(n, "role", source.Closest(n.Value, c.roles), "there is no role %q", n.Value)
	}
	return n.Value
}

func (c *compiler) whoRole(m *source.Mapping, scope *forms.Scope) *Who {
	w := &Who{Way: "role", Role: c.role(m.Get("role"))}
	if store := m.Get("store"); store != nil {
		w.Store = c.expr(store, scope, forms.TextType)
	}
	if trade := m.Get("trade"); trade != nil {
		w.Trade = c.expr(trade, scope, forms.TextType)
	}
	if department := m.Get("department"); department != nil {
		w.Department = c.expr(department, scope, forms.Ref("department"))
	}
	if when := m.Get("when"); when != nil {
		w.When = c.expr(when, scope, forms.BoolType)
	}
	return w
}

// whoDid names those who did a step, or one of several: of this case, or of others.
func (c *compiler) whoDid(m *source.Mapping, scope *forms.Scope) *Who {
	nodes, in := m.List("did"), m.Get("in")
	w := &Who{Way: "any"}
	if in == nil {
		for _, n := range nodes {
			w.Among = append(w.Among, &Who{Way: "did", Step: c.stepNamed(n)})
		}
		if len(w.Among) == 1 {
			return w.Among[0]
		}
		return w
	}
	w.Way = "did_in"
	for _, n := range nodes {
		w.Steps = append(w.Steps, c.id(n, "a step"))
	}
	w.Expr = c.expr(in, scope, forms.Type{})
	if w.Expr == nil {
		return w
	}
	t := w.Expr.Type
	if t.Kind == "list" {
		t = *t.Of
	}
	if t.Kind != "none" && t.Ref != "case" {
		c.ps.At(in, "type", "like start.case, or lines.map(l, l.case)", "%q leads to no cases", in.Value)
	}
	return w
}

func (c *compiler) among(way string, nodes []*yaml.Node, s *Step, scope *forms.Scope) *Who {
	w := &Who{Way: way}
	for _, n := range nodes {
		if one := c.who(n, s, scope); one != nil {
			w.Among = append(w.Among, one)
		}
	}
	return w
}

func (c *compiler) stepNamed(n *yaml.Node) string {
	if there := c.p.byID[n.Value]; there == nil || there.Human == nil {
		c.ps.At(n, "unknown", source.Closest(n.Value, known(c.p.byID)), "no step %q is done by a person", n.Value)
	}
	return n.Value
}

func (c *compiler) how(n *yaml.Node) How {
	switch {
	case n == nil:
		return How{Mode: "any"}
	case n.Kind == yaml.ScalarNode && slices.Contains([]string{"any", "all", "in_order"}, n.Value):
		return How{Mode: n.Value}
	case n.Kind == yaml.MappingNode:
		m := source.MappingOf(n, "how", c.ps)
		count := m.Need("count")
		m.Done()
		k, err := strconv.Atoi(scalar(count))
		if count != nil && (err != nil || k < 1 || k > 50) {
			c.ps.At(count, "count", "a number from 1 to 50", "%q is no number of persons", count.Value)
		}
		return How{Mode: "count", Count: k}
	}
	c.ps.At(n, "how", "any, all, in_order or {count: 2}", "this is no way to sign")
	return How{Mode: "any"}
}

// candidates resolves who a step's persons are, without those kept away; sorted, each once.
func (e *engine) candidates(w *Who, s *Step, branch string, away map[string]bool) ([]string, error) {
	return e.seek(w, seeking{step: s, branch: branch, away: away})
}

// seeking is for what persons are looked for.
type seeking struct {
	step   *Step
	branch string
	away   map[string]bool // who is kept away
	free   bool            // whomever a way of choosing keeps away itself
	deputy string          // without the ways of choosing that keep this person away
}

// seek resolves who is meant, without those kept away; sorted, each once.
func (e *engine) seek(w *Who, q seeking) ([]string, error) {
	if w == nil {
		return nil, nil
	}
	if len(w.Except) > 0 && !q.free {
		kept := e.kept(w.Except, q.step, q.branch)
		if q.deputy != "" && kept[q.deputy] {
			return nil, nil
		}
		maps.Copy(kept, q.away)
		q.away = kept
	}
	var ids []string
	var err error
	if w.Way == "any" || w.Way == "first" {
		ids, err = e.seekAmong(w, q)
	} else {
		ids, err = e.named(w, q.step, q.branch)
	}
	if err != nil {
		return nil, err
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return q.away[id] || !e.active(id) })
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// seekAmong resolves who is meant by several ways of choosing: all of them, or the first that leaves anybody.
func (e *engine) seekAmong(w *Who, q seeking) ([]string, error) {
	var ids []string
	for _, a := range w.Among {
		some, err := e.seek(a, q)
		if err != nil || w.Way == "first" && len(some) > 0 {
			return some, err
		}
		ids = append(ids, some...)
	}
	return ids, nil
}

// named gives the persons one simple way of choosing names.
func (e *engine) named(w *Who, s *Step, branch string) ([]string, error) {
	switch w.Way {
	case "starter":
		return []string{e.s.Starter}, nil
	case "everyone":
		return e.peopleWhere(func(Person) bool { return true }), nil
	case "did":
		return e.doers(w.Step, branch), nil
	case "did_in":
		return e.doersIn(w, s, branch)
	case "has":
		return e.havers(w.Step, branch), nil
	case "field":
		id, err := e.text(w.Expr, s, branch)
		return []string{id}, err
	case "answers_for":
		return e.answering(w.Expr, s, branch)
	case "head_of":
		department, err := e.text(w.Expr, s, branch)
		return e.peopleWhere(func(p Person) bool { return slices.Contains(p.HeadOf, department) }), err
	}
	return e.holding(w, s, branch)
}

// answering are those who answer for the persons an expression gives: of a pupil the class teacher, anybody else
// themselves.
func (e *engine) answering(x *forms.Expr, s *Step, branch string) ([]string, error) {
	v, err := e.eval(x, s, branch, nil)
	if err != nil {
		return nil, err
	}
	persons, _ := v.([]string)
	if one, is := v.(string); is {
		persons = []string{one}
	}
	ids := make([]string, 0, len(persons))
	for _, id := range persons {
		if !e.active(id) {
			o, known, err := e.w.Object(e.ctx, "person", id)
			if err != nil {
				return nil, fmt.Errorf("read who answers for %s: %w", id, err)
			}
			if known && o.Attrs["pupil"] == true {
				id = o.Attrs.Text("class_teacher")
			}
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// holding are those with a role, where it is meant, and with the store, trade or department that is.
func (e *engine) holding(w *Who, s *Step, branch string) ([]string, error) {
	if w.When != nil {
		holds, err := e.truth(w.When, s, branch, nil)
		if err != nil || !holds {
			return nil, err
		}
	}
	store, err := e.text(w.Store, s, branch)
	if err != nil {
		return nil, err
	}
	trade, err := e.text(w.Trade, s, branch)
	if err != nil {
		return nil, err
	}
	department, err := e.text(w.Department, s, branch)
	if err != nil {
		return nil, err
	}
	return e.peopleWhere(func(p Person) bool {
		return slices.Contains(p.Roles, w.Role) &&
			(w.Store == nil || keeps(p.Stores, store)) && (trade == "" || keeps(p.Trades, trade)) &&
			(w.Department == nil || p.Department == department)
	}), nil
}

// keeps says that somebody has one of a kind: the stores or trades named, or all where none is.
func keeps(named []string, one string) bool { return len(named) == 0 || slices.Contains(named, one) }

// doers are those whose doing a step was, seen from a branch: where a deputy acted, the one they stood in for.
func (e *engine) doers(step, branch string) []string {
	if step == Start {
		return []string{e.s.Starter}
	}
	var ids []string
	for _, v := range e.doings(step, branch, false) {
		if v.Added { // they were asked for their word, the step was not theirs
			continue
		}
		ids = append(ids, firstText(v.For, v.Actor))
	}
	return ids
}

// havers are those a step's open task is with, without whom it was escalated to; whoever did the step where it is not
// open.
func (e *engine) havers(step, branch string) []string {
	for _, t := range e.s.Open {
		if t.Step == step && covers(t.Branch, branch) {
			return except(t.seats(), t.Added)
		}
	}
	return e.doers(step, branch)
}

// doersIn are those whose doing steps were in other cases.
func (e *engine) doersIn(w *Who, s *Step, branch string) ([]string, error) {
	v, err := e.eval(w.Expr, s, branch, nil)
	if err != nil {
		return nil, err
	}
	var cases []string
	switch x := v.(type) {
	case string:
		cases = []string{x}
	case []string:
		cases = x
	}
	if len(cases) == 0 {
		return nil, nil
	}
	ids, err := e.w.Doers(e.ctx, cases, w.Steps)
	if err != nil {
		return nil, fmt.Errorf("read who did %s: %w", strings.Join(w.Steps, ", "), err)
	}
	return ids, nil
}

// doings are the visits in which persons did a step: those of its last round seen from a branch, or all there ever
// were.
func (e *engine) doings(step, branch string, ever bool) []Visit {
	var visits []Visit
	for _, v := range slices.Backward(e.s.Path) {
		if v.Step != step || v.Actor == "" {
			continue
		}
		if !ever {
			if v.Undone || !covers(v.Branch, branch) {
				continue
			}
			if !v.Partial && len(visits) > 0 { // the end of the round before
				break
			}
		}
		visits = append(visits, v)
	}
	return visits
}

func (e *engine) peopleWhere(match func(Person) bool) []string {
	var ids []string
	for _, p := range e.people {
		if match(p) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}
