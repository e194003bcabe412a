package calendar

import "time"

// FirstWorkday is the first workday on or after the first of a month, at midnight: in a month in which nobody works at
// all it lies behind that month.
func (c *Calendar) FirstWorkday(year int, month time.Month) time.Time {
	d := dayOf(time.Date(year, month, 1, 0, 0, 0, 0, Zone))
	if !c.works(d) {
		d = c.nextWorkday(d)
	}
	return d.at(0)
}
