package store

import (
	"context"
	"math"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// watchTime is how long a look at the outbox may take whoever asks for metrics.
const watchTime = 3 * time.Second

// Watch shows the state of the connections, the collisions and the outbox among metrics.
func (s *Store) Watch(to prometheus.Registerer) error {
	for _, c := range []prometheus.Collector{
		collectors.NewDBStatsCollector(s.db.DB, "zongwu"),
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "zongwu_transaction_retries_total", Help: "Transactions begun again after they collided with another.",
		}, func() float64 { return float64(s.retries.Load()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "zongwu_outbox_transitions", Help: "Transitions their workflows have not been told; NaN while nobody knows.",
		}, s.outboxDepth),
	} {
		if err := to.Register(c); err != nil {
			return err
		}
	}
	return nil
}

// outboxDepth counts the transitions that wait, in the schools where any do: no statement sees more than one school.
func (s *Store) outboxDepth() float64 {
	ctx, cancel := context.WithTimeout(context.Background(), watchTime)
	defer cancel()
	waiting, err := s.OutboxSchools(ctx)
	all := 0
	for _, w := range waiting {
		if err != nil {
			break
		}
		err = s.InSchool(ctx, w.School, func(ctx context.Context, tx *Tx) error {
			n, err := tx.OutboxDepth(ctx)
			all += n
			return err
		})
	}
	if err != nil {
		return math.NaN()
	}
	return float64(all)
}
