package activities

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
)

// The names activities are called by.
const (
	Transitions = "transitions"
	Ring        = "ring"
	Ended       = "ended"
	SendNotices = "send"
	NextRun     = "next_run"
	RunSchedule = "run_schedule"
)

// Set are the activities of a worker. Their errors are all worth another try, for as long as it takes: the database
// is away, a definition cannot be read, a bug awaits its fix, a rule refuses what would follow (no budget, nobody to do
// the next step). A clock that no longer matters is an answer, and a case that the database does not know is one too.
type Set struct {
	Cases *cases.Service
	Fault Fault            // nil outside tests
	Now   func() time.Time // nil outside tests: the clock
}

// ByName is every activity under its name, for registering.
func (s *Set) ByName() map[string]any {
	return map[string]any{
		Transitions: s.Transitions, Ring: s.Ring, Ended: s.Ended, SendNotices: s.Send, NextRun: s.NextRun,
		RunSchedule: s.RunSchedule,
	}
}

// Transitions tells what happened to a case after a transition. Seq is 0 when nothing did; the status of a case that
// does not exist is Unknown.
func (s *Set) Transitions(ctx context.Context, in TransitionsInput) (Conduct, error) {
	conducts, err := s.Cases.Conducts(ctx, in.School, in.Case, in.After)
	if errors.Is(err, store.ErrNotFound) {
		return Conduct{Status: Unknown}, nil
	}
	if err != nil {
		return Conduct{}, fmt.Errorf("read transitions: %w", err)
	}
	return Sum(conducts), nil
}

// Ring lets a clock do what it is for, if it still matters. It takes effect once for each time the clock was set to:
// the key remembers it.
func (s *Set) Ring(ctx context.Context, in RingInput) (RingOutput, error) {
	now := s.now()
	if now.Before(in.Clock.At) {
		now = in.Clock.At // this machine's clock is behind Temporal's
	}
	id := strings.Join([]string{in.Case, in.Clock.ID, in.Clock.At.UTC().Format(time.RFC3339Nano)}, " ")
	hash := sha256.Sum256([]byte(id)) // keys are short and ASCII, a clock's id need not be
	return s.act(ctx, Ring, cases.Request{
		School: in.School, Case: in.Case, Key: "clock:" + hex.EncodeToString(hash[:]), Body: []byte(id),
		Action: processes.Action{Kind: processes.DoClock, At: now, Clock: in.Clock.ID},
	})
}

// now is the time of this machine's clock.
func (s *Set) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

// Ended tells a case of those it waits for that are over. It does nothing for a case that no longer waits.
func (s *Set) Ended(ctx context.Context, in EndedInput) (RingOutput, error) {
	var out RingOutput
	for _, id := range in.Cases {
		status, err := s.status(ctx, in.School, id)
		if err != nil {
			return out, err
		}
		if status == processes.Open {
			continue
		}
		out, err = s.act(ctx, Ended, cases.Request{
			School: in.School, Case: in.Case,
			Action: processes.Action{
				Kind: processes.DoEnded, At: s.now(), Ended: &processes.Ended{Case: id, Status: status},
			},
		})
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// Send writes the notices of a case's messages.
func (s *Set) Send(ctx context.Context, in SendInput) error {
	return s.between(SendNotices, func() error { return s.send(ctx, in) })
}

func (s *Set) send(ctx context.Context, in SendInput) error {
	for _, m := range in.Sends {
		err := s.Cases.Notify(ctx, in.School, in.Case, processes.Send(m))
		if errors.Is(err, store.ErrNotFound) {
			return nil // nobody can read it any more
		}
		if err != nil {
			return fmt.Errorf("send %s: %w", m.ID, err)
		}
	}
	return nil
}

// blockedPause is how long a case that a rule holds up waits for its next try: people have to do something about it.
const blockedPause = 10 * time.Minute

// act performs an action of the engine's own and says how the case stands. Where a rule refuses what would follow,
// those who can do something about it are told, and it is tried again until it can be.
func (s *Set) act(ctx context.Context, activity string, r cases.Request) (RingOutput, error) {
	var result *cases.Result
	err := s.between(activity, func() (err error) {
		result, err = s.Cases.Act(ctx, r)
		return err
	})
	var refusal *processes.Refusal
	switch {
	case err == nil:
		return RingOutput{Seq: result.Case.Seq, Status: string(result.Case.Status)}, s.unblocked(ctx, r)
	case errors.As(err, &refusal):
		return RingOutput{}, s.blocked(ctx, r, refusal)
	case errors.Is(err, cases.ErrKeyReused):
		return RingOutput{Status: Open}, nil
	case errors.Is(err, store.ErrNotFound):
		return RingOutput{Status: Unknown}, nil
	default:
		return RingOutput{}, fmt.Errorf("%s case: %w", r.Action.Kind, err)
	}
}

// blocked tells why a case is held up and asks for another try. The reason itself stays out of Temporal's history.
func (s *Set) blocked(ctx context.Context, r cases.Request, refusal *processes.Refusal) error {
	if err := s.Cases.Blocked(ctx, r.School, r.Case, occasion(r), refusal); err != nil {
		return fmt.Errorf("tell that the case is held up: %w", err)
	}
	return temporal.NewApplicationErrorWithOptions("held up by a rule: "+string(refusal.Reason), "blocked",
		temporal.ApplicationErrorOptions{NextRetryDelay: blockedPause})
}

// unblocked notes that what a rule held up came through. Nothing was held up by a first try.
func (s *Set) unblocked(ctx context.Context, r cases.Request) error {
	if activity.IsActivity(ctx) && activity.GetInfo(ctx).Attempt == 1 {
		return nil
	}
	if err := s.Cases.Unblocked(ctx, r.School, r.Case, occasion(r)); err != nil {
		return fmt.Errorf("note that the case goes on: %w", err)
	}
	return nil
}

// occasion names what could not have its consequence: a clock, or the case that ended.
func occasion(r cases.Request) string {
	if r.Action.Ended != nil {
		return r.Action.Ended.Case
	}
	return r.Action.Clock
}

// status reads what has become of a case.
func (s *Set) status(ctx context.Context, school, id string) (status processes.Status, err error) {
	err = s.Cases.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		row, err := tx.ReadCase(ctx, id)
		if err != nil {
			return fmt.Errorf("read case: %w", err)
		}
		status = row.Status
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return processes.Cancelled, nil
	}
	return status, err
}
