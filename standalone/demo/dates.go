package demo

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"zongwu/calendar"
	"zongwu/store"
)

var (
	relative = regexp.MustCompile(`^([+-]\d+)d$`)
	years    = regexp.MustCompile(`20\d\d`)
)

// clock moves the file's dates to the present.
type clock struct {
	today time.Time // midnight, in the schools' time
	years int       // how many years the file's fiscal year lies back
}

func newClock(now time.Time, fiscalYear int) clock {
	local := now.In(calendar.Zone)
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, calendar.Zone)
	return clock{today: today, years: today.Year() - fiscalYear}
}

// date reads "+12d", "-3d" or a date, which stays as it is; "" stays empty.
func (c clock) date(s string) (string, error) {
	if match := relative.FindStringSubmatch(s); match != nil {
		days, err := strconv.Atoi(match[1])
		if err != nil {
			return "", fmt.Errorf("read date %q: %w", s, err)
		}
		return c.today.AddDate(0, 0, days).Format(time.DateOnly), nil
	}
	if s == "" {
		return "", nil
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("read date %q: %w", s, err)
	}
	return s, nil
}

// moved is a date of the file's fiscal year in the current one.
func (c clock) moved(s string, back int) (string, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return "", fmt.Errorf("read date %q: %w", s, err)
	}
	return t.AddDate(c.years-back, 0, 0).Format(time.DateOnly), nil
}

// terms gives the file's terms in the year before the current one and in the current one: in January the term that
// began last autumn still runs.
func (c clock) terms(entries []periodEntry) ([]store.Period, error) {
	var list []store.Period
	for back := 1; back >= 0; back-- {
		for _, entry := range entries {
			from, err := c.moved(entry.From, back)
			if err != nil {
				return nil, err
			}
			to, err := c.moved(entry.To, back)
			if err != nil {
				return nil, err
			}
			list = append(list, store.Period{Name: c.renamed(entry.Name, back), From: from, To: to})
		}
	}
	return list, nil
}

// renamed moves the years in a term's name: 2026–2027学年第一学期.
func (c clock) renamed(name string, back int) string {
	return years.ReplaceAllStringFunc(name, func(year string) string {
		n, err := strconv.Atoi(year)
		if err != nil {
			return year // four digits always are a number
		}
		return strconv.Itoa(n + c.years - back)
	})
}
