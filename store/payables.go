package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"zongwu/forms"
)

// owePayable owes a supplier for a quantity accepted on a line of the case. One payable per supplier, case and year,
// named after the first two: "s1-CG-2026-0007"; after the year too where the same case was owed for in another before.
func (t *Tx) owePayable(ctx context.Context, p posting) error {
	quantity, err := p.quantity("quantity")
	if err != nil {
		return err
	}
	amount, err := p.money("amount")
	if err != nil || quantity.IsZero() && amount == 0 {
		return err
	}
	payer, err := t.payerOf(ctx, p)
	if err != nil {
		return err
	}
	id, err := t.payableFor(ctx, p)
	if err != nil {
		return err
	}
	ordered, orderedAmount := p.Inputs["ordered"], any(nil)
	if m, ok := p.Inputs["ordered_amount"].(forms.Money); ok {
		orderedAmount = int64(m)
	}
	return t.exec(ctx, "owe: "+id, `
		WITH payable AS (
			INSERT INTO payables (id, supplier, case_id, year, at, accepted) VALUES ($8, $13, $2, $14, $1, $12)
			ON CONFLICT (school, id) DO UPDATE SET accepted = payables.accepted + excluded.accepted
		), line AS (
			INSERT INTO payable_lines (payable, line, item, accepted_quantity, accepted, accepted_at, department, subject,
				ordered_quantity, ordered)
			VALUES ($8, $9, $10, $11, $12, $1, $15, $16, $17, $18)
			ON CONFLICT (school, payable, line) DO UPDATE SET accepted = payable_lines.accepted + excluded.accepted,
				accepted_quantity = payable_lines.accepted_quantity + excluded.accepted_quantity,
				accepted_at = excluded.accepted_at,
				ordered_quantity = coalesce(excluded.ordered_quantity, payable_lines.ordered_quantity),
				ordered = coalesce(excluded.ordered, payable_lines.ordered)
		)
		INSERT INTO payable_entries (at, case_id, seq, posting, step, branch, row_id, payable, line, item, quantity,
			amount, kind)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'owe')`,
		p.args(id, p.Inputs.Text("line"), p.Inputs.Text("item"), quantity, int64(amount), p.Inputs.Text("supplier"),
			p.year(), payer.Department, payer.Subject, ordered, orderedAmount)...)
}

// debtKey is whom a case owes, in whatever year.
type debtKey struct{ Supplier, Case string }

// lockPayables locks what cases owe suppliers, of all years, and notes where that is nothing yet: only who holds the
// case's lock begins to owe for it.
func (t *Tx) lockPayables(ctx context.Context, keys []debtKey) error {
	debts := make([][]any, len(keys))
	for i, key := range keys {
		debts[i] = []any{key.Supplier, key.Case}
	}
	which, args := among([]string{"text", "text"}, debts)
	var there []debtKey
	err := t.list(ctx, "lock payables", &there, `SELECT supplier, case_id AS case FROM payables
		WHERE (supplier, case_id) `+which+` ORDER BY id FOR UPDATE`, args...)
	t.debtless = slices.DeleteFunc(keys, func(key debtKey) bool { return slices.Contains(there, key) })
	return err
}

// payer is the budget that pays for what is owed.
type payer struct{ Department, Subject string }

// payer is the budget a posting names, empty where it names none.
func (p posting) payer() payer { return payer{p.Inputs.Text("department"), p.Inputs.Text("subject")} }

// payerOf is the budget a posting names. Definitions from before payments name none: then it is the one budget the case
// reserved from in that year; empty where there is none, or more than one.
func (t *Tx) payerOf(ctx context.Context, p posting) (payer, error) {
	if named := p.payer(); named != (payer{}) {
		return named, nil
	}
	var reserved []payer
	err := t.list(ctx, "read reserved budgets", &reserved, `SELECT b.department, b.subject FROM budget_entries e
		JOIN budget_lines b ON b.id = e.line WHERE e.holder = $1 AND b.year = $2 GROUP BY 1, 2 LIMIT 2`, p.c.ID, p.year())
	if err != nil || len(reserved) != 1 {
		return payer{}, err
	}
	return reserved[0], nil
}

