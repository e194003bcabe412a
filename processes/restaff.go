package processes

import (
	"slices"
)

// restaff keeps open tasks with those who may do them, after somebody's part in the case has changed: whoever
// separation of duties keeps away now is no longer asked. An action that would leave a task to nobody is refused.
func (e *engine) restaff() error {
	for _, task := range e.s.Open {
		step, ok := e.p.Step(task.Step)
		if !ok || step.ID == Start {
			continue
		}
		changed, err := e.staffAnew(task, step)
		if err != nil {
			return err
		}
		if changed.short() && !task.short() {
			return e.p.nobody(step)
		}
		if e.callUp(&changed); !sameStaff(task, changed) {
			e.changeTask(changed)
		}
	}
	return nil
}

// staffOpen gives every open task to those it is for now that somebody came, went, changed their office or is on leave;
// false when that changes no task. A task for which nobody is left stays open: the office is told.
func (e *engine) staffOpen() (bool, error) {
	if e.s.Status != Open {
		return false, nil
	}
	for _, task := range e.s.Open {
		step, ok := e.p.Step(task.Step)
		if !ok {
			continue
		}
		changed, err := e.staffAnew(task, step)
		if err != nil {
			return false, err
		}
		if e.callUp(&changed); !sameStaff(task, changed) {
			e.changeTask(changed)
		}
	}
	if changed := e.t.Changes.Changed; len(changed) == 1 {
		e.t.Step, e.t.Branch, e.t.Task = changed[0].Step, changed[0].Branch, changed[0].ID
	}
	return len(e.t.Changes.Changed) > 0, nil
}

// sameStaff says that a task is still with the same people.
func sameStaff(a, b Task) bool {
	return slices.Equal(a.Persons, b.Persons) && slices.Equal(a.Aside, b.Aside) &&
		slices.Equal(a.seats(), b.seats()) && slices.Equal(a.Queue, b.Queue) &&
		slices.Equal(a.Added, b.Added) && slices.Equal(a.Deputies, b.Deputies) &&
		slices.Equal(a.Signers, b.Signers) && (a.Held == nil) == (b.Held == nil) &&
		a.Need == b.Need && a.Claimed == b.Claimed && a.Handed == b.Handed && a.Absent == b.Absent
}

// staffAnew finds whose a task is, by the people there are now.
func (e *engine) staffAnew(task Task, step *Step) (Task, error) {
	e.signersAnew(&task, step)
	task, err := e.seatsAnew(task, step)
	task.Signers = slices.DeleteFunc(slices.Clone(task.Signers), func(g Signer) bool {
		signed := g.Ready && g.Place == PlaceAfter
		return !signed && !contains(task.seats(), g.By) && !contains(task.Queue, g.By)
	})
	return task, err
}

func (e *engine) seatsAnew(task Task, step *Step) (Task, error) {
	if step.ID == Start {
		task.seat(slices.DeleteFunc(slices.Clone(task.seats()), func(id string) bool { return !e.active(id) })...)
		return task, nil
	}
	away := e.away(step, task.Branch)
	able, err := e.candidates(step.Human.By, step, task.Branch, away)
	if err != nil {
		return task, err
	}
	if err := e.escalateAnew(&task, step, able, away); err != nil {
		return task, err
	}
	may := append(slices.Clone(able), task.Added...)
	if task.Handed {
		others, err := e.candidates(step.Human.Transfer, step, task.Branch, away)
		if err != nil {
			return task, err
		}
		may := append(slices.Clone(may), others...)
		if stay := both(task.seats(), may); len(stay) > 0 {
			task.seat(stay...)
			task.Queue = both(task.Queue, may)
			task.recount()
			return task, nil
		}
		task.Handed = false
	}
	if task.How == "in_order" {
		if able, err = e.inOrder(step, task.Branch, able); err != nil {
			return task, err
		}
		able = except(able, task.Signed)
		task.seat(able[:min(1, len(able))]...)
		task.Queue = able[min(1, len(able)):]
	} else {
		slices.Sort(may)
		task.seat(except(slices.Compact(may), task.Signed)...)
	}
	task.recount()
	return task, nil
}

// escalateAnew finds anew who may do an overdue task too.
func (e *engine) escalateAnew(task *Task, step *Step, able []string, away map[string]bool) error {
	if len(task.Added) == 0 {
		return nil
	}
	added, err := e.candidates(step.Human.Escalate, step, task.Branch, away)
	task.Added = except(added, able)
	return err
}

// recount counts the signatures still needed where everybody's is.
func (t *Task) recount() {
	switch t.How {
	case "all":
		t.Need = len(t.seats())
	case "in_order":
		t.Need = len(t.seats()) + len(t.Queue)
	}
}

// both keeps what stands in two lists, in the order of the first.
func both(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(id string) bool { return !contains(b, id) })
}

// except takes a list's members out of another one.
func except(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(id string) bool { return contains(b, id) })
}
