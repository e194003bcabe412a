package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// The installation's own database, and the role the application works as; that role is made by the migrations.
const (
	database = "zongwu"
	appRole  = "zongwu_app"
	// halfDone is how long a transaction of a creator may stand still; they are a few statements long.
	halfDone = "5s"
)

// AppURL is the address of the installation's database as the application's role.
func (c *Cluster) AppURL() string { return c.NearURL(database, appRole) }

// AppPassword is that role's password.
func (c *Cluster) AppPassword() string { return c.Password(appRole) }

// OwnerURL is the address of the installation's database as the superuser, for migrations; it makes the database when
// there is none.
func (c *Cluster) OwnerURL(ctx context.Context) (string, error) {
	err := c.asSuperuser(ctx, func(db *sqlx.DB) error { return createDatabase(ctx, db, database) })
	return c.URL(database, Superuser), err
}

// CreatorURL is the address of a role that may create databases of its own and is otherwise nobody; it makes the role
// when there is none. What it left half done, because the network between forgot the connection, is undone soon: such a
// transaction would keep its rows from everybody for hours.
func (c *Cluster) CreatorURL(ctx context.Context, role string) (string, error) {
	err := c.asSuperuser(ctx, func(db *sqlx.DB) error { return c.createCreator(ctx, db, role) })
	return c.URL("postgres", role), err
}

func (c *Cluster) asSuperuser(ctx context.Context, body func(*sqlx.DB) error) (err error) {
	db, err := sqlx.ConnectContext(ctx, "postgres", c.URL("postgres", Superuser))
	if err != nil {
		return fmt.Errorf("connect to the cluster: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return body(db)
}

func createDatabase(ctx context.Context, db *sqlx.DB, name string) error {
	var exists bool
	if err := db.GetContext(ctx, &exists, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name); err != nil {
		return fmt.Errorf("look for database %s: %w", name, err)
	}
	if exists {
		return nil
	}
	if _, err := db.ExecContext(ctx, `CREATE DATABASE `+pq.QuoteIdentifier(name)); err != nil {
		return fmt.Errorf("create database %s: %w", name, err)
	}
	return nil
}

func (c *Cluster) createCreator(ctx context.Context, db *sqlx.DB, name string) error {
	var exists bool
	if err := db.GetContext(ctx, &exists, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`, name); err != nil {
		return fmt.Errorf("look for role %s: %w", name, err)
	}
	// Names and passwords cannot be parameters of these statements.
	role := pq.QuoteIdentifier(name)
	if !exists {
		statement := `CREATE ROLE ` + role + ` LOGIN CREATEDB PASSWORD ` + pq.QuoteLiteral(c.Password(name))
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("create role %s: %w", name, err)
		}
	}
	_, err := db.ExecContext(ctx, `ALTER ROLE `+role+` SET idle_in_transaction_session_timeout = '`+halfDone+`'`)
	if err != nil {
		return fmt.Errorf("bound the transactions of role %s: %w", name, err)
	}
	return nil
}
