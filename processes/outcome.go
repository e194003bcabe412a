package processes

import (
	"context"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"zongwu/forms"
)

// outcomeBy reads who of a step's people may take one of its outcomes.
func (c *compiler) outcomeBy(by *yaml.Node, s *Step, i int) {
	c.later = append(c.later, func() {
		if s.Human.How.Mode != "any" {
			c.ps.At(by, "by", "leave it away, or let any one of them do the step",
				"several must sign: all of them may take every outcome")
		}
		s.Human.Outcomes[i].By = c.who(by, s, c.scope(s))
	})
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
	may, err := e.candidates(o.By, s, t.Branch, nil)
	if err != nil || contains(may, e.seat) {
		return err
	}
	seats, err := e.seatsOf(t, s)
	if err != nil {
		return err
	}
	t.seat(seats...)
	seat, ok := e.seatAmong(slices.DeleteFunc(t.turn(), func(id string) bool { return !contains(may, id) }))
	if !ok {
		return refuse(NotYours, e.p.textNotYoursToTake(o))
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
		may, err := e.candidates(o.By, step, task.Branch, nil)
		if err != nil {
			return nil, fmt.Errorf("list outcomes of %s: %w", step.ID, err)
		}
		if _, ok := e.seatAmong(may); ok || o.By == nil {
			outcomes = append(outcomes, o)
		}
	}
	return outcomes, nil
}
