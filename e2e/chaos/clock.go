package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// clock steps PostgreSQL's clock to and fro while people work: of all parts it alone can be given a clock of its own,
// by libfaketime. Go programs read the kernel's clock without asking a library; that of the machine is not ours to set.
func (r *run) clock(ctx context.Context, dir string) (err error) {
	found, _ := filepath.Glob("/usr/lib/*/faketime/libfaketime.so.1")
	initdb, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 || len(initdb) == 0 {
		r.say("left out: it needs Debian's packages faketime and postgresql")
		return nil
	}
	c := &fakeClock{file: filepath.Join(r.root, "clock.offset")}
	if err := c.wrap(filepath.Join(r.root, "wrapped"), filepath.Dir(initdb[len(initdb)-1]), found[0]); err != nil {
		return err
	}
	before := os.Getenv("PATH")
	if err := os.Setenv("PATH", filepath.Join(r.root, "wrapped")+":"+before); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Setenv("PATH", before)) }()
	return r.onSite(ctx, dir, func(s *site) error {
		var faults []fault
		for range r.times {
			for _, by := range []time.Duration{time.Minute, -time.Minute, 15 * time.Minute, -15 * time.Minute} {
				faults = append(faults, c.stepped(s, by))
			}
		}
		return r.endure(ctx, s.place(s.theseTold()), faults)
	})
}

// fakeClock is a file that says how far PostgreSQL's clock is off.
type fakeClock struct{ file string }

// wrap puts programs into a folder that are PostgreSQL's under a clock of our own.
func (c *fakeClock) wrap(folder, real, library string) error {
	if err := os.Mkdir(folder, 0o755); err != nil { //nolint:gosec // the database runs as somebody else
		return err
	}
	if err := c.write(0); err != nil {
		return err
	}
	for _, name := range []string{"initdb", "postgres"} {
		lines := []string{"#!/bin/sh"}
		if name == "postgres" {
			lines = append(lines, "export LD_PRELOAD="+library, "export FAKETIME_TIMESTAMP_FILE="+c.file,
				"export FAKETIME_CACHE_DURATION=1 FAKETIME_DISABLE_SHM=1 FAKETIME_DONT_FAKE_MONOTONIC=1")
		}
		lines = append(lines, `exec `+filepath.Join(real, name)+` "$@"`, "")
		text := []byte(strings.Join(lines, "\n"))
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o755); err != nil { //nolint:gosec // a program
			return err
		}
	}
	return nil
}

// stepped sets the clock for a while.
func (c *fakeClock) stepped(s *site, by time.Duration) fault {
	return fault{
		kind: fmt.Sprintf("clock set by %+d s, and back", int(by.Seconds())), target: "postgresql", lasts: 3 * time.Second,
		strike: func(ctx context.Context) error { return c.set(ctx, s, by) },
		mend:   func(ctx context.Context) error { return c.set(ctx, s, 0) },
	}
}

func (c *fakeClock) write(by time.Duration) error {
	text := fmt.Sprintf("%+d\n", int(by.Seconds()))
	if err := os.WriteFile(c.file+".next", []byte(text), 0o644); err != nil { //nolint:gosec // as above
		return err
	}
	return os.Rename(c.file+".next", c.file)
}

// set changes the clock and waits until PostgreSQL has it.
func (c *fakeClock) set(ctx context.Context, s *site, by time.Duration) error {
	if err := c.write(by); err != nil {
		return err
	}
	for range 100 {
		var now time.Time
		if err := s.admin.QueryRowContext(ctx, `SELECT clock_timestamp()`).Scan(&now); err != nil {
			return err
		}
		if off := time.Until(now) - by; off.Abs() < 5*time.Second {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return errors.New("set the database's clock: it goes on as before")
}

// theseTold asks whether what waited at the first time of asking has been told: by its name, since times lie here.
func (s *site) theseTold() func(context.Context, time.Time) bool {
	var asked time.Time
	var waiting []string
	return func(ctx context.Context, t time.Time) bool {
		var now string
		err := s.admin.QueryRowContext(ctx,
			`SELECT coalesce(string_agg(case_id || '/' || seq, ' '), '') FROM outbox`).Scan(&now)
		if err != nil {
			return false
		}
		if t != asked {
			asked, waiting = t, strings.Fields(now)
		}
		for _, one := range waiting {
			if strings.Contains(now+" ", one+" ") {
				return false
			}
		}
		return true
	}
}
