package processes

import (
	"fmt"
	"time"

	"zongwu/calendar"
	"zongwu/forms"
	"zongwu/source"
)

// wait lets time pass: a span of working time, or until the morning of a date.
type wait struct {
	span  *calendar.Span
	until *forms.Expr
}

func (w *wait) compile(c *compiler, s *Step, m *source.Mapping) {
	span, until := m.Get("for"), m.Get("until")
	c.then(m, s, func(t []Target) { s.Then = t })
	if (span == nil) == (until == nil) {
		c.ps.At(m.Node, "wait", "for: 2 workdays, or until: start.needed_by", "wait needs either `for` or `until`")
		return
	}
	w.span = c.span(span)
	if until != nil {
		c.later = append(c.later, func() { w.until = c.expr(until, c.scope(s), forms.DateType) })
	}
}

func (w *wait) enter(e *engine, s *Step, branch string) error {
	at := e.a.At
	if w.span != nil {
		calendar, err := e.w.Calendar(e.ctx)
		if err != nil {
			return fmt.Errorf("read calendar: %w", err)
		}
		at = calendar.Add(e.a.At, *w.span)
	}
	if w.until != nil {
		v, err := e.eval(w.until, s, branch, nil)
		if err != nil {
			return err
		}
		date, _ := v.(string)
		day, err := time.ParseInLocation(time.DateOnly, date, calendar.Zone)
		if err != nil { // an empty date: nothing to wait for
			e.visit(Visit{Step: s.ID, Branch: branch})
			return e.goOn(s, branch, s.Then)
		}
		at = day
	}
	id := fmt.Sprintf("wait/%s/%d", place(s.ID, branch), e.t.Seq)
	e.addWait(Wait{Step: s.ID, Branch: branch, Clock: id})
	e.t.Conduct.Clocks = append(e.t.Conduct.Clocks, Clock{ID: id, At: at})
	return nil
}
