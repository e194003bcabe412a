package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"zongwu/trace"
)

// Store is the database as the application role sees it.
type Store struct {
	db      *sqlx.DB
	known   keptSchools
	waker   waker
	retries atomic.Int64  // transactions begun again
	acting  chan struct{} // a place for each action at work
}

// Bounds on one transaction: how long it waits for a row, and how long one statement may run.
const (
	lockTimeout      = 10 * time.Second
	statementTimeout = 20 * time.Second
	connections      = 24
	maxTries         = 6
	// placeWait is how long an action waits for a place among those at work: they may be waiting for a row that is held
	// for long.
	placeWait = time.Second
	// actingTimeout is how long one statement of an action may take, a second less for a row it waits for: an action is
	// some ten statements of a millisecond. What hangs longer hangs on something that died.
	actingTimeout = 6 * time.Second
	// actingIdle is how long an action may leave the database without a word. Should the network between forget its
	// connection, or its process stand still, others wait for its rows no longer than that; then it begins again.
	actingIdle = 2 * time.Second
)

// Open connects as the application role and refuses a schema older or newer than the program's, and a role that
// row-level security would not bind.
func Open(ctx context.Context, appURL string) (*Store, error) {
	address, err := url.Parse(appURL)
	if err != nil {
		return nil, fmt.Errorf("read database url: %w", err)
	}
	query := address.Query()
	query.Set("binary_parameters", "yes") // one round trip a statement instead of two
	query.Set("TimeZone", "UTC")
	for name, value := range acting().bounds() {
		query.Set(name, value)
	}
	if !query.Has("connect_timeout") {
		query.Set("connect_timeout", "5") // in seconds: of a network that swallows everything
	}
	if !query.Has("application_name") {
		query.Set("application_name", "zongwu")
	}
	address.RawQuery = query.Encode()
	kept, err := connect(address.String())
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	db := sqlx.NewDb(sql.OpenDB(kept), "postgres")
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	s := &Store{db: db, acting: make(chan struct{}, min(3*runtime.GOMAXPROCS(0), connections-8))}
	if err := s.check(ctx); err != nil {
		return nil, joinClose(err, db)
	}
	return s, nil
}

func joinClose(err error, db *sqlx.DB) error {
	if closing := db.Close(); closing != nil {
		return fmt.Errorf("%w; close database: %w", err, closing)
	}
	return err
}

