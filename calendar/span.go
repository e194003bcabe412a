package calendar

import (
	"fmt"
	"strconv"
	"strings"
)

// Span is a length of time as definitions write it: "2 workdays", "4 hours" (working hours), "3 days" (calendar days),
// "30 minutes" (working minutes), "1 closing" (the end of today's working hours), "2 closings" (of the next workday's).
type Span struct {
	N    int
	Unit string // workday, hour, minute, day, closing
}

// The units of a Span.
const (
	Workday = "workday"
	Hour    = "hour"
	Minute  = "minute"
	Day     = "day"
	Closing = "closing" // the end of a day's working hours
)

// longest bounds a unit to a few years, so that a slip of the keyboard is a message and not a clock in year 5000;
// 0 means that there is no such unit.
func longest(unit string) int {
	switch unit {
	case Workday, Closing:
		return 1_000
	case Hour:
		return 8_000
	case Minute:
		return 500_000
	case Day:
		return 3_700
	default:
		return 0
	}
}

// ParseSpan reads "2 workdays", "1 workday", "4 hours", "30 minutes", "3 days".
func ParseSpan(s string) (Span, error) {
	words := strings.Fields(s)
	if len(words) != 2 {
		return Span{}, fmt.Errorf("read span %q: write a number and a unit, e.g. 2 workdays", s)
	}
	n, err := strconv.Atoi(words[0])
	if err != nil || n < 1 {
		return Span{}, fmt.Errorf("read span %q: %q is not a whole number from 1", s, words[0])
	}
	unit := words[1]
	if n > 1 || strings.HasSuffix(unit, "s") {
		unit = strings.TrimSuffix(unit, "s")
	}
	most := longest(unit)
	switch {
	case most == 0:
		return Span{}, fmt.Errorf("read span %q: the units are workdays, hours, minutes, days, closings", s)
	case n > most:
		return Span{}, fmt.Errorf("read span %q: at most %d %ss", s, most, unit)
	}
	return Span{N: n, Unit: unit}, nil
}

// Between is a span of n units, none below 0 and no longer than one may be written.
func Between(n int64, unit string) Span {
	return Span{N: int(min(max(n, 0), int64(longest(unit)))), Unit: unit}
}

// String writes the span as ParseSpan reads it.
func (s Span) String() string {
	if s.N == 1 {
		return "1 " + s.Unit
	}
	return strconv.Itoa(s.N) + " " + s.Unit + "s"
}
