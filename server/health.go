package server

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"zongwu/store"
)

// readyTime is how long readiness may take to find out.
const readyTime = 3 * time.Second

// healthz says that the process answers.
func (s *Server) healthz(c *gin.Context) {
	c.Data(http.StatusOK, "application/json", []byte(`{"status":"ok"}`+"\n"))
}

// readyz says whether people can work: the database answers. Temporal's absence is told, and stops nobody.
func (s *Server) readyz(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), readyTime)
	defer cancel()
	if err := s.store.Ping(ctx); err != nil {
		s.abort(c, s.explain(ctx, err))
		return
	}
	health, err := s.health(ctx)
	if err != nil {
		s.abort(c, s.explain(ctx, err))
		return
	}
	body, err := json.Marshal(struct {
		Temporal  string  `json:"temporal"`
		OutboxAge float64 `json:"outbox_age_s"`
	}{health.Temporal, math.Round(health.OutboxAge.Seconds()*10) / 10})
	if err != nil {
		s.abort(c, s.explain(ctx, err))
		return
	}
	c.Data(http.StatusOK, "application/json", append(body, '\n'))
}

// ownHealth is what the server can tell by itself: how long the workflows have been left untold, and whether any are
// told. Where there is much to do they are told late; Temporal is away where none is for a minute.
func (s *Server) ownHealth(ctx context.Context) (Health, error) {
	waiting, err := s.store.OutboxSchools(ctx)
	if err != nil {
		return Health{}, err
	}
	health := Health{Temporal: "ok"}
	for _, w := range waiting {
		health.OutboxAge = max(health.OutboxAge, w.Age)
	}
	if goesOn := s.telling.goesOn(waiting, time.Now()); health.OutboxAge > time.Minute && !goesOn {
		health.Temporal = "away"
	}
	return health, nil
}

// telling is what a server without a worker sees of the outbox: whether workflows are being told at all, however late.
type telling struct {
	mu     sync.Mutex
	oldest map[string]time.Time // what waited longest when it looked last, by school
	looked time.Time
	moved  time.Time // when it found something gone that had been there a minute ago at most
}

// goesOn takes what waits now, and says whether anything was told within the last minute.
func (t *telling) goesOn(waiting []store.Waiting, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	oldest := map[string]time.Time{}
	for _, w := range waiting {
		oldest[w.School] = now.Add(-w.Age)
	}
	for school, before := range t.oldest {
		at, waits := oldest[school]
		if gone := !waits || at.Sub(before) > time.Second; gone && now.Sub(t.looked) <= time.Minute {
			t.moved = now
		}
	}
	t.oldest, t.looked = oldest, now
	return now.Sub(t.moved) <= time.Minute
}

// watchOutbox shows the outbox's age among the metrics: what an alert looks at. It is NaN while nobody knows. Where the
// worker shares the process and its metrics, it has told the same under the same name already.
func (s *Server) watchOutbox() error {
	err := s.registry.Register(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "zongwu_outbox_age_seconds", Help: "Age of the oldest transition its workflow has not been told.",
	}, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), readyTime)
		defer cancel()
		health, err := s.health(ctx)
		if err != nil {
			return math.NaN()
		}
		return health.OutboxAge.Seconds()
	}))
	if errors.As(err, new(prometheus.AlreadyRegisteredError)) {
		return nil
	}
	return err
}

// watchProcess shows memory, garbage collection, goroutines and open files of the process.
func watchProcess(registry prometheus.Registerer) error {
	for _, c := range []prometheus.Collector{
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	} {
		if err := registry.Register(c); err != nil && !errors.As(err, new(prometheus.AlreadyRegisteredError)) {
			return err
		}
	}
	return nil
}

// metrics are for a Prometheus beside the server or in its own network. They name no person, but how busy a school is
// need not be known to the world: whoever comes from elsewhere, or through a proxy, finds nothing here.
func (s *Server) metrics() gin.HandlerFunc {
	shown := gin.WrapH(promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{}))
	return func(c *gin.Context) {
		if !s.nearby(c) {
			s.abort(c, s.problem(langOf(c.Request.Context()), http.StatusNotFound, "error.not_found"))
			return
		}
		shown(c)
	}
}

// passedOn are headers of which a request that came straight has none.
var passedOn = []string{"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded", "Via"}

// nearby says that a request came straight from this machine or its network: not from a proxy, some of which say
// nothing of whom they speak for.
func (s *Server) nearby(c *gin.Context) bool {
	for _, name := range passedOn {
		if c.GetHeader(name) != "" {
			return false
		}
	}
	address, err := netip.ParseAddr(c.RemoteIP())
	return err == nil && (address.IsLoopback() || address.IsPrivate()) && !s.ofProxy(address)
}
