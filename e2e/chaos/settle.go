package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// outcome is what a phase came to once everything was quiet again.
type outcome struct {
	cases, acknowledged int
	resent, repeated    int
	lost, doubled       int
	violations          []string
	verified            string
	record              *recorder
}

// settle ends the load and has everybody agree: our own account, the books as the server shows them, every case's
// history, `zongwu verify`, and PostgreSQL's own check of its files.
func settle(
	ctx context.Context, l *load, verify func(context.Context) (string, error), check func(context.Context) error,
) outcome {
	o := outcome{record: l.record}
	wrong := func(err error) {
		if err != nil {
			o.violations = append(o.violations, err.Error())
		}
	}
	wrong(l.end())
	wrong(l.account.Compare(ctx))
	found, err := l.account.Recount(ctx)
	wrong(err)
	said, err := verify(ctx)
	wrong(err)
	if check != nil {
		wrong(check(ctx))
	}
	o.cases, o.acknowledged, o.lost, o.doubled = l.total.Purchases, found.Acknowledged, found.Lost, found.Doubled
	o.resent, o.repeated, o.verified = l.total.Retried, l.total.Repeated, said
	return o
}

// verified runs `zongwu verify` until it comes out well, for half a minute.
func verified(ctx context.Context, command func() *exec.Cmd) (string, error) {
	var last error
	for range 30 {
		out, err := command().CombinedOutput()
		if err == nil {
			return strings.TrimSpace(string(out)), nil
		}
		last = fmt.Errorf("zongwu verify: %w\n%s", err, out)
		select {
		case <-ctx.Done():
			return "", errors.Join(ctx.Err(), last)
		case <-time.After(time.Second):
		}
	}
	return "", last
}
