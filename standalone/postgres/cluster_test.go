package postgres

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
)

// holderDir is set in the environment of the helper process that holds a cluster until it is killed.
const holderDir = "ZONGWU_TEST_HOLD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(holderDir); dir != "" {
		hold(dir)
	}
	os.Exit(m.Run())
}

func hold(dir string) {
	if _, err := Start(context.Background(), Config{Dir: dir, Logger: quiet()}); err != nil {
		_, _ = io.WriteString(os.Stderr, err.Error())
		os.Exit(1)
	}
	_, _ = io.WriteString(os.Stdout, "held\n")
	time.Sleep(time.Minute)
	os.Exit(0)
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func mustStart(t *testing.T, dir string) *Cluster {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c, err := Start(ctx, Config{Dir: dir, Logger: quiet()})
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

func mustConnect(t *testing.T, url string) *sqlx.DB {
	t.Helper()
	db, err := sqlx.Connect("postgres", url)
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

// startHolder starts the cluster of a folder in a process of its own.
func startHolder(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), holderDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, len("held\n"))); err != nil {
		t.Fatalf("the holder did not start: %v", err)
	}
	return cmd
}

func TestDataIsKeptBetweenStarts(t *testing.T) {
	dir := t.TempDir()
	first := mustStart(t, dir)
	owner, err := first.OwnerURL(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	db := mustConnect(t, owner)
	db.MustExec(`CREATE TABLE kept (word text)`)
	db.MustExec(`INSERT INTO kept VALUES ('总务')`)
	began := time.Now()
	if err := first.Stop(); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("stopping took %s", took)
	}
	if _, err := os.Stat(filepath.Join(dir, "postgres.json")); !os.IsNotExist(err) {
		t.Error("the record outlived the cluster")
	}

	second := mustStart(t, dir)
	owner, err = second.OwnerURL(t.Context())
	if err != nil {
		t.Fatalf("making what exists must do nothing: %v", err)
	}
	var word string
	if err := mustConnect(t, owner).Get(&word, `SELECT word FROM kept`); err != nil {
		t.Fatal(err)
	}
	if word != "总务" {
		t.Errorf("kept %q, want 总务", word)
	}
}

func TestSecondStartIsRefused(t *testing.T) {
	dir := t.TempDir()
	mustStart(t, dir)
	_, err := Start(t.Context(), Config{Dir: dir, Logger: quiet()})
	var inUse *InUseError
	if !errors.As(err, &inUse) || inUse.PID != os.Getpid() {
		t.Fatalf("got %v, want the folder in use by us", err)
	}
	other, err := Connect(t.Context(), Config{Dir: dir, Logger: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	mustConnect(t, other.URL("postgres", Superuser))
	if err := other.Stop(); err != nil {
		t.Fatal(err)
	}
	mustConnect(t, other.URL("postgres", Superuser)) // still there: it was not ours to stop
}

// A program of before says nothing of a socket, and has none: whoever comes beside it takes the port.
func TestBesideAnOlderProgram(t *testing.T) {
	dir := t.TempDir()
	c := mustStart(t, dir)
	beside := func() *Cluster {
		other, err := Connect(t.Context(), Config{Dir: dir, Logger: quiet()})
		if err != nil {
			t.Fatal(err)
		}
		return other
	}
	if got, want := beside().NearURL("postgres", Superuser), c.NearURL("postgres", Superuser); got != want {
		t.Errorf("beside a program like this: %s, want %s", got, want)
	}
	if err := folder(dir).writeRecord(Record{PID: os.Getpid(), Port: c.Port()}); err != nil {
		t.Fatal(err)
	}
	if got, want := beside().NearURL("postgres", Superuser), c.URL("postgres", Superuser); got != want {
		t.Errorf("beside an older one: %s, want %s", got, want)
	}
}

func TestKilledParent(t *testing.T) {
	tests := map[string]func(t *testing.T, f folder, holder *exec.Cmd, postmaster *os.Process){
		// The postmaster gets its SIGINT from the kernel and stops by itself.
		"parent killed": func(t *testing.T, _ folder, holder *exec.Cmd, _ *os.Process) { kill(t, holder.Process) },
		// The postmaster is frozen and hears nothing: it is still there when the next start looks.
		"orphan lives": func(t *testing.T, f folder, holder *exec.Cmd, postmaster *os.Process) {
			if err := postmaster.Signal(syscall.SIGSTOP); err != nil {
				t.Fatal(err)
			}
			kill(t, holder.Process)
			time.AfterFunc(500*time.Millisecond, func() { _ = postmaster.Signal(syscall.SIGCONT) })
			if !f.serves(postmaster.Pid) {
				t.Error("the orphan is not recognised")
			}
		},
		"everything killed": func(t *testing.T, _ folder, holder *exec.Cmd, postmaster *os.Process) {
			kill(t, postmaster)
			kill(t, holder.Process)
		},
	}
	for name, disaster := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			holder := startHolder(t, dir)
			postmaster := postmasterOf(t, dir)
			record, err := folder(dir).readRecord()
			if err != nil {
				t.Fatal(err)
			}
			mustConnect(t, strings.Replace(record.URL, "/"+database+"?", "/postgres?", 1)).MustExec(`CREATE TABLE kept (n int)`)
			disaster(t, folder(dir), holder, postmaster)
			_ = holder.Wait() // it was killed
			c := mustStart(t, dir)
			mustConnect(t, c.URL("postgres", Superuser)).MustExec(`INSERT INTO kept VALUES (1)`)
		})
	}
}

