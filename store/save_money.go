package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

const (
	readSubjects = `
		SELECT r.id, r.disabled, r.search, jsonb_build_object('code', r.id, 'name', r.name) AS body FROM subjects r`
	saveSubjects = `
		INSERT INTO subjects (id, name, search) SELECT id, body ->> 'name', search FROM ` + given + `
		ON CONFLICT (school, id) DO UPDATE SET name = excluded.name, search = excluded.search`
	readFunds = `
		SELECT r.id, r.disabled, lower(r.id || ' ' || r.name) AS search, jsonb_strip_nulls(jsonb_build_object('code', r.id,
			'name', r.name, 'amount', nullif(r.amount, 0), 'note', nullif(r.note, ''))) AS body
		FROM funds r`
	saveFunds = `
		INSERT INTO funds (id, name, amount, note)
		SELECT id, body ->> 'name', coalesce((body ->> 'amount')::bigint, 0), coalesce(body ->> 'note', '') FROM ` + given + `
		ON CONFLICT (school, id) DO UPDATE SET name = excluded.name, amount = excluded.amount, note = excluded.note`
	readBudgets = `
		SELECT r.id, false AS disabled, coalesce((SELECT d.search FROM departments d WHERE d.id = r.department), '') || ' ' ||
			coalesce((SELECT s.search FROM subjects s WHERE s.id = r.subject), '') || ' ' || r.year AS search,
			jsonb_strip_nulls(jsonb_build_object('year', r.year, 'department', r.department, 'subject', r.subject,
				'fund', nullif(r.fund, ''), 'planned', r.planned, 'reserved', r.reserved, 'spent', r.spent)) AS body
		FROM budget_lines r`
)

// saveBudgets makes lines' plans what they shall be: each difference is an entry of the book, as the first plan was.
func (t *Tx) saveBudgets(ctx context.Context, records []Record) error {
	raw, err := json.Marshal(records)
	if err != nil {
		return fmt.Errorf("encode records: %w", err)
	}
	err = t.exec(ctx, "open budget lines", `
		INSERT INTO budget_lines (id, year, department, subject, fund)
		SELECT id, (body ->> 'year')::int, body ->> 'department', body ->> 'subject', coalesce(body ->> 'fund', '')
		FROM `+given+` ON CONFLICT (school, id) DO UPDATE SET fund = excluded.fund`, string(raw))
	if err != nil {
		return err
	}
	return t.exec(ctx, "plan budgets", `
		WITH moved AS (
			SELECT b.id, (body ->> 'planned')::bigint - b.planned AS amount
			FROM `+given+` JOIN budget_lines b ON b.id = g.id WHERE (body ->> 'planned')::bigint <> b.planned
		), entry AS (
			INSERT INTO budget_entries (at, case_id, seq, posting, part, step, branch, row_id, holder, line, kind, amount)
			SELECT $2, '', 0, 0, 0, '', '', '', '', id, 'plan', amount FROM moved
		)
		UPDATE budget_lines SET planned = planned + moved.amount FROM moved WHERE moved.id = budget_lines.id`,
		string(raw), time.Now())
}
