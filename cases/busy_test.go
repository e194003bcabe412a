package cases_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"
	"github.com/prometheus/client_golang/prometheus"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
)

// last is an acceptance about to happen, which also begins a payment: by the time that asks for its number, the
// acceptance, the stock and what is owed are written, and all of it must be undone.
type last struct {
	*run
	request cases.Request
	series  string // of payments' numbers
}

// toLast brings one purchase to its end, so that payments have a series of numbers, and another to right before it.
func (s *stage) toLast() *last {
	s.Helper()
	s.toAccept().do("storekeeper", "accept", "accept", takeAll)
	r := s.toAccept()
	return &last{
		run: r, series: s.text(`SELECT series FROM numbers JOIN cases ON number LIKE series || '%' WHERE process = 'payment'`),
		request: cases.Request{
			School: s.school, Case: r.id, Key: "accept", Body: []byte("accept"), Answer: answer,
			Action: processes.Action{
				Kind: processes.DoSubmit, Actor: "storekeeper", Task: r.task("accept").ID, Outcome: "accept", Data: js(takeAll),
			},
		},
	}
}

// everything is a digest of every row of every table.
func (s *stage) everything() string {
	s.Helper()
	rows, err := s.db.Owner.Query(`SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
		ORDER BY relname`)
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var digests []string
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			s.Fatal(err)
		}
		digests = append(digests, table+" "+
			s.text(`SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '-') FROM `+table+` t`))
	}
	if rows.Err() != nil || len(digests) < 30 {
		s.Fatalf("%d tables: %v", len(digests), rows.Err())
	}
	return strings.Join(digests, "\n")
}

// fresh is a service on connections that begin with a setting of the database.
func (s *stage) fresh(setting string) (*cases.Service, *prometheus.Registry) {
	s.Helper()
	if setting != "" {
		if _, err := s.db.Owner.Exec(`ALTER DATABASE ` + s.text(`SELECT current_database()`) + ` SET ` + setting); err != nil {
			s.Fatal(err)
		}
	}
	db, err := store.Open(s.Context(), s.db.AppURL)
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() {
		if err := db.Close(); err != nil {
			s.Error(err)
		}
	})
	registry := prometheus.NewRegistry()
	if err := db.Watch(registry); err != nil {
		s.Fatal(err)
	}
	return &cases.Service{Store: db}, registry
}

// retried is how many transactions were begun again.
func (s *stage) retried(registry *prometheus.Registry) int {
	s.Helper()
	families, err := registry.Gather()
	if err != nil {
		s.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() == "zongwu_transaction_retries_total" {
			return int(family.GetMetric()[0].GetCounter().GetValue())
		}
	}
	s.Fatal("no count of retries")
	return 0
}

// other is a second connection in a transaction of its own: what somebody does to the database meanwhile.
func (s *stage) other() *sql.Tx {
	s.Helper()
	conn, err := s.db.Owner.Conn(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = conn.Close() })
	// It is never the one that PostgreSQL ends.
	if _, err := conn.ExecContext(s.Context(), `SET deadlock_timeout = '1h'`); err != nil {
		s.Fatal(err)
	}
	tx, err := conn.BeginTx(s.Context(), nil)
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = tx.Rollback() })
	return tx
}

func (s *stage) does(tx *sql.Tx, query string, args ...any) {
	s.Helper()
	if _, err := tx.Exec(query, args...); err != nil {
		s.Errorf("%s: %v", query, err)
	}
}

