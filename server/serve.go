package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// How long a client may take. Answers have no limit here: event streams last, and every call bounds itself.
const (
	headerTime = 10 * time.Second
	bodyTime   = 2 * time.Minute // a large file over a slow line
	idleTime   = 2 * time.Minute
)

// Serve answers on a listener until ctx ends, then lets requests under way finish within grace. Event streams end when
// Config.Context does: end it with ctx, or they take the whole of grace.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, grace time.Duration) error {
	s := &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTime, ReadTimeout: bodyTime, IdleTimeout: idleTime,
		MaxHeaderBytes: 64 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve on %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := s.Shutdown(stopping); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop serving: %w", err)
	}
	if err := s.Close(); err != nil {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}

// Listen takes an address; a taken one is said plainly.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w (is another program using the port? choose another with --listen)",
			address, err)
	}
	return listener, nil
}
