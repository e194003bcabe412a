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
	closed := tr.Changes.Closed
	open := slices.DeleteFunc(slices.Concat(tr.Changes.Opened, tr.Changes.Changed), func(task processes.Task) bool {
		return slices.Contains(closed, task.ID) // opened and closed by one transition
	})
	if len(open)+len(closed) == 0 {
		return nil
	}
	touched := slices.Clone(closed)
	for _, task := range open {
		touched = append(touched, task.ID)
	}
	bodies, err := json.Marshal(open)
	if err != nil {
		return fmt.Errorf("encode tasks: %w", err)
	}
	var woken []string
	err = t.list(ctx, "write tasks", &woken, `
		WITH open AS (
			SELECT task ->> 'id' AS id, task FROM jsonb_array_elements(nullif($2::jsonb, 'null')) task
		), asked AS (
			SELECT DISTINCT id, person FROM open, jsonb_array_elements_text(nullif(task -> 'persons', 'null')) person
		), closed AS (
			DELETE FROM tasks WHERE id = ANY($3)
		), written AS (
			INSERT INTO tasks (id, case_id, process, step, branch, opened_at, due_at, claimed_by, body, summary)
			SELECT id, $1, $4, task ->> 'step', coalesce(task ->> 'branch', ''), (task ->> 'opened_at')::timestamptz,
				coalesce((task ->> 'due_at')::timestamptz, 'infinity'), coalesce(task ->> 'claimed', ''), task, $5
			FROM open
			ON CONFLICT (school, id) DO UPDATE SET due_at = excluded.due_at, claimed_by = excluded.claimed_by,
				body = excluded.body, summary = excluded.summary
		), left_out AS (
			DELETE FROM task_persons p WHERE task_id = ANY($6)
				AND NOT EXISTS (SELECT FROM asked WHERE asked.id = task_id AND asked.person = p.person)
			RETURNING person
		), seeing AS (
			INSERT INTO case_persons (case_id, person) SELECT DISTINCT $1, person FROM asked ON CONFLICT DO NOTHING
		), doing AS (
			INSERT INTO task_persons (task_id, person) SELECT id, person FROM asked ON CONFLICT DO NOTHING
		)
		SELECT person FROM left_out UNION SELECT person FROM asked`,
		c.ID, string(bodies), array(closed), c.Process, summary, array(touched))
	t.wake(ChannelTasks, woken...)
	return err
}
