package processes

import (
	"fmt"
	"slices"
	"strings"
)

// setClocks computes when a task is due and reminds, opens it, and asks the workflow for its clocks.
func (e *engine) setClocks(s *Step, task Task) error {
	h := s.Human
	if h.Within != nil || h.Remind != nil {
		calendar, err := e.w.Calendar(e.ctx)
		if err != nil {
			return fmt.Errorf("read calendar: %w", err)
		}
		if task.DueAt, err = e.due(h.Within, s, task.Branch, calendar); err != nil {
			return err
		}
		e.t.Conduct.Clocks = append(e.t.Conduct.Clocks, remindersOf(h, task, calendar, e.a.At)...)
		if !task.DueAt.IsZero() {
			e.t.Conduct.Clocks = append(e.t.Conduct.Clocks, Clock{ID: "due/" + task.ID, At: task.DueAt})
		}
	}
	e.addTask(task)
	return nil
}

// clock finds out whether a clock that rang still matters, and does what it is for.
func (e *engine) clock() (bool, error) {
	what, rest, _ := strings.Cut(e.a.Clock, "/")
	if what == "wait" {
		return e.waited(func(w Wait) bool { return w.Clock == e.a.Clock })
	}
	i := taskIndex(e.s.Open, rest)
	if e.s.Status != Open || i < 0 || contains(e.s.Open[i].Rung, what) {
		return false, nil
	}
	task := e.s.Open[i]
	step, ok := e.p.Step(task.Step)
	if !ok {
		return false, nil
	}
	reminds := strings.HasPrefix(what, reminding)
	e.t.Step, e.t.Branch, e.t.Task, e.t.Outcome = task.Step, task.Branch, task.ID, what
	if reminds {
		e.t.Outcome = reminding
	}
	task.Rung = append(slices.Clone(task.Rung), what)
	if reminds {
		e.changeTask(task)
		e.sendTask("remind", task.ID)
		return true, nil
	}
	return true, e.overdue(task, step)
}

// overdue tells of a task, and escalates it or takes the outcome its definition gives to silence.
func (e *engine) overdue(task Task, step *Step) error {
	if err := e.report(task, step); err != nil {
		return err
	}
	if expire := step.Human.Expire; expire != "" {
		outcome, _ := step.Human.Outcome(expire)
		e.t.Outcome = expire
		if err := e.fillNothing(step, task, expire); err != nil {
			return err
		}
		e.closeTask(task.ID)
		e.closeBeside(step, task.Branch)
		e.visit(Visit{Step: step.ID, Branch: task.Branch, Outcome: expire})
		return e.goOn(step, task.Branch, outcome.Then)
	}
	if err := e.openLate(task, step); err != nil {
		return err
	}
	if step.Human.Escalate != nil {
		added, err := e.candidates(step.Human.Escalate, step, task.Branch, e.away(step, task.Branch))
		if err != nil {
			return err
		}
		seats := slices.Clone(task.seats())
		for _, id := range added {
			if !contains(seats, id) {
				task.Added = append(slices.Clone(task.Added), id)
				seats = append(seats, id)
			}
		}
		slices.Sort(seats)
		task.seat(seats...)
	}
	e.changeTask(task)
	e.sendTask("overdue", task.ID)
	return nil
}

// fillNothing keeps what a step's form holds where nobody filled it in: what is assumed or worked out.
func (e *engine) fillNothing(step *Step, task Task, outcome string) error {
	if step.Form() == "" {
		return nil
	}
	return e.fill(step, task.Branch, outcome, nil)
}

// openLate opens the step that a definition has beside an overdue one. The task is still with those alone who let it
// become overdue: whoever it is escalated to has nothing to explain.
func (e *engine) openLate(task Task, step *Step) error {
	late, ok := e.p.Step(step.Human.Late)
	if !ok {
		return nil
	}
	if late.When != nil {
		holds, err := e.truth(late.When, late, task.Branch, nil)
		if err != nil || !holds {
			return err
		}
	}
	return e.openTask(late, task.Branch, nil)
}

// report tells those whom the definition names that a task is overdue; they see the case from then on.
func (e *engine) report(task Task, step *Step) error {
	if step.Human.Report == nil {
		return nil
	}
	if when := step.Human.ReportWhen; when != nil {
		holds, err := e.truth(when, step, task.Branch, nil)
		if err != nil || !holds {
			return err
		}
	}
	told, err := e.candidates(step.Human.Report, step, task.Branch, nil)
	if err != nil {
		return err
	}
	e.t.Persons = told
	e.send("report:"+step.ID, told, task.ID)
	return nil
}

// ended goes on where the case waited for another one.
func (e *engine) ended() (bool, error) {
	return e.waited(func(w Wait) bool { return e.a.Ended != nil && w.Case == e.a.Ended.Case })
}

func (e *engine) waited(match func(Wait) bool) (bool, error) {
	i := slices.IndexFunc(e.s.Waits, match)
	if e.s.Status != Open || i < 0 {
		return false, nil
	}
	w := e.s.Waits[i]
	step, ok := e.p.Step(w.Step)
	if !ok {
		return false, nil
	}
	e.t.Step, e.t.Branch = w.Step, w.Branch
	e.answer(w)
	v := Visit{Step: w.Step, Branch: w.Branch}
	if e.a.Ended != nil {
		v.Outcome = string(e.a.Ended.Status)
		e.t.Outcome = v.Outcome
		if b, ok := step.does.(*begin); ok {
			e.setData(place(w.Step, w.Branch), b.learns(e.a.Ended))
		}
	}
	e.visit(v)
	return true, e.goOn(step, w.Branch, step.Then)
}
