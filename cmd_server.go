package main

import (
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/spf13/cobra"

	"zongwu/server"
	"zongwu/trace"
)

// grace is how long requests under way may take when the process is told to stop.
const grace = 8 * time.Second

func serverCommand() *cobra.Command {
	var listen string
	var insecure bool
	var proxies []string
	c := &cobra.Command{
		Use:   "server",
		Short: "serve the pages and the interface for programs",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			ctx, log := cmd.Context(), newLogger()
			listener, err := server.Listen(ctx, listen)
			if err != nil {
				return err
			}
			p, err := enter(ctx, "", log)
			if err != nil {
				return errors.Join(err, listener.Close())
			}
			defer func() { err = errors.Join(err, p.leave()) }()
			tracer := trace.FromEnv(ctx, "zongwu-server", log)
			defer tracer.Stop()
			registry := prometheus.NewRegistry()
			if err := p.count(registry); err != nil {
				return errors.Join(err, listener.Close())
			}
			handler, err := server.New(server.Config{
				Service: p.service, Store: p.service.Store, DatabaseURL: p.url, Logger: log, Secure: !insecure, Context: ctx,
				Proxies: proxies, Registry: registry, Tracer: tracer,
			})
			if err != nil {
				return errors.Join(err, listener.Close())
			}
			log.Info("ready", "address", listener.Addr().String())
			return server.Serve(ctx, listener, handler, grace)
		},
	}
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "address to listen on, behind a proxy that speaks TLS")
	c.Flags().BoolVar(&insecure, "insecure", false, "reached without TLS: cookies are sent over plain HTTP")
	c.Flags().StringSliceVar(&proxies, "proxy", nil,
		"addresses of proxies whose X-Forwarded-For and traceparent are believed: "+
			"else all who come through one count as one address")
	return c
}
