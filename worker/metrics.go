package worker

import "github.com/prometheus/client_golang/prometheus"

// metrics are what an operator watches: an outbox that grows old means that clocks run late.
type metrics struct {
	age        prometheus.Gauge
	lag        prometheus.Gauge
	delivered  prometheus.Counter
	late       prometheus.Counter
	failed     prometheus.Counter
	temporalUp prometheus.Gauge
	findings   *prometheus.GaugeVec
	swept      *prometheus.GaugeVec
	delivery   prometheus.Histogram
	waited     prometheus.Histogram
}

func newMetrics(to prometheus.Registerer) (*metrics, error) {
	m := &metrics{
		age: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "zongwu_outbox_age_seconds", Help: "Age of the oldest transition its workflow has not been told.",
		}),
		lag: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "zongwu_workflow_lag_seconds", Help: "How long the oldest task of a workflow has waited for a worker.",
		}),
		delivered: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "zongwu_outbox_delivered_total", Help: "Cases whose news was delivered.",
		}),
		late: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "zongwu_outbox_late_total", Help: "Of those, news for a workflow that had ended.",
		}),
		failed: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "zongwu_outbox_failed_total", Help: "Deliveries that failed and are tried again.",
		}),
		temporalUp: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "zongwu_temporal_up", Help: "1 while Temporal answers.",
		}),
		findings: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "zongwu_sweep_findings", Help: "Cases the last sweep found without their workflow, or the reverse.",
		}, []string{"kind"}),
		swept: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "zongwu_sweep_timestamp_seconds", Help: "When this worker last compared cases and workflows, by how it went.",
		}, []string{"result"}),
		delivery: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "zongwu_delivery_seconds", Help: "Time Temporal took to be told of a case's news.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5},
		}),
		waited: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "zongwu_outbox_wait_seconds", Help: "Age of the oldest transition of a school when its outbox was drained.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 60, 600},
		}),
	}
	m.found(nil)
	if to == nil {
		return m, nil
	}
	for _, c := range []prometheus.Collector{
		m.age, m.lag, m.delivered, m.late, m.failed, m.temporalUp, m.findings, m.swept, m.delivery,
		m.waited,
	} {
		if err := to.Register(c); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// found notes what a sweep found.
func (m *metrics) found(findings []Finding) {
	for _, kind := range []string{Missing, Stray} {
		n := 0
		for _, f := range findings {
			if f.Kind == kind {
				n++
			}
		}
		m.findings.WithLabelValues(kind).Set(float64(n))
	}
}
