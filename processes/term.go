package processes

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"zongwu/calendar"
	"zongwu/forms"
	"zongwu/source"
)

// Term is by when a task is due: a plain span of time, one the definition works out when the task opens, or the end of
// a date's working hours.
type Term struct {
	Span   *calendar.Span // a plain one
	Unit   string         // otherwise: of what Length counts
	Length *forms.Expr
	Until  *forms.Expr // otherwise: the date
	// FromStart counts from the case's beginning, not from the task's opening.
	FromStart bool
}

// Settings are the school's settings a term is worked out from, in the process's order.
func (t Term) Settings(p *Process) []Setting {
	if t.Length == nil {
		return nil
	}
	named := map[string]bool{}
	for _, found := range settingNamed.FindAllStringSubmatch(t.Length.Source, -1) {
		named[found[1]] = true
	}
	return slices.DeleteFunc(slices.Clone(p.Settings), func(s Setting) bool { return !named[s.Name] })
}

var settingNamed = regexp.MustCompile(`\bschool\.([a-z][a-z0-9_]*)`)

// terms reads `within`: a span, {workdays: EXPR, from: start}, {until: EXPR}, or a list of which the first that gives a
// moment counts.
func (c *compiler) terms(n *yaml.Node, s *Step) {
	switch {
	case n == nil:
	case n.Kind == yaml.SequenceNode:
		s.Human.Within = make([]Term, len(n.Content))
		for i, one := range n.Content {
			c.term(one, s, i)
		}
	default:
		s.Human.Within = make([]Term, 1)
		c.term(n, s, 0)
	}
}

func (c *compiler) term(n *yaml.Node, s *Step, i int) {
	t := &s.Human.Within[i]
	if n.Kind != yaml.MappingNode {
		if t.Span = c.span(n); t.Span == nil {
			t.Span = &calendar.Span{N: 1, Unit: calendar.Workday} // it is reported; the rest is still checked
		}
		return
	}
	m := source.MappingOf(n, "within", c.ps)
	if until := m.Get("until"); until != nil {
		m.Done()
		c.later = append(c.later, func() { t.Until = c.expr(until, c.scope(s), forms.DateType) })
		return
	}
	if from := m.Get("from"); from != nil {
		if t.FromStart = from.Value == Start; !t.FromStart {
			c.ps.At(from, "span", "start, or leave it away to count from the task's opening",
				"no time runs from %q", from.Value)
		}
	}
	var length *yaml.Node
	for _, unit := range []string{calendar.Workday, calendar.Day, calendar.Hour, calendar.Minute, calendar.Closing} {
		if one := m.Get(unit + "s"); one != nil {
			if length != nil {
				c.ps.At(one, "span", "in one unit", "the time is given twice")
			}
			length, t.Unit = one, unit
		}
	}
	m.Done()
	if length == nil {
		c.ps.At(n, "span", "like {workdays: school.days}, or 2 workdays", "this is no length of time")
		return
	}
	c.later = append(c.later, func() { t.Length = c.expr(length, c.scope(s), forms.IntegerType) })
}

// due is when a task that opens now is due by the first of the terms that gives a length; zero where none does.
func (e *engine) due(terms []Term, s *Step, branch string, cal *calendar.Calendar) (time.Time, error) {
	for _, t := range terms {
		if t.Until != nil {
			at, err := e.closing(t, s, branch, cal)
			if err != nil || !at.IsZero() {
				return at, err
			}
			continue
		}
		span, err := e.span(t, s, branch)
		if err != nil {
			return time.Time{}, err
		}
		if span == nil {
			continue
		}
		from := e.a.At
		if t.FromStart && !e.s.Begun.IsZero() { // of cases begun before this was kept
			from = e.s.Begun
		}
		return cal.Add(from, *span), nil
	}
	return time.Time{}, nil
}

// closing is the end of the working hours of the date a term names, zero where its expression is empty.
func (e *engine) closing(t Term, s *Step, branch string, cal *calendar.Calendar) (time.Time, error) {
	date, err := e.text(t.Until, s, branch)
	if err != nil || date == "" {
		return time.Time{}, err
	}
	return cal.ClosingOn(date)
}

// span is how long a term lasts, nil where its expression is empty.
func (e *engine) span(t Term, s *Step, branch string) (*calendar.Span, error) {
	if t.Length == nil {
		return t.Span, nil
	}
	v, err := e.eval(t.Length, s, branch, nil)
	if err != nil || v == nil {
		return nil, err
	}
	n, ok := v.(int64)
	if !ok {
		return nil, fmt.Errorf("evaluate %s: %T is no whole number", t.Length.Source, v)
	}
	span := calendar.Between(n, t.Unit)
	return &span, nil
}
