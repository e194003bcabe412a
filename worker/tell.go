package worker

import (
	"context"
	"errors"
	"fmt"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"zongwu/activities"
	"zongwu/workflows"
)

// tell tells a case's workflow its news; over says that it has ended. A case's first news begins the workflow, as its
// input: that is one write of Temporal's less than a signal, and the worker beside us gets the first task with the
// answer. Told again, it is a signal like any other.
func tell(ctx context.Context, c client.Client, in workflows.Case, news activities.Conduct) (over bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, deliveryTimeout)
	defer cancel()
	var started *serviceerror.WorkflowExecutionAlreadyStarted
	if news.First > 1 {
		err := signal(ctx, c, in, workflows.SignalTransition, news, enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
		if errors.As(err, &started) {
			return true, nil
		}
		return false, err
	}
	in.News = &news
	options, in := beginning(in, enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
	options.EnableEagerStart, options.WorkflowExecutionErrorWhenAlreadyStarted = true, true
	_, err = c.ExecuteWorkflow(ctx, options, in.Process, in)
	if errors.As(err, &started) {
		err = c.SignalWorkflow(ctx, in.ID(), "", workflows.SignalTransition, news)
		if isNotFound(err) {
			return true, nil
		}
	}
	if err != nil {
		return false, fmt.Errorf("begin workflow %s: %w", in.ID(), err)
	}
	return false, nil
}

// signal sends a signal to a case's workflow, starting it under a reuse policy when it does not run.
func signal(
	ctx context.Context, c client.Client, in workflows.Case, name string, content any,
	reuse enums.WorkflowIdReusePolicy,
) error {
	ctx, cancel := context.WithTimeout(ctx, deliveryTimeout)
	defer cancel()
	options, in := beginning(in, reuse)
	_, err := c.SignalWithStartWorkflow(ctx, in.ID(), name, content, options, in.Process, in)
	if err != nil {
		return fmt.Errorf("signal workflow %s: %w", in.ID(), err)
	}
	return nil
}

// beginning is how a case's workflow is begun, in the newest way.
func beginning(in workflows.Case, reuse enums.WorkflowIdReusePolicy) (client.StartWorkflowOptions, workflows.Case) {
	in.Edition = workflows.Edition
	return client.StartWorkflowOptions{
		ID: in.ID(), TaskQueue: workflows.TaskQueue, WorkflowIDReusePolicy: reuse,
		TypedSearchAttributes: in.Labels(), StaticSummary: in.Number,
	}, in
}
