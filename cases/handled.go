package cases

import (
	"context"
	"fmt"

	"zongwu/store"
)

// Handled lists the open cases about a thing of the register, of the processes its label offers: what would be
// reported a second time. Whoever is not signed in, a viewer without a person, may read none of them.
func (s *Service) Handled(ctx context.Context, school string, v Viewer, asset string) ([]RelatedCase, error) {
	if asset == "" || !clean(asset) {
		return nil, nil
	}
	var handled []RelatedCase
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		handled = nil
		among, err := s.onAssets(ctx, tx)
		if err != nil || len(among) == 0 {
			return err
		}
		w, sight := newReading(tx), store.Sight{}
		if v.Person != "" {
			person, err := w.person(ctx, v.Person)
			if err != nil || person == nil {
				return err
			}
			sight = SightOf(person)
		}
		rows, err := tx.OpenAbout(ctx, asset, among, sight)
		if err != nil {
			return fmt.Errorf("list open cases about %s: %w", asset, err)
		}
		handled, err = s.relatedItems(ctx, w, rows, v)
		return err
	})
	return handled, err
}

// onAssets are the processes in force that the label on a thing offers.
func (s *Service) onAssets(ctx context.Context, tx *store.Tx) ([]string, error) {
	rows, err := tx.ProcessesInForce(ctx)
	if err != nil {
		return nil, fmt.Errorf("list definitions: %w", err)
	}
	var offered []string
	for _, row := range rows {
		p, err := s.version(ctx, tx, row.Process, row.Version)
		if err != nil {
			return nil, err
		}
		if p.Label.OnAsset() {
			offered = append(offered, p.ID)
		}
	}
	return offered, nil
}
