package store

import (
	"context"
	"errors"

	"zongwu/forms"
)

// debtorKey is who owes, for which case.
type debtorKey struct{ Person, Case string }

// receivable is what somebody owes for a case; locked.
type receivable struct {
	ID                 string
	Owed, Paid, Waived forms.Money
}

func (r receivable) left() forms.Money { return r.Owed - r.Paid - r.Waived }

// lockReceivables locks what persons owe for cases and keeps it. Of what nobody owes yet there is nothing: only who
// holds the case's lock begins it.
func (t *Tx) lockReceivables(ctx context.Context, keys []debtorKey) error {
	list := make([][]any, len(keys))
	for i, key := range keys {
		list[i] = []any{key.Person, key.Case}
	}
	which, args := among([]string{"text", "text"}, list)
	var there []struct {
		Person, Case string
		receivable
	}
	err := t.list(ctx, "lock receivables", &there, `SELECT person, case_id AS case, id, owed, paid, waived FROM receivables
		WHERE (person, case_id) `+which+` ORDER BY id FOR UPDATE`, args...)
	if t.debts == nil {
		t.debts = map[debtorKey]*receivable{}
	}
	for _, row := range there {
		t.debts[debtorKey{row.Person, row.Case}] = &row.receivable
	}
	return err
}

// debtor is who a posting is about, for which case.
func (p posting) debtor() debtorKey { return debtorKey{p.Inputs.Text("person"), p.holder()} }

// What is owed is a debt of its own or adds to one. Two of the debts' indexes are unique, and only an insert that names
// neither of them gives way to whoever is at it at the same time.
const (
	newDebt = `INSERT INTO receivables (id, person, case_id, at, owed)
		SELECT $8 || '-' || number, $8, id, $1, $10 FROM cases WHERE id = $9 ON CONFLICT DO NOTHING`
	moreDebt = `UPDATE receivables SET owed = owed + $10 WHERE person = $8 AND case_id = $9`
)

func (t *Tx) oweReceivable(ctx context.Context, p posting) error {
	amount, err := p.money("amount")
	if err != nil || amount == 0 {
		return err
	}
	key := p.debtor()
	debt, err := t.owe(ctx, newDebt, p, int64(amount))
	if errors.Is(err, ErrNotFound) {
		debt, err = t.owe(ctx, moreDebt, p, int64(amount))
	}
	if err == nil {
		t.debts[key] = debt
	}
	return err
}

// owe makes a debt or adds to it, with the entry; ErrNotFound where the statement found none to write.
func (t *Tx) owe(ctx context.Context, balance string, p posting, amount int64) (*receivable, error) {
	key := p.debtor()
	debt := new(receivable)
	return debt, t.get(ctx, "owe receivable: "+key.Person, debt, `
		WITH balance AS (`+balance+` RETURNING id, owed, paid, waived),
		entry AS (
			INSERT INTO receivable_entries (at, case_id, seq, posting, step, branch, row_id, receivable, kind, amount, receipt)
			SELECT $1, $2, $3, $4, $5, $6, $7, id, 'owe', $10, '' FROM balance
		)
		SELECT id, owed, paid, waived FROM balance`, p.args(key.Person, key.Case, amount)...)
}

func (t *Tx) payReceivable(ctx context.Context, p posting) error {
	receipt := p.Inputs.Text("receipt")
	if forms.Compared(receipt) == "" {
		return p.wrong("receipt")
	}
	return t.settleReceivable(ctx, p, "pay", receipt)
}

func (t *Tx) waiveReceivable(ctx context.Context, p posting) error {
	return t.settleReceivable(ctx, p, "waive", "")
}

// settleReceivable takes from what is left: by a payment, or by waiving it.
func (t *Tx) settleReceivable(ctx context.Context, p posting, kind, receipt string) error {
	amount, err := p.money("amount")
	if err != nil || amount == 0 {
		return err
	}
	debt := t.debts[p.debtor()]
	if debt == nil {
		return p.refuseInput("person", "receivable", owesNothing())
	}
	if amount > debt.left() {
		return p.refuseInput("amount", "receivable", owedLess(debt.left(), amount))
	}
	var booked []receivable
	err = t.list(ctx, kind+" receivable: "+debt.ID, &booked, `
		WITH entry AS (
			INSERT INTO receivable_entries (at, case_id, seq, posting, step, branch, row_id, receivable, kind, amount, receipt,
				compared)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
			ON CONFLICT (school, compared) WHERE compared <> '' DO NOTHING RETURNING receivable
		)
		UPDATE receivables SET paid = paid + CASE WHEN $9 = 'pay' THEN $10 ELSE 0 END,
			waived = waived + CASE WHEN $9 = 'waive' THEN $10 ELSE 0 END
		WHERE id IN (SELECT receivable FROM entry) RETURNING id, owed, paid, waived`,
		p.args(debt.ID, kind, int64(amount), receipt, forms.Compared(receipt))...)
	if err != nil {
		return err
	}
	if len(booked) == 0 {
		return p.refuseInput("receipt", "receipt", receiptTaken(receipt))
	}
	*debt = booked[0]
	return nil
}

// owedRows are what persons owe for a case, for the lookup `owed`.
func (t *Tx) owedRows(ctx context.Context, id string) (any, error) {
	var debts []struct {
		Person string
		receivable
	}
	err := t.list(ctx, "read what is owed", &debts, `
		SELECT person, id, owed, paid, waived FROM receivables WHERE case_id = $1 ORDER BY person`, id)
	rows := make([]forms.Data, len(debts))
	for i, d := range debts {
		rows[i] = forms.Data{
			"id": d.Person, "person": d.Person, "owed": d.Owed, "paid": d.Paid, "waived": d.Waived, "left": d.left(),
		}
	}
	return rows, err
}
