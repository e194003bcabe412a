package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// Server is where the product listens.
type Server struct {
	Base string // http://127.0.0.1:8080
	// Patience is how long a call that got no definite answer (no connection, 503) is repeated; 0 means not at all.
	Patience time.Duration
	HTTP     *http.Client
}

// NewServer returns a server for many concurrent callers.
func NewServer(base string, patience time.Duration) *Server {
	return &Server{Base: base, Patience: patience, HTTP: &http.Client{
		Timeout:   20 * time.Second,
		Transport: &http.Transport{MaxIdleConnsPerHost: 64},
	}}
}

// Session is one person's connection.
type Session struct {
	Server *Server
	Login  string
	token  string
}

// Answer is what came back.
type Answer struct {
	Status int
	Body   []byte
	Header http.Header
	// Tries is how often the call was sent before it was answered.
	Tries int
}

// Refused is an answer outside 200–299, as problem+json.
type Refused struct {
	Call   string `json:"-"`
	Status int    `json:"status"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Code   string `json:"code"`
	Errors []Fault
	Raw    string `json:"-"`
}

// Fault is one reason in a refusal.
type Fault struct {
	Pointer string `json:"pointer"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

func (r *Refused) Error() string {
	return fmt.Sprintf("%s: %d %s %s %+v", r.Call, r.Status, r.Title, r.Detail, r.Errors)
}

// Has says whether the refusal names a code, at a pointer unless that is empty.
func (r *Refused) Has(code, pointer string) bool {
	if r.Code == code && pointer == "" {
		return true
	}
	for _, f := range r.Errors {
		if f.Code == code && (pointer == "" || f.Pointer == pointer) {
			return true
		}
	}
	return false
}

// SignIn opens a session with a password.
func (s *Server) SignIn(ctx context.Context, login, password string) (*Session, error) {
	session := &Session{Server: s, Login: login}
	var granted struct{ Token string }
	body := map[string]string{"login": login, "password": password}
	if err := session.Post(ctx, "/api/v1/session", body, "", &granted); err != nil {
		return nil, fmt.Errorf("sign in as %s: %w", login, err)
	}
	if granted.Token == "" {
		return nil, fmt.Errorf("sign in as %s: no token", login)
	}
	session.token = granted.Token
	return session, nil
}

// Token is what a browser carries as its cookie.
func (s *Session) Token() string { return s.token }

// NewKey makes an Idempotency-Key.
func NewKey() string { return uuid.NewString() }

// Get reads one thing.
func (s *Session) Get(ctx context.Context, path string, into any) error {
	return s.call(ctx, http.MethodGet, path, nil, "", into)
}

// Post sends one thing; key may be empty.
func (s *Session) Post(ctx context.Context, path string, body any, key string, into any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("write body of %s: %w", path, err)
	}
	return s.call(ctx, http.MethodPost, path, raw, key, into)
}

// postKept is Post that also returns the answer, for how often it was asked for and what status it had.
func (s *Session) postKept(ctx context.Context, path string, body any, key string, into any) (*Answer, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("write body of %s: %w", path, err)
	}
	answer, err := s.Send(ctx, http.MethodPost, path, "application/json", raw, key)
	if err != nil {
		return nil, err
	}
	return answer, answer.Into(into, s.Login+": POST "+path)
}

func (s *Session) call(ctx context.Context, method, path string, raw []byte, key string, into any) error {
	answer, err := s.Send(ctx, method, path, "application/json", raw, key)
	if err != nil {
		return err
	}
	return answer.Into(into, s.Login+": "+method+" "+path)
}

// Into reads a good answer, or returns *Refused. into may be nil.
func (a *Answer) Into(into any, call string) error {
	if a.Status < 200 || a.Status > 299 {
		refused := &Refused{Call: call, Raw: string(a.Body)}
		if err := json.Unmarshal(a.Body, refused); err != nil {
			return fmt.Errorf("%s: %d is no problem+json: %.300s", call, a.Status, a.Body)
		}
		refused.Status = a.Status
		return refused
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(a.Body, into); err != nil {
		return fmt.Errorf("%s: read answer: %w: %.300s", call, err, a.Body)
	}
	return nil
}

// Send sends a call, again and again within the server's patience while the outcome is unknown and repeating it does
// no harm: reads, and what has a key.
func (s *Session) Send(ctx context.Context, method, path, kind string, raw []byte, key string) (*Answer, error) {
	deadline := time.Now().Add(s.Server.Patience)
	for try := 1; ; try++ {
		answer, err := s.once(ctx, method, path, kind, raw, key)
		unknown := err != nil || answer.Status == http.StatusServiceUnavailable
		limited := err == nil && answer.Status == http.StatusTooManyRequests
		safe := method == http.MethodGet || key != "" || s.token == ""
		again := unknown && safe || limited
		if !again || time.Now().After(deadline) || ctx.Err() != nil {
			if err != nil {
				return nil, fmt.Errorf("%s: %s %s, %d tries: %w", s.Login, method, path, try, err)
			}
			answer.Tries = try
			return answer, nil
		}
		rest := 50 * time.Millisecond
		if limited {
			rest = retryAfter(answer)
		}
		time.Sleep(rest)
	}
}

func retryAfter(a *Answer) time.Duration {
	seconds, err := strconv.Atoi(a.Header.Get("Retry-After"))
	if err != nil {
		seconds = 1
	}
	return time.Duration(max(seconds, 1)) * time.Second
}

func (s *Session) once(ctx context.Context, method, path, kind string, raw []byte, key string) (_ *Answer, err error) {
	request, err := http.NewRequestWithContext(ctx, method, s.Server.Base+path, bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	if raw != nil {
		request.Header.Set("Content-Type", kind)
	}
	if key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	if s.token != "" {
		request.Header.Set("Authorization", "Bearer "+s.token)
	}
	response, err := s.Server.HTTP.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() {
		if closeErr := response.Body.Close(); err == nil && closeErr != nil {
			err = closeErr
		}
	}()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	return &Answer{Status: response.StatusCode, Body: body, Header: response.Header}, nil
}

// List reads all pages of a list.
func List[T any](ctx context.Context, s *Session, path string) ([]T, error) {
	address, err := url.Parse(path)
	if err != nil {
		return nil, fmt.Errorf("read path %s: %w", path, err)
	}
	query := address.Query()
	query.Set("limit", "200")
	var all []T
	for {
		address.RawQuery = query.Encode()
		var page struct {
			Items []T    `json:"items"`
			Next  string `json:"next"`
		}
		if err := s.Get(ctx, address.String(), &page); err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if page.Next == "" {
			return all, nil
		}
		if page.Next == query.Get("cursor") {
			return nil, fmt.Errorf("list %s: the cursor %q comes again and again", path, page.Next)
		}
		query.Set("cursor", page.Next)
	}
}
