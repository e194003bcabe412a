package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// CreateDatabase makes a database and the role that owns it, unless they exist. The role may sign in with Password and
// is no superuser; Superuser may be named as the owner.
func (c *Cluster) CreateDatabase(ctx context.Context, name, owner string) (err error) {
	db, err := sqlx.ConnectContext(ctx, "postgres", c.URL("postgres", Superuser))
	if err != nil {
		return fmt.Errorf("connect to the cluster: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := c.createRole(ctx, db, owner); err != nil {
		return err
	}
	var exists bool
	if err := db.GetContext(ctx, &exists, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name); err != nil {
		return fmt.Errorf("look for database %s: %w", name, err)
	}
	if exists {
		return nil
	}
	// Names cannot be parameters of these statements.
	statement := `CREATE DATABASE ` + pq.QuoteIdentifier(name) + ` OWNER ` + pq.QuoteIdentifier(owner)
	if _, err := db.ExecContext(ctx, statement); err != nil {
		return fmt.Errorf("create database %s: %w", name, err)
	}
	return nil
}

func (c *Cluster) createRole(ctx context.Context, db *sqlx.DB, name string) error {
	var exists bool
	if err := db.GetContext(ctx, &exists, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`, name); err != nil {
		return fmt.Errorf("look for role %s: %w", name, err)
	}
	if exists {
		return nil
	}
	statement := `CREATE ROLE ` + pq.QuoteIdentifier(name) + ` LOGIN PASSWORD ` + pq.QuoteLiteral(c.Password(name))
	if _, err := db.ExecContext(ctx, statement); err != nil {
		return fmt.Errorf("create role %s: %w", name, err)
	}
	return nil
}
