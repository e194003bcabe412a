package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"zongwu/standalone/postgres"
	"zongwu/store"
)

// Restore makes the data folder of what the copy in source holds. The folder must be empty or not there. The database
// is brought up once before the folder gets its name: what appears there can be started.
func Restore(ctx context.Context, source, data string, log *slog.Logger) (*Manifest, error) {
	source, data, err := absolute(source, data)
	if err != nil {
		return nil, err
	}
	m, err := Read(source)
	if err != nil {
		return nil, err
	}
	if err := m.fits(); err != nil {
		return nil, err
	}
	if err := free(data); err != nil {
		return nil, err
	}
	return m, whole(data, func(growing string) error { return m.unpack(ctx, source, growing, log) })
}

func absolute(source, data string) (string, string, error) {
	from, err := filepath.Abs(source)
	if err != nil {
		return "", "", fmt.Errorf("find the backup: %w", err)
	}
	to, err := filepath.Abs(data)
	if err != nil {
		return "", "", fmt.Errorf("find the data folder: %w", err)
	}
	return from, to, nil
}

// fits says whether this machine and this program can serve the copy.
func (m *Manifest) fits() error {
	if err := postgres.Installed(m.Postgres); err != nil {
		return fmt.Errorf("the backup was made with PostgreSQL %s, which no other version can read: %w", m.Postgres, err)
	}
	ours, err := store.SchemaVersion()
	if err != nil {
		return err
	}
	if m.Schema > ours {
		return fmt.Errorf("restore the backup: a newer zongwu made it (schema %d, this program knows %d): "+
			"install that version and try again", m.Schema, ours)
	}
	return nil
}

// free refuses a folder that a program runs on, and one that holds anything.
func free(data string) error {
	if _, err := os.Stat(filepath.Join(data, "lock")); err == nil {
		held, err := postgres.Hold(data)
		if err != nil {
			return err // in use, by whom
		}
		if err := held.Close(); err != nil {
			return fmt.Errorf("look at %s: %w", data, err)
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look at %s: %w", data, err)
	}
	return absent(data, "restore into")
}

func (m *Manifest) unpack(ctx context.Context, source, growing string, log *slog.Logger) error {
	for _, name := range append(kept(), "postgres") {
		from := filepath.Join(source, name)
		if _, err := os.Stat(from); errors.Is(err, fs.ErrNotExist) {
			continue // the manifest misses what should be there
		}
		if err := copyTree(from, filepath.Join(growing, name)); err != nil {
			return err
		}
	}
	if err := m.check(growing); err != nil {
		return err
	}
	if err := postgres.VerifyBase(ctx, growing); err != nil {
		return fmt.Errorf("the backup is damaged; take another one: %w", err)
	}
	if err := postgres.Own(growing); err != nil {
		return err
	}
	cluster, err := postgres.Start(ctx, postgres.Config{Dir: growing, Logger: log})
	if err != nil {
		return fmt.Errorf("bring the restored database up: %w", err)
	}
	return cluster.Stop()
}
