package lists

import (
	"context"
	"time"

	"zongwu/calendar"
	"zongwu/forms"
	"zongwu/store"
)

// Year is a year as the office works, by the calendar as it is saved.
type Year struct {
	Months []Month
	Own    []OwnDay // in the order of days
	Terms  []calendar.Period
	Closed []calendar.Period
	Hours  []calendar.Hours
}

// OwnDay is a day the school decided about itself.
type OwnDay struct {
	Day, Name string
	Works     bool
}

// Month is a month's days.
type Month struct {
	Number int
	Weeks  [][7]Day // from Monday; days of other months are empty
	Works  int      // workdays
}

// Day is a day of a month; Number 0 is none.
type Day struct {
	Number int
	Date   string // 2026-09-01
	Works  bool
	// Odd says that it is not what its weekday makes one expect: off within the week, or work at its end.
	Odd    bool
	Term   bool // pupils are there
	Own    bool // decided by the school itself
	Closed bool // within a closure, which wins over everything
}

// Year gives the working days of a year.
func (s *Service) Year(ctx context.Context, who Who, year int) (*Year, error) {
	var made *Year
	err := s.within(ctx, who, store.ListCalendar, func(ctx context.Context, d *desk) error {
		record, err := d.one(ctx, d.list.ID)
		if err != nil {
			return err
		}
		f, err := d.form(ctx, []store.Record{*record}, nil)
		if err != nil {
			return err
		}
		data, err := d.data(f, *record)
		if err != nil {
			return err
		}
		made, err = yearOf(data, year)
		return err
	})
	return made, err
}

func yearOf(data forms.Data, year int) (*Year, error) {
	built, err := calendarOf(data)
	if err != nil {
		return nil, err
	}
	first := time.Date(year, time.January, 1, 12, 0, 0, 0, calendar.Zone)
	made := &Year{
		Own:   ownDays(data, first.Format(time.DateOnly), first.AddDate(1, 0, -1).Format(time.DateOnly)),
		Terms: periods(data, "terms"), Closed: periods(data, "closures"),
	}
	for _, h := range data.Rows("hours") {
		made.Hours = append(made.Hours, calendar.Hours{From: h.Text("from"), To: h.Text("to")})
	}
	if len(made.Hours) == 0 {
		made.Hours = calendar.DefaultHours()
	}
	own := map[string]bool{}
	for _, day := range made.Own {
		own[day.Day] = true
	}
	for number := time.January; number <= time.December; number++ {
		m := monthOf(built, year, number)
		for i := range m.Weeks {
			for j := range m.Weeks[i] {
				day := &m.Weeks[i][j]
				day.Own, day.Closed = own[day.Date], inside(made.Closed, day.Date)
			}
		}
		made.Months = append(made.Months, m)
	}
	return made, nil
}

func periods(data forms.Data, name string) []calendar.Period {
	var all []calendar.Period
	for _, p := range data.Rows(name) {
		all = append(all, calendar.Period{Name: p.Text("name"), From: p.Text("from"), To: p.Text("to")})
	}
	return all
}

// inside compares dates as texts: written 2026-09-01 they sort as days do.
func inside(all []calendar.Period, date string) bool {
	for _, p := range all {
		if p.From <= date && date <= p.To {
			return true
		}
	}
	return false
}

func monthOf(c *calendar.Calendar, year int, number time.Month) Month {
	m := Month{Number: int(number)}
	week := [7]Day{}
	for day := time.Date(year, number, 1, 12, 0, 0, 0, calendar.Zone); day.Month() == number; day = day.AddDate(0, 0, 1) {
		column := (int(day.Weekday()) + 6) % 7 // weeks begin on Monday
		works := c.IsWorkday(day)
		week[column] = Day{
			Number: day.Day(), Date: day.Format(time.DateOnly), Works: works, Odd: works == (column >= 5), Term: c.InTerm(day),
		}
		if works {
			m.Works++
		}
		if column == 6 || day.AddDate(0, 0, 1).Month() != number {
			m.Weeks, week = append(m.Weeks, week), [7]Day{}
		}
	}
	return m
}
