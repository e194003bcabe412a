package scale

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/lib/pq"
)

// stream takes rows into one table over a connection of its own. Foreign keys and triggers rest meanwhile: the rows are
// copies of rows that had passed them, and settle does what triggers would have done.
type stream struct {
	table string
	rows  chan []any
	ended chan error
}

const waiting = 2048 // rows on their way into each table

func (s *school) stream(ctx context.Context, table string, columns []string) *stream {
	out := &stream{table: table, rows: make(chan []any, waiting), ended: make(chan error, 1)}
	go func() {
		err := s.copyIn(ctx, out, columns)
		for range out.rows { // whoever sends must not be left waiting
		}
		out.ended <- err
	}()
	return out
}

func (s *school) copyIn(ctx context.Context, from *stream, columns []string) (err error) {
	conn, err := s.owner.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := copyRows(ctx, tx, from, columns); err != nil {
		return errors.Join(fmt.Errorf("copy into %s: %w", from.table, err), tx.Rollback())
	}
	return tx.Commit()
}

func copyRows(ctx context.Context, tx *sql.Tx, from *stream, columns []string) error {
	if _, err := tx.ExecContext(ctx, `SET LOCAL session_replication_role = replica`); err != nil {
		return err
	}
	copying, err := tx.PrepareContext(ctx, copyInto(from.table, columns))
	if err != nil {
		return err
	}
	defer func() { _ = copying.Close() }() // ending the copying said whether it was taken
	for row := range from.rows {
		if _, err := copying.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	_, err = copying.ExecContext(ctx)
	return err
}

func copyInto(table string, columns []string) string {
	quoted := make([]string, len(columns))
	for i, name := range columns {
		quoted[i] = pq.QuoteIdentifier(name)
	}
	return `COPY ` + pq.QuoteIdentifier(table) + ` (` + strings.Join(quoted, ", ") + `) FROM STDIN`
}

// done waits until everything is in the table.
func (s *stream) done() error {
	close(s.rows)
	return <-s.ended
}
