package temporal

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"zongwu/standalone/postgres"
)

// A warm start is ready and a stop done within these times on an idle machine; the tests allow for a busy one.
const patience = 5

func mustCluster(t *testing.T) *postgres.Cluster {
	t.Helper()
	c, err := postgres.Start(t.Context(), postgres.Config{Dir: t.TempDir(), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func mustStart(t *testing.T, cfg Config) *Server {
	t.Helper()
	begun := time.Now()
	s, err := Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("ready after %v", time.Since(begun))
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func mustDial(t *testing.T, s *Server) client.Client {
	t.Helper()
	c, err := client.Dial(client.Options{HostPort: s.HostPort, Namespace: s.Namespace})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestServerKeepsWorkflowsBetweenRuns(t *testing.T) {
	cluster := mustCluster(t)
	log := new(strings.Builder)
	cfg := Config{
		PostgresURL: cluster.URL("postgres", postgres.Superuser), Dir: t.TempDir(),
		Keywords: []string{"School", "CaseNumber", "State"},
		Logger:   slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	first := mustStart(t, cfg)
	c := mustDial(t, first)
	options := client.StartWorkflowOptions{ID: "waits", TaskQueue: "nobody"}
	if _, err := c.ExecuteWorkflow(t.Context(), options, "purchase"); err != nil {
		t.Fatal(err)
	}
	// Search attributes are usable from the first moment.
	query := &workflowservice.ListWorkflowExecutionsRequest{Query: "School='one' AND State='open'"}
	if _, err := c.ListWorkflow(t.Context(), query); err != nil {
		t.Errorf("search attributes: %v", err)
	}
	begun := time.Now()
	if err := first.Stop(); err != nil {
		t.Fatal(err)
	}
	took := time.Since(begun)
	t.Logf("stopped after %v", took)
	if took > patience*time.Second {
		t.Errorf("stop took %v", took)
	}
	begun = time.Now()
	second := mustStart(t, cfg)
	if took := time.Since(begun); took > patience*2*time.Second {
		t.Errorf("second start took %v", took)
	}
	if second.HostPort != first.HostPort {
		t.Errorf("second run is at %s, the first was at %s", second.HostPort, first.HostPort)
	}
	if _, err := mustDial(t, second).DescribeWorkflowExecution(t.Context(), "waits", ""); err != nil {
		t.Errorf("workflow of the first run: %v", err)
	}
	if a, err := ReadAddress(cfg.Dir); err != nil || a != second.Address {
		t.Errorf("address file holds %+v (%v), want %+v", a, err, second.Address)
	}
	if log.Len() > 0 {
		t.Errorf("a start and a stop with nothing wrong are logged:\n%s", log)
	}
}

func TestStartWithoutDatabase(t *testing.T) {
	dir := t.TempDir()
	ports, err := freePorts(t.Context(), 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	url := "postgres://zongwu:secret@" + address(ports[0]) + "/postgres"
	_, err = Start(ctx, Config{PostgresURL: url, Dir: dir, Logger: slog.New(slog.DiscardHandler)})
	if err == nil {
		t.Fatal("started without a database")
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("error shows the password: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, File)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an address was written: %v", err)
	}
}

func TestFreePorts(t *testing.T) {
	taken, err := net.Listen("tcp", address(0))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := taken.Close(); err != nil {
			t.Error(err)
		}
	}()
	port := taken.Addr().(*net.TCPAddr).Port
	got, err := freePorts(t.Context(), port, 4)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[int]bool{port: true}
	for _, p := range got {
		if seen[p] {
			t.Errorf("port %d is given twice or taken", p)
		}
		seen[p] = true
	}
	if again, err := freePorts(t.Context(), got[0], 1); err != nil || again[0] != got[0] {
		t.Errorf("preferred port %d is free, got %v (%v)", got[0], again, err)
	}
}
