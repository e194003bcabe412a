package server

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"zongwu/trace"
)

// traced has the site's requests traced; what it gives has the spans.
func (s *site) traced(t *testing.T) *tracetest.InMemoryExporter {
	t.Helper()
	spans := tracetest.NewInMemoryExporter()
	s.server.tracer = trace.New(sdk.WithSyncer(spans))
	t.Cleanup(s.server.tracer.Stop)
	var err error
	s.engine, err = s.server.engine()
	require.NoError(t, err)
	return spans
}

// says is what a span says under a key.
func says(s tracetest.SpanStub, key string) string {
	for _, a := range s.Attributes {
		if a.Key == attribute.Key(key) {
			return a.Value.String()
		}
	}
	return ""
}

// under are the spans of a name directly under another one, in the order in which they ended.
func under(all tracetest.SpanStubs, over tracetest.SpanStub, name string) (found tracetest.SpanStubs) {
	for _, s := range all {
		if s.Parent.SpanID() == over.SpanContext.SpanID() && (name == "" || s.Name == name) {
			found = append(found, s)
		}
	}
	return found
}

// A step is one trace: the request, the action, its transaction, the statements.
func TestTrace(t *testing.T) {
	s := newSite(t)
	log := &bytes.Buffer{}
	s.server.log = slog.New(slog.NewTextHandler(log, nil))
	begun := s.begin(t)
	spans := s.traced(t)
	w := s.check(t, scenario{name: "approve", as: "director", method: post, status: 200,
		url: "/api/v1/tasks/" + begun.Open[0].ID, body: `{"outcome":"approve"}`})

	all := spans.GetSpans()
	requests := under(all, tracetest.SpanStub{}, "")
	require.Len(t, requests, 1, "spans without one above")
	request := requests[0]
	assert.Equal(t, "POST /api/v1/tasks/:id", request.Name)
	assert.Equal(t, "200", says(request, "http.response.status_code"))
	id := request.SpanContext.TraceID()
	for _, span := range all {
		assert.Equal(t, id, span.SpanContext.TraceID(), span.Name)
	}
	assert.Contains(t, w.Header().Get("Traceresponse"), id.String())
	assert.Contains(t, log.String(), "trace="+id.String())

	actions := under(all, request, "action")
	require.Len(t, actions, 1)
	for key, want := range map[string]string{
		"zongwu.process": "purchase", "zongwu.action": "submit", "zongwu.step": "review", "zongwu.outcome": "approve",
		"zongwu.case": begun.ID, "zongwu.result": "done", "zongwu.seq": "2",
	} {
		assert.Equal(t, want, says(actions[0], key), key)
	}
	transactions := under(all, actions[0], "transaction")
	require.Len(t, transactions, 1)
	assert.Equal(t, "1", says(transactions[0], "zongwu.attempt"))
	statements := under(all, transactions[0], "")
	var names []string
	for _, statement := range statements {
		assert.NotEmpty(t, says(statement, "db.query.text"), statement.Name)
		names = append(names, statement.Name)
	}
	assert.Equal(t, "begin", names[0])
	assert.Equal(t, "commit", names[len(names)-1])
	assert.Contains(t, names, "write transition")
}

// What a refusal leaves in a trace: its reason, and no case that was only asked for.
func TestTraceOfRefusals(t *testing.T) {
	s := newSite(t)
	begun := s.begin(t)
	spans := s.traced(t)
	for _, sc := range []struct {
		scenario
		result, of string
	}{
		{scenario{as: "head2", url: "/api/v1/tasks/" + begun.Open[0].ID, body: `{"outcome":"approve"}`, status: 404},
			"not_found", ""}, // it is not theirs to see
		{scenario{as: "director", url: "/api/v1/tasks/" + begun.Open[0].ID, body: `{"outcome":"burn"}`, status: 422},
			"invalid", begun.ID},
		{scenario{as: "director", url: "/api/v1/tasks/nobody.1.1", body: `{"outcome":"approve"}`, status: 404},
			"not_found", ""},
	} {
		spans.Reset()
		sc.method = post
		s.check(t, sc.scenario)
		for _, span := range spans.GetSpans() {
			if span.Name != "action" {
				continue
			}
			assert.Equal(t, sc.result, says(span, "zongwu.result"))
			assert.Equal(t, sc.of, says(span, "zongwu.case"))
			assert.Empty(t, says(span, "zongwu.outcome"))
			assert.Empty(t, span.Status.Description, "a no is an answer")
		}
	}
}

