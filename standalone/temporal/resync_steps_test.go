package temporal_test

import (
	"maps"
	"slices"
	"time"

	"zongwu/processes"
	"zongwu/worker"
)

// openSteps are the steps at which cases stand when Temporal is lost, each with a route that comes by.
func openSteps() map[string]string {
	return map[string]string{
		"review": "purchase-small", "quote": "purchase-quotes", "minutes": "purchase-minutes", "permit": "purchase-back-here",
		"buy": "purchase-small", "buy_second": "purchase-food", "accept": "purchase-small", "accept_second": "purchase-food",
		"accept_service": "purchase-stores", "more": "purchase-parts",
		"unapproved": "purchase-urgent-refused", "start": "purchase-back-to-start",
		"safety": "outing-near", "look": "outing-far", "roll": "outing-near", "home": "outing-silence",
	}
}

// resync throws Temporal's database away with a case open at every step: the log brings all back as they stood, and
// each goes on to its end.
func (o *office) resync() {
	stop := o.work()
	covered := map[string]bool{}
	var all []*life
	for _, step := range slices.Sorted(maps.Keys(openSteps())) {
		l := o.begin(openSteps()[step])
		if step == "look" { // it stands in the case this one began
			l.step()
			l.step()
		} else {
			l.reach(step)
		}
		covered[step] = true
		all = append(all, l)
	}
	o.mustCoverPurchase(covered)
	o.until("told", 20*time.Second, o.told)
	stop()
	if err := o.server.Stop(); err != nil {
		o.t.Fatal(err)
	}
	o.config.Database = freshName()
	o.startTemporal()
	o.work()
	audit := o.worker.Audit()
	open := o.number(`SELECT count(*) FROM cases WHERE status = 'open'`)
	report, err := audit.Sweep(o.t.Context(), 0)
	if err != nil || len(report.Findings) != open || report.Running != 0 || report.Findings[0].Kind != worker.Missing {
		o.t.Fatalf("sweep of an empty temporal: %+v %v", report, err)
	}
	if n, err := audit.Resync(o.t.Context()); err != nil || n != open {
		o.t.Fatalf("resync told %d of %d workflows: %v", n, open, err)
	}
	for _, l := range all {
		l.mustStandAsItsCase()
	}
	if report := o.mustAgree(); report.Open != open {
		o.t.Errorf("after the resync: %+v", report)
	}
	for _, l := range all {
		l.finish().mustHaveEnded()
	}
	o.mustAddUp()
	o.t.Logf("%d open cases at %d steps came back, and went on to their ends", open, len(covered))
}

// mustCoverPurchase fails when a step people do in a purchase is not among those covered.
func (o *office) mustCoverPurchase(covered map[string]bool) {
	o.t.Helper()
	for _, s := range o.process("purchase").All() {
		if s.Human != nil && !covered[s.ID] {
			o.t.Errorf("no case stands at %s", s.ID)
		}
	}
}

// mustStandAsItsCase fails unless the workflow knows the open steps the database has, and the last transition.
func (l *life) mustStandAsItsCase() {
	l.t.Helper()
	seq := l.number(`SELECT seq FROM cases WHERE id = $1`, l.Case.Case)
	l.until(l.name+" knows its case", 30*time.Second, l.knows(l.Case, seq))
	s, err := l.state(l.Case)
	if err != nil {
		l.t.Fatal(err)
	}
	var known, want []string
	for _, step := range s.Open {
		known = append(known, step.Task+" "+step.Step+"@"+step.Branch)
	}
	for _, t := range l.open(l.Case.Case) {
		want = append(want, t.ID+" "+t.Step+"@"+t.Branch)
	}
	slices.Sort(known)
	slices.Sort(want)
	if !slices.Equal(known, want) || s.Status != string(processes.Open) {
		l.t.Errorf("%s: the workflow is %s with %v, the case has %v", l.name, s.Status, known, want)
	}
}
