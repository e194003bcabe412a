package store

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"
)

// silence is after how long a connection for notifications from which nothing is heard, asked or not, counts as dead.
const silence = 40 * time.Second

// Listen calls wake whenever one of the channels is notified (payload given), and once per channel after every
// reconnect with an empty payload: anything may have been missed. It returns when ctx ends, with ctx's error.
func (s *Store) Listen(ctx context.Context, url string, channels []string, wake func(channel, payload string)) error {
	listener := pq.NewDialListener(&listening{silence: silence}, url, 200*time.Millisecond, 5*time.Second, nil)
	defer func() { _ = listener.Close() }() // nothing is left to lose
	for _, channel := range channels {
		if err := listen(ctx, listener, channel); err != nil {
			return fmt.Errorf("listen to %s: %w", channel, err)
		}
	}
	alive := time.NewTicker(silence / 2) // a dead connection is noticed by asking it something
	defer alive.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-alive.C:
			go func() { _ = listener.Ping() }() // an error makes the listener reconnect, which wakes us
		case n := <-listener.Notify:
			if n != nil {
				wake(n.Channel, n.Extra)
				continue
			}
			for _, channel := range channels {
				wake(channel, "")
			}
		}
	}
}

// listen waits for the first connection, but not longer than ctx.
func listen(ctx context.Context, listener *pq.Listener, channel string) error {
	done := make(chan error, 1)
	go func() { done <- listener.Listen(channel) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