// payableFor names the payable something accepted now belongs to, which may not be there yet. A line of it is paid from
// one budget only: whoever names none means that one.
func (t *Tx) payableFor(ctx context.Context, p posting) (string, error) {
	id := p.Inputs.Text("supplier") + "-" + p.c.Number
	if i := slices.Index(t.debtless, debtKey{p.Inputs.Text("supplier"), p.c.ID}); i >= 0 {
		t.debtless = slices.Delete(t.debtless, i, i+1) // it owes from now on
		return id, nil
	}
	var there []struct {
		ID                  string
		Year                int
		Department, Subject *string
	}
	err := t.list(ctx, "read payables of case", &there, `SELECT p.id, p.year, l.department, l.subject FROM payables p
		LEFT JOIN payable_lines l ON l.payable = p.id AND l.line = $3
		WHERE p.case_id = $1 AND p.supplier = $2`, p.c.ID, p.Inputs.Text("supplier"), p.Inputs.Text("line"))
	if err != nil {
		return "", err
	}
	for _, row := range there {
		if row.Year != p.year() {
			continue
		}
		named := p.payer()
		switch {
		case named == payer{}:
		case row.Department != nil && *row.Department != named.Department:
			return "", p.wrong("department")
		case row.Subject != nil && *row.Subject != named.Subject:
			return "", p.wrong("subject")
		}
		return row.ID, nil
	}
	if len(there) > 0 {
		id = fmt.Sprintf("%s-%d", id, p.year())
	}
	return id, nil
}

// owed is a line of a payable. What payments claim (invoiced) and what is paid may be below zero: a payment may settle
// a credit before another, older one pays what it claims.
type owed struct {
	Payable, Item                                                         string
	Accepted, Returned, Invoiced                                          forms.Money
	AcceptedQuantity, ReturnedQuantity, InvoicedQuantity, ClaimedQuantity decimal.Decimal
	Claimed                                                               forms.Money // by the posting's case, unpaid
}

// goods are a quantity and what it costs, either below zero for a credit.
type goods struct {
	quantity decimal.Decimal
	amount   forms.Money
}

func (g goods) nothing() bool { return g.quantity.IsZero() && g.amount == 0 }

func (g goods) negated() goods { return goods{g.quantity.Neg(), -g.amount} }

// within says that neither is beyond the bound, nor on the other side of zero.
func (g goods) within(bound goods) bool {
	amount := min(0, bound.amount) <= g.amount && g.amount <= max(0, bound.amount)
	least, most := decimal.Min(decimal.Zero, bound.quantity), decimal.Max(decimal.Zero, bound.quantity)
	return amount && g.quantity.GreaterThanOrEqual(least) && g.quantity.LessThanOrEqual(most)
}

// open is what stands on no payment yet; below zero a credit.
func (o *owed) open() goods {
	return goods{
		o.AcceptedQuantity.Sub(o.ReturnedQuantity).Sub(o.InvoicedQuantity), o.Accepted - o.Returned - o.Invoiced,
	}
}

// kept is what was accepted and not returned.
func (o *owed) kept() goods {
	return goods{o.AcceptedQuantity.Sub(o.ReturnedQuantity), o.Accepted - o.Returned}
}

// claimed is what the posting's case claims and has not paid.
func (o *owed) claimed() goods { return goods{o.ClaimedQuantity, o.Claimed} }

// invoicePayable claims what is open on a line for the posting's case.
func (t *Tx) invoicePayable(ctx context.Context, p posting) error {
	return t.settle(ctx, p, "invoice", (*owed).open, func(g goods) goods { return g })
}

// payPayable pays of what the posting's case claims.
func (t *Tx) payPayable(ctx context.Context, p posting) error {
	return t.settle(ctx, p, "pay", (*owed).claimed, goods.negated)
}

// returnPayable owes less for goods that went back.
func (t *Tx) returnPayable(ctx context.Context, p posting) error {
	return t.settle(ctx, p, "return", (*owed).kept, goods.negated)
}

// settle books what a posting asks for on a line, within a bound.
func (t *Tx) settle(
	ctx context.Context, p posting, kind string, bound func(*owed) goods, signed func(goods) goods,
) error {
	asked, err := p.goods()
	if err != nil || asked.nothing() {
		return err
	}
	line, err := t.owedOn(ctx, p)
	if errors.Is(err, ErrNotFound) {
		return p.refuse("payable", neverAccepted())
	}
	if err != nil {
		return err
	}
	if most := bound(line); !asked.within(most) {
		return t.refuseBeyond(ctx, p, line, kind, most, asked)
	}
	return t.writePayable(ctx, p, line, kind, signed(asked))
}

