package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A machine may stand in any zone, with summer time or without: what is due when depends on China's time alone. A
// moment is the same in whatever zone it is told.
func TestTheMachinesZoneChangesNothing(t *testing.T) {
	was := time.Local
	t.Cleanup(func() { time.Local = was })
	var zones []*time.Location
	for _, name := range []string{"UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Shanghai"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		zones = append(zones, zone)
	}
	rapid.Check(t, func(t *rapid.T) {
		c, at := calendars(t), moments(t, "at")
		span := Span{
			N:    rapid.IntRange(1, 40).Draw(t, "n"),
			Unit: rapid.SampledFrom([]string{Workday, Hour, Minute, Day}).Draw(t, "unit"),
		}
		want := c.Add(at, span)
		for _, zone := range zones {
			time.Local = zone
			if got := c.Add(at.In(zone), span); !got.Equal(want) {
				t.Fatalf("%v + %v in %v: %v, in China %v", at, span, zone, got, want)
			}
			if c.IsWorkday(at.In(zone)) != c.IsWorkday(at) {
				t.Fatalf("%v is a workday or not, by the zone %v", at, zone)
			}
		}
	})
}

// Days that other places lose or have twice, leap days and the turn of the year, each told in New York's time.
func TestDaysThatAreSpecialElsewhere(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, from, span, want string }{
		{"an hour that New York does not have", "2026-03-08 15:30", "1 days", "2026-03-09 15:30"},
		{"an hour that New York has twice", "2026-11-01 13:30", "1 days", "2026-11-02 13:30"},
		{"into a leap day", "2028-02-28 10:00", "1 workday", "2028-02-29 10:00"},
		{"over a leap day", "2028-02-28 10:00", "2 days", "2028-03-01 10:00"},
		{"no leap day", "2027-02-28 10:00", "1 days", "2027-03-01 10:00"},
		{"over the turn of the year", "2026-12-31 16:00", "1 days", "2027-01-01 16:00"},
		{"a workday over the turn of the year", "2025-12-31 16:00", "1 workday", "2026-01-04 16:00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			from, err := time.ParseInLocation("2006-01-02 15:04", test.from, Zone)
			if err != nil {
				t.Fatal(err)
			}
			span, err := ParseSpan(test.span)
			if err != nil {
				t.Fatal(err)
			}
			got := (*Calendar)(nil).Add(from.In(zone), span).In(Zone).Format("2006-01-02 15:04")
			if got != test.want {
				t.Errorf("%s + %s is %s, want %s", test.from, test.span, got, test.want)
			}
		})
	}
}
