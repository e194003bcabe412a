package pressure

import (
	"net/http"
	"sync"
	"time"
)

// connections bounds the calls under way at once. One that is due while all are taken is not sent, and counted.
const connections = 1000

// slowest is how long an answer may take before it counts as none.
const slowest = 30 * time.Second

// gate is the network as the outside program sees it. Open, every call goes at once. Closed, the next goes when fewer
// than so many are under way. Metered, it goes when one is due.
type gate struct {
	under   http.RoundTripper
	replies *replies

	mu      sync.Mutex
	manner  manner
	window  int              // closed: how many at once
	waiting []chan time.Time // calls that are ready to be sent, the longest first
	spare   []time.Time      // due times of purchases that are being begun
	busy    int
	unsent  int // due while every connection was taken
}

type manner int

const (
	opened manner = iota
	closed
	metered
)

func newGate() *gate {
	return &gate{replies: &replies{acknowledged: map[string]bool{}}, under: &http.Transport{
		MaxIdleConns: connections, MaxIdleConnsPerHost: connections, ResponseHeaderTimeout: slowest,
	}}
}

// RoundTrip sends a call when it may go and notes what came of it.
func (g *gate) RoundTrip(request *http.Request) (*http.Response, error) {
	due, err := g.pass(request)
	if err != nil {
		return nil, err
	}
	response, err := g.under.RoundTrip(request)
	g.replies.note(request, due, response, err)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.busy--
	g.admit()
	return response, err
}

func (g *gate) pass(request *http.Request) (time.Time, error) {
	begins := request.Method == http.MethodPost && request.URL.Path == "/api/v1/cases"
	g.mu.Lock()
	if g.manner == opened {
		defer g.mu.Unlock()
		g.busy++
		return time.Now(), nil
	}
	if begins && len(g.spare) > 0 {
		defer g.mu.Unlock()
		g.busy++
		due := g.spare[0]
		g.spare = g.spare[1:]
		return due, nil
	}
	turn := make(chan time.Time, 1)
	g.waiting = append(g.waiting, turn)
	g.admit()
	g.mu.Unlock()
	select {
	case due := <-turn:
		return due, nil
	case <-request.Context().Done():
		return time.Time{}, request.Context().Err() // the run is over; nobody counts any more
	}
}

// admit lets in who may go now; the lock is held.
func (g *gate) admit() {
	for len(g.waiting) > 0 && (g.manner == opened || g.manner == closed && g.busy < g.window) {
		g.next(time.Now())
	}
}

func (g *gate) next(due time.Time) {
	g.busy++
	g.waiting[0] <- due
	g.waiting = g.waiting[1:]
}

// send has one call go that was due at a time; more is called when no purchase is ready, to begin one.
func (g *gate) send(due time.Time, more func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.busy+len(g.spare) >= connections:
		g.unsent++
	case len(g.waiting) > 0:
		g.next(due)
	default:
		g.spare = append(g.spare, due)
		more()
	}
}

// sendFirst has a purchase begin now, unless so many calls are under way; false then.
func (g *gate) sendFirst(most int, more func()) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.busy+len(g.spare) >= most {
		return false
	}
	g.spare = append(g.spare, time.Now())
	more()
	return true
}

// turn changes how calls go from now on; window is for closed.
func (g *gate) turn(how manner, window int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.manner, g.window = how, window
	g.admit()
}

// left is how many calls were due and not sent, so far.
func (g *gate) left() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.unsent
}
