package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"zongwu/processes"
)

// The channels of Listen.
const (
	ChannelOutbox = "outbox" // payload: school
	ChannelTasks  = "tasks"  // payload: school/person
	ChannelCases  = "cases"  // payload: school/case id
)

// AppendTransition writes a transition (unique by case and seq), its trail digest and its outbox row, and lets its
// actor, and whom the case was copied to, see it. Its time is cut to microseconds, which is what the database keeps.
func (t *Tx) AppendTransition(ctx context.Context, c *Case, tr *processes.Transition) error {
	tr.At = tr.At.UTC().Truncate(time.Microsecond)
	body, err := json.Marshal(tr)
	if err != nil {
		return fmt.Errorf("encode transition: %w", err)
	}
	conduct, err := json.Marshal(tr.Conduct)
	if err != nil {
		return fmt.Errorf("encode conduct: %w", err)
	}
	previous, err := t.digestOf(ctx, c.ID, tr.Seq-1)
	if err != nil {
		return err
	}
	link, err := newLink(t.School, c.ID, previous, body)
	if err != nil {
		return err
	}
	t.wakes = append(t.wakes, wake{ChannelOutbox, t.School})
	t.wake(ChannelCases, c.ID)
	// One statement: the transition, what the workflow has to be told, and who took part.
	return t.exec(ctx, "append transition", `
		WITH transition AS (
			INSERT INTO transitions (case_id, seq, at, actor, step, action, outcome, body, effects, previous, digest)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		), message AS (
			INSERT INTO outbox (case_id, seq, conduct) VALUES ($1, $2, $12)
		)
		INSERT INTO case_persons (case_id, person)
		SELECT $1, p FROM unnest($13::text[]) p WHERE p <> '' ON CONFLICT DO NOTHING`,
		c.ID, tr.Seq, tr.At, tr.Actor, tr.Step, string(tr.Action), tr.Outcome, string(body),
		link.Effects, link.Previous, link.Digest, string(conduct), array(append([]string{tr.Actor}, tr.Persons...)))
}

// digestOf reads the digest a transition continues; "" before the first.
func (t *Tx) digestOf(ctx context.Context, caseID string, seq int) (string, error) {
	if seq == 0 {
		return "", nil
	}
	var digest string
	err := t.get(ctx, "read last digest", &digest,
		`SELECT digest FROM transitions WHERE case_id = $1 AND seq = $2`, caseID, seq)
	if errors.Is(err, ErrNotFound) {
		return "", fmt.Errorf("append transition: case %s has no transition %d to continue", caseID, seq)
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
