package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"zongwu/store"
	"zongwu/store/storetest"
)

func TestMigratingAgainChangesNothing(t *testing.T) {
	db := storetest.New(t)
	if err := store.Migrate(t.Context(), db.OwnerURL, "storetest"); err != nil {
		t.Fatal(err)
	}
	sound(t, db)
}

func TestAnotherSchemaIsRefused(t *testing.T) {
	db := storetest.Empty(t)
	for _, c := range []struct{ statement, advice string }{
		{`INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, true)`, "newer zongwu"},
		{`DELETE FROM goose_db_version WHERE version_id > 2`, "zongwu migrate"},
	} {
		if _, err := db.Owner.Exec(c.statement); err != nil {
			t.Fatal(err)
		}
		_, err := store.Open(t.Context(), db.AppURL)
		if _, ok := errorsAs[*store.SchemaError](err); !ok || !strings.Contains(err.Error(), c.advice) {
			t.Errorf("%s: %v", c.statement, err)
		}
		if c.advice == "newer zongwu" {
			err := store.Migrate(t.Context(), db.OwnerURL, "storetest")
			if _, ok := errorsAs[*store.SchemaError](err); !ok {
				t.Errorf("migrated a newer schema: %v", err)
			}
		}
	}
}

// plainDatabase makes a database owned by nobody special, and gives the address of its owner and of the application.
func plainDatabase(t *testing.T, db *storetest.DB) (owner, app string) {
	t.Helper()
	statements := []string{
		`DROP ROLE IF EXISTS plain_owner`, `CREATE ROLE plain_owner LOGIN CREATEROLE PASSWORD 'plain'`,
		`GRANT zongwu_door TO plain_owner WITH ADMIN OPTION`, `CREATE DATABASE plain OWNER plain_owner`,
	}
	for _, s := range statements {
		if _, err := db.Owner.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		for _, s := range []string{`DROP DATABASE plain WITH (FORCE)`, `DROP ROLE plain_owner`} {
			if _, err := db.Owner.Exec(s); err != nil {
				t.Error(err)
			}
		}
	})
	host := db.OwnerURL[strings.Index(db.OwnerURL, "@"):strings.LastIndex(db.OwnerURL, "/")]
	return "postgres://plain_owner:plain" + host + "/plain?sslmode=disable",
		"postgres://zongwu_app:storetest" + host + "/plain?sslmode=disable"
}

// A database owned by nobody special: no superuser is needed to run the product.
func TestAnOrdinaryOwnerCanMigrate(t *testing.T) {
	owner, app := plainDatabase(t, storetest.Empty(t))
	if err := store.Migrate(t.Context(), owner, "storetest"); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), app)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.LoadSchool(t.Context(), storetest.School("main")); err != nil {
		t.Fatal(err)
	}
	if login, err := s.FindLogin(t.Context(), "head"); err != nil || login.School != "main" {
		t.Errorf("login %+v (%v)", login, err)
	}
	if schools, err := s.Schools(t.Context()); err != nil || len(schools) != 1 {
		t.Errorf("schools %v (%v)", schools, err)
	}
}

func TestASchoolIsLoadedOnceAndWhole(t *testing.T) {
	db := storetest.New(t)
	if err := db.Store.LoadSchool(t.Context(), storetest.School("main")); !errors.Is(err, store.ErrSchoolExists) {
		t.Errorf("loaded twice: %v", err)
	}
	broken := storetest.School("third")
	broken.Stock = append(broken.Stock, store.StockData{Item: "nothing", Store: "general", Quantity: dec("1")})
	if err := db.Store.LoadSchool(t.Context(), broken); err == nil {
		t.Error("loaded stock of an item that does not exist")
	}
	schools, err := db.Store.Schools(t.Context())
	if err != nil || strings.Join(schools, " ") != "main second" {
		t.Errorf("schools %v (%v)", schools, err)
	}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		people, err := tx.People(ctx)
		for _, p := range people {
			if p.ID == "head" && (strings.Join(p.HeadOf, " ") != "jwc" || p.Department != "jwc") {
				t.Errorf("%+v", p)
			}
			if p.ID == "storekeeper" && strings.Join(p.Stores, " ") != "general" {
				t.Errorf("%+v", p)
			}
		}
		return err
	})
	sound(t, db)
}

