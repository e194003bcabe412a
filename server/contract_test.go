package server

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"zongwu/store"
)

// TestPublic holds the list of public addresses against a second one: whoever adds an address writes it twice, and
// thinks twice.
func TestPublic(t *testing.T) {
	want := []string{
		"GET /", "GET /api/docs", "GET /api/openapi.json", "GET /healthz", "GET /login", "GET /metrics",
		"GET /q/:code", "GET /readyz", "GET /static/*file", "POST /api/v1/reports", "POST /api/v1/session", "POST /language",
		"POST /login", "POST /q/:code", "POST /theme",
	}
	got := slices.Sorted(slices.Values(public))
	if !slices.Equal(got, want) {
		t.Errorf("public are %v, want %v", got, want)
	}
	s := newSite(t)
	routes := map[string]bool{}
	for _, r := range s.engine.Routes() {
		routes[r.Method+" "+r.Path] = true
	}
	for _, p := range public {
		if !routes[p] {
			t.Errorf("%s is public and no route", p)
		}
	}
}

// TestOpenAPI: the document is OpenAPI 3.1, holds every call there is and no other, and every schema in it compiles.
func TestOpenAPI(t *testing.T) {
	s := newSite(t)
	w := s.check(t, scenario{name: "document", url: "/api/openapi.json", status: 200, hasNot: []string{"$schema"}})
	var document struct {
		OpenAPI    string
		Paths      map[string]map[string]struct{ Responses map[string]any }
		Components struct{ Schemas map[string]any }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(document.OpenAPI, "3.1") {
		t.Errorf("version %q", document.OpenAPI)
	}
	told := map[string]bool{}
	for path, methods := range document.Paths {
		for method, op := range methods {
			told[strings.ToUpper(method)+" "+ginPath(path)] = true
			for _, status := range []string{"400", "401", "503"} {
				if op.Responses[status] == nil {
					t.Errorf("%s %s tells nothing of %s", method, path, status)
				}
			}
		}
	}
	for _, r := range s.engine.Routes() {
		name := r.Method + " " + r.Path
		if strings.HasPrefix(r.Path, "/api/v1/") && !told[name] {
			t.Errorf("%s is not in the document", name)
		}
		delete(told, name)
	}
	for name := range told {
		t.Errorf("%s is in the document and no route", name)
	}
	compiler := jsonschema.NewCompiler()
	var whole any
	if err := json.Unmarshal(w.Body.Bytes(), &whole); err != nil {
		t.Fatal(err)
	}
	if err := compiler.AddResource("openapi.json", whole); err != nil {
		t.Fatal(err)
	}
	for name := range document.Components.Schemas {
		if _, err := compiler.Compile("openapi.json#/components/schemas/" + name); err != nil {
			t.Errorf("schema %s: %v", name, err)
		}
	}
	s.check(t, scenario{name: "docs", url: "/api/docs", status: 200, has: []string{"/api/v1/tasks/{id}", "RFC 6901"}})
}

// TestAnswers holds what calls answer against the schema the document gives for them.
func TestAnswers(t *testing.T) {
	s := newSite(t)
	opened := s.begin(t)
	w := s.check(t, scenario{name: "document", url: "/api/openapi.json", status: 200})
	var whole any
	if err := json.Unmarshal(w.Body.Bytes(), &whole); err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("openapi.json", whole); err != nil {
		t.Fatal(err)
	}
	for path, url := range map[string]string{
		"/api/v1/me": "", "/api/v1/processes": "", "/api/v1/processes/{id}": "/api/v1/processes/purchase",
		"/api/v1/cases":            "",
		"/api/v1/cases/{id}":       "/api/v1/cases/" + opened.Number,
		"/api/v1/cases/{id}/trail": "/api/v1/cases/" + opened.ID + "/trail",
		"/api/v1/tasks":            "", "/api/v1/tasks/{id}": "/api/v1/tasks/" + opened.Open[0].ID, "/api/v1/stock": "",
		"/api/v1/stock/{item}/entries": "/api/v1/stock/g22/entries", "/api/v1/budgets": "", "/api/v1/payables": "",
		"/api/v1/suppliers": "", "/api/v1/persons": "", "/api/v1/items": "", "/api/v1/items/{id}": "/api/v1/items/g01",
		"/api/v1/rooms": "", "/api/v1/departments": "", "/api/v1/subjects": "", "/api/v1/prices": "", "/api/v1/pupils": "",
	} {
		if url == "" {
			url = path
		}
		schema, err := compiler.Compile("openapi.json#/paths/" + strings.NewReplacer("/", "~1", "{", "%7B", "}",
			"%7D").Replace(path) +
			"/get/responses/200/content/application~1json/schema")
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		answer := s.check(t, scenario{name: path, as: "director", url: url, status: 200, hasNot: []string{":null,\"next\""}})
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(answer.Body.String()))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s answers what its schema does not allow: %v\n%s", path, err, answer.Body)
		}
	}
}

func TestWhoeverIsSentAwayIsToldWhenToComeAgain(t *testing.T) {
	s := newSite(t)
	for _, err := range []error{
		context.Canceled, context.DeadlineExceeded, reject(http.StatusServiceUnavailable, "print.busy"),
	} {
		if p := s.server.explain(t.Context(), err); p.Status != http.StatusServiceUnavailable || p.retry <= 0 {
			t.Errorf("%v: %d, again after %v", err, p.Status, p.retry)
		}
	}
}

