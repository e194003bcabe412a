package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	sdklog "go.temporal.io/sdk/log"

	"zongwu/workflows"
)

// Connect makes a client from the environment (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the rest of Temporal's own
// variables and configuration file). It does not wait for Temporal.
func Connect(logger *slog.Logger) (client.Client, string, error) {
	options, err := envconfig.LoadDefaultClientOptions()
	if err != nil {
		return nil, "", fmt.Errorf("read temporal's settings: %w", err)
	}
	return connect(options, logger)
}

// ConnectTo makes a client for an address and a namespace. It does not wait for Temporal.
func ConnectTo(address, namespace string, logger *slog.Logger) (client.Client, string, error) {
	return connect(client.Options{HostPort: address, Namespace: namespace}, logger)
}

func connect(options client.Options, logger *slog.Logger) (client.Client, string, error) {
	if options.Namespace == "" {
		options.Namespace = client.DefaultNamespace
	}
	if options.ConnectionOptions.KeepAliveTime == 0 {
		// A connection that a firewall forgot is found dead within 20 seconds; the SDK's own times add up to 45.
		options.ConnectionOptions.KeepAliveTime = 15 * time.Second
		options.ConnectionOptions.KeepAliveTimeout = 5 * time.Second
	}
	// What the SDK warns of while Temporal is away, over and over, the dispatcher says once.
	options.Logger = sdklog.NewStructuredLogger(slog.New(errorsOnly{logger.Handler()}))
	options.Interceptors = append(options.Interceptors, &carrier{})
	c, err := client.NewLazyClient(options)
	if err != nil {
		return nil, "", fmt.Errorf("make temporal client: %w", err)
	}
	return c, options.Namespace, nil
}

// errorsOnly is a log handler that lets errors through.
type errorsOnly struct{ slog.Handler }

// Enabled implements slog.Handler.
func (h errorsOnly) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelError && h.Handler.Enabled(ctx, level)
}

// WithAttrs implements slog.Handler.
func (h errorsOnly) WithAttrs(attrs []slog.Attr) slog.Handler {
	return errorsOnly{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h errorsOnly) WithGroup(name string) slog.Handler { return errorsOnly{h.Handler.WithGroup(name)} }

// ensureAttributes registers the search attributes cases are started with, where the namespace lacks them.
func ensureAttributes(ctx context.Context, c client.Client, namespace string) error {
	have, err := c.OperatorService().ListSearchAttributes(ctx,
		&operatorservice.ListSearchAttributesRequest{Namespace: namespace})
	if err != nil {
		return fmt.Errorf("list search attributes: %w", err)
	}
	missing := map[string]enums.IndexedValueType{}
	for _, name := range workflows.Attributes() {
		if _, ok := have.CustomAttributes[name]; !ok {
			missing[name] = enums.INDEXED_VALUE_TYPE_KEYWORD
		}
	}
	if len(missing) == 0 {
		return nil
	}
	_, err = c.OperatorService().AddSearchAttributes(ctx,
		&operatorservice.AddSearchAttributesRequest{Namespace: namespace, SearchAttributes: missing})
	var exists *serviceerror.AlreadyExists // another worker was quicker
	if err != nil && !errors.As(err, &exists) {
		return fmt.Errorf("add search attributes: %w", err)
	}
	return nil
}
