package handwritten

import (
	"fmt"
	"time"

	"zongwu/bench/work"
)

// stage is a step of the purchase's route: who does it, what comes after it, and what is done to the rows.
type stage struct {
	role, outcome, next string
	within              time.Duration
	write               []string // statements, in order
}

// route of a purchase below every limit.
func route() map[string]stage {
	const day = 24 * time.Hour
	return map[string]stage{
		"start": {"head", "submit", "review", day, []string{"number", "insert_case", "append", "open_task"}},
		"review": {"director", "approve", "buy", 5 * day, []string{
			"move_case", "append", "close_task", "open_task", "reserve", "budget_entry"}},
		"buy": {"buyer", "done", "accept", 5 * day, []string{"move_case", "append", "close_task", "open_task"}},
		"accept": {"storekeeper", "accept", "", 0, []string{
			"move_case", "append", "close_task", "receive", "stock_entry", "owe", "payable_entry"}},
	}
}

// Step is one step of a case as somebody takes it.
type Step struct {
	Case     string
	Number   string // none before the start is written
	Seq      int
	Step     string
	Actor    string
	Outcome  string
	At       time.Time
	Purchase work.Purchase
	Data     string // the form as it was sent, JSON
}

// values are what the statements' parameters stand for.
func (s Step) values(at stage) map[string]any {
	next := route()[at.next]
	status := "open"
	if at.next == "" {
		status = "done"
	}
	p := s.Purchase
	return map[string]any{
		"series": series, "case": s.Case, "number": s.Number, "seq": s.Seq, "step": s.Step, "next": at.next,
		"status": status, "starter": p.Starter, "actor": s.Actor, "outcome": s.Outcome, "at": s.At,
		"due": s.At.Add(at.within), "role": next.role, "task": taskOf(s.Case, s.Seq), "closed": taskOf(s.Case, s.Seq-1),
		"department": p.Department, "subject": p.Subject, "total": p.Total(), "item": p.Item, "quantity": p.Quantity,
		"supplier": p.Supplier, "payable": p.Supplier + "-" + s.Number, "data": s.Data,
	}
}

// series numbers the purchases of a year, without gaps.
const series = "CG-2026"

func taskOf(id string, seq int) string { return fmt.Sprintf("%s.%d.1", id, seq) }

// forms are what is sent at each step of a purchase, as the engine's forms are.
func forms(p work.Purchase) map[string]string {
	return map[string]string{
		"start": fmt.Sprintf(`{"subject":%q,"reason":%q,"lines":[{"item":%q,"qty":"%d","price":%d}]}`,
			p.Subject, p.Reason(), p.Item, p.Quantity, p.Price),
		"review": `{}`,
		"buy": fmt.Sprintf(`{"supplier":%q,"lines":[{"line":"1","qty":"%d","price":%d}]}`,
			p.Supplier, p.Quantity, p.Price),
		"accept": fmt.Sprintf(`{"lines":[{"line":"1","accepted":"%d"}]}`, p.Quantity),
	}
}

// actors are who takes each step.
func actors(p work.Purchase) map[string]string {
	return map[string]string{
		"start": p.Starter, "review": work.Director, "buy": work.Buyer, "accept": work.Storekeeper,
	}
}

// Order is the steps in their order.
func Order() []string { return []string{"start", "review", "buy", "accept"} }

// outcome is what a step comes to.
func outcome(step string) string { return route()[step].outcome }
