package cost

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"time"

	"github.com/jmoiron/sqlx"

	"zongwu/bench/engine"
	"zongwu/standalone/postgres"
)

// meter reads the counters. Its own connection is the superuser's and to a database nobody else uses.
type meter struct {
	engine *engine.Engine
	db     *sqlx.DB
}

func newMeter(ctx context.Context, e *engine.Engine) (*meter, error) {
	db, err := sqlx.ConnectContext(ctx, "postgres", e.Cluster.URL("postgres", postgres.Superuser))
	if err != nil {
		return nil, fmt.Errorf("connect to the cluster: %w", err)
	}
	return &meter{engine: e, db: db}, nil
}

func (m *meter) close() error { return m.db.Close() }

// settling is how long PostgreSQL's processes may keep what they counted to themselves.
const settling = 11 * time.Second

// read reads all counters, once everybody has told what they counted.
func (m *meter) read(ctx context.Context, s subject, quick bool) (counts, error) {
	if !quick {
		time.Sleep(settling)
	}
	c := process()
	if err := m.readDatabases(ctx, s, &c); err != nil {
		return c, err
	}
	if _, err := m.db.ExecContext(ctx, `CHECKPOINT`); err != nil { // everybody begins a run right after one
		return c, fmt.Errorf("checkpoint: %w", err)
	}
	if err := m.db.GetContext(ctx, &c.wal, `SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')`); err != nil {
		return c, fmt.Errorf("read position of the log: %w", err)
	}
	return c, m.readBackends(ctx, s, &c)
}

func (m *meter) readDatabases(ctx context.Context, s subject, c *counts) error {
	var rows []struct {
		Database            string
		Commits, Rows, Size float64
	}
	err := m.db.SelectContext(ctx, &rows, `SELECT datname AS database, xact_commit AS commits,
		tup_inserted + tup_updated + tup_deleted AS rows, pg_database_size(datname) AS size
		FROM pg_stat_database WHERE datname IN ($1, 'temporal', 'temporal_visibility')`, s.database)
	if err != nil {
		return fmt.Errorf("read counters: %w", err)
	}
	for _, row := range rows {
		if row.Database == s.database {
			c.transactions, c.rows, c.bytes = row.Commits, row.Rows, row.Size
			continue
		}
		c.temporalCommits += row.Commits
		c.temporalRows += row.Rows
		c.temporalBytes += row.Size
	}
	return nil
}

// readBackends adds up the processor time of PostgreSQL's processes by what they work for.
func (m *meter) readBackends(ctx context.Context, s subject, c *counts) error {
	var backends []struct {
		PID      int
		Database string
	}
	err := m.db.SelectContext(ctx, &backends, `SELECT pid, coalesce(datname, '') AS database FROM pg_stat_activity
		WHERE pid <> pg_backend_pid()`)
	if err != nil {
		return fmt.Errorf("list backends: %w", err)
	}
	for _, backend := range backends {
		ms, err := cpuOf(backend.PID)
		if errors.Is(err, os.ErrNotExist) {
			continue // it has ended meanwhile
		}
		if err != nil {
			return err
		}
		switch backend.Database {
		case s.database:
			c.rowsCPU += ms
		case "temporal", "temporal_visibility":
			c.temporalCPU += ms
		case "":
			c.backgroundCPU += ms
		}
	}
	return nil
}

// statementLine is a statement in PostgreSQL's log, and the database it was for.
var statementLine = regexp.MustCompile(`(?m)^\S+ \S+ \S+ \[\d+\] (\S+) LOG:  (?:execute|statement)`)

// logged counts the statements of a run by having PostgreSQL write all of them into its log.
func (m *meter) logged(ctx context.Context, run func() error) (_ map[string]int, err error) {
	path := m.engine.DatabaseLog()
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("look at the database's log: %w", err)
	}
	if err := m.setting(ctx, `ALTER SYSTEM SET log_statement = 'all'`); err != nil {
		return nil, err
	}
	err = errors.Join(run(), m.setting(ctx, `ALTER SYSTEM RESET log_statement`))
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the database's log: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := file.Seek(info.Size(), 0); err != nil {
		return nil, fmt.Errorf("read the database's log: %w", err)
	}
	found := map[string]int{}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20) // a statement stands with all its values
	for lines.Scan() {
		if hit := statementLine.FindSubmatch(bytes.TrimSpace(lines.Bytes())); hit != nil {
			found[string(hit[1])]++
		}
	}
	return found, lines.Err()
}

// setting changes what PostgreSQL logs, and waits a moment until every process has heard of it.
func (m *meter) setting(ctx context.Context, statement string) error {
	for _, s := range []string{statement, `SELECT pg_reload_conf()`} {
		if _, err := m.db.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	time.Sleep(200 * time.Millisecond)
	return nil
}
