package calendar

import (
	"fmt"
	"time"
)

const secondsEastOfUTC = 8 * 60 * 60

// Zone is China's one time zone, in which all days and clock times of this package are meant.
var Zone = time.FixedZone("Asia/Shanghai", secondsEastOfUTC) //nolint:gochecknoglobals // a constant in all but form

// Period is a run of days, both ends included, written 2026-09-01.
type Period struct {
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to"`
}

// School is what one school sets about its working time. All of it may be empty.
type School struct {
	// Terms are when pupils are there. They answer InTerm and nothing else: the office works on between terms.
	Terms []Period
	// Closures are days on which nobody works and every deadline stands still; they win over everything else.
	Closures []Period
	// Holidays and Workdays are days (2026-09-01) the school adds to the statutory ones: days off, and make-up workdays.
	// They win over the statutory ones, so a school can also enter a year this program does not know yet.
	Holidays []string
	Workdays []string
	// Hours are the working hours of every workday in order; empty means DefaultHours.
	Hours []Hours
}

// Calendar is a school's working time. It never changes. The nil Calendar knows the statutory holidays and default
// hours only, and is ready for use.
type Calendar struct {
	terms    []days
	closures []days
	own      map[day]bool // true: a workday
	hours    []window
}

// The years a school may write dates of; a bound on how far a search for the next workday can run.
const firstYear, lastYear = 1990, 2199

// New builds a school's calendar. It refuses dates that are none or outside 1990 to 2199, periods that end before they
// begin, a day that is both holiday and workday, and hours that overlap or are out of order.
func New(s School) (*Calendar, error) {
	c := &Calendar{own: make(map[day]bool, len(s.Holidays)+len(s.Workdays))}
	var err error
	if c.terms, err = parsePeriods(s.Terms); err != nil {
		return nil, fmt.Errorf("read terms: %w", err)
	}
	if c.closures, err = parsePeriods(s.Closures); err != nil {
		return nil, fmt.Errorf("read closures: %w", err)
	}
	if err = c.addOwn(s.Holidays, false); err != nil {
		return nil, fmt.Errorf("read holidays: %w", err)
	}
	if err = c.addOwn(s.Workdays, true); err != nil {
		return nil, fmt.Errorf("read make-up workdays: %w", err)
	}
	if c.hours, err = parseHours(s.Hours); err != nil {
		return nil, fmt.Errorf("read working hours: %w", err)
	}
	return c, nil
}

func (c *Calendar) addOwn(dates []string, work bool) error {
	for _, text := range dates {
		d, err := parseDay(text)
		if err != nil {
			return err
		}
		if was, known := c.own[d]; known && was != work {
			return fmt.Errorf("%s is both a holiday and a workday", text)
		}
		c.own[d] = work
	}
	return nil
}

// IsWorkday says whether the office works on t's day: no closure, and a workday by the school's own list, else by the
// statutory list, else Monday to Friday (years without a statutory list know nothing but that).
func (c *Calendar) IsWorkday(t time.Time) bool { return c.works(dayOf(t)) }

// InTerm says whether t's day lies in one of the school's terms.
func (c *Calendar) InTerm(t time.Time) bool { return c != nil && within(c.terms, dayOf(t)) }

func (c *Calendar) works(d day) bool {
	if c != nil {
		if within(c.closures, d) {
			return false
		}
		if work, known := c.own[d]; known {
			return work
		}
	}
	if work, known := statutory()[d]; known {
		return work
	}
	weekday := d.at(0).Weekday()
	return weekday != time.Saturday && weekday != time.Sunday
}

// day counts days since 1970-01-01 in Zone.
type day int

const secondsOfDay = 24 * 60 * 60

func dayOf(t time.Time) day {
	seconds := t.Unix() + secondsEastOfUTC
	d := seconds / secondsOfDay
	if seconds%secondsOfDay < 0 {
		d--
	}
	return day(d)
}

// at gives a moment of the day, as the time since its midnight.
func (d day) at(clock time.Duration) time.Time {
	return time.Date(1970, 1, 1+int(d), 0, 0, 0, 0, Zone).Add(clock)
}

func parseDay(text string) (day, error) {
	t, err := time.ParseInLocation(time.DateOnly, text, Zone)
	if err != nil {
		return 0, fmt.Errorf("read date %q: write it as 2026-09-01", text)
	}
	if t.Year() < firstYear || t.Year() > lastYear {
		return 0, fmt.Errorf("read date %q: outside %d to %d", text, firstYear, lastYear)
	}
	return dayOf(t), nil
}

// days is a run of days, both ends included.
type days struct{ from, to day }

func within(runs []days, d day) bool {
	for _, run := range runs {
		if run.from <= d && d <= run.to {
			return true
		}
	}
	return false
}

func parsePeriods(periods []Period) ([]days, error) {
	runs := make([]days, 0, len(periods))
	for _, p := range periods {
		from, err := parseDay(p.From)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Name, err)
		}
		to, err := parseDay(p.To)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Name, err)
		}
		if to < from {
			return nil, fmt.Errorf("%s: ends on %s before it begins on %s", p.Name, p.To, p.From)
		}
		runs = append(runs, days{from, to})
	}
	return runs, nil
}
