package handwritten

import (
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"zongwu/bench/work"
)

// TaskQueue and the names of the workflow and its Update.
const (
	TaskQueue    = "handwritten"
	WorkflowName = "Purchase"
	UpdateName   = "act"
)

// Start is what a purchase begins with.
type Start struct {
	Case     string
	Purchase work.Purchase
}

// Action is what somebody does to it.
type Action struct {
	Step, Actor, Outcome, Data string
}

// Answer is what they get.
type Answer struct {
	Number string
	Seq    int
	Open   string // the next step, none at the end
}

// purchase is the workflow's state.
type purchase struct {
	Start
	number string
	seq    int
	open   string
	busy   workflow.Mutex // one action at a time
}

// Purchase is the workflow.
func Purchase(ctx workflow.Context, in Start) error {
	p := &purchase{Start: in, open: Order()[0], busy: workflow.NewMutex(ctx)}
	err := workflow.SetUpdateHandlerWithOptions(ctx, UpdateName, p.act,
		workflow.UpdateHandlerOptions{Validator: p.validate})
	if err != nil {
		return fmt.Errorf("set handler: %w", err)
	}
	return workflow.Await(ctx, func() bool { return p.open == "" && workflow.AllHandlersFinished(ctx) })
}

// validate refuses what is not open, not one's own or not filled in, before anything is written to the history.
func (p *purchase) validate(a Action) error {
	switch {
	case a.Step != p.open:
		return fmt.Errorf("%s is not open", a.Step)
	case a.Actor != actors(p.Purchase)[a.Step]:
		return errors.New("not yours to do")
	case a.Outcome != route()[a.Step].outcome:
		return fmt.Errorf("%s has no outcome %s", a.Step, a.Outcome)
	case a.Data == "":
		return errors.New("the form is missing")
	}
	return nil
}

// act writes the step by a local activity and moves on.
func (p *purchase) act(ctx workflow.Context, a Action) (Answer, error) {
	if err := p.busy.Lock(ctx); err != nil {
		return Answer{}, err
	}
	defer p.busy.Unlock()
	if err := p.validate(a); err != nil { // another action may have come first
		return Answer{}, err
	}
	ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{ScheduleToCloseTimeout: 10 * time.Second})
	step := Step{
		Case: p.Case, Number: p.number, Seq: p.seq + 1, Step: a.Step, Actor: a.Actor, Outcome: a.Outcome,
		At: workflow.Now(ctx), Purchase: p.Purchase, Data: a.Data,
	}
	var rows *Rows
	if err := workflow.ExecuteLocalActivity(ctx, rows.Write, step).Get(ctx, &p.number); err != nil {
		return Answer{}, err
	}
	p.seq, p.open = step.Seq, route()[a.Step].next
	return Answer{Number: p.number, Seq: p.seq, Open: p.open}, nil
}

// Register makes the workflow and its activity known to a worker.
func Register(r worker.Registry, rows *Rows) {
	r.RegisterWorkflowWithOptions(Purchase, workflow.RegisterOptions{Name: WorkflowName})
	r.RegisterActivity(rows.Write)
}
