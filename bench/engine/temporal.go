package engine

import (
	"context"
	"fmt"
	"time"
)

// look is how often an end that is waited for is looked for: rarely enough to cost nothing.
const look = 25 * time.Millisecond

// ended is the state of a workflow that is over, in Temporal's database.
const ended = 3

// Prefix of the ids of the workflows of purchases.
const Prefix = schoolID + ":purchase:"

// AwaitEnded waits until no workflow whose id has a prefix runs any more. It asks Temporal's database itself: listing
// workflows lags, and asking for each by name would be work the contenders do not do.
func (e *Engine) AwaitEnded(ctx context.Context, prefix string) error {
	for {
		var running int
		err := e.progress.GetContext(ctx, &running,
			`SELECT count(*) FROM current_executions WHERE state <> $1 AND workflow_id LIKE $2`, ended, prefix+"%")
		if err != nil {
			return fmt.Errorf("count running workflows: %w", err)
		}
		if running == 0 {
			return nil
		}
		if err := rest(ctx); err != nil {
			return err
		}
	}
}

func rest(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(look):
		return nil
	}
}

// Drain waits until every transition was told and every workflow of a purchase has ended.
func (e *Engine) Drain(ctx context.Context) error {
	for {
		waiting, err := e.Service.Store.OutboxSchools(ctx)
		if err != nil {
			return err
		}
		if len(waiting) == 0 {
			return e.AwaitEnded(ctx, Prefix)
		}
		if err := rest(ctx); err != nil {
			return err
		}
	}
}

// Latest names the workflows begun last whose ids have a prefix.
func (e *Engine) Latest(ctx context.Context, prefix string, n int) (ids []string, err error) {
	err = e.progress.SelectContext(ctx, &ids, `SELECT workflow_id FROM current_executions
		WHERE workflow_id LIKE $1 ORDER BY start_time DESC NULLS LAST LIMIT $2`, prefix+"%", n)
	if err != nil {
		return nil, fmt.Errorf("list workflows: %w", err)
	}
	return ids, nil
}
