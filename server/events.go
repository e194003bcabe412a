package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"zongwu/store"
)

// The database's channels, and how an event stream lives.
const (
	tasksChannel = "tasks" // payload school/person
	casesChannel = "cases" // payload school/case id
	heartbeat    = 20 * time.Second
	streamLife   = 30 * time.Minute // a browser opens it again by itself
	gather       = 100 * time.Millisecond
	maxPending   = 1000
	mostStreams  = 30 // of one person: windows of a browser, programs
)

// exchange passes the database's notifications on to the open event streams of the schools they are about.
type exchange struct {
	log     *slog.Logger
	mu      sync.Mutex
	streams map[*stream]struct{}
}

func newExchange(log *slog.Logger) *exchange {
	return &exchange{log: log, streams: map[*stream]struct{}{}}
}

// listen runs until ctx ends, beginning anew when the database was away.
func (x *exchange) listen(ctx context.Context, from *store.Store, url string) {
	for ctx.Err() == nil {
		err := from.Listen(ctx, url, []string{tasksChannel, casesChannel}, x.wake)
		if err != nil && ctx.Err() == nil {
			x.log.WarnContext(ctx, "listen for events", "error", err)
			time.Sleep(time.Second)
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for st := range x.streams {
		st.close()
	}
}

// wake hands a notification to the streams it may concern; an empty payload means that anything may have been missed.
func (x *exchange) wake(channel, payload string) {
	school, rest, _ := strings.Cut(payload, "/")
	x.mu.Lock()
	defer x.mu.Unlock()
	for st := range x.streams {
		if payload == "" || st.school == school {
			st.tell(channel, rest)
		}
	}
}

// join says whether a stream may be opened.
func (x *exchange) join(st *stream) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	open := 0
	for other := range x.streams {
		if other.school == st.school && other.person == st.person {
			open++
		}
	}
	if open >= mostStreams {
		return false
	}
	x.streams[st] = struct{}{}
	return true
}

// open is how many streams there are.
func (x *exchange) open() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.streams)
}

func (x *exchange) leave(st *stream) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.streams, st)
}

// stream is one person's open event stream. What is told while it writes is gathered, never queued without end.
type stream struct {
	school, person string
	watched        string // one more case, by id
	mu             sync.Mutex
	tasks          bool
	cases          map[string]bool
	woken          chan struct{}
	ended          chan struct{}
	once           sync.Once
}

func newStream(who caller, watched string) *stream {
	return &stream{
		school: who.School, person: who.Person.ID, watched: watched, cases: map[string]bool{},
		woken: make(chan struct{}, 1), ended: make(chan struct{}),
	}
}

func (st *stream) close() { st.once.Do(func() { close(st.ended) }) }

func (st *stream) tell(channel, subject string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	switch {
	case subject == "":
		st.tasks = true
		if st.watched != "" {
			st.cases[st.watched] = true
		}
	case channel == tasksChannel && subject == st.person:
		st.tasks = true
	case channel == casesChannel && len(st.cases) < maxPending:
		st.cases[subject] = true
	default:
		return
	}
	select {
	case st.woken <- struct{}{}:
	default: // it will look anyway
	}
}

// take empties what was gathered.
func (st *stream) take() (tasks bool, cases []string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	tasks = st.tasks
	for id := range st.cases {
		cases = append(cases, id)
	}
	st.tasks, st.cases = false, map[string]bool{}
	return tasks, cases
}

type eventsInput struct {
	Case string `query:"case" doc:"one more case to hear of, by id or number"`
}

// streamEvents answers with the stream itself.
func (s *Server) streamEvents(ctx context.Context, in *eventsInput) (*huma.StreamResponse, error) {
	who, watched := me(ctx), ""
	if in.Case != "" {
		view, err := s.service.Case(ctx, who.School, viewerOf(ctx), in.Case)
		if err != nil {
			return nil, err
		}
		watched = view.ID
	}
	st := newStream(who, watched)
	if !s.events.join(st) {
		p := s.problem(langOf(ctx), http.StatusTooManyRequests, "error.too_many")
		p.retry = heartbeat
		return nil, p
	}
	return &huma.StreamResponse{Body: func(hctx huma.Context) {
		defer s.events.leave(st)
		hctx.SetHeader("Content-Type", "text/event-stream")
		hctx.SetStatus(http.StatusOK)
		if err := s.pour(ctx, hctx.BodyWriter(), st, who.token); err != nil && ctx.Err() == nil {
			s.log.InfoContext(ctx, "end event stream", "error", err)
		}
	}}, nil
}

// errSignedOut ends the stream of somebody whose session is over.
var errSignedOut = errors.New("session ended")

// pour writes events until somebody goes away: the reader, the session, the server.
func (s *Server) pour(ctx context.Context, w io.Writer, st *stream, token string) error {
	ctx, cancel := context.WithTimeout(ctx, streamLife)
	defer cancel()
	if rw, ok := w.(http.ResponseWriter); ok { // a server's write timeout is for answers, not for streams
		if err := http.NewResponseController(rw).SetWriteDeadline(time.Time{}); err != nil &&
			!errors.Is(err, http.ErrNotSupported) {
			return err
		}
	}
	if err := write(w, ": hello\n\n"); err != nil {
		return err
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-st.ended:
			return nil
		case <-beat.C:
			if _, err := s.sessionOf(ctx, token); err != nil {
				return errSignedOut
			}
			if err := write(w, ": beat\n\n"); err != nil {
				return err
			}
		case <-st.woken:
			time.Sleep(gather) // an action wakes several times: one look for all of them
			if err := s.tellAll(ctx, w, st); err != nil {
				return err
			}
		}
	}
}

func (s *Server) tellAll(ctx context.Context, w io.Writer, st *stream) error {
	tasks, ids := st.take()
	if tasks {
		if err := write(w, "event: tasks\ndata: tasks\n\n"); err != nil {
			return err
		}
	}
	ids, err := s.concerning(ctx, st, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := write(w, fmt.Sprintf("event: case\ndata: %s\n\n", id)); err != nil {
			return err
		}
	}
	return nil
}

// concerning keeps the cases the person takes part in, and the one asked for.
func (s *Server) concerning(ctx context.Context, st *stream, ids []string) ([]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var kept []string
	err := s.store.InSchool(ctx, st.school, func(ctx context.Context, tx *store.Tx) error {
		kept = kept[:0]
		for _, id := range ids {
			took := id == st.watched
			if !took {
				var err error
				if took, err = tx.TookPart(ctx, id, st.person); err != nil {
					return err
				}
			}
			if took {
				kept = append(kept, id)
			}
		}
		return nil
	})
	return kept, err
}

func write(w io.Writer, text string) error {
	if _, err := io.WriteString(w, text); err != nil {
		return err
	}
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	return nil
}
