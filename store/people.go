package store

import (
	"context"

	"github.com/lib/pq"

	"zongwu/processes"
)

// staffRow is a person as processes see them.
type staffRow struct {
	ID, Name, Department    string
	Roles, Stores, HeadOf   pq.StringArray
	Trades                  pq.StringArray
	AwayFrom, AwayTo, Stand string
}

const staffColumns = `p.id, p.name, p.department, p.roles, p.stores, p.trades, p.deputy AS stand,
	coalesce(p.away_from::text, '') AS awayfrom, coalesce(p.away_to::text, '') AS awayto,
	coalesce((SELECT array_agg(d.id ORDER BY d.id) FROM departments d WHERE d.head = p.id), '{}') AS headof`

func (r staffRow) person() processes.Person {
	return processes.Person{
		ID: r.ID, Name: r.Name, Department: r.Department, Roles: r.Roles, Stores: r.Stores, Trades: r.Trades,
		HeadOf: r.HeadOf, Leave: processes.Leave{From: r.AwayFrom, To: r.AwayTo, Deputy: r.Stand},
	}
}

// People returns the active persons with roles, sorted by id.
func (t *Tx) People(ctx context.Context) ([]processes.Person, error) {
	type key struct{}
	return Kept(t, key{}, func() ([]processes.Person, error) { return t.readPeople(ctx) })
}

func (t *Tx) readPeople(ctx context.Context) ([]processes.Person, error) {
	var rows []staffRow
	err := t.list(ctx, "read people", &rows,
		`SELECT `+staffColumns+` FROM people p WHERE NOT p.disabled ORDER BY p.id COLLATE "C"`)
	if err != nil {
		return nil, err
	}
	people := make([]processes.Person, len(rows))
	for i, r := range rows {
		people[i] = r.person()
	}
	return people, nil
}

// SetDisabled locks a person out or lets them in again; locked out, their sessions end.
func (t *Tx) SetDisabled(ctx context.Context, person string, disabled bool) error {
	var id string
	err := t.get(ctx, "disable person", &id,
		`UPDATE people SET disabled = $2 WHERE id = $1 RETURNING id`, person, disabled)
	if err != nil || !disabled {
		return err
	}
	return t.EndSessions(ctx, person)
}

// SetRoles gives a person exactly these roles and the stores they keep (none means every store).
func (t *Tx) SetRoles(ctx context.Context, person string, roles, stores []string) error {
	var id string
	return t.get(ctx, "set roles", &id, `UPDATE people SET roles = $2, stores = $3 WHERE id = $1 RETURNING id`,
		person, array(roles), array(stores))
}

// SetPassword replaces a person's password hash and ends their sessions.
func (t *Tx) SetPassword(ctx context.Context, person, hash string) error {
	var id string
	err := t.get(ctx, "set password", &id,
		`UPDATE people SET password_hash = $2 WHERE id = $1 RETURNING id`, person, hash)
	if err != nil {
		return err
	}
	return t.EndSessions(ctx, person)
}
