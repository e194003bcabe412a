package processes

import (
	"fmt"
	"slices"
)

// claim reserves a task for one of those who may do it.
func (e *engine) claim() error {
	task, _, err := e.unclaimed()
	if err != nil {
		return err
	}
	if task.waits(e.seat) {
		return e.refuseWaiting(task)
	}
	task.Claimed = e.a.Actor
	e.noteTask(task)
	return nil
}

// release gives a claimed task back to all who may do it, without the signers its holder asked for; the director may do
// so for others, and whoever was on leave for their deputy.
func (e *engine) release() error {
	task, _, err := e.task()
	if err != nil {
		return err
	}
	seat, _ := e.seatAmong(task.seats())
	asked := seat != "" && slices.ContainsFunc(task.Signers, func(g Signer) bool { return g.By == seat })
	mine := task.Claimed != "" && (task.Claimed == e.a.Actor || task.Claimed == e.known(e.a.Actor).Leave.Deputy)
	switch director := e.isDirector(); {
	case !mine && !asked && !director:
		return refuse(NotYours, textNotClaimed)
	case task.Held != nil && !director:
		return e.refuseWaiting(task)
	case director:
		e.dropSigners(&task)
	case seat != "":
		task.Signers = task.signersBut(seat)
	}
	task.Claimed = ""
	e.noteTask(task)
	return nil
}

func (e *engine) noteTask(task Task) {
	e.t.Step, e.t.Branch, e.t.Task, e.t.For = task.Step, task.Branch, task.ID, e.standsFor()
	e.changeTask(task)
}

func (e *engine) isDirector() bool { return contains(e.known(e.a.Actor).Roles, "director") }

// handOver puts a task into another person's hands: transfer by who may do it, reassign by the director.
func (e *engine) handOver() error {
	task, step, err := e.task()
	if err != nil {
		return err
	}
	if e.a.Kind == DoReassign {
		if !e.isDirector() {
			return refuse(NotYours, textOnlyDirector)
		}
		e.dropSigners(&task)
	} else if err := e.mayDo(task, step); err != nil {
		return err
	} else if e.othersClaim(task) {
		return refuse(Claimed, textClaimed(e.name(task.Claimed)))
	}
	task.Signers = task.signersBut(e.seat)
	if err := e.canTake(task, step); err != nil {
		return err
	}
	e.take(&task)
	e.noteTask(task)
	e.sendTask("task", task.ID)
	return nil
}

// take names the new person; of several signers only the one who hands over is replaced.
func (e *engine) take(task *Task) {
	task.Handed, task.Claimed = true, ""
	if task.How == "any" || e.a.Kind == DoReassign && task.Need == 1 {
		task.seat(e.a.To)
		return
	}
	seats := slices.Clone(task.seats())
	if i := slices.Index(seats, e.seat); i >= 0 && e.a.Kind == DoTransfer {
		seats[i] = e.a.To
	} else {
		seats = append(seats[:max(len(seats)-1, 0)], e.a.To)
	}
	task.seat(seats...)
}

// canTake refuses a person who may not be given the task: handing over narrows who does a step and never widens it, so
// that nobody chooses who decides on their own request.
func (e *engine) canTake(task Task, step *Step) error {
	to, ok := e.find(e.a.To)
	away := e.away(step, task.Branch)
	switch {
	case !ok:
		return invalid("/to", "reference", textNoPerson)
	case away[to.ID] || contains(task.Signed, to.ID):
		return refuse(Duty, textDutyTo(to.Name))
	case contains(task.seats(), to.ID) && task.How != "any", task.signerIndex(to.ID) >= 0:
		return invalid("/to", "unique", textSignsAlready)
	}
	may, err := e.candidates(step.Human.By, step, task.Branch, away)
	if err != nil {
		return err
	}
	if contains(may, to.ID) || contains(task.Added, to.ID) {
		return nil
	}
	if may, err = e.candidates(step.Human.Transfer, step, task.Branch, away); err != nil || contains(may, to.ID) {
		return err
	}
	return invalid("/to", "role", textNoRole(to.Name))
}

// String names an action in logs.
func (a Action) String() string {
	return fmt.Sprintf("%s %s %s by %s", a.Kind, a.Task, a.Outcome, a.Actor)
}