func (s *Store) check(ctx context.Context) error {
	var free bool
	err := s.db.GetContext(ctx, &free, `SELECT rolsuper OR rolbypassrls OR EXISTS (
		SELECT FROM pg_class WHERE relname = 'cases' AND relowner = pg_roles.oid) FROM pg_roles WHERE rolname = current_user`)
	if err != nil {
		return away(fmt.Errorf("read database role: %w", err))
	}
	if free {
		return fmt.Errorf("open database: the role is not bound by row-level security; connect as %s", appRole)
	}
	var have int64
	err = s.db.GetContext(ctx, &have, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`)
	if err != nil {
		return away(fmt.Errorf("read schema version: %w", err))
	}
	want, err := SchemaVersion()
	if err != nil {
		return err
	}
	if have != want {
		return &SchemaError{Have: have, Want: want}
	}
	return nil
}

// Close ends all connections.
func (s *Store) Close() error { return s.db.Close() }

// Ping answers nil when the database does.
func (s *Store) Ping(ctx context.Context) error { return away(s.db.PingContext(ctx)) }

// Tx is a transaction inside one school. All its methods are SQL beside the function that runs it. No statement names
// the school: row-level security shows and takes rows of School only.
type Tx struct {
	tx     *sqlx.Tx
	School string
	known  *keptSchools
	seen   *SchoolNow              // as SchoolNow gave it last
	posted map[string]int          // postings done so far, by case and seq
	lines  map[lineKey]*budgetLine // locked
	cards  map[string]*assetCard   // locked; nil before the first
	debts  map[debtorKey]*receivable
	frozen map[string]freeze // of the places the transition changes, who counts them
	kept   map[any]any       // what was read once and is asked for again; nil outside Reading
	wakes  []wake            // who is woken once it is committed

	debtless []debtKey // looked for by the last to lock payables, and not there

	statements int   // run so far
	version    int64 // of the school, as it was behind as many statements as versionAt says; 0 before the first
	versionAt  int
}

// InSchool runs body in one transaction that sees one school only, and commits when it returns nil. Serialization
// failures and deadlocks are retried a few times with a little rest, and a connection that was lost halfway once: body
// may run more than once. What it returns is body's error, or an *Away when the database does not answer. Under Reading
// it joins what is open.
func (s *Store) InSchool(ctx context.Context, school string, body func(context.Context, *Tx) error) error {
	if t := joined(ctx, school); t != nil {
		return body(ctx, t)
	}
	return s.again(ctx, school, manners{patience: statementTimeout, plans: "auto"}, body)
}

// Acting is InSchool for an action on a case. Its statements find their rows by keys, whatever the values: the plans
// kept with them are used as they are. Left to itself PostgreSQL would plan those that take lists each time, as a list
// of two looks cheaper than one of unknown length.
//
// Few are at work at once, three a processor: what more do together they do to each other, waiting for the same rows
// and waking each other up, and reading finds a connection meanwhile.
func (s *Store) Acting(ctx context.Context, school string, body func(context.Context, *Tx) error) error {
	defer s.place(ctx)()
	return s.again(ctx, school, acting(), body)
}

// acting are the manners of an action. Connections begin with them, so that an action need not set them.
func acting() manners {
	return manners{patience: actingTimeout, idle: actingIdle, plans: "force_generic_plan"}
}

// place waits for a place among the actions at work; leave gives it back.
func (s *Store) place(ctx context.Context) (leave func()) {
	late := time.NewTimer(placeWait)
	defer late.Stop()
	select {
	case s.acting <- struct{}{}:
		return func() { <-s.acting }
	case <-late.C:
	case <-ctx.Done(): // which the transaction will say
	}
	return func() {}
}

// manners are how a transaction behaves.
type manners struct {
	options  *sql.TxOptions
	patience time.Duration // how long one statement may run
	idle     time.Duration // how long it may rest between two; 0: three quarters of that
	plans    string        // PostgreSQL's plan_cache_mode
}

// again runs body in a transaction of its own until it does not collide with another one; once more, too, where its
// connection went before the commit was asked for.
func (s *Store) again(
	ctx context.Context, school string, how manners, body func(context.Context, *Tx) error,
) error {
	for try := 1; ; try++ {
		err := s.once(ctx, school, how, try, body)
		cut := try == 1 && ctx.Err() == nil && errors.As(err, new(*severed))
		if try == maxTries || !cut && !collided(err) {
			return away(err)
		}
		s.retries.Add(1)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(rest(try)):
		}
	}
}

// rest is a moment of random length, so that those who collided do not meet again.
func rest(try int) time.Duration {
	return rand.N(time.Duration(try*try) * 5 * time.Millisecond) //nolint:gosec // no secret hangs on it
}

func (s *Store) once(
	ctx context.Context, school string, how manners, try int, body func(context.Context, *Tx) error,
) (err error) {
	// Few transactions are so many statements long; what hangs for another reason ends here too.
	ctx, cancel := context.WithTimeout(ctx, 3*how.patience)
	defer cancel()
	if !Storable(school) {
		return fmt.Errorf("enter school: %w", ErrNotFound)
	}
	ctx, span := trace.Start(ctx, "transaction")
	span.Set("zongwu.school", school)
	span.Count("zongwu.attempt", try)
	defer func() { ended(span, err) }()
	settings := how.settings(school) + noted(span)
	tx, err := s.begin(withOpening(ctx, settings, how.patience+mercy), how.options)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	committed := false
	defer func() {
		if !committed {
			_ = tx.Rollback() // the error that led here says more
		}
	}()
	if how.options != nil && how.options.Isolation != sql.LevelDefault { // they did not come with its beginning
		if _, err := tx.ExecContext(ctx, settings); err != nil {
			return fmt.Errorf("enter school: %w", err)
		}
	}
	t := &Tx{tx: tx, School: school, known: &s.known, posted: map[string]int{}, lines: map[lineKey]*budgetLine{}}
	if err := body(ctx, t); err != nil {
		return cutOff(err)
	}
	if err := commit(ctx, tx); err != nil {
		return fmt.Errorf("commit transaction: %w", err)
	}
	committed = true
	s.waker.wake(s.db, t.wakes)
	return nil
}

// settings are the commands that enter a school; others may be appended to them.
func (m manners) settings(school string) string {
	set := setLocal("app.school", school)
	if m == acting() {
		return set
	}
	bounds := m.bounds()
	for _, name := range slices.Sorted(maps.Keys(bounds)) {
		set += setLocal(name, bounds[name])
	}
	return set
}

// setLocal is the command for one setting of a transaction. Unlike set_config it needs no plan.
func setLocal(name, value string) string {
	return "SET LOCAL " + name + " = " + pq.QuoteLiteral(value) + "; "
}

// bounds are PostgreSQL's settings for these manners.
func (m manners) bounds() map[string]string {
	return map[string]string{
		"lock_timeout":                        ms(min(lockTimeout, m.patience-time.Second)),
		"statement_timeout":                   ms(m.patience),
		"idle_in_transaction_session_timeout": ms(cmp.Or(m.idle, m.patience*3/4)),
		"plan_cache_mode":                     m.plans,
	}
}

// ms is a time as PostgreSQL's settings have it. A program that is frozen or cut off in the middle of a transaction
// must not keep its rows from everybody: hence the bound on idling.
func ms(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) + "ms" }

// Schools lists the ids of all schools.
func (s *Store) Schools(ctx context.Context) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, statementTimeout)
	defer cancel()
	var ids []string
	if err := s.db.SelectContext(ctx, &ids, `SELECT door_schools()`); err != nil {
		return nil, away(fmt.Errorf("list schools: %w", err))
	}
	return ids, nil
}

// exec runs a statement; what names it in the error and, up to a colon, in a trace. Behind the colon may stand what the
// statement was about.
func (t *Tx) exec(ctx context.Context, what, query string, args ...any) error {
	t.statements++
	span := statement(ctx, what, query)
	_, err := t.tx.ExecContext(ctx, query, args...)
	ended(span, err)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// find reads one row by a key that came from outside: one no text column can hold finds nothing.
func (t *Tx) find(ctx context.Context, what string, into any, query, key string, args ...any) error {
	if !Storable(key) {
		return fmt.Errorf("%s: %w", what, ErrNotFound)
	}
	return t.get(ctx, what, into, query, append([]any{key}, args...)...)
}

// get reads one row; none is ErrNotFound.
func (t *Tx) get(ctx context.Context, what string, into any, query string, args ...any) error {
	t.statements++
	span := statement(ctx, what, query)
	err := t.tx.GetContext(ctx, into, query, args...)
	ended(span, err)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%s: %w", what, ErrNotFound)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// list reads rows.
func (t *Tx) list(ctx context.Context, what string, into any, query string, args ...any) error {
	t.statements++
	span := statement(ctx, what, query)
	err := t.tx.SelectContext(ctx, into, query, args...)
	ended(span, err)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
