package store

import (
	"context"
	"database/sql"
)

// readingKey is where a context carries the transaction that everything read under it joins.
type readingKey struct{}

// Reading runs body in one transaction inside a school that only reads. Every InSchool of the same school under body's
// context joins it: a page that asks many questions pays for one transaction, and what several of them ask for is read
// once (Kept). It is for one goroutine; whoever writes meanwhile does so outside of body.
func (s *Store) Reading(ctx context.Context, school string, body func(context.Context) error) error {
	if joined(ctx, school) != nil {
		return body(ctx)
	}
	how := manners{options: &sql.TxOptions{ReadOnly: true}, patience: statementTimeout, plans: "auto"}
	return s.again(ctx, school, how, func(ctx context.Context, t *Tx) error {
		t.kept = map[any]any{}
		return body(context.WithValue(ctx, readingKey{}, t))
	})
}

// joined is the transaction a context reads in, nil when it does not or that is another school's.
func joined(ctx context.Context, school string) *Tx {
	t, _ := ctx.Value(readingKey{}).(*Tx)
	if t == nil || t.School != school {
		return nil
	}
	return t
}

// Kept is what make gives, made once for a transaction of Reading and each time anew in any other. The key is of a type
// of its caller's own.
func Kept[T any](t *Tx, key any, make func() (T, error)) (T, error) {
	if made, there := t.kept[key].(T); there {
		return made, nil
	}
	made, err := make()
	if err == nil && t.kept != nil {
		t.kept[key] = made
	}
	return made, err
}
