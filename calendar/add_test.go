package calendar

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestAdd(t *testing.T) {
	cases := []struct{ name, from, span, want string }{
		{"next day, same time", "2026-11-23 10:15", "1 workday", "2026-11-24 10:15"},
		{"over the weekend", "2026-11-20 10:15", "1 workday", "2026-11-23 10:15"},
		{"early morning is opening time", "2026-11-23 06:00", "1 workday", "2026-11-24 08:00"},
		{"noon is the end of the break", "2026-11-23 12:30", "1 workday", "2026-11-24 14:00"},
		{"the break begins at twelve", "2026-11-23 12:00", "1 workday", "2026-11-24 12:00"},
		{"evening is closing time", "2026-11-23 21:00", "1 workday", "2026-11-24 17:30"},
		{"Saturday has all Monday", "2026-11-21 10:00", "1 workday", "2026-11-23 17:30"},
		{"over National Day, Saturday made up", "2026-09-30 09:00", "3 workdays", "2026-10-10 09:00"},
		{"a Sunday made up counts", "2026-09-18 09:00", "1 workday", "2026-09-20 09:00"},
		{"over the Spring Festival", "2026-02-14 16:00", "1 workday", "2026-02-24 16:00"},
		{"into the next year", "2025-12-31 16:00", "1 workday", "2026-01-04 16:00"},
		{"leap day", "2024-02-28 16:00", "1 workday", "2024-02-29 16:00"},
		{"hours within the morning", "2026-11-23 08:30", "2 hours", "2026-11-23 10:30"},
		{"hours over the break", "2026-11-23 11:00", "2 hours", "2026-11-23 15:00"},
		{"hours used up at closing", "2026-11-23 16:30", "1 hour", "2026-11-23 17:30"},
		{"hours used up at the break", "2026-11-23 11:30", "30 minutes", "2026-11-23 12:00"},
		{"hours from closing on", "2026-11-23 17:30", "1 hour", "2026-11-24 09:00"},
		{"hours over the weekend", "2026-11-20 17:00", "1 hour", "2026-11-23 08:30"},
		{"hours from a Sunday", "2026-11-22 15:00", "1 hour", "2026-11-23 09:00"},
		{"hours from before opening", "2026-11-23 05:00", "90 minutes", "2026-11-23 09:30"},
		{"a working week of hours", "2026-11-23 08:00", "37 hours", "2026-11-27 17:00"},
		{"today's closing", "2026-11-23 10:15", "1 closing", "2026-11-23 17:30"},
		{"tomorrow's, once it is past", "2026-11-23 17:30", "1 closing", "2026-11-24 17:30"},
		{"Monday's, on a Saturday", "2026-11-21 10:15", "1 closing", "2026-11-23 17:30"},
		{"the next workday's closing", "2026-11-20 09:00", "2 closings", "2026-11-23 17:30"},
		{"the next closing is a made up Sunday's", "2026-09-18 09:00", "2 closings", "2026-09-20 17:30"},
		{"over National Day", "2026-09-30 18:00", "2 closings", "2026-10-09 17:30"},
		{"leap day in calendar days", "2024-02-28 16:00", "2 days", "2024-03-01 16:00"},
		{"calendar days ignore holidays", "2026-09-30 23:00", "3 days", "2026-10-03 23:00"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			span, err := ParseSpan(c.span)
			require.NoError(t, err)
			got := (*Calendar)(nil).Add(at(t, c.from).UTC(), span)
			require.Equal(t, c.want, got.Format("2006-01-02 15:04"))
		})
	}
}

func TestBefore(t *testing.T) {
	for _, c := range []struct{ name, at, span, want string }{
		{"the day before", "2026-11-24 17:30", "1 workday", "2026-11-23 17:30"},
		{"over the weekend", "2026-11-23 17:30", "1 workday", "2026-11-20 17:30"},
		{"from a day off", "2026-11-22 17:30", "1 workday", "2026-11-20 17:30"},
		{"over National Day, to the day before it", "2026-10-08 17:30", "1 workday", "2026-09-30 17:30"},
		{"days of the calendar", "2026-10-08 17:30", "3 days", "2026-10-05 17:30"},
		{"hours are none", "2026-11-24 17:30", "2 hours", "2026-11-24 17:30"},
	} {
		t.Run(c.name, func(t *testing.T) {
			span, err := ParseSpan(c.span)
			require.NoError(t, err)
			require.Equal(t, c.want, (*Calendar)(nil).Before(at(t, c.at), span).Format("2006-01-02 15:04"))
		})
	}
}

func TestClosingOn(t *testing.T) {
	got, err := (*Calendar)(nil).ClosingOn("2026-11-22") // a Sunday
	require.NoError(t, err)
	require.Equal(t, at(t, "2026-11-22 17:30"), got)
	_, err = (*Calendar)(nil).ClosingOn("tomorrow")
	require.Error(t, err)
}

