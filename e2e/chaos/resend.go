package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"zongwu/e2e/client"
	"zongwu/standalone/demo"
)

// resends: a request is sent, its server is killed while it is under way, and the same request is sent to the other
// server, twice, under the same key. What anybody was answered must be the same.
func (r *run) resends(ctx context.Context, dir string) error {
	return r.onSite(ctx, dir, func(s *site) error {
		heads := [2]*client.Session{}
		for i, door := range s.frontDoors() {
			server := &client.Server{Base: "http://" + door, HTTP: &http.Client{Timeout: silence}}
			var err error
			if heads[i], err = server.SignIn(ctx, "head", demo.Password); err != nil {
				return err
			}
		}
		var n resent
		for range 25 * r.times {
			if err := r.resend(ctx, s, heads, &n); err != nil {
				return err
			}
		}
		r.table([]string{"requests", "answered before the kill", "cut off, but done", "cut off, not done", "replies compared",
			"different"}, [][]string{{n.text(n.requests), n.text(n.answered), n.text(n.done), n.text(n.undone),
			n.text(n.compared), n.text(n.different)}})
		if n.different > 0 {
			r.broken = append(r.broken, fmt.Sprintf("%d replies differ from the first", n.different))
		}
		said, err := s.verify(ctx)
		r.say(said)
		return err
	})
}

// resent counts what became of requests.
type resent struct{ requests, answered, done, undone, compared, different int }

func (resent) text(n int) string { return strconv.Itoa(n) }

// resend is one request; servers[1] is killed under it.
func (r *run) resend(ctx context.Context, s *site, heads [2]*client.Session, n *resent) error {
	body, err := json.Marshal(map[string]any{"process": "purchase", "data": map[string]any{
		"subject": "30201", "reason": "重发" + strconv.Itoa(n.requests),
		"needed_by": time.Now().AddDate(0, 0, 20).Format(time.DateOnly),
		"lines":     []map[string]any{{"item": "g01", "qty": "2", "price": 1000}},
	}})
	if err != nil {
		return err
	}
	key := client.NewKey()
	send := func(i int) (*client.Answer, error) {
		return heads[i].Send(ctx, http.MethodPost, "/api/v1/cases", "application/json", body, key)
	}
	first := make(chan *client.Answer, 1)
	go func() {
		answer, err := send(1)
		if err != nil {
			answer = nil
		}
		first <- answer
	}()
	time.Sleep(chanceUpTo(r.rng, 250*time.Millisecond))
	if err := s.servers[1].kill(); err != nil {
		return err
	}
	before := <-first
	if before != nil && before.Status >= 300 {
		return fmt.Errorf("ask: %d %s", before.Status, before.Body)
	}
	var replies [2]*client.Answer
	for i := range replies {
		if replies[i], err = send(0); err != nil || replies[i].Status >= 300 {
			return errors.Join(err, fmt.Errorf("ask again: %v", replies[i]))
		}
	}
	n.note(before, replies)
	return s.servers[1].start(ctx)
}

// note compares: a first answer is 201, one given again 200.
func (n *resent) note(before *client.Answer, replies [2]*client.Answer) {
	n.requests++
	first := before
	switch {
	case before != nil:
		n.answered++
	case replies[0].Status == http.StatusOK:
		n.done++
	default:
		n.undone++
	}
	if first == nil {
		first = replies[0]
	}
	for _, reply := range replies {
		n.compared++
		if !bytes.Equal(reply.Body, first.Body) {
			n.different++
		}
	}
	if replies[1].Status != http.StatusOK || before != nil && replies[0].Status != http.StatusOK {
		n.different++
	}
}
