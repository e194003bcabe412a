package temporal_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	sdk "go.temporal.io/sdk/worker"

	"zongwu/activities"
	"zongwu/cases"
	"zongwu/processes"
	"zongwu/standalone/temporal"
	"zongwu/store"
	"zongwu/store/storetest"
	"zongwu/trace"
	"zongwu/worker"
	"zongwu/workflows"
)

// TestMain keeps hardly any workflow in memory: most are replayed from their history at every step, so that all these
// tests also prove that a replay comes to the same.
func TestMain(m *testing.M) {
	sdk.SetStickyWorkflowCacheSize(2)
	os.Exit(m.Run())
}

// world is a database, a Temporal on the same cluster and a worker between them.
type world struct {
	*storetest.DB
	t      *testing.T
	server *temporal.Server
	config temporal.Config
	client client.Client
	worker *worker.Worker
	fault  func(worker.Point, store.OutboxCase) error
	limit  int
	sweep  time.Duration // how often the worker sweeps; 0 is never
	// What else a test may give the worker.
	service       *cases.Service
	activityFault activities.Fault
	metrics       prometheus.Registerer
	tracer        *trace.Tracer
}

// databases numbers Temporal's databases: all tests of the process share one cluster.
var databases atomic.Int64

func freshName() string { return fmt.Sprintf("temporal_%d", databases.Add(1)) }

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// newWorld starts everything but the worker. Tests with worlds of their own mostly wait, and do so side by side.
func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldOn(t, storetest.New(t))
}

