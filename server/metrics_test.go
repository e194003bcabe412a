package server

import (
	"strings"
	"testing"

	"zongwu/cases"
)

// TestMetrics: what is done is counted by route, process, kind, outcome and result, and nothing that is told has the id
// of a case, a person or a school, or what a stranger invented.
func TestMetrics(t *testing.T) {
	s := newSite(t)
	var err error
	if s.server.service.Metrics, err = cases.NewMetrics(s.server.registry); err != nil {
		t.Fatal(err)
	}
	if err := s.db.Store.Watch(s.server.registry); err != nil {
		t.Fatal(err)
	}
	begun := s.begin(t)
	task := begun.Open[0].ID
	for _, sc := range []scenario{
		{name: "approve", as: "director", method: post, url: "/api/v1/tasks/" + task, body: `{"outcome":"approve"}`,
			status: 200},
		{name: "again", as: "director", method: post, url: "/api/v1/tasks/" + task, body: `{"outcome":"approve"}`,
			status: 409},
		{name: "invented", as: "head", method: post, url: "/api/v1/cases/" + begun.ID + "/actions",
			body: `{"action":"explode"}`, status: 422},
		{name: "no process", as: "head", method: post, url: "/api/v1/cases", body: `{"process":"explosion","data":{}}`,
			status: 404},
		{name: "no method", as: "head", method: "EXPLODE", url: "/api/v1/cases", status: 405},
	} {
		s.check(t, sc)
	}
	told := s.check(t, scenario{name: "metrics", url: "/metrics", from: "127.0.0.1:4711", status: 200, has: []string{
		`zongwu_actions_total{kind="start",outcome="",process="purchase",result="done"} 1`,
		`zongwu_actions_total{kind="submit",outcome="approve",process="purchase",result="done"} 1`,
		`zongwu_actions_total{kind="submit",outcome="",process="purchase",result="closed"} 1`,
		`zongwu_actions_total{kind="start",outcome="",process="",result="not_found"} 1`,
		`zongwu_action_seconds_count{kind="submit",process="purchase"} 2`,
		`zongwu_http_requests_total{method="POST",route="/api/v1/tasks/:id",status="Conflict"} 1`,
		"zongwu_event_streams 0", "zongwu_outbox_transitions 2", "zongwu_transaction_retries_total 0",
		`go_sql_open_connections{db_name="zongwu"}`, "go_goroutines", "process_resident_memory_bytes",
	}}).Body.String()
	for _, secret := range []string{begun.ID, begun.Number, "director", "explo", "EXPLO", `"main"`} {
		if strings.Contains(told, secret) {
			t.Errorf("metrics tell %q", secret)
		}
	}
}
