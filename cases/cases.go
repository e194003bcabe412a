package cases

import (
	"context"

	"zongwu/processes"
	"zongwu/store"
	"zongwu/trace"
)

// Service is the one door through which a case changes. Its zero value with a Store is ready; it must not be copied.
type Service struct {
	Store *store.Store
	// Fault is called at each Point of an Act; its error ends the Act as a crash would. nil outside tests.
	Fault func(Point, Request) error
	// Metrics count what is done; nil for none.
	Metrics *Metrics

	compiled compiledCache
	staffing keptStaffing
}

// Request is one action on a case, as a person, a clock or another case asks for it.
type Request struct {
	School string
	// Case is an id or number; "" to begin one, and for an action on a task, whose id holds its case's.
	Case    string
	Process string // to begin one
	Action  processes.Action
	// Key makes the request idempotent for its actor, for good; Body is what must be the same under the same key.
	Key  string
	Body []byte
	// Viewer is who is answered with the case as it is then; nil for nobody.
	Viewer *Viewer
	// Answer writes what is answered, inside the transaction while rows are locked; it is remembered under Key. May be
	// nil.
	Answer func(ctx context.Context, tx *store.Tx, r *Result) ([]byte, error)

	process *string    // takes the process's id as soon as it is known
	span    trace.Span // of the action
}

// Result is what an action led to.
type Result struct {
	Case     *store.Case
	State    processes.State
	Seq      int    // 0 when a clock no longer mattered
	Answer   []byte // as built now, or as it was the first time
	Repeated bool   // the key had been used with the same body: nothing was done again
	// Transition is what was written; nil when nothing was, and when the answer is repeated.
	Transition *processes.Transition
	// View is the case as the action left it, for Request.Viewer; nil when the answer is repeated. It does not ask whether
	// the viewer may see it.
	View *CaseView
}

// ErrKeyReused is an idempotency key sent again with another body.
var ErrKeyReused = keyReused{}

type keyReused struct{}

func (keyReused) Error() string { return "idempotency key used before with another body" }
