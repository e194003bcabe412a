package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Database makes an empty database on the engine's cluster for somebody else and gives its addresses: by the socket the
// engine has, too, and by the network, for drivers that cannot.
func (e *Engine) Database(ctx context.Context, name string) (near, far string, err error) {
	const role = "bench"
	creator, err := e.Cluster.CreatorURL(ctx, role)
	if err != nil {
		return "", "", err
	}
	db, err := sqlx.ConnectContext(ctx, "postgres", creator)
	if err != nil {
		return "", "", fmt.Errorf("connect to the cluster: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, `CREATE DATABASE `+pq.QuoteIdentifier(name)); err != nil {
		return "", "", fmt.Errorf("make database %s: %w", name, err)
	}
	return e.Cluster.NearURL(name, role), e.Cluster.URL(name, role), nil
}
