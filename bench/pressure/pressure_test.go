package pressure

import (
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// door is a server that answers when it is let.
type door struct {
	mu   sync.Mutex
	came int
	let  chan struct{}
}

func (d *door) RoundTrip(request *http.Request) (*http.Response, error) {
	d.mu.Lock()
	d.came++
	d.mu.Unlock()
	<-d.let
	w := httptest.NewRecorder()
	w.WriteHeader(http.StatusOK)
	return w.Result(), request.Context().Err()
}

func (d *door) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.came
}

func post(t *testing.T, key string) *http.Request {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://zongwu/api/v1/cases", strings.NewReader(""))
	request.Header.Set("Idempotency-Key", key)
	return request
}

// eventually waits for what another goroutine is about to do.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 2000 {
		if holds() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal(what)
}

// Nothing is sent before it is due, and what is due is sent though nothing was answered.
func TestTheGateDoesNotWaitForAnswers(t *testing.T) {
	d := &door{let: make(chan struct{})}
	g := newGate()
	g.under = d
	g.turn(metered, 0)
	var all sync.WaitGroup
	call := func() {
		all.Go(func() {
			response, err := g.RoundTrip(post(t, "k"))
			if err == nil {
				err = response.Body.Close()
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	call()
	eventually(t, "the call never got ready", func() bool {
		g.mu.Lock()
		defer g.mu.Unlock()
		return len(g.waiting) == 1
	})
	if d.count() != 0 {
		t.Error("sent before it was due")
	}
	begun := 0
	began := time.Now()
	for i := range connections + 10 {
		g.send(began.Add(-time.Second), func() { begun++; call() })
		want := min(i+1, connections)
		eventually(t, "a call that was due was not sent", func() bool { return d.count() == want })
	}
	if begun != connections-1 || g.left() != 10 {
		t.Errorf("%d purchases begun, %d calls not sent", begun, g.left())
	}
	close(d.let)
	all.Wait()
	s := g.replies.during(began.Add(-2*time.Second), began)
	if len(s.replies) != connections || s.percentile(50) < time.Second {
		t.Errorf("%d replies, p50 %v: not timed from when they were due", len(s.replies), s.percentile(50))
	}
	if n := s.count(acknowledged); n != 1 {
		t.Errorf("one key was acknowledged %d times", n)
	}
}

func TestReplies(t *testing.T) {
	for name, tt := range map[string]struct {
		status int
		later  string // Retry-After
		want   kind
	}{
		"done":            {http.StatusCreated, "", acknowledged},
		"refused":         {http.StatusConflict, "", answered},
		"too many":        {http.StatusTooManyRequests, "1", shed},
		"busy":            {http.StatusServiceUnavailable, "2", shed},
		"and not said so": {http.StatusServiceUnavailable, "", wrong},
		"broken":          {http.StatusInternalServerError, "", wrong},
	} {
		t.Run(name, func(t *testing.T) {
			response := &http.Response{
				StatusCode: tt.status, Status: http.StatusText(tt.status), Header: http.Header{}, Body: http.NoBody,
			}
			if tt.later != "" {
				response.Header.Set("Retry-After", tt.later)
			}
			r := newGate().replies
			r.note(post(t, "k"), time.Now(), response, nil)
			if got := r.all[0].kind; got != tt.want || (tt.want == wrong) != (len(r.odd()) == 1) {
				t.Errorf("kind %d, odd %v", got, r.odd())
			}
		})
	}
}

func TestPerHour(t *testing.T) {
	line := []point{{0, 10}, {30 * time.Minute, 20}, {time.Hour, 30}}
	if got := perHour(line); math.Abs(got-20) > 1e-9 {
		t.Errorf("a line of 20 an hour has %v", got)
	}
	if got := perHour([]point{{time.Minute, 3}, {time.Minute, 4}}); got != 0 {
		t.Errorf("no line has %v", got)
	}
	if got := perHour([]point{{0, 5}, {time.Hour, 9}, {2 * time.Hour, 5}}); math.Abs(got) > 1e-9 {
		t.Errorf("up and down again is %v", got)
	}
}
