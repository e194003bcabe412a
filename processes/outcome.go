package processes

import (
	"context"
	"fmt"
	"slices"

	"zongwu/forms"
	"zongwu/source"
)

// outcomeBy reads who of a step's people may take one of its outcomes, and who of them may not.
func (c *compiler) outcomeBy(m *source.Mapping, s *Step) *Who {
	by, except := m.Get("by"), m.List("except")
	if by == nil {
		if len(except) > 0 {
			c.ps.At(m.Get("except"), "except", "say whose it is: by: {role: …}",
				"an outcome without `by` is for all of the step's people")
		}
		return nil
	}
	w := new(Who)
	c.later = append(c.later, func() {
		if s.Human.How.Mode != "any" {
			c.ps.At(by, "by", "leave it away, or let any one of them do the step",
				"several must sign: all of them may take every outcome")
		}
		if who := c.who(by, s, c.scope(s)); who != nil {
			*w = *who
			w.Except = c.except(except, c.scope(s))
		}
	})
	return w
}

// takers are all who may take one of the step's outcomes: a step need not say again whose it is.
func (h *Human) takers() *Who {
	all := &Who{Way: "any"}
	for _, o := range h.Outcomes {
		if o.By != nil {
			all.Among = append(all.Among, o.By)
		}
	}
	return all
}

// Reserved says that one of the step's outcomes is for some of its people only.
func (s *Step) Reserved() bool {
	return slices.ContainsFunc(s.Outcomes(), func(o Outcome) bool { return o.By != nil })
}

// mayTake refuses whoever may do a step but not end it so. A deputy takes the place of somebody who may.
func (e *engine) mayTake(t Task, s *Step, o Outcome) error {
	if o.By == nil {
		return nil
	}
	may, err := e.candidates(o.By, s, t.Branch, e.away(s, t.Branch))
	if err != nil {
		return err
	}
	if !contains(may, e.seat) {
		if err := e.sitAmong(may, t, s, o); err != nil {
			return err
		}
	}
	kept, err := e.keptAsDeputy(o.By, s, t.Branch, e.seat, e.a.Actor)
	if err == nil && kept {
		return refuse(Duty, textDuty)
	}
	return err
}

// sitAmong takes the place of one of those who may take an outcome, or refuses whoever has none.
func (e *engine) sitAmong(may []string, t Task, s *Step, o Outcome) error {
	seats, err := e.seatsOf(t, s)
	if err != nil {
		return err
	}
	t.seat(seats...)
	seat, ok := e.seatAmong(slices.DeleteFunc(t.turn(), func(id string) bool { return !contains(may, id) }))
	if !ok {
		return e.refuseSeat(o.By, s, t.Branch, e.p.textNotYoursToTake(o))
	}
	if seat != e.a.Actor && e.skipped(t, s, seat, e.a.Actor) != "" {
		return refuse(Duty, textDeputySigns)
	}
	e.seat = seat
	return nil
}

// textNotYoursToTake says whose an outcome is.
func (p *Process) textNotYoursToTake(o Outcome) forms.Text {
	whose := func(lang string) string {
		return o.By.In(lang, p, func(id string) string { return firstText(p.offices[id].In(lang), id) })
	}
	return forms.Text{
		Zh:   "“" + o.Title.Zh + "”只能由" + whose(forms.Chinese) + "办理",
		ZhTW: "「" + o.Title.In(forms.Traditional) + "」只能由" + whose(forms.Traditional) + "辦理",
		En:   "\"" + o.Title.In(forms.English) + "\" is for " + whose(forms.English) + " only",
	}
}

// OutcomesFor are the ways a person may end an open task: all but those that are for others of the step's people.
func OutcomesFor(ctx context.Context, p *Process, s State, task Task, a Action, w World) ([]Outcome, error) {
	step, ok := p.Step(task.Step)
	if !ok {
		return nil, fmt.Errorf("list outcomes: process %s has no step %q", p.ID, task.Step)
	}
	if !step.Reserved() {
		return step.Outcomes(), nil
	}
	e, err := newEngine(ctx, p, "", s, a, w)
	if err != nil {
		return nil, err
	}
	var outcomes []Outcome
	for _, o := range step.Outcomes() {
		may, err := e.candidates(o.By, step, task.Branch, e.away(step, task.Branch))
		if err != nil {
			return nil, fmt.Errorf("list outcomes of %s: %w", step.ID, err)
		}
		seat, ok := e.seatAmong(may)
		kept, err := e.keptAsDeputy(o.By, step, task.Branch, seat, a.Actor)
		if err != nil {
			return nil, fmt.Errorf("list outcomes of %s: %w", step.ID, err)
		}
		if ok && !kept || o.By == nil {
			outcomes = append(outcomes, o)
		}
	}
	return outcomes, e.doubt
}
