package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"zongwu/standalone/temporal"
	"zongwu/workflows"
)

// bePart makes this program one of the site's processes, when it was started as such.
func bePart(name string, args []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	switch name {
	case "temporal":
		return beTemporal(ctx, args[0], args[1])
	case "server":
		return beServer(ctx, doom(), args[0])
	case "worker":
		return beWorker(ctx, doom())
	default:
		return fmt.Errorf("be part %q: there is none", name)
	}
}

// beTemporal is Temporal alone, on a database somebody else runs.
func beTemporal(ctx context.Context, dir, database string) error {
	engine, err := temporal.Start(ctx, temporal.Config{
		PostgresURL: database, Dir: dir, Keywords: workflows.Attributes(),
		Logger: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if err != nil {
		return err
	}
	_, err = fmt.Println("ready")
	<-ctx.Done()
	return errors.Join(err, engine.Stop())
}
