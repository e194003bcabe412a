package store

import (
	"context"
	"encoding/json"
	"strings"
)

// TaskQuery narrows a person's queue; empty fields do not narrow.
type TaskQuery struct {
	Person, Process, Q string
	Overdue            bool
	Aside              bool // also what they may do though it is in the queues of others
	Limit              int
	Cursor             string
}

// TaskRow is where an open task is found.
type TaskRow struct{ ID, Case string }

type taskRow struct {
	TaskRow
	Due    string // for the cursor: a time, or "infinity"
	Opened string
}

// Tasks lists the tasks in a person's queue, the most urgent first: overdue, then by when they are due, those without
// a time last, each by when they were opened. A text is looked for among the words of open cases; where it is a whole
// number and they have tasks of that case, these are what is meant, not what mentions it.
func (t *Tx) Tasks(ctx context.Context, q TaskQuery) ([]TaskRow, string, error) {
	key := func(r *taskRow) []string { return []string{r.Due, r.Opened, r.ID} }
	text, named := lowered(q.Q), []string{}
	if text != "" && Storable(q.Q) {
		var err error
		if named, err = t.tasksOfNumber(ctx, q); err != nil {
			return nil, "", err
		}
		if len(named) > 0 {
			text = ""
		}
	}
	rows, next, err := paged(ctx, t, "list tasks", Query{Limit: q.Limit, Cursor: q.Cursor}, 3, key, `
		SELECT k.id, k.case_id AS "case", k.due_at::text AS due, k.opened_at::text AS opened FROM tasks k
		WHERE k.id IN (SELECT unnest($11::text[])
				UNION ALL SELECT task_id FROM task_persons WHERE person = $5 AND $11::text[] = '{}'
				UNION ALL SELECT id FROM tasks WHERE aside AND jsonb_exists(body -> 'aside', $5) AND $10 AND $11::text[] = '{}')
			AND ($1::timestamptz IS NULL OR (k.due_at, k.opened_at, k.id) > ($1, $2::timestamptz, $3::text))
			AND ($6 = '' OR k.process = $6)
			AND ($7 = '' OR lower(k.summary) LIKE $8
				OR EXISTS (SELECT FROM case_words w WHERE w.case_id = k.case_id AND w.open AND w.search LIKE $8))
			AND (NOT $9 OR k.due_at < now())
		ORDER BY k.due_at, k.opened_at, k.id LIMIT $4`,
		q.Person, q.Process, text, like(q.Q), q.Overdue, q.Aside, array(named))
	return taskRows(rows), next, err
}

// tasksOfNumber are the tasks a person has of the case whose number a text is.
func (t *Tx) tasksOfNumber(ctx context.Context, q TaskQuery) ([]string, error) {
	var ids []string
	err := t.list(ctx, "find tasks by number", &ids, `
		SELECT id FROM tasks k WHERE case_id IN (SELECT id FROM cases WHERE number IN ($1, upper($1)))
			AND (EXISTS (SELECT FROM task_persons p WHERE p.task_id = k.id AND p.person = $2)
				OR $3 AND aside AND jsonb_exists(body -> 'aside', $2))`,
		strings.TrimSpace(q.Q), q.Person, q.Aside)
	return ids, err
}

// TaskCount is how many tasks of one process are in a person's queue, and how many of them are overdue.
type TaskCount struct {
	Process        string
	Tasks, Overdue int
}

// TaskCounts counts a person's queue by process.
func (t *Tx) TaskCounts(ctx context.Context, person string) ([]TaskCount, error) {
	var counts []TaskCount
	err := t.list(ctx, "count tasks by process", &counts, `
		SELECT k.process, count(*) AS tasks, count(*) FILTER (WHERE k.due_at < now()) AS overdue
		FROM task_persons p JOIN tasks k ON k.id = p.task_id WHERE p.person = $1
		GROUP BY k.process ORDER BY k.process`, person)
	return counts, err
}

// CountTasks is how many tasks are in a person's queue.
func (t *Tx) CountTasks(ctx context.Context, person string) (int, error) {
	var n int
	err := t.get(ctx, "count tasks", &n, `SELECT count(*) FROM task_persons WHERE person = $1`, person)
	return n, err
}

// TaskBodies reads the open tasks of a case as they are stored (processes.Task), in the order they were opened.
func (t *Tx) TaskBodies(ctx context.Context, caseID string) ([]json.RawMessage, error) {
	var bodies []json.RawMessage
	err := t.list(ctx, "read task rows", &bodies,
		`SELECT body FROM tasks WHERE case_id = $1 ORDER BY opened_at, id`, caseID)
	return bodies, err
}

func taskRows(rows []taskRow) []TaskRow {
	out := make([]TaskRow, len(rows))
	for i, r := range rows {
		out[i] = r.TaskRow
	}
	return out
}
