package store

import (
	"context"
	"fmt"
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

// Alike lists cases like another, the newest first and at most a hundred, without those that came to nothing.
func (t *Tx) Alike(ctx context.Context, q AlikeQuery) ([]AlikeRow, error) {
	if len(q.Things.IDs) == 0 {
		return []AlikeRow{}, nil
	}
	if t.kept == nil {
		return t.alike(ctx, q, maxAlike)
	}
	// A page of decisions asks it of many requests for the same things at the same time. The newest such cases are read
	// once, one more than are said as one of them is the request itself, and each request has its own of them.
	type key string
	all := q
	all.Except, all.From, all.To = "", time.Time{}, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	newest, err := Kept(t, key(fmt.Sprintf("%q", all)), func() ([]AlikeRow, error) {
		return t.alike(ctx, all, maxAlike+1)
	})
	if err != nil || len(newest) == 0 {
		return newest, err
	}
	if newest[0].CreatedAt.After(q.To) { // there may be more behind than were read
		return t.alike(ctx, q, maxAlike)
	}
	own := make([]AlikeRow, 0, len(newest))
	for _, row := range newest {
		if row.ID != q.Except && !row.CreatedAt.Before(q.From) && len(own) < maxAlike {
			own = append(own, row)
		}
	}
	return own, nil
}

// alike asks for the newest of each thing and process, to which the index leads.
func (t *Tx) alike(ctx context.Context, q AlikeQuery, most int) ([]AlikeRow, error) {
	rows := []AlikeRow{}
	err := t.list(ctx, "list alike cases", &rows, `
		SELECT DISTINCT ON (createdat, id) a.* FROM unnest($1::text[]) p (process), unnest($7::text[]) n (thing),
			LATERAL (
				SELECT c.id, c.number, c.process, c.starter, c.title, c.status, c.created_at AS createdat, c.amount
				FROM case_things t JOIN cases c ON c.id = t.case_id
				WHERE t.kind = $6 AND t.thing = n.thing AND t.department = $2 AND t.process = p.process
					AND t.begun_at BETWEEN $4 AND $5 AND t.case_id <> $3 AND c.status IN ('open', 'done')
				ORDER BY t.begun_at DESC, t.case_id DESC LIMIT $8
			) a
		ORDER BY createdat DESC, id DESC LIMIT $8`,
		array(append([]string{q.Process}, q.With...)), q.Department, q.Except, q.From, q.To, q.Things.Kind,
		array(q.Things.IDs), most)
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
		DELETE FROM case_things WHERE $28 AND case_id = $1 AND (kind, thing) NOT IN (SELECT kind, thing FROM things)
	)`

	foundSQL = `
	found AS (
		INSERT INTO case_things (case_id, kind, thing, department, process, begun_at)
		SELECT $1, kind, thing, department, $19, $15 FROM things ON CONFLICT DO NOTHING
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
