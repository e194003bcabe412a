package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// toxic is what is wrong with a link.
type toxic int32

const (
	fine      toxic = iota
	slow            // everything takes slowness longer, each way
	reset           // connections are reset, and so are new ones
	blackhole       // nothing comes through, and nobody is told
	forgotten       // nothing comes through on the connections there are, ever again; new ones are fine
)

// slowness is what a slow link adds each way.
const slowness = 500 * time.Millisecond

func (t toxic) String() string {
	return [...]string{"fine", "slow 500 ms", "reset", "blackhole", "connections forgotten"}[t]
}

// link is a wire between two parts: a TCP proxy that can be cut. Its address stays the same whatever becomes of the
// part behind it.
type link struct {
	name     string
	listener net.Listener
	behind   func() string // address of the part behind
	toxic    atomic.Int32
	changed  atomic.Pointer[chan struct{}] // closed when the toxic changes

	mu        sync.Mutex
	open      map[net.Conn]bool
	forgotten chan struct{} // closed when what is open is forgotten
}

// newLink lays a wire.
func newLink(ctx context.Context, name string, behind func() string) (*link, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("lay link %s: %w", name, err)
	}
	l := &link{name: name, listener: listener, behind: behind}
	l.open, l.forgotten = map[net.Conn]bool{}, make(chan struct{})
	l.set(fine)
	go l.serve()
	return l, nil
}

func (l *link) address() string { return l.listener.Addr().String() }

// set makes the wire bad, or good again. What a blackhole swallowed is gone for good: a connection that lost bytes is
// reset when the wire is mended, as a firewall would that forgot it.
func (l *link) set(t toxic) {
	was := toxic(l.toxic.Swap(int32(t)))
	next := make(chan struct{})
	if before := l.changed.Swap(&next); before != nil {
		close(*before)
	}
	switch {
	case t == reset || was == blackhole:
		l.hangUp()
	case t == forgotten:
		l.mu.Lock()
		close(l.forgotten)
		l.forgotten = make(chan struct{})
		l.mu.Unlock()
	}
}

func (l *link) hangUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.open {
		tear(c)
	}
	clear(l.open)
}

// tear closes a connection with a reset instead of a goodbye.
func tear(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // a closed one cannot be told: it is gone already
	}
	_ = c.Close()
}

func (l *link) serve() {
	for {
		near, err := l.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			time.Sleep(10 * time.Millisecond)
			continue
		}
		go l.carry(near)
	}
}

// keep notes a connection, so that it can be torn; the channel is closed when it is forgotten.
func (l *link) keep(c net.Conn) <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[c] = true
	return l.forgotten
}

func (l *link) drop(c net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, c)
	_ = c.Close()
}

func (l *link) carry(near net.Conn) {
	if toxic(l.toxic.Load()) == reset {
		tear(near)
		return
	}
	forgotten := l.keep(near)
	defer l.drop(near)
	far, err := (&net.Dialer{Timeout: 2 * time.Second}).DialContext(context.Background(), "tcp", l.behind())
	if err != nil {
		tear(near) // nobody listens behind
		return
	}
	l.keep(far)
	defer l.drop(far)
	var both sync.WaitGroup
	both.Go(func() { l.pump(far, near, forgotten) })
	both.Go(func() { l.pump(near, far, forgotten) })
	both.Wait()
}

// pump carries bytes one way until either end is closed.
func (l *link) pump(to, from net.Conn, forgotten <-chan struct{}) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		select {
		case <-forgotten:
			if err != nil {
				return // and the other end never hears of it
			}
			continue
		default:
		}
		if n > 0 {
			if !l.pass() {
				continue
			}
			if _, werr := to.Write(buffer[:n]); werr != nil {
				err = werr
			}
		}
		if err != nil {
			l.over(to, err)
			return
		}
	}
}

// over tells the other end how a connection ended, unless nothing comes through.
func (l *link) over(to net.Conn, err error) {
	tcp, ok := to.(*net.TCPConn)
	switch {
	case toxic(l.toxic.Load()) == blackhole:
	case errors.Is(err, io.EOF) && ok:
		_ = tcp.CloseWrite()
		_ = tcp.SetReadDeadline(time.Now().Add(10 * time.Second)) // a half-open connection ends as well
	default:
		tear(to)
	}
}

// pass holds bytes back as the wire does; false when they are lost.
func (l *link) pass() bool {
	switch toxic(l.toxic.Load()) {
	case slow:
		time.Sleep(slowness)
	case blackhole:
		<-*l.changed.Load()
		return false
	case fine, reset, forgotten:
	}
	return true
}

func (l *link) close() {
	_ = l.listener.Close()
	l.hangUp()
}
