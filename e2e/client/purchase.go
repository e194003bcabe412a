package client

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// The states of a case.
const (
	Open      = "open"
	Done      = "done"
	Rejected  = "rejected"
	Withdrawn = "withdrawn"
	Cancelled = "cancelled"
)

// The school's limits in fen, as the demonstration data sets them.
const (
	permitFrom  = 1_000_00
	quotesFrom  = 2_000_00
	minutesFrom = 5_000_00
)

// Line is one line of a request.
type Line struct {
	Item  Item
	Qty   decimal.Decimal
	Price int64 // fen per unit
}

// Amount is the line's price in whole fen, half up.
func (l Line) Amount() int64 { return amount(l.Qty, l.Price) }

func amount(qty decimal.Decimal, price int64) int64 {
	return qty.Mul(decimal.NewFromInt(price)).Round(0).IntPart()
}

// Request is what a purchase asks for.
type Request struct {
	Department string
	Subject    string
	Lines      []Line
}

// Total is the sum of the lines in fen.
func (r Request) Total() int64 {
	var sum int64
	for _, l := range r.Lines {
		sum += l.Amount()
	}
	return sum
}

// Ordered is a line that was ordered, and what came of it.
type Ordered struct {
	Line
	ID       string
	Received decimal.Decimal
	Dropped  bool // what is open will not come
}

// Left is the quantity still to come.
func (o *Ordered) Left() decimal.Decimal { return o.Qty.Sub(o.Received) }

// Value is the price of what was accepted, in fen.
func (o *Ordered) Value() int64 { return amount(o.Received, o.Price) }

// Order is what the buyer ordered.
type Order struct {
	Supplier string
	Lines    []*Ordered
}

// Total is the sum of the ordered lines in fen.
func (o Order) Total() int64 {
	var sum int64
	for _, l := range o.Lines {
		sum += l.Amount()
	}
	return sum
}

// Purchase is what a purchase must have come to, by our own reckoning from what was acknowledged.
type Purchase struct {
	ID, Number string
	Starter    Person
	Request    Request
	Status     string
	Phase      string // the step before the goods come, or "receive"
	Resume     string // where a step that was sent back to returns at once
	Choice     string // supplier chosen among quotes
	Contract   string // supplier under contract
	Order      *Order
	Branches   []*Branch
	Reserved   int64
	Sealed     bool
	Acts       int                 // acknowledged actions of people
	Did        map[string][]string // step: who did it, last one last

	scenario Scenario // as it was begun
}

// steps before the goods come, in order.
func steps() []string {
	return []string{"start", "review", "quote", "minutes", "permit", "buy", "buy_second"}
}

func (p *Purchase) starterIs(role string) bool { return slices.Contains(p.Starter.Roles, role) }

// Needs says whether the purchase passes a step.
func (p *Purchase) Needs(step string) bool {
	total := p.Request.Total()
	switch step {
	case "review":
		return !p.starterIs("director") && !p.starterIs("principal")
	case "quote":
		return total >= quotesFrom
	case "minutes":
		return total >= minutesFrom
	case "permit":
		return total >= permitFrom || p.starterIs("director") || p.starterIs("principal")
	case "buy_second":
		return slices.ContainsFunc(p.Order.Lines, func(o *Ordered) bool { return o.Item.Food })
	default:
		return true
	}
}

// LastApproval is the step whose approval reserves the budget.
func (p *Purchase) LastApproval() string {
	if p.Needs("permit") {
		return "permit"
	}
	return "review"
}

// OpenSteps are the steps that must be open now, sorted.
func (p *Purchase) OpenSteps() []string {
	if p.Status != Open {
		return nil
	}
	if p.Phase != "receive" {
		return []string{p.Phase}
	}
	var open []string
	for _, b := range p.Branches {
		open = append(open, b.Open()...)
	}
	slices.Sort(open)
	return open
}

// pass leaves a step before the goods come for the one after it.
func (p *Purchase) pass(step string) {
	if p.Resume != "" {
		p.enter(p.Resume)
		p.Resume = ""
		return
	}
	rest := steps()[slices.Index(steps(), step)+1:]
	for _, next := range rest {
		if p.Needs(next) {
			p.enter(next)
			return
		}
	}
	p.enter("receive")
}

