package store

import (
	"context"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
)

// wake is one notification: the channel, and the payload Listen passes on.
type wake struct{ channel, payload string }

// wakeTimeout bounds one sending of notifications; wakeRest is what is left between two of them, so that what many do
// in a moment is told at once.
const (
	wakeTimeout = 5 * time.Second
	wakeRest    = 20 * time.Millisecond
)

// waker sends notifications after what they are about is committed. Within the transaction they would make all commits
// wait for each other: PostgreSQL lets one notifying transaction at a time commit, its write to the disk included.
// The first is sent at once, under load many together. One that is lost (the process dies, the database goes away)
// delays whoever waits until they look by themselves, as listeners do.
type waker struct {
	mu      sync.Mutex
	waiting map[wake]struct{}
	sending bool
}

func (w *waker) wake(db *sqlx.DB, wakes []wake) {
	if len(wakes) == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting == nil {
		w.waiting = map[wake]struct{}{}
	}
	for _, one := range wakes {
		w.waiting[one] = struct{}{}
	}
	if !w.sending {
		w.sending = true
		go w.send(db)
	}
}

// send goes on until nobody waits to be woken.
func (w *waker) send(db *sqlx.DB) {
	for {
		channels, payloads := w.take()
		if len(channels) == 0 {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), wakeTimeout)
		_, _ = db.ExecContext(ctx, `SELECT pg_notify(channel, payload)
			FROM unnest($1::text[], $2::text[]) AS w (channel, payload)`, array(channels), array(payloads)) // lost: see above
		cancel()
		time.Sleep(wakeRest)
	}
}

func (w *waker) take() (channels, payloads []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for one := range w.waiting {
		channels, payloads = append(channels, one.channel), append(payloads, one.payload)
	}
	clear(w.waiting)
	w.sending = len(channels) > 0
	return channels, payloads
}

// wake notes who is woken once the transaction is committed; what a payload names is in the school.
func (t *Tx) wake(channel string, names ...string) {
	for _, name := range names {
		t.wakes = append(t.wakes, wake{channel, t.School + "/" + name})
	}
}
