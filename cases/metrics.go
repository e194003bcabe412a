package cases

import (
	"errors"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"zongwu/processes"
	"zongwu/store"
)

// Metrics count what is done to cases: by process, kind and outcome, which definitions bound, and never by case or
// person. A nil one counts nothing.
type Metrics struct {
	actions   *prometheus.CounterVec
	seconds   *prometheus.HistogramVec
	runs      *prometheus.CounterVec
	scheduled *prometheus.CounterVec
}

// NewMetrics makes metrics that are shown by a registry.
func NewMetrics(to prometheus.Registerer) (*Metrics, error) {
	m := &Metrics{
		actions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "zongwu_actions_total",
			Help: "Actions on cases, by what came of them: done, repeated, the reason of a refusal, away or error.",
		}, []string{"process", "kind", "outcome", "result"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "zongwu_action_seconds", Help: "Time from an action to its answer, committed or refused.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"process", "kind"}),
		runs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "zongwu_schedule_runs_total", Help: "Runs of schedules, each try: finished, or with rows left over.",
		}, []string{"process", "result"}),
		scheduled: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "zongwu_schedule_rows_total", Help: "Rows of those runs: begun, passed over or refused.",
		}, []string{"process", "result"}),
	}
	for _, c := range []prometheus.Collector{m.actions, m.seconds, m.runs, m.scheduled} {
		if err := to.Register(c); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// acted counts an action. process is "" where none was found.
func (m *Metrics) acted(process string, a processes.Action, result *Result, err error, took time.Duration) {
	if m == nil {
		return
	}
	kind := kindOf(a)
	m.actions.WithLabelValues(process, kind, outcomeOf(a, err), resultOf(result, err)).Inc()
	m.seconds.WithLabelValues(process, kind).Observe(took.Seconds())
}

// kindOf is the action's kind: what a stranger invents is no label.
func kindOf(a processes.Action) string {
	if slices.Contains(countedKinds(), a.Kind) {
		return string(a.Kind)
	}
	return "other"
}

// outcomeOf is the outcome that was taken: then the definition has it. Beside any other kind of action stands what
// somebody wrote there.
func outcomeOf(a processes.Action, err error) string {
	if err != nil || a.Kind != processes.DoSubmit {
		return ""
	}
	return a.Outcome
}

func countedKinds() []processes.Kind {
	return []processes.Kind{
		processes.DoStart, processes.DoSubmit, processes.DoClaim, processes.DoRelease, processes.DoTransfer,
		processes.DoReassign, processes.DoSendBack, processes.DoAddSigner, processes.DoWithdraw, processes.DoCancel,
		processes.DoUrge, processes.DoComment, processes.DoCopy, processes.DoClock, processes.DoEnded,
		processes.DoRestaff,
	}
}

// resultOf is what came of an action, in one word.
func resultOf(result *Result, err error) string {
	var refusal *processes.Refusal
	switch {
	case err == nil && result.Repeated:
		return "repeated"
	case err == nil:
		return "done"
	case errors.As(err, &refusal):
		return string(refusal.Reason)
	case errors.Is(err, store.ErrNotFound):
		return string(processes.NotFound)
	case errors.Is(err, ErrKeyReused):
		return "key_reused"
	case errors.As(err, new(*store.Away)):
		return "away"
	default:
		return "error"
	}
}

// ran counts a run of a schedule.
func (m *Metrics) ran(process string, run *store.ScheduleRun) {
	if m == nil {
		return
	}
	result := "finished"
	if len(run.Refused) > 0 {
		result = "left_over"
	}
	m.runs.WithLabelValues(process, result).Inc()
	m.row(process, "passed", run.Passed)
	m.row(process, "refused", len(run.Refused))
}

// row counts what became of rows of a schedule.
func (m *Metrics) row(process, result string, n int) {
	if m != nil {
		m.scheduled.WithLabelValues(process, result).Add(float64(n))
	}
}
