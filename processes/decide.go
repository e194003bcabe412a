package processes

import (
	"context"

	"zongwu/calendar"
	"zongwu/forms"
)

// World is what a decision may ask of the school, all of one moment.
type World interface {
	forms.World
	// People returns the school's active persons with their roles, sorted by id.
	People(ctx context.Context) ([]Person, error)
	// Settings returns the school's own values of settings (in the kinds of forms.Data); what is missing takes the
	// definition's default.
	Settings(ctx context.Context) (map[string]any, error)
	// Calendar returns the school's working time.
	Calendar(ctx context.Context) (*calendar.Calendar, error)
}

// Person is somebody of the school.
type Person struct {
	ID         string // the login, as the HTTP contract shows it
	Name       string
	Department string
	Roles      []string
	Stores     []string // the stores a storekeeper keeps; empty means every store
	HeadOf     []string // departments this person heads
}

// Decide is the heart: given a definition, the state of a case and an action, it returns the transition that follows,
// or a *Refusal. It writes nothing and reads only the World. For DoStart the state is the zero State and id the new
// case's id. A clock that no longer matters gives (nil, nil).
func Decide(ctx context.Context, p *Process, id string, s State, a Action, w World) (*Transition, error) {
	panic("to be written")
}

// Apply folds a transition into a state.
func Apply(s State, t *Transition) State { panic("to be written") }

// TaskData gives what a task's form opens with.
func TaskData(ctx context.Context, p *Process, s State, task Task, w World) (forms.Data, error) {
	panic("to be written")
}
