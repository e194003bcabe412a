package store

import (
	"encoding/json"
	"fmt"
	"slices"

	"zongwu/processes"
)

// taskChange is what a transition makes of the open tasks.
type taskChange struct {
	open            string   // JSON: opened or changed, and open still
	closed, changed []string // ids
	asked, persons  []string // ids of those that are open, and in whose queue each is
	able            []string // who may do one of them
}

func taskChangeOf(tr *processes.Transition) (taskChange, error) {
	rows := taskChange{closed: tr.Changes.Closed}
	open := []processes.Task{}
	for _, task := range slices.Concat(tr.Changes.Opened, tr.Changes.Changed) {
		if !slices.Contains(rows.closed, task.ID) { // not opened and closed by one transition
			open = append(open, task)
			rows.able = append(rows.able, task.Persons...)
			for _, person := range task.Asked() {
				rows.asked, rows.persons = append(rows.asked, task.ID), append(rows.persons, person)
			}
		}
	}
	for _, task := range tr.Changes.Changed {
		rows.changed = append(rows.changed, task.ID)
	}
	raw, err := json.Marshal(open)
	if err != nil {
		return taskChange{}, fmt.Errorf("encode tasks: %w", err)
	}
	rows.open = string(raw)
	return rows, nil
}

// The parts of Record's statements that bring the tasks after a transition, and in whose queues they are. Nothing in
// them is made unique by a hash table: PostgreSQL takes lists whose length it does not know for long ones, and a large
// empty table costs more than all the rows there are.
const (
	openSQL = `
	open AS (
		SELECT task ->> 'id' AS id, task FROM jsonb_array_elements($16::jsonb) task
	), asked AS (
		SELECT * FROM unnest($17::text[], $18::text[]) AS n (id, person)
	), written AS (
		INSERT INTO tasks (id, case_id, process, step, branch, opened_at, due_at, claimed_by, body, summary)
		SELECT id, $1, $19, task ->> 'step', coalesce(task ->> 'branch', ''), (task ->> 'opened_at')::timestamptz,
			coalesce((task ->> 'due_at')::timestamptz, 'infinity'), coalesce(task ->> 'claimed', ''), task, $20
		FROM open
		ON CONFLICT (school, id) DO UPDATE SET due_at = excluded.due_at, claimed_by = excluded.claimed_by,
			body = excluded.body, summary = excluded.summary
	), doing AS (
		INSERT INTO task_persons (task_id, person) SELECT id, person FROM asked ON CONFLICT DO NOTHING
	)`

	closedSQL = `
	closed AS (
		DELETE FROM tasks WHERE case_id = $1 AND id = ANY($26) RETURNING body
	), relieved AS (
		SELECT jsonb_array_elements_text(nullif(body -> 'persons', 'null')) AS person FROM closed
	)`

	leftOutSQL = `
	left_out AS (
		DELETE FROM task_persons p WHERE task_id = ANY($27)
			AND NOT EXISTS (SELECT FROM asked WHERE asked.id = task_id AND asked.person = p.person)
		RETURNING person
	)`
)
