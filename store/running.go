package store

import "context"

// Running is what the workflow of an open case is known by.
type Running struct {
	ID, Number, Process, Version, Parent string
	Seq                                  int
	Told                                 bool // nothing about it waits in the outbox
}

// OpenCases lists up to n open cases with ids after one, in order of id.
func (t *Tx) OpenCases(ctx context.Context, after string, n int) ([]Running, error) {
	var rows []Running
	err := t.list(ctx, "list open cases", &rows, `SELECT id, number, process, version, parent, seq,
		NOT EXISTS (SELECT FROM outbox WHERE case_id = cases.id) AS told
		FROM cases WHERE status = 'open' AND id > $1 ORDER BY id LIMIT $2`, after, n)
	return rows, err
}

// Told says that nothing about a case waits in the outbox.
func (t *Tx) Told(ctx context.Context, caseID string) (bool, error) {
	var told bool
	err := t.get(ctx, "look into outbox", &told,
		`SELECT NOT EXISTS (SELECT FROM outbox WHERE case_id = $1)`, caseID)
	return told, err
}
