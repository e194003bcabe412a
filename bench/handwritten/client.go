package handwritten

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"zongwu/bench/work"
)

// Hand does purchases by the hand-written workflow.
type Hand struct {
	Client client.Client
	// Ended waits until no workflow whose id has a prefix runs any more.
	Ended func(ctx context.Context, prefix string) error
}

// Prefix of the ids of the workflows.
const Prefix = "handwritten:"

// Drain implements work.Contender.
func (h *Hand) Drain(ctx context.Context) error { return h.Ended(ctx, Prefix) }

// Case implements work.Contender: the workflow is started together with its first Update, which saves a round trip.
func (h *Hand) Case(ctx context.Context, p work.Purchase, timer work.Timer) error {
	var answer Answer
	err := Walk(p, timer, func(start Start, action Action) error {
		handle, err := h.send(ctx, start, action)
		if err != nil {
			return err
		}
		return handle.Get(ctx, &answer)
	})
	if err == nil && (answer.Open != "" || answer.Number == "") {
		return fmt.Errorf("the case is not done: %+v", answer)
	}
	return err
}

// Walk takes a purchase through its steps, each sent in a contender's own way and timed.
func Walk(p work.Purchase, timer work.Timer, send func(Start, Action) error) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make case id: %w", err)
	}
	start := Start{Case: id.String(), Purchase: p}
	for _, step := range Order() {
		action := Action{Step: step, Actor: actors(p)[step], Outcome: outcome(step), Data: forms(p)[step]}
		if err := timer(func() error { return send(start, action) }); err != nil {
			return fmt.Errorf("%s: %w", step, err)
		}
	}
	return nil
}

func (h *Hand) send(ctx context.Context, start Start, action Action) (client.WorkflowUpdateHandle, error) {
	options := client.UpdateWorkflowOptions{
		WorkflowID: Prefix + start.Case, UpdateName: UpdateName, WaitForStage: client.WorkflowUpdateStageCompleted,
		Args: []any{action},
	}
	if action.Step != Order()[0] {
		return h.Client.UpdateWorkflow(ctx, options)
	}
	begin := h.Client.NewWithStartWorkflowOperation(client.StartWorkflowOptions{
		ID: options.WorkflowID, TaskQueue: TaskQueue,
		WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		WorkflowIDReusePolicy:    enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
	}, WorkflowName, start)
	return h.Client.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: begin, UpdateOptions: options,
	})
}
