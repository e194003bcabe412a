package lists

import (
	"context"
	"time"

	"zongwu/calendar"
	"zongwu/cases"
	"zongwu/store"
)

// Month is a month's days as the office works.
type Month struct {
	Number int
	Weeks  [][7]Day // from Monday; days of other months are empty
	Works  int      // workdays
}

// Day is a day of a month; Number 0 is none.
type Day struct {
	Number int
	Works  bool
	// Odd says that it is not what its weekday makes one expect: off within the week, or work at its end.
	Odd  bool
	Term bool // pupils are there
}

// Year gives the working days of a year, by the calendar as it is saved.
func (s *Service) Year(ctx context.Context, who Who, year int) ([]Month, error) {
	var built *calendar.Calendar
	err := s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		row, err := tx.ReadSchool(ctx)
		if err != nil {
			return err
		}
		built, err = cases.CalendarOf(row)
		return err
	})
	if err != nil {
		return nil, err
	}
	months := make([]Month, 0, 12)
	for number := time.January; number <= time.December; number++ {
		months = append(months, monthOf(built, year, number))
	}
	return months, nil
}

func monthOf(c *calendar.Calendar, year int, number time.Month) Month {
	m := Month{Number: int(number)}
	week := [7]Day{}
	for day := time.Date(year, number, 1, 12, 0, 0, 0, calendar.Zone); day.Month() == number; day = day.AddDate(0, 0, 1) {
		column := (int(day.Weekday()) + 6) % 7 // weeks begin on Monday
		works := c.IsWorkday(day)
		week[column] = Day{Number: day.Day(), Works: works, Odd: works == (column >= 5), Term: c.InTerm(day)}
		if works {
			m.Works++
		}
		if column == 6 || day.AddDate(0, 0, 1).Month() != number {
			m.Weeks, week = append(m.Weeks, week), [7]Day{}
		}
	}
	return m
}
