package trace

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Span is something that takes time. The zero one is not traced: all that is done to it does nothing.
type Span struct{ span trace.Span }

// Start begins a span under the context's, and puts it into the context; where there is none, nothing is traced.
func Start(ctx context.Context, name string) (context.Context, Span) {
	over := trace.SpanFromContext(ctx)
	if !over.IsRecording() {
		return ctx, Span{}
	}
	ctx, span := tracerOf(over.TracerProvider()).Start(ctx, name)
	return ctx, Span{span}
}

// Call begins the span of a call to another program, which has none under it.
func Call(ctx context.Context, name string) Span {
	over := trace.SpanFromContext(ctx)
	if !over.IsRecording() {
		return Span{}
	}
	_, span := tracerOf(over.TracerProvider()).Start(ctx, name, trace.WithSpanKind(trace.SpanKindClient))
	return Span{span}
}

// On says that the span is traced.
func (s Span) On() bool { return s.span != nil }

// Set says something of the span; "" says nothing.
func (s Span) Set(key, value string) {
	if s.span != nil && value != "" {
		s.span.SetAttributes(attribute.String(key, value))
	}
}

// Count says a number of the span.
func (s Span) Count(key string, n int) {
	if s.span != nil {
		s.span.SetAttributes(attribute.Int(key, n))
	}
}

// Fail says that the span failed, in a word of the program's own: never in an error's, which may quote what was typed.
func (s Span) Fail(word string) {
	if s.span != nil {
		s.span.SetStatus(codes.Error, word)
	}
}

// End ends the span.
func (s Span) End() {
	if s.span != nil {
		s.span.End()
	}
}

// Parent is the span as another process is told of it (W3C traceparent); "" when it is not traced.
func (s Span) Parent() string {
	if s.span == nil {
		return ""
	}
	c := s.span.SpanContext()
	return "00-" + c.TraceID().String() + "-" + c.SpanID().String() + "-" + c.TraceFlags().String()
}

// Of is the context's span.
func Of(ctx context.Context) Span {
	if span := trace.SpanFromContext(ctx); span.IsRecording() {
		return Span{span}
	}
	return Span{}
}

// ID is the id of the trace the context is part of; "" where nothing is traced.
func ID(ctx context.Context) string {
	if span := Of(ctx); span.On() {
		return span.span.SpanContext().TraceID().String()
	}
	return ""
}
