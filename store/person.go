package store

import (
	"context"

	"zongwu/processes"
)

// Person reads one active person; ErrNotFound when there is none, or who it was has left.
func (t *Tx) Person(ctx context.Context, id string) (*processes.Person, error) {
	var r staffRow
	err := t.get(ctx, "read person", &r, `SELECT `+staffColumns+` FROM people p WHERE p.id = $1 AND NOT p.disabled`, id)
	if err != nil {
		return nil, err
	}
	person := r.person()
	return &person, nil
}