// Only a proxy of ours says which trace a request is part of.
func TestTraceFromOutside(t *testing.T) {
	const theirs = "4bf92f3577b34da6a3ce929d0e0e4736"
	parent := "00-" + theirs + "-00f067aa0ba902b7-01"
	for _, c := range []struct {
		name    string
		proxies []string
		from    string
		parent  string
		joins   bool
	}{
		{"no proxies", nil, "127.0.0.1:1", parent, false},
		{"the proxy", []string{"127.0.0.1"}, "127.0.0.1:1", parent, true},
		{"a proxy of a network", []string{"10.1.0.0/16"}, "10.1.2.3:1", parent, true},
		{"a proxy that came as IPv6", []string{"10.1.2.3"}, "[::ffff:10.1.2.3]:1", parent, true},
		{"somebody else", []string{"127.0.0.1"}, "10.1.2.3:1", parent, false},
		{"nonsense", []string{"127.0.0.1"}, "127.0.0.1:1", "00-" + theirs + "-x-01", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t)
			var err error
			s.server.proxies = c.proxies
			s.server.trusted, err = networks(c.proxies)
			require.NoError(t, err)
			spans := s.traced(t)
			w := s.do(scenario{url: "/login", from: c.from, header: map[string]string{
				"Traceparent": c.parent, "X-Forwarded-For": "127.0.0.1", "Accept": "text/html",
			}})
			all := spans.GetSpans()
			require.NotEmpty(t, all)
			assert.Equal(t, c.joins, all[0].SpanContext.TraceID().String() == theirs)
			assert.Equal(t, c.joins, strings.Contains(w.Header().Get("Traceresponse"), theirs))
		})
	}
}

// Without a tracer an answer and the log say nothing of traces, whoever asks for one; a trace that the settings leave out
// is as good as none.
func TestUntraced(t *testing.T) {
	for name, prepare := range map[string]func(*site){
		"off": func(*site) {},
		"left out": func(s *site) {
			spans := tracetest.NewInMemoryExporter()
			s.server.tracer = trace.New(sdk.WithSyncer(spans), sdk.WithSampler(sdk.NeverSample()))
			var err error
			s.engine, err = s.server.engine()
			require.NoError(s.t, err)
			s.t.Cleanup(func() { assert.Empty(s.t, spans.GetSpans()) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.t = t
			log := &bytes.Buffer{}
			s.server.log = slog.New(slog.NewTextHandler(log, nil))
			prepare(s)
			w := s.check(t, scenario{as: "head", url: "/api/v1/tasks", status: 200,
				header: map[string]string{"Traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}})
			assert.Empty(t, w.Header().Get("Traceresponse"))
			assert.Contains(t, log.String(), "answered request")
			assert.NotContains(t, log.String(), "trace=")
		})
	}
}

// What is asked for all the time, and what is open for hours, is not traced.
func TestWatchersAreNotTraced(t *testing.T) {
	s := newSite(t)
	spans := s.traced(t)
	for _, url := range []string{"/healthz", "/readyz", "/metrics", "/static/icon.svg"} {
		s.do(scenario{url: url, from: "127.0.0.1:1"})
	}
	s.do(scenario{as: "head", url: eventsPath, hangUp: true})
	assert.Empty(t, spans.GetSpans())
	s.do(scenario{url: "/nowhere/CANARY", header: map[string]string{"Accept": "text/html"}})
	assert.Equal(t, http.MethodGet+" none", spans.GetSpans()[len(spans.GetSpans())-1].Name)
}

func TestNetworks(t *testing.T) {
	_, err := networks([]string{"proxy.example"})
	assert.ErrorContains(t, err, "trust proxies")
}
