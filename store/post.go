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
		"budget.reserve":      (*Tx).reserveBudget,
		"budget.release":      (*Tx).releaseBudget,
		"budget.keep":         (*Tx).keepBudget,
		"budget.clear":        (*Tx).clearBudget,
		"budget.spend":        (*Tx).spendBudget,
		"budget.refund":       (*Tx).refundBudget,
		"budget.carry":        (*Tx).carryBudget,
		"stock.receive":       (*Tx).receiveStock,
		"stock.issue":         (*Tx).issueStock,
		"stock.return":        (*Tx).returnStock,
		"stock.take_back":     (*Tx).takeBackStock,
		"stock.adjust":        (*Tx).adjustStock,
		"payables.owe":        (*Tx).owePayable,
		"payables.invoice":    (*Tx).invoicePayable,
		"payables.uninvoice":  (*Tx).uninvoicePayable,
		"payables.pay":        (*Tx).payPayable,
		"payables.return":     (*Tx).returnPayable,
		"assets.register":     (*Tx).registerAsset,
		"assets.change":       postAsset((*Tx).changeAsset),
		"assets.place":        postAsset((*Tx).placeAsset),
		"assets.mark":         postAsset((*Tx).markAsset),
		"assets.unmark":       postAsset((*Tx).unmarkAsset),
		"assets.mend":         postAsset((*Tx).mendAsset),
		"assets.compensate":   postAsset((*Tx).compensateAsset),
		"assets.uncompensate": postAsset((*Tx).uncompensateAsset),
		"assets.promise":      postAsset((*Tx).promiseAsset),
		"assets.unpromise":    postAsset((*Tx).unpromiseAsset),
		"assets.lend":         postAsset((*Tx).lendAsset),
		"assets.give_back":    postAsset((*Tx).giveBackAsset),
		"assets.cost":         postAsset((*Tx).costAsset),
		"assets.write_off":    postAsset((*Tx).writeOffAsset),
		"receivables.owe":     (*Tx).oweReceivable,
		"receivables.pay":     (*Tx).payReceivable,
		"receivables.waive":   (*Tx).waiveReceivable,
		"counts.freeze":       (*Tx).freezePlace,
		"counts.thaw":         (*Tx).thawPlace,
		"counts.find":         (*Tx).findThing,
		"counts.settle":       (*Tx).settleThing,
		"quotas.draw":         (*Tx).drawQuota,
		"quotas.free":         (*Tx).freeQuota,
		"quotas.clear":        (*Tx).clearQuota,
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
	posted := posting{Posting: p, c: c, seq: tr.Seq, index: index, at: tr.At}
	if err := t.still(posted); err != nil {
		return err
	}
	return operation(t, ctx, posted)
}

// touched are the balances postings touch, by book, each once.
type touched struct {
	lines  []lineKey
	stock  []stockKey
	owed   []debtKey
	assets []string
	debts  []debtorKey
	quotas []string // departments
}

func touchedBy(c *Case, postings []processes.Posting) touched {
	var all touched
	for _, one := range postings {
		p := posting{Posting: one, c: c}
		switch p.Book {
		case "budget":
			line := lineKey{p.year(), p.Inputs.Text("department"), p.Inputs.Text("subject")}
			all.lines = added(all.lines, line)
			if p.Op == "carry" {
				line.Year = p.carriedTo()
				all.lines = added(all.lines, line)
			}
		case "stock":
			all.stock = added(all.stock, stockKey{p.Inputs.Text("store"), p.Inputs.Text("item")})
		case "payables":
			all.owed = added(all.owed, debtKey{p.Inputs.Text("supplier"), p.holder()})
		case "assets":
			all.assets = added(all.assets, orElse(p.Inputs.Text("asset"), p.Inputs.Text("no")))
		case "receivables":
			all.debts = added(all.debts, p.debtor())
		case "quotas":
			all.quotas = added(all.quotas, p.Inputs.Text("department"))
		}
	}
	return all
}

// lockBooks locks every balance that postings touch: budget lines first, then stock, payables, assets, the places where
// something moves, receivables and quotas, each sorted by key, so that two transitions never wait for each other.
func (t *Tx) lockBooks(ctx context.Context, c *Case, postings []processes.Posting) error {
	all := touchedBy(c, postings)
	if err := lockAll(ctx, all.lines, t.lockBudget); err != nil {
		return err
	}
	if err := lockAll(ctx, all.stock, t.lockStock); err != nil {
		return err
	}
	if err := lockAll(ctx, all.owed, t.lockPayables); err != nil {
		return err
	}
	if err := lockAll(ctx, all.assets, t.lockAssets); err != nil {
		return err
	}
	if err := t.lockPlaces(ctx, postings); err != nil {
		return err
	}
	if err := lockAll(ctx, all.debts, t.lockReceivables); err != nil {
		return err
	}
	return lockAll(ctx, all.quotas, t.lockQuotas)
}

func lockAll[K any](ctx context.Context, keys []K, lock func(context.Context, []K) error) error {
	if len(keys) == 0 {
		return nil
	}
	return lock(ctx, keys)
}

// added are the keys with another, unless it is one of them.
func added[K comparable](keys []K, key K) []K {
	if slices.Contains(keys, key) {
		return keys
	}
	return append(keys, key)
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