// A server without a worker: where workflows are told, however late, Temporal is there.
func TestNewsThatIsLateIsNoAbsence(t *testing.T) {
	s := newSite(t)
	begun := s.begin(t)
	s.owner(t, `UPDATE outbox SET at = now() - interval '3 minutes'`)
	s.check(t, scenario{name: "nothing is told", url: "/readyz", status: 200, has: []string{`"temporal":"away"`,
		`"outbox_age_s":18`}})
	s.owner(t, `UPDATE outbox SET at = now() - interval '2 minutes' WHERE case_id = $1`, begun.ID)
	s.check(t, scenario{name: "some of it is", url: "/readyz", status: 200, has: []string{`"temporal":"ok"`,
		`"outbox_age_s":12`}})

	var seen telling
	now := time.Now()
	for i, look := range []struct {
		after time.Duration
		age   time.Duration
		want  bool
	}{
		{0, 2 * time.Minute, false},
		{10 * time.Second, 2*time.Minute + 10*time.Second, false},
		{10 * time.Second, 2 * time.Minute, true}, // the oldest of before is gone
		{50 * time.Second, 2*time.Minute + 50*time.Second, true},
		{20 * time.Second, 3*time.Minute + 10*time.Second, false},
		{10 * time.Minute, 2 * time.Minute, false}, // nobody knows when that was
	} {
		now = now.Add(look.after)
		if got := seen.goesOn([]store.Waiting{{School: "main", Age: look.age}}, now); got != look.want {
			t.Errorf("look %d: %v", i+1, got)
		}
	}
}

func TestHealth(t *testing.T) {
	s := newSite(t)
	s.check(t, scenario{name: "alive", url: "/healthz", status: 200})
	s.check(t, scenario{name: "ready", url: "/readyz", status: 200, has: []string{`"temporal":"ok"`, `"outbox_age_s":0`}})
	s.check(t, scenario{name: "metrics", url: "/metrics", from: "127.0.0.1:1", status: 200, has: []string{"zongwu_http_requests_total",
		"zongwu_outbox_age_seconds"}})
	s.server.health = func(context.Context) (Health, error) {
		return Health{Temporal: "away", OutboxAge: 61 * time.Second}, nil
	}
	s.check(t, scenario{name: "away", url: "/readyz", status: 200, has: []string{`"temporal":"away"`,
		`"outbox_age_s":61`}})
	s.loseDatabase(t)
	w := s.check(t, scenario{name: "database away", url: "/readyz", status: 503})
	if w.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	s.check(t, scenario{name: "call", url: "/api/v1/me", status: 503,
		header: map[string]string{"Authorization": "Bearer x"}})
}

// loseDatabase lets the application's role in no more and ends its connections.
func (s *site) loseDatabase(t *testing.T) {
	t.Helper()
	var name string
	if err := s.db.Owner.QueryRowContext(t.Context(), "SELECT current_database()").Scan(&name); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		"ALTER DATABASE " + name + " CONNECTION LIMIT 0",
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()" +
			" AND pid <> pg_backend_pid()",
	} {
		if _, err := s.db.Owner.ExecContext(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPanic: a panic answers 500 and not a word of why.
func TestPanic(t *testing.T) {
	s := newSite(t)
	s.server.health = func(context.Context) (Health, error) { panic("the secret") }
	s.check(t, scenario{name: "panic", url: "/readyz", status: 500, hasNot: []string{"secret"}})
	s.server.health = func(context.Context) (Health, error) { return Health{}, errors.New("the secret") }
	s.check(t, scenario{name: "error", url: "/readyz", status: 500, hasNot: []string{"secret"}})
	if !strings.Contains(s.log.String(), "the secret") {
		t.Error("the log does not say why")
	}
	s.log.Reset()
}

// TestEvents: a case of mine, a task of mine and a case I asked for are told; another's are not.
func TestEvents(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	listen := func(login, query string) <-chan string {
		t.Helper()
		r, err := http.NewRequestWithContext(ctx, get, web.URL+"/api/v1/events"+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+s.token(login))
		w, err := http.DefaultClient.Do(r) //nolint:bodyclose // closed by the goroutine that reads it
		if err != nil {
			t.Fatal(err)
		}
		if got := w.Header.Get("Content-Type"); w.StatusCode != 200 || got != "text/event-stream" {
			t.Fatalf("%d %s", w.StatusCode, got)
		}
		lines := make(chan string, 100)
		go func() {
			defer func() { _ = w.Body.Close() }()
			for scanner := bufio.NewScanner(w.Body); scanner.Scan(); {
				lines <- scanner.Text()
			}
		}()
		if first := <-lines; first != ": hello" {
			t.Fatalf("begins with %q", first)
		}
		return lines
	}
	director, teacher := listen("director", ""), listen("teacher", "")
	time.Sleep(200 * time.Millisecond) // until the server listens to the database
	opened := s.begin(t)
	expect(t, director, "event: tasks")
	principal := listen("principal", "?case="+opened.Number)
	s.check(t, scenario{name: "approve", as: "director", method: post, url: "/api/v1/tasks/" + opened.Open[0].ID,
		body: `{"outcome":"approve"}`, status: 200})
	expect(t, director, "data: "+opened.ID)
	expect(t, principal, "data: "+opened.ID)
	time.Sleep(300 * time.Millisecond)
	for len(teacher) > 0 {
		if line := <-teacher; line != "" {
			t.Errorf("a teacher is told %q", line)
		}
	}
	s.check(t, scenario{name: "not mine to see", as: "teacher", url: "/api/v1/events?case=" + opened.Number, status: 404})
}

func expect(t *testing.T, lines <-chan string, want string) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		select {
		case line := <-lines:
			if line == want {
				return
			}
		case <-deadline:
			t.Fatalf("never told %q", want)
		}
	}
}
