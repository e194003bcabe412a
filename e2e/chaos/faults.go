package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// fault is one thing that goes wrong, and how it is mended.
type fault struct {
	kind, target string
	strike       func(context.Context) error
	lasts        time.Duration
	mend         func(context.Context) error
}

// kills: each process dies at once and is started again after a moment of chance.
func (s *site) kills(rng *rand.Rand) []fault {
	var all []fault
	for _, p := range s.processes() {
		all = append(all, fault{
			kind: "killed", target: p.name, lasts: chanceUpTo(rng, 500*time.Millisecond),
			strike: func(context.Context) error { return p.kill() }, mend: p.start,
		})
	}
	return append(all, s.killDatabase(rng), s.crashDatabase(rng))
}

// killDatabase kills PostgreSQL's first process; the others see it and end.
func (s *site) killDatabase(rng *rand.Rand) fault {
	return fault{
		kind: "killed", target: "postgresql", lasts: chanceUpTo(rng, 500*time.Millisecond),
		strike: func(context.Context) error { return s.signalDatabase(syscall.SIGKILL) }, mend: s.restartDatabase,
	}
}

// crashDatabase is what `pg_ctl stop -m immediate` does.
func (s *site) crashDatabase(rng *rand.Rand) fault {
	return fault{
		kind: "stopped without a checkpoint", target: "postgresql", lasts: chanceUpTo(rng, 500*time.Millisecond),
		strike: func(context.Context) error { return s.signalDatabase(syscall.SIGQUIT) }, mend: s.restartDatabase,
	}
}

// blackout kills everything at once, as a power cut does.
func (s *site) blackout(rng *rand.Rand) fault {
	return fault{
		kind: "killed at once", target: "everything", lasts: chanceUpTo(rng, 300*time.Millisecond),
		strike: func(context.Context) error {
			err := s.signalDatabase(syscall.SIGKILL)
			for _, p := range s.processes() {
				err = errors.Join(err, p.signal(syscall.SIGKILL))
			}
			for _, p := range s.processes() {
				err = errors.Join(err, p.kill())
			}
			return err
		},
		mend: func(ctx context.Context) error {
			if err := s.restartDatabase(ctx); err != nil {
				return err
			}
			for _, p := range s.processes() {
				if err := p.start(ctx); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// stops: each process is stopped for a while, and goes on.
func (s *site) stops(rng *rand.Rand) []fault {
	var all []fault
	for _, p := range s.processes() {
		all = append(all, fault{
			kind: "frozen", target: p.name, lasts: 2*time.Second + chanceUpTo(rng, 2*time.Second),
			strike: func(context.Context) error { return p.signal(syscall.SIGSTOP) },
			mend:   func(context.Context) error { return p.signal(syscall.SIGCONT) },
		})
	}
	return append(all, fault{
		kind: "frozen", target: "postgresql", lasts: 2*time.Second + chanceUpTo(rng, 2*time.Second),
		strike: func(context.Context) error { return s.signalDatabaseFamily(syscall.SIGSTOP) },
		mend:   func(context.Context) error { return s.signalDatabaseFamily(syscall.SIGCONT) },
	})
}

// cuts: each wire is slow, torn and dead in turn; what takes minutes is left to runs of everything.
func (s *site) cuts(everything bool) []fault {
	var all []fault
	for _, l := range s.links {
		for toxic, lasts := range lastingOf() {
			mend := func(context.Context) error { l.set(fine); return nil }
			if toxic == forgotten && slices.Contains(s.doors, l) {
				continue // it is the client who would wait, and would not be surprised
			}
			if toxic == forgotten && l.name == fromTemporal {
				if !everything {
					continue
				}
				mend = s.restartTemporal(l)
			}
			all = append(all, fault{
				kind: toxic.String(), target: l.name, lasts: lasts,
				strike: func(context.Context) error { l.set(toxic); return nil },
				mend:   mend,
			})
		}
	}
	slices.SortFunc(all, func(a, b fault) int { return strings.Compare(a.kind+a.target, b.kind+b.target) })
	return all
}

// restartTemporal is what its operator has to do after a network forgot its connections to PostgreSQL: where Temporal
// asks without a limit of time whether one still lives, it waits for ever, and its queues with it.
func (s *site) restartTemporal(l *link) func(context.Context) error {
	return func(ctx context.Context) error {
		l.set(fine)
		if err := s.temporal.kill(); err != nil {
			return err
		}
		return s.temporal.start(ctx)
	}
}

// dropped has PostgreSQL end every connection but ours.
func (s *site) dropped() fault {
	return fault{
		kind: "connections ended", target: "postgresql",
		strike: func(ctx context.Context) error {
			_, err := s.admin.ExecContext(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
				WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`)
			return err
		},
		mend: func(context.Context) error { return nil },
	}
}

func (s *site) restartDatabase(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	<-s.cluster.Done()
	return errors.Join(s.cluster.Stop(), s.startDatabase(ctx))
}

func (s *site) postmaster() (int, error) {
	text, err := os.ReadFile(filepath.Join(s.dir, "postgres", "postmaster.pid"))
	if err != nil {
		return 0, fmt.Errorf("find the database's process: %w", err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	return strconv.Atoi(strings.TrimSpace(first))
}

func (s *site) signalDatabase(signal syscall.Signal) error {
	pid, err := s.postmaster()
	if err != nil {
		return err
	}
	return syscall.Kill(pid, signal)
}

// signalDatabaseFamily signals PostgreSQL's first process and all its children.
func (s *site) signalDatabaseFamily(signal syscall.Signal) error {
	pid, err := s.postmaster()
	if err != nil {
		return err
	}
	if err := syscall.Kill(pid, signal); err != nil {
		return fmt.Errorf("signal the database: %w", err)
	}
	for _, child := range childrenOf(pid) {
		_ = syscall.Kill(child, signal) // it may have ended meanwhile
	}
	return nil
}

// childrenOf lists the processes whose parent is pid.
func childrenOf(pid int) (children []int) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, stat := range stats {
		text, err := os.ReadFile(stat)
		if err != nil {
			continue // it ended
		}
		// pid (name) state parent …; the name may hold anything but ends at the last bracket.
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		child, err := strconv.Atoi(filepath.Base(filepath.Dir(stat)))
		if err == nil && len(fields) > 1 && fields[1] == strconv.Itoa(pid) {
			children = append(children, child)
		}
	}
	return children
}

// chanceUpTo draws a time below a limit.
func chanceUpTo(rng *rand.Rand, limit time.Duration) time.Duration {
	return time.Duration(rng.Int64N(int64(limit)))
}

// lastingOf says how long a wire stays bad.
func lastingOf() map[toxic]time.Duration {
	return map[toxic]time.Duration{
		slow: 5 * time.Second, reset: 2 * time.Second, blackhole: 10 * time.Second,
		forgotten: time.Second,
	}
}
