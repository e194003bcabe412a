package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zongwu/e2e/client"
)

const password = "demo-2026"

// box is the product on this machine: its programs, one data folder, and the process when it runs.
type box struct {
	programs, data, address string

	foreign bool // runs already and is not ours to stop
	empty   bool // without the demonstration schools
	command *exec.Cmd
	output  *tail
	ended   chan error
}

// theBox is shared by the tests of this package: starting an empty folder takes a while.
var theBox = &box{}

func TestMain(m *testing.M) {
	code, err := withBox(m)
	theChromium.end()
	if err != nil {
		log.Fatal(err)
	}
	os.Exit(code)
}

func withBox(m *testing.M) (code int, err error) {
	if address := os.Getenv("E2E_ADDRESS"); address != "" {
		theBox.address, theBox.foreign = address, true
		return m.Run(), nil
	}
	// The folder's parent must be open to the user the database runs as when we are root.
	root, err := os.MkdirTemp("", "zongwu-e2e-")
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(root)) }()
	if err := os.Chmod(root, 0o755); err != nil {
		return 1, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 1, err
	}
	theBox.programs, theBox.data = filepath.Join(root, "bin"), filepath.Join(root, "data")
	theBox.address = listener.Addr().String()
	if err := listener.Close(); err != nil {
		return 1, err
	}
	if err := build(theBox.programs); err != nil {
		return 1, err
	}
	code = m.Run()
	// Killed, it would leave its database stopping in a folder that is being removed.
	return code, theBox.stop(syscall.SIGTERM)
}

// build makes the two programs, into names of their packages.
func build(into string) error {
	if err := os.Mkdir(into, 0o755); err != nil {
		return err
	}
	for name, pkg := range map[string]string{"zongwu": "zongwu", "zongwu-standalone": "zongwu/standalone"} {
		out, err := exec.Command("go", "build", "-buildvcs=false", "-o", filepath.Join(into, name), pkg).CombinedOutput()
		if err != nil {
			return fmt.Errorf("build %s: %w\n%s", pkg, err, out)
		}
	}
	return nil
}

// running starts the process unless it runs and returns the server.
func running(t *testing.T) *client.Server {
	t.Helper()
	if theBox.command == nil && !theBox.foreign {
		took, err := theBox.start()
		require.NoError(t, err)
		t.Logf("ready after %v", took.Round(time.Millisecond))
	}
	return client.NewServer("http://"+theBox.address, 0)
}

// start starts the process and waits until it is ready.
func (b *box) start() (time.Duration, error) {
	began := time.Now()
	b.output = &tail{}
	b.command = exec.Command(filepath.Join(b.programs, "zongwu-standalone"), fmt.Sprintf("--demo=%t", !b.empty),
		"--data", b.data, "--listen", b.address)
	b.command.Stdout, b.command.Stderr = b.output, b.output
	if err := b.command.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	b.ended = ended
	command := b.command
	go func() { ended <- command.Wait() }()
	for {
		select {
		case err := <-ended:
			b.command = nil
			return 0, fmt.Errorf("ended while starting: %w\n%s", err, b.output)
		case <-time.After(20 * time.Millisecond):
		}
		if b.ready() {
			return time.Since(began), nil
		}
		if time.Since(began) > 2*time.Minute {
			return 0, fmt.Errorf("not ready after %v\n%s", time.Since(began), b.output)
		}
	}
}

func (b *box) ready() bool {
	response, err := (&http.Client{Timeout: time.Second}).Get("http://" + b.address + "/readyz")
	if err != nil {
		return false
	}
	return errors.Join(response.Body.Close()) == nil && response.StatusCode == http.StatusOK
}

// stop sends a signal and waits for the end. The error is the process's own unless it was killed.
func (b *box) stop(how syscall.Signal) error {
	if b.command == nil {
		return nil
	}
	if err := b.command.Process.Signal(how); err != nil {
		return err
	}
	err := <-b.ended
	b.command = nil
	if how == syscall.SIGKILL {
		return nil
	}
	return err
}

// killDatabase kills the database's first process too, as a power cut would.
func (b *box) killDatabase() error {
	files, err := filepath.Glob(filepath.Join(b.data, "*", "postmaster.pid"))
	if err != nil || len(files) == 0 {
		return errors.Join(err, errors.New("find postmaster.pid: none"))
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		return err
	}
	pid, err := strconv.Atoi(strings.TrimSpace(strings.SplitN(string(text), "\n", 2)[0]))
	if err != nil {
		return err
	}
	return syscall.Kill(pid, syscall.SIGKILL)
}

// verify runs `zongwu verify` on the folder. Workflows end a moment after their cases do, so it is given some time to
// come out well.
func (b *box) verify(ctx context.Context) error {
	var last error
	for try := 0; try < 30; try++ {
		out, err := exec.CommandContext(ctx, filepath.Join(b.programs, "zongwu"), "verify", "--data", b.data).CombinedOutput()
		if err == nil {
			return nil
		}
		last = fmt.Errorf("zongwu verify: %w\n%s", err, out)
		time.Sleep(time.Second)
	}
	return last
}

// tail keeps the last of what a process says.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if len(t.text) > 1<<16 {
		t.text = bytes.Clone(t.text[len(t.text)-1<<15:])
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}

// seed is the chance of this run: another every day unless given, always logged.
func seed(t *testing.T) uint64 {
	t.Helper()
	n := uint64(time.Now().Unix() / 86400)
	if text := os.Getenv("E2E_SEED"); text != "" {
		given, err := strconv.ParseUint(text, 10, 64)
		require.NoError(t, err)
		n = given
	}
	t.Logf("E2E_SEED=%d", n)
	return n
}

// openSchool reads a school and its books from outside.
func openSchool(t *testing.T, server *client.Server, suffix string) (*client.School, *client.Account) {
	t.Helper()
	school, err := client.OpenSchool(t.Context(), server, suffix, password)
	require.NoError(t, err)
	account, err := client.OpenAccount(t.Context(), school)
	require.NoError(t, err)
	return school, account
}
