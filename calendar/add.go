package calendar

import "time"

// Add returns the moment a span after t, in Zone. Spans below 1 leave t where it is.
//
//   - hours and minutes run in working time only. Outside it they begin at the next opening; a span that is used up
//     exactly at closing time ends there, not at the next opening.
//   - workdays: AddWorkdays.
//   - days are days of the calendar: the same clock time, whatever day that is.
//   - closings are ends of working hours: 1 is today's, or where that is past or today is off the next workday's; 2 is
//     that of the workday after it.
func (c *Calendar) Add(t time.Time, s Span) time.Time {
	t = t.In(Zone)
	if s.N < 1 {
		return t
	}
	switch s.Unit {
	case Workday:
		return c.AddWorkdays(t, s.N)
	case Hour:
		return c.addWorking(t, time.Duration(s.N)*time.Hour)
	case Minute:
		return c.addWorking(t, time.Duration(s.N)*time.Minute)
	case Closing:
		return c.addClosings(t, s.N)
	default:
		return t.AddDate(0, 0, s.N)
	}
}

// AddWorkdays returns the same clock time n workdays later, moved into working hours:
//
//   - before opening it becomes opening time, in a break the end of the break, after closing the closing time;
//   - a t on a day off counts as closing time of the workday before it, so that what arrives on Saturday and has one
//     workday is due at Monday's closing.
//
// n below 1 leaves t where it is.
func (c *Calendar) AddWorkdays(t time.Time, n int) time.Time {
	t = t.In(Zone)
	if n < 1 {
		return t
	}
	d := dayOf(t)
	clock := c.lastClosing()
	if c.works(d) {
		clock = c.clamp(t.Sub(d.at(0)))
	}
	for ; n > 0; n-- {
		d = c.nextWorkday(d)
	}
	return d.at(clock)
}

func (c *Calendar) addClosings(t time.Time, n int) time.Time {
	d := dayOf(t)
	if !c.works(d) || t.Sub(d.at(0)) >= c.lastClosing() {
		d = c.nextWorkday(d)
	}
	for ; n > 1; n-- {
		d = c.nextWorkday(d)
	}
	return d.at(c.lastClosing())
}

// Before returns the moment a span of days or workdays before t, at the same clock time; on a day off the workday
// before counts as the first. Hours and minutes are none: t.
func (c *Calendar) Before(t time.Time, s Span) time.Time {
	t = t.In(Zone)
	switch s.Unit {
	case Day:
		return t.AddDate(0, 0, -s.N)
	case Workday:
		d := dayOf(t)
		for n := s.N; n > 0; n-- {
			for d--; !c.works(d); d-- {
			}
		}
		return d.at(t.Sub(dayOf(t).at(0)))
	}
	return t
}

// ClosingOn is when the office closes on a date (2026-09-01), or would if it were open.
func (c *Calendar) ClosingOn(date string) (time.Time, error) {
	d, err := parseDay(date)
	if err != nil {
		return time.Time{}, err
	}
	return d.at(c.lastClosing()), nil
}

// WorkdaysBetween counts the workdays after from's day up to and including to's day; 0 when to is not later.
// It answers "how many workdays is this overdue".
func (c *Calendar) WorkdaysBetween(from, to time.Time) int {
	n := 0
	for d := dayOf(from) + 1; d <= dayOf(to); d++ {
		if c.works(d) {
			n++
		}
	}
	return n
}

func (c *Calendar) addWorking(t time.Time, left time.Duration) time.Time {
	d := dayOf(t)
	clock := t.Sub(d.at(0))
	if !c.works(d) {
		d, clock = c.nextWorkday(d), 0
	}
	for {
		for _, w := range c.windows() {
			clock = max(clock, w.from)
			if room := w.to - clock; room > 0 {
				if left <= room {
					return d.at(clock + left)
				}
				left -= room
				clock = w.to
			}
		}
		d, clock = c.nextWorkday(d), 0
	}
}

// nextWorkday always ends: closures and own days are finite, and every plain week has workdays.
func (c *Calendar) nextWorkday(d day) day {
	for d++; !c.works(d); d++ {
	}
	return d
}

func (c *Calendar) lastClosing() time.Duration {
	windows := c.windows()
	return windows[len(windows)-1].to
}

func (c *Calendar) clamp(clock time.Duration) time.Duration {
	for _, w := range c.windows() {
		if clock <= w.to {
			return max(clock, w.from)
		}
	}
	return c.lastClosing()
}
