package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"zongwu/forms"
)

// ScheduleRun is one time at which cases of a process began by themselves.
type ScheduleRun struct {
	ID    string    // the month it is for, or the moment of one that somebody asked for
	Due   time.Time `db:"due_at"`
	Actor string    // who asked for it; "" by itself
	Begun time.Time `db:"begun_at"`
	Tried time.Time `db:"tried_at"`
	Ended *time.Time
	// Passed is how many rows were passed over, Cases how many cases began.
	Passed, Cases int
	Refused       []RefusedRow `db:"-"`
}

// RefusedRow is a row for which no case could begin, and why.
type RefusedRow struct {
	Key   string     `json:"key"`
	Title string     `json:"title"` // what people call it
	Words forms.Text `json:"words"`
}

// KeepSchedule notes that the definition in force of a process has a schedule, or that it has none.
func (t *Tx) KeepSchedule(ctx context.Context, process string, has bool) error {
	if !has {
		return t.exec(ctx, "drop schedule", `DELETE FROM schedules WHERE process = $1`, process)
	}
	return t.exec(ctx, "keep schedule", `INSERT INTO schedules (process) VALUES ($1) ON CONFLICT DO NOTHING`, process)
}

// ScheduleRow is a process with a schedule, and since when it has had one.
type ScheduleRow struct {
	Process string
	Since   time.Time
}

// Schedules lists the processes that have a schedule.
func (t *Tx) Schedules(ctx context.Context) ([]ScheduleRow, error) {
	var found []ScheduleRow
	err := t.list(ctx, "list schedules", &found, `SELECT process, since FROM schedules ORDER BY process`)
	return found, err
}

// ScheduleSince says since when a process has had a schedule; ErrNotFound when it has none.
func (t *Tx) ScheduleSince(ctx context.Context, process string) (time.Time, error) {
	var since time.Time
	err := t.find(ctx, "read schedule", &since, `SELECT since FROM schedules WHERE process = $1`, process)
	return since, err
}

// LockSchedule is ScheduleSince, and keeps others from beginning cases by the schedule until the transaction ends.
func (t *Tx) LockSchedule(ctx context.Context, process string) (time.Time, error) {
	var since time.Time
	err := t.find(ctx, "lock schedule", &since, `SELECT since FROM schedules WHERE process = $1 FOR UPDATE`, process)
	return since, err
}

const runColumns = `id, due_at, actor, begun_at, tried_at, ended_at AS ended, passed, refused,
	(SELECT count(*) FROM scheduled_cases c WHERE c.process = r.process AND c.run = r.id) AS cases`

// runRow is a run as the database has it.
type runRow struct {
	ScheduleRun
	Refused json.RawMessage
}

func (r runRow) run() (*ScheduleRun, error) {
	if err := json.Unmarshal(r.Refused, &r.ScheduleRun.Refused); err != nil {
		return nil, fmt.Errorf("decode refused rows of run %s: %w", r.ID, err)
	}
	return &r.ScheduleRun, nil
}

// ScheduleRun reads a run; ErrNotFound when there was none.
func (t *Tx) ScheduleRun(ctx context.Context, process, id string) (*ScheduleRun, error) {
	var row runRow
	err := t.find(ctx, "read schedule run", &row,
		`SELECT `+runColumns+` FROM schedule_runs r WHERE process = $1 AND id = $2`, process, id)
	if err != nil {
		return nil, err
	}
	return row.run()
}

// ScheduleRuns lists the last runs of a process, the latest first.
func (t *Tx) ScheduleRuns(ctx context.Context, process string, n int) ([]ScheduleRun, error) {
	var rows []runRow
	err := t.list(ctx, "list schedule runs", &rows,
		`SELECT `+runColumns+` FROM schedule_runs r WHERE process = $1 ORDER BY begun_at DESC LIMIT $2`, process, n)
	if err != nil {
		return nil, err
	}
	runs := make([]ScheduleRun, 0, len(rows))
	for _, row := range rows {
		run, err := row.run()
		if err != nil {
			return nil, err
		}
		runs = append(runs, *run)
	}
	return runs, nil
}