func (p *Purchase) enter(step string) {
	p.Phase = step
	switch step {
	case "buy":
		p.Reserved = p.Request.Total()
	case "receive":
		p.Branches = branchesOf(p.Order)
		p.reserveOrdered()
	}
}

// reserveOrdered: what is ordered and may still come stays reserved, and what was accepted.
func (p *Purchase) reserveOrdered() {
	p.Reserved = 0
	for _, o := range p.Order.Lines {
		if o.Dropped {
			p.Reserved += o.Value()
		} else {
			p.Reserved += o.Amount()
		}
	}
}

// Took records an outcome of a step before the goods come.
func (p *Purchase) Took(step, actor, outcome string) {
	p.Did[step] = append(p.Did[step], actor)
	p.Acts++
	if outcome == "reject" {
		p.End(Rejected)
		return
	}
	p.pass(step)
}

// TookInBranch records what a branch came to; b has already changed.
func (p *Purchase) TookInBranch(step, actor string) {
	p.Did[step] = append(p.Did[step], actor)
	p.Acts++
	p.reserveOrdered()
	received, over := false, true
	for _, b := range p.Branches {
		over = over && b.Over()
	}
	for _, o := range p.Order.Lines {
		received = received || o.Received.IsPositive()
	}
	p.Sealed = p.Sealed || received
	switch {
	case over && received:
		p.Status = Done
	case over:
		p.End(Cancelled)
	}
}

// End ends the purchase otherwise than done: nothing stays reserved.
func (p *Purchase) End(status string) { p.Status, p.Reserved = status, 0 }

// Stopped records that the starter withdrew or the director cancelled.
func (p *Purchase) Stopped(status string) {
	p.Acts++
	p.End(status)
}

// SentBack records that the open step from was sent back to a step before the goods came.
func (p *Purchase) SentBack(from, to, resume string) {
	p.Acts++
	if resume == "here" {
		p.Resume = from
	}
	p.Phase, p.Branches = to, nil
	if slices.Index(steps(), to) < slices.Index(steps(), "buy") {
		p.Reserved = 0
	}
}

// Forbidden lists who must not do a step: duties kept apart.
func (p *Purchase) Forbidden(step string) []string {
	switch step {
	case "review", "permit":
		return []string{p.Starter.ID}
	case "buy_second":
		return p.last("buy")
	case "accept", "accept_second":
		persons := append([]string{p.Starter.ID}, p.Did["more"]...)
		persons = append(persons, p.last("quote")...)
		persons = append(persons, p.last("buy")...)
		persons = append(persons, p.last("buy_second")...)
		return persons
	default:
		return nil
	}
}

func (p *Purchase) last(step string) []string {
	did := p.Did[step]
	if len(did) == 0 {
		return nil
	}
	return did[len(did)-1:]
}

// Check compares a case as the server shows it with our reckoning.
func (p *Purchase) Check(c *Case) error {
	if c.State != p.Status {
		return fmt.Errorf("%s is %q, by our account %q", c.Number, c.State, p.Status)
	}
	var open []string
	for _, t := range c.Open {
		open = append(open, t.Step)
		if len(t.Persons) == 0 {
			return fmt.Errorf("%s: nobody may do %s", c.Number, t.Step)
		}
		for _, person := range t.Persons {
			if slices.Contains(p.Forbidden(t.Step), string(person)) {
				return fmt.Errorf("%s: %s may do %s, though duties must be kept apart", c.Number, person, t.Step)
			}
		}
	}
	slices.Sort(open)
	if want := p.OpenSteps(); !slices.Equal(open, want) {
		return fmt.Errorf("%s: open are %v, by our account %v", c.Number, open, want)
	}
	return nil
}

// CheckHistory wants every acknowledged action in the history, once each.
func (p *Purchase) CheckHistory(c *Case) error {
	acts, seqs := 0, map[int]bool{}
	for _, e := range c.History {
		if seqs[e.Seq] {
			return fmt.Errorf("%s: seq %d stands twice in the history", c.Number, e.Seq)
		}
		seqs[e.Seq] = true
		if e.Actor != "" {
			acts++
		}
	}
	if acts != p.Acts {
		return fmt.Errorf("%s: %d actions of people in the history, %d were acknowledged: %s", c.Number, acts, p.Acts,
			encode(c.History))
	}
	return nil
}
