package store

import (
	"context"
	"fmt"

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

// PersonOf is who a session belongs to, with roles as they are now; ErrNotFound when they have left.
func (s *Store) PersonOf(ctx context.Context, session *Session) (*processes.Person, error) {
	school := s.known.get(session.School, session.Version)
	if school == nil {
		err := s.InSchool(ctx, session.School, func(ctx context.Context, tx *Tx) (err error) {
			school, err = tx.SchoolNow(ctx)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if p := school.Person(session.Person); p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("read person: %w", ErrNotFound)
}
