package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/paper"
	"zongwu/server/pages"
	"zongwu/store"
	"zongwu/store/storetest"
)

const testPassword = "test-2026"

// site is a server on a database of its own, with two schools and somebody of every role signed in.
type site struct {
	t      *testing.T
	db     *storetest.DB
	server *Server
	engine *gin.Engine
	tokens map[string]string
	log    *bytes.Buffer
}

// thePages and published are what every site begins with: the pages never change, and the catalogue in force in both
// schools is copied with the database.
var (
	thePages  = sync.OnceValues(pages.New)
	published = storetest.Furnished(func(ctx context.Context, db *storetest.DB) error {
		service := &cases.Service{Store: db.Store}
		_, main := service.PublishCatalogue(ctx, "main")
		_, second := service.PublishCatalogue(ctx, "second")
		return errors.Join(main, second)
	})
)

func newSite(t *testing.T) *site {
	t.Helper()
	html, err := thePages()
	if err != nil {
		t.Fatal(err)
	}
	return siteOf(t, published(t), html)
}

// siteOf is a server on a database that is there.
func siteOf(t *testing.T, db *storetest.DB, html *pages.Site) *site {
	t.Helper()
	log := &bytes.Buffer{}
	s, err := build(Config{
		Service: &cases.Service{Store: db.Store}, Store: db.Store, DatabaseURL: db.AppURL, Context: t.Context(),
		Printer: &paper.Printer{},
		Logger:  slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}, html)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := s.engine()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(log.String())
		}
	})
	return &site{t: t, db: db, server: s, engine: engine, tokens: map[string]string{}, log: log}
}

// schoolOf is the school of a login of the test schools.
func schoolOf(login string) string {
	if strings.HasSuffix(login, "@second") {
		return "second"
	}
	return "main"
}

// token signs somebody in without a password.
func (s *site) token(login string) string {
	s.t.Helper()
	if token, known := s.tokens[login]; known {
		return token
	}
	var token string
	err := s.db.Store.InSchool(s.t.Context(), schoolOf(login), func(ctx context.Context, tx *store.Tx) error {
		var err error
		token, err = tx.OpenSession(ctx, login, "", time.Hour, time.Hour)
		return err
	})
	if err != nil {
		s.t.Fatalf("sign %s in: %v", login, err)
	}
	s.tokens[login] = token
	return token
}

// setPassword lets somebody sign in with testPassword; the hash is cheap, the way through is the same.
func (s *site) setPassword(login string) {
	s.t.Helper()
	hash, err := argon2id.CreateHash(testPassword, &argon2id.Params{
		Memory: 1024, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	err = s.db.Store.InSchool(s.t.Context(), schoolOf(login), func(ctx context.Context, tx *store.Tx) error {
		return tx.SetPassword(ctx, login, hash)
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// scenario is one request and what must come back.
type scenario struct {
	name   string
	as     string // login, "" for nobody
	method string
	url    string
	body   string
	header map[string]string // Content-Type is JSON when there is a body and nothing else is said
	status int
	has    []string
	hasNot []string
	from   string // address and port
	hangUp bool   // the caller goes away as soon as the answer begins
}

func (s *site) do(sc scenario) *httptest.ResponseRecorder {
	s.t.Helper()
	method := sc.method
	if method == "" {
		method = http.MethodGet
	}
	r := httptest.NewRequestWithContext(s.t.Context(), method, sc.url, strings.NewReader(sc.body))
	if sc.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if sc.from != "" {
		r.RemoteAddr = sc.from
	}
	if sc.as != "" {
		r.Header.Set("Authorization", "Bearer "+s.token(sc.as))
	}
	for name, value := range sc.header {
		if value == "" {
			r.Header.Del(name)
			continue
		}
		r.Header.Set(name, value)
	}
	if sc.hangUp {
		ctx, cancel := context.WithTimeout(r.Context(), 300*time.Millisecond)
		defer cancel()
		r = r.WithContext(ctx)
	}
	w := httptest.NewRecorder()
	s.engine.ServeHTTP(w, r)
	return w
}

func (s *site) check(t *testing.T, sc scenario) *httptest.ResponseRecorder {
	t.Helper()
	w := s.do(sc)
	body := w.Body.String()
	if w.Code != sc.status {
		t.Fatalf("%s: %s %s as %q: status %d, want %d\n%s", sc.name, sc.method, sc.url, sc.as, w.Code, sc.status, body)
	}
	for _, part := range sc.has {
		if !strings.Contains(body, part) {
			t.Errorf("%s: %s lacks %q:\n%s", sc.name, sc.url, part, body)
		}
	}
	for _, part := range sc.hasNot {
		if strings.Contains(body, part) {
			t.Errorf("%s: %s holds %q:\n%s", sc.name, sc.url, part, body)
		}
	}
	if w.Code >= 400 && strings.HasPrefix(sc.url, "/api/") {
		checkProblem(t, sc, w)
	}
	return w
}

// checkProblem holds an error against RFC 9457 and the contract's shape.
func checkProblem(t *testing.T, sc scenario, w *httptest.ResponseRecorder) {
	t.Helper()
	if got := w.Header().Get("Content-Type"); got != problemType {
		t.Errorf("%s: content type %q of an error", sc.name, got)
	}
	var p Problem
	decoder := json.NewDecoder(bytes.NewReader(w.Body.Bytes()))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil {
		t.Fatalf("%s: read problem: %v: %s", sc.name, err, w.Body)
	}
	if p.Type == "" || p.Title == "" || p.Status != w.Code || p.Detail == "" {
		t.Errorf("%s: incomplete problem: %s", sc.name, w.Body)
	}
	for _, f := range p.Errors {
		if f.Code == "" || f.Detail == "" || strings.HasPrefix(f.Detail, "error.") {
			t.Errorf("%s: incomplete fault: %+v", sc.name, f)
		}
	}
	if strings.HasPrefix(p.Detail, "error.") || strings.HasPrefix(p.Title, "status.") {
		t.Errorf("%s: words missing: %s", sc.name, w.Body)
	}
}

// caseAnswered reads a case out of an answer.
func caseAnswered(t *testing.T, w *httptest.ResponseRecorder) cases.CaseView {
	t.Helper()
	var view struct {
		ID, Number string
		State      string
		Open       []struct{ ID, Step string }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &view); err != nil {
		t.Fatalf("read case: %v: %s", err, w.Body)
	}
	out := cases.CaseView{ID: view.ID, Number: view.Number}
	for _, o := range view.Open {
		out.Open = append(out.Open, cases.TaskView{ID: o.ID, Step: o.Step})
	}
	return out
}

const smallPurchase = `{"process":"purchase","data":{"subject":"30201","reason":"粉笔用完了",` +
	`"lines":[{"item":"g01","qty":"4","price":2250}]}}`

// begin starts a small purchase of the head's.
func (s *site) begin(t *testing.T) cases.CaseView {
	t.Helper()
	w := s.check(t, scenario{
		name: "begin", as: "head", method: post, url: "/api/v1/cases", body: smallPurchase, status: http.StatusCreated,
	})
	return caseAnswered(t, w)
}

// count counts rows of a table over all schools.
func (s *site) count(tables ...string) map[string]int {
	s.t.Helper()
	counts := map[string]int{}
	for _, table := range tables {
		var n int
		if err := s.db.Owner.QueryRowContext(s.t.Context(), "SELECT count(*) FROM "+table).Scan(&n); err != nil {
			s.t.Fatal(err)
		}
		counts[table] = n
	}
	return counts
}

func readBody(t *testing.T, r io.Reader) string {
	t.Helper()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