func TestADatabaseThatIsAwayIsSaidSo(t *testing.T) {
	db := storetest.New(t)
	err := db.Store.InSchool(t.Context(), "main", func(ctx context.Context, tx *store.Tx) error {
		_, err := db.Owner.Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND usename = 'zongwu_app'`)
		if err != nil {
			t.Error(err)
		}
		_, err = tx.ReadSchool(ctx)
		return err
	})
	if gone, ok := errorsAs[*store.Away](err); !ok || errors.Unwrap(gone) == nil {
		t.Errorf("a connection cut off: %v", err)
	}
	if err := db.Store.Ping(t.Context()); err != nil { // the pool finds a new one by itself
		t.Errorf("afterwards: %v", err)
	}
	if _, err := store.Open(t.Context(), "postgres://zongwu_app:x@127.0.0.1:1/x?sslmode=disable"); err == nil {
		t.Error("opened nothing")
	} else if _, ok := errorsAs[*store.Away](err); !ok {
		t.Errorf("nobody listens: %v", err)
	}
}

func TestWhatBodySaysComesBack(t *testing.T) {
	db := storetest.New(t)
	mine := errors.New("mine")
	err := db.Store.InSchool(t.Context(), "main", func(ctx context.Context, tx *store.Tx) error {
		if _, err := begin(ctx, tx, "c1"); err != nil {
			return err
		}
		return mine
	})
	if !errors.Is(err, mine) {
		t.Errorf("body's error came back as %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err = db.Store.InSchool(ctx, "main", func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.LockCase(ctx, "c1"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("what was rolled back is there: %v", err)
		}
		<-ctx.Done()
		_, err := tx.ReadSchool(ctx)
		return err
	})
	if err == nil {
		t.Error("a transaction outlived its context")
	}
}

func TestDefinitionsKeepEveryVersion(t *testing.T) {
	db := storetest.New(t)
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		for i, version := range []string{"v1", "v2", "v1"} {
			created, err := tx.PublishDefinition(ctx, "purchase", version, []byte("text of "+version), "admin")
			if err != nil {
				return err
			}
			if created != (i == 0) {
				t.Errorf("publication %d created %v", i+1, created)
			}
			text, now, err := tx.Definition(ctx, "purchase")
			if err != nil || now != version || string(text) != "text of "+version {
				t.Errorf("in force %s: %s (%v)", now, text, err)
			}
		}
		old, err := tx.DefinitionVersion(ctx, "purchase", "v2")
		if err != nil || string(old) != "text of v2" {
			t.Errorf("old version %s (%v)", old, err)
		}
		if _, err := tx.DefinitionVersion(ctx, "purchase", "v3"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a version nobody published: %v", err)
		}
		rows, err := tx.Definitions(ctx)
		if len(rows) != 1 || rows[0].By != "admin" {
			t.Errorf("%+v", rows)
		}
		return err
	})
}

// Text that PostgreSQL cannot hold names nothing; it must not look like an accident, nor spoil the transaction.
func TestTextThatCannotBeStoredFindsNothing(t *testing.T) {
	db := storetest.New(t)
	for _, bad := range []string{"a\x00b", "\xff\xfe"} {
		if _, err := db.Store.FindLogin(t.Context(), bad); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("login %q: %v", bad, err)
		}
		if n, err := db.Store.LoginFailures(t.Context(), time.Minute, "account:"+bad); n != 1 || err != nil {
			t.Errorf("counted %d (%v)", n, err)
		}
		db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.LockCase(ctx, bad); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("case %q: %v", bad, err)
			}
			if _, _, err := tx.ReadFile(ctx, bad, store.Sight{}); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("file %q: %v", bad, err)
			}
			if _, found, err := tx.Object(ctx, "item", bad); found || err != nil {
				t.Errorf("item %q: %v", bad, err)
			}
			rows, _, err := tx.Items(ctx, store.Query{Q: bad})
			if len(rows) > 0 || err != nil {
				t.Errorf("items %q: %v", bad, err)
			}
			_, err = tx.ReadSchool(ctx)
			return err
		})
	}
}
