package store

import (
	"context"
	"fmt"
	"time"

	"zongwu/forms"
)

type budgetLine struct {
	ID                       string
	Planned, Reserved, Spent forms.Money
}

// lineKey is what a posting names a line by.
type lineKey struct {
	Year                int
	Department, Subject string
}

// lockBudget locks lines and keeps them: until the transaction ends nobody else changes one.
func (t *Tx) lockBudget(ctx context.Context, keys []lineKey) error {
	var rows []struct {
		lineKey
		budgetLine
	}
	lines := make([][]any, len(keys))
	for i, key := range keys {
		lines[i] = []any{key.Year, key.Department, key.Subject}
	}
	which, args := among([]string{"int", "text", "text"}, lines)
	err := t.list(ctx, "lock budget", &rows, `
		SELECT year, department, subject, id, planned, reserved, spent FROM budget_lines
		WHERE (year, department, subject) `+which+` ORDER BY id FOR UPDATE`, args...)
	for _, row := range rows {
		t.lines[row.lineKey] = &row.budgetLine
	}
	return err
}

func (l *budgetLine) available() forms.Money { return l.Planned - l.Reserved - l.Spent }

// PlanBudget adds to the plan of a line, as an entry without a case; the line is made when there is none. The year
// must be given.
func (t *Tx) PlanBudget(ctx context.Context, d BudgetData, at time.Time) error {
	id := fmt.Sprintf("%d-%s-%s", d.Year, d.Department, d.Subject)
	err := t.exec(ctx, "plan budget: "+id, `
		INSERT INTO budget_lines (id, year, department, subject, fund, planned) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (school, id) DO UPDATE SET planned = budget_lines.planned + excluded.planned`,
		id, d.Year, d.Department, d.Subject, d.Fund, int64(d.Planned))
	if err != nil || d.Planned == 0 {
		return err
	}
	return t.exec(ctx, "plan budget: "+id, `
		INSERT INTO budget_entries (at, case_id, seq, posting, part, step, branch, row_id, holder, line, kind, amount)
		VALUES ($1, '', 0, 0, 0, '', '', '', '', $2, 'plan', $3)`, at, id, int64(d.Planned))
}

// budgetLineOf is the line a posting is for, in a year; one without an id and without money when the plan has none.
func (t *Tx) budgetLineOf(p posting, year int) *budgetLine {
	if line := t.lines[lineKey{year, p.Inputs.Text("department"), p.Inputs.Text("subject")}]; line != nil {
		return line
	}
	return &budgetLine{}
}

func (t *Tx) reserveBudget(ctx context.Context, p posting) error {
	amount, err := p.money("amount")
	if err != nil || amount == 0 {
		return err
	}
	return t.reserveOn(ctx, p, t.budgetLineOf(p, p.year()), p.year(), 0, amount)
}

// reserveOn reserves on a line, or refuses.
func (t *Tx) reserveOn(
	ctx context.Context, p posting, line *budgetLine, year, part int, amount forms.Money,
) error {
	switch {
	case line.ID == "":
		return t.refuseUnplanned(ctx, p, year)
	case amount > line.available():
		return p.refuse("budget", overBudget(line.available(), amount))
	}
	return t.postBudget(ctx, p, line, part, "reserve", amount)
}

// refuseUnplanned names the line there is not: one act may be for many.
func (t *Tx) refuseUnplanned(ctx context.Context, p posting, year int) error {
	department, subject := p.Inputs.Text("department"), p.Inputs.Text("subject")
	var named struct{ Department, Subject string }
	err := t.get(ctx, "name budget line", &named, `
		SELECT coalesce((SELECT name FROM departments WHERE id = $1), $1::text) AS department,
			coalesce((SELECT name FROM subjects WHERE id = $2), $2::text) AS subject`, department, subject)
	if err != nil {
		return err
	}
	return p.refuse("budget", noBudget(year, named.Department, named.Subject))
}

// releaseBudget gives part of a reservation back. More than the case itself holds is a mistake of the definition; more
// than another case holds may be the work of a third.
func (t *Tx) releaseBudget(ctx context.Context, p posting) error {
	amount, err := p.money("amount")
	if err != nil || amount == 0 {
		return err
	}
	line, held, err := t.heldBudget(ctx, p)
	switch {
	case err != nil:
		return err
	case amount > held && p.holder() != p.c.ID:
		return p.refuse("budget", beyondHeld(held, amount))
	case amount > held:
		return fmt.Errorf("release budget of case %s: %s is more than the %s it holds", p.c.ID, amount, held)
	}
	return t.postBudget(ctx, p, line, 0, "release", -amount)
}