func TestClosureStopsTheClock(t *testing.T) {
	c := built(t, School{Closures: []Period{{Name: "flu", From: "2026-11-24", To: "2026-12-01"}}})
	require.Equal(t, at(t, "2026-12-02 10:00"), c.Add(at(t, "2026-11-23 10:00"), Span{1, Workday}))
	require.Equal(t, at(t, "2026-12-02 08:30"), c.Add(at(t, "2026-11-23 17:00"), Span{1, Hour}))
	require.Equal(t, at(t, "2026-12-02 17:30"), c.Add(at(t, "2026-11-27 10:00"), Span{1, Workday}), "within the closure")
	require.Equal(t, 1, c.WorkdaysBetween(at(t, "2026-11-23 10:00"), at(t, "2026-12-02 08:00")))
}

func TestOwnHours(t *testing.T) {
	c := built(t, School{Hours: []Hours{{From: "07:30", To: "16:00"}}})
	require.Equal(t, at(t, "2026-11-23 13:30"), c.Add(at(t, "2026-11-23 12:30"), Span{1, Hour}))
	require.Equal(t, at(t, "2026-11-24 16:00"), c.Add(at(t, "2026-11-23 17:00"), Span{1, Workday}))
}

func TestBetweenTermsTheOfficeWorks(t *testing.T) {
	c := built(t, School{Terms: []Period{{Name: "spring", From: "2026-03-02", To: "2026-07-03"}}})
	require.Equal(t, at(t, "2026-07-21 10:00"), c.Add(at(t, "2026-07-20 10:00"), Span{1, Workday}))
}

func TestNothingToAdd(t *testing.T) {
	var c *Calendar
	saturday := at(t, "2026-11-21 10:00")
	require.Equal(t, saturday, c.Add(saturday, Span{0, Hour}))
	require.Equal(t, saturday, c.AddWorkdays(saturday, -3))
	require.Equal(t, 0, c.WorkdaysBetween(saturday, saturday.AddDate(0, 0, -5)))
}

// calendars draws a school's calendar around the years whose holidays are known.
func calendars(t *rapid.T) *Calendar {
	if rapid.Bool().Draw(t, "nil") {
		return nil
	}
	date := func(label string) time.Time {
		return time.Date(2025, 1, 1+rapid.IntRange(0, 900).Draw(t, label), 0, 0, 0, 0, Zone)
	}
	var s School
	for range rapid.IntRange(0, 3).Draw(t, "closures") {
		from := date("from")
		to := from.AddDate(0, 0, rapid.IntRange(0, 40).Draw(t, "length"))
		s.Closures = append(s.Closures, Period{From: from.Format(time.DateOnly), To: to.Format(time.DateOnly)})
	}
	for range rapid.IntRange(0, 4).Draw(t, "holidays") {
		s.Holidays = append(s.Holidays, date("holiday").Format(time.DateOnly))
	}
	if rapid.Bool().Draw(t, "hours") {
		s.Hours = []Hours{{"07:00", "09:15"}, {"10:00", "10:01"}, {"13:00", "22:00"}}
	}
	c, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func moments(t *rapid.T, label string) time.Time {
	seconds := rapid.IntRange(0, 900*secondsOfDay).Draw(t, label)
	return time.Date(2025, 1, 1, 0, 0, seconds, 0, Zone)
}

func working(c *Calendar, t time.Time) bool {
	clock := t.Sub(dayOf(t).at(0))
	for _, w := range c.windows() {
		if w.from <= clock && clock <= w.to {
			return c.IsWorkday(t)
		}
	}
	return false
}

func TestAddKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calendars(t)
		a, b := moments(t, "a"), moments(t, "b")
		unit := rapid.SampledFrom([]string{Workday, Hour, Minute}).Draw(t, "unit")
		n, m := rapid.IntRange(1, 60).Draw(t, "n"), rapid.IntRange(1, 60).Draw(t, "m")
		sum := c.Add(a, Span{n, unit})
		if !sum.After(a) || !working(c, sum) {
			t.Fatalf("%v + %d %s = %v: not later, or not in working time", a, n, unit, sum)
		}
		if a.Before(b) && sum.After(c.Add(b, Span{n, unit})) {
			t.Fatalf("not monotone between %v and %v", a, b)
		}
		if c.Add(a, Span{n + m, unit}).Before(c.Add(a, Span{n, unit})) {
			t.Fatalf("a longer span ends earlier")
		}
		if got, want := c.Add(sum, Span{m, unit}), c.Add(a, Span{n + m, unit}); !got.Equal(want) {
			t.Fatalf("%d then %d %s: %v, together %v", n, m, unit, got, want)
		}
		if unit == Workday && c.WorkdaysBetween(a, sum) != n {
			t.Fatalf("%v + %d workdays = %v, between them %d", a, n, sum, c.WorkdaysBetween(a, sum))
		}
	})
}
