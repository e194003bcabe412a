package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/jmoiron/sqlx"
	"go.temporal.io/sdk/client"

	"zongwu/cases"
	"zongwu/standalone/postgres"
	"zongwu/standalone/temporal"
	"zongwu/store"
	"zongwu/worker"
	"zongwu/workflows"
)

// Engine is the product in one process, and doors into it that only a benchmark needs.
type Engine struct {
	Cluster *postgres.Cluster
	Service *cases.Service
	Client  client.Client // Temporal's
	Log     *slog.Logger

	dir      string
	temporal *temporal.Server
	progress *sqlx.DB // Temporal's own database
	base     string   // of the web server
	stops    []func() error
}

// Start brings everything up in an empty folder. What it was started with must be stopped even after an error.
func Start(ctx context.Context, dir string) (*Engine, error) {
	e := &Engine{dir: dir}
	for _, start := range []func(context.Context, string) error{
		e.startLog, e.startDatabase, e.startSchool, e.startTemporal, e.startWorker, e.startServer,
	} {
		if err := start(ctx, dir); err != nil {
			return nil, errors.Join(err, e.Stop())
		}
	}
	return e, nil
}

// Stop ends what was started, the last first.
func (e *Engine) Stop() (err error) {
	for len(e.stops) > 0 {
		last := len(e.stops) - 1
		err = errors.Join(err, e.stops[last]())
		e.stops = e.stops[:last]
	}
	return err
}

func (e *Engine) onStop(stop func() error) { e.stops = append(e.stops, stop) }

// startLog has the log written as the product writes it: to a file in the data folder.
func (e *Engine) startLog(_ context.Context, dir string) error {
	// The database runs as a user of its own, who must pass through the folder.
	if err := os.MkdirAll(dir, 0o711); err != nil { //nolint:gosec // as above
		return fmt.Errorf("make data folder: %w", err)
	}
	file, err := os.Create(filepath.Join(dir, "bench.log"))
	if err != nil {
		return fmt.Errorf("open log: %w", err)
	}
	e.Log = slog.New(slog.NewJSONHandler(file, nil))
	e.onStop(file.Close)
	return nil
}

func (e *Engine) startDatabase(ctx context.Context, dir string) (err error) {
	if e.Cluster, err = postgres.Start(ctx, postgres.Config{Dir: dir, Logger: e.Log}); err != nil {
		return err
	}
	e.onStop(e.Cluster.Stop)
	return nil
}

func (e *Engine) startTemporal(ctx context.Context, dir string) error {
	worker.Remember() // before Temporal's own workers run here, see there
	address, err := e.Cluster.CreatorURL(ctx, "temporal")
	if err != nil {
		return err
	}
	e.temporal, err = temporal.Start(ctx, temporal.Config{
		PostgresURL: address, Dir: dir, Keywords: workflows.Attributes(), Logger: e.Log,
	})
	if err != nil {
		return err
	}
	e.onStop(e.temporal.Stop)
	e.progress, err = sqlx.ConnectContext(ctx, "postgres", e.Cluster.URL("temporal", "temporal"))
	if err != nil {
		return fmt.Errorf("open temporal's database: %w", err)
	}
	e.onStop(e.progress.Close)
	return nil
}

func (e *Engine) startWorker(_ context.Context, _ string) error {
	c, namespace, err := worker.ConnectTo(e.temporal.HostPort, e.temporal.Namespace, e.Log)
	if err != nil {
		return err
	}
	e.Client = c
	e.onStop(func() error { c.Close(); return nil })
	w, err := worker.New(worker.Config{
		Store: e.Service.Store, Cases: e.Service, Client: c, Namespace: namespace, DatabaseURL: e.Cluster.AppURL(),
		Logger: e.Log,
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	e.onStop(func() error { cancel(); return <-ended })
	return nil
}

// startSchool migrates and loads the school.
func (e *Engine) startSchool(ctx context.Context, _ string) error {
	owner, err := e.Cluster.OwnerURL(ctx)
	if err != nil {
		return err
	}
	if err := store.Migrate(ctx, owner, e.Cluster.AppPassword()); err != nil {
		return err
	}
	s, err := store.Open(ctx, e.Cluster.AppURL())
	if err != nil {
		return err
	}
	e.onStop(s.Close)
	e.Service = &cases.Service{Store: s}
	return loadSchool(ctx, e.Service)
}

// DatabaseLog is PostgreSQL's log.
func (e *Engine) DatabaseLog() string { return filepath.Join(e.dir, "log", "postgres.log") }
