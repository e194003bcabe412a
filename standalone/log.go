package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
)

// largeLog is where a log is put aside when the process starts.
const largeLog = 50 << 20

// openLog writes everything to log/zongwu.log in the data folder, and warnings to the terminal too.
func openLog(dir string) (*slog.Logger, *os.File, error) {
	path := filepath.Join(dir, "log", "zongwu.log")
	// The database runs as a user of its own, who must pass through the folder, not look around.
	if err := os.MkdirAll(dir, 0o711); err != nil {
		return nil, nil, fmt.Errorf("make the data folder: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, nil, fmt.Errorf("make the log folder: %w", err)
	}
	if info, err := os.Stat(path); err == nil && info.Size() > largeLog {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, nil, fmt.Errorf("put the old log aside: %w", err)
		}
	} else if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, nil, fmt.Errorf("look at the log: %w", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o640)
	if err != nil {
		return nil, nil, fmt.Errorf("open the log: %w", err)
	}
	return slog.New(slog.NewMultiHandler(
		slog.NewJSONHandler(file, nil),
		slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}),
	)), file, nil
}
