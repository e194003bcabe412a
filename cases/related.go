package cases

import (
	"context"
	"fmt"

	"zongwu/store"
)

// RelatedCase is a case that has to do with another one: how, as store names the ways. Of one the reader may not see
// it tells no more than its number, its process and where it stands.
type RelatedCase struct {
	CaseItem
	Way  string
	Seen bool
}

// Related lists the cases that have to do with one: who began it, what it began, and those that the books tie to it.
func (s *Service) Related(ctx context.Context, school string, v Viewer, idOrNumber string) ([]RelatedCase, error) {
	var related []RelatedCase
	err := s.look(ctx, school, v.Person, idOrNumber, func(ctx context.Context, c *change) error {
		person, err := c.world.person(ctx, v.Person)
		if err != nil {
			return err
		}
		rows, err := c.tx.RelatedCases(ctx, c.row.ID, SightOf(person))
		if err != nil {
			return fmt.Errorf("list cases related to %s: %w", c.row.Number, err)
		}
		related, err = s.relatedItems(ctx, c.world, rows, v)
		return err
	})
	return related, err
}

// relatedItems are cases as items of a list; of one the reader may not read there is little.
func (s *Service) relatedItems(
	ctx context.Context, w *world, rows []store.RelatedCase, v Viewer,
) ([]RelatedCase, error) {
	related := make([]RelatedCase, 0, len(rows))
	for i := range rows {
		item, err := s.caseItem(ctx, w, &rows[i].Case, v)
		if err != nil {
			return nil, err
		}
		if !rows[i].Seen {
			item = CaseItem{
				Number: item.Number, State: item.State, ProcessTitle: item.ProcessTitle, Icon: item.Icon,
				CreatedAt: item.CreatedAt,
			}
		}
		related = append(related, RelatedCase{CaseItem: item, Way: rows[i].Way, Seen: rows[i].Seen})
	}
	return related, nil
}
