package backup

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq" // the driver

	"zongwu/standalone/postgres"
	"zongwu/store"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func start(t *testing.T, data string) *postgres.Cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c, err := postgres.Start(ctx, postgres.Config{Dir: data, Logger: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(); err != nil && !errors.Is(err, os.ErrClosed) {
			t.Error(err)
		}
	})
	return c
}

func connect(t *testing.T, c *postgres.Cluster) *sqlx.DB {
	t.Helper()
	owner, err := c.OwnerURL(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlx.Connect("postgres", owner)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// installation is a running cluster with a schema, and what else a data folder holds.
func installation(t *testing.T) (data string, c *postgres.Cluster) {
	t.Helper()
	data = filepath.Join(t.TempDir(), "data")
	c = start(t, data)
	owner, err := c.OwnerURL(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Migrate(t.Context(), owner, c.AppPassword()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"trail.key", "trail.checkpoints"} {
		if err := os.WriteFile(filepath.Join(data, name), []byte("what stands in "+name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return data, c
}

func mustMake(t *testing.T, c *postgres.Cluster, data string) (target string, m *Manifest) {
	t.Helper()
	target = filepath.Join(t.TempDir(), "copy")
	m, err := Make(t.Context(), c, data, target)
	if err != nil {
		t.Fatal(err)
	}
	return target, m
}

// Rows are written all the while: those acknowledged before the copy began are in it, and what is in it is a beginning
// of what was written, without a gap.
func TestCopiedWhileWrittenTo(t *testing.T) {
	data, c := installation(t)
	db := connect(t, c)
	db.MustExec(`CREATE TABLE written (n bigint PRIMARY KEY, at timestamptz DEFAULT clock_timestamp(), filling text)`)
	ctx, cancel := context.WithCancel(t.Context())
	times := make(chan []time.Time)
	go func() {
		var acknowledged []time.Time
		for ctx.Err() == nil {
			_, err := db.Exec(`INSERT INTO written VALUES ($1, DEFAULT, repeat('x', 2000))`, len(acknowledged)+1)
			if err != nil {
				t.Error(err)
				break
			}
			acknowledged = append(acknowledged, time.Now())
		}
		times <- acknowledged
	}()
	time.Sleep(100 * time.Millisecond)
	target, m := mustMake(t, c, data)
	time.Sleep(100 * time.Millisecond)
	cancel()
	acknowledged := <-times
	before := 0
	for before < len(acknowledged) && acknowledged[before].Before(m.Began) {
		before++
	}

	again := filepath.Join(t.TempDir(), "again")
	began := time.Now()
	if _, err := Restore(t.Context(), target, again, quiet()); err != nil {
		t.Fatal(err)
	}
	t.Logf("copied in %v, restored in %v", m.Ended.Sub(m.Began), time.Since(began).Round(time.Millisecond))
	var got struct{ N, Last int }
	if err := connect(t, start(t, again)).Get(&got, `SELECT count(*) n, max(n) last FROM written`); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d rows before the copy began, %d in it, %d in the end", before, got.N, len(acknowledged))
	if before == 0 || got.N < before || got.N != got.Last || got.N >= len(acknowledged) {
		t.Errorf("the copy holds %+v", got)
	}
	for _, name := range []string{"trail.key", "trail.checkpoints"} {
		text, err := os.ReadFile(filepath.Join(again, name))
		if err != nil || string(text) != "what stands in "+name {
			t.Errorf("%s came back as %q, %v", name, text, err)
		}
	}
	for _, left := range []string{target, again} {
		if found, err := filepath.Glob(left + unfinished + "*"); err != nil || len(found) > 0 {
			t.Errorf("left behind: %v, %v", found, err)
		}
	}
}

func TestRefused(t *testing.T) {
	data, c := installation(t)
	target, _ := mustMake(t, c, data)
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "thesis.doc"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	anew := func(t *testing.T) string { t.Helper(); return filepath.Join(t.TempDir(), "new") }
	tests := []struct {
		name, says string
		try        func(t *testing.T, copied string) error
	}{
		{"back up over something", "not empty", func(t *testing.T, _ string) error {
			_, err := Make(t.Context(), c, data, full)
			return err
		}},
		{"restore over something", "not empty", func(t *testing.T, copied string) error {
			_, err := Restore(t.Context(), copied, full, quiet())
			return err
		}},
		{"restore over a running folder", "in use by process", func(t *testing.T, copied string) error {
			_, err := Restore(t.Context(), copied, data, quiet())
			return err
		}},
		{"unfinished", "broken off", func(t *testing.T, copied string) error {
			return errors.Join(os.Remove(filepath.Join(copied, manifestName)), restored(t, copied, anew(t)))
		}},
		{"manifest cut short", "damaged", func(t *testing.T, copied string) error {
			return errors.Join(os.Truncate(filepath.Join(copied, manifestName), 20), restored(t, copied, anew(t)))
		}},
		{"one byte of the database", "damaged", func(t *testing.T, copied string) error {
			return errors.Join(flip(filepath.Join(copied, "postgres", "global", "pg_control")), restored(t, copied, anew(t)))
		}},
		{"a file of the database is gone", "damaged", func(t *testing.T, copied string) error {
			gone := filepath.Join(copied, "postgres", "PG_VERSION")
			return errors.Join(os.Rename(gone, gone+".away"), restored(t, copied, anew(t)))
		}},
		{"the key is another", "trail.key is not what it was", func(t *testing.T, copied string) error {
			return errors.Join(flip(filepath.Join(copied, "trail.key")), restored(t, copied, anew(t)))
		}},
		{"the key is gone", "the backup is damaged", func(t *testing.T, copied string) error {
			return errors.Join(os.Remove(filepath.Join(copied, "trail.key")), restored(t, copied, anew(t)))
		}},
		{"the secret is gone", "postgres.password", func(t *testing.T, copied string) error {
			return errors.Join(os.Remove(filepath.Join(copied, "postgres.password")), restored(t, copied, anew(t)))
		}},
		{"another PostgreSQL", "apt-get install postgresql-9", func(t *testing.T, copied string) error {
			return errors.Join(edit(copied, func(m *Manifest) { m.Postgres = "9" }), restored(t, copied, anew(t)))
		}},
		{"a newer program's", "newer zongwu made it", func(t *testing.T, copied string) error {
			return errors.Join(edit(copied, func(m *Manifest) { m.Schema += 1000 }), restored(t, copied, anew(t)))
		}},
		{"a newer kind of copy", "newer zongwu made it", func(t *testing.T, copied string) error {
			return errors.Join(edit(copied, func(m *Manifest) { m.Format++ }), restored(t, copied, anew(t)))
		}},
		{"being made at this moment", "at this moment", func(t *testing.T, copied string) error {
			to := anew(t)
			held, err := claim(to + unfinished)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { err = errors.Join(err, held.Close()) }()
			return restored(t, copied, to)
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			copied := filepath.Join(t.TempDir(), "copied")
			if err := copyTree(target, copied); err != nil {
				t.Fatal(err)
			}
			if err := test.try(t, copied); err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("said %v, want %q", err, test.says)
			}
		})
	}
	if _, err := os.Stat(filepath.Join(full, "thesis.doc")); err != nil {
		t.Error(err)
	}
}

// restored tries to restore a copy and proves that nothing appears when it is refused.
func restored(t *testing.T, copied, to string) error {
	t.Helper()
	_, err := Restore(t.Context(), copied, to, quiet())
	for _, path := range []string{to, to + unfinished} {
		if _, found := os.Stat(path); !os.IsNotExist(found) {
			t.Errorf("%s is there", path)
		}
	}
	return err
}

func flip(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text[len(text)/2] ^= 1
	return os.WriteFile(path, text, 0o600)
}

func edit(dir string, change func(*Manifest)) error {
	m, err := Read(dir)
	if err != nil {
		return err
	}
	change(m)
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, manifestName), text, 0o600)
}

// Broken off, a backup leaves nothing under its name, and what a killed one left is no hindrance.
func TestBrokenOff(t *testing.T) {
	data, c := installation(t)
	target := filepath.Join(t.TempDir(), "copy")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Make(ctx, c, data, target); err == nil {
		t.Error("it was told to stop and said nothing")
	}
	if _, err := os.Stat(target); !os.IsNotExist(err) {
		t.Error("it left a folder")
	}
	if err := os.MkdirAll(filepath.Join(target+unfinished, "postgres"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Make(t.Context(), c, data, target); err != nil {
		t.Errorf("after a killed attempt: %v", err)
	}
}
