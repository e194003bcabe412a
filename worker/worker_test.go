package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/api/serviceerror"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
)

// The dispatcher is tested against a real Temporal in standalone/temporal, the only place that links one.

func TestEveryBookOperationIsPerformed(t *testing.T) {
	if err := checkBooks(processes.Books, store.Operations()); err != nil {
		t.Error(err)
	}
	declared := append(processes.Books[:len(processes.Books):len(processes.Books)],
		processes.Operation{Book: "stock", Op: "vanish"})
	err := checkBooks(declared, store.Operations())
	if err == nil || !strings.Contains(err.Error(), "stock.vanish") {
		t.Errorf("an operation nothing performs: %v", err)
	}
}

func TestIsAway(t *testing.T) {
	for _, table := range []struct {
		err  error
		want bool
	}{
		{serviceerror.NewUnavailable("gone"), true},
		{fmt.Errorf("signal: %w", serviceerror.NewDeadlineExceeded("late")), true},
		{errors.Join(errors.New("one"), context.DeadlineExceeded), true},
		{serviceerror.NewInvalidArgument("bad id"), false},
		{errors.New("something"), false},
	} {
		if got := isAway(table.err); got != table.want {
			t.Errorf("%v is away: %v, want %v", table.err, got, table.want)
		}
	}
}

// Without any Temporal a worker starts, says so, stops at once, and has logged it in one line.
func TestNoTemporal(t *testing.T) {
	db := storetest.New(t)
	log := new(strings.Builder)
	logger := slog.New(slog.NewTextHandler(log, nil))
	c, namespace, err := ConnectTo("127.0.0.1:1", "default", logger)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	w, err := New(Config{
		Store: db.Store, Cases: &cases.Service{Store: db.Store}, Client: c, Namespace: namespace,
		DatabaseURL: db.AppURL, Logger: logger, Metrics: prometheus.NewRegistry(),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.dispatcher.up.Store(true)
	ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	<-ctx.Done()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("the worker did not stop")
	}
	if w.Health().Temporal {
		t.Error("it takes an absent temporal for present")
	}
	if lines := strings.Count(log.String(), "\n"); lines > 2 {
		t.Errorf("an absent temporal is worth one line, not %d:\n%s", lines, log)
	}
}
