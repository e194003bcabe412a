package server

import (
	"context"
	"crypto/sha256"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

// How many requests are worked on at once, and how many may wait.
const (
	leastShared  = 2               // of a school while others ask too: with one, each slow answer is all its colleagues'
	aloneAtOnce  = 20              // of the one school that asks: fewer than the database's connections
	personAtOnce = 16              // of one person: the rest is left to the colleagues
	otherAtOnce  = 8               // of people not signed in, and of who watches the server
	mostWaiting  = 256             // of one person, or of one address where nobody is signed in, besides who comes back
	longestWait  = 5 * time.Second // then 429: later is better than never answered
	remembered   = 5 * time.Second // how long a school that asked counts as asking
	askAgain     = time.Second     // Retry-After
	knownTokens  = 10_000          // whose they are; more and all are asked for anew
)

// turns says whose request is worked on next when many come at once: schools do not wait for one another, nor
// colleagues for one of them. While one school asks it has the whole machine. While several do, each has its share, so
// that the flood of one makes the others' answers hardly slower: what is too much waits in its own school's line, each
// person there in turn, and is refused in the end. Nothing is counted by the minute: who asks quickly is answered
// quickly.
type turns struct {
	mu     sync.Mutex
	shared int // how many at once of a school while others ask too
	lines  map[string]*lane
	tokens map[[sha256.Size]byte]place
}

// place is where somebody stands: the school's line and the person, or a line of its own and an address.
type place struct{ line, who string }

// Lines of no school: no school's id has such a name.
const (
	strangersLine = "?strangers"
	watchersLine  = "?watchers"
)

// nobody says that it is no person's: of those not signed in only the address is known.
func (p place) nobody() bool { return p.line == strangersLine || p.line == watchersLine }

// lane are the requests of one school: those being worked on, and those that wait, by person.
type lane struct {
	busy    int // being worked on
	last    time.Time
	working map[string]int // being worked on or answered
	waiting map[string]*waiters
	order   []string // who waits, the next first
}

// waiters are one person's requests that wait, the longest first: those that came back go before the others.
type waiters struct{ back, others []chan struct{} }

func (w *waiters) empty() bool { return w == nil || len(w.back)+len(w.others) == 0 }

func (w *waiters) next() (first chan struct{}) {
	if len(w.back) > 0 {
		first, w.back = w.back[0], w.back[1:]
		return first
	}
	first, w.others = w.others[0], w.others[1:]
	return first
}

// forget takes one out; false when it is not there any more.
func (w *waiters) forget(one chan struct{}) bool {
	if w == nil {
		return false
	}
	for _, list := range []*[]chan struct{}{&w.back, &w.others} {
		if at := slices.Index(*list, one); at >= 0 {
			*list = slices.Delete(*list, at, at+1)
			return true
		}
	}
	return false
}

func newTurns() *turns {
	return &turns{
		shared: max(leastShared, runtime.GOMAXPROCS(0)/2), lines: map[string]*lane{}, tokens: map[[sha256.Size]byte]place{},
	}
}

// enter waits for a turn; false when there was none in time. Who was let in leaves. Who comes back, with a body that
// was awaited outside, goes before that person's other requests, however many those are, and behind those who came back
// earlier: it has cost something already, which a refusal would throw away.
func (t *turns) enter(ctx context.Context, p place, back bool) bool {
	t.mu.Lock()
	l := t.lines[p.line]
	if l == nil {
		l = &lane{working: map[string]int{}, waiting: map[string]*waiters{}}
		t.lines[p.line] = l
	}
	l.last = time.Now()
	waiting := l.waiting[p.who]
	if waiting.empty() && l.busy < t.limit(p.line) && l.working[p.who] < personAtOnce {
		l.begin(p.who)
		t.mu.Unlock()
		return true
	}
	if waiting.empty() {
		waiting = &waiters{}
		l.waiting[p.who], l.order = waiting, append(l.order, p.who)
	}
	turn := make(chan struct{})
	switch {
	case back:
		waiting.back = append(waiting.back, turn)
	case len(waiting.others) < mostWaiting:
		waiting.others = append(waiting.others, turn)
	default:
		t.mu.Unlock()
		return false
	}
	t.mu.Unlock()
	return t.wait(ctx, p, turn)
}

func (t *turns) wait(ctx context.Context, p place, turn chan struct{}) bool {
	patience := time.NewTimer(longestWait)
	defer patience.Stop()
	select {
	case <-turn:
		return true
	case <-patience.C:
	case <-ctx.Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lines[p.line].forget(p.who, turn) {
		return false
	}
	return true // its turn came at this very moment
}

// answered lets in who is next while an answer is on its way to its reader. It still counts as that person's, since it
// takes memory until it has left; those not signed in are sent little, and an address may be many people's.
func (t *turns) answered(p place) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lines[p.line].busy--
	if p.nobody() {
		t.lines[p.line].end(p.who)
	}
	t.advance(p.line)
}

// leave ends a turn, that of an answer read whole (answered) or of one without, and lets in who is next.
func (t *turns) leave(p place, answered bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if answered && p.nobody() {
		return
	}
	if !answered {
		t.lines[p.line].busy--
	}
	t.lines[p.line].end(p.who)
	t.advance(p.line)
}

// advance lets in as many as there is room for, and forgets a line nobody has stood in for a while.
func (t *turns) advance(name string) {
	l := t.lines[name]
	for l.busy < t.limit(name) && l.next() {
	}
	if len(l.working) == 0 && len(l.order) == 0 && time.Since(l.last) > remembered {
		delete(t.lines, name)
	}
}

// limit is how many of a line are worked on at once just now.
func (t *turns) limit(name string) int {
	if (place{line: name}).nobody() {
		return otherAtOnce
	}
	since := time.Now().Add(-remembered)
	for other, l := range t.lines {
		if other != name && !(place{line: other}).nobody() && (l.busy > 0 || l.last.After(since)) {
			return t.shared
		}
	}
	return aloneAtOnce
}

func (l *lane) begin(who string) {
	l.busy++
	l.working[who]++
}

func (l *lane) end(who string) {
	if l.working[who]--; l.working[who] == 0 {
		delete(l.working, who)
	}
}

// next lets in the first of the person whose turn it is, who then goes to the end; false when nobody may.
func (l *lane) next() bool {
	for i, who := range l.order {
		if l.working[who] >= personAtOnce {
			continue
		}
		l.order = slices.Delete(l.order, i, i+1)
		first := l.waiting[who].next()
		if l.waiting[who].empty() {
			delete(l.waiting, who)
		} else {
			l.order = append(l.order, who)
		}
		l.begin(who)
		close(first)
		return true
	}
	return false
}

// forget takes one that waits no longer out of the line; false when it was let in.
func (l *lane) forget(who string, turn chan struct{}) bool {
	if !l.waiting[who].forget(turn) {
		return false
	}
	if l.waiting[who].empty() {
		delete(l.waiting, who)
		at := slices.Index(l.order, who)
		l.order = slices.Delete(l.order, at, at+1)
	}
	return true
}

// know remembers where the holder of a token stands. It says nothing of what they may: each request finds that out.
func (t *turns) know(token string, who caller) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.tokens) >= knownTokens {
		clear(t.tokens)
	}
	t.tokens[sha256.Sum256([]byte(token))] = place{who.School, who.Person.ID}
}

