package calendar

import (
	"fmt"
	"time"
)

// Hours is one stretch of work within a workday, written 08:00.
type Hours struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// DefaultHours are the working hours of a school that has set none.
func DefaultHours() []Hours {
	return []Hours{{From: "08:00", To: "12:00"}, {From: "14:00", To: "17:30"}}
}

// window is a stretch of work, both ends included, as times since midnight.
type window struct{ from, to time.Duration }

// defaultWindows are DefaultHours, for the nil Calendar; a test holds the two together.
func defaultWindows() []window {
	return []window{{8 * time.Hour, 12 * time.Hour}, {14 * time.Hour, 17*time.Hour + 30*time.Minute}}
}

func (c *Calendar) windows() []window {
	if c == nil || len(c.hours) == 0 {
		return defaultWindows()
	}
	return c.hours
}

func parseHours(hours []Hours) ([]window, error) {
	var windows []window
	for i, h := range hours {
		from, err := parseClock(h.From)
		if err != nil {
			return nil, err
		}
		to, err := parseClock(h.To)
		if err != nil {
			return nil, err
		}
		if to <= from {
			return nil, fmt.Errorf("%s to %s: ends before it begins", h.From, h.To)
		}
		if i > 0 && from <= windows[i-1].to {
			return nil, fmt.Errorf("%s to %s: begins before the stretch above it ends", h.From, h.To)
		}
		windows = append(windows, window{from, to})
	}
	return windows, nil
}

func parseClock(text string) (time.Duration, error) {
	t, err := time.Parse("15:04", text)
	if err != nil {
		return 0, fmt.Errorf("read clock time %q: write it as 08:00", text)
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}
