package store

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// TrailKey reads the key that signs checkpoints from a file outside the database, and makes the file (only its owner
// may read it) when there is none. What it proves is worth as much as the file is safe from who can write the
// database.
func TrailKey(path string) (ed25519.PrivateKey, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeTrailKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read trail key: %w", err)
	}
	seed, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("read trail key %s: it must hold %d hexadecimal digits", path, 2*ed25519.SeedSize)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

func makeTrailKey(path string) (ed25519.PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make trail key: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) { // made by another process this moment
		return TrailKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("write trail key: %w", err)
	}
	_, writing := fmt.Fprintln(f, hex.EncodeToString(key.Seed()))
	if err := errors.Join(writing, f.Close()); err != nil {
		return nil, fmt.Errorf("write trail key: %w", err)
	}
	return key, nil
}
