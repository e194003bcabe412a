package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Database makes an empty database on the engine's cluster for somebody else and gives its address.
func (e *Engine) Database(ctx context.Context, name string) (address string, err error) {
	const role = "bench"
	creator, err := e.Cluster.CreatorURL(ctx, role)
	if err != nil {
		return "", err
	}
	db, err := sqlx.ConnectContext(ctx, "postgres", creator)
	if err != nil {
		return "", fmt.Errorf("connect to the cluster: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, `CREATE DATABASE `+pq.QuoteIdentifier(name)); err != nil {
		return "", fmt.Errorf("make database %s: %w", name, err)
	}
	return e.Cluster.URL(name, role), nil
}
