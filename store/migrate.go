package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/lib/pq"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// The roles beside the owner: the application's, and the one that owns the functions which answer before a school is
// known. Neither owns a table.
const (
	appRole  = "zongwu_app"
	doorRole = "zongwu_door"
)

// migrationLock keeps two migrations of one database apart.
const migrationLock = 7_066_401

// Migrate brings the schema up to date as its owner, and creates the application role with the password given.
func Migrate(ctx context.Context, ownerURL, appPassword string) (err error) {
	db, err := sql.Open("postgres", ownerURL)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer func() {
		if closing := db.Close(); err == nil && closing != nil {
			err = fmt.Errorf("close database: %w", closing)
		}
	}()
	lock, err := db.Conn(ctx)
	if err != nil {
		return away(fmt.Errorf("connect to database: %w", err))
	}
	defer func() { _ = lock.Close() }() // closing the session is what frees the lock
	if _, err := lock.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, migrationLock); err != nil {
		return fmt.Errorf("lock schema: %w", err)
	}
	if err := createRoles(ctx, lock, appPassword); err != nil {
		return err
	}
	if err := migrateUp(ctx, db); err != nil {
		return err
	}
	if _, err := lock.ExecContext(ctx, `GRANT SELECT ON goose_db_version TO `+appRole); err != nil {
		return fmt.Errorf("grant schema version: %w", err)
	}
	if _, err := lock.ExecContext(ctx, `SELECT pg_advisory_unlock($1)`, migrationLock); err != nil {
		return fmt.Errorf("unlock schema: %w", err)
	}
	return nil
}

func createRoles(ctx context.Context, conn *sql.Conn, appPassword string) error {
	statements := []string{
		`CREATE ROLE ` + appRole, // without any privilege; only a superuser may even say so, and Open checks it
		`ALTER ROLE ` + appRole + ` LOGIN PASSWORD ` + pq.QuoteLiteral(appPassword),
		`CREATE ROLE ` + doorRole,
		`GRANT ` + doorRole + ` TO CURRENT_USER`,
	}
	for i, statement := range statements {
		_, err := conn.ExecContext(ctx, statement)
		if err != nil && !hasCode(err, "42710") && !hasCode(err, "23505") { // there already, or made at this moment
			return fmt.Errorf("create role (statement %d): %w", i+1, err) // the statement itself holds the password
		}
	}
	return nil
}

func migrateUp(ctx context.Context, db *sql.DB) error {
	provider, err := newProvider(db)
	if err != nil {
		return err
	}
	have, want, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if have > want {
		return &SchemaError{Have: have, Want: want}
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate schema: %w", err)
	}
	return nil
}

func newProvider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return provider, nil
}

// SchemaOf reads the version of a database's schema, 0 when it has none.
func SchemaOf(ctx context.Context, ownerURL string) (version int64, err error) {
	db, err := sql.Open("postgres", ownerURL)
	if err != nil {
		return 0, fmt.Errorf("open database: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	provider, err := newProvider(db)
	if err != nil {
		return 0, err
	}
	version, err = provider.GetDBVersion(ctx)
	if err != nil {
		return 0, away(fmt.Errorf("read schema version: %w", err))
	}
	return version, nil
}

// SchemaVersion is the version of the last migration in the program.
func SchemaVersion() (int64, error) {
	entries, err := fs.ReadDir(migrations, "migrations")
	if err != nil {
		return 0, fmt.Errorf("read migrations: %w", err)
	}
	var last int64
	for _, entry := range entries {
		version, err := goose.NumericComponent(entry.Name())
		if err != nil {
			return 0, fmt.Errorf("read migration name: %w", err)
		}
		last = max(last, version)
	}
	return last, nil
}
