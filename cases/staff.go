package cases

import (
	"context"

	"zongwu/processes"
	"zongwu/store"
)

// Staff says for which steps of a process in force the school has too few people, and which roles to appoint
// somebody to; nil when everybody who may begin one can see it carried to its end.
func (s *Service) Staff(ctx context.Context, school, process string) ([]processes.Gap, error) {
	var gaps []processes.Gap
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		p, err := s.inForce(ctx, tx, process)
		if err != nil {
			return err
		}
		gaps, err = processes.Staff(ctx, p, newWorld(tx))
		return err
	})
	return gaps, err
}
