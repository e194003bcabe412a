package processes

import (
	"fmt"
	"time"

	"go.yaml.in/yaml/v3"

	"zongwu/calendar"
	"zongwu/source"
)

// reminders reads `remind`: a span after the task's opening, or a list of {before: SPAN} and {after: SPAN}, of when the
// task is due.
func (c *compiler) reminders(n *yaml.Node, due bool) []Reminder {
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.ScalarNode:
		if span := c.span(n); span != nil {
			return []Reminder{{Span: *span}}
		}
		return nil
	case n.Kind != yaml.SequenceNode:
		c.ps.At(n, "remind", "1 workday, or [{before: 1 workday}, {after: 3 workdays}]", "this is no reminder")
		return nil
	}
	var all []Reminder
	for _, one := range n.Content {
		m := source.MappingOf(one, "remind", c.ps)
		if m == nil {
			continue
		}
		before, after := m.Get("before"), m.Get("after")
		m.Done()
		r, said := Reminder{Of: "before"}, before
		if before == nil {
			r.Of, said = "after", after
		}
		span := c.span(said)
		switch {
		case (before == nil) == (after == nil):
			c.ps.At(one, "remind", "{before: 1 workday} or {after: 1 workday}", "a reminder is before or after the task is due")
		case !due:
			c.ps.At(one, "remind", "say by when: within: {until: start.until}", "a step without `within` is never due")
		case span != nil && r.Of == "before" && span.Unit != calendar.Day && span.Unit != calendar.Workday:
			c.ps.At(before, "span", "in days or workdays", "%q before is no day", before.Value)
		case span != nil:
			r.Span = *span
			all = append(all, r)
		}
	}
	return all
}

// remindAt is when a reminder rings for a task that opens at a moment and is due at another; zero where it does not,
// because the task has no term or the moment is past.
func (r Reminder) remindAt(cal *calendar.Calendar, opened, due time.Time) time.Time {
	var at time.Time
	switch {
	case r.Of == "":
		return cal.Add(opened, r.Span)
	case due.IsZero():
		return time.Time{}
	case r.Of == "before":
		at = cal.Before(due, r.Span)
	default:
		at = cal.Add(due, r.Span)
	}
	if !at.After(opened) {
		return time.Time{}
	}
	return at
}

// remindersOf are the clocks that remind of a task. The first has the name it had when there was but one.
func remindersOf(h *Human, task Task, cal *calendar.Calendar, opened time.Time) []Clock {
	var clocks []Clock
	for i, r := range h.Remind {
		at := r.remindAt(cal, opened, task.DueAt)
		if at.IsZero() {
			continue
		}
		id := reminding
		if i > 0 {
			id = fmt.Sprintf("%s%d", reminding, i+1)
		}
		clocks = append(clocks, Clock{ID: id + "/" + task.ID, At: at})
	}
	return clocks
}

// reminding is what clocks that remind begin with.
const reminding = "remind"
