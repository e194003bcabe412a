package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lib/pq/pqerror"
)

// Bounds of a page of a list.
const (
	defaultLimit = 50
	maxLimit     = 200
)

// ErrCursor is a cursor no list gave out.
var ErrCursor = errors.New("cursor is not one of this list")

// Query narrows a list; empty fields do not.
type Query struct {
	ID     string // exactly this one
	Q      string // name, pinyin or initials
	Limit  int    // 1 to 200, 50 when 0
	Cursor string // where the page before ended
}

// paged reads one page. query takes the keys of the last row seen as its first parameters (all NULL at the start),
// then the limit, then args; key gives those keys of a row as text. It asks for one row more than the page holds.
func paged[T any](
	ctx context.Context, t *Tx, what string, q Query, keys int, key func(*T) []string, query string, args ...any,
) (rows []T, next string, err error) {
	after, err := readCursor(q.Cursor, keys)
	if err != nil {
		return nil, "", err
	}
	limit := pageLimit(q.Limit)
	rows = []T{}
	for _, arg := range args {
		if text, ok := arg.(string); ok && !Storable(text) {
			return rows, "", nil // nothing is called so
		}
	}
	err = t.list(planAnew(ctx), what, &rows, query, append(append(after, limit+1), args...)...)
	if q.Cursor != "" && malformed(err) {
		return nil, "", ErrCursor // right shape, but no date or number inside
	}
	if err != nil || len(rows) <= limit {
		return rows, "", err
	}
	rows = rows[:limit]
	next, err = writeCursor(key(&rows[limit-1]))
	return rows, next, err
}

// pageLimit is how many rows a page has for whom asked for n.
func pageLimit(n int) int {
	if n <= 0 {
		return defaultLimit
	}
	return min(n, maxLimit)
}

// malformed says that a parameter could not be read as the type its place wants.
func malformed(err error) bool {
	for _, code := range []pqerror.Code{"22007", "22008", "22P02", "22003"} {
		if hasCode(err, code) {
			return true
		}
	}
	return false
}

func readCursor(cursor string, keys int) ([]any, error) {
	after := make([]any, keys)
	if cursor == "" {
		return after, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return nil, ErrCursor
	}
	var texts []string
	if err := json.Unmarshal(raw, &texts); err != nil || len(texts) != keys {
		return nil, ErrCursor
	}
	for i, text := range texts {
		if !Storable(text) {
			return nil, ErrCursor
		}
		after[i] = text
	}
	return after, nil
}

func writeCursor(keys []string) (string, error) {
	raw, err := json.Marshal(keys)
	if err != nil {
		return "", fmt.Errorf("encode cursor: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// One gives the single row of a list narrowed by Query.ID, or ErrNotFound.
func One[T any](rows []T, _ string, err error) (*T, error) {
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, ErrNotFound
	}
	return &rows[0], nil
}
