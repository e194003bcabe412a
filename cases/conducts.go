package cases

import (
	"context"
	"fmt"

	"zongwu/processes"
	"zongwu/store"
)

// Conducts gives what a case's workflow has to know, transition by transition after a sequence number: what it fetches
// when it missed signals, and all of it when Temporal's own record is gone. store.ErrNotFound for an unknown case.
func (s *Service) Conducts(ctx context.Context, school, caseID string, after int) ([]processes.Conduct, error) {
	var conducts []processes.Conduct
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.ReadCase(ctx, caseID); err != nil {
			return err
		}
		transitions, err := tx.Transitions(ctx, caseID, after)
		if err != nil {
			return fmt.Errorf("read conducts: %w", err)
		}
		conducts = make([]processes.Conduct, 0, len(transitions))
		for _, t := range transitions {
			t.Conduct.Seq = t.Seq
			conducts = append(conducts, t.Conduct)
		}
		return nil
	})
	return conducts, err
}
