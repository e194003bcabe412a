package cases

import (
	"context"
	"errors"
	"fmt"
	"time"

	"zongwu/processes"
	"zongwu/store"
)

// restaffBatch is how many cases are looked at in one transaction.
const restaffBatch = 100

// Restaff gives the open tasks of a school to those they are for, now that somebody's roles, stores, department,
// headship or leave changed, or somebody came or went; it returns how many cases changed. Each case changes in a
// transaction of its own, so it can be broken off and begun again at any time, and people go on working meanwhile. Call
// it after every such change; what died before it came to that is caught up by RestaffDue.
func (s *Service) Restaff(ctx context.Context, school string) (int, error) {
	changed := 0
	for after := ""; ; {
		stale, last, err := s.stale(ctx, school, after)
		if err != nil {
			return changed, fmt.Errorf("restaff: %w", err)
		}
		for _, id := range stale {
			did, err := s.restaffCase(ctx, school, id)
			if err != nil {
				return changed, fmt.Errorf("restaff case %s: %w", id, err)
			}
			if did {
				changed++
			}
		}
		if last == "" {
			return changed, nil
		}
		after = last
	}
}

// RestaffDue does what Restaff does where something changed since it was last done, or another day has begun: leaves
// begin and end with the day.
func (s *Service) RestaffDue(ctx context.Context, school string) (int, error) {
	var due bool
	var began time.Time
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) (err error) {
		due, began, err = tx.Unstaffed(ctx)
		return err
	})
	if err != nil || !due {
		return 0, err
	}
	changed, err := s.Restaff(ctx, school)
	if err != nil {
		return changed, err
	}
	return changed, s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		return tx.Staffed(ctx, began)
	})
}

// stale finds among the next open cases those whose tasks are with others than those they are for; last is where to go
// on, "" at the end. Nothing is locked: each is decided anew when it is changed.
func (s *Service) stale(ctx context.Context, school, after string) (ids []string, last string, err error) {
	err = s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		ids, last = nil, "" // the transaction may have been tried before
		open, err := tx.OpenCases(ctx, after, restaffBatch)
		if err != nil {
			return err
		}
		w := newWorld(tx)
		for _, row := range open {
			c, err := s.readCase(ctx, w, row.ID)
			if err != nil {
				return err
			}
			t, err := processes.Decide(ctx, c.process, c.row.ID, c.state, restaffAction(), w)
			var refusal *processes.Refusal
			if err != nil && !errors.As(err, &refusal) {
				return fmt.Errorf("look at case %s: %w", row.ID, err)
			}
			if t != nil || err != nil {
				ids = append(ids, row.ID)
			}
		}
		if len(open) == restaffBatch {
			last = open[len(open)-1].ID
		}
		return nil
	})
	return ids, last, err
}

func restaffAction() processes.Action {
	return processes.Action{Kind: processes.DoRestaff, At: time.Now().UTC()}
}

// restaffCase changes one case. Where it cannot be found out whose a task is, those who run the office are told.
func (s *Service) restaffCase(ctx context.Context, school, id string) (bool, error) {
	result, err := s.Act(ctx, Request{School: school, Case: id, Action: restaffAction()})
	var refusal *processes.Refusal
	if errors.As(err, &refusal) {
		return false, s.Blocked(ctx, school, id, store.Restaffing, refusal)
	}
	if err != nil {
		return false, err
	}
	return result.Transition != nil, nil
}
