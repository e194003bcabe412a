package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// stopOrphan stops a postmaster that serves our data folder although nobody holds the folder's lock: its parent was
// killed. A pid file that points to somebody else's process is removed, as after a restart of a container, where
// numbers come again; PostgreSQL's own interlock on shared memory still guards the data.
func (f folder) stopOrphan(ctx context.Context, server string, log *slog.Logger) error {
	pidFile := filepath.Join(f.data(), "postmaster.pid")
	pid := pidIn(pidFile)
	if pid <= 1 {
		return nil
	}
	// Taking hold of the process before looking at it makes sure that the one looked at is the one signalled.
	process, err := os.FindProcess(pid)
	if err != nil {
		return fmt.Errorf("find process %d: %w", pid, err)
	}
	if !f.serves(pid) || !executes(pid, server) {
		if err := os.Remove(pidFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove a stale pid file: %w", err)
		}
		return nil
	}
	log.Warn("stopping a database that an earlier process left running", "pid", pid)
	for _, signal := range []os.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		if err := process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("stop the left-over database %d: %w", pid, err)
		}
		if f.gone(ctx, pid, 10*time.Second) {
			return nil
		}
	}
	return fmt.Errorf("stop the left-over database %d: it does not end", pid)
}

// endSessions ends what a postmaster that is gone had begun: a session in the middle of a statement notices only when
// that is done, and until then no other postmaster starts. What it had not committed is undone as after any crash.
func (f folder) endSessions(ctx context.Context, server string, log *slog.Logger) error {
	left, err := f.sessions(server)
	if err != nil || len(left) == 0 {
		return err
	}
	log.Warn("ending what a database that is gone left running", "pids", left)
	for _, pid := range left {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("end the left-over session %d: %w", pid, err)
		}
	}
	for _, pid := range left {
		if !f.gone(ctx, pid, 10*time.Second) {
			return fmt.Errorf("end the left-over session %d: it does not end", pid)
		}
	}
	return nil
}

// sessions are the processes of a server that work in our data folder.
func (f folder) sessions(server string) ([]int, error) {
	processes, err := os.ReadDir("/proc")
	if err != nil {
		return nil, fmt.Errorf("look for left-over sessions: %w", err)
	}
	var found []int
	for _, entry := range processes {
		if pid, err := strconv.Atoi(entry.Name()); err == nil && f.serves(pid) && executes(pid, server) {
			found = append(found, pid)
		}
	}
	return found, nil
}

// executes says whether a process runs a program of this name, whose file may have been replaced meanwhile.
func executes(pid int, program string) bool {
	runs, err := os.Readlink("/proc/" + strconv.Itoa(pid) + "/exe")
	return err == nil && strings.TrimSuffix(filepath.Base(runs), " (deleted)") == filepath.Base(program)
}

// serves says whether a process works in our data folder, as a postmaster does.
func (f folder) serves(pid int) bool {
	works, err := os.Stat("/proc/" + strconv.Itoa(pid) + "/cwd")
	if err != nil {
		return false
	}
	ours, err := os.Stat(f.data())
	return err == nil && os.SameFile(works, ours)
}

func (f folder) gone(ctx context.Context, pid int, patience time.Duration) bool {
	deadline := time.Now().Add(patience)
	for time.Now().Before(deadline) && ctx.Err() == nil {
		if !f.serves(pid) {
			return true
		}
		time.Sleep(20 * time.Millisecond)
	}
	return false
}
