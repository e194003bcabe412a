package server

import (
	"context"
	"database/sql"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"
)

// R8: what the database waits for does not come in time: 503, when to ask again, and nothing stands of what was asked.
// Asked again under its key it is done once, and its first answer is given to whoever asks once more.
func TestBusyDatabase(t *testing.T) {
	for name, keep := range map[string]func(*site) (release func()){
		"somebody keeps a row, 55P03": func(s *site) func() {
			tx, err := s.db.Owner.BeginTx(s.t.Context(), nil)
			if err != nil {
				s.t.Fatal(err)
			}
			must(s.t)(tx.Exec(`UPDATE numbers SET last = last`))
			return func() {
				if err := tx.Rollback(); err != nil {
					s.t.Error(err)
				}
			}
		},
		"a statement does not end, 57014": func(s *site) func() {
			must(s.t)(s.db.Owner.Exec(`CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS
				$$ BEGIN PERFORM pg_sleep(3600); RETURN NEW; END $$;
				CREATE TRIGGER linger BEFORE UPDATE ON numbers FOR EACH ROW EXECUTE FUNCTION linger()`))
			return func() { must(s.t)(s.db.Owner.Exec(`DROP FUNCTION linger CASCADE`)) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.begin(t) // so that there is a series of numbers
			tables := []string{"cases", "transitions", "tasks", "outbox", "keys"}
			before := s.count(tables...)
			ask := scenario{
				name: "begin", as: "head", method: post, url: "/api/v1/cases", body: smallPurchase,
				header: map[string]string{"Idempotency-Key": "k1"}, status: http.StatusServiceUnavailable,
			}
			release := keep(s)
			began := time.Now()
			w := s.check(t, ask)
			took := time.Since(began)
			if after, err := strconv.Atoi(w.Header().Get("Retry-After")); err != nil || after < 1 || took > 30*time.Second {
				t.Errorf("Retry-After %q, after %v", w.Header().Get("Retry-After"), took)
			}
			release()
			for table, n := range s.count(tables...) {
				if n != before[table] {
					t.Errorf("%d rows in %s, before %d", n, table, before[table])
				}
			}
			ask.status = http.StatusCreated
			first := s.check(t, ask).Body.String()
			ask.status = http.StatusOK
			if again := s.check(t, ask).Body.String(); again != first {
				t.Errorf("sent again:\n%s\nfirst:\n%s", again, first)
			}
			if n := s.count("cases")["cases"]; n != before["cases"]+1 {
				t.Errorf("%d cases, before %d", n, before["cases"])
			}
		})
	}
}

func must(t *testing.T) func(sql.Result, error) {
	t.Helper()
	return func(_ sql.Result, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

// A connection whose reader is taken to be gone is not used again: whoever is there all the same begins another.
func TestGoneOnArrival(t *testing.T) {
	s := newSite(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v1/me", nil)
	r.Header.Set("Authorization", "Bearer somebody")
	s.engine.ServeHTTP(w, r)
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Connection") != "close" {
		t.Errorf("%d, Connection %q", w.Code, w.Header().Get("Connection"))
	}
}
