package store

import (
	"context"
	"errors"
	"fmt"
)

// Trial runs body as if what it writes stood, and takes all of it back: what it read is what would be. The error is
// body's.
func (t *Tx) Trial(ctx context.Context, body func(context.Context) error) error {
	if _, err := t.tx.ExecContext(ctx, `SAVEPOINT trial`); err != nil {
		return fmt.Errorf("begin trial: %w", err)
	}
	err := body(ctx)
	if _, back := t.tx.ExecContext(ctx, `ROLLBACK TO SAVEPOINT trial`); back != nil {
		return errors.Join(err, fmt.Errorf("end trial: %w", back))
	}
	return err
}
