package lists_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zongwu/calendar"
	"zongwu/lists"
)

// works says whether the office works on a day, by the calendar's page.
func (o *office) works(t require.TestingT, day string) bool {
	at, err := time.Parse(time.DateOnly, day)
	require.NoError(t, err)
	year, err := o.Year(context.Background(), o.who, at.Year())
	require.NoError(t, err)
	for _, week := range year.Months[at.Month()-1].Weeks {
		for _, d := range week {
			if d.Date == day {
				return d.Works
			}
		}
	}
	require.Fail(t, "no such day", day)
	return false
}

// Every list is searched by name, pinyin, initials and code.
func TestListsAreSearched(t *testing.T) {
	o := newOffice(t)
	for _, c := range []struct{ list, q, found string }{
		{"people", "liyumei", "head"}, {"people", "lym", "head"}, {"people", "李玉", "head"}, {"people", "HEAD", "head"},
		{"departments", "jwc", "jwc"}, {"departments", "jiaowu", "jwc"}, {"stores", "zwk", "general"},
		{"stores", "zongwu", "general"}, {"stores", "总务", "general"}, {"funds", "gyjf", "public"}, {"funds", "public", "public"},
		{"goods", "fyz", "g01"}, {"subjects", "bgf", "30201"}, {"budgets", "bangongfei", "2026-jwc-30201"},
		{"suppliers", "wenbo", "s1"}, {"rooms", "a101", "A101"},
	} {
		page, err := o.Read(context.Background(), o.who, c.list, lists.Query{Q: c.q})
		require.NoError(t, err)
		ids := []string{}
		for _, row := range page.Rows {
			ids = append(ids, row.ID)
		}
		require.Contains(t, ids, c.found, "%s of %s", c.q, c.list)
		page, err = o.Read(context.Background(), o.who, c.list, lists.Query{Q: "没有这样的"})
		require.NoError(t, err)
		require.Empty(t, page.Rows)
	}
}

func TestDaysAreMadeHolidaysAndWorkdays(t *testing.T) {
	o := newOffice(t)
	cases := []struct {
		name, from, to, reason string
		works                  bool
		refused                string
		own                    int // days of the school's own in 2026 afterwards
	}{
		{"a Monday off", "2026-11-23", "", "校庆", false, "", 1},
		{"once more", "2026-11-23", "", "校庆", false, "", 1},
		{"a Sunday on, and a Monday as it was", "2026-11-22", "2026-11-23", "补课", true, "", 1},
		{"a week off: five days, the Sunday of our own again by itself", "2026-11-16", "2026-11-22", "运动会", false, "", 5},
		{"a statutory holiday on", "2026-10-01", "", "", true, "", 6},
		{"no day", "", "", "", false, "日期", 6},
		{"a day there is not", "2026-02-30", "", "", false, "日期", 6},
		{"backwards", "2026-03-02", "2026-03-01", "", false, "早于", 6},
		{"too many", "2026-03-01", "2026-06-01", "", false, "62", 6},
		{"a century nobody keeps", "2301-03-01", "", "", false, "2301", 6},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			refused, err := o.SetDays(context.Background(), o.who, c.from, c.to, c.reason, c.works)
			require.NoError(t, err)
			if c.refused == "" {
				require.Empty(t, refused)
				require.Equal(t, c.works, o.works(t, c.from))
			} else {
				require.Contains(t, refused, c.refused)
			}
			year, err := o.Year(context.Background(), o.who, 2026)
			require.NoError(t, err)
			require.Len(t, year.Own, c.own)
		})
	}
	entry := o.one(t, "calendar", "calendar")
	require.Len(t, entry.History, 4, "what changes nothing is not recorded")
	require.True(t, o.save(t, "calendar", "calendar", "closures.0.name", "台风", "closures.0.from", "2026-12-07",
		"closures.0.to", "2026-12-08").Changed)
	refused, err := o.SetDays(context.Background(), o.who, "2026-12-08", "", "", true)
	require.NoError(t, err)
	require.Contains(t, refused, "停止办公")
}

// Whatever was decided before, a day is what it was made last, and making it what it is by itself leaves no trace.
func TestADayIsWhatItWasMadeLast(t *testing.T) {
	o := newOffice(t)
	first := time.Date(2026, time.January, 1, 0, 0, 0, 0, calendar.Zone)
	rapid.Check(t, func(t *rapid.T) {
		day := first.AddDate(0, 0, rapid.IntRange(0, 364).Draw(t, "day")).Format(time.DateOnly)
		works := rapid.Bool().Draw(t, "works")
		refused, err := o.SetDays(context.Background(), o.who, day, "", "", works)
		require.NoError(t, err)
		require.Empty(t, refused)
		require.Equal(t, works, o.works(t, day))
		year, err := o.Year(context.Background(), o.who, 2026)
		require.NoError(t, err)
		natural := (*calendar.Calendar)(nil)
		for _, own := range year.Own {
			at, err := time.ParseInLocation(time.DateOnly, own.Day, calendar.Zone)
			require.NoError(t, err)
			require.NotEqual(t, natural.IsWorkday(at), own.Works, "%s is written down and need not be", own.Day)
		}
	})
}
