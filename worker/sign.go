package worker

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"zongwu/store"
)

// signEvery is how often the last digests of all cases are signed.
const signEvery = 15 * time.Minute

// Signer signs the schools' trails from time to time.
type Signer struct {
	Store *store.Store
	Key   ed25519.PrivateKey
	// Copies is a file outside the database that every checkpoint is added to, one JSON object a line; "" keeps none.
	Copies string
	Logger *slog.Logger
}

// Run signs at once, every quarter of an hour, and once more when ctx ends.
func (s *Signer) Run(ctx context.Context) {
	tick := time.NewTicker(signEvery)
	defer tick.Stop()
	for {
		s.sign(ctx)
		select {
		case <-tick.C:
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
			defer cancel()
			s.sign(last)
			return
		}
	}
}

// sign does not end the worker when it fails: what was not signed now is signed next time.
func (s *Signer) sign(ctx context.Context) {
	made, err := s.Store.SignTrails(ctx, s.Key)
	if err := errors.Join(err, s.keep(made)); err != nil {
		s.Logger.WarnContext(ctx, "sign trails", "error", err)
	}
}

func (s *Signer) keep(made []store.Checkpoint) error {
	if s.Copies == "" || len(made) == 0 {
		return nil
	}
	file, err := os.OpenFile(s.Copies, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("open the checkpoints' copies: %w", err)
	}
	for _, c := range made {
		line, err := json.Marshal(c)
		if err == nil {
			_, err = file.Write(append(line, '\n'))
		}
		if err != nil {
			return errors.Join(fmt.Errorf("copy checkpoint %d of %s: %w", c.N, c.School, err), file.Close())
		}
	}
	return file.Close()
}

// ReadCopies reads the newest copy of each school's checkpoints, by school; a missing file has none.
func ReadCopies(path string) (map[string]*store.Checkpoint, error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return map[string]*store.Checkpoint{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open the checkpoints' copies: %w", err)
	}
	newest := map[string]*store.Checkpoint{}
	for decoder := json.NewDecoder(file); decoder.More(); {
		var c store.Checkpoint
		if err := decoder.Decode(&c); err != nil {
			return nil, errors.Join(fmt.Errorf("read the checkpoints' copies: %w", err), file.Close())
		}
		newest[c.School] = &c
	}
	return newest, file.Close()
}
