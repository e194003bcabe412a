package processes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"zongwu/calendar"
	"zongwu/forms"
	"zongwu/source"
)

// Schedule is when cases of a process begin by themselves, which, and in whose name.
type Schedule struct {
	Day   int           // of the month, 1 to 28; 0: its first workday
	Clock time.Duration // since midnight
	By    *Who
	rows  *forms.Expr // nil: one case
	with  map[string]*forms.Expr
}

// lastDay is the last day every month has.
const lastDay = 28

// EveryRow says that a case begins for each of several rows, not one in all.
func (s *Schedule) EveryRow() bool { return s.rows != nil }

// schedule reads the key `schedule`.
func (c *compiler) schedule(n *yaml.Node) {
	if n == nil {
		return
	}
	m := source.MappingOf(n, "a schedule", c.ps)
	if m == nil {
		return
	}
	s := &Schedule{}
	if every := m.Need("every"); every != nil && every.Value != "month" {
		c.ps.At(every, "schedule", "write month", "cases cannot begin every %q", every.Value)
	}
	if on := m.Need("on"); on != nil {
		s.Day = c.scheduleDay(on)
	}
	if at := m.Need("at"); at != nil {
		s.Clock = c.scheduleClock(at)
	}
	rows, by, with := m.Get("rows"), m.Need("by"), m.Get("with")
	m.Done()
	c.p.Schedule = s
	c.later = append(c.later, func() {
		scope := forms.NewScope().With("school", c.p.SettingsRecord()).With("today", forms.DateType)
		if rows != nil {
			if s.rows = c.expr(rows, scope, forms.Type{}); s.rows != nil {
				scope = c.rowScope(rows, s.rows, scope)
			}
		}
		if by != nil {
			if s.By = c.who(by, c.p.Begin, scope); s.By != nil && s.By.amongDoers() {
				c.ps.At(by, "who", "{role: …}", "in whose name a case begins cannot hang on who did something in it")
			}
		}
		c.scheduleWith(n, with, s, scope)
	})
}

func (c *compiler) scheduleDay(n *yaml.Node) int {
	if n.Value == "first workday" {
		return 0
	}
	day, err := strconv.Atoi(n.Value)
	if err != nil || day < 1 || day > lastDay {
		c.ps.At(n, "schedule", "first workday, or a day from 1 to 28", "%q is no day every month has", n.Value)
	}
	return day
}

