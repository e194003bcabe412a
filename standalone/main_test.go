package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// instance is a running installation inside the test.
type instance struct {
	address string
	stop    func() error // and wait
}

// begin runs the command as a shell would and waits until it is ready.
func begin(t *testing.T, args ...string) (*instance, error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	reader, writer := io.Pipe()
	c := command()
	c.SetArgs(args)
	c.SetOut(writer)
	ended := make(chan error, 1)
	go func() {
		err := c.ExecuteContext(ctx)
		ended <- err
		_ = writer.CloseWithError(io.EOF) // a pipe's writer never fails to close
	}()
	line, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		cancel()
		return nil, <-ended
	}
	i := &instance{address: strings.TrimSpace(strings.TrimPrefix(line, "ready: "))}
	stopped := false
	i.stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-ended
	}
	t.Cleanup(func() {
		if err := i.stop(); err != nil {
			t.Error(err)
		}
	})
	return i, nil
}

func mustBegin(t *testing.T, args ...string) *instance {
	t.Helper()
	i, err := begin(t, args...)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func status(t *testing.T, method, url, body string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode
}

func TestDemonstrationStartsStopsAndStartsAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	flags := []string{"--demo", "--data", dir, "--listen", "127.0.0.1:0"}
	const login = `{"login": "head@second", "password": "demo-2026"}`
	first := mustBegin(t, flags...)
	if got := status(t, http.MethodPost, first.address+"/api/v1/session", login); got != http.StatusOK {
		t.Errorf("signing in answered %d", got)
	}
	if _, err := begin(t, flags...); err == nil || !strings.Contains(err.Error(), "in use by process") {
		t.Errorf("a second start on the folder said %v", err)
	}
	killDatabase(t, dir)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		in := status(t, http.MethodPost, first.address+"/api/v1/session", login)
		if in == http.StatusOK && status(t, http.MethodGet, first.address+"/readyz", "") == http.StatusOK {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("its database was killed, and signing in answers %d", in)
		}
	}
	began := time.Now()
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("stopping took %s", took)
	}

	began = time.Now()
	second := mustBegin(t, flags...)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("the second start took %s", took)
	}
	if got := status(t, http.MethodPost, second.address+"/api/v1/session", login); got != http.StatusOK {
		t.Errorf("signing in after the second start answered %d", got)
	}
	if got := status(t, http.MethodGet, second.address+"/readyz", ""); got != http.StatusOK {
		t.Errorf("readiness answered %d", got)
	}
	if err := second.stop(); err != nil {
		t.Fatal(err)
	}

	_, err := begin(t, "--data", dir, "--listen", "0.0.0.0:0")
	if err == nil || !strings.Contains(err.Error(), "loopback only") {
		t.Errorf("the folder's known passwords were offered to everybody: %v", err)
	}
}

func killDatabase(t *testing.T, dir string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "postgres", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

func TestRefusedBeforeAnythingStarts(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := taken.Close(); err != nil {
			t.Error(err)
		}
	})
	tests := []struct {
		name, says string
		args       []string
	}{
		{"taken port", "address already in use", []string{"--listen", taken.Addr().String()}},
		{"demonstration for everybody", "loopback only", []string{"--demo", "--listen", ":0"}},
		{"no address", "missing port", []string{"--listen", "8080"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			_, err := begin(t, append(test.args, "--data", dir)...)
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("said %v, want %q", err, test.says)
			}
			if _, err := os.Stat(dir); !os.IsNotExist(err) {
				t.Error("it touched the folder")
			}
		})
	}
}

func TestWithoutDemonstrationThereIsNoSchool(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	i := mustBegin(t, "--data", dir, "--listen", "127.0.0.1:0")
	const login = `{"login": "head", "password": "demo-2026"}`
	if got := status(t, http.MethodPost, i.address+"/api/v1/session", login); got != http.StatusUnauthorized {
		t.Errorf("signing in answered %d", got)
	}
}
