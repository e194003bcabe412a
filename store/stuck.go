package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/lib/pq"
)

// Untold is a case whose workflow was not told of something.
type Untold struct {
	Case, Number, Title, Process string
	Since, Next                  time.Time // Next is when it is tried again
	News, Tries                  int       // how many transitions, how often it failed
}

// UntoldCases lists the cases whose news is older than a moment or could not be delivered, the oldest first, and says
// how many there are in all.
func (t *Tx) UntoldCases(ctx context.Context, patience time.Duration, n int) (untold []Untold, all int, err error) {
	var rows []struct {
		Untold
		All int
	}
	err = t.list(ctx, "list untold cases", &rows, `SELECT o.case_id AS "case", c.number, c.title, c.process, o.since,
			greatest(o.next, o.since) AS next, o.news, o.tries, count(*) OVER () AS "all"
		FROM (SELECT case_id, min(at) AS since, max(not_before) AS next, count(*) AS news, max(tries) AS tries
			FROM outbox GROUP BY case_id) o JOIN cases c ON c.id = o.case_id
		WHERE o.tries > 0 OR o.since < clock_timestamp() - $2 * interval '1 second'
		ORDER BY o.since, o.case_id LIMIT $1`, n, patience.Seconds())
	for _, row := range rows {
		untold, all = append(untold, row.Untold), row.All
	}
	return untold, all, err
}

// StuckTask is an open task that nobody does.
type StuckTask struct {
	ID, Case, Number, Title, Process, Version, Step string
	Opened                                          time.Time
	Due                                             *time.Time
	Names                                           pq.StringArray // of those it is with
	Away                                            bool           // all of them are on leave
	All                                             int
}

const stuckColumns = `k.id, k.case_id AS "case", c.number, c.title, k.process, c.version, k.step, k.opened_at AS opened,
	nullif(k.due_at, 'infinity') AS due, ARRAY(SELECT people.name FROM task_persons p JOIN people ON people.id = p.person
		WHERE p.task_id = k.id AND NOT people.disabled ORDER BY people.name) AS names, count(*) OVER () AS "all"`

// IdleTasks lists the open tasks that nobody is there to do, those that wait longest first: nobody is left, or all are
// on leave that day and nobody stands in.
func (t *Tx) IdleTasks(ctx context.Context, day string, n int) ([]StuckTask, error) {
	var tasks []StuckTask
	err := t.list(ctx, "list idle tasks", &tasks, `SELECT `+stuckColumns+`, w.able > 0 AS away
		FROM tasks k JOIN cases c ON c.id = k.case_id, LATERAL (
			SELECT count(*) AS able, count(*) FILTER (WHERE NOT coalesce(people.away_from <= $2::date
				AND (people.away_to IS NULL OR people.away_to >= $2::date), false)) AS there
			FROM task_persons p JOIN people ON people.id = p.person WHERE p.task_id = k.id AND NOT people.disabled) w
		WHERE w.there = 0 ORDER BY k.opened_at, k.id LIMIT $1`, n, day)
	return tasks, err
}

// LateTasks lists the tasks that were due before a moment, the longest overdue first.
func (t *Tx) LateTasks(ctx context.Context, before time.Time, n int) ([]StuckTask, error) {
	var tasks []StuckTask
	err := t.list(ctx, "list late tasks", &tasks, `SELECT `+stuckColumns+`, false AS away
		FROM tasks k JOIN cases c ON c.id = k.case_id WHERE k.due_at < $2 ORDER BY k.due_at, k.id LIMIT $1`, n, before)
	return tasks, err
}

// Sweep is what the last comparison with Temporal found in a school.
type Sweep struct {
	At       time.Time
	Findings []SweepFinding
}

// SweepFinding is a workflow that is not as the database has it.
type SweepFinding struct {
	Kind     string `json:"kind"` // missing, stray
	Workflow string `json:"workflow"`
	Case     string `json:"case,omitempty"`
	Number   string `json:"number,omitempty"`
	Schedule string `json:"schedule,omitempty"`
}

// KeepSweep notes what a sweep found in the school, in place of what the one before did.
func (t *Tx) KeepSweep(ctx context.Context, findings []SweepFinding) error {
	if findings == nil {
		findings = []SweepFinding{}
	}
	raw, err := json.Marshal(findings)
	if err != nil {
		return fmt.Errorf("encode findings: %w", err)
	}
	return t.exec(ctx, "keep sweep", `INSERT INTO sweeps (findings) VALUES ($1)
		ON CONFLICT (school) DO UPDATE SET at = now(), findings = excluded.findings`, string(raw))
}

// LastSweep reads what the last sweep found; ErrNotFound when there was none.
func (t *Tx) LastSweep(ctx context.Context) (*Sweep, error) {
	var row struct {
		At       time.Time
		Findings json.RawMessage
	}
	if err := t.get(ctx, "read sweep", &row, `SELECT at, findings FROM sweeps`); err != nil {
		return nil, err
	}
	sweep := &Sweep{At: row.At}
	if err := json.Unmarshal(row.Findings, &sweep.Findings); err != nil {
		return nil, fmt.Errorf("decode sweep: %w", err)
	}
	return sweep, nil
}

// Signing is how far a school's trails are signed.
type Signing struct {
	At    time.Time  // of the last checkpoint; zero when there is none
	Since *time.Time // the oldest transition of an open case that no checkpoint covers
}

// LastSigning reads how far the trails are signed.
func (t *Tx) LastSigning(ctx context.Context) (Signing, error) {
	var s Signing
	err := t.get(ctx, "read last signing", &s.At, `SELECT at FROM checkpoints ORDER BY n DESC LIMIT 1`)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return s, err
	}
	err = t.get(ctx, "look for unsigned trails", &s.Since,
		`SELECT min(changed_at) FROM cases WHERE status = 'open' AND changed_at > $1`, s.At)
	return s, err
}

// SchoolSince is when the school was made.
func (t *Tx) SchoolSince(ctx context.Context) (time.Time, error) {
	var at time.Time
	err := t.get(ctx, "read age of school", &at, `SELECT created_at FROM schools`)
	return at, err
}
