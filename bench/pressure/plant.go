package pressure

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"zongwu/bench/box"
	"zongwu/bench/report"
	"zongwu/e2e/furnish"
	"zongwu/standalone/postgres"
)

// plant is the running program on a folder of its own.
type plant struct {
	*box.Box
	dir    string
	zongwu string // the program that verifies
}

// build makes the programs and the schools in a part's own folder, and starts.
func build(ctx context.Context, b *report.Bench, part string) (*plant, error) {
	// The database runs as a user of its own, who must pass through the folder.
	root := filepath.Join(b.Scratch, part)
	if err := os.MkdirAll(root, 0o711); err != nil { //nolint:gosec // as above
		return nil, fmt.Errorf("make folder: %w", err)
	}
	p := &plant{dir: filepath.Join(root, "data"), zongwu: filepath.Join(root, "zongwu")}
	program := filepath.Join(root, "zongwu-standalone")
	for of, path := range map[string]string{".": p.zongwu, "./standalone": program} {
		if err := box.Build(ctx, of, path, "-ldflags=-s -w"); err != nil {
			return nil, err
		}
	}
	cluster, err := postgres.Start(ctx, postgres.Config{Dir: p.dir, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(furnish.Cluster(ctx, cluster), cluster.Stop()); err != nil {
		return nil, err
	}
	p.Box, err = box.Start(ctx, program, p.dir)
	return p, err
}

// verify runs `zongwu verify` until it comes out well, for a minute: workflows end a moment after their cases.
func (p *plant) verify(ctx context.Context) (string, error) {
	var last error
	for began := time.Now(); time.Since(began) < time.Minute && ctx.Err() == nil; rest(ctx, time.Second) {
		out, err := exec.CommandContext(ctx, p.zongwu, "verify", "--data", p.dir).CombinedOutput() //nolint:gosec // ours
		if err == nil {
			return strings.TrimSpace(string(out)), nil
		}
		last = fmt.Errorf("zongwu verify: %w\n%s", err, out)
	}
	return "", errors.Join(last, ctx.Err())
}

func rest(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