// RanLater says that a month after another one has had its run, and at its time: what the earlier one missed is not
// made up for any more.
func (t *Tx) RanLater(ctx context.Context, process, month string, now time.Time) (bool, error) {
	var later bool
	err := t.get(ctx, "look for later runs", &later, `SELECT EXISTS (SELECT FROM schedule_runs
		WHERE process = $1 AND id > $2 AND id ~ '^[0-9]' AND due_at <= $3)`, process, month, now)
	return later, err
}

// BeginScheduleRun notes that a run begins; one that began before goes on.
func (t *Tx) BeginScheduleRun(ctx context.Context, process string, r ScheduleRun) error {
	return t.exec(ctx, "begin schedule run", `
		INSERT INTO schedule_runs (process, id, due_at, actor, begun_at, tried_at) VALUES ($1, $2, $3, $4, $5, $5)
		ON CONFLICT (school, process, id) DO UPDATE
		SET tried_at = greatest(schedule_runs.tried_at, excluded.tried_at), refused = '[]'`,
		process, r.ID, r.Due, r.Actor, r.Begun)
}

// EndScheduleRun notes what a run came to; it is over when Ended is set.
func (t *Tx) EndScheduleRun(ctx context.Context, process string, r *ScheduleRun) error {
	refused := r.Refused
	if refused == nil {
		refused = []RefusedRow{}
	}
	raw, err := json.Marshal(refused)
	if err != nil {
		return fmt.Errorf("encode refused rows: %w", err)
	}
	return t.exec(ctx, "end schedule run", `
		UPDATE schedule_runs SET ended_at = $3, passed = $4, refused = $5 WHERE process = $1 AND id = $2`,
		process, r.ID, r.Ended, r.Passed, string(raw))
}

// Scheduled is what became of a row: whether a run began a case for it, and whether the last one that any run began for
// it is open.
type Scheduled struct{ Done, Open bool }

// Scheduled reads what became of a row.
func (t *Tx) Scheduled(ctx context.Context, process, run, key string) (Scheduled, error) {
	var found Scheduled
	err := t.get(ctx, "read scheduled cases", &found, `
		SELECT EXISTS (SELECT FROM scheduled_cases WHERE process = $1 AND run = $2 AND key = $3) AS done,
			coalesce((SELECT c.status = 'open' FROM scheduled_cases s JOIN cases c ON c.id = s.case_id
				WHERE s.process = $1 AND s.key = $3 ORDER BY c.created_at DESC, c.id DESC LIMIT 1), false) AS open`,
		process, run, key)
	return found, err
}

// RunCase is a case that a run began.
type RunCase struct{ ID, Number string }

// RunCases lists the cases that a run began, in the order in which they did.
func (t *Tx) RunCases(ctx context.Context, process, run string) ([]RunCase, error) {
	found := []RunCase{}
	err := t.list(ctx, "list cases of run", &found, `
		SELECT c.id, c.number FROM scheduled_cases s JOIN cases c ON c.id = s.case_id
		WHERE s.process = $1 AND s.run = $2 ORDER BY c.created_at, c.id`, process, run)
	return found, err
}

// KeepScheduled notes the case that a run began for a row.
func (t *Tx) KeepScheduled(ctx context.Context, process, run, key, caseID string) error {
	return t.exec(ctx, "keep scheduled case",
		`INSERT INTO scheduled_cases (process, run, key, case_id) VALUES ($1, $2, $3, $4)`, process, run, key, caseID)
}

// RunOfCase reads the run that began a case; ErrNotFound for a case somebody began.
func (t *Tx) RunOfCase(ctx context.Context, caseID string) (*ScheduleRun, error) {
	var row runRow
	err := t.find(ctx, "read run of case", &row, `SELECT `+runColumns+` FROM schedule_runs r
		WHERE (process, id) = (SELECT process, run FROM scheduled_cases WHERE case_id = $1)`, caseID)
	if err != nil {
		return nil, err
	}
	return row.run()
}
