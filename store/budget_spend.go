package store

import (
	"context"

	"zongwu/forms"
)

// spendBudget turns what is reserved for a case into spent. Where it holds less than that, the rest is reserved first:
// an invoice may be above what was ordered.
func (t *Tx) spendBudget(ctx context.Context, p posting) error {
	amount, err := p.money("amount")
	if err != nil || amount == 0 {
		return err
	}
	line, held, err := t.heldBudget(ctx, p)
	if err != nil {
		return err
	}
	part := 0
	if amount > held {
		if err := t.reserveOn(ctx, p, line, p.year(), part, amount-held); err != nil {
			return err
		}
		part++
	}
	return t.postBudget(ctx, p, line, part, "spend", amount)
}

// refundBudget takes back what was spent. The bound is what the line has spent, not the case: a discount may have made
// the case's share smaller than the goods that now go back.
func (t *Tx) refundBudget(ctx context.Context, p posting) error {
	amount, err := p.money("amount")
	if err != nil || amount == 0 {
		return err
	}
	line := t.budgetLineOf(p, p.year())
	if amount > line.Spent {
		return p.refuse("budget", beyondSpent(line.Spent, amount))
	}
	return t.postBudget(ctx, p, line, 0, "refund", -amount)
}

// carryBudget gives back what a case holds in a closed year for goods that have not come, and reserves the same for it
// in the year charged now. What was accepted stays owed, and reserved, in the old one.
func (t *Tx) carryBudget(ctx context.Context, p posting) error {
	amount, err := p.money("amount")
	if err != nil || amount == 0 {
		return err
	}
	if p.year() >= p.carriedTo() {
		return p.refuse("budget", yearNotClosed(p.year()))
	}
	from, held, err := t.heldBudget(ctx, p)
	if err != nil {
		return err
	}
	unpaid, err := t.unpaidOf(ctx, p)
	if err != nil {
		return err
	}
	if most := max(0, held-unpaid); amount > most {
		return p.refuse("budget", beyondUndelivered(p.year(), most, amount))
	}
	to := t.budgetLineOf(p, p.carriedTo())
	if err := t.postBudget(ctx, p, from, 0, "release", -amount); err != nil {
		return err
	}
	if err := t.reserveOn(ctx, p, to, p.carriedTo(), 1, amount); err != nil {
		return err
	}
	return t.chargeCase(ctx, p.holder(), p.carriedTo())
}

// unpaidOf is what the posting's holder owes out of the posting's budget.
func (t *Tx) unpaidOf(ctx context.Context, p posting) (forms.Money, error) {
	var unpaid forms.Money
	err := t.get(ctx, "read unpaid", &unpaid, `
		SELECT coalesce(sum(greatest(l.accepted - l.returned - l.paid, 0)), 0)::bigint
		FROM payables p JOIN payable_lines l ON l.payable = p.id
		WHERE p.case_id = $1 AND p.year = $2 AND l.department = $3 AND l.subject = $4`,
		p.holder(), p.year(), p.Inputs.Text("department"), p.Inputs.Text("subject"))
	return unpaid, err
}
