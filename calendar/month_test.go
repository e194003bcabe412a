package calendar

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFirstWorkday(t *testing.T) {
	closed := built(t, School{Closures: []Period{{Name: "flood", From: "2026-11-01", To: "2026-12-01"}}})
	own := built(t, School{Holidays: []string{"2026-12-01"}, Workdays: []string{"2026-08-01"}})
	cases := []struct {
		name  string
		c     *Calendar
		year  int
		month time.Month
		want  string
	}{
		{"a plain Tuesday", nil, 2026, 12, "2026-12-01"},
		{"begins on a Sunday", nil, 2026, 11, "2026-11-02"},
		{"National Day", nil, 2026, 10, "2026-10-08"},
		{"Labour Day", nil, 2026, 5, "2026-05-06"},
		{"New Year, then a Sunday made up", nil, 2026, 1, "2026-01-04"},
		{"the Spring Festival comes later", nil, 2026, 2, "2026-02-02"},
		{"a day off of its own", own, 2026, 12, "2026-12-02"},
		{"a Saturday made up by the school", own, 2026, 8, "2026-08-01"},
		{"closed all month", closed, 2026, 11, "2026-12-02"},
		{"closed on the first", closed, 2026, 12, "2026-12-02"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, at(t, c.want+" 00:00"), c.c.FirstWorkday(c.year, c.month))
		})
	}
}
