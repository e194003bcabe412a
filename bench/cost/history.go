package cost

import (
	"context"
	"fmt"

	enums "go.temporal.io/api/enums/v1"
	"google.golang.org/protobuf/proto"

	"zongwu/bench/work"
)

// looked is how many histories are read; one is much like another.
const looked = 25

// countHistories reads some histories of the last run and says what one transition adds to them.
func (m *meter) countHistories(ctx context.Context, s subject) (c counts, err error) {
	ids, err := m.engine.Latest(ctx, s.prefix, looked)
	if err != nil {
		return c, err
	}
	for _, id := range ids {
		all := m.engine.Client.GetWorkflowHistory(ctx, id, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
		for all.HasNext() {
			event, err := all.Next()
			if err != nil {
				return c, fmt.Errorf("read history of %s: %w", id, err)
			}
			c.events++
			c.history += float64(proto.Size(event))
			if event.GetEventType() == enums.EVENT_TYPE_WORKFLOW_TASK_COMPLETED {
				c.tasks++
			}
		}
	}
	if len(ids) == 0 {
		return c, fmt.Errorf("read histories: no workflow is called %s…", s.prefix)
	}
	return c.per(len(ids) * work.Steps), nil
}