// refuseBeyond says how much could be asked for, and which payments have the rest.
func (t *Tx) refuseBeyond(ctx context.Context, p posting, line *owed, kind string, most, asked goods) error {
	if kind == "return" {
		return p.refuse("payable", beyondKept(most, asked))
	}
	others, err := t.claimers(ctx, p, line)
	if err != nil {
		return err
	}
	return p.refuse("payable", beyondOpen(most, asked, others))
}

// uninvoicePayable gives back what the posting's case claims on a line; nothing claimed is nothing written.
func (t *Tx) uninvoicePayable(ctx context.Context, p posting) error {
	line, err := t.owedOn(ctx, p)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil || line.claimed().nothing() {
		return err
	}
	return t.writePayable(ctx, p, line, "invoice", line.claimed().negated())
}

// owedOn reads the line a posting is for, locked.
func (t *Tx) owedOn(ctx context.Context, p posting) (*owed, error) {
	var line owed
	err := t.get(ctx, "read payable line", &line, `
		SELECT l.payable, l.item, l.accepted, l.returned, l.invoiced, l.accepted_quantity AS acceptedquantity,
			l.returned_quantity AS returnedquantity, l.invoiced_quantity AS invoicedquantity,
			(SELECT coalesce(sum(e.quantity), 0) FROM payable_entries e WHERE e.payable = l.payable AND e.line = l.line
				AND e.case_id = $5 AND e.kind IN ('invoice', 'pay')) AS claimedquantity,
			(SELECT coalesce(sum(e.amount), 0)::bigint FROM payable_entries e WHERE e.payable = l.payable
				AND e.line = l.line AND e.case_id = $5 AND e.kind IN ('invoice', 'pay')) AS claimed
		FROM payable_lines l JOIN payables p ON p.id = l.payable
		WHERE p.supplier = $1 AND p.case_id = $2 AND p.year = $3 AND l.line = $4 FOR UPDATE OF p, l`,
		p.Inputs.Text("supplier"), p.Inputs.Text("case"), p.year(), p.Inputs.Text("line"), p.c.ID)
	if err != nil {
		return nil, err
	}
	return &line, nil
}

// claimers are the numbers of the other cases that claim or paid something on a line.
func (t *Tx) claimers(ctx context.Context, p posting, line *owed) ([]string, error) {
	var numbers []string
	err := t.list(ctx, "read claims", &numbers, `SELECT c.number FROM payable_entries e JOIN cases c ON c.id = e.case_id
		WHERE e.payable = $1 AND e.line = $2 AND e.kind = 'invoice' AND e.case_id <> $3
		GROUP BY c.number HAVING sum(e.amount) <> 0 OR sum(e.quantity) <> 0 ORDER BY c.number`,
		line.Payable, p.Inputs.Text("line"), p.c.ID)
	return numbers, err
}

// writePayable books an entry and what it changes, in one statement. Entries but those of kind invoice add up to what
// is owed, so what pays or returns is negative there.
func (t *Tx) writePayable(ctx context.Context, p posting, line *owed, kind string, g goods) error {
	return t.exec(ctx, kind+" payable: "+line.Payable, `
		WITH payable AS (
			UPDATE payables SET returned = returned - CASE $13 WHEN 'return' THEN $12::bigint ELSE 0 END,
				invoiced = invoiced + CASE $13 WHEN 'invoice' THEN $12::bigint ELSE 0 END,
				paid = paid - CASE $13 WHEN 'pay' THEN $12::bigint ELSE 0 END
			WHERE id = $8
		), line AS (
			UPDATE payable_lines SET returned = returned - CASE $13 WHEN 'return' THEN $12::bigint ELSE 0 END,
				returned_quantity = returned_quantity - CASE $13 WHEN 'return' THEN $11::numeric ELSE 0 END,
				invoiced = invoiced + CASE $13 WHEN 'invoice' THEN $12::bigint ELSE 0 END,
				invoiced_quantity = invoiced_quantity + CASE $13 WHEN 'invoice' THEN $11::numeric ELSE 0 END,
				paid = paid - CASE $13 WHEN 'pay' THEN $12::bigint ELSE 0 END,
				paid_quantity = paid_quantity - CASE $13 WHEN 'pay' THEN $11::numeric ELSE 0 END
			WHERE payable = $8 AND line = $9
		)
		INSERT INTO payable_entries (at, case_id, seq, posting, step, branch, row_id, payable, line, item, quantity,
			amount, kind)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		p.args(line.Payable, p.Inputs.Text("line"), line.Item, g.quantity, int64(g.amount), kind)...)
}
