package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"zongwu/standalone/postgres"
	"zongwu/store"
)

// Make copies the data folder that the cluster serves to target, which must be empty or not there, while people work
// on it. It returns once the copy is proved; broken off at any moment, it leaves nothing under that name.
func Make(ctx context.Context, cluster *postgres.Cluster, data, target string) (*Manifest, error) {
	target, err := filepath.Abs(target)
	if err != nil {
		return nil, fmt.Errorf("find the backup's folder: %w", err)
	}
	if err := absent(target, "back up to"); err != nil {
		return nil, err
	}
	m := &Manifest{Format: format}
	if m.Postgres, err = postgres.MajorIn(data); err != nil {
		return nil, err
	}
	owner, err := cluster.OwnerURL(ctx)
	if err != nil {
		return nil, err
	}
	if m.Schema, err = store.SchemaOf(ctx, owner); err != nil {
		return nil, err
	}
	return m, whole(target, func(growing string) error { return m.fill(ctx, cluster, data, growing) })
}

func (m *Manifest) fill(ctx context.Context, cluster *postgres.Cluster, data, growing string) error {
	m.Began = time.Now().UTC().Truncate(time.Millisecond)
	for _, name := range kept() {
		err := copyFile(filepath.Join(data, name), filepath.Join(growing, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := cluster.BaseBackup(ctx, growing); err != nil {
		return err
	}
	m.Ended = time.Now().UTC().Truncate(time.Millisecond)
	if err := postgres.VerifyBase(ctx, growing); err != nil {
		return err
	}
	if err := os.Chmod(growing, 0o700); err != nil { // it holds everybody's data
		return fmt.Errorf("close the backup to others: %w", err)
	}
	return m.write(growing)
}
