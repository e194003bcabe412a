package sample

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"zongwu/bench/handwritten"
)

// TaskQueue and the names of the workflow, its signal and its query.
const (
	TaskQueue    = "sample"
	WorkflowName = "SamplePurchase"
	SignalName   = "act"
	QueryName    = "state"
)

// State is what the query answers.
type State struct {
	Number string
	Seq    int
	Open   string
}

// Purchase is the workflow.
func Purchase(ctx workflow.Context, in handwritten.Start, first handwritten.Action) error {
	state := State{Open: handwritten.Order()[0]}
	err := workflow.SetQueryHandler(ctx, QueryName, func() (State, error) { return state, nil })
	if err != nil {
		return fmt.Errorf("set handler: %w", err)
	}
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: 10 * time.Second})
	var rows *handwritten.Rows
	signals := workflow.GetSignalChannel(ctx, SignalName)
	for action, order := first, handwritten.Order(); ; {
		if action.Step == state.Open {
			step := handwritten.Step{
				Case: in.Case, Number: state.Number, Seq: state.Seq + 1, Step: action.Step, Actor: action.Actor,
				Outcome: action.Outcome, At: workflow.Now(ctx), Purchase: in.Purchase, Data: action.Data,
			}
			if err := workflow.ExecuteActivity(ctx, rows.Write, step).Get(ctx, &state.Number); err != nil {
				return err
			}
			state.Seq++
			if state.Seq == len(order) {
				state.Open = ""
				return nil
			}
			state.Open = order[state.Seq]
		}
		signals.Receive(ctx, &action)
	}
}

// Register makes the workflow and its activity known to a worker.
func Register(r worker.Registry, rows *handwritten.Rows) {
	r.RegisterWorkflowWithOptions(Purchase, workflow.RegisterOptions{Name: WorkflowName})
	r.RegisterActivity(rows.Write)
}
