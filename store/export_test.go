package store

import (
	"context"
	"database/sql"
	"errors"
)

// LinkOf lets tests make a digest without a database.
func LinkOf(school, caseID, previous string, body []byte) (effects, digest string, err error) {
	l, err := newLink(school, caseID, previous, body)
	return l.Effects, l.Digest, err
}

// MigrateTo brings a database to an older schema, as it was before a migration that carries rows over.
func MigrateTo(ctx context.Context, ownerURL string, version int64) error {
	db, err := sql.Open("postgres", ownerURL)
	if err != nil {
		return err
	}
	provider, err := newProvider(db)
	if err == nil {
		_, err = provider.UpTo(ctx, version)
	}
	return errors.Join(err, db.Close())
}

// Setting reads one of PostgreSQL's settings as a transaction has it.
func (t *Tx) Setting(ctx context.Context, name string) (string, error) {
	var value string
	err := t.get(ctx, "read setting", &value, `SELECT current_setting($1)`, name)
	return value, err
}

// Text reads one text by a query of a test's own.
func (t *Tx) Text(ctx context.Context, query string) (string, error) {
	var value string
	err := t.get(ctx, "read text", &value, query)
	return value, err
}

// Over says that the transaction has ended.
func (t *Tx) Over() bool {
	_, err := t.tx.Exec(`SELECT 1`)
	return errors.Is(err, sql.ErrTxDone)
}
