package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/google/uuid"

	"zongwu/bench/work"
	"zongwu/cases"
	"zongwu/processes"
)

// Act does purchases through cases.Act, the one door through which everything changes a case. Every action carries an
// idempotency key, as an Update carries its id.
type Act struct{ *Engine }

// Case implements work.Contender.
func (a Act) Case(ctx context.Context, p work.Purchase, timer work.Timer) error {
	var last *cases.Result
	request := cases.Request{Process: "purchase", Action: processes.Action{
		Kind: processes.DoStart, Actor: p.Starter, Data: requested(p),
	}}
	err := timer(func() (err error) { last, err = a.act(ctx, request); return err })
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	for _, s := range submissions(p) {
		if len(last.State.Open) != 1 || last.State.Open[0].Step != s.step {
			return fmt.Errorf("%s is not what is open: %+v", s.step, last.State.Open)
		}
		request := cases.Request{Action: processes.Action{
			Kind: processes.DoSubmit, Actor: s.actor, Task: last.State.Open[0].ID, Outcome: s.outcome, Data: s.data,
		}}
		if err := timer(func() (err error) { last, err = a.act(ctx, request); return err }); err != nil {
			return fmt.Errorf("%s: %w", s.step, err)
		}
	}
	if last.State.Status != processes.Done {
		return fmt.Errorf("the case is %s after its acceptance", last.State.Status)
	}
	return nil
}

func (a Act) act(ctx context.Context, r cases.Request) (*cases.Result, error) {
	body, err := json.Marshal(r.Action.Data)
	if err != nil {
		return nil, fmt.Errorf("write body: %w", err)
	}
	r.School, r.Key, r.Body = schoolID, uuid.NewString(), body
	return a.Service.Act(ctx, r)
}

// requested is the request's form.
func requested(p work.Purchase) map[string]any {
	return map[string]any{"subject": p.Subject, "reason": p.Reason(), "lines": []any{map[string]any{
		"item": p.Item, "qty": strconv.FormatInt(p.Quantity, 10), "price": json.Number(strconv.FormatInt(p.Price, 10)),
	}}}
}

// submission is what somebody sends for a task.
type submission struct {
	step, actor, outcome string
	data                 map[string]any
}

// submissions are the steps after the start. The first line of a table has the id 1.
func submissions(p work.Purchase) []submission {
	qty := strconv.FormatInt(p.Quantity, 10)
	return []submission{
		{"review", work.Director, "approve", nil},
		{"buy", work.Buyer, "done", map[string]any{"supplier": p.Supplier, "lines": []any{map[string]any{
			"line": "1", "qty": qty, "price": json.Number(strconv.FormatInt(p.Price, 10)),
		}}}},
		{"accept", work.Storekeeper, "accept", map[string]any{"lines": []any{map[string]any{
			"line": "1", "accepted": qty,
		}}}},
	}
}
