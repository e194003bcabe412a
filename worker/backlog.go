package worker

import (
	"context"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"zongwu/workflows"
)

// backlog knows how late workflows are: for how long the oldest of their tasks has waited in Temporal for a worker.
// Tasks for a worker that holds their workflow in memory are among them once they have waited for it in vain, which
// takes five seconds. It is one goroutine's.
type backlog struct {
	client    client.Client
	namespace string
	asked     time.Time
	age       time.Duration
	failed    error
}

// look gives that age, as it was a second ago at most; with an error, as it was when Temporal last said it.
func (b *backlog) look(ctx context.Context) (time.Duration, error) {
	if time.Since(b.asked) < time.Second {
		return b.age, b.failed
	}
	ctx, cancel := context.WithTimeout(ctx, deliveryTimeout)
	defer cancel()
	queue, err := b.client.WorkflowService().DescribeTaskQueue(ctx, &workflowservice.DescribeTaskQueueRequest{
		Namespace: b.namespace, TaskQueue: &taskqueue.TaskQueue{Name: workflows.TaskQueue},
		TaskQueueType: enums.TASK_QUEUE_TYPE_WORKFLOW, ReportStats: true,
	})
	if err == nil {
		b.age = queue.GetStats().GetApproximateBacklogAge().AsDuration()
	}
	b.asked, b.failed = time.Now(), err
	return b.age, err
}
