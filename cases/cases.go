package cases

import (
	"context"

	"zongwu/processes"
	"zongwu/store"
)

// Service is the one door through which a case changes.
type Service struct {
	Store *store.Store
}

// Request is one action on a case, as a person, a clock or another case asks for it.
type Request struct {
	School  string
	Case    string // id or number; "" to begin one
	Process string // to begin one
	Action  processes.Action
	// Key makes the request idempotent for its actor, for good; Body is what must be the same under the same key.
	Key  string
	Body []byte
	// Answer builds what is answered, inside the transaction; it is remembered under Key. May be nil.
	Answer func(ctx context.Context, tx *store.Tx, r *Result) ([]byte, error)
}

// Result is what an action led to.
type Result struct {
	Case     *store.Case
	State    processes.State
	Seq      int    // 0 when a clock no longer mattered
	Answer   []byte // as built now, or as it was the first time
	Repeated bool   // the key had been used with the same body: nothing was done again
}

// ErrKeyReused is an idempotency key sent again with another body.
var ErrKeyReused = keyReused{}

type keyReused struct{}

func (keyReused) Error() string { return "idempotency key used before with another body" }

// Act performs one action in one transaction: it locks the case, decides, writes tasks, books, trail and outbox, or
// refuses with a *processes.Refusal and writes nothing.
func (s *Service) Act(ctx context.Context, r Request) (*Result, error) { panic("to be written") }
