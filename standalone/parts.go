package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"zongwu/cases"
	"zongwu/server"
	"zongwu/standalone/postgres"
	"zongwu/standalone/temporal"
	"zongwu/store"
	"zongwu/trace"
	"zongwu/worker"
	"zongwu/workflows"
)

// grace is how long requests under way may take when we are told to stop; with what the other parts need, all of it
// stays under ten seconds.
const grace = 2 * time.Second

// parts are what runs inside this process. Each that was started leaves a way to stop it.
type parts struct {
	options options
	log     *slog.Logger
	cluster *postgres.Cluster
	service *cases.Service
	engine  *temporal.Server
	worker  *worker.Worker
	metrics *prometheus.Registry
	tracer  *trace.Tracer
	stops   []func() error
}

// onStop has something done when the process stops, before all that was started earlier stops.
func (p *parts) onStop(what string, stop func() error) {
	p.stops = append(p.stops, func() error {
		if err := stop(); err != nil {
			return fmt.Errorf("stop %s: %w", what, err)
		}
		return nil
	})
}

// stop ends the parts, the last started first.
func (p *parts) stop() error {
	var err error
	for len(p.stops) > 0 {
		last := len(p.stops) - 1
		err = errors.Join(err, p.stops[last]())
		p.stops = p.stops[:last]
	}
	return err
}

// start brings the parts up in the order in which they need each other.
func (p *parts) start(ctx context.Context) error {
	for _, start := range []func(context.Context) error{
		p.startDatabase, p.startStore, p.startTemporal, p.startWorker, p.startSigner,
	} {
		if err := start(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (p *parts) startDatabase(ctx context.Context) error {
	log, file, err := openLog(p.options.data)
	if err != nil {
		return err
	}
	p.log = log
	p.onStop("logging", file.Close)
	p.tracer = trace.FromEnv(ctx, "zongwu-standalone", log)
	p.onStop("tracing", func() error { p.tracer.Stop(); return nil })
	p.cluster, err = postgres.Start(ctx, postgres.Config{Dir: p.options.data, Logger: log, Keep: true})
	if err != nil {
		return err
	}
	p.onStop("the database", p.cluster.Stop)
	return nil
}

func (p *parts) startStore(ctx context.Context) error {
	s, err := openStore(ctx, p.cluster)
	if err != nil {
		return err
	}
	p.onStop("using the database", s.Close)
	p.metrics = prometheus.NewRegistry()
	counted, err := cases.NewMetrics(p.metrics)
	if err := errors.Join(err, s.Watch(p.metrics)); err != nil {
		return fmt.Errorf("register metrics: %w", err)
	}
	p.service = &cases.Service{Store: s, Metrics: counted}
	if p.options.demo {
		if err := loadDemo(ctx, p.options.data, s); err != nil {
			return err
		}
	}
	return publish(ctx, p.service)
}

func (p *parts) startTemporal(ctx context.Context) error {
	worker.Remember() // Temporal has workers of its own here, and the first worker's bound is everybody's
	address, err := p.cluster.CreatorURL(ctx, "temporal")
	if err != nil {
		return err
	}
	p.engine, err = temporal.Start(ctx, temporal.Config{
		PostgresURL: address, Dir: p.options.data, Keywords: workflows.Attributes(), Logger: p.log,
	})
	if err != nil {
		return err
	}
	p.onStop("temporal", p.engine.Stop)
	return nil
}

func (p *parts) startWorker(_ context.Context) error {
	client, namespace, err := worker.ConnectTo(p.engine.HostPort, p.engine.Namespace, p.log)
	if err != nil {
		return err
	}
	p.onStop("using temporal", func() error { client.Close(); return nil })
	p.worker, err = worker.New(worker.Config{
		Store: p.service.Store, Cases: p.service, Client: client, Namespace: namespace,
		DatabaseURL: p.cluster.AppURL(), Logger: p.log, Metrics: p.metrics, Tracer: p.tracer,
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.worker.Run(ctx) }()
	p.onStop("the worker", func() error { cancel(); return <-ended })
	return nil
}

// startSigner has the trails signed by a key that stands beside the database, not in it.
func (p *parts) startSigner(_ context.Context) error {
	key, err := store.TrailKey(filepath.Join(p.options.data, "trail.key"))
	if err != nil {
		return err
	}
	signer := &worker.Signer{
		Store: p.service.Store, Key: key, Copies: filepath.Join(p.options.data, "trail.checkpoints"), Logger: p.log,
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { signer.Run(ctx); close(ended) }()
	p.onStop("signing", func() error { cancel(); return <-ended })
	return nil
}

// health is what the worker beside us knows.
func (p *parts) health(context.Context) (server.Health, error) {
	health := p.worker.Health()
	state := "ok"
	if !health.Temporal {
		state = "away"
	}
	return server.Health{Temporal: state, OutboxAge: health.Age}, nil
}

// serve answers until ctx ends or the database is gone for good; a supervisor then starts us anew.
func (p *parts) serve(ctx context.Context, listener net.Listener) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		select {
		case <-p.cluster.Done():
			cancel(errDatabaseDied)
		case <-ctx.Done():
		}
	}()
	handler, err := server.New(server.Config{
		Service: p.service, Store: p.service.Store, DatabaseURL: p.cluster.AppURL(), Health: p.health,
		Logger: p.log, Registry: p.metrics, Secure: p.options.secure, Proxies: p.options.proxies, Context: ctx,
		Tracer: p.tracer,
	})
	if err != nil {
		return err
	}
	p.log.Info("ready", "address", listener.Addr().String())
	if _, err := fmt.Fprintf(p.options.out, "ready: http://%s\n", listener.Addr()); err != nil {
		return fmt.Errorf("say that we are ready: %w", err)
	}
	err = server.Serve(ctx, listener, handler, grace)
	if errors.Is(err, context.DeadlineExceeded) {
		p.log.Warn("stopped before every request had ended", "error", err)
		err = nil
	}
	if cause := context.Cause(ctx); errors.Is(cause, errDatabaseDied) {
		err = errors.Join(cause, err)
	}
	return err
}

var errDatabaseDied = errors.New("the database ended by itself and could not be started again; its log is " +
	"log/postgres.log in the data folder; start again, nothing that was answered is lost")