// keepBudget makes what is reserved for the case exactly the amount: it gives the rest back, or reserves what is
// missing. What has been spent for the case already, or is held for it in a year before, counts as reserved.
func (t *Tx) keepBudget(ctx context.Context, p posting) error {
	amount, err := p.money("amount")
	if err != nil {
		return err
	}
	line := t.budgetLineOf(p, p.year())
	has, err := t.committedBudget(ctx, p, line)
	if err != nil {
		return err
	}
	target := max(0, amount-(has.All-has.Held))
	switch {
	case target == has.Held:
		return nil
	case target < has.Held:
		return t.postBudget(ctx, p, line, 0, "release", target-has.Held)
	default:
		return t.reserveOn(ctx, p, line, p.year(), 0, target-has.Held)
	}
}

// clearBudget gives back whatever the case still holds; nothing held is nothing written.
func (t *Tx) clearBudget(ctx context.Context, p posting) error {
	line, held, err := t.heldBudget(ctx, p)
	if err != nil || held == 0 {
		return err
	}
	return t.postBudget(ctx, p, line, 0, "release", -held)
}

// heldBudget is what the posting's holder has reserved on the posting's line and not spent.
func (t *Tx) heldBudget(ctx context.Context, p posting) (*budgetLine, forms.Money, error) {
	line := t.budgetLineOf(p, p.year())
	if line.ID == "" {
		return line, 0, nil
	}
	var held forms.Money
	err := t.get(ctx, "read held budget", &held, `
		SELECT coalesce(sum(reserved), 0)::bigint FROM budget_holds WHERE holder = $1 AND line = $2`, p.holder(), line.ID)
	return line, held, err
}

// committed is what somebody has in a budget.
type committed struct {
	Held forms.Money // reserved on one line and not spent
	All  forms.Money // reserved or spent on the department's subject, in whatever year
}

// committedBudget is what the posting's holder has on the posting's line, and in all.
func (t *Tx) committedBudget(ctx context.Context, p posting, line *budgetLine) (committed, error) {
	var has committed
	err := t.get(ctx, "read committed budget", &has, `
		SELECT coalesce(sum(h.reserved) FILTER (WHERE h.line = $4), 0)::bigint AS held,
			coalesce(sum(h.reserved + h.spent), 0)::bigint AS "all"
		FROM budget_holds h JOIN budget_lines b ON b.id = h.line
		WHERE h.holder = $1 AND b.department = $2 AND b.subject = $3`,
		p.holder(), p.Inputs.Text("department"), p.Inputs.Text("subject"), line.ID)
	return has, err
}

// postBudget books an entry: what is spent leaves what is reserved.
func (t *Tx) postBudget(
	ctx context.Context, p posting, line *budgetLine, part int, kind string, amount forms.Money,
) error {
	reserved, spent := amount, forms.Money(0)
	switch kind {
	case "spend":
		reserved, spent = -amount, amount
	case "refund":
		reserved, spent = 0, amount
	}
	line.Reserved, line.Spent = line.Reserved+reserved, line.Spent+spent
	return t.exec(ctx, kind+" budget", `
		WITH entry AS (
			INSERT INTO budget_entries (at, case_id, seq, posting, step, branch, row_id, line, kind, amount, holder, part)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		), held AS (
			INSERT INTO budget_holds AS h (line, holder, reserved, spent) VALUES ($8, $11, $13, $14)
			ON CONFLICT (school, holder, line) DO UPDATE SET reserved = h.reserved + $13, spent = h.spent + $14
		)
		UPDATE budget_lines SET reserved = reserved + $13, spent = spent + $14 WHERE id = $8`,
		p.args(line.ID, kind, int64(amount), p.holder(), part, int64(reserved), int64(spent))...)
}

// BudgetLeft is what a department may still reserve on a subject in a year; 0 without a line. planned is false where
// there is no line because the year is one to come: nothing can be charged to it yet.
func (t *Tx) BudgetLeft(
	ctx context.Context, department, subject string, year int,
) (left forms.Money, planned bool, err error) {
	var row struct {
		Left    forms.Money
		Planned bool
	}
	err = t.get(ctx, "read budget left", &row, `
		SELECT coalesce(sum(planned - reserved - spent), 0)::bigint AS left,
			count(*) > 0 OR $3 <= (SELECT fiscal_year FROM schools) AS planned
		FROM budget_lines WHERE year = $3 AND department = $1 AND subject = $2`, department, subject, year)
	return row.Left, row.Planned, err
}
