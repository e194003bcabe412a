package engine

import (
	"context"
	"fmt"
	"net"
	"time"

	"zongwu/bench/work"
	"zongwu/e2e/client"
	"zongwu/server"
	"zongwu/standalone/demo"
)

// startServer serves pages and API on a free port of this machine.
func (e *Engine) startServer(ctx context.Context, _ string) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	until, cancel := context.WithCancel(context.Background())
	handler, err := server.New(server.Config{
		Service: e.Service, Store: e.Service.Store, DatabaseURL: e.Cluster.AppURL(), Logger: e.Log, Context: until,
	})
	if err != nil {
		cancel()
		return err
	}
	e.base = "http://" + listener.Addr().String()
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(until, listener, handler, 0) }()
	e.onStop(func() error {
		cancel()
		return <-ended
	})
	return nil
}

// HTTP does purchases through the API, over connections of this machine: what Act does, and signing in's check, JSON
// in and out, and the case as it is afterwards as the answer.
type HTTP struct {
	*Engine
	sessions map[string]*client.Session
}

// SignIn opens the sessions of all who act.
func SignIn(ctx context.Context, e *Engine) (*HTTP, error) {
	h := &HTTP{Engine: e, sessions: map[string]*client.Session{}}
	where := client.NewServer(e.base, 20*time.Second)
	for _, login := range append([]string{work.Director, work.Buyer, work.Storekeeper}, work.Heads()...) {
		session, err := where.SignIn(ctx, login, demo.Password)
		if err != nil {
			return nil, err
		}
		h.sessions[login] = session
	}
	return h, nil
}

// Case implements work.Contender.
func (h *HTTP) Case(ctx context.Context, p work.Purchase, timer work.Timer) error {
	var last client.Case
	body := map[string]any{"process": "purchase", "data": requested(p)}
	err := timer(func() error {
		return h.sessions[p.Starter].Post(ctx, "/api/v1/cases", body, client.NewKey(), &last)
	})
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	for _, s := range submissions(p) {
		if len(last.Open) != 1 || last.Open[0].Step != s.step {
			return fmt.Errorf("%s is not what is open: %+v", s.step, last.Open)
		}
		path := "/api/v1/tasks/" + last.Open[0].ID
		body := map[string]any{"outcome": s.outcome, "data": s.data}
		if s.data == nil {
			delete(body, "data")
		}
		last = client.Case{}
		err := timer(func() error { return h.sessions[s.actor].Post(ctx, path, body, client.NewKey(), &last) })
		if err != nil {
			return fmt.Errorf("%s: %w", s.step, err)
		}
	}
	if last.State != client.Done {
		return fmt.Errorf("the case is %s after its acceptance", last.State)
	}
	return nil
}
