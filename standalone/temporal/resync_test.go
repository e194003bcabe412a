package temporal_test

import (
	"testing"
	"time"

	"zongwu/processes"
	"zongwu/worker"
	"zongwu/workflows"
)

// Temporal's database is thrown away with cases at every step: the log brings all back.
func TestResyncOfAnEmptyTemporal(t *testing.T) {
	w := newWorld(t)
	stop := w.work()
	var open []workflows.Case
	for i := range 12 {
		c := w.begin()
		for range i % 4 {
			w.step(c, processes.Open)
		}
		if i%4 == 3 {
			w.step(c, processes.Rejected)
			continue
		}
		open = append(open, c)
	}
	w.until("told", 10*time.Second, w.told)
	w.mustAgree()
	stop()
	if err := w.server.Stop(); err != nil {
		t.Fatal(err)
	}
	w.config.Database = freshName()
	w.startTemporal()
	w.work()
	audit := w.worker.Audit()
	report, err := audit.Sweep(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Findings) != len(open) || report.Findings[0].Kind != worker.Missing {
		t.Fatalf("sweep of an empty temporal: %+v", report)
	}
	for range 2 { // it can be repeated
		n, err := audit.Resync(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n != len(open) {
			t.Errorf("resync signalled %d workflows, want %d", n, len(open))
		}
		w.mustAgree()
	}
	for i, c := range open {
		w.until("knows its case", 10*time.Second, w.knows(c, i%3+1))
		s, err := w.state(c)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Open) != 1 || len(s.Clocks) != 1 || s.Status != "open" {
			t.Errorf("case %s after the resync: %+v", c.Case, s)
		}
	}
	w.step(open[0], processes.Done)
	if end := w.mustEnd(open[0]); end.Seq != 2 {
		t.Errorf("the case went on to %+v", end)
	}
}

// The product's database is restored to an earlier moment: workflows know transitions, and cases, it does not have.
func TestResyncOfAnEarlierDatabase(t *testing.T) {
	w := newWorld(t)
	w.work()
	ahead, unknown, over := w.begin(), w.begin(), w.begin()
	w.step(ahead, processes.Open)
	w.step(over, processes.Done)
	w.mustEnd(over)
	w.until("told", 10*time.Second, w.told)
	w.until("known", 10*time.Second, w.knows(ahead, 2))
	// Which workflows run beside the cases it knows, Temporal's list alone tells, and that is written a moment late.
	w.until("listed", 10*time.Second, w.lists(unknown))
	for _, statement := range []string{
		`SET session_replication_role = replica`, // what is append-only is cut
		`DELETE FROM transitions WHERE seq = 2`,
		`UPDATE cases SET seq = 1, status = 'open'`,
		`DELETE FROM transitions WHERE case_id = '` + unknown.Case + `'`,
		`DELETE FROM case_persons WHERE case_id = '` + unknown.Case + `'`,
		`DELETE FROM cases WHERE id = '` + unknown.Case + `'`,
	} {
		conn := w.Owner
		conn.SetMaxOpenConns(1)
		if _, err := conn.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.worker.Audit().Resync(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.until("ahead went back", 10*time.Second, w.knows(ahead, 1))
	w.until("over runs again", 10*time.Second, w.knows(over, 1))
	if end := w.mustEnd(unknown); end.Status != "unknown" {
		t.Errorf("the unknown case ended as %+v", end)
	}
	if report := w.mustAgree(); report.Open != 2 {
		t.Errorf("sweep saw %+v", report)
	}
}

// A workflow that somebody terminated, and one whose case ended without its knowing, are found.
func sweepFinds(w *world, t *testing.T) {
	w.work()
	lost, stray := w.begin(), w.begin()
	w.until("told", 10*time.Second, w.told)
	w.until("known", 10*time.Second, w.knows(stray, 1))
	w.until("listed", 10*time.Second, w.lists(stray))
	if err := w.client.TerminateWorkflow(t.Context(), lost.ID(), "", "test"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Owner.Exec(`UPDATE cases SET status = 'done' WHERE id = $1`, stray.Case); err != nil {
		t.Fatal(err)
	}
	w.until("listed as ended", 10*time.Second, func() bool { return !w.lists(lost)() })
	report, err := w.worker.Audit().Sweep(t.Context(), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, f := range report.Findings {
		found[f.Workflow] = f.Kind
	}
	if len(found) != 2 || found[lost.ID()] != worker.Missing || found[stray.ID()] != worker.Stray {
		t.Errorf("found %v", found)
	}
}
