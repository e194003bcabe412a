package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jmoiron/sqlx"
)

// settings are given on the command line, so that they follow the program's version and not the day the cluster was
// made. What is not named keeps PostgreSQL's own default; all that makes it durable is among those.
var settings = []string{
	"listen_addresses=127.0.0.1",
	"max_connections=200",
	"shared_buffers=128MB",
	"max_wal_size=2GB",
	"jit=off",                           // every statement is short
	"max_parallel_workers_per_gather=0", // as above; and small containers have little shared memory
	// Statements are planned by what is known of the tables: a new school's are soon no longer empty.
	"autovacuum_naptime=10s",
	"fsync=on",
	"full_page_writes=on",
	"synchronous_commit=on",
	"timezone=UTC",
	"log_timezone=UTC",
	"log_line_prefix=%m [%p] %d ",
	"log_min_messages=warning",
	"log_error_verbosity=terse", // what stands in a row that was refused is nobody's business here
	"log_lock_waits=on",
	"logging_collector=off",
}

// socketFor is where the cluster listens beside its port, which tells it from other clusters: in Linux's abstract name
// space, where no file is to be guarded and no path can be too long. A statement through it costs less than one through
// the loopback network.
//
// Older versions of PostgreSQL know no such thing: "".
func socketFor(major string) string {
	if !sinceFourteen(major) {
		return ""
	}
	return "@zongwu"
}

// settingsFor adds what older versions do not know.
func settingsFor(major string) []string {
	all := append(slices.Clone(settings), "unix_socket_directories="+socketFor(major))
	if sinceFourteen(major) {
		// After a crash one call to the system writes everything down, instead of opening thousands of files one by one.
		all = append(all, "recovery_init_sync_method=syncfs")
	}
	return all
}

func sinceFourteen(major string) bool {
	version, err := strconv.Atoi(major)
	return err == nil && version >= 14
}

// child is a running postmaster.
type child struct {
	cmd  *exec.Cmd
	port int
	done chan struct{} // closed when it has ended
}

// launch starts the postmaster. It gets a process group of its own, so that a Ctrl-C at the terminal reaches us alone,
// and a SIGINT (a fast, clean stop) should we die. The kernel ties that signal to the thread that started it: the
// goroutine keeps its thread until the child has ended.
func (f folder) launch(p programs, a account, port int) (*child, error) {
	log, err := f.openLog()
	if err != nil {
		return nil, err
	}
	cmd := a.command(p.postgres, "-c", "port="+strconv.Itoa(port))
	for _, s := range settingsFor(p.major) {
		cmd.Args = append(cmd.Args, "-c", s)
	}
	name, open, err := a.reach(cmd, f.data())
	if err != nil {
		return nil, errors.Join(err, log.Close())
	}
	cmd.Args = append(cmd.Args, "-D", name)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr.Setpgid = true
	cmd.SysProcAttr.Pdeathsig = syscall.SIGINT
	c := &child{cmd: cmd, port: port, done: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // how it ended stands in cmd.ProcessState
			close(c.done)
		}
	}()
	err = <-started
	closed := log.Close()
	if open != nil {
		closed = errors.Join(closed, open.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", p.postgres, err)
	}
	return c, closed
}

// openLog appends to the log and puts it aside when it has grown large.
func (f folder) openLog() (*os.File, error) {
	const large = 20 << 20
	if info, err := os.Stat(f.log()); err == nil && info.Size() > large {
		if err := os.Rename(f.log(), f.log()+".1"); err != nil {
			return nil, fmt.Errorf("put the old database log aside: %w", err)
		}
	}
	log, err := os.OpenFile(f.log(), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o640)
	if err != nil {
		return nil, fmt.Errorf("open the database's log: %w", err)
	}
	return log, nil
}

// errEnded says that the postmaster ended before it was ready.
var errEnded = errors.New("it ended before it was ready")

// ready waits until this very child answers: SELECT 1 under our password, and its own pid in the data folder's pid
// file. Recovery after a crash takes as long as it takes; ctx bounds it.
func (f folder) ready(ctx context.Context, c *child, url string) error {
	db, err := sqlx.Open("postgres", url)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for {
		var one int
		if f.claims(c.cmd.Process.Pid, "ready") && db.GetContext(ctx, &one, `SELECT 1`) == nil {
			return nil
		}
		select {
		case <-c.done:
			return errEnded
		case <-ctx.Done():
			return fmt.Errorf("wait for the database: %w", ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// claims reads the data folder's pid file: its first line is the postmaster's number, the eighth its state.
func (f folder) claims(pid int, state string) bool {
	text, err := os.ReadFile(filepath.Join(f.data(), "postmaster.pid"))
	if err != nil {
		return false
	}
	lines := strings.Split(string(text), "\n")
	return len(lines) >= 8 && lines[0] == strconv.Itoa(pid) && strings.TrimSpace(lines[7]) == state
}

// stop ends the child within six seconds: fast, then at once (the log brings the next start up to date), then by
// force.
func (c *child) stop() error {
	steps := []struct {
		signal   os.Signal
		patience time.Duration
	}{{syscall.SIGINT, 3500 * time.Millisecond}, {syscall.SIGQUIT, time.Second}, {syscall.SIGKILL, time.Second}}
	for _, step := range steps {
		if err := c.cmd.Process.Signal(step.signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("stop the database: %w", err)
		}
		select {
		case <-c.done:
			return nil
		case <-time.After(step.patience):
		}
	}
	return errors.New("stop the database: it does not end")
}

// freePort asks the system for a port nobody uses.
func freePort(ctx context.Context) (int, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	address, ok := listener.Addr().(*net.TCPAddr)
	if err := listener.Close(); err != nil || !ok {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	return address.Port, nil
}

// logTail gives the last lines PostgreSQL wrote, for an error message.
func (f folder) logTail() string {
	const length = 2000
	file, err := os.Open(f.log())
	if err != nil {
		return ""
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if info, err := file.Stat(); err == nil && info.Size() > length {
		if _, err := file.Seek(-length, io.SeekEnd); err != nil {
			return ""
		}
	}
	text, err := io.ReadAll(file)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}
