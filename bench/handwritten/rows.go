package handwritten

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"go.temporal.io/sdk/temporal"
)

// connections as the engine's own pool has.
const connections = 24

// Rows writes the rows of purchases.
type Rows struct {
	db       *sqlx.DB
	prepared map[string]*sql.Stmt
	names    map[string][]string
}

// MakeTables makes the tables in an empty database.
func MakeTables(ctx context.Context, address string) (err error) {
	db, err := sqlx.ConnectContext(ctx, "postgres", address)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, tables); err != nil {
		return fmt.Errorf("make tables: %w", err)
	}
	return nil
}

// Open makes the tables in an empty database and prepares the statements.
func Open(ctx context.Context, address string) (*Rows, error) {
	if err := MakeTables(ctx, address); err != nil {
		return nil, err
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("read address: %w", err)
	}
	query := u.Query()
	query.Set("binary_parameters", "yes") // as the engine: fewer round trips
	query.Set("application_name", "handwritten")
	u.RawQuery = query.Encode()
	db, err := sqlx.ConnectContext(ctx, "postgres", u.String())
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	r := &Rows{db: db, prepared: map[string]*sql.Stmt{}, names: map[string][]string{}}
	if err := r.prepare(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return r, nil
}

func (r *Rows) prepare(ctx context.Context) error {
	all, err := statements()
	if err != nil {
		return err
	}
	for name, s := range all {
		r.prepared[name], err = r.db.PrepareContext(ctx, s.query) //nolint:sqlclosecheck // ends with the connections
		if err != nil {
			return fmt.Errorf("prepare %s: %w", name, err)
		}
		r.names[name] = s.names
	}
	return nil
}

// Close ends all connections.
func (r *Rows) Close() error { return r.db.Close() }

// ErrRefused is a step the rows do not allow: there is no use in trying again.
var ErrRefused = errors.New("refused")

// Write writes a step in one transaction and answers the case's number. A step written before is answered as it was:
// an activity may run twice.
func (r *Rows) Write(ctx context.Context, s Step) (string, error) {
	number, err := r.write(ctx, s)
	var taken *pq.Error
	switch {
	case errors.Is(err, errRepeated), errors.As(err, &taken) && taken.Code.Name() == "unique_violation":
		return r.written(ctx, s)
	case errors.Is(err, ErrRefused):
		return "", temporal.NewNonRetryableApplicationError(err.Error(), "refused", err)
	}
	return number, err
}

var errRepeated = errors.New("written before")

func (r *Rows) write(ctx context.Context, s Step) (_ string, err error) {
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return "", fmt.Errorf("begin: %w", err)
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback() // the error that led here says more
		}
	}()
	at := route()[s.Step]
	values := s.values(at)
	for _, name := range at.write {
		if name == "number" {
			if s.Number, err = r.number(ctx, tx); err != nil {
				return "", err
			}
			values["number"] = s.Number
			continue
		}
		if err := r.exec(ctx, tx, name, values); err != nil {
			return "", err
		}
	}
	if err := tx.Commit(); err != nil {
		return "", fmt.Errorf("commit: %w", err)
	}
	return s.Number, nil
}

func (r *Rows) number(ctx context.Context, tx *sql.Tx) (string, error) {
	var last int
	statement := tx.StmtContext(ctx, r.prepared["number"]) //nolint:sqlclosecheck // ends with the transaction
	if err := statement.QueryRowContext(ctx, series).Scan(&last); err != nil {
		return "", fmt.Errorf("take number: %w", err)
	}
	return fmt.Sprintf("%s-%04d", series, last), nil
}

func (r *Rows) exec(ctx context.Context, tx *sql.Tx, name string, values map[string]any) error {
	args := make([]any, len(r.names[name]))
	for i, parameter := range r.names[name] {
		args[i] = values[parameter]
	}
	statement := tx.StmtContext(ctx, r.prepared[name]) //nolint:sqlclosecheck // ends with the transaction
	result, err := statement.ExecContext(ctx, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	touched, err := result.RowsAffected()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	switch {
	case touched == 1:
		return nil
	case name == "move_case":
		return errRepeated
	default:
		return fmt.Errorf("%s touched %d rows: %w", name, touched, ErrRefused)
	}
}

// written looks up what a step came to when it was written.
func (r *Rows) written(ctx context.Context, s Step) (string, error) {
	var number string
	err := r.db.GetContext(ctx, &number, `SELECT number FROM hand.cases JOIN hand.transitions ON case_id = id
		WHERE id = $1 AND transitions.seq = $2 AND transitions.step = $3`, s.Case, s.Seq, s.Step)
	if errors.Is(err, sql.ErrNoRows) {
		return "", temporal.NewNonRetryableApplicationError("another step was written", "refused", ErrRefused)
	}
	if err != nil {
		return "", fmt.Errorf("read step: %w", err)
	}
	return number, nil
}

// Count says how many cases were done, for a check that a round did its work.
func (r *Rows) Count(ctx context.Context) (done int, err error) {
	err = r.db.GetContext(ctx, &done, `SELECT count(*) FROM hand.cases WHERE status = 'done'`)
	if err != nil {
		return 0, fmt.Errorf("count cases: %w", err)
	}
	return done, nil
}
