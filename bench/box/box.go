package box

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

// Box is the running program.
type Box struct {
	Base string        // its address
	Took time.Duration // until it was ready

	command *exec.Cmd
}

const (
	startTime = 2 * time.Minute
	stopTime  = time.Minute
)

// Start starts the program in a data folder, with more flags where there are some, and waits until it says that it is
// ready.
func Start(ctx context.Context, program, data string, more ...string) (*Box, error) {
	x := &Box{}
	flags := append([]string{"--data", data, "--listen", "127.0.0.1:0"}, more...)
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
			x.Base, x.Took = address, time.Since(began)
			return x, nil
		}
		err = errors.New("it ended")
	case <-time.After(startTime):
		err = errors.New("it took too long")
	}
	return nil, errors.Join(fmt.Errorf("wait for %s: %w", program, err), x.Stop())
}

// Stop ends it as a person would and waits.
func (x *Box) Stop() error {
	if err := x.command.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop: %w", err)
	}
	if err := x.command.Wait(); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	return nil
}
