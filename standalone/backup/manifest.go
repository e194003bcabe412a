package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

const (
	manifestName = "backup.json"
	// format is the version of a copy's layout; a program reads its own and older ones.
	format = 1
)

// Manifest is what a copy says of itself.
type Manifest struct {
	Format   int       `json:"format"`
	Began    time.Time `json:"began"` // what was answered before is in it for certain
	Ended    time.Time `json:"ended"` // what was begun after is not
	Postgres string    `json:"postgres"`
	Schema   int64     `json:"schema"`
	// Files are the digests of what stands beside the database, and of the database's own manifest of its files.
	Files map[string]string `json:"files"`
}

// baseManifest is where the database's copy keeps the digests of its files.
const baseManifest = "postgres/backup_manifest"

// kept are the files of a data folder that belong into its copy. All but the first are there or not. The checkpoints'
// copies may not be newer than the database: they are taken before it, and the database keeps them first.
func kept() []string { return []string{"postgres.password", "trail.key", "trail.checkpoints", "demo"} }

// Read reads what the copy in a folder says of itself.
func Read(dir string) (*Manifest, error) {
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open backup %s: it has no %s: either it is no backup made by zongwu backup, "+
			"or one that was broken off; take another one", dir, manifestName)
	}
	if err != nil {
		return nil, fmt.Errorf("open backup %s: %w", dir, err)
	}
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil || m.Format < 1 {
		return nil, fmt.Errorf("open backup %s: %s is damaged; take another backup", dir, manifestName)
	}
	if m.Format > format {
		return nil, fmt.Errorf("open backup %s: a newer zongwu made it; restore it with that version", dir)
	}
	return &m, nil
}

// write writes the manifest of a copy that is complete.
func (m *Manifest) write(dir string) error {
	m.Files = map[string]string{}
	for _, name := range append(kept(), baseManifest) {
		digest, err := digestOf(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		m.Files[name] = digest
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("write the backup's manifest: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, manifestName), append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("write the backup's manifest: %w", err)
	}
	return nil
}

// check proves the files that the manifest names; the database's own files are proved by their own manifest.
func (m *Manifest) check(dir string) error {
	for name, want := range m.Files {
		got, err := digestOf(filepath.Join(dir, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if got != want {
			return fmt.Errorf("prove the copy: %s is not what it was when the backup was made: "+
				"the backup is damaged; take another one", name)
		}
	}
	return nil
}

func digestOf(path string) (_ string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("prove the copy: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	digest := sha256.New()
	if _, err := io.Copy(digest, file); err != nil {
		return "", fmt.Errorf("prove the copy: %w", err)
	}
	return hex.EncodeToString(digest.Sum(nil)), nil
}
