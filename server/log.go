package server

import (
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"zongwu/trace"
)

// meters count what the server answers, by route and status: never by person.
type meters struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMeters(registry prometheus.Registerer) (*meters, error) {
	m := &meters{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "zongwu_http_requests_total", Help: "Requests answered, by method, route and status.",
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "zongwu_http_request_seconds", Help: "Time to answer, by method and route; event streams left out.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"method", "route"}),
	}
	for _, c := range []prometheus.Collector{m.requests, m.seconds} {
		if err := registry.Register(c); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// observe logs and measures every request. It logs the route, not the address asked for: names and what people search
// for stay out of the log. Whoever goes away before the answer is counted apart: no answer of ours failed.
func (s *Server) observe(c *gin.Context) {
	begin, caller := time.Now(), c.Request.Context()
	c.Next()
	route, took := c.FullPath(), time.Since(begin)
	if route == "" {
		route = "none"
	}
	status, answer := c.Writer.Status(), http.StatusText(c.Writer.Status())
	gone := caller.Err() != nil
	if gone {
		answer = "gone"
	}
	s.meters.requests.WithLabelValues(knownMethod(c.Request.Method), route, answer).Inc()
	if route != eventsPath {
		s.meters.seconds.WithLabelValues(knownMethod(c.Request.Method), route).Observe(took.Seconds())
	}
	level := slog.LevelInfo
	if status >= http.StatusInternalServerError && !gone {
		level = slog.LevelError
	}
	said := []slog.Attr{
		slog.String("method", knownMethod(c.Request.Method)), slog.String("route", route),
		slog.Int("status", status), slog.Bool("gone", gone), slog.Duration("took", took),
	}
	if id := trace.ID(caller); id != "" {
		said = append(said, slog.String("trace", id))
	}
	s.log.LogAttrs(c.Request.Context(), level, "answered request", said...)
}

// knownMethod keeps invented methods out of labels and logs.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		http.MethodOptions:
		return method
	default:
		return "other"
	}
}

// recoverPanic answers 500 without a word of what happened; the log has the stack.
func (s *Server) recoverPanic(c *gin.Context) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		if cause == http.ErrAbortHandler { //nolint:errorlint // net/http's own sentinel, compared as it does
			panic(cause)
		}
		s.log.ErrorContext(c.Request.Context(), "recover panic", "route", c.FullPath(), "cause", cause,
			"stack", string(debug.Stack()))
		if c.Writer.Written() {
			c.Abort()
			return
		}
		s.abort(c, s.problem(langOf(c.Request.Context()), http.StatusInternalServerError, "error.internal"))
	}()
	c.Next()
}
