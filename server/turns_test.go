package server

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

// queue is turns under a clock of its own.
type queue struct {
	*turns
	in, refused tally
	returned    atomic.Int64 // came back and were let in
}

// tally counts requests by their place.
type tally struct {
	mu sync.Mutex
	n  map[place]int
}

func (c *tally) add(p place, by int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[place]int{}
	}
	c.n[p] += by
}

func (c *tally) of(p place) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[p]
}

func newQueue() *queue {
	q := &queue{turns: newTurns()}
	q.shared = 1
	return q
}

// ask has a request come, which stays until it is told to go.
func (q *queue) ask(p place, times int) { q.come(p, times, false) }

func (q *queue) come(p place, times int, again bool) {
	for range times {
		go func() {
			if !q.enter(context.Background(), p, again) {
				q.refused.add(p, 1)
				return
			}
			q.in.add(p, 1)
			if again {
				q.returned.Add(1)
			}
		}()
	}
	synctest.Wait()
}

// end has some requests be answered, and those they make room for enter.
func (q *queue) end(p place, times int) {
	for range times {
		q.in.add(p, -1)
		q.leave(p, false)
	}
	synctest.Wait()
}

// answer has the answers of some requests begin to leave, and end has their readers have them.
func (q *queue) answer(p place, times int) (end func()) {
	for range times {
		q.answered(p)
	}
	synctest.Wait()
	return func() {
		for range times {
			q.in.add(p, -1)
			q.leave(p, true)
		}
		synctest.Wait()
	}
}

func TestTurns(t *testing.T) {
	head, teacher, other := place{"main", "head"}, place{"main", "teacher"}, place{"second", "head@second"}
	stranger := place{strangersLine, "192.0.2.1"}
	for name, try := range map[string]func(*testing.T, *queue){
		"a school alone has the machine, one person not all of it": func(t *testing.T, q *queue) {
			q.ask(head, 30)
			assert.Equal(t, personAtOnce, q.in.of(head))
			q.ask(teacher, 30)
			assert.Equal(t, aloneAtOnce-personAtOnce, q.in.of(teacher))
			q.ask(stranger, 30)
			assert.Equal(t, otherAtOnce, q.in.of(stranger))
		},
		"another school enters at once, and from then on each has a share": func(t *testing.T, q *queue) {
			q.ask(head, 40)
			q.ask(other, 1)
			assert.Equal(t, 1, q.in.of(other))
			q.end(head, personAtOnce-1)
			assert.Equal(t, 1, q.in.of(head))
			q.end(other, 1)
			q.end(head, 1)
			assert.Equal(t, 1, q.in.of(head), "the other asked a moment ago")
			time.Sleep(2 * time.Second)
			q.ask(other, 1)
			assert.Equal(t, 1, q.in.of(other))
		},
		"when the others are gone the school has the machine again": func(t *testing.T, q *queue) {
			q.ask(other, 1)
			q.ask(head, 20)
			assert.Equal(t, 1, q.in.of(head))
			q.end(other, 1)
			time.Sleep(remembered - longestWait/2)
			q.ask(head, 20)
			time.Sleep(longestWait/2 + time.Millisecond)
			q.end(head, 1)
			assert.Equal(t, personAtOnce, q.in.of(head)) // those who came last still wait
		},
		"colleagues take turns with one who floods": func(t *testing.T, q *queue) {
			q.ask(other, 1)
			q.ask(head, 50)
			q.ask(teacher, 1)
			q.end(head, 2)
			assert.Equal(t, 1, q.in.of(teacher), "after one of the fifty")
		},
		"whoever reads slowly keeps colleagues waiting in no way, nor many not signed in anybody": func(t *testing.T, q *queue) {
			q.ask(other, 1)
			q.ask(head, personAtOnce+2)
			read := make([]func(), 0, personAtOnce)
			for range personAtOnce {
				read = append(read, q.answer(head, 1))
			}
			assert.Equal(t, personAtOnce, q.in.of(head), "as many answers of one person's as there may be")
			q.ask(teacher, 1)
			assert.Equal(t, 1, q.in.of(teacher))
			q.end(teacher, 1)
			read[0]()
			assert.Equal(t, personAtOnce, q.in.of(head), "one has been read, another is made")
			q.answer(head, 1)()
			for _, end := range read[1:] {
				end()
			}
			q.end(head, 1)
			assert.Empty(t, q.lines["main"].working)
			var last []func()
			for range 5 * otherAtOnce {
				q.ask(stranger, 1)
				last = append(last, q.answer(stranger, 1))
			}
			assert.Equal(t, 5*otherAtOnce, q.in.of(stranger))
			for _, end := range last {
				end()
			}
			assert.Empty(t, q.lines[strangersLine].working)
		},
		"who comes back with a body goes before that person's others, not before a colleague": func(t *testing.T, q *queue) {
			q.ask(other, 1)
			q.ask(head, mostWaiting+1)
			q.ask(teacher, 1)
			q.come(head, 1, true)
			assert.Zero(t, q.refused.of(head), "however many wait")
			q.end(head, 1)
			assert.EqualValues(t, 1, q.returned.Load())
			q.come(head, 1, true)
			q.end(head, 1)
			assert.Equal(t, 1, q.in.of(teacher))
			q.end(teacher, 1)
			assert.EqualValues(t, 2, q.returned.Load())
		},
		"of those who come back the first goes first, and they take nobody's place": func(t *testing.T, q *queue) {
			q.ask(other, 1)
			q.ask(head, 1)
			q.come(head, 1, true)
			time.Sleep(longestWait / 2)
			q.come(head, mostWaiting+1, true)
			q.ask(head, 1)
			assert.Zero(t, q.refused.of(head))
			q.end(head, 1)
			time.Sleep(longestWait/2 + time.Millisecond)
			synctest.Wait()
			assert.EqualValues(t, 1, q.returned.Load())
			assert.Zero(t, q.refused.of(head), "who came back first has waited longest")
			q.end(head, 1)
			q.end(other, 1)
		},
		"what is too much is refused, at once or after a while": func(t *testing.T, q *queue) {
			q.ask(head, personAtOnce+mostWaiting+5)
			assert.Equal(t, 5, q.refused.of(head))
			time.Sleep(longestWait + time.Millisecond)
			synctest.Wait()
			assert.Equal(t, mostWaiting+5, q.refused.of(head))
			q.ask(teacher, 1)
			assert.Equal(t, 1, q.in.of(teacher))
			q.end(head, personAtOnce)
			q.end(teacher, 1)
			assert.Zero(t, q.lines["main"].busy)
			assert.Empty(t, q.lines["main"].order)
			assert.Empty(t, q.lines["main"].waiting)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				try(t, newQueue())
				time.Sleep(2 * longestWait) // until nobody waits any more
				synctest.Wait()
			})
		})
	}
}