func newWorldOn(t *testing.T, db *storetest.DB) *world {
	t.Helper()
	t.Parallel()
	w := &world{DB: db, t: t}
	w.config = temporal.Config{
		PostgresURL: w.OwnerURL, Database: freshName(), Dir: t.TempDir(), Keywords: workflows.Attributes(), Logger: quiet(),
	}
	w.startTemporal()
	t.Cleanup(func() {
		if err := w.server.Stop(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func (w *world) startTemporal() {
	w.t.Helper()
	var err error
	if w.server, err = temporal.Start(w.t.Context(), w.config); err != nil {
		w.t.Fatal(err)
	}
	if w.client != nil {
		return // a client finds its server again by itself
	}
	if w.client, _, err = worker.ConnectTo(w.server.HostPort, w.server.Namespace, quiet()); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(w.client.Close)
}

// work runs a worker until the test ends, or stop is called.
func (w *world) work() (stop func()) {
	w.t.Helper()
	config := worker.Config{
		Store: w.Store, Cases: &cases.Service{Store: w.Store}, Client: w.client, Namespace: w.server.Namespace,
		DatabaseURL: w.AppURL, Logger: quiet(), Limit: w.limit, Fault: w.fault, ActivityFault: w.activityFault,
		SweepEvery: -1, Metrics: w.metrics, Tracer: w.tracer,
	}
	if w.sweep > 0 {
		config.SweepEvery = w.sweep
	}
	if w.service != nil {
		config.Cases = w.service
	}
	made, err := worker.New(config)
	if err != nil {
		w.t.Fatal(err)
	}
	w.worker = made
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- made.Run(ctx) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		select {
		case err := <-done:
			if err != nil {
				w.t.Error(err)
			}
		case <-time.After(10 * time.Second):
			w.t.Error("the worker did not stop within 10 s")
		}
	}
	w.t.Cleanup(stop)
	return stop
}

// numbers numbers the cases of the process.
var numbers atomic.Int64

// begin writes a case with its first transition, as cases.Act would.
func (w *world) begin() workflows.Case {
	w.t.Helper()
	n := numbers.Add(1)
	c := workflows.Case{
		School: "main", Case: fmt.Sprintf("case-%d", n), Process: "purchase", Number: fmt.Sprintf("CG-2026-%04d", n),
		Version: "v",
	}
	w.In(w.t, c.School, func(ctx context.Context, tx *store.Tx) error {
		row := &store.Case{
			ID: c.Case, Number: c.Number, Process: c.Process, Version: c.Version, Status: processes.Open, Starter: "head",
			Department: "jwc", CreatedAt: time.Now(), ChangedAt: time.Now(), Seq: 0, State: json.RawMessage(`{}`),
			FiscalYear: 2026, ChargedYear: 2026,
		}
		return advance(ctx, tx, row, processes.Open)
	})
	return c
}

// step writes the next transition of a case; a status other than open ends it.
func (w *world) step(c workflows.Case, status processes.Status) {
	w.t.Helper()
	w.In(w.t, c.School, func(ctx context.Context, tx *store.Tx) error {
		row, err := tx.LockCase(ctx, c.Case)
		if err != nil {
			return err
		}
		return advance(ctx, tx, row, status)
	})
}

func advance(ctx context.Context, tx *store.Tx, row *store.Case, status processes.Status) error {
	row.Seq, row.Status, row.ChangedAt = row.Seq+1, status, time.Now()
	conduct := processes.Conduct{Seq: row.Seq, Status: status}
	if status == processes.Open {
		task := fmt.Sprintf("%s.%d.1", row.ID, row.Seq)
		conduct.Open = []processes.OpenStep{{Task: task, Step: "review", Since: row.ChangedAt}}
		conduct.Clocks = []processes.Clock{{ID: "due/" + task, At: row.ChangedAt.Add(24 * time.Hour)}}
	}
	return tx.Record(ctx, row, &processes.Transition{
		Seq: row.Seq, At: row.ChangedAt, Actor: "head", Step: "review", Action: processes.DoSubmit, Conduct: conduct,
	}, nil, nil)
}

// mustEnd waits until everything is told, and then for a case's workflow to end.
func (w *world) mustEnd(c workflows.Case) (end workflows.End) {
	w.t.Helper()
	w.until("told", 60*time.Second, w.told)
	ctx, cancel := context.WithTimeout(w.t.Context(), 30*time.Second)
	defer cancel()
	if err := w.client.GetWorkflow(ctx, c.ID(), "").Get(ctx, &end); err != nil {
		w.t.Fatalf("case %s: %v", c.Case, err)
	}
	return end
}

// state asks a workflow what it knows.
func (w *world) state(c workflows.Case) (s workflows.State, err error) {
	ctx, cancel := context.WithTimeout(w.t.Context(), 5*time.Second)
	defer cancel()
	v, err := w.client.QueryWorkflow(ctx, c.ID(), "", workflows.QueryState)
	if err != nil {
		return s, err
	}
	return s, v.Get(&s)
}

// until waits for a condition.
func (w *world) until(what string, patience time.Duration, holds func() bool) {
	w.t.Helper()
	begun := time.Now()
	for !holds() {
		if time.Since(begun) > patience {
			w.t.Fatalf("%s: not within %v", what, patience)
		}
		time.Sleep(20 * time.Millisecond)
	}
	if took := time.Since(begun); took > 100*time.Millisecond {
		w.t.Logf("%s: after %v", what, took.Round(10*time.Millisecond))
	}
}

// told says that the outbox is empty.
func (w *world) told() bool {
	waiting, err := w.Store.OutboxSchools(w.t.Context())
	return err == nil && len(waiting) == 0
}

// lists says that Temporal's list shows the case's workflow as running.
func (w *world) lists(c workflows.Case) func() bool {
	return func() bool {
		page, err := w.client.ListWorkflow(w.t.Context(), &workflowservice.ListWorkflowExecutionsRequest{
			Query: fmt.Sprintf("WorkflowId='%s' AND ExecutionStatus='Running'", c.ID()),
		})
		return err == nil && len(page.Executions) == 1
	}
}

// knows says that a workflow knows its case's transition seq.
func (w *world) knows(c workflows.Case, seq int) func() bool {
	return func() bool {
		s, err := w.state(c)
		return err == nil && s.Seq == seq
	}
}

// mustAgree fails when the sweep finds anything.
func (w *world) mustAgree() worker.Report {
	w.t.Helper()
	report, err := w.worker.Audit().Sweep(w.t.Context(), 10*time.Second)
	if err != nil {
		w.t.Fatal(err)
	}
	if len(report.Findings) > 0 {
		w.t.Errorf("temporal and the database disagree: %+v", report.Findings)
	}
	return report
}

// events reads the history of one run of a workflow, the current one when run is "".
func (w *world) events(id, run string) (all []*history.HistoryEvent) {
	w.t.Helper()
	iterator := w.client.GetWorkflowHistory(w.t.Context(), id, run, false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for iterator.HasNext() {
		e, err := iterator.Next()
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}
