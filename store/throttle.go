package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// LoginFailures counts a failed sign-in under each key ("account:head", "address:10.0.0.1") and returns the highest
// count within the window. A count begins anew when its window is over.
func (s *Store) LoginFailures(ctx context.Context, window time.Duration, keys ...string) (int, error) {
	var worst int
	err := s.get(ctx, "count sign-in", &worst, `
		WITH counted AS (
			INSERT INTO login_tries (key, failures, since)
			SELECT key, 1, now() FROM unnest($1::text[]) key ORDER BY key
			ON CONFLICT (key) DO UPDATE SET
				failures = CASE WHEN login_tries.since < now() - $2 * interval '1 s' THEN 1 ELSE login_tries.failures + 1 END,
				since = CASE WHEN login_tries.since < now() - $2 * interval '1 s' THEN now() ELSE login_tries.since END
			RETURNING failures
		)
		SELECT coalesce(max(failures), 0) FROM counted`, array(tryKeys(keys)), window.Seconds())
	if err != nil {
		return 0, away(fmt.Errorf("count sign-in: %w", err))
	}
	return worst, nil
}

// LoginWait says how long to wait until a sign-in under all keys may be tried again: 0 while fewer than limit failed
// within the window.
func (s *Store) LoginWait(ctx context.Context, window time.Duration, limit int, keys ...string) (time.Duration, error) {
	var seconds float64
	err := s.get(ctx, "read sign-in tries", &seconds, `
		SELECT coalesce(max(extract(epoch FROM since + $2 * interval '1 s' - now())), 0)::float8 FROM login_tries
		WHERE key = ANY($1) AND failures >= $3 AND since + $2 * interval '1 s' > now()`,
		array(tryKeys(keys)), window.Seconds(), limit)
	if err != nil {
		return 0, away(fmt.Errorf("read sign-in tries: %w", err))
	}
	return time.Duration(seconds * float64(time.Second)), nil
}

// LoginWorked forgets the failures under keys, and those of anybody that are older than a day.
func (s *Store) LoginWorked(ctx context.Context, keys ...string) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM login_tries WHERE key = ANY($1) OR since < now() - interval '1 day'`,
		array(tryKeys(keys)))
	if err != nil {
		return away(fmt.Errorf("forget sign-in tries: %w", err))
	}
	return nil
}

// tryKeys makes what was typed into something that can be stored.
func tryKeys(keys []string) []string {
	out := make([]string, len(keys))
	for i, key := range keys {
		out[i] = strings.ToValidUTF8(strings.ReplaceAll(key, "\x00", "?"), "?")
	}
	slices.Sort(out)
	return slices.Compact(out)
}
