package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	_ "github.com/lib/pq" // the driver
)

// Config says which cluster to run.
type Config struct {
	Dir    string       // the installation's data folder; made when missing
	Logger *slog.Logger // nil: slog's default
}

// Cluster is a running PostgreSQL cluster of our own, or, after Connect, one that another process runs.
type Cluster struct {
	folder folder
	secret string
	port   int
	socket string   // where it listens beside the port; "" nowhere
	child  *child   // nil when another process runs it
	lock   *os.File // as child
}

// attempts bounds how often a start is tried: a port can be taken between choosing and using it, and the processes of
// a killed postmaster need a moment to go.
const attempts = 8

// Start makes the cluster when the folder has none, starts it and returns when it answers. Errors: *InUseError when
// another process runs it, *MissingError without PostgreSQL's programs.
func Start(ctx context.Context, config Config) (*Cluster, error) {
	log := config.Logger
	if log == nil {
		log = slog.Default()
	}
	dir, err := filepath.Abs(config.Dir)
	if err != nil {
		return nil, fmt.Errorf("find the data folder: %w", err)
	}
	f := folder(dir)
	lock, err := f.take()
	if err != nil {
		return nil, err
	}
	c, err := start(ctx, f, log)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	c.lock = lock
	return c, nil
}

func start(ctx context.Context, f folder, log *slog.Logger) (*Cluster, error) {
	major, err := f.majorOfData()
	if err != nil {
		return nil, err
	}
	p, err := findPrograms(major, installed)
	if err != nil {
		return nil, err
	}
	a, err := accountFor(f.data())
	if err != nil {
		return nil, err
	}
	secret, err := f.secret()
	if err != nil {
		return nil, err
	}
	if major == "" {
		log.Info("making the database", "folder", f.data(), "version", p.major)
		if err := f.create(p, a, secret); err != nil {
			return nil, err
		}
	}
	if err := f.stopOrphan(ctx, log); err != nil {
		return nil, err
	}
	return f.run(ctx, p, a, secret)
}

// run launches the postmaster until one stays.
func (f folder) run(ctx context.Context, p programs, a account, secret string) (*Cluster, error) {
	for attempt := 1; ; attempt++ {
		port, err := freePort(ctx)
		if err != nil {
			return nil, err
		}
		child, err := f.launch(p, a, port)
		if err != nil {
			return nil, err
		}
		url := address(secret, port, "postgres", Superuser)
		err = f.ready(ctx, child, url)
		if err == nil {
			c := &Cluster{folder: f, secret: secret, port: port, socket: socketFor(p.major), child: child}
			record := Record{PID: child.cmd.Process.Pid, Port: port, Socket: c.socket, URL: c.URL(database, Superuser)}
			if err := f.writeRecord(record); err != nil {
				return nil, errors.Join(err, child.stop())
			}
			return c, nil
		}
		if !errors.Is(err, errEnded) || attempt == attempts {
			return nil, errors.Join(fmt.Errorf("start the database: %w\n%s", err, f.logTail()), child.stop())
		}
		time.Sleep(time.Duration(attempt) * 150 * time.Millisecond)
	}
}

// Connect gives access to the cluster of a folder that exists: the running one when another process runs it, else it
// is started, and stopped by Stop.
func Connect(ctx context.Context, config Config) (*Cluster, error) {
	dir, err := filepath.Abs(config.Dir)
	if err != nil {
		return nil, fmt.Errorf("find the data folder: %w", err)
	}
	f := folder(dir)
	major, err := f.majorOfData()
	if err != nil {
		return nil, err
	}
	if major == "" {
		return nil, fmt.Errorf("open %s: there is no database in it", dir)
	}
	c, err := Start(ctx, config)
	var inUse *InUseError
	if !errors.As(err, &inUse) {
		return c, err
	}
	record, err := f.readRecord()
	if err != nil {
		return nil, fmt.Errorf("the data folder is in use, but not ready yet: %w", err)
	}
	secret, err := f.secret()
	if err != nil {
		return nil, err
	}
	return &Cluster{folder: f, secret: secret, port: record.Port, socket: record.Socket}, nil
}

// URL gives the address of a database for a role under the password that Password derives: Superuser's, and that of
// roles made with it.
func (c *Cluster) URL(database, role string) string {
	return address(c.secret, c.port, database, role)
}

// NearURL is the address of the same for programs that can reach PostgreSQL's socket by it, as the driver here can.
func (c *Cluster) NearURL(database, role string) string {
	if c.socket == "" {
		return c.URL(database, role)
	}
	query := url.Values{"host": {c.socket}, "port": {strconv.Itoa(c.port)}, "sslmode": {"disable"}}
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(role, c.Password(role)), Path: "/" + database, RawQuery: query.Encode(),
	}
	return u.String()
}

// Password is a role's password, derived from the folder's secret: always the same.
func (c *Cluster) Password(role string) string { return passwordOf(c.secret, role) }

// Port is the port on 127.0.0.1.
func (c *Cluster) Port() int { return c.port }

// Shared says that another process runs the cluster and we only use it.
func (c *Cluster) Shared() bool { return c.child == nil }

// Done is closed when the database has ended, whoever ended it; nil when another process runs it.
func (c *Cluster) Done() <-chan struct{} {
	if c.child == nil {
		return nil
	}
	return c.child.done
}

// Stop ends the database within about five seconds and frees the folder. What another process runs is left alone.
func (c *Cluster) Stop() error {
	if c.child == nil {
		return nil
	}
	err := c.child.stop()
	if removed := os.Remove(c.folder.record()); removed != nil && !errors.Is(removed, fs.ErrNotExist) {
		err = errors.Join(err, fmt.Errorf("remove the cluster's record: %w", removed))
	}
	return errors.Join(err, c.lock.Close())
}
