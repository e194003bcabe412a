package server

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Leaving a page while it still asks for something is no failure: nobody is to be woken for it.
func TestCallersWhoLeave(t *testing.T) {
	s := newSite(t)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/readyz", nil)
	s.engine.ServeHTTP(httptest.NewRecorder(), r)
	assert.NotContains(t, s.log.String(), "answered request", "as an error")
	w := s.check(t, scenario{name: "metrics", url: "/metrics", status: 200, from: "127.0.0.1:1"})
	counted := strings.Contains(w.Body.String(), `zongwu_http_requests_total{method="GET",route="/readyz",status="gone"} 1`)
	assert.True(t, counted, w.Body.String())
}
