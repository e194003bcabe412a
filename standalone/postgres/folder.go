package postgres

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// InUseError says that another process runs the cluster of a folder.
type InUseError struct {
	Dir string
	PID int // 0 when unknown
}

func (e *InUseError) Error() string {
	who := "another process"
	if e.PID > 0 {
		who = "process " + strconv.Itoa(e.PID)
	}
	return fmt.Sprintf("lock %s: the data folder is in use by %s; stop it first, or choose another folder with --data",
		e.Dir, who)
}

// folder is an installation's data folder.
type folder string

func (f folder) lock() string     { return filepath.Join(string(f), "lock") }
func (f folder) data() string     { return filepath.Join(string(f), "postgres") }
func (f folder) unborn() string   { return filepath.Join(string(f), "postgres.new") }
func (f folder) password() string { return filepath.Join(string(f), "postgres.password") }
func (f folder) record() string   { return filepath.Join(string(f), "postgres.json") }
func (f folder) log() string      { return filepath.Join(string(f), "log", "postgres.log") }

// take makes the folder and locks it for this process. The lock goes with the process, however it ends.
func (f folder) take() (*os.File, error) {
	// The database's own user must pass through, not look around.
	if err := os.MkdirAll(string(f), 0o711); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(f.log()), 0o750); err != nil {
		return nil, fmt.Errorf("make the log folder: %w", err)
	}
	file, err := os.OpenFile(f.lock(), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the data folder's lock: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer func() { err = errors.Join(err, file.Close()) }()
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("lock the data folder: %w", err)
		}
		return nil, &InUseError{Dir: string(f), PID: pidIn(f.lock())}
	}
	if err := errors.Join(file.Truncate(0), writeAt(file, strconv.Itoa(os.Getpid())+"\n")); err != nil {
		return nil, errors.Join(fmt.Errorf("write the data folder's lock: %w", err), file.Close())
	}
	return file, nil
}

func writeAt(file *os.File, text string) error {
	_, err := file.WriteAt([]byte(text), 0)
	return err
}

// pidIn reads the process id a file begins with, 0 when there is none.
func pidIn(path string) int {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil {
		return 0
	}
	return pid
}

// secret reads what all passwords are derived from; it is made once, before the cluster.
func (f folder) secret() (string, error) {
	text, err := os.ReadFile(f.password())
	if err == nil {
		return strings.TrimSpace(string(text)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read the database's secret: %w", err)
	}
	if _, err := os.Stat(f.data()); err == nil {
		return "", fmt.Errorf("read the database's secret: %s is gone, but %s is there; restore both together",
			f.password(), f.data())
	}
	secret := rand.Text()
	if err := writePrivate(f.password(), []byte(secret+"\n")); err != nil {
		return "", fmt.Errorf("write the database's secret: %w", err)
	}
	return secret, nil
}

// passwordOf derives a role's password, so that one secret serves all.
func passwordOf(secret, role string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(role)) // a hash never fails
	return hex.EncodeToString(mac.Sum(nil)[:20])
}

// Record is what postgres.json tells other tools while the cluster runs.
type Record struct {
	PID    int    `json:"pid"` // the postmaster's
	Port   int    `json:"port"`
	Socket string `json:"socket,omitempty"` // where it listens beside it; older programs had none, and said nothing of it
	URL    string `json:"url"`              // of the installation's database, as the superuser
}

func (f folder) writeRecord(r Record) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("write the cluster's record: %w", err)
	}
	if err := writePrivate(f.record(), append(text, '\n')); err != nil {
		return fmt.Errorf("write the cluster's record: %w", err)
	}
	return nil
}

func (f folder) readRecord() (Record, error) {
	var r Record
	text, err := os.ReadFile(f.record())
	if err != nil {
		return r, fmt.Errorf("read the cluster's record: %w", err)
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return r, fmt.Errorf("read the cluster's record: %w", err)
	}
	return r, nil
}

// writePrivate replaces a file whole, readable by us alone.
func writePrivate(path string, text []byte) error {
	temporary := path + ".new"
	if err := os.WriteFile(temporary, text, 0o600); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}

// address makes a connection URL for a role of the cluster.
func address(secret string, port int, database, role string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(role, passwordOf(secret, role)),
		Host:     "127.0.0.1:" + strconv.Itoa(port),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}
