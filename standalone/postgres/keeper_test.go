package postgres

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
)

func mustKeep(t *testing.T, dir string) *Cluster {
	t.Helper()
	c, err := Start(t.Context(), Config{Dir: dir, Logger: quiet(), Keep: true})
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

// Who has an address and a pool of connections has the database again, whoever killed it, and all that was committed.
func TestAKeptDatabaseComesBack(t *testing.T) {
	dir := t.TempDir()
	c := mustKeep(t, dir)
	db := mustConnect(t, c.NearURL("postgres", Superuser))
	db.MustExec(`CREATE TABLE kept (n int)`)
	for n, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGQUIT, syscall.SIGINT, syscall.SIGTERM} {
		db.MustExec(`INSERT INTO kept VALUES ($1)`, n)
		was := postmasterOf(t, dir)
		if err := was.Signal(signal); err != nil {
			t.Fatal(err)
		}
		mustFollow(t, dir, was.Pid)
		mustComeBack(t, db, n+1)
	}
	select {
	case <-c.Done():
		t.Error("it is said to be over")
	default:
	}
}

// mustFollow waits until the record names another postmaster: what the one before had begun may answer for a moment.
func mustFollow(t *testing.T, dir string, was int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); postmasterOf(t, dir).Pid == was; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("none follows %d", was)
		}
	}
}

// mustComeBack waits until a pool of connections of before finds so many rows.
func mustComeBack(t *testing.T, db *sqlx.DB, want int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		var n int
		err := db.Get(&n, `SELECT count(*) FROM kept`)
		if err == nil && n == want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d rows (%v), want %d", n, err, want)
		}
	}
}

// What a killed postmaster's sessions are in the middle of keeps the next one from starting: it is not waited for.
func TestAKeptDatabaseDoesNotWaitForWhatWasBegun(t *testing.T) {
	dir := t.TempDir()
	c := mustKeep(t, dir)
	db := mustConnect(t, c.NearURL("postgres", Superuser))
	db.MustExec(`CREATE TABLE kept (n int)`)
	busy := mustConnect(t, c.NearURL("postgres", Superuser))
	ended := make(chan error, 1)
	go func() {
		var n int
		ended <- busy.Get(&n, `SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b`) // hours
	}()
	for n := 0; n == 0; time.Sleep(20 * time.Millisecond) {
		if err := db.Get(&n, `SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%100000%' AND pid <> pg_backend_pid()`); err != nil {
			t.Fatal(err)
		}
	}
	was := postmasterOf(t, dir)
	kill(t, was)
	mustFollow(t, dir, was.Pid)
	mustComeBack(t, db, 0)
	if err := <-ended; err == nil {
		t.Error("it came to an end")
	}
}

func TestAKeptDatabaseThatCannotStartIsOver(t *testing.T) {
	dir := t.TempDir()
	c := mustKeep(t, dir)
	if err := os.Remove(filepath.Join(dir, "postgres", "global", "pg_control")); err != nil {
		t.Fatal(err)
	}
	kill(t, postmasterOf(t, dir))
	mustEnd(t, c)
}

func TestAKeptDatabaseThatDiesAtOnceIsOver(t *testing.T) {
	dir := t.TempDir()
	c := mustKeep(t, dir)
	for killed := 0; ; {
		select {
		case <-c.Done():
			return
		case <-time.After(5 * time.Millisecond):
		}
		if record, err := folder(dir).readRecord(); err == nil && record.PID != killed {
			kill(t, postmasterOf(t, dir))
			killed = record.PID
		}
	}
}

// Told to stop while the next one is being started, it stops that one, and the folder is free.
func TestAKeptDatabaseStopsWhileItComesBack(t *testing.T) {
	dir := t.TempDir()
	for after := range 4 {
		c := mustKeep(t, dir)
		kill(t, postmasterOf(t, dir))
		time.Sleep(time.Duration(after) * 40 * time.Millisecond)
		if err := c.Stop(); err != nil {
			t.Fatal(err)
		}
	}
	mustStart(t, dir)
}
