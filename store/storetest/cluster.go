package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	_ "github.com/lib/pq" // the driver

	"zongwu/store"
)

const (
	password      = "storetest"
	emptyTemplate = "template_empty"   // migrated
	schoolsLoaded = "template_schools" // and with the two small schools
	folders       = "zongwu-storetest-"
)

// cluster is the test process's own PostgreSQL; it dies with the process.
type cluster struct{ port int }

// theCluster starts once a process, when the first test asks: starting it per test would take seconds each.
var theCluster = sync.OnceValues(startCluster) //nolint:gochecknoglobals // one server for the whole test process

func (c *cluster) url(role, database string) string {
	return fmt.Sprintf("postgres://%s:%s@127.0.0.1:%d/%s?sslmode=disable", role, password, c.port, database)
}

func startCluster() (*cluster, error) {
	removeStale()
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	as, err := runAs()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(parent(), folders+strconv.Itoa(os.Getpid()))
	if err := prepare(dir, as); err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.CommandContext(context.Background(), //nolint:gosec // the programs found, in a folder of our own
		filepath.Join(bin, "initdb"), "-D", data, "-U", "owner", "-A", "scram-sha-256",
		"--pwfile="+filepath.Join(dir, "password"), "-E", "UTF8", "--locale=C", "--no-sync", "-k")
	initdb.Dir, initdb.SysProcAttr = dir, &syscall.SysProcAttr{Credential: as}
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("run initdb: %w: %s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	c := &cluster{port: port}
	if err := c.run(bin, dir, as); err != nil {
		return nil, err
	}
	return c, c.makeTemplates()
}

// run starts the server from a thread that lives as long as the process: the signal of its death stops the server.
func (c *cluster) run(bin, dir string, as *syscall.Credential) error {
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return fmt.Errorf("create log: %w", err)
	}
	server := exec.CommandContext(context.Background(), //nolint:gosec // the programs found, in a folder of our own
		filepath.Join(bin, "postgres"), "-D", filepath.Join(dir, "data"),
		"-p", strconv.Itoa(c.port), "-k", "", "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off",
		"-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=400",
		"-c", "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "shared_buffers=64MB",
		"-c", "autovacuum=off", "-c", "max_wal_size=4GB")
	server.Dir, server.Stdout, server.Stderr = dir, log, log
	server.SysProcAttr = &syscall.SysProcAttr{Credential: as, Setpgid: true, Pdeathsig: syscall.SIGQUIT}
	started := make(chan error)
	ended := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		started <- server.Start()
		ended <- server.Wait()
		select {} // never give the thread back
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	return c.ready(ended, log.Name())
}

func (c *cluster) ready(ended <-chan error, log string) error {
	db, err := sql.Open("postgres", c.url("owner", "postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	deadline := time.Now().Add(60 * time.Second)
	for {
		err := db.PingContext(context.Background())
		if err == nil {
			return nil
		}
		select {
		case ending := <-ended:
			text, reading := os.ReadFile(log)
			return fmt.Errorf("start postgres: %s: %w", text, errors.Join(ending, reading, errors.New("it ended")))
		case <-time.After(50 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("start postgres: not ready: %w", err)
		}
	}
}

// makeTemplates makes the databases that those of tests are copies of.
func (c *cluster) makeTemplates() error {
	ctx := context.Background()
	if err := c.copyDatabase(ctx, emptyTemplate, "template1"); err != nil {
		return err
	}
	if err := store.Migrate(ctx, c.url("owner", emptyTemplate), password); err != nil {
		return err
	}
	if err := c.copyDatabase(ctx, schoolsLoaded, emptyTemplate); err != nil {
		return err
	}
	s, err := store.Open(ctx, c.url("zongwu_app", schoolsLoaded))
	if err != nil {
		return err
	}
	for _, id := range []string{"main", "second"} {
		if err := s.LoadSchool(ctx, School(id)); err != nil {
			return errors.Join(err, s.Close())
		}
	}
	return s.Close()
}

func (c *cluster) copyDatabase(ctx context.Context, name, of string) error {
	db, err := sql.Open("postgres", c.url("owner", "postgres"))
	if err != nil {
		return fmt.Errorf("open cluster: %w", err)
	}
	_, err = db.ExecContext(ctx, `CREATE DATABASE `+name+` TEMPLATE `+of+` STRATEGY file_copy`)
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("create database %s: %w", name, err)
	}
	return nil
}

func (c *cluster) dropDatabase(ctx context.Context, name string) error {
	db, err := sql.Open("postgres", c.url("owner", "postgres"))
	if err != nil {
		return fmt.Errorf("open cluster: %w", err)
	}
	_, err = db.ExecContext(ctx, `DROP DATABASE `+name+` WITH (FORCE)`)
	return errors.Join(err, db.Close())
}

// programs finds the folder of PostgreSQL's programs.
func programs() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errors.New("find postgresql: install it, or put initdb in PATH")
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// runAs is the user PostgreSQL runs as when the test is root, which it refuses to be; nil for ourselves.
func runAs() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil //nolint:nilnil // nil is "as ourselves", which is what SysProcAttr means by it
	}
	for _, name := range []string{"postgres", "nobody"} {
		who, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(who.Uid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("read uid: %w", err)
		}
		gid, err := strconv.ParseUint(who.Gid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("read gid: %w", err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("find a user to run postgresql as: neither postgres nor nobody exists")
}

func prepare(dir string, as *syscall.Credential) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("create folder: %w", err)
	}
	file := filepath.Join(dir, "password")
	if err := os.WriteFile(file, []byte(password), 0o600); err != nil {
		return fmt.Errorf("write password: %w", err)
	}
	if as == nil {
		return nil
	}
	return errors.Join(os.Chown(dir, int(as.Uid), int(as.Gid)), os.Chown(file, int(as.Uid), int(as.Gid)))
}

// parent is where the cluster's folder is made: in memory where there is plenty, as nothing in it has to last.
func parent() string {
	const memory = "/dev/shm"
	var fs syscall.Statfs_t
	if err := syscall.Statfs(memory, &fs); err == nil && fs.Bavail*uint64(fs.Bsize) > 4<<30 {
		if f, err := os.CreateTemp(memory, folders); err == nil {
			if errors.Join(f.Close(), os.Remove(f.Name())) == nil {
				return memory
			}
		}
	}
	return os.TempDir()
}

// removeStale deletes what earlier test processes left behind.
func removeStale() {
	left, err := filepath.Glob(filepath.Join(parent(), folders+"*"))
	if err != nil {
		return
	}
	for _, dir := range left {
		pid, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(dir), folders))
		if err == nil && syscall.Kill(pid, 0) == syscall.ESRCH {
			_ = os.RemoveAll(dir) // another test process may be at it too
		}
	}
}

func freePort() (int, error) {
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find free port: %w", err)
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// fill runs the statements of a dump in an empty database.
func (c *cluster) fill(name, dump string) error {
	db, err := sql.Open("postgres", c.url("owner", name))
	if err != nil {
		return fmt.Errorf("open database %s: %w", name, err)
	}
	_, err = db.ExecContext(context.Background(), dump)
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("fill database %s: %w", name, err)
	}
	return nil
}
