package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"zongwu/forms"
)

type budgetLine struct {
	ID                       string
	Planned, Reserved, Spent forms.Money
}

func (l *budgetLine) available() forms.Money { return l.Planned - l.Reserved - l.Spent }

// PlanBudget adds to the plan of a line, as an entry without a case; the line is made when there is none. The year
// must be given.
func (t *Tx) PlanBudget(ctx context.Context, d BudgetData, at time.Time) error {
	id := fmt.Sprintf("%d-%s-%s", d.Year, d.Department, d.Subject)
	err := t.exec(ctx, "plan budget "+id, `
		INSERT INTO budget_lines (id, year, department, subject, fund, planned) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (school, id) DO UPDATE SET planned = budget_lines.planned + excluded.planned`,
		id, d.Year, d.Department, d.Subject, d.Fund, int64(d.Planned))
	if err != nil || d.Planned == 0 {
		return err
	}
	return t.exec(ctx, "plan budget "+id, `
		INSERT INTO budget_entries (at, case_id, seq, posting, step, branch, row_id, line, kind, amount)
		VALUES ($1, '', 0, 0, '', '', '', $2, 'plan', $3)`, at, id, int64(d.Planned))
}

// budgetLineOf reads the line a posting is for, in the year its case began; one without an id and without money when
// the plan has none.
func (t *Tx) budgetLineOf(ctx context.Context, p posting) (*budgetLine, error) {
	var line budgetLine
	err := t.get(ctx, "read budget line", &line, `SELECT id, planned, reserved, spent FROM budget_lines
		WHERE year = $1 AND department = $2 AND subject = $3 FOR UPDATE`,
		p.c.FiscalYear, p.Inputs.Text("department"), p.Inputs.Text("subject"))
	if errors.Is(err, ErrNotFound) {
		return &budgetLine{}, nil
	}
	if err != nil {
		return nil, err
	}
	return &line, nil
}

func (t *Tx) reserveBudget(ctx context.Context, p posting) error {
	amount, err := p.money("amount")
	if err != nil || amount == 0 {
		return err
	}
	line, err := t.budgetLineOf(ctx, p)
	if err != nil {
		return err
	}
	if amount > line.available() {
		return p.refuse("budget", overBudget(line.available(), amount))
	}
	return t.postBudget(ctx, p, line, "reserve", amount)
}

func overBudget(available, wanted forms.Money) forms.Text {
	return forms.Text{
		Zh: fmt.Sprintf("预算不足：可用 %s，需要 %s。请减少金额，或先调整预算",
			available.In(forms.Chinese), wanted.In(forms.Chinese)),
		ZhTW: fmt.Sprintf("預算不足：可用 %s，需要 %s。請減少金額，或先調整預算",
			available.In(forms.Chinese), wanted.In(forms.Chinese)),
		En: fmt.Sprintf("Over budget: %s available, %s needed. Lower the amount, or have the budget adjusted first",
			available.In(forms.English), wanted.In(forms.English)),
	}
}

// releaseBudget gives part of a reservation back. More than the case holds is a mistake of the definition.
func (t *Tx) releaseBudget(ctx context.Context, p posting) error {
	amount, err := p.money("amount")
	if err != nil || amount == 0 {
		return err
	}
	line, held, err := t.heldBudget(ctx, p)
	if err != nil {
		return err
	}
	if amount > held {
		return fmt.Errorf("release budget of case %s: %s is more than the %s it holds", p.c.ID, amount, held)
	}
	return t.postBudget(ctx, p, line, "release", -amount)
}

// keepBudget makes what the case holds exactly the amount: it gives the rest back, or reserves what is missing.
func (t *Tx) keepBudget(ctx context.Context, p posting) error {
	amount, err := p.money("amount")
	if err != nil {
		return err
	}
	line, held, err := t.heldBudget(ctx, p)
	switch {
	case err != nil || amount == held:
		return err
	case amount < held:
		return t.postBudget(ctx, p, line, "release", amount-held)
	case amount-held > line.available():
		return p.refuse("budget", overBudget(line.available(), amount-held))
	default:
		return t.postBudget(ctx, p, line, "reserve", amount-held)
	}
}

// clearBudget gives back whatever the case still holds; nothing held is nothing written.
func (t *Tx) clearBudget(ctx context.Context, p posting) error {
	line, held, err := t.heldBudget(ctx, p)
	if err != nil || held == 0 {
		return err
	}
	return t.postBudget(ctx, p, line, "release", -held)
}

// heldBudget is what the posting's case holds on the posting's line: the sum of its entries.
func (t *Tx) heldBudget(ctx context.Context, p posting) (*budgetLine, forms.Money, error) {
	line, err := t.budgetLineOf(ctx, p)
	if err != nil || line.ID == "" {
		return line, 0, err
	}
	var held forms.Money
	err = t.get(ctx, "read held budget", &held, `SELECT coalesce(sum(amount), 0)::bigint FROM budget_entries
		WHERE case_id = $1 AND line = $2 AND kind IN ('reserve', 'release')`, p.c.ID, line.ID)
	return line, held, err
}

func (t *Tx) postBudget(ctx context.Context, p posting, line *budgetLine, kind string, amount forms.Money) error {
	return t.exec(ctx, kind+" budget", `
		WITH entry AS (
			INSERT INTO budget_entries (at, case_id, seq, posting, step, branch, row_id, line, kind, amount)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		)
		UPDATE budget_lines SET reserved = reserved + $10 WHERE id = $8`, p.args(line.ID, kind, int64(amount))...)
}

// BudgetLeft is what a department may still reserve on a subject in the school's fiscal year; 0 without a line.
func (t *Tx) BudgetLeft(ctx context.Context, department, subject string) (forms.Money, error) {
	var left forms.Money
	err := t.get(ctx, "read budget left", &left, `
		SELECT coalesce(sum(planned - reserved - spent), 0)::bigint FROM budget_lines
		WHERE year = (SELECT fiscal_year FROM schools) AND department = $1 AND subject = $2`, department, subject)
	return left, err
}