func (c *compiler) scheduleClock(n *yaml.Node) time.Duration {
	t, err := time.Parse("15:04", n.Value)
	if err != nil {
		c.ps.At(n, "schedule", `like "08:00"`, "%q is no time of day", n.Value)
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

// scheduleWith reads what the start's form is filled in with: fields it has, and all it requires.
func (c *compiler) scheduleWith(n, with *yaml.Node, s *Schedule, scope *forms.Scope) {
	s.with = map[string]*forms.Expr{}
	form := c.p.Forms[c.p.Begin.Form()]
	if form == nil {
		return // told already
	}
	if with != nil {
		m := source.MappingOf(with, "with", c.ps)
		if m == nil {
			return
		}
		for _, key := range m.Keys() {
			if !form.HasField(key.Value) {
				c.ps.At(key, "unknown", "", "the start's form has no field %q", key.Value)
			}
			if value := m.Need(key.Value); value != nil {
				s.with[key.Value] = c.expr(value, scope, forms.Type{})
			}
		}
	}
	required, _ := form.Schema(forms.Chinese)["required"].([]any)
	for _, r := range required {
		if name, _ := r.(string); s.with[name] == nil {
			c.ps.At(n, "required", "give it in `with`", "the start's form requires %q", name)
		}
	}
}

// amongDoers says that somebody is meant who did something in the case.
func (w *Who) amongDoers() bool {
	return w.Way == "starter" || w.Way == "did" || slices.ContainsFunc(w.Among, (*Who).amongDoers)
}

// Due is when a schedule has cases begin, and the month it does so for: 2026-12. In a month without any workday the
// moment lies behind the month.
type Due struct {
	At    time.Time
	Month string
}

func (s *Schedule) of(c *calendar.Calendar, year int, month time.Month) Due {
	first := time.Date(year, month, 1, 0, 0, 0, 0, calendar.Zone)
	due := Due{At: first.AddDate(0, 0, s.Day-1).Add(s.Clock), Month: first.Format("2006-01")}
	if s.Day == 0 {
		due.At = c.FirstWorkday(first.Year(), first.Month()).Add(s.Clock)
	}
	return due
}

// Next is the first moment after another one. Where several months fall on it, it is the last one's.
func (s *Schedule) Next(c *calendar.Calendar, after time.Time) Due {
	year, month, _ := after.In(calendar.Zone).Date()
	due := s.of(c, year, month)
	for !due.At.After(after) {
		month++
		due = s.of(c, year, month)
	}
	for {
		month++
		later := s.of(c, year, month)
		if !later.At.Equal(due.At) {
			return due
		}
		due = later
	}
}

// Last is the last moment up to another one.
func (s *Schedule) Last(c *calendar.Calendar, until time.Time) Due {
	year, month, _ := until.In(calendar.Zone).Date()
	due := s.of(c, year, month)
	for due.At.After(until) {
		month--
		due = s.of(c, year, month)
	}
	return due
}

// Beginning is a case that is to begin: which row it is for ("" without rows), in whose name, and what its start's form
// holds.
type Beginning struct {
	Key     string
	Starter string
	Data    map[string]any
}

// Starts lists the cases that a process's schedule has begin at a moment, in the order of its rows. It is a *Refusal
// when they cannot be told.
func Starts(ctx context.Context, p *Process, at time.Time, w World) ([]Beginning, error) {
	starts, err := p.Schedule.starts(ctx, p, at, w)
	var evalErr *forms.EvalError
	if errors.As(err, &evalErr) {
		return nil, cannotEvaluate(evalErr)
	}
	return starts, err
}

func (s *Schedule) starts(ctx context.Context, p *Process, at time.Time, w World) ([]Beginning, error) {
	pinned, err := pinSettings(ctx, p, w)
	if err != nil {
		return nil, err
	}
	vars := forms.Vars{"school": pinned, "today": Day(at)}
	rows := []forms.Data{nil}
	if s.rows != nil {
		v, err := s.rows.Eval(ctx, w, vars)
		if err != nil {
			return nil, err
		}
		rows, _ = v.([]forms.Data)
	}
	starts := make([]Beginning, 0, len(rows))
	for _, row := range rows {
		one := Beginning{Data: map[string]any{}}
		if row != nil {
			vars["row"], one.Key = row, row.Text("id")
		}
		for _, name := range sortedKeys(s.with) {
			v, err := s.with[name].Eval(ctx, w, vars)
			if err != nil {
				return nil, err
			}
			if v != nil {
				one.Data[name] = v
			}
		}
		if one.Starter, err = s.starter(ctx, p, at, w, vars); err != nil {
			return nil, err
		}
		starts = append(starts, one)
	}
	return starts, nil
}

// starter is the first of those in whose name a case may begin who is not on leave; the first of all where all are, ""
// where there is nobody.
func (s *Schedule) starter(ctx context.Context, p *Process, at time.Time, w World, vars forms.Vars) (string, error) {
	e, err := newEngine(ctx, p, "", State{}, Action{At: at}, w)
	if err != nil {
		return "", err
	}
	e.seen[place(Start, "")+"#"] = vars // what the expressions of `by` see
	ids, err := e.candidates(s.By, p.Begin, "", nil)
	if err != nil {
		return "", fmt.Errorf("find in whose name %s begins: %w", p.ID, err)
	}
	for _, id := range ids {
		if !e.known(id).Leave.On(Day(at)) {
			return id, nil
		}
	}
	return firstText(ids...), nil
}
