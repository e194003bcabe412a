package processes

import (
	"regexp"
	"slices"
	"strings"

	"zongwu/forms"
)

// names say what an expression at a step reads is called: by the labels of forms and settings, by the titles of steps.
// rows is what `row` stands for there, nil where it stands for nothing.
func (p *Process) names(s *Step, rows *forms.Expr) forms.Namer {
	return func(path []string) (forms.Called, bool) {
		if len(path) == 0 {
			return forms.Called{}, false
		}
		return p.called(s, rows, path)
	}
}

func (p *Process) called(s *Step, rows *forms.Expr, path []string) (forms.Called, bool) {
	switch first, rest := path[0], path[1:]; {
	case first == "row" && rows != nil:
		return p.below(s, rows, rest)
	case first == "school" && len(rest) == 1:
		return p.settingCalled(rest[0])
	case first == "passed" && len(rest) == 1:
		return p.passedCalled(rest[0]), true
	case first == "starter" || first == "actor":
		return p.personCalled(first, rest)
	case first == "outcome":
		return s.outcomeCalled(), true
	case first == "today":
		return forms.Called{Text: forms.Text{Zh: "今天", ZhTW: "今天", En: "today"}}, true
	default:
		return p.named(s, first, rest)
	}
}

// named is what stands under a name of the definition's own: a value, a step, a branch.
func (p *Process) named(s *Step, first string, rest []string) (forms.Called, bool) {
	switch value, is := p.values[first]; {
	case is && len(rest) == 0:
		return value, true
	case p.byID[first] != nil:
		return p.submitted(p.byID[first], rest)
	}
	return p.branchCalled(s, first, rest)
}

func (p *Process) passedCalled(id string) forms.Called {
	step, known := p.byID[id]
	return forms.Called{Text: forms.Quoted(p.titled(id)), Alone: known && step.Kind == KindChoose}
}

func (s *Step) outcomeCalled() forms.Called {
	c := forms.Called{Text: forms.Text{Zh: "所选结果", ZhTW: "所選結果", En: "the outcome"}, Words: map[string]forms.Text{}}
	if s != nil {
		for _, o := range s.Outcomes() {
			c.Words[o.ID] = o.Title
		}
	}
	return c
}

// below names what rows hold.
func (p *Process) below(s *Step, rows *forms.Expr, rest []string) (forms.Called, bool) {
	path := rows.Source
	if either := oneOrOther.FindStringSubmatch(path); either != nil { // of one form, filled in at one step or another
		path = either[1]
	}
	if !dotted.MatchString(path) {
		return forms.ColumnCalled(rows, rest)
	}
	return p.called(s, nil, append(strings.Split(path, "."), rest...))
}

var oneOrOther = regexp.MustCompile(`\? ([a-z0-9_.]+) : [a-z0-9_.]+$`)

var dotted = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$`)

func (p *Process) settingCalled(name string) (forms.Called, bool) {
	i := slices.IndexFunc(p.Settings, func(s Setting) bool { return s.Name == name })
	if i < 0 {
		return forms.Called{}, false
	}
	return forms.Called{Text: forms.Quoted(p.Settings[i].Label)}, true
}

func (p *Process) personCalled(who string, rest []string) (forms.Called, bool) {
	text := forms.Text{Zh: "发起人", ZhTW: "發起人", En: "the starter"}
	if who == "actor" {
		text = forms.Text{Zh: "办理人", ZhTW: "辦理人", En: "whoever does it"}
	}
	c, ok := forms.AttributeCalled(text, "person", rest)
	if len(rest) == 1 && rest[0] == "roles" {
		c.Words = p.offices
	}
	return c, ok
}

// submitted names what a step's form holds, or what became of a case it began.
func (p *Process) submitted(step *Step, rest []string) (forms.Called, bool) {
	if len(rest) == 0 {
		return forms.Called{Text: forms.Quoted(p.Heading(step))}, true
	}
	if form := p.Forms[step.Form()]; form != nil {
		return p.filledIn(step, form, rest)
	}
	b, is := step.does.(*begin)
	if !is || len(rest) != 1 {
		return forms.Called{}, false
	}
	title := forms.Quoted(p.titled(step.ID))
	if rest[0] == "state" {
		return forms.Called{Text: title, Words: endTitles}, true
	}
	_, reads := b.results[rest[0]]
	return forms.Called{Text: title}, reads
}

// filledIn names a field of a form; `line` of a row leads to the row it continues.
func (p *Process) filledIn(step *Step, form *forms.Form, path []string) (forms.Called, bool) {
	if len(path) > 2 && path[1] == "line" {
		if rows := form.Continued(path[0]); rows != nil {
			return p.called(step, rows, append([]string{"row"}, path[2:]...))
		}
	}
	return form.Called(path)
}

// endTitles are how a case can end, as a condition reads it of another.
var endTitles = map[string]forms.Text{
	string(Done):      {Zh: "已办结", ZhTW: "已辦結", En: "done"},
	string(Rejected):  {Zh: "未同意", ZhTW: "未同意", En: "rejected"},
	string(Withdrawn): {Zh: "已撤回", ZhTW: "已撤回", En: "withdrawn"},
	string(Cancelled): {Zh: "已取消", ZhTW: "已取消", En: "cancelled"},
}

// branchCalled names a branch's key and rows, seen from a step inside; without a step of any `each` that calls it so.
func (p *Process) branchCalled(s *Step, name string, rest []string) (forms.Called, bool) {
	for _, owner := range p.steps() {
		ea, is := owner.does.(*each)
		if !is || ea.rows == nil || s != nil && !s.in(owner) {
			continue
		}
		switch {
		case name == "rows":
			return p.below(owner, ea.rows, rest)
		case name != ea.as:
		case ea.listed():
			return p.below(nil, ea.rows, rest)
		case ea.key != nil && dotted.MatchString(ea.key.Source):
			return p.called(nil, ea.rows, append(strings.Split(ea.key.Source, "."), rest...))
		case ea.key != nil:
			return p.keyCalled(ea)
		}
	}
	return forms.Called{}, false
}

// keyCalled names a key that is a word of its own for some rows (row.item.kind == 'service' ? 'service' : …).
func (p *Process) keyCalled(ea *each) (forms.Called, bool) {
	m := ofItsOwn.FindStringSubmatch(ea.key.Source)
	if m == nil {
		return forms.Called{}, false
	}
	of, ok := p.called(nil, ea.rows, strings.Split(m[1], "."))
	return forms.Called{Text: forms.Text{Zh: "这一路", ZhTW: "這一路", En: "this branch"}, Words: of.Words}, ok
}

var ofItsOwn = regexp.MustCompile(`^([a-z0-9_.]+) == '[a-z_]+' \? '[a-z_]+' : `)

// titled is the heading of a step by its id; the id where the process has no such step: it may be another process's.
func (p *Process) titled(id string) forms.Text {
	step, ok := p.Step(id)
	if !ok {
		return forms.Text{Zh: id}
	}
	return p.Heading(step)
}

// Heading is what a step is called where people read of it: one without a title of its own by what it does.
func (p *Process) Heading(s *Step) forms.Text {
	if does, is := s.does.(*post); is && s.Title == kindTitle(KindPost) {
		if title := does.op.Title(); title.Zh != "" {
			return title
		}
	}
	return s.Title
}
