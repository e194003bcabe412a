package client

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"

	"github.com/shopspring/decimal"
)

// Account is one school's books as the outside program reckons them: as they stood at first, and every purchase since.
type Account struct {
	School *School

	mu        sync.Mutex
	budgets   []Budget
	claimed   map[string]int64 // budget id: totals of our requests
	stock     map[string]Stock // "store/item"
	payables  map[string]int64 // "case/supplier": owed
	purchases []*Purchase
}

// OpenAccount reads the books as they stand.
func OpenAccount(ctx context.Context, school *School) (*Account, error) {
	a := &Account{School: school, claimed: map[string]int64{}}
	var err error
	if a.budgets, a.stock, a.payables, err = a.read(ctx); err != nil {
		return nil, fmt.Errorf("open account: %w", err)
	}
	if len(a.budgets) == 0 || len(a.stock) == 0 {
		return nil, fmt.Errorf("open account: %d budgets, %d in stock", len(a.budgets), len(a.stock))
	}
	return a, nil
}

func (a *Account) read(ctx context.Context) ([]Budget, map[string]Stock, map[string]int64, error) {
	office, err := a.School.As(ctx, "accountant"+a.School.Suffix)
	if err != nil {
		return nil, nil, nil, err
	}
	budgets, err := List[Budget](ctx, office, "/api/v1/budgets")
	if err != nil {
		return nil, nil, nil, err
	}
	lines, err := List[Stock](ctx, office, "/api/v1/stock")
	if err != nil {
		return nil, nil, nil, err
	}
	stock := map[string]Stock{}
	for _, line := range lines {
		stock[line.Store+"/"+line.Item] = line
	}
	owed, err := List[Payable](ctx, office, "/api/v1/payables")
	if err != nil {
		return nil, nil, nil, err
	}
	payables := map[string]int64{}
	for _, p := range owed {
		payables[p.Case+"/"+p.Supplier] += p.Owed
	}
	return budgets, stock, payables, nil
}

// Claim sets money of a department aside for a request, on a subject that chance picks among those with enough left.
func (a *Account) Claim(rng *rand.Rand, department string, total int64) (subject string, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var fitting []Budget
	for _, b := range a.budgets {
		if b.Department == department && b.Available-a.claimed[b.ID] >= total {
			fitting = append(fitting, b)
		}
	}
	if len(fitting) == 0 {
		return "", false
	}
	b := pick(rng, fitting)
	a.claimed[b.ID] += total
	return b.Subject, true
}

func (a *Account) smallest(department string) *Budget {
	var smallest *Budget
	for i, b := range a.budgets {
		if b.Department == department && (smallest == nil || b.Planned < smallest.Planned) {
			smallest = &a.budgets[i]
		}
	}
	return smallest
}

// Add puts a purchase on the account.
func (a *Account) Add(p *Purchase) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.purchases = append(a.purchases, p)
}

// Purchases lists what was put on the account.
func (a *Account) Purchases() []*Purchase {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]*Purchase(nil), a.purchases...)
}

// Compare reads the books again and returns every difference from our own account.
func (a *Account) Compare(ctx context.Context) error {
	budgets, stock, payables, err := a.read(ctx)
	if err != nil {
		return fmt.Errorf("read books: %w", err)
	}
	return errors.Join(a.compareBudgets(budgets), a.compareStock(stock), a.comparePayables(payables))
}

func (a *Account) compareBudgets(now []Budget) error {
	reserved := map[string]int64{}
	for _, p := range a.Purchases() {
		reserved[p.Request.Department+"/"+p.Request.Subject] += p.Reserved
	}
	var wrong []error
	if len(now) != len(a.budgets) {
		wrong = append(wrong, fmt.Errorf("budgets: %d lines, at first %d", len(now), len(a.budgets)))
	}
	before := map[string]Budget{}
	for _, b := range a.budgets {
		before[b.ID] = b
	}
	for _, b := range now {
		was, key := before[b.ID], b.Department+"/"+b.Subject
		if want := was.Reserved + reserved[key]; b.Reserved != want {
			wrong = append(wrong, fmt.Errorf("budget %s: reserved %d, by our account %d: %s", key, b.Reserved, want,
				a.holding(key)))
		}
		if b.Planned != was.Planned || b.Spent != was.Spent || b.Available != b.Planned-b.Reserved-b.Spent {
			wrong = append(wrong, fmt.Errorf("budget %s: does not add up: %+v, at first %+v", key, b, was))
		}
	}
	return errors.Join(wrong...)
}

// holding tells which purchases hold money of a budget, for a message.
func (a *Account) holding(key string) string {
	var text string
	for _, p := range a.Purchases() {
		if p.Request.Department+"/"+p.Request.Subject == key {
			text += fmt.Sprintf("%s %s %d; ", p.Number, p.Status, p.Reserved)
		}
	}
	return text
}

func (a *Account) compareStock(now map[string]Stock) error {
	quantity, value := map[string]decimal.Decimal{}, map[string]int64{}
	for key, s := range a.stock {
		quantity[key], value[key] = s.Quantity, s.Value
	}
	for _, p := range a.Purchases() {
		if p.Order == nil {
			continue
		}
		for _, o := range p.Order.Lines {
			if o.Item.Stored() && o.Received.IsPositive() {
				key := o.Item.Store + "/" + o.Item.ID
				quantity[key] = quantity[key].Add(o.Received)
				value[key] += o.Value()
			}
		}
	}
	var wrong []error
	for key, want := range quantity {
		got := now[key]
		if !got.Quantity.Equal(want) || got.Value != value[key] {
			wrong = append(wrong, fmt.Errorf("stock %s: %s worth %d, by our account %s worth %d", key, got.Quantity,
				got.Value, want, value[key]))
		}
	}
	for key, got := range now {
		if _, known := quantity[key]; !known && !got.Quantity.IsZero() {
			wrong = append(wrong, fmt.Errorf("stock %s: %s worth %d, by our account nothing", key, got.Quantity, got.Value))
		}
	}
	return errors.Join(wrong...)
}

func (a *Account) comparePayables(now map[string]int64) error {
	want := map[string]int64{}
	for key, owed := range a.payables {
		want[key] = owed
	}
	names := map[string]string{}
	for _, p := range a.Purchases() {
		if p.Order == nil {
			continue
		}
		for _, o := range p.Order.Lines {
			if o.Received.IsPositive() {
				want[p.ID+"/"+p.Order.Supplier] += o.Value()
			}
		}
		names[p.Number] = p.ID
	}
	got := map[string]int64{}
	for key, owed := range now {
		got[byID(key, names)] += owed
	}
	var wrong []error
	for key, owed := range want {
		if got[key] != owed {
			wrong = append(wrong, fmt.Errorf("payables %s: owed %d, by our account %d", key, got[key], owed))
		}
	}
	for key, owed := range got {
		if _, known := want[key]; !known && owed != 0 {
			wrong = append(wrong, fmt.Errorf("payables %s: owed %d, by our account nothing", key, owed))
		}
	}
	return errors.Join(wrong...)
}

// byID turns "number/supplier" into "id/supplier"; a case may be named either way.
func byID(key string, ids map[string]string) string {
	for i, c := range key {
		if id, known := ids[key[:i]]; c == '/' && known {
			return id + key[i:]
		}
	}
	return key
}
