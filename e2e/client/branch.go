package client

import (
	"slices"

	"github.com/shopspring/decimal"
)

// Branch is the acceptance of what belongs to one store, or of the services.
type Branch struct {
	Key     string
	Lines   []*Ordered
	steps   map[string]bool   // open steps
	tasks   map[string]string // open step: its task's id, learned from the server
	pending []Accepted        // accepted by one, waiting for the second
}

// Accepted is one line of an acceptance.
type Accepted struct {
	Line              *Ordered
	Accepted, Refused decimal.Decimal
}

func branchesOf(order *Order) []*Branch {
	var branches []*Branch
	for _, o := range order.Lines {
		key := o.Item.Branch()
		i := slices.IndexFunc(branches, func(b *Branch) bool { return b.Key == key })
		if i < 0 {
			b := &Branch{Key: key, steps: map[string]bool{}, tasks: map[string]string{}}
			b.steps[b.acceptance()] = true
			branches, i = append(branches, b), len(branches)
		}
		branches[i].Lines = append(branches[i].Lines, o)
	}
	return branches
}

// acceptance is the branch's step that takes deliveries.
func (b *Branch) acceptance() string {
	if b.Key == "service" {
		return "accept_service"
	}
	return "accept"
}

// Open lists the branch's open steps, sorted.
func (b *Branch) Open() []string {
	var open []string
	for step := range b.steps {
		open = append(open, step)
	}
	slices.Sort(open)
	return open
}

// Is says whether a step of the branch is open.
func (b *Branch) Is(step string) bool { return b.steps[step] }

// Over says whether nothing is open any more.
func (b *Branch) Over() bool { return len(b.steps) == 0 }

// Waiting are the lines still to come.
func (b *Branch) Waiting() []*Ordered {
	var lines []*Ordered
	for _, o := range b.Lines {
		if o.Left().IsPositive() && !o.Dropped {
			lines = append(lines, o)
		}
	}
	return lines
}

// Accept records an acceptance signed by the first (or only) person. What is still to come is asked anew once this
// delivery stands.
func (b *Branch) Accept(outcome string, lines []Accepted) {
	clear(b.steps)
	if outcome == "refuse" {
		b.steps["more"] = true
		return
	}
	b.pending = lines
	food := slices.ContainsFunc(lines, func(a Accepted) bool { return a.Line.Item.Food && a.Accepted.IsPositive() })
	if food && b.Key != "service" {
		b.steps["accept_second"] = true
		return
	}
	b.post()
}

// Second records the second acceptor's word.
func (b *Branch) Second(outcome string) {
	delete(b.steps, "accept_second")
	if outcome == "object" {
		b.pending = nil
		b.steps["accept"] = true
		if slices.ContainsFunc(b.Lines, func(o *Ordered) bool { return o.Received.IsPositive() }) {
			b.steps["more"] = true
		}
		return
	}
	b.post()
}

// More records what becomes of what is still to come.
func (b *Branch) More(outcome string) {
	delete(b.steps, "more")
	if outcome == "again" {
		b.steps[b.acceptance()] = true
		return
	}
	for _, o := range b.Waiting() {
		o.Dropped = true
	}
	clear(b.steps)
}

func (b *Branch) post() {
	for _, a := range b.pending {
		a.Line.Received = a.Line.Received.Add(a.Accepted)
	}
	b.pending = nil
	if len(b.Waiting()) == 0 {
		clear(b.steps)
		return
	}
	b.steps[b.acceptance()] = true
	b.steps["more"] = true
}

// learn notes which of the server's tasks are this branch's: the ids that appeared with the branch's last action.
func (b *Branch) learn(fresh []Task) {
	for step := range b.tasks {
		if !b.steps[step] {
			delete(b.tasks, step)
		}
	}
	for _, t := range fresh {
		if b.steps[t.Step] {
			b.tasks[t.Step] = t.ID
		}
	}
}
