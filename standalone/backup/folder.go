package backup

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// unfinished is what a folder's name ends in until it is whole.
const unfinished = ".unfinished"

// absent refuses a folder that holds anything.
func absent(dir, purpose string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look at %s: %w", dir, err)
	}
	return fmt.Errorf("%s %s: the folder is not empty, and nothing is ever overwritten; "+
		"name a folder that does not exist yet", purpose, dir)
}

// whole has a folder made by body, under another name until it is complete: whoever sees it under its own name has all
// of it. What an earlier, killed attempt left is cleared away.
func whole(dir string, body func(growing string) error) (err error) {
	growing := dir + unfinished
	lock, err := claim(growing)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close(), os.Remove(lock.Name())) }()
	if err := os.RemoveAll(growing); err != nil {
		return fmt.Errorf("clear away what an earlier attempt left: %w", err)
	}
	if err := os.Mkdir(growing, 0o711); err != nil { // the database's own user passes through
		return fmt.Errorf("make %s: %w", growing, err)
	}
	if err = body(growing); err == nil {
		err = put(growing, dir)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(growing))
	}
	return nil
}

// claim keeps two programs from making the same folder.
func claim(growing string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(growing), 0o755); err != nil { // the database's user passes through
		return nil, fmt.Errorf("make the folder above it: %w", err)
	}
	lock, err := os.OpenFile(growing+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", growing, err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: another program is making it at this moment", growing), lock.Close())
	}
	return lock, nil
}

// put gives a folder its name, once all of it is on the disk.
func put(growing, dir string) error {
	if err := flush(growing); err != nil {
		return err
	}
	err := os.Rename(growing, dir) // an empty folder of that name is replaced
	if errors.Is(err, syscall.EBUSY) || errors.Is(err, syscall.EXDEV) {
		return fmt.Errorf("put %s in place: a disk is mounted there; name a folder inside of it: %s",
			dir, filepath.Join(dir, "zongwu"))
	}
	if err != nil {
		return fmt.Errorf("put %s in place: %w", dir, err)
	}
	return sync(filepath.Dir(dir))
}

// flush has everything below a folder written to the disk.
func flush(root string) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() && !entry.Type().IsRegular() {
			return err
		}
		return sync(path)
	})
}

func sync(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("write %s to the disk: %w", path, err)
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write %s to the disk: %w", path, err)
	}
	return nil
}

// copyTree copies folders and files, readable by us alone as they were.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("read the backup: %w", err)
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return fmt.Errorf("read the backup: %w", err)
		}
		switch target := filepath.Join(to, name); {
		case entry.IsDir():
			return os.Mkdir(target, 0o700)
		case entry.Type().IsRegular():
			return copyFile(path, target)
		default:
			return fmt.Errorf("read the backup: %s is neither a folder nor a file", path)
		}
	})
}

func copyFile(from, to string) (err error) {
	source, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("copy %s: %w", from, err)
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("copy %s: %w", from, err)
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	if _, err := io.Copy(target, source); err != nil {
		return fmt.Errorf("copy %s: %w", from, err)
	}
	return nil
}
