package temporal_test

import (
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"

	"zongwu/worker"
	"zongwu/workflows"
)

// healing: a worker that runs finds cases that lost their workflow, and workflows that lost their case's end, tells
// the gauge, and mends them; so does one that starts anew.
func (o *office) healing() {
	registry := prometheus.NewRegistry()
	o.metrics, o.sweep = registry, 300*time.Millisecond
	stop := o.work()
	lost, stray := o.begin("purchase-small"), o.begin("purchase-small")
	o.until("told", 20*time.Second, o.told)
	o.until("known", 20*time.Second, o.knows(stray.Case, 1))
	o.terminate(lost.Case)
	o.exec(`UPDATE cases SET status = 'done' WHERE id = $1`, stray.Case.Case)
	seen := map[string]bool{}
	o.until("both counted", 20*time.Second, func() bool {
		for _, kind := range []string{worker.Missing, worker.Stray} {
			seen[kind] = seen[kind] || o.gauge(registry, kind) > 0
		}
		return len(seen) == 2 && seen[worker.Missing] && seen[worker.Stray]
	})
	o.until("the lost one runs", 20*time.Second, o.runs(lost.Case))
	o.exec(`UPDATE cases SET status = 'open' WHERE id = $1`, stray.Case.Case)
	o.until("nothing is wrong any more", 20*time.Second, func() bool {
		return o.gauge(registry, worker.Missing)+o.gauge(registry, worker.Stray) == 0
	})
	stop()
	o.terminate(lost.Case)
	o.until("its end is listed", 20*time.Second, func() bool { return !o.listed(lost.Case) })
	o.metrics, o.sweep = nil, time.Minute // it looks as soon as it runs, not when the time is up
	o.work()
	o.until("a worker that starts heals it", 30*time.Second, o.runs(lost.Case))
	o.until("it knows its case", 20*time.Second, o.knows(lost.Case, 1))
	for _, l := range []*life{lost, stray} {
		l.finish().mustHaveEnded()
	}
	o.mustAddUp()
}

func (o *office) terminate(c workflows.Case) {
	o.t.Helper()
	if err := o.client.TerminateWorkflow(o.t.Context(), c.ID(), "", "test"); err != nil {
		o.t.Fatal(err)
	}
}

// runs says that a case's workflow runs: even one that was terminated answers a query.
func (o *office) runs(c workflows.Case) func() bool {
	return func() bool {
		d, err := o.client.DescribeWorkflowExecution(o.t.Context(), c.ID(), "")
		return err == nil && d.WorkflowExecutionInfo.Status == enums.WORKFLOW_EXECUTION_STATUS_RUNNING
	}
}

// listed says that Temporal's list, which is written late, has a case's workflow among those that run. A worker that
// sweeps before it is written finds nothing, and looks again only when the time is up.
func (o *office) listed(c workflows.Case) bool {
	o.t.Helper()
	page, err := o.client.ListWorkflow(o.t.Context(), &workflowservice.ListWorkflowExecutionsRequest{
		Namespace: o.server.Namespace, Query: fmt.Sprintf("WorkflowId='%s' AND ExecutionStatus='Running'", c.ID()),
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return len(page.Executions) > 0
}

// gauge reads how many findings of a kind the last sweep had.
func (o *office) gauge(r *prometheus.Registry, kind string) float64 {
	o.t.Helper()
	families, err := r.Gather()
	if err != nil {
		o.t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != "zongwu_sweep_findings" {
			continue
		}
		for _, m := range f.GetMetric() {
			if m.GetLabel()[0].GetValue() == kind {
				return m.GetGauge().GetValue()
			}
		}
	}
	o.t.Fatalf("no gauge of %s", kind)
	return 0
}
