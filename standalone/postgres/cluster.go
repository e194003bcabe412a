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

	_ "github.com/lib/pq" // the driver
)

// Config says which cluster to run.
type Config struct {
	Dir    string       // the installation's data folder; made when missing
	Logger *slog.Logger // nil: slog's default
	Keep   bool         // start the database again, at its address, whenever it ends by itself
}

// Cluster is a running PostgreSQL cluster of our own, or, after Connect, one that another process runs.
type Cluster struct {
	folder folder
	secret string
	port   int
	socket string   // where it listens beside the port; "" nowhere
	keeper *keeper  // nil when another process runs it
	lock   *os.File // as keeper
}

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
	c, err := start(ctx, f, log, config.Keep)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	c.lock = lock
	return c, nil
}

func start(ctx context.Context, f folder, log *slog.Logger, keep bool) (*Cluster, error) {
	major, err := f.majorOfData()
	if err != nil {
		return nil, err
	}
	p := postmaster{folder: f}
	if p.programs, err = findPrograms(major, installed); err != nil {
		return nil, err
	}
	if p.account, err = accountFor(f.data()); err != nil {
		return nil, err
	}
	if p.secret, err = f.secret(); err != nil {
		return nil, err
	}
	if major == "" {
		log.Info("making the database", "folder", f.data(), "version", p.programs.major)
		if err := f.create(p.programs, p.account, p.secret); err != nil {
			return nil, err
		}
	}
	child, err := p.run(ctx, 0, log)
	if err != nil {
		return nil, err
	}
	c := &Cluster{folder: f, secret: p.secret, port: child.port, socket: socketFor(p.programs.major)}
	c.keeper = newKeeper(p, child, keep, log)
	return c, nil
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
func (c *Cluster) Shared() bool { return c.keeper == nil }

// Done is closed when the database has ended, whoever ended it; one that is kept, when it could not be started again.
// nil when another process runs it.
func (c *Cluster) Done() <-chan struct{} {
	if c.keeper == nil {
		return nil
	}
	return c.keeper.over
}

// Stop ends the database within about five seconds and frees the folder. What another process runs is left alone.
func (c *Cluster) Stop() error {
	if c.keeper == nil {
		return nil
	}
	err := c.keeper.stop()
	if removed := os.Remove(c.folder.record()); removed != nil && !errors.Is(removed, fs.ErrNotExist) {
		err = errors.Join(err, fmt.Errorf("remove the cluster's record: %w", removed))
	}
	return errors.Join(err, c.lock.Close())
}