// placeOf is where a request stands, before anything was asked of the database.
func (s *Server) placeOf(c *gin.Context) place {
	switch c.Request.URL.Path {
	case "/healthz", "/readyz", "/metrics":
		return place{watchersLine, c.ClientIP()}
	}
	if token := s.tokenOf(c.Request); token != "" {
		s.turns.mu.Lock()
		defer s.turns.mu.Unlock()
		if known, ok := s.turns.tokens[sha256.Sum256([]byte(token))]; ok {
			return known
		}
	}
	return place{strangersLine, c.ClientIP()}
}

type turnKey struct{}

// inTurn lets a request in when it is its turn. While its body is on its way others are served: see receive.
func (s *Server) inTurn(c *gin.Context) {
	if strings.HasPrefix(c.Request.URL.Path, "/static/") {
		c.Next()
		return
	}
	turn := &turnOf{turns: s.turns, place: s.placeOf(c)}
	defer turn.leave()
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), turnKey{}, turn))
	if !turn.enter(c.Request.Context()) {
		s.tooMany(c)
		return
	}
	c.Writer = newOutgoing(c.Writer, turn)
	c.Next()
}

func (s *Server) tooMany(c *gin.Context) {
	p := s.problem(langOf(c.Request.Context()), http.StatusTooManyRequests, "error.too_many")
	p.retry = askAgain
	s.abort(c, p)
}

// turnOf is the turn of one request, which it can give up and take again.
type turnOf struct {
	turns    *turns
	place    place
	held     bool
	before   bool // it was held once
	answered bool // held, and the answer is leaving
}

func (t *turnOf) enter(ctx context.Context) bool {
	if !t.held && t.turns != nil {
		t.held = t.turns.enter(ctx, t.place, t.before)
		t.before = t.before || t.held
	}
	return t.held || t.turns == nil
}

// answer says that the answer begins to leave.
func (t *turnOf) answer() {
	if t.held && !t.answered {
		t.answered = true
		t.turns.answered(t.place)
	}
}

func (t *turnOf) leave() {
	if t.held {
		t.turns.leave(t.place, t.answered)
		t.held, t.answered = false, false
	}
}

// outOfTurn lets others in while a request waits for its own sender. What has no turn has none to give up.
func outOfTurn(ctx context.Context) *turnOf {
	turn, ok := ctx.Value(turnKey{}).(*turnOf)
	if !ok {
		return &turnOf{}
	}
	turn.leave()
	return turn
}
