package processes

import (
	"slices"
	"time"

	"zongwu/calendar"
)

// Leave is a time in which a person is away, and who stands in for them: from one day to another, both included. It
// holds no hours: who is there for the morning is there.
type Leave struct {
	From   string `json:"from"`   // YYYY-MM-DD, "" for none
	To     string `json:"to"`     // "" while the end is not known
	Deputy string `json:"deputy"` // a person, "" for nobody
}

// On says whether the leave lasts on a day.
func (l Leave) On(day string) bool {
	return l.From != "" && l.From <= day && (l.To == "" || day <= l.To)
}

// Day is the school's date at a moment.
func Day(at time.Time) string { return at.In(calendar.Zone).Format(time.DateOnly) }

// Deputy stands in at a task for one of those it is for. Deputies have no deputies: where one is on leave too, nobody
// stands in.
type Deputy struct {
	Person string `json:"person"`
	For    string `json:"for"`
	// Skipped says why the deputy does not stand in: away, gone (has left), duty (separation of duties keeps them from
	// the step), signs (has a signature of their own to give here); "" where they do.
	Skipped string `json:"skipped,omitempty"`
}

// Reasons for which a deputy does not stand in.
const (
	deputyAway  = "away"
	deputyGone  = "gone"
	deputyDuty  = "duty"
	deputySigns = "signs"
)

// onLeave says whether a person is away on the day of the action.
func (e *engine) onLeave(person string) bool { return e.known(person).Leave.On(Day(e.a.At)) }

// deputiesOf finds who stands in for those whose turn a task is, and says of every deputy who does not, why.
func (e *engine) deputiesOf(t Task, s *Step) []Deputy {
	var list []Deputy
	for _, id := range t.turn() {
		deputy := e.known(id).Leave.Deputy
		if deputy == "" || !e.onLeave(id) {
			continue
		}
		if t.colleagues(id, deputy) && t.Claimed != id {
			continue // who may do it in their own name needs no other, unless somebody claimed it and left
		}
		list = append(list, Deputy{Person: deputy, For: id, Skipped: e.skipped(t, s, id, deputy)})
	}
	return list
}

// colleagues says that any one of two may do a task.
func (t Task) colleagues(one, other string) bool {
	return t.How == "any" && t.Held == nil && !t.awaits("") && contains(t.seats(), one) && contains(t.seats(), other)
}

// skipped says why somebody does not stand in for somebody at a task, "" when they do.
func (e *engine) skipped(t Task, s *Step, person, deputy string) string {
	switch {
	case !e.active(deputy):
		return deputyGone
	case e.onLeave(deputy):
		return deputyAway
	case e.away(s, t.Branch)[deputy], e.barred(s, t.Branch, person, deputy):
		return deputyDuty
	case t.colleagues(person, deputy):
		return ""
	case contains(slices.Concat(t.seats(), t.Queue, t.Signed), deputy) || t.signerIndex(deputy) >= 0:
		return deputySigns
	}
	return ""
}

// tellGone tells those who run the office of tasks for which nobody is left, or nobody there, since this action.
func (e *engine) tellGone() {
	var to []string
	for _, p := range e.people {
		if contains(p.Roles, "director") || contains(p.Roles, "admin") {
			to = append(to, p.ID)
		}
	}
	for _, t := range e.s.Open {
		var was Task
		if i := taskIndex(e.before, t.ID); i >= 0 {
			was = e.before[i]
		}
		switch {
		case t.short() && (was.ID == "" || !was.short()):
			e.send("nobody", to, t.ID)
		case t.Absent && !was.Absent:
			e.send("absent", to, t.ID)
		}
	}
}
