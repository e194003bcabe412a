package store

import (
	"context"

	"github.com/lib/pq"

	"zongwu/processes"
)

// Person reads one active person; ErrNotFound when there is none, or who it was has left.
func (t *Tx) Person(ctx context.Context, id string) (*processes.Person, error) {
	var r struct {
		ID, Name, Department  string
		Roles, Stores, HeadOf pq.StringArray
	}
	err := t.get(ctx, "read person", &r, `SELECT p.id, p.name, p.department, p.roles, p.stores,
			coalesce((SELECT array_agg(d.id ORDER BY d.id) FROM departments d WHERE d.head = p.id), '{}') AS headof
		FROM people p WHERE p.id = $1 AND NOT p.disabled`, id)
	if err != nil {
		return nil, err
	}
	return &processes.Person{
		ID: r.ID, Name: r.Name, Department: r.Department, Roles: r.Roles, Stores: r.Stores, HeadOf: r.HeadOf,
	}, nil
}
