package trace

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/propagation"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Tracer begins traces. A nil one begins none.
type Tracer struct{ provider *sdk.TracerProvider }

// New makes a tracer of a provider's options: how spans are sent, and as whose. FromEnv is what programs use.
func New(options ...sdk.TracerProviderOption) *Tracer {
	return &Tracer{provider: sdk.NewTracerProvider(options...)}
}

// stopTime is how long the last spans may take on their way.
const stopTime = 2 * time.Second

// Stop sends what is left, for a moment at most.
func (t *Tracer) Stop() {
	if t == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	_ = t.provider.Shutdown(ctx) // what the collector has not taken by now is lost, and it was said that it takes nothing
}

// Request begins the span of a request from outside. It joins the trace that parent, a W3C traceparent, is part of; ""
// or one that cannot be read begins another.
func (t *Tracer) Request(ctx context.Context, name, parent string) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	return t.begin(ctx, name, parent, trace.WithSpanKind(trace.SpanKindServer))
}

// Follow begins the span of what is done about something that was noted in an earlier span: it joins the trace of
// parent, or begins another for "", and points to the links.
func (t *Tracer) Follow(ctx context.Context, name, parent string, links ...string) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	options := []trace.SpanStartOption{trace.WithSpanKind(trace.SpanKindConsumer)}
	for _, link := range links {
		if to := read(link); to.IsValid() {
			options = append(options, trace.WithLinks(trace.Link{SpanContext: to}))
		}
	}
	return t.begin(ctx, name, parent, options...)
}

func (t *Tracer) begin(
	ctx context.Context, name, parent string, options ...trace.SpanStartOption,
) (context.Context, Span) {
	under, over := ctx, read(parent)
	if over.IsValid() {
		under = trace.ContextWithRemoteSpanContext(ctx, over)
	} else {
		options = append(options, trace.WithNewRoot())
	}
	within, span := tracerOf(t.provider).Start(under, name, options...)
	if !span.IsRecording() { // the settings ask for a part of all traces only
		return ctx, Span{}
	}
	return within, Span{span}
}

func tracerOf(p trace.TracerProvider) trace.Tracer { return p.Tracer("zongwu") }

// read is what a traceparent names, invalid when it cannot be read.
func read(parent string) trace.SpanContext {
	if parent == "" {
		return trace.SpanContext{}
	}
	carried := propagation.MapCarrier{"traceparent": parent}
	ctx := propagation.TraceContext{}.Extract(context.Background(), carried)
	return trace.SpanContextFromContext(ctx)
}