// TestTurnsAreNotLost: many come and go, some give up, and in the end everybody was let in or refused and nobody is left.
func TestTurnsAreNotLost(t *testing.T) {
	q := newTurns()
	q.shared = 2
	var all sync.WaitGroup
	var most, now atomic.Int64
	for i := range 400 {
		p := place{[]string{"a", "b", strangersLine}[i%3], strconv.Itoa(i % 7)}
		all.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Duration(i%40)*time.Millisecond)
			defer cancel()
			if !q.enter(ctx, p, i%2 == 0) {
				return
			}
			defer q.leave(p, false)
			if n := now.Add(1); n > most.Load() {
				most.Store(n)
			}
			time.Sleep(time.Duration(i%3) * time.Millisecond)
			now.Add(-1)
		})
	}
	all.Wait()
	for name, l := range q.lines {
		assert.Zero(t, l.busy+len(l.working)+len(l.waiting)+len(l.order), name)
	}
	assert.LessOrEqual(t, most.Load(), int64(2*aloneAtOnce+otherAtOnce))
}

// TestTooMany: what is refused says when to come again, and costs the database nothing; who sends a body slowly keeps
// nobody waiting.
func TestTooMany(t *testing.T) {
	s := newSite(t)
	s.check(t, scenario{name: "known", as: "director", url: "/api/v1/me", status: 200})
	s.check(t, scenario{name: "known", as: "head", url: "/api/v1/me", status: 200})
	school := place{"main", "head"}
	for range personAtOnce {
		assert.True(t, s.server.turns.enter(t.Context(), school, false))
	}
	s.server.turns.mu.Lock() // as if as many waited as may
	s.server.turns.lines["main"].waiting["head"] = &waiters{others: slices.Repeat([]chan struct{}{nil}, mostWaiting)}
	s.server.turns.mu.Unlock()
	w := s.check(t, scenario{name: "too many", as: "head", url: "/api/v1/me", status: http.StatusTooManyRequests})
	assert.Equal(t, "1", w.Header().Get("Retry-After"))
	w = s.do(scenario{as: "head", url: "/tasks", header: map[string]string{"Accept": "text/html"}})
	assert.Equal(t, http.StatusTooManyRequests, w.Code)
	assert.Contains(t, w.Body.String(), "<h1")
	s.check(t, scenario{name: "a colleague", as: "teacher", url: "/api/v1/me", status: 200})
	s.check(t, scenario{name: "another school", as: "head@second", url: "/api/v1/me", status: 200})
	s.check(t, scenario{name: "who watches", url: "/readyz", status: 200})

	token := s.token("director")
	slow := slowBody{said: make(chan struct{}), proceed: make(chan struct{})}
	done := make(chan int)
	go func() {
		r, _ := http.NewRequestWithContext(t.Context(), post, "/api/v1/cases", &slow)
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		s.engine.ServeHTTP(w, r)
		done <- w.Code
	}()
	<-slow.said
	s.server.turns.mu.Lock()
	assert.Zero(t, s.server.turns.lines["main"].working["director"])
	s.server.turns.mu.Unlock()
	close(slow.proceed)
	assert.Equal(t, http.StatusUnprocessableEntity, <-done)
}

// slowBody is a body whose sender takes their time.
type slowBody struct {
	said, proceed chan struct{}
	rest          *strings.Reader
}

func (b *slowBody) Read(p []byte) (int, error) {
	if b.rest == nil {
		close(b.said)
		<-b.proceed
		b.rest = strings.NewReader(`{"process":"purchase"}`)
	}
	return b.rest.Read(p)
}
