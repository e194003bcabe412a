package lists

import (
	"context"
	"slices"

	"zongwu/processes"
	"zongwu/store"
)

// Overview is how the lists of a school stand.
type Overview struct {
	Count      map[string]int   // records in use, by list
	NoPassword int              // people who could not sign in so far
	NoHead     []store.NamedRow // departments
}

// Look gives an overview of the lists.
func (s *Service) Look(ctx context.Context, who Who) (*Overview, error) {
	var o *Overview
	err := s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		o = &Overview{Count: map[string]int{}}
		for _, list := range s.lists {
			if list.Single() {
				continue
			}
			n, err := tx.CountRecords(ctx, list.ID)
			if err != nil {
				return err
			}
			o.Count[list.ID] = n
		}
		waiting, err := tx.WithoutPassword(ctx)
		if err != nil {
			return err
		}
		o.NoPassword = len(waiting)
		o.NoHead, err = tx.WithoutHead(ctx)
		return err
	})
	return o, err
}

// Lacks are the lists that a new record of a list needs something of, and that are empty.
func (s *Service) Lacks(ctx context.Context, who Who, list string) ([]*List, error) {
	var empty []*List
	err := s.within(ctx, who, list, func(ctx context.Context, d *desk) error {
		f, err := d.form(ctx, nil, nil)
		if err != nil {
			return err
		}
		empty = nil
		for _, field := range f.fields {
			needed := refers(field.Type)
			if needed == "" || !field.Required {
				continue
			}
			n, err := d.tx.CountRecords(ctx, needed)
			if err != nil {
				return err
			}
			found, err := s.Find(needed)
			if err != nil {
				return err
			}
			if n == 0 {
				empty = append(empty, found)
			}
		}
		return nil
	})
	return empty, err
}

// Unlisted are the categories of cards that the list of years of life does not name, in their order.
func (s *Service) Unlisted(ctx context.Context, who Who) (unlisted []string, err error) {
	err = s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		unlisted, err = tx.CategoriesWithoutLife(ctx)
		return err
	})
	return unlisted, err
}

// Held is a role with those who hold it.
type Held struct {
	Role   processes.Role
	People []store.NamedRow
}

// RolesHeld lists the roles there are with who holds them.
func (s *Service) RolesHeld(ctx context.Context, who Who) ([]Held, error) {
	var held []Held
	err := s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		people, err := tx.People(ctx)
		if err != nil {
			return err
		}
		held = nil
		for _, role := range s.roles {
			h := Held{Role: role}
			for _, p := range people {
				if slices.Contains(p.Roles, role.ID) {
					h.People = append(h.People, store.NamedRow{ID: p.ID, Name: p.Name})
				}
			}
			held = append(held, h)
		}
		return nil
	})
	return held, err
}
