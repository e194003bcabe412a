package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"zongwu/processes"
)

// The channels of Listen.
const (
	ChannelTasks = "tasks" // payload: school/person
	ChannelCases = "cases" // payload: school/case id; a transition is in the outbox
)

// Record writes a transition and all that follows from it outside the books, in one statement: the case's row (a new
// one with its first transition), the transition (unique by case and seq) with its trail digest, its outbox row, the
// open tasks, who sees the case from now on, and the things it is found by (nil leaves them as they are). Its time is
// cut to microseconds, which is what the database keeps.
//
// Others that begin wait for a number until the commit is on the disk: number, which takes it and completes the row
// with what is made of it, is asked when nothing else is left but to write; nil where there is nothing to complete.
func (t *Tx) Record(
	ctx context.Context, c *Case, tr *processes.Transition, things []processes.Thing,
	number func(context.Context) error,
) error {
	tr.At = tr.At.UTC().Truncate(time.Microsecond)
	body, err := json.Marshal(tr)
	if err != nil {
		return fmt.Errorf("encode transition: %w", err)
	}
	conduct, err := json.Marshal(tr.Conduct)
	if err != nil {
		return fmt.Errorf("encode conduct: %w", err)
	}
	tasks, err := taskChangeOf(tr)
	if err != nil {
		return err
	}
	previous, err := t.previousTo(ctx, c, tr.Seq)
	if err != nil {
		return err
	}
	link, err := newLink(t.School, c.ID, previous, body)
	if err != nil {
		return err
	}
	if number != nil {
		if err := number(ctx); err != nil {
			return err
		}
	}
	kinds, ids := columnsOf(things)
	seeing := slices.Concat([]string{tr.Actor}, tr.Persons, tasks.able)
	query, more := changedSQL, []any{array(tasks.closed)}
	switch {
	case tr.Seq == 1:
		query, seeing = begunSQL, append(seeing, c.Starter)
		more = []any{c.Number, c.Version, c.Starter, c.Department, c.FiscalYear, c.ChargedYear,
			c.Parent, c.ParentStep, c.ParentBranch, array(kinds), array(ids)}
	case things != nil || len(tasks.changed) > 0:
		query, more = reshapedSQL, append(more, array(tasks.changed), things != nil, array(kinds), array(ids), c.Department)
	}
	var relieved []string
	err = t.list(ctx, "write transition", &relieved, query, slices.Concat(
		[]any{c.ID, tr.Seq, tr.At, tr.Actor, tr.Step, string(tr.Action), tr.Outcome, string(body)}, // from $1
		[]any{link.Effects, link.Previous, link.Digest, string(conduct), tr.Conduct.Urgent(tr.At)}, // from $9
		[]any{array(seeing), c.CreatedAt, tasks.open, array(tasks.asked), array(tasks.persons)},    // from $14
		[]any{c.Process, c.Title, c.Search, fen(c.Amount), c.Status, text(c.State), c.ChangedAt},   // from $19
		more, // from $26
	)...)
	if err != nil {
		return err
	}
	c.last = head{tr.Seq, link.Digest}
	t.wake(ChannelCases, c.ID)
	woken := slices.Concat(relieved, tasks.persons)
	slices.Sort(woken)
	t.wake(ChannelTasks, slices.Compact(woken)...)
	return nil
}

// The statements of Record: of a case that begins, of one that goes on, and of one whose open tasks or the things it is
// found by change besides. Each writes to no table it need not: every part of a statement has its price, also when it
// finds nothing to do. What refers to the case's row is checked when the statement ends, so that its parts need no
// order.
const (
	begunSQL = `WITH begun AS (` + newCaseSQL + `), ` + recordSQL + `,
		things AS (SELECT *, $29 AS department FROM unnest($35::text[], $36::text[]) AS n (kind, thing)), ` + foundSQL + `
		SELECT '' WHERE false`

	changedSQL = `WITH changed AS (` + changedCaseSQL + `), ` + recordSQL + `, ` + closedSQL + `
		SELECT person FROM relieved`

	reshapedSQL = `WITH changed AS (` + changedCaseSQL + `), ` + recordSQL + `, ` + closedSQL + `, ` + leftOutSQL + `,
		things AS (SELECT *, $31 AS department FROM unnest($29::text[], $30::text[]) AS n (kind, thing)),
		` + goneSQL + `, ` + foundSQL + `
		SELECT person FROM relieved UNION ALL SELECT person FROM left_out`

	newCaseSQL = `
		INSERT INTO cases (id, number, process, version, status, starter, department, fiscal_year, charged_year,
			created_at, changed_at, seq, state, title, search, parent, parent_step, parent_branch, amount)
		VALUES ($1, $26, $19, $27, $23, $28, $29, $30::int, nullif($31::int, $30::int), $15, $25, $2, $24, $20, $21,
			$32, $33, $34, $22)`

	changedCaseSQL = `
		UPDATE cases SET seq = $2, title = $20, search = $21, amount = $22, status = $23, state = $24, changed_at = $25
		WHERE id = $1`

	recordSQL = `
	transition AS (
		INSERT INTO transitions (case_id, seq, at, actor, step, action, outcome, body, effects, previous, digest)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
	), message AS (
		INSERT INTO outbox (case_id, seq, conduct, urgent) VALUES ($1, $2, $12, $13)
	), seeing AS (
		INSERT INTO case_persons (case_id, person, begun_at)
		SELECT $1, person, $15 FROM unnest($14::text[]) AS seen (person) WHERE person <> '' ON CONFLICT DO NOTHING
	), ` + openSQL
)

// previousTo is the digest a transition continues; "" before the first.
func (t *Tx) previousTo(ctx context.Context, c *Case, seq int) (string, error) {
	if seq == 1 || c.last.Seq == seq-1 {
		return c.last.Digest, nil
	}
	var digest string
	err := t.get(ctx, "read last digest", &digest,
		`SELECT digest FROM transitions WHERE case_id = $1 AND seq = $2`, c.ID, seq-1)
	if errors.Is(err, ErrNotFound) {
		return "", fmt.Errorf("append transition: case %s has no transition %d to continue", c.ID, seq-1)
	}
	return digest, err
}

// Transitions reads a case's transitions after a seq, in order.
func (t *Tx) Transitions(ctx context.Context, caseID string, after int) ([]processes.Transition, error) {
	var bodies []json.RawMessage
	err := t.list(ctx, "read transitions", &bodies,
		`SELECT body FROM transitions WHERE case_id = $1 AND seq > $2 ORDER BY seq`, caseID, after)
	if err != nil {
		return nil, err
	}
	out := make([]processes.Transition, len(bodies))
	for i, body := range bodies {
		if err := json.Unmarshal(body, &out[i]); err != nil {
			return nil, fmt.Errorf("decode transition of case %s: %w", caseID, err)
		}
	}
	return out, nil
}

// TransitionBodies reads a case's transitions after a seq as they are stored, in order: form data can then be read
// back with forms.Form.Restore.
func (t *Tx) TransitionBodies(ctx context.Context, caseID string, after int) ([]json.RawMessage, error) {
	var bodies []json.RawMessage
	err := t.list(ctx, "read transitions", &bodies,
		`SELECT body FROM transitions WHERE case_id = $1 AND seq > $2 ORDER BY seq`, caseID, after)
	return bodies, err
}
