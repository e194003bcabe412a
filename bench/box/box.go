package footprint

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// box is the running program.
type box struct {
	command *exec.Cmd
	base    string        // its address
	took    time.Duration // until it was ready
}

const (
	startTime = 2 * time.Minute
	stopTime  = time.Minute
)

// start starts the program in a data folder and waits until it says that it is ready.
func start(ctx context.Context, program, data string) (*box, error) {
	x := &box{}
	flags := []string{"--demo", "--data", data, "--listen", "127.0.0.1:0"}
	x.command = exec.CommandContext(ctx, program, flags...) //nolint:gosec // built by us
	x.command.Stderr = os.Stderr
	x.command.Cancel = func() error { return x.command.Process.Signal(syscall.SIGTERM) }
	x.command.WaitDelay = stopTime
	out, err := x.command.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("listen to %s: %w", program, err)
	}
	began := time.Now()
	if err := x.command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", program, err)
	}
	ready := make(chan string, 1)
	go func() {
		defer close(ready)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if address, found := strings.CutPrefix(lines.Text(), "ready: "); found {
				ready <- strings.TrimSpace(address)
			}
		}
	}()
	select {
	case address, said := <-ready:
		if said {
			x.base, x.took = address, time.Since(began)
			return x, nil
		}
		err = errors.New("it ended")
	case <-time.After(startTime):
		err = errors.New("it took too long")
	}
	return nil, errors.Join(fmt.Errorf("wait for %s: %w", program, err), x.stop())
}

// stop ends it as a person would and waits.
func (x *box) stop() error {
	if err := x.command.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop: %w", err)
	}
	if err := x.command.Wait(); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	return nil
}
