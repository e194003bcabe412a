package store

import (
	"context"
	"errors"
)

// Key is an idempotency key used before by an actor.
type Key struct {
	BodyHash string
	Answer   []byte
}

// LockKey takes the key for the rest of the transaction (a second caller waits) and returns what it answered before,
// nil when it is new.
func (t *Tx) LockKey(ctx context.Context, actor, key string) (*Key, error) {
	var row Key
	err := t.get(ctx, "lock key", &row, `SELECT body_hash AS bodyhash, answer FROM lock_key($1, $2)`, actor, key)
	if errors.Is(err, ErrNotFound) {
		return nil, nil //nolint:nilnil // nil is "new", which is no error
	}
	if err != nil {
		return nil, err
	}
	return &row, nil
}

// SaveKey remembers the answer under a key, for good.
func (t *Tx) SaveKey(ctx context.Context, actor, key string, k Key) error {
	answer := k.Answer
	if answer == nil {
		answer = []byte{}
	}
	return t.exec(ctx, "save key", `INSERT INTO keys (actor, key, body_hash, answer) VALUES ($1, $2, $3, $4)`,
		actor, key, k.BodyHash, answer)
}
