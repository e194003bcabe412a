package scale

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/lib/pq"
)

// writePlans asks every question once more while PostgreSQL explains each of its statements, as the application's role
// and with the values it has, and writes what it says under the question's name.
func (a *asker) writePlans(ctx context.Context, log, file string) error {
	s := a.school
	for _, setting := range []string{
		"session_preload_libraries = 'auto_explain'", "auto_explain.log_min_duration = 0", "auto_explain.log_analyze = on",
		"auto_explain.log_buffers = on", "auto_explain.log_nested_statements = on",
	} {
		_, err := s.owner.ExecContext(ctx, `ALTER DATABASE `+pq.QuoteIdentifier(s.database)+` SET `+setting)
		if err != nil {
			return fmt.Errorf("have plans explained: %w", err)
		}
	}
	if err := s.connect(ctx); err != nil {
		return err
	}
	explained, err := s.asker(ctx)
	if err != nil {
		return err
	}
	var out strings.Builder
	for _, q := range explained.questions {
		before, err := os.ReadFile(log)
		if err != nil {
			return fmt.Errorf("read log: %w", err)
		}
		took, err := explained.ask(ctx, q)
		if err != nil {
			return err
		}
		after, err := os.ReadFile(log)
		if err != nil {
			return fmt.Errorf("read log: %w", err)
		}
		fmt.Fprintf(&out, "## %s\n\n%s asks for %s: %v with explaining\n\n%s\n\n", q.name, q.person, q.path,
			took.Round(time.Millisecond/10), after[len(before):])
	}
	return os.WriteFile(file, []byte(out.String()), 0o600)
}
