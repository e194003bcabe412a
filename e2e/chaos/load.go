package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"zongwu/e2e/client"
	"zongwu/standalone/demo"
)

const (
	// giveUp is how long the outside program repeats a call that got no definite answer.
	giveUp = 2 * time.Minute
	// silence is how long it waits for one answer: longer than any server may take.
	silence = 30 * time.Second
)

// load is the outside program at work: purchases, many at a time, on its own account.
type load struct {
	record  *recorder
	account *client.Account
	school  *client.School

	stop    chan struct{}
	stopped chan struct{}
	total   client.Report
	wrong   []error
}

// openLoad signs in through the doors and reads the books as they stand.
func openLoad(ctx context.Context, doors []string) (*load, error) {
	l := &load{record: newRecorder(doors)}
	server := &client.Server{
		Base: "http://zongwu", Patience: giveUp, HTTP: &http.Client{Timeout: silence, Transport: l.record},
	}
	var err error
	if l.school, err = client.OpenSchool(ctx, server, "", demo.Password); err != nil {
		return nil, err
	}
	if l.account, err = client.OpenAccount(ctx, l.school); err != nil {
		return nil, err
	}
	return l, l.school.SignInAll(ctx)
}

// underLoad has people work through the doors while act does its worst. They work on until the load is settled; when
// act fails, they stop.
func (r *run) underLoad(ctx context.Context, doors []string, act func(*load) error) (*load, error) {
	l, err := openLoad(ctx, doors)
	if err != nil {
		return nil, err
	}
	l.begin(ctx, r.seed, r.clients)
	if err := act(l); err != nil {
		return nil, errors.Join(err, l.end())
	}
	return l, nil
}

// begin works until end is called. What chance decides follows from the seed.
func (l *load) begin(ctx context.Context, seed uint64, clients int) {
	l.stop, l.stopped = make(chan struct{}), make(chan struct{})
	go func() {
		defer close(l.stopped)
		for round := uint64(1); ; round++ {
			select {
			case <-l.stop:
				return
			default:
			}
			report, err := client.Run(ctx, l.account, client.Options{
				Seed: seed*1_000_003 + round, Workers: clients, Chance: 3 * clients, Keys: true,
			})
			if err != nil {
				l.wrong = append(l.wrong, err)
			}
			l.total.Purchases, l.total.Actions, l.total.States = report.Purchases, report.Actions, report.States
			l.total.Retried += report.Retried
			l.total.Repeated += report.Repeated
		}
	}()
}

// end lets every purchase under way come to its end.
func (l *load) end() error {
	close(l.stop)
	<-l.stopped
	return errors.Join(l.wrong...)
}

// reply is what came of one try of one call.
type reply struct {
	at     time.Time // when it was over
	took   time.Duration
	what   string // "200", "503 with Retry-After", "no answer: …"
	status int
	acked  bool // an action was acknowledged
}

// recorder carries calls to the doors in turn and notes what came of each.
type recorder struct {
	doors []*http.Transport
	next  atomic.Int64

	mu      sync.Mutex
	replies []reply
}

func newRecorder(doors []string) *recorder {
	r := &recorder{}
	dialer := &net.Dialer{Timeout: 3 * time.Second}
	for _, door := range doors {
		r.doors = append(r.doors, &http.Transport{
			MaxIdleConnsPerHost: 64,
			DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
				return dialer.DialContext(ctx, network, door)
			},
		})
	}
	return r
}

// RoundTrip notes a try.
func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	began := time.Now()
	response, err := r.doors[int(r.next.Add(1))%len(r.doors)].RoundTrip(request)
	now := reply{at: time.Now(), took: time.Since(began)}
	switch {
	case err != nil:
		now.what = noAnswer(err)
	default:
		now.status, now.what = response.StatusCode, fmt.Sprint(response.StatusCode)
		now.acked = request.Method == http.MethodPost && now.status < 300
		if now.status >= 500 && response.Header.Get("Retry-After") != "" {
			now.what += " with Retry-After"
		}
	}
	r.mu.Lock()
	r.replies = append(r.replies, now)
	r.mu.Unlock()
	return response, err
}

func noAnswer(err error) string {
	var network net.Error
	var dial *net.OpError
	switch {
	case errors.As(err, &network) && network.Timeout() || errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	case errors.As(err, &dial) && dial.Op == "dial":
		return "not reached"
	default:
		return "cut off"
	}
}

// between are the tries that were over in a stretch of time.
func (r *recorder) between(from, to time.Time) []reply {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []reply
	for _, reply := range r.replies {
		if !reply.at.Before(from) && !reply.at.After(to) {
			found = append(found, reply)
		}
	}
	return found
}

// begun are the tries that were begun in a stretch of time.
func (r *recorder) begun(from, to time.Time) []reply {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []reply
	for _, reply := range r.replies {
		if sent := reply.at.Add(-reply.took); !sent.Before(from) && !sent.After(to) {
			found = append(found, reply)
		}
	}
	return found
}

// acknowledgedAfter is the first acknowledged action after a moment.
func (r *recorder) acknowledgedAfter(t time.Time) (time.Time, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	// From the end: the moment is a recent one.
	var first time.Time
	for _, reply := range slices.Backward(r.replies) {
		if reply.at.Before(t) {
			break
		}
		if reply.acked {
			first = reply.at
		}
	}
	return first, !first.IsZero()
}

// pause is the longest time without an acknowledged action that overlaps a stretch of time.
func (r *recorder) pause(from, to time.Time) time.Duration {
	last, longest := from, time.Duration(0)
	for _, reply := range r.between(from, to) {
		if reply.acked {
			longest, last = max(longest, reply.at.Sub(last)), reply.at
		}
	}
	return max(longest, to.Sub(last))
}
