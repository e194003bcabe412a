package trace

import (
	"context"
	"log/slog"
	"sync/atomic"

	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// sender sends spans. That nobody takes them is said once, and once that somebody does again; they are lost meanwhile,
// and so is what comes quicker than it can be sent: nobody waits for a trace.
type sender struct {
	sdk.SpanExporter
	log  *slog.Logger
	lost atomic.Bool
}

// ExportSpans implements sdk.SpanExporter. It keeps the error, which the SDK would print each time.
func (s *sender) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	err := s.SpanExporter.ExportSpans(ctx, spans)
	if lost := err != nil; s.lost.Swap(lost) != lost {
		if lost {
			s.log.WarnContext(ctx, "cannot send traces; they are lost until this is said to be over", "error", err)
		} else {
			s.log.InfoContext(ctx, "sending traces again")
		}
	}
	return nil
}
