package store

import (
	"context"
	"time"

	"zongwu/forms"
	"zongwu/processes"
)

// maxAlike bounds how many cases are said to be like one.
const maxAlike = 100

// AlikeQuery narrows cases to those like another: of a process and department, begun between two moments, with one of
// some things.
type AlikeQuery struct {
	Process, Department string
	With                []string // other processes whose cases count too
	Except              string   // the case itself
	From, To            time.Time
	Things              forms.Things
}

// AlikeRow is a case like another.
type AlikeRow struct {
	ID, Number, Process, Starter, Title string
	Status                              processes.Status
	CreatedAt                           time.Time
	Amount                              *forms.Money
}

// Alike lists cases like another, the newest first, without those that came to nothing. The index of a department's
// cases leads to the few begun in that time; each is then asked for its things.
func (t *Tx) Alike(ctx context.Context, q AlikeQuery) ([]AlikeRow, error) {
	rows := []AlikeRow{}
	err := t.list(ctx, "list alike cases", &rows, `
		SELECT id, number, process, starter, title, status, created_at AS createdat, amount FROM cases c
		WHERE c.department = $2 AND c.created_at BETWEEN $4 AND $5 AND c.process = ANY($1) AND c.id <> $3
			AND c.status IN ('open', 'done')
			AND EXISTS (SELECT FROM case_things t WHERE t.case_id = c.id AND t.kind = $6 AND t.thing = ANY($7))
		ORDER BY c.created_at DESC, c.id DESC LIMIT $8`,
		array(append([]string{q.Process}, q.With...)), q.Department, q.Except, q.From, q.To, q.Things.Kind,
		array(q.Things.IDs), maxAlike)
	return rows, err
}

// columnsOf are things as the lists of a statement.
func columnsOf(things []processes.Thing) (kinds, ids []string) {
	for _, thing := range things {
		kinds, ids = append(kinds, thing.Kind), append(ids, thing.ID)
	}
	return kinds, ids
}

// The parts of Record's statements that make the things a case is found by exactly these, where it is to.
const (
	goneSQL = `
	gone AS (
		DELETE FROM case_things WHERE $27 AND case_id = $1 AND (kind, thing) NOT IN (SELECT kind, thing FROM things)
	)`

	foundSQL = `
	found AS (
		INSERT INTO case_things (case_id, kind, thing) SELECT $1, kind, thing FROM things ON CONFLICT DO NOTHING
	)`
)

// MonthTotal adds up the amounts of the other cases of a process and department begun between two moments, without
// those that came to nothing.
func (t *Tx) MonthTotal(ctx context.Context, q AlikeQuery) (forms.Money, error) {
	var total forms.Money
	err := t.get(ctx, "read month's total", &total, `
		SELECT coalesce(sum(amount), 0)::bigint FROM cases WHERE department = $2 AND process = $1 AND id <> $3
			AND created_at >= $4 AND created_at < $5 AND status IN ('open', 'done')`,
		q.Process, q.Department, q.Except, q.From, q.To)
	return total, err
}

// LockMonth lets one transaction at a time count the cases of a process, department and month ("2026-11"), so that two
// cannot both stay under a cap which they exceed together.
func (t *Tx) LockMonth(ctx context.Context, process, department, month string) error {
	return t.exec(ctx, "lock month", `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`,
		"month/"+t.School+"/"+process+"/"+department+"/"+month)
}
