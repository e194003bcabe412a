package trace

import (
	"context"
	"log/slog"
	"os"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// FromEnv makes the tracer that OpenTelemetry's own environment variables ask for; nil when they name no collector.
// Nothing about it stops a program: where the settings make no sense, that is logged and nothing is traced.
func FromEnv(ctx context.Context, program string, log *slog.Logger) *Tracer {
	if !wanted() {
		return nil
	}
	if protocol := first("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"); protocol != "" &&
		protocol != "grpc" {
		log.WarnContext(ctx, "nothing is traced: traces are sent by grpc alone", "protocol", protocol)
		return nil
	}
	// It connects in the background: whether the collector is there shows when something is sent.
	exporter, err := otlptracegrpc.New(ctx)
	if err != nil {
		log.WarnContext(ctx, "nothing is traced: the settings cannot be followed", "error", err)
		return nil
	}
	// What the environment says (OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES) comes last and counts.
	who, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", program)),
		resource.WithHost(), resource.WithProcessPID(), resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		log.WarnContext(ctx, "describe this program to the collector", "error", err)
	}
	return New(sdk.WithBatcher(&sender{SpanExporter: exporter, log: log}), sdk.WithResource(who))
}

// wanted says that the environment names a collector, and does not say that there shall be no traces.
func wanted() bool {
	if strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true") || os.Getenv("OTEL_TRACES_EXPORTER") == "none" {
		return false
	}
	return first("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT") != ""
}

// first is the first of some variables that is set.
func first(names ...string) string {
	for _, name := range names {
		if value := os.Getenv(name); value != "" {
			return value
		}
	}
	return ""
}
