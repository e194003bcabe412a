package store

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// wire is the network under a connection to the database. The driver answers the end of a context by asking PostgreSQL
// to cancel, and goes on waiting for its word; over a network that swallows everything that word never comes, and
// request after request would take a connection for ever. A wire is torn when the word is late.
type wire struct {
	net.Conn
	made    time.Time
	waiting atomic.Int64 // since when, after made; 0 when nobody waits
	silence *quiet

	done <-chan struct{} // of the context watched
	stop func() bool     // stops watching it
}

const (
	// mercy is how long PostgreSQL may take to cancel.
	mercy = time.Second
	// beginTime is how long it may take to begin a transaction, which waits for nothing there.
	beginTime = 3 * time.Second
	// doorTime is how long a question outside of a transaction may take.
	doorTime = 5 * time.Second
)

// quiet is when a wire was last found dead, or torn because nothing came through it. What was laid before is as likely
// dead: a firewall that forgot one connection forgot all.
type quiet struct {
	last  atomic.Pointer[time.Time]
	mu    sync.Mutex
	wires map[*wire]bool // that are laid
}

// fell notes a dead wire, and cuts in a moment those on which somebody has waited since before.
func (q *quiet) fell() {
	now := time.Now()
	q.last.Store(&now)
	time.AfterFunc(mercy, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		for w := range q.wires {
			if since := w.waiting.Load(); since != 0 && w.made.Add(time.Duration(since)).Before(now) {
				_ = w.Conn.Close() // whoever waits is told
			}
		}
	})
}

func (q *quiet) laid(w *wire) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.wires == nil {
		q.wires = map[*wire]bool{}
	}
	q.wires[w] = true
}

func (q *quiet) since(made time.Time) bool {
	last := q.last.Load()
	return last != nil && !made.After(*last)
}

// expect has the wire torn when it is not answered in time; answered is false when it was.
func (w *wire) expect(most time.Duration) (answered func() bool) {
	return time.AfterFunc(most, w.tear).Stop
}

// tear ends a wire nothing comes through.
func (w *wire) tear() {
	w.silence.fell()
	_ = w.Close() // whoever waits is told
}

func (w *wire) Close() error {
	w.silence.mu.Lock()
	delete(w.silence.wires, w)
	w.silence.mu.Unlock()
	return w.Conn.Close()
}

func (w *wire) Read(p []byte) (int, error) {
	w.waiting.Store(int64(time.Since(w.made)))
	defer w.waiting.Store(0)
	return w.Conn.Read(p)
}

func (w *wire) Write(p []byte) (int, error) {
	w.waiting.Store(int64(time.Since(w.made)))
	defer w.waiting.Store(0)
	return w.Conn.Write(p)
}

// watch has the wire torn when somebody still waits for what was asked a moment after the context has ended.
func (w *wire) watch(ctx context.Context) {
	if ctx.Done() == w.done {
		return // as for the statement before
	}
	w.leave()
	if w.done = ctx.Done(); w.done == nil {
		return
	}
	w.stop = context.AfterFunc(ctx, func() {
		ended := int64(time.Since(w.made))
		time.AfterFunc(mercy, func() {
			if since := w.waiting.Load(); since != 0 && since <= ended {
				w.tear()
			}
		})
	})
}

// leave stops watching: the connection goes back to the pool.
func (w *wire) leave() {
	if w.stop != nil {
		w.stop()
	}
	w.done, w.stop = nil, nil
}

// dialer remembers the wire of the connection that is being made. What is dialled later asks for a cancellation.
type dialer struct {
	made    atomic.Pointer[wire]
	silence *quiet
}

func (d *dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

func (d *dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

func (d *dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	var plain net.Dialer
	c, err := plain.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	w := &wire{Conn: c, made: time.Now().Add(-1), silence: d.silence} // so that no wait begins at 0
	d.made.Store(w)
	d.silence.laid(w)
	return w, nil
}

// listening is a dialer for connections that wait for notifications and are asked for a sign of life now and then:
// one from which nothing came for so long is dead.
type listening struct {
	dialer
	silence time.Duration
}

func (l *listening) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	var plain net.Dialer
	c, err := plain.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &heard{Conn: c, silence: l.silence}, nil
}

// heard is a connection on which something must be heard from time to time.
type heard struct {
	net.Conn
	silence time.Duration
}

func (h *heard) Read(p []byte) (int, error) {
	if err := h.SetReadDeadline(time.Now().Add(h.silence)); err != nil {
		return 0, err
	}
	return h.Conn.Read(p)
}
