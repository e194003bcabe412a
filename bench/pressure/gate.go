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

// gate is the network as the outside program sees it: open, every call goes at once; else when one is due.
type gate struct {
	under   http.RoundTripper
	replies *replies

	mu      sync.Mutex
	metered bool
	waiting []chan time.Time // calls that are ready to be sent, the longest first
	spare   []time.Time      // due times without a call yet: that of a purchase being begun
	busy    int
	unsent  int // due while every connection was taken
}

func newGate() *gate {
	return &gate{replies: &replies{acknowledged: map[string]bool{}}, under: &http.Transport{
		MaxIdleConns: connections, MaxIdleConnsPerHost: connections, ResponseHeaderTimeout: slowest,
	}}
}

// RoundTrip sends a call when it is due and notes what came of it.
func (g *gate) RoundTrip(request *http.Request) (*http.Response, error) {
	due, err := g.pass(request)
	if err != nil {
		return nil, err
	}
	response, err := g.under.RoundTrip(request)
	g.replies.note(request, due, response, err)
	g.mu.Lock()
	g.busy--
	g.mu.Unlock()
	return response, err
}

func (g *gate) pass(request *http.Request) (time.Time, error) {
	g.mu.Lock()
	if !g.metered || len(g.spare) > 0 {
		defer g.mu.Unlock()
		g.busy++
		if !g.metered {
			return time.Now(), nil
		}
		due := g.spare[0]
		g.spare = g.spare[1:]
		return due, nil
	}
	turn := make(chan time.Time, 1)
	g.waiting = append(g.waiting, turn)
	g.mu.Unlock()
	select {
	case due := <-turn:
		return due, nil
	case <-request.Context().Done():
		return time.Time{}, request.Context().Err() // the run is over; nobody counts any more
	}
}

// send has one call go that was due at a time; more is called when no purchase is ready, to begin one.
func (g *gate) send(due time.Time, more func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.busy+len(g.spare) >= connections:
		g.unsent++
	case len(g.waiting) > 0:
		g.busy++
		g.waiting[0] <- due
		g.waiting = g.waiting[1:]
	default:
		g.spare = append(g.spare, due)
		more()
	}
}

// meter has calls wait for their due times from now on; open lets all go.
func (g *gate) meter() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.metered = true
}

func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.metered, g.spare = false, nil
	for _, turn := range g.waiting {
		g.busy++
		turn <- time.Now()
	}
	g.waiting = nil
}

// left is how many calls were due and not sent, so far.
func (g *gate) left() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.unsent
}
