package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"zongwu/server"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err := command().ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "zongwu-standalone:", err)
		os.Exit(1)
	}
}

// options are what the command line says.
type options struct {
	demo         bool
	data, listen string
	out          io.Writer // says when we are ready
	secure       bool
	proxies      []string
}

func command() *cobra.Command {
	var o options
	c := &cobra.Command{
		Use:   "zongwu-standalone",
		Short: "总务 · everything in one process, for a school on one box",
		Long: "Runs the database, Temporal, the worker and the web server in one process; all data is in one folder.\n" +
			"It needs PostgreSQL's programs on the machine, nothing else. Stop it with Ctrl-C or SIGTERM.",
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.out = cmd.OutOrStdout()
			return run(cmd.Context(), o)
		},
	}
	c.Flags().BoolVar(&o.demo, "demo", false, "load the demonstration schools into an empty database (loopback only)")
	c.Flags().StringVar(&o.data, "data", "./data", "folder of everything that is kept")
	c.Flags().StringVar(&o.listen, "listen", "127.0.0.1:8080", "address to listen on")
	c.Flags().BoolVar(&o.secure, "secure", false, "people reach it over TLS, through a proxy in front: secure cookies")
	c.Flags().StringSliceVar(&o.proxies, "proxy", nil,
		"addresses of proxies whose X-Forwarded-For and traceparent are believed: "+
			"else all who come through one count as one address")
	return c
}

// run takes the address first, so that a taken port is said at once, then starts the parts and serves until ctx ends
// or a part dies.
func run(ctx context.Context, o options) (err error) {
	demonstration, err := isDemo(o.data)
	if err != nil {
		return fmt.Errorf("look for demonstration data: %w", err)
	}
	if (o.demo || demonstration) && !isLoopback(o.listen) {
		return fmt.Errorf("listen on %s: demonstration schools have a password everybody knows and are served on "+
			"loopback only: use --listen 127.0.0.1:8080", o.listen)
	}
	listener, err := server.Listen(ctx, o.listen)
	if err != nil {
		return err
	}
	defer func() {
		if closing := listener.Close(); closing != nil && !errors.Is(closing, net.ErrClosed) {
			err = errors.Join(err, closing)
		}
	}()
	p := &parts{options: o}
	defer func() { err = errors.Join(err, p.stop()) }()
	if err := p.start(ctx); err != nil {
		if ctx.Err() != nil {
			return nil // told to stop while starting: that is what we do
		}
		return err
	}
	return p.serve(ctx, listener)
}

// isLoopback says whether only this machine reaches an address.
func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
