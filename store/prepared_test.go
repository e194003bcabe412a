package store_test

import (
	"context"
	"testing"

	"zongwu/store"
	"zongwu/store/storetest"
)

// A statement kept from before the schema changed no longer fits; the transaction is tried again on a connection that
// has not kept it, and nobody notices.
func TestKeptStatementsOutliveASchemaChange(t *testing.T) {
	db := storetest.New(t)
	read := func() {
		t.Helper()
		db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
			found, ok, err := tx.Object(ctx, "subject", "30201")
			if err == nil && (!ok || found.Attrs.Text("name") != "办公费") {
				t.Errorf("found %v, %+v", ok, found)
			}
			return err
		})
	}
	read()
	read()
	if _, err := db.Owner.Exec(`ALTER TABLE subjects ALTER COLUMN name TYPE varchar(200)`); err != nil {
		t.Fatal(err)
	}
	read()
	read()
}

// What is kept belongs to a connection, not to a school: the next transaction on it sees its own school's rows.
func TestKeptStatementsKeepSchoolsApart(t *testing.T) {
	db := storetest.New(t)
	for range 10 { // beyond the fifth time PostgreSQL may keep the plan too
		for school, there := range map[string]bool{"main": true, "second": false} {
			db.In(t, school, func(ctx context.Context, tx *store.Tx) error {
				_, ok, err := tx.Object(ctx, "person", "head")
				if err == nil && ok != there {
					t.Errorf("in %s: found %v", school, ok)
				}
				return err
			})
		}
	}
}
