package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
)

// ErrNotFound is "unknown, or another school's".
var ErrNotFound = errNotFound{}

type errNotFound struct{}

func (errNotFound) Error() string { return "not found" }

// Away is a database that does not answer, shuts down or has no room: try again later. What a transaction's commit
// did is then unknown.
type Away struct{ cause error }

func (a *Away) Error() string { return "database away: " + a.cause.Error() }

// Unwrap gives what the driver said.
func (a *Away) Unwrap() error { return a.cause }

// SchemaError is a database of another version than the program.
type SchemaError struct{ Have, Want int64 }

func (e *SchemaError) Error() string {
	advice := "run zongwu migrate"
	if e.Have > e.Want {
		advice = "run a newer zongwu"
	}
	return fmt.Sprintf("open database: schema is version %d, this program needs %d: %s", e.Have, e.Want, advice)
}

// away wraps an error that means the database cannot answer now, and passes every other on.
func away(err error) error {
	if err == nil || !gone(err) {
		return err
	}
	return &Away{cause: err}
}

func gone(err error) bool {
	var already *Away
	if errors.As(err, &already) || errors.Is(err, context.Canceled) {
		return false
	}
	var refused *pq.Error
	if errors.As(err, &refused) {
		switch refused.Code {
		case "57P01", "57P02", "57P03", "57P05", "57014", "55P03", "40001", "40P01", "25006", "25P03":
			return true
		}
		class := refused.Code.Class()
		return class == "08" || class == "53" || class == "58"
	}
	var network net.Error
	// A transaction is over without a word when its time is.
	return errors.Is(err, sql.ErrTxDone) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network)
}

// collided says that the transaction lost against another one, or against a change of the schema, and may simply be
// tried again.
func collided(err error) bool {
	return hasCode(err, "40001") || hasCode(err, "40P01") || outdated(err)
}

// severed is a transaction whose connection went before its commit was asked for: nothing of it was written. The
// database was stopped, or took the connection away because the transaction rested for too long among its rows.
type severed struct{ error }

func (s *severed) Unwrap() error { return s.error }

// cutOff marks what a transaction failed with where that was its connection.
func cutOff(err error) error {
	if dead(err) || hasCode(err, "25P03") {
		return &severed{err}
	}
	return err
}

// dead says that it is the connection that failed: the network's end, or PostgreSQL's (57P01, 57P02).
func dead(err error) bool {
	var network *net.OpError
	return errors.Is(err, driver.ErrBadConn) || errors.As(err, &network) || errors.Is(err, io.EOF) ||
		hasCode(err, "57P01") || hasCode(err, "57P02")
}

func hasCode(err error, code pqerror.Code) bool {
	var refused *pq.Error
	return errors.As(err, &refused) && refused.Code == code
}
