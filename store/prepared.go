package store

import (
	"context"
	"database/sql/driver"
	"strings"
	"time"

	"github.com/lib/pq"
)

// connector opens connections that keep their statements prepared. Most of what a short statement costs PostgreSQL is
// parsing it, adding row-level security and planning it; kept, a connection pays that once. It asks for connections of
// our own: a pooler between must keep to sessions.
type connector struct {
	plain   *pq.Connector
	silence *quiet
}

// Driver is lib/pq's.
func (c connector) Driver() driver.Driver { return c.plain.Driver() }

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	own, d := *c.plain, &dialer{silence: c.silence}
	own.Dialer(d)
	opened, err := own.Connect(ctx)
	if err != nil {
		return nil, err
	}
	k := &keeping{wire: d.made.Load(), kept: map[string]keptStmt{}}
	k.pqConn = opened.(pqConn) //nolint:forcetypeassert // lib/pq's own
	return k, nil
}

// pqConn is what lib/pq's connections can do.
type pqConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.NamedValueChecker
	driver.Pinger
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
}

type keptStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// maxKept bounds how many statements a connection keeps; the program has fewer, unless one is built of a word.
const maxKept = 400

// keeping is a connection that keeps statements prepared, by their text.
type keeping struct {
	pqConn
	wire  *wire
	kept  map[string]keptStmt
	begun bool          // a transaction
	stale bool          // a kept statement no longer fits the schema, or is gone
	late  time.Duration // an answer that takes longer than that will not come
}

// BeginTx begins a transaction, with its settings where there are some: one message instead of two. Where no answer
// comes the wire is dead, and another connection is tried: nothing has happened yet.
func (k *keeping) BeginTx(ctx context.Context, options driver.TxOptions) (driver.Tx, error) {
	k.wire.watch(ctx)
	k.begun = true
	first, some := ctx.Value(openingKey{}).(opening)
	k.late = first.late
	if !some || options.Isolation != 0 {
		return k.pqConn.BeginTx(ctx, options)
	}
	begin := "BEGIN READ WRITE; "
	if options.ReadOnly {
		begin = "BEGIN READ ONLY; "
	}
	answered := k.wire.expect(beginTime)
	_, err := k.pqConn.ExecContext(ctx, begin+first.settings, nil)
	if !answered() {
		err = driver.ErrBadConn
	}
	if err != nil {
		k.stale = true // nobody knows whether it has begun
		return nil, k.instead(err)
	}
	return ending{k.pqConn.(driver.Tx), k}, nil //nolint:forcetypeassert // lib/pq's own
}

// instead has another connection tried for what a dead one was asked in vain. Those made before it are not: most often
// all of them died together, and one after the other each would have failed somebody.
func (k *keeping) instead(err error) error {
	if !dead(err) {
		return err
	}
	k.wire.silence.fell()
	return driver.ErrBadConn
}

// opening is what a transaction begins with: the commands that make its settings, and how long an answer may take.
type opening struct {
	settings string
	late     time.Duration
}

type openingKey struct{}

// withOpening brings it to where the transaction begins.
func withOpening(ctx context.Context, settings string, late time.Duration) context.Context {
	return context.WithValue(ctx, openingKey{}, opening{settings, late})
}

// ending is a transaction whose end is waited for no longer than for any other answer.
type ending struct {
	driver.Tx
	on *keeping
}

func (e ending) Commit() error {
	defer e.on.expect()()
	return e.Tx.Commit()
}

func (e ending) Rollback() error {
	defer e.on.expect()()
	return e.Tx.Rollback()
}

// expect has the wire torn when an answer is late: between transactions to a question of whose session it is or who has
// something undelivered, within one to a statement that PostgreSQL itself would have ended by then.
func (k *keeping) expect() (answered func() bool) {
	if !k.begun {
		return k.wire.expect(doorTime)
	}
	if k.late == 0 {
		return func() bool { return true }
	}
	return k.wire.expect(k.late)
}

// Close says goodbye, which a dead connection need not hear.
func (k *keeping) Close() error {
	if err := k.pqConn.Close(); !dead(err) {
		return err
	}
	return nil
}

// Ping asks for a sign of life.
func (k *keeping) Ping(ctx context.Context) error {
	k.wire.watch(ctx)
	return k.pqConn.Ping(ctx)
}

// QueryContext runs a statement that gives rows.
func (k *keeping) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	k.wire.watch(ctx)
	defer k.expect()()
	stmt, err := k.statement(ctx, query, args)
	if err != nil {
		return nil, err
	}
	var rows driver.Rows
	if stmt == nil {
		rows, err = k.pqConn.QueryContext(ctx, query, args)
	} else {
		rows, err = stmt.QueryContext(ctx, args)
	}
	if !k.begun {
		err = k.instead(err)
	}
	return rows, k.looked(err)
}

// ExecContext runs a statement whose rows nobody reads.
func (k *keeping) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	k.wire.watch(ctx)
	defer k.expect()()
	stmt, err := k.statement(ctx, query, args)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return k.pqConn.ExecContext(ctx, query, args)
	}
	result, err := stmt.ExecContext(ctx, args)
	return result, k.looked(err)
}

// statement finds or prepares what is kept for a text; nil for what is not: commands (SAVEPOINT), and lists, whose best
// plan depends on the values.
func (k *keeping) statement(ctx context.Context, query string, args []driver.NamedValue) (keptStmt, error) {
	command := len(args) == 0 && !strings.HasPrefix(query, "SELECT")
	if command || ctx.Value(plannedAnew{}) != nil {
		return nil, nil //nolint:nilnil // nil is "run it as it is"
	}
	if stmt, ok := k.kept[query]; ok {
		return stmt, nil
	}
	if len(k.kept) >= maxKept {
		return nil, nil //nolint:nilnil // as above
	}
	made, err := k.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	stmt := made.(keptStmt) //nolint:forcetypeassert // lib/pq's own
	k.kept[query] = stmt
	return stmt, nil
}

// looked notices that kept statements are of no more use: then the connection is not used again.
func (k *keeping) looked(err error) error {
	k.stale = k.stale || outdated(err)
	return err
}

// ResetSession is asked when the connection comes from the pool.
func (k *keeping) ResetSession(ctx context.Context) error {
	if k.wire.silence.since(k.wire.made) {
		return driver.ErrBadConn
	}
	k.begun = false
	return k.pqConn.ResetSession(ctx)
}

// IsValid says whether the connection may go back to the pool, which asks whenever it does.
func (k *keeping) IsValid() bool {
	k.wire.leave()
	return !k.stale && k.pqConn.IsValid()
}

// outdated says that the schema changed under a kept statement (0A000: "cached plan must not change result type"), or
// that somebody between dropped it. Tried again on another connection, the statement works.
func outdated(err error) bool { return hasCode(err, "0A000") || hasCode(err, "26000") }

type plannedAnew struct{}

// planAnew is for statements whose best plan depends on the values: lists narrowed in many ways.
func planAnew(ctx context.Context) context.Context {
	return context.WithValue(ctx, plannedAnew{}, true)
}

// connect makes the connector of a database's address.
func connect(address string) (driver.Connector, error) {
	plain, err := pq.NewConnector(address)
	if err != nil {
		return nil, err
	}
	return connector{plain, &quiet{}}, nil
}
