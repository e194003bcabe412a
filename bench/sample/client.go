package sample

import (
	"context"
	"time"

	"go.temporal.io/sdk/client"

	"zongwu/bench/handwritten"
	"zongwu/bench/work"
)

// poll is how long the client rests before it asks again.
const poll = 10 * time.Millisecond

// Sample does purchases by the workflow.
type Sample struct {
	Client client.Client
	// Ended waits until no workflow whose id has a prefix runs any more.
	Ended func(ctx context.Context, prefix string) error
}

const prefix = "sample:"

// Drain implements work.Contender.
func (s *Sample) Drain(ctx context.Context) error { return s.Ended(ctx, prefix) }

// Case implements work.Contender.
func (s *Sample) Case(ctx context.Context, p work.Purchase, timer work.Timer) error {
	sent := 0
	return handwritten.Walk(p, timer, func(start handwritten.Start, action handwritten.Action) error {
		if err := s.send(ctx, start, sent, action); err != nil {
			return err
		}
		sent++
		return s.await(ctx, start.Case, sent)
	})
}

func (s *Sample) send(ctx context.Context, start handwritten.Start, sent int, action handwritten.Action) error {
	if sent > 0 {
		return s.Client.SignalWorkflow(ctx, prefix+start.Case, "", SignalName, action)
	}
	_, err := s.Client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: prefix + start.Case, TaskQueue: TaskQueue,
	}, WorkflowName, start, action)
	return err
}

// await asks until the step has been written.
func (s *Sample) await(ctx context.Context, id string, seq int) error {
	for {
		answer, err := s.Client.QueryWorkflow(ctx, prefix+id, "", QueryName)
		if err != nil {
			return err
		}
		var state State
		if err := answer.Get(&state); err != nil {
			return err
		}
		if state.Seq >= seq {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(poll):
		}
	}
}
