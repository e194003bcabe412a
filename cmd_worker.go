package main

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/spf13/cobra"

	"zongwu/server"
	"zongwu/store"
	"zongwu/trace"
	"zongwu/worker"
)

func workerCommand() *cobra.Command {
	var address string
	c := &cobra.Command{
		Use:   "worker",
		Short: "conduct the cases: clocks, messages, other cases",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			ctx, log := cmd.Context(), newLogger()
			p, err := enter(ctx, "", log)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, p.leave()) }()
			client, namespace, err := p.temporal()
			if err != nil {
				return err
			}
			defer client.Close()
			tracer := trace.FromEnv(ctx, "zongwu-worker", log)
			defer tracer.Stop()
			registry, stopShowing, err := p.showMetrics(ctx, address)
			if err != nil {
				return err
			}
			defer stopShowing()
			worker.Remember()
			w, err := worker.New(worker.Config{
				Store: p.service.Store, Cases: p.service, Client: client, Namespace: namespace,
				DatabaseURL: p.url, Logger: log, Metrics: registry, Tracer: tracer,
			})
			if err != nil {
				return err
			}
			stopSigning, err := p.startSigning(ctx)
			if err != nil {
				return err
			}
			defer stopSigning()
			log.Info("working", "namespace", namespace)
			return w.Run(ctx)
		},
	}
	c.Flags().StringVar(&address, "metrics", "",
		"address to show metrics at, for Prometheus: 127.0.0.1:9464; without a host this machine alone; none when empty")
	return c
}

// showMetrics serves /metrics at an address, to whoever reaches it, until stop; "" serves nothing.
func (p *place) showMetrics(
	ctx context.Context, address string,
) (registry *prometheus.Registry, stop func(), err error) {
	registry, shown, err := server.Metrics()
	if err == nil {
		err = p.count(registry)
	}
	if err != nil || address == "" {
		return registry, func() {}, err
	}
	if strings.HasPrefix(address, ":") {
		address = "127.0.0.1" + address
	}
	listener, err := server.Listen(ctx, address)
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(ctx, listener, shown, time.Second); err != nil && ctx.Err() == nil {
			p.log.Error("show metrics", "error", err)
		}
	}()
	p.log.Info("showing metrics", "address", listener.Addr().String())
	return registry, func() { cancel(); <-ended }, nil
}

// startSigning has the trails signed when TRAIL_KEY names a key; stop signs once more.
func (p *place) startSigning(ctx context.Context) (stop func(), err error) {
	path := os.Getenv("TRAIL_KEY")
	if path == "" {
		return func() {}, nil
	}
	key, err := store.TrailKey(path)
	if err != nil {
		return nil, err
	}
	signer := &worker.Signer{Store: p.service.Store, Key: key, Copies: os.Getenv("TRAIL_COPIES"), Logger: p.log}
	ctx, cancel := context.WithCancel(ctx)
	signed := make(chan struct{})
	go func() { signer.Run(ctx); close(signed) }()
	return func() { cancel(); <-signed }, nil
}
