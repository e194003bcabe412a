package worker

import (
	"sync"
	"time"
)

const (
	// crowd transitions within crowded, none of them longer ago than lull, are more than an office comes to by hand.
	crowd   = 10
	crowded = 500 * time.Millisecond
	lull    = 100 * time.Millisecond
	// gather is how long the news of a case waits for more of it in a crowd: what is told at once would take from people
	// the very processors they wait for, and several transitions cost a workflow no more than one. It is no longer than a
	// lost notification delays a delivery.
	gather = poll
	// linger is how long news waits in a crowd whose workflow has nothing to do about it soon but to tell people of their
	// tasks, who have them before their eyes all the while. A case that many hurry along is told of several of its
	// transitions at once.
	linger = 10 * time.Second
	// moment is how long the dispatcher, woken, waits for others that act at the same time before it knows whether they
	// are a crowd. One person does not notice it.
	moment = 50 * time.Millisecond
	// glance is how often news is looked for that was gathered long enough.
	glance = 250 * time.Millisecond
)

// pace knows how quickly people act. It is told of the transitions.
type pace struct {
	mu    sync.Mutex
	heard [crowd]time.Time
	next  int // the one heard longest ago
}

func (p *pace) hear(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.heard[p.next] = now
	p.next = (p.next + 1) % crowd
}

// crowd says that people act more quickly than workflows need to be told.
func (p *pace) crowd(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	first, last := p.heard[p.next], p.heard[(p.next+crowd-1)%crowd]
	return now.Sub(first) < crowded && now.Sub(last) < lull
}
