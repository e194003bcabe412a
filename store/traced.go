package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"zongwu/trace"
)

// statement begins the span of a statement. Its text holds no values: those are its arguments, and no trace has them.
func statement(ctx context.Context, what, query string) trace.Span {
	name, _, _ := strings.Cut(what, ":")
	span := trace.Call(ctx, name)
	span.Set("db.system.name", "postgresql")
	span.Set("db.query.text", query)
	return span
}

// ended ends a span. What PostgreSQL refused is said by its code: its words quote values. A rule's no is an answer.
func ended(span trace.Span, err error) {
	defer span.End()
	if err == nil || !span.On() {
		return
	}
	var refused *pq.Error
	switch {
	case errors.As(err, &refused):
		span.Set("db.response.status_code", string(refused.Code))
		span.Fail(string(refused.Code))
	case errors.Is(err, context.Canceled):
		span.Fail("cancelled")
	case gone(err):
		span.Fail("away")
	}
}

// noted is the setting by which what a transaction writes to the outbox knows its span (see the column's default).
func noted(span trace.Span) string {
	if !span.On() {
		return ""
	}
	return setLocal("app.trace", span.Parent())
}

// begin begins a transaction. Its span holds the wait for a connection.
func (s *Store) begin(ctx context.Context, options *sql.TxOptions) (*sqlx.Tx, error) {
	span := statement(ctx, "begin", "BEGIN")
	tx, err := s.db.BeginTxx(ctx, options)
	ended(span, err)
	return tx, err
}

// commit commits a transaction. Its span holds the wait for the disk.
func commit(ctx context.Context, tx *sqlx.Tx) error {
	span := statement(ctx, "commit", "COMMIT")
	err := tx.Commit()
	ended(span, err)
	return err
}

// get reads one row outside of any school.
func (s *Store) get(ctx context.Context, what string, into any, query string, args ...any) error {
	span := statement(ctx, what, query)
	err := s.db.GetContext(ctx, into, query, args...)
	ended(span, err)
	return err
}
