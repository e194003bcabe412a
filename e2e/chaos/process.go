package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// process is one program that is started, killed and started again. It dies with us.
type process struct {
	name    string
	command func() *exec.Cmd
	ready   func(context.Context, *process) bool

	mu     sync.Mutex
	cmd    *exec.Cmd
	done   chan struct{} // closed when cmd has ended
	output *tail
}

// startTime is how long a program may take until it is ready.
const startTime = 2 * time.Minute

// start starts the program and waits until it is ready.
func (p *process) start(ctx context.Context) error {
	if err := p.launch(); err != nil {
		return err
	}
	return p.await(ctx)
}

// await waits until the program, which runs, is ready.
func (p *process) await(ctx context.Context) error {
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case p.ready(ctx, p):
			return nil
		case p.ended():
			return fmt.Errorf("await %s: it ended: %s", p.name, p.said())
		case time.Since(began) > startTime:
			return fmt.Errorf("await %s: not ready after %v: %s", p.name, startTime, p.said())
		}
	}
}

// launch starts the program without waiting. The kernel ties the end of a child to the thread that started it: the
// goroutine keeps its thread until the program has ended.
func (p *process) launch() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cmd, p.output, p.done = p.command(), &tail{}, make(chan struct{})
	p.cmd.Stdout, p.cmd.Stderr = p.output, p.output
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	cmd, done, started := p.cmd, p.done, make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // how it ended stands in its ProcessState
		}
		close(done)
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start %s: %w", p.name, err)
	}
	return nil
}

func (p *process) now() (*exec.Cmd, chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cmd, p.done
}

// ended says whether the program does not run.
func (p *process) ended() bool {
	_, done := p.now()
	if done == nil {
		return true
	}
	select {
	case <-done:
		return true
	default:
		return false
	}
}

// said is the last of what the program said.
func (p *process) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.String()
}

// signal sends a signal to the program if it runs.
func (p *process) signal(s syscall.Signal) error {
	cmd, _ := p.now()
	if cmd == nil || p.ended() {
		return nil
	}
	if err := cmd.Process.Signal(s); err != nil && !strings.Contains(err.Error(), "already finished") {
		return fmt.Errorf("signal %s: %w", p.name, err)
	}
	return nil
}

// kill ends the program at once and waits until it is gone.
func (p *process) kill() error {
	err := p.signal(syscall.SIGKILL)
	if _, done := p.now(); done != nil && err == nil {
		<-done
	}
	return err
}

// tail keeps the last of what a process says.
type tail struct {
	mu   sync.Mutex
	text []byte
}

const tailSize = 1 << 20

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if len(t.text) > 2*tailSize {
		t.text = bytes.Clone(t.text[len(t.text)-tailSize:])
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}

// says is ready when the program has said something.
func says(word string) func(context.Context, *process) bool {
	return func(_ context.Context, p *process) bool { return strings.Contains(p.said(), word) }
}
