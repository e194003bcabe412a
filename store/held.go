package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"zongwu/forms"
)

// Held is a case that a rule holds up, and why.
type Held struct {
	Case, Number, Title, Process string
	Occasion                     string // the clock, or the case, that could not have its consequence
	Words                        forms.Text
	Since, Tried                 time.Time
	Tries                        int
}

// Restaffing is the occasion of a case whose open tasks could not be given to those they are for. It is tried when
// people change and when a day begins, not by a clock of the case.
const Restaffing = "restaff"

// KeepHeld notes that a case is held up, or is so still.
func (t *Tx) KeepHeld(ctx context.Context, caseID, occasion string, why forms.Text) error {
	words, err := json.Marshal(why)
	if err != nil {
		return fmt.Errorf("encode reason: %w", err)
	}
	return t.exec(ctx, "keep held case", `INSERT INTO held (case_id, occasion, words) VALUES ($1, $2, $3)
		ON CONFLICT (school, case_id, occasion) DO UPDATE
		SET words = excluded.words, tried_at = now(), tries = held.tries + 1`, caseID, occasion, string(words))
}

// DropHeld notes that a case is not held up any more on an occasion.
func (t *Tx) DropHeld(ctx context.Context, caseID, occasion string) error {
	return t.exec(ctx, "drop held case", `DELETE FROM held WHERE case_id = $1 AND occasion = $2`, caseID, occasion)
}

// HeldCases lists the open cases that are held up, the longest first, and says how many there are in all.
func (t *Tx) HeldCases(ctx context.Context, n int) (held []Held, all int, err error) {
	var rows []struct {
		Held
		Words json.RawMessage
		All   int
	}
	err = t.list(ctx, "list held cases", &rows, `SELECT h.case_id AS "case", c.number, c.title, c.process, h.occasion,
			h.words, h.since, h.tried_at AS tried, h.tries, count(*) OVER () AS "all"
		FROM held h JOIN cases c ON c.id = h.case_id, schools
		WHERE c.status = 'open' AND (h.occasion <> $2 OR h.tried_at >= schools.staffed_at)
		ORDER BY h.since, h.case_id LIMIT $1`, n, Restaffing)
	if err != nil {
		return nil, 0, err
	}
	for _, row := range rows {
		if err := json.Unmarshal(row.Words, &row.Held.Words); err != nil {
			return nil, 0, fmt.Errorf("decode reason of case %s: %w", row.Case, err)
		}
		held, all = append(held, row.Held), row.All
	}
	return held, all, nil
}
