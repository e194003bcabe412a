package trace_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"zongwu/trace"
)

// off is all that the hot path does, where nothing is traced.
func off(ctx context.Context, tracer *trace.Tracer) {
	ctx, request := tracer.Request(ctx, "request", "")
	ctx, action := trace.Start(ctx, "action")
	call := trace.Call(ctx, "read case")
	call.Set("db.query.text", "SELECT")
	call.Fail("away")
	call.End()
	action.Count("zongwu.seq", 3)
	if action.On() || action.Parent() != "" || trace.ID(ctx) != "" {
		panic("it is traced")
	}
	action.End()
	request.End()
}

func TestOffCostsNothing(t *testing.T) {
	type key struct{}
	ctx := t.Context()
	for range 10 {
		ctx = context.WithValue(ctx, key{}, "as deep as a request's")
	}
	assert.Zero(t, testing.AllocsPerRun(1000, func() { off(ctx, nil) }))
	var tracer *trace.Tracer
	tracer.Stop()
}

func BenchmarkOff(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		off(b.Context(), nil)
	}
}

func TestFollow(t *testing.T) {
	spans := tracetest.NewInMemoryExporter()
	tracer := trace.New(sdk.WithSyncer(spans))
	defer tracer.Stop()
	_, first := tracer.Request(t.Context(), "first", "")
	_, second := tracer.Request(t.Context(), "second", "nonsense")
	_, joined := tracer.Follow(t.Context(), "joined", second.Parent(), first.Parent(), "nonsense")
	_, apart := tracer.Follow(t.Context(), "apart", "", first.Parent())
	for _, span := range []trace.Span{apart, joined, second, first} {
		assert.True(t, span.On())
		span.End()
	}
	all := spans.GetSpans()
	require.Len(t, all, 4)
	one, two, under, own := all[3], all[2], all[1], all[0]
	assert.NotEqual(t, one.SpanContext.TraceID(), two.SpanContext.TraceID())
	assert.Equal(t, two.SpanContext.SpanID(), under.Parent.SpanID())
	require.Len(t, under.Links, 1)
	assert.Equal(t, one.SpanContext.SpanID(), under.Links[0].SpanContext.SpanID())
	assert.False(t, own.Parent.IsValid())
	assert.NotEqual(t, one.SpanContext.TraceID(), own.SpanContext.TraceID())
	require.Len(t, own.Links, 1)
}

func TestFromEnv(t *testing.T) {
	for _, c := range []struct {
		name string
		env  map[string]string
		on   bool
		says string
	}{
		{"nothing said", nil, false, ""},
		{"a collector", map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}, true, ""},
		{"one for traces", map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:9"}, true, ""},
		{"disabled", map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_SDK_DISABLED": "true"},
			false, ""},
		{"no traces", map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_TRACES_EXPORTER": "none"},
			false, ""},
		{"another protocol", map[string]string{
			"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
		}, false, "by grpc alone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, value := range c.env {
				t.Setenv(name, value)
			}
			log := &bytes.Buffer{}
			tracer := trace.FromEnv(t.Context(), "zongwu", slog.New(slog.NewTextHandler(log, nil)))
			assert.Equal(t, c.on, tracer != nil)
			if c.says == "" {
				assert.Empty(t, log.String())
			}
			assert.Contains(t, log.String(), c.says)
			begin := time.Now()
			tracer.Stop()
			assert.Less(t, time.Since(begin), time.Second, "nothing was left to send")
		})
	}
}

// A collector that is not there, and one that takes connections and never answers, slow nothing down: spans begin and
// end at once, and stopping is bounded.
func TestCollectorAway(t *testing.T) {
	silent, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = silent.Close() }()
	for name, address := range map[string]string{"nobody": "127.0.0.1:9", "silent": silent.Addr().String()} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://"+address)
			tracer := trace.FromEnv(t.Context(), "zongwu", slog.New(slog.DiscardHandler))
			begin := time.Now()
			for range 10_000 {
				_, span := tracer.Request(t.Context(), "request", "")
				span.End()
			}
			assert.Less(t, time.Since(begin), 2*time.Second)
			begin = time.Now()
			tracer.Stop()
			assert.Less(t, time.Since(begin), 4*time.Second)
		})
	}
}

// moody takes spans when it is told to.
type moody struct{ err error }

func (m *moody) ExportSpans(context.Context, []sdk.ReadOnlySpan) error { return m.err }
func (*moody) Shutdown(context.Context) error                          { return nil }

// That traces are lost is said once, and once that it is over.
func TestSender(t *testing.T) {
	log, collector := &bytes.Buffer{}, &moody{}
	s := trace.NewSender(collector, slog.New(slog.NewTextHandler(log, nil)))
	for _, step := range []struct {
		err  error
		said int
	}{{nil, 0}, {errors.New("away"), 1}, {errors.New("away"), 1}, {nil, 2}, {nil, 2}} {
		collector.err = step.err
		require.NoError(t, s.ExportSpans(t.Context(), nil))
		assert.Equal(t, step.said, strings.Count(log.String(), "\n"))
	}
}
