package temporal_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"zongwu/cases"
	"zongwu/server"
	"zongwu/store"
	"zongwu/trace"
	"zongwu/workflows"
)

// What a request sets off is one trace, through the outbox and Temporal to the activity. The next
// step's request is a trace of its own all along.
func TestTraceThroughTemporal(t *testing.T) {
	w := newWorld(t)
	service := &cases.Service{Store: w.Store}
	_, err := service.PublishCatalogue(t.Context(), "main")
	require.NoError(t, err)
	spans := tracetest.NewInMemoryExporter()
	w.tracer = trace.New(sdk.WithSyncer(spans))
	t.Cleanup(w.tracer.Stop)
	handler, err := server.New(server.Config{
		Service: service, Store: w.Store, Logger: quiet(), Context: t.Context(), Tracer: w.tracer,
	})
	require.NoError(t, err)
	ask := func(as, url, body string) (answered cases.CaseView, id string) {
		t.Helper()
		var token string
		w.In(t, "main", func(ctx context.Context, tx *store.Tx) (err error) {
			token, err = tx.OpenSession(ctx, as, "", time.Hour, time.Hour)
			return err
		})
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		got := httptest.NewRecorder()
		handler.ServeHTTP(got, r)
		require.Less(t, got.Code, 300, got.Body.String())
		require.NoError(t, json.Unmarshal(got.Body.Bytes(), &answered))
		id, _, _ = strings.Cut(strings.TrimPrefix(got.Header().Get("Traceresponse"), "00-"), "-")
		return answered, id
	}
	// named are the names of a trace's spans that have ended.
	named := func(id string) (names []string) {
		for _, span := range spans.GetSpans() {
			if span.SpanContext.TraceID().String() == id {
				names = append(names, span.Name)
			}
		}
		return names
	}
	w.work()
	begun, first := ask("head", "/api/v1/cases", `{"process":"purchase","data":{"subject":"30201","reason":"CANARY",`+
		`"lines":[{"item":"g01","qty":"4","price":2250}]}}`)
	w.until("begun in one trace", 20*time.Second, func() bool { return slices.Contains(named(first), "deliver") })
	_, second := ask("director", "/api/v1/tasks/"+begun.Open[0].ID, `{"outcome":"reject","comment":"CANARY"}`)
	assert.NotEqual(t, first, second)
	w.until("sent in one trace", 20*time.Second, func() bool { return slices.Contains(named(second), "activity send") })
	names := named(second)
	for _, want := range []string{
		"POST /api/v1/tasks/:id", "action", "transaction", "begin", "write transition", "commit", "deliver",
	} {
		assert.Contains(t, names, want)
	}
	assert.NotContains(t, named(first), "activity send", "it was not sent for the first request")
	assert.Equal(t, 1, strings.Count(strings.Join(names, ";"), "deliver"))
	told := fmt.Sprintf("%+v", spans.GetSpans())
	assert.NotContains(t, told, "CANARY")
	assert.NotContains(t, told, "粉笔")

	history := w.events(workflows.Case{School: "main", Process: "purchase", Case: begun.ID}.ID(), "")
	assert.NotEmpty(t, history)
	for _, event := range history {
		if a := event.GetWorkflowExecutionSignaledEventAttributes(); a != nil {
			assert.Contains(t, fmt.Sprint(a.Header), second)
		}
	}
}

// Without a tracer the outbox says nothing of traces.
func TestOutboxUntraced(t *testing.T) {
	w := newWorld(t)
	w.begin()
	w.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.DrainOutbox(ctx, 10, store.Patience{}, func(_ context.Context, c store.OutboxCase) error {
			assert.Empty(t, c.Traces)
			return nil
		})
		return err
	})
}
