package storetest

import (
	"context"
	"database/sql"
	"fmt"
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
}

// serial numbers the databases of the process.
var serial atomic.Int64

// New gives a test a migrated database of its own with the school of School("main") and a second one, "second", whose
// logins end in @second.
func New(t testing.TB) *DB {
	t.Helper()
	db := Empty(t)
	for _, data := range []store.SchoolData{School("main"), School("second")} {
		if err := db.Store.LoadSchool(context.Background(), data); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// Empty gives a test a migrated database of its own without any school.
func Empty(t testing.TB) *DB {
	t.Helper()
	c, err := theCluster()
	if err != nil {
		t.Fatal(err)
	}
	admin, err := sql.Open("postgres", c.url("owner", "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("test_%d", serial.Add(1))
	if _, err := admin.Exec(`CREATE DATABASE ` + name + ` TEMPLATE ` + template + ` STRATEGY file_copy`); err != nil {
		t.Fatal(err)
	}
	db := &DB{AppURL: c.url("zongwu_app", name), OwnerURL: c.url("owner", name)}
	if db.Owner, err = sql.Open("postgres", db.OwnerURL); err != nil {
		t.Fatal(err)
	}
	if db.Store, err = store.Open(context.Background(), db.AppURL); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Store.Close(); err != nil {
			t.Error(err)
		}
		if err := db.Owner.Close(); err != nil {
			t.Error(err)
		}
		if _, err := admin.Exec(`DROP DATABASE ` + name + ` WITH (FORCE)`); err != nil {
			t.Error(err)
		}
		if err := admin.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// In runs body in a transaction of the school and fails the test on any error.
func (db *DB) In(t testing.TB, school string, body func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := db.Store.InSchool(context.Background(), school, body); err != nil {
		t.Fatal(err)
	}
}