// waits until the action, or who else acts as a role, waits for what another one holds.
func (s *stage) waits(role string) {
	s.Helper()
	for range 4000 {
		if s.number(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
			AND usename = $1 AND wait_event_type = 'Lock'`, role) > 0 {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	s.Fatalf("%s never waited", role)
}

// gate stops the application before it asks for a number, until open is called.
func (s *stage) gate() (open func()) {
	s.Helper()
	s.owns(`CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS
		$$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$`)
	s.owns(`CREATE TRIGGER gate BEFORE UPDATE ON numbers FOR EACH STATEMENT WHEN (current_user = '` + appRole + `')
		EXECUTE FUNCTION gate()`)
	tx := s.other()
	s.does(tx, `SELECT pg_advisory_xact_lock(1)`)
	return func() {
		if err := tx.Commit(); err != nil {
			s.Error(err)
		}
	}
}

// appRole is who the application is to the database.
const appRole = "zongwu_app"

// sqlState is PostgreSQL's own word for an error.
func sqlState(err error) string {
	var refused *pq.Error
	if !errors.As(err, &refused) {
		return ""
	}
	return string(refused.Code)
}

type acted struct {
	result *cases.Result
	err    error
}

func (l *last) sent(service *cases.Service) chan acted {
	done := make(chan acted, 1)
	go func() {
		result, err := service.Act(context.Background(), l.request)
		done <- acted{result, err}
	}()
	return done
}

// once: the action stands, once, and sent again it gets its first answer.
func (l *last) once(service *cases.Service, first *cases.Result) {
	l.Helper()
	again, err := service.Act(context.Background(), l.request)
	if err != nil || !again.Repeated || first.Repeated || string(again.Answer) != string(first.Answer) ||
		string(first.Answer) != fmt.Sprintf("%s at %d", l.number, first.Seq) {
		l.Fatalf("answered %q, sent again %+v, %v", first.Answer, again, err)
	}
	l.stands(processes.Done)
	l.equal("transitions", l.stage.number(`SELECT count(*) FROM transitions WHERE case_id = $1`, l.id), 4)
	l.equal("chalk of both purchases", l.inStock("general", "g02"), 200)
	l.equal("owed for both", l.owed("s6"), 70000)
	l.equal("payments", l.stage.number(`SELECT count(*) FROM cases WHERE process = 'payment'`), 2)
	l.equal("their last number", l.stage.number(`SELECT last FROM numbers WHERE series = $1`, l.series), 2)
}

// R8: PostgreSQL ends the action's transaction because it collided with another one. It is tried again, nobody is told,
// and it is done once.
func TestCollisionsAreTriedAgain(t *testing.T) {
	for name, collide := range map[string]struct {
		setting string
		crossed bool // the other one asks for the action's case before it lets go
		again   int  // times the transaction is begun again
	}{
		"waiting alone is no collision": {"deadlock_timeout = '200ms'", false, 0},
		"deadlock, 40P01":               {"deadlock_timeout = '200ms'", true, 1},
		// Somebody made the database stricter than we ask for: what changed since the action began it may not change.
		"serialization, 40001": {"default_transaction_isolation = 'repeatable read'", false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			l := s.toLast()
			service, registry := s.fresh(collide.setting)
			open := func() {}
			if collide.crossed {
				open = s.gate()
			}
			tx := s.other()
			s.does(tx, `UPDATE numbers SET last = last WHERE series = $1`, l.series)
			done := l.sent(service)
			s.waits(appRole)
			if collide.crossed {
				crossed := make(chan struct{})
				go func() {
					defer close(crossed)
					s.does(tx, `SELECT FROM cases WHERE id = $1 FOR UPDATE`, l.id)
				}()
				s.waits(s.text(`SELECT current_user`))
				open() // so the action closes the circle: PostgreSQL looks for one whenever somebody has waited, and once
				<-crossed
			}
			if err := tx.Commit(); err != nil {
				t.Fatal(err)
			}
			got := <-done
			if got.err != nil {
				t.Fatal(got.err)
			}
			if n := s.retried(registry); n != collide.again {
				t.Errorf("begun again %d times", n)
			}
			l.once(service, got.result)
		})
	}
}

// R8: what an action waits for does not come. Nothing of it stands, whoever asked is told to ask again later, and then
// it is done once.
func TestWaitingEnds(t *testing.T) {
	for name, hold := range map[string]struct {
		state string
		most  time.Duration
		meet  func(*last) (release func())
	}{
		"somebody keeps a row": {"55P03", 9 * time.Second, func(l *last) func() {
			tx := l.other()
			l.does(tx, `UPDATE numbers SET last = last WHERE series = $1`, l.series)
			return func() {
				if err := tx.Rollback(); err != nil {
					l.Error(err)
				}
			}
		}},
		"a statement does not end": {"57014", 11 * time.Second, func(l *last) func() {
			l.owns(`CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS
				$$ BEGIN PERFORM pg_sleep(3600); RETURN NEW; END $$`)
			l.owns(`CREATE TRIGGER linger BEFORE UPDATE ON numbers FOR EACH ROW EXECUTE FUNCTION linger()`)
			return func() { l.owns(`DROP FUNCTION linger CASCADE`) }
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			l := s.toLast()
			before := s.everything()
			release := hold.meet(l)
			began := time.Now()
			got := <-l.sent(s.service)
			if !errors.As(got.err, new(*store.Away)) || sqlState(got.err) != hold.state {
				t.Errorf("told %v (%s)", got.err, sqlState(got.err))
			}
			if took := time.Since(began); took > hold.most {
				t.Errorf("told after %v", took)
			}
			release()
			if after := s.everything(); after != before {
				t.Errorf("something of it stands:\n%s\nbefore:\n%s", after, before)
			}
			got = <-l.sent(s.service)
			if got.err != nil {
				t.Fatal(got.err)
			}
			l.once(s.service, got.result)
		})
	}
}

func (s *stage) owns(query string) {
	s.Helper()
	if _, err := s.db.Owner.Exec(query); err != nil {
		s.Fatalf("%s: %v", query, err)
	}
}
