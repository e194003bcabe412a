package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"zongwu/e2e/furnish"
	"zongwu/standalone/postgres"
)

// box is everything in one process on one folder.
type box struct {
	dir, address string
	process      *process
}

// openBox furnishes a folder and starts the process on it.
func openBox(ctx context.Context, t tools, dir string) (*box, error) {
	quiet := slog.New(slog.DiscardHandler)
	cluster, err := postgres.Start(ctx, postgres.Config{Dir: dir, Logger: quiet})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(furnish.Cluster(ctx, cluster), cluster.Stop()); err != nil {
		return nil, err
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	b := &box{dir: dir, address: address}
	b.process = &process{name: "zongwu-standalone", ready: answers("http://" + address), command: func() *exec.Cmd {
		return exec.Command(t.standalone, "--data", dir, "--listen", address)
	}}
	return b, b.process.start(ctx)
}

// box kills the process at moments of chance, in turn alone, with its database, and its database alone.
func (r *run) box(ctx context.Context, dir string) (err error) {
	b, err := openBox(ctx, r.tools, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.process.kill()) }()
	var faults []fault
	for range 3 * r.times {
		faults = append(faults,
			fault{kind: "killed", target: b.process.name, strike: b.kill, mend: b.process.start},
			fault{kind: "killed with its database", target: b.process.name, strike: b.killBoth, mend: b.process.start},
			fault{kind: "killed, its database", target: b.process.name, strike: b.killDatabase, mend: b.process.await},
		)
	}
	return r.endure(ctx, place{
		doors: []string{b.address}, toldSince: b.toldSince, lastWords: b.process.said,
		verify: func(ctx context.Context) (string, error) {
			return verified(ctx, func() *exec.Cmd {
				return exec.CommandContext(ctx, r.tools.zongwu, "verify", "--data", dir)
			})
		},
	}, faults)
}

func (b *box) kill(context.Context) error { return b.process.kill() }

func (b *box) killBoth(ctx context.Context) error {
	return errors.Join(b.killDatabase(ctx), b.process.kill())
}

// killDatabase kills the postmaster; the process starts another.
func (b *box) killDatabase(context.Context) error {
	text, err := os.ReadFile(filepath.Join(b.dir, "postgres", "postmaster.pid"))
	if err != nil {
		return err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		return err
	}
	return syscall.Kill(pid, syscall.SIGKILL)
}

// toldSince asks the process how long the oldest transition has waited.
func (b *box) toldSince(ctx context.Context, t time.Time) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+b.address+"/readyz", nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }()
	var health struct {
		Age float64 `json:"outbox_age_s"`
	}
	err = json.NewDecoder(response.Body).Decode(&health)
	return err == nil && response.StatusCode == http.StatusOK && health.Age < time.Since(t).Seconds()
}
