package store

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/lib/pq"
)

// Key is an idempotency key used before by an actor.
type Key struct {
	BodyHash string
	Answer   []byte
}

// usedKey is what the database says of a key: its body's hash and its answer, nothing where it is new.
type usedKey = pq.StringArray

// keyOf reads what the database says of a key; nil when it is new.
func keyOf(used usedKey) (*Key, error) {
	if len(used) != 2 {
		return nil, nil //nolint:nilnil // nil is "new", which is no error
	}
	answer, err := hex.DecodeString(used[1])
	if err != nil {
		return nil, fmt.Errorf("read answer of key: %w", err)
	}
	return &Key{BodyHash: used[0], Answer: answer}, nil
}

// LockKey takes the key for the rest of the transaction (a second caller waits) and returns what it answered before,
// nil when it is new. An action upon a case takes it with the case (LockCaseFor).
func (t *Tx) LockKey(ctx context.Context, actor, key string) (*Key, error) {
	var used usedKey
	if err := t.get(ctx, "lock key", &used, `SELECT lock_key($1, $2)`, actor, key); err != nil {
		return nil, err
	}
	return keyOf(used)
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

// ReadKey is what a key of an actor answered, nil where it is new.
func (t *Tx) ReadKey(ctx context.Context, actor, key string) (*Key, error) {
	var found []Key
	err := t.list(ctx, "read key", &found, `SELECT body_hash AS bodyhash, answer FROM keys WHERE actor = $1 AND key = $2`,
		actor, key)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}
