package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"zongwu/forms"
	"zongwu/processes"
)

// posting is one processes.Posting under way: what it is for, and where its entries stand.
type posting struct {
	processes.Posting
	c     *Case
	seq   int
	index int // among the transition's postings
	at    time.Time
}

// operations are what the books can do, by the names of processes.Books.
func operations() map[string]func(*Tx, context.Context, posting) error {
	return map[string]func(*Tx, context.Context, posting) error{
		"budget.reserve":     (*Tx).reserveBudget,
		"budget.release":     (*Tx).releaseBudget,
		"budget.keep":        (*Tx).keepBudget,
		"budget.clear":       (*Tx).clearBudget,
		"budget.spend":       (*Tx).spendBudget,
		"budget.refund":      (*Tx).refundBudget,
		"budget.carry":       (*Tx).carryBudget,
		"stock.receive":      (*Tx).receiveStock,
		"stock.issue":        (*Tx).issueStock,
		"stock.return":       (*Tx).returnStock,
		"payables.owe":       (*Tx).owePayable,
		"payables.invoice":   (*Tx).invoicePayable,
		"payables.uninvoice": (*Tx).uninvoicePayable,
		"payables.pay":       (*Tx).payPayable,
		"payables.return":    (*Tx).returnPayable,
	}
}

// Operations lists what the books can do, sorted: budget.clear, budget.release …
func Operations() []string {
	return slices.Sorted(maps.Keys(operations()))
}

// Post performs one posting. A book that refuses answers with a *processes.Refusal whose failure stands at the
// posting's pointer (codes budget, stock). Call it once for each posting of a transition, in their order, holding the
// case's lock: the first call locks the balances of all of them in one fixed order.
func (t *Tx) Post(ctx context.Context, c *Case, tr *processes.Transition, p processes.Posting) error {
	name := p.Book + "." + p.Op
	operation, known := operations()[name]
	if !known {
		return fmt.Errorf("post %s: no book has this operation", name)
	}
	place := c.ID + "." + strconv.Itoa(tr.Seq)
	index := t.posted[place]
	if index == 0 {
		all := tr.Postings
		if len(all) == 0 {
			all = []processes.Posting{p}
		}
		if err := t.lockBooks(ctx, c, all); err != nil {
			return err
		}
	}
	t.posted[place] = index + 1
	return operation(t, ctx, posting{Posting: p, c: c, seq: tr.Seq, index: index, at: tr.At})
}

// lockBooks locks every balance that postings touch: budget lines first, then stock, then payables, each sorted by key,
// so that two transitions never wait for each other.
func (t *Tx) lockBooks(ctx context.Context, c *Case, postings []processes.Posting) error {
	var lines, owed struct {
		years []int64
		a, b  []string
	}
	var stock []stockKey
	for _, one := range postings {
		p := posting{Posting: one, c: c}
		switch p.Book {
		case "budget":
			years := []int64{int64(p.year())}
			if p.Op == "carry" {
				years = append(years, int64(p.carriedTo()))
			}
			for _, year := range years {
				lines.years = append(lines.years, year)
				lines.a = append(lines.a, p.Inputs.Text("department"))
				lines.b = append(lines.b, p.Inputs.Text("subject"))
			}
		case "stock":
			stock = append(stock, stockKey{p.Inputs.Text("store"), p.Inputs.Text("item")})
		case "payables":
			owed.years = append(owed.years, int64(p.year()))
			owed.a = append(owed.a, p.Inputs.Text("supplier"))
			owed.b = append(owed.b, p.holder())
		}
	}
	if len(lines.years) > 0 {
		if err := t.lockBudget(ctx, lines.years, lines.a, lines.b); err != nil {
			return err
		}
	}
	if len(stock) > 0 {
		if err := t.lockStock(ctx, stock); err != nil {
			return err
		}
	}
	if len(owed.years) == 0 {
		return nil
	}
	return t.exec(ctx, "lock payables", `SELECT id FROM payables WHERE (year, supplier, case_id) IN (
		SELECT * FROM unnest($1::int[], $2::text[], $3::text[])) ORDER BY id FOR UPDATE`,
		ints(owed.years), array(owed.a), array(owed.b))
}

// holder is the case whose reservation or debt a posting is about: the one named, or its own.
func (p posting) holder() string { return orElse(p.Inputs.Text("case"), p.c.ID) }

// year is the budget's a posting counts in: as Charge wrote it, or else its own case's.
func (p posting) year() int {
	if year, ok := p.Inputs["year"].(int64); ok {
		return int(year)
	}
	return p.c.ChargedYear
}

// carriedTo is the year a posting carries a reservation to, as Charge wrote it.
func (p posting) carriedTo() int {
	to, _ := p.Inputs["to"].(int64)
	return int(to)
}

// args are the columns every entry begins with: when, by which posting, for which step and row.
func (p posting) args(more ...any) []any {
	return append([]any{p.at, p.c.ID, p.seq, p.index, p.Step, p.Branch, p.Row}, more...)
}

// money reads an amount that must not be negative; definitions are checked for type, not for sign.
func (p posting) money(input string) (forms.Money, error) {
	amount, ok := p.Inputs[input].(forms.Money)
	if !ok || amount < 0 {
		return 0, p.wrong(input)
	}
	return amount, nil
}

// quantity reads a quantity that must not be negative, nor finer than a thousandth.
func (p posting) quantity(input string) (decimal.Decimal, error) {
	quantity, ok := p.Inputs[input].(decimal.Decimal)
	if !ok || quantity.IsNegative() || !quantity.Equal(quantity.Truncate(3)) {
		return decimal.Zero, p.wrong(input)
	}
	return quantity, nil
}

// goods reads a quantity and its amount, which may be negative where they are credits.
func (p posting) goods() (goods, error) {
	quantity, ok := p.Inputs["quantity"].(decimal.Decimal)
	if !ok || !quantity.Equal(quantity.Truncate(3)) {
		return goods{}, p.wrong("quantity")
	}
	amount, ok := p.Inputs["amount"].(forms.Money)
	if !ok {
		return goods{}, p.wrong("amount")
	}
	return goods{quantity, amount}, nil
}

func (p posting) wrong(input string) error {
	return fmt.Errorf("post %s.%s of step %s: input %s is %v", p.Book, p.Op, p.Step, input, p.Inputs[input])
}
