package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zongwu/lists"
	"zongwu/store"
)

// Password is every demonstration login's.
const Password = "demo-2026"

// Schools gives the demonstration schools as of a moment, every login with the password hash given.
func Schools(now time.Time, passwordHash string) ([]store.SchoolData, error) {
	entries, err := read(file)
	if err != nil {
		return nil, err
	}
	var schools []store.SchoolData
	for _, entry := range entries {
		m := &maker{entry: entry, clock: newClock(now, entry.FiscalYear)}
		data, err := m.school(passwordHash)
		if err != nil {
			return nil, err
		}
		schools = append(schools, data)
	}
	return schools, nil
}

// Load writes the demonstration schools that are not there yet.
func Load(ctx context.Context, s *store.Store, now time.Time) error {
	there, err := s.Schools(ctx)
	if err != nil {
		return err
	}
	hash, err := lists.HashPassword(Password)
	if err != nil {
		return err
	}
	schools, err := Schools(now, hash)
	if err != nil {
		return err
	}
	for _, school := range schools {
		if slices.Contains(there, school.ID) {
			continue
		}
		if err := s.LoadSchool(ctx, school); err != nil {
			return fmt.Errorf("load demonstration data: %w", err)
		}
	}
	return nil
}
