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
		"budget.reserve": (*Tx).reserveBudget,
		"budget.release": (*Tx).releaseBudget,
		"budget.keep":    (*Tx).keepBudget,
		"budget.clear":   (*Tx).clearBudget,
		"stock.receive":  (*Tx).receiveStock,
		"stock.issue":    (*Tx).issueStock,
		"payables.owe":   (*Tx).owePayable,

		"budget.spend": (*Tx).notYet, "budget.refund": (*Tx).notYet, "budget.carry": (*Tx).notYet,
		"stock.return":     (*Tx).notYet,
		"payables.invoice": (*Tx).notYet, "payables.uninvoice": (*Tx).notYet, "payables.pay": (*Tx).notYet,
		"payables.return": (*Tx).notYet,
	}
}

// notYet stands for operations that are agreed upon and not written.
func (t *Tx) notYet(_ context.Context, p posting) error {
	return fmt.Errorf("post %s.%s: not implemented", p.Book, p.Op)
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

// lockBooks locks every balance that postings touch: budget lines first, then stock, each sorted by key, so that two
// transitions never wait for each other.
func (t *Tx) lockBooks(ctx context.Context, c *Case, postings []processes.Posting) error {
	var departments, subjects, stores, items []string
	for _, p := range postings {
		switch p.Book {
		case "budget":
			departments = append(departments, p.Inputs.Text("department"))
			subjects = append(subjects, p.Inputs.Text("subject"))
		case "stock":
			stores = append(stores, p.Inputs.Text("store"))
			items = append(items, p.Inputs.Text("item"))
		}
	}
	if len(departments) > 0 {
		err := t.exec(ctx, "lock budget", `SELECT id FROM budget_lines WHERE year = $1
			AND (department, subject) IN (SELECT * FROM unnest($2::text[], $3::text[])) ORDER BY id FOR UPDATE`,
			c.FiscalYear, array(departments), array(subjects))
		if err != nil {
			return err
		}
	}
	if len(stores) == 0 {
		return nil
	}
	return t.lockStock(ctx, stores, items)
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

func (p posting) wrong(input string) error {
	return fmt.Errorf("post %s.%s of step %s: input %s is %v", p.Book, p.Op, p.Step, input, p.Inputs[input])
}

// refuse is a book's no, shown where the definition wants it.
func (p posting) refuse(code string, text forms.Text) error {
	return &processes.Refusal{
		Reason: processes.Invalid, Detail: text,
		Failures: forms.Failures{{Pointer: p.Pointer, Code: code, Detail: text.Zh, Text: text}},
	}
}
