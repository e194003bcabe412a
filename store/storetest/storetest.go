package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"zongwu/store"
)

// DB is a test's own database.
type DB struct {
	Store    *store.Store // as the application role
	AppURL   string       // of that role
	OwnerURL string       // of the superuser that owns the schema
	Owner    *sql.DB      // a connection of the owner, which sees every school and may tamper
	cluster  *cluster
	name     string
}

// serial numbers the databases of the process.
var serial atomic.Int64 //nolint:gochecknoglobals // as the cluster

// New gives a test a migrated database of its own with the school of School("main") and a second one, "second", whose
// logins end in @second.
func New(t testing.TB) *DB {
	t.Helper()
	return open(t, schoolsLoaded)
}

// Empty gives a test a migrated database of its own without any school.
func Empty(t testing.TB) *DB {
	t.Helper()
	return open(t, emptyTemplate)
}

// Furnished gives every test of a process a database of its own, as New does, in which what all of them begin with has
// been done: it is done once.
func Furnished(furnish func(context.Context, *DB) error) func(testing.TB) *DB {
	template := sync.OnceValues(func() (name string, err error) {
		db, err := newDB(context.Background(), schoolsLoaded)
		if err != nil {
			return "", err
		}
		// A database can be copied only while nobody is connected to it.
		defer func() { err = errors.Join(err, db.Store.Close(), db.Owner.Close()) }()
		return db.name, furnish(context.Background(), db)
	})
	return func(t testing.TB) *DB {
		t.Helper()
		name, err := template()
		if err != nil {
			t.Fatal(err)
		}
		return open(t, name)
	}
}

// Copy gives a test a database of its own that is as this one stands. The connections of this one end: no more can
// happen in it.
func (db *DB) Copy(t testing.TB) *DB {
	t.Helper()
	if err := errors.Join(db.Store.Close(), db.Owner.Close()); err != nil {
		t.Fatal(err)
	}
	return open(t, db.name)
}

func open(t testing.TB, template string) *DB {
	t.Helper()
	db, err := newDB(context.Background(), template)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		err := errors.Join(db.Store.Close(), db.Owner.Close(), db.cluster.dropDatabase(context.Background(), db.name))
		if err != nil {
			t.Error(err)
		}
	})
	return db
}

func newDB(ctx context.Context, template string) (*DB, error) {
	c, err := theCluster()
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf("test_%d", serial.Add(1))
	if err := c.copyDatabase(ctx, name, template); err != nil {
		return nil, err
	}
	db := &DB{AppURL: c.url("zongwu_app", name), OwnerURL: c.url("owner", name), cluster: c, name: name}
	if db.Owner, err = sql.Open("postgres", db.OwnerURL); err != nil {
		return nil, err
	}
	db.Store, err = store.Open(ctx, db.AppURL)
	return db, err
}

// In runs body in a transaction of the school and fails the test on any error.
func (db *DB) In(t testing.TB, school string, body func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := db.Store.InSchool(context.Background(), school, body); err != nil {
		t.Fatal(err)
	}
}

// Restored gives a test a database of its own that holds what plain SQL says, as pg_dump --inserts writes it, brought
// up to this program's schema.
func Restored(t testing.TB, dump string) *DB {
	t.Helper()
	c, err := theCluster()
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("restored_%d", serial.Add(1))
	if err := c.copyDatabase(context.Background(), name, "template1"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.dropDatabase(context.Background(), name); err != nil {
			t.Error(err)
		}
	})
	if err := c.fill(name, dump); err != nil {
		t.Fatal(err)
	}
	if err := store.Migrate(context.Background(), c.url("owner", name), password); err != nil {
		t.Fatal(err)
	}
	return open(t, name)
}
