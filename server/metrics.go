package server

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics is a registry with the process's own metrics, and the handler that shows it: for a program without pages.
func Metrics() (*prometheus.Registry, http.Handler, error) {
	registry := prometheus.NewRegistry()
	if err := watchProcess(registry); err != nil {
		return nil, nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return registry, mux, nil
}

// watchStreams shows how many pages listen for what happens elsewhere.
func (s *Server) watchStreams() error {
	return s.registry.Register(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "zongwu_event_streams", Help: "Event streams that are open: pages that learn what happens elsewhere.",
	}, func() float64 { return float64(s.events.open()) }))
}
