package temporal_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	enums "go.temporal.io/api/enums/v1"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/worker"
	"zongwu/workflows"
)

const owing = `process: owing
title: {zh: 欠款, en: Owing}
number: QK-{year}-{seq}
forms:
  ask:
    fields:
      - {name: supplier, type: supplier, label: {zh: 供应商, en: Supplier}, required: true}
start: {by: everyone, form: ask}
steps:
  - id: owe
    kind: post
    book: payables.owe
    with: {supplier: start.supplier, line: "'1'", item: "'g01'", quantity: 1, amount: 100}
`

const settling = `process: settling
title: {zh: 月结, en: Settling}
number: YJ-{year}-{seq}
summary: [supplier]
schedule: {every: month, on: 1, at: "00:00", rows: last_prices('g01'), by: {role: buyer}, with: {supplier: row.supplier}}
start: {by: {role: buyer}, form: ask}
forms:
  ask:
    fields:
      - {name: supplier, type: supplier, label: {zh: 供应商, en: Supplier}, required: true}
steps:
  - {id: look, kind: sign, by: {role: director}}
`

// settles gives a school what it owes and a schedule whose last run was missed.
func (w *world) settles(service *cases.Service, school, at string) {
	w.t.Helper()
	for id, text := range map[string]string{"owing": owing, "settling": settling} {
		if _, _, err := service.Publish(w.t.Context(), school, "admin"+at, id, []byte(text)); err != nil {
			w.t.Fatal(err)
		}
	}
	for _, supplier := range []string{"s1", "s2", "s5"} {
		_, err := service.Act(w.t.Context(), cases.Request{School: school, Process: "owing", Action: processes.Action{
			Kind: processes.DoStart, Actor: "head" + at, Data: map[string]any{"supplier": supplier},
		}})
		if err != nil {
			w.t.Fatal(err)
		}
	}
	if _, err := w.Owner.Exec(`UPDATE schedules SET since = now() - interval '70 days' WHERE school = $1`, school); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) count(query string, args ...any) (n int) {
	w.t.Helper()
	if err := w.Owner.QueryRow(query, args...).Scan(&n); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	return n
}

// keeps says that the workflow of a schedule runs.
func (w *world) keeps(school string) bool {
	id := workflows.Schedule{School: school, Process: "settling"}.ID()
	d, err := w.client.DescribeWorkflowExecution(w.t.Context(), id, "")
	return err == nil && d.WorkflowExecutionInfo.Status == enums.WORKFLOW_EXECUTION_STATUS_RUNNING
}

// TestSchedule: the cases of a run that was missed begin, in each school once, although the worker dies after each of
// them; Temporal's database is thrown away and schedules go on; what is taken out of force ends.
func TestSchedule(t *testing.T) {
	w := newWorld(t)
	plain := &cases.Service{Store: w.Store}
	w.settles(plain, "main", "")
	w.settles(plain, "second", "@second")
	begun := func() int { return w.count(`SELECT count(*) FROM cases WHERE process = 'settling'`) }
	for deaths := 1; deaths <= 4; deaths++ { // each worker begins one case more and is gone
		died := make(chan struct{})
		var once sync.Once
		w.service = &cases.Service{Store: w.Store, Fault: func(p cases.Point, r cases.Request) error {
			if r.Process != "settling" || p != cases.AfterCommit || begun() < deaths {
				return nil
			}
			once.Do(func() { close(died) })
			return errors.New("crash")
		}}
		stop := w.work()
		select {
		case <-died:
		case <-time.After(30 * time.Second):
			t.Fatalf("worker %d begins nothing; %d cases", deaths, begun())
		}
		stop()
	}
	w.service = nil
	stop := w.work()
	over := func() bool { return w.count(`SELECT count(*) FROM schedule_runs WHERE ended_at IS NOT NULL`) == 2 }
	w.until("both schools' runs are over", 60*time.Second, over)
	for _, school := range []string{"main", "second"} {
		if n := w.count(`SELECT count(*) FROM cases WHERE process = 'settling' AND school = $1`, school); n != 3 {
			t.Errorf("%s has %d cases", school, n)
		}
	}
	w.until("told", 20*time.Second, w.told)
	if report := w.mustAgree(); report.Schedules != 2 || report.Open != 6 {
		t.Errorf("sweep saw %+v", report)
	}
	stop()
	w.throwAwayTemporal(t)
	w.scheduleIsTakenOut(t, plain)
	if n := begun(); n != 6 {
		t.Errorf("%d cases in the end", n)
	}
}

func (w *world) throwAwayTemporal(t *testing.T) {
	t.Helper()
	if err := w.server.Stop(); err != nil {
		t.Fatal(err)
	}
	w.config.Database = freshName()
	w.startTemporal()
	audit := worker.Audit{Store: w.Store, Client: w.client, Namespace: w.server.Namespace}
	lost := 0
	report, err := audit.Sweep(t.Context(), 0)
	for _, f := range report.Findings {
		if f.Kind == worker.Missing && f.Schedule == "settling" && f.Workflow == f.School+"/schedule/settling" {
			lost++
		}
	}
	if err != nil || lost != 2 {
		t.Fatalf("sweep of an empty temporal: %+v, %v", report, err)
	}
	w.sweep = 300 * time.Millisecond
	w.work()
	w.until("schedules run again", 30*time.Second, func() bool { return w.keeps("main") && w.keeps("second") })
	id := workflows.Schedule{School: "main", Process: "settling"}.ID()
	if err := w.client.TerminateWorkflow(t.Context(), id, "", "test"); err != nil {
		t.Fatal(err)
	}
	w.until("the sweep begins what was ended", 30*time.Second, func() bool { return w.keeps("main") })
	w.until("all is well", 30*time.Second, func() bool {
		report, err := audit.Sweep(t.Context(), 0)
		return err == nil && len(report.Findings) == 0
	})
}

func (w *world) scheduleIsTakenOut(t *testing.T, service *cases.Service) {
	t.Helper()
	var without strings.Builder
	for line := range strings.Lines(settling) {
		if !strings.HasPrefix(line, "schedule:") {
			without.WriteString(line)
		}
	}
	if _, _, err := service.Publish(t.Context(), "main", "admin", "settling", []byte(without.String())); err != nil {
		t.Fatal(err)
	}
	id := workflows.Schedule{School: "main", Process: "settling"}.ID()
	if err := w.client.SignalWorkflow(t.Context(), id, "", workflows.SignalLook, nil); err != nil {
		t.Fatal(err)
	}
	w.until("it ends", 20*time.Second, func() bool { return !w.keeps("main") })
	if !w.keeps("second") {
		t.Error("the other school's schedule ended too")
	}
	if report := w.mustAgree(); report.Schedules != 1 {
		t.Errorf("sweep saw %+v", report)
	}
}