func kill(t *testing.T, p *os.Process) {
	t.Helper()
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
}

func TestStalePidFileOfAnotherProcess(t *testing.T) {
	dir := t.TempDir()
	c := mustStart(t, dir)
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	// A process that lives, does not serve this folder, and would stop PostgreSQL from starting.
	sleeper := accountForTest(t, dir).command("/bin/sleep", "60")
	if err := sleeper.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kill(t, sleeper.Process); _ = sleeper.Wait() })
	pidFile := filepath.Join(dir, "postgres", "postmaster.pid")
	if err := os.WriteFile(pidFile, []byte(strconv.Itoa(sleeper.Process.Pid)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	mustStart(t, dir)
	if err := sleeper.Process.Signal(syscall.Signal(0)); err != nil {
		t.Error("a stranger was stopped")
	}
	if server := c.keeper.programs.postgres; executes(sleeper.Process.Pid, server) || !executes(postmasterOf(t, dir).Pid, server) {
		t.Error("a stranger's program is taken for the server")
	}
}

func accountForTest(t *testing.T, dir string) account {
	t.Helper()
	a, err := accountFor(filepath.Join(dir, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestCreatorOwnsWhatItMakesAndNothingElse(t *testing.T) {
	c := mustStart(t, t.TempDir())
	var address string
	for range 2 {
		var err error
		if address, err = c.CreatorURL(t.Context(), "maker"); err != nil {
			t.Fatal(err)
		}
	}
	db := mustConnect(t, address)
	db.MustExec(`CREATE DATABASE made`)
	mustConnect(t, c.URL("made", "maker")).MustExec(`CREATE TABLE things (id int)`)
	if _, err := db.Exec(`CREATE ROLE other`); err == nil {
		t.Error("the creator may make roles")
	}
	var bound string
	if err := db.Get(&bound, `SHOW idle_in_transaction_session_timeout`); err != nil || bound != halfDone {
		t.Errorf("what the creator leaves half done is undone after %q, %v", bound, err)
	}
	if _, err := db.Exec(`SELECT rolpassword FROM pg_authid`); err == nil {
		t.Error("the creator may read passwords")
	}
}

func TestDoneTellsThatTheDatabaseDied(t *testing.T) {
	dir := t.TempDir()
	c := mustStart(t, dir)
	kill(t, postmasterOf(t, dir))
	mustEnd(t, c)
}

func mustEnd(t *testing.T, c *Cluster) {
	t.Helper()
	select {
	case <-c.Done():
	case <-time.After(time.Minute):
		t.Fatal("nobody was told")
	}
}

// postmasterOf is the process that serves a folder.
func postmasterOf(t *testing.T, dir string) *os.Process {
	t.Helper()
	record, err := folder(dir).readRecord()
	if err != nil {
		t.Fatal(err)
	}
	p, err := os.FindProcess(record.PID)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestClosedAndLongFolders(t *testing.T) {
	closed := filepath.Join(t.TempDir(), "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{filepath.Join(closed, "data"), filepath.Join(t.TempDir(), strings.Repeat("长", 60))} {
		c := mustStart(t, dir)
		mustConnect(t, c.URL("postgres", Superuser))
		near := true // by the socket, whose path is no folder's
		db := mustConnect(t, c.NearURL("postgres", Superuser))
		if err := db.GetContext(t.Context(), &near, `SELECT inet_server_addr() IS NULL`); err != nil || near != (c.socket != "") {
			t.Errorf("by the socket: %v (%v), want %v", near, err, c.socket)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if _, err := c.OwnerURL(t.Context()); err != nil {
			t.Error(err)
		}
		if err := c.Stop(); err != nil {
			t.Fatal(err)
		}
		mustStart(t, dir)
	}
}

func TestNoPasswordNoEntry(t *testing.T) {
	dir := t.TempDir()
	c := mustStart(t, dir)
	port := strconv.Itoa(c.Port())
	for _, url := range []string{
		"postgres://postgres@127.0.0.1:" + port + "/postgres?sslmode=disable",
		"postgres://postgres:wrong@127.0.0.1:" + port + "/postgres?sslmode=disable",
		"postgres://postgres@/postgres?sslmode=disable&host=" + c.socket + "&port=" + port,
		"postgres://postgres:wrong@/postgres?sslmode=disable&host=" + c.socket + "&port=" + port,
	} {
		if db, err := sqlx.Connect("postgres", url); err == nil {
			t.Errorf("%s was let in", url)
			_ = db.Close()
		}
	}
	for _, name := range []string{"postgres.password", "postgres.json", "lock"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", name, info.Mode().Perm())
		}
	}
}

func TestAsAnOrdinaryUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Log("we are an ordinary user: every other test here shows it")
		return
	}
	dir := t.TempDir()
	a := accountForTest(t, dir)
	home := filepath.Join(dir, "home")
	if err := errors.Join(os.Chmod(filepath.Dir(dir), 0o755), os.Mkdir(home, 0o700), a.own(home)); err != nil {
		t.Fatal(err)
	}
	self, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, "holder") // the test's own folder is closed to others
	if err := os.WriteFile(copied, self, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := a.command(copied)
	cmd.Env = append(cmd.Env, holderDir+"="+filepath.Join(home, "data"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, len("held\n"))); err != nil {
		t.Fatalf("it did not start as user %d: %v", a.uid, err)
	}
	kill(t, cmd.Process)
	_ = cmd.Wait()
	mustStart(t, filepath.Join(home, "data")) // root takes over, as the folder's owner
}
