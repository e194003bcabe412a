package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// postmaster is what it takes to run one.
type postmaster struct {
	folder
	programs programs
	account  account
	secret   string
}

// attempts bounds how often a start is tried: a port can be taken between choosing and using it, and the processes of
// a killed postmaster need a moment to go.
const attempts = 8

// run launches the postmaster until one stays: at a port, or, where that is 0, at one nobody uses.
func (p postmaster) run(ctx context.Context, port int, log *slog.Logger) (*child, error) {
	if err := p.stopOrphan(ctx, p.programs.postgres, log); err != nil {
		return nil, err
	}
	if err := p.endSessions(ctx, p.programs.postgres, log); err != nil {
		return nil, err
	}
	for attempt := 1; ; attempt++ {
		child, err := p.try(ctx, port)
		if err == nil {
			return child, nil
		}
		if !errors.Is(err, errEnded) || attempt == attempts {
			return nil, fmt.Errorf("start the database: %w\n%s", err, p.logTail())
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("start the database: %w", ctx.Err())
		case <-time.After(time.Duration(attempt) * 150 * time.Millisecond):
		}
	}
}

func (p postmaster) try(ctx context.Context, port int) (*child, error) {
	if port == 0 {
		var err error
		if port, err = freePort(ctx); err != nil {
			return nil, err
		}
	}
	child, err := p.launch(p.programs, p.account, port)
	if err != nil {
		return nil, err
	}
	err = p.ready(ctx, child, address(p.secret, port, "postgres", Superuser))
	if err == nil {
		err = p.writeRecord(Record{
			PID: child.cmd.Process.Pid, Port: port, Socket: socketFor(p.programs.major),
			URL: address(p.secret, port, database, Superuser),
		})
	}
	if err != nil {
		return nil, errors.Join(err, child.stop())
	}
	return child, nil
}
