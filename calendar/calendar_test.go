package calendar

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func at(t testing.TB, text string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", text, Zone)
	require.NoError(t, err)
	return moment
}

func built(t testing.TB, s School) *Calendar {
	t.Helper()
	c, err := New(s)
	require.NoError(t, err)
	return c
}

func TestStatutoryDaysOf2026(t *testing.T) {
	var c *Calendar
	for date, work := range map[string]bool{
		"2026-01-01": false, // New Year, a Thursday
		"2026-01-04": true,  // a Sunday made up
		"2026-02-14": true,  // a Saturday before the Spring Festival made up
		"2026-02-15": false, "2026-02-16": false, "2026-02-23": false,
		"2026-02-24": true,
		"2026-02-28": true, // a Saturday made up
		"2026-04-06": false,
		"2026-05-05": false, "2026-05-09": true,
		"2026-06-19": false,
		"2026-09-20": true, // a Sunday made up
		"2026-09-25": false,
		"2026-10-01": false, "2026-10-07": false,
		"2026-10-08": true,
		"2026-10-10": true,  // a Saturday made up
		"2026-10-11": false, // a plain Sunday
		"2026-11-21": false, // a plain Saturday
		"2026-11-23": true,  // a plain Monday
	} {
		require.Equal(t, work, c.IsWorkday(at(t, date+" 00:00")), date)
		require.Equal(t, work, c.IsWorkday(at(t, date+" 23:59").UTC()), "%s late, given in UTC", date)
	}
}

func TestYearsWithoutListFollowTheWeek(t *testing.T) {
	var c *Calendar
	require.True(t, c.IsWorkday(at(t, "2150-10-01 09:00")), "a Thursday")
	require.False(t, c.IsWorkday(at(t, "2150-10-03 09:00")), "a Saturday")
	require.True(t, c.IsWorkday(at(t, "1969-12-31 23:00")), "a Wednesday before the epoch")
	require.False(t, c.IsWorkday(at(t, "1969-12-28 00:00")), "a Sunday before the epoch")
}

func TestSchoolsOwnDays(t *testing.T) {
	c := built(t, School{
		Terms:    []Period{{Name: "autumn", From: "2026-09-01", To: "2027-01-22"}},
		Closures: []Period{{Name: "flood", From: "2026-11-23", To: "2026-11-24"}},
		Holidays: []string{"2026-11-26", "2027-01-01"},
		Workdays: []string{"2026-11-28", "2026-10-02", "2026-11-24"},
	})
	for date, work := range map[string]bool{
		"2026-11-23": false, "2026-11-24": false, // the closure wins over the make-up day within it
		"2026-11-25": true, "2026-11-26": false, "2026-11-28": true,
		"2026-10-02": true, // the school's own word wins over the statutory list
		"2027-01-01": false, "2027-01-25": true,
	} {
		require.Equal(t, work, c.IsWorkday(at(t, date+" 10:00")), date)
	}
	require.True(t, c.InTerm(at(t, "2026-09-01 00:00")))
	require.True(t, c.InTerm(at(t, "2027-01-22 23:59")))
	require.False(t, c.InTerm(at(t, "2027-01-23 00:00")))
	require.False(t, (*Calendar)(nil).InTerm(at(t, "2026-09-01 00:00")))
}

func TestNewRefuses(t *testing.T) {
	for want, school := range map[string]School{
		"read terms: t: read date":    {Terms: []Period{{Name: "t", From: "2026-13-01", To: "2026-12-01"}}},
		"before it begins":            {Closures: []Period{{Name: "x", From: "2026-02-02", To: "2026-02-01"}}},
		"outside 1990 to 2199":        {Closures: []Period{{Name: "x", From: "2026-02-02", To: "9999-02-01"}}},
		"both a holiday and a work":   {Holidays: []string{"2026-02-02"}, Workdays: []string{"2026-02-02"}},
		"write it as 2026-09-01":      {Workdays: []string{"2 February"}},
		"write it as 08:00":           {Hours: []Hours{{From: "8", To: "12:00"}}},
		"ends before it begins":       {Hours: []Hours{{From: "12:00", To: "08:00"}}},
		"begins before the stretch":   {Hours: []Hours{{From: "08:00", To: "12:00"}, {From: "11:00", To: "13:00"}}},
		"read date \"2026-02-29\": w": {Holidays: []string{"2026-02-29"}},
	} {
		_, err := New(school)
		require.ErrorContains(t, err, want)
	}
}

func TestDefaultHoursAndWindowsAgree(t *testing.T) {
	windows, err := parseHours(DefaultHours())
	require.NoError(t, err)
	require.Equal(t, defaultWindows(), windows)
}

func TestParseSpan(t *testing.T) {
	for text, want := range map[string]Span{
		"2 workdays": {2, Workday}, "1 workday": {1, Workday}, "1 workdays": {1, Workday}, "4 hours": {4, Hour},
		"30 minutes": {30, Minute}, " 3  days ": {3, Day}, "1 day": {1, Day},
	} {
		got, err := ParseSpan(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
		again, err := ParseSpan(got.String())
		require.NoError(t, err)
		require.Equal(t, got, again)
	}
	for _, text := range []string{
		"", "workday", "2", "0 days", "-1 days", "1.5 hours", "2 weeks", "2 workdays late", "99999999999999999999 days",
		"4000 days", "two days", "1 s",
	} {
		_, err := ParseSpan(text)
		require.Error(t, err, text)
		require.True(t, strings.HasPrefix(err.Error(), "read span"), err.Error())
	}
}
