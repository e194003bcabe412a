package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"zongwu/processes"
)

// ApplyTasks writes the task rows that follow from a transition: closed, opened, changed; their persons too, who are
// woken. summary is the line the queue shows.
func (t *Tx) ApplyTasks(ctx context.Context, c *Case, tr *processes.Transition, summary string) error {
	open := slices.Concat(tr.Changes.Opened, tr.Changes.Changed)
	if len(open)+len(tr.Changes.Closed) == 0 {
		return nil
	}
	gone := slices.Clone(tr.Changes.Closed)
	for _, task := range open {
		gone = append(gone, task.ID)
	}
	var woken []string
	err := t.list(ctx, "clear task persons", &woken,
		`DELETE FROM task_persons WHERE task_id = ANY($1) RETURNING person`, array(gone))
	if err != nil {
		return err
	}
	if len(tr.Changes.Closed) > 0 {
		err := t.exec(ctx, "close tasks", `DELETE FROM tasks WHERE id = ANY($1)`, array(tr.Changes.Closed))
		if err != nil {
			return err
		}
	}
	for _, task := range open {
		if slices.Contains(tr.Changes.Closed, task.ID) { // opened and closed by one transition
			continue
		}
		if err := t.writeTask(ctx, c, task, summary); err != nil {
			return err
		}
		woken = append(woken, task.Persons...)
	}
	slices.Sort(woken)
	return t.exec(ctx, "wake persons", `SELECT pg_notify('tasks', this_school() || '/' || person)
		FROM unnest($1::text[]) person`, array(slices.Compact(woken)))
}

func (t *Tx) writeTask(ctx context.Context, c *Case, task processes.Task, summary string) error {
	body, err := json.Marshal(task)
	if err != nil {
		return fmt.Errorf("encode task: %w", err)
	}
	var due any = "infinity"
	if !task.DueAt.IsZero() {
		due = task.DueAt
	}
	return t.exec(ctx, "write task", `
		WITH task AS (
			INSERT INTO tasks (id, case_id, process, step, branch, opened_at, due_at, claimed_by, body, summary)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (school, id) DO UPDATE SET due_at = excluded.due_at, claimed_by = excluded.claimed_by,
				body = excluded.body, summary = excluded.summary
		), asked AS (
			INSERT INTO case_persons (case_id, person) SELECT $2, unnest($11::text[]) ON CONFLICT DO NOTHING
		)
		INSERT INTO task_persons (task_id, person) SELECT $1, unnest($11::text[])`,
		task.ID, c.ID, c.Process, task.Step, task.Branch, task.OpenedAt, due, task.Claimed, string(body), summary,
		array(task.Persons))
}
