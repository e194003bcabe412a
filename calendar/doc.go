// Package calendar counts a school's working time. It is pure: no wall clock, no zone of the machine; the same inputs
// always give the same times, in China's one zone (UTC+8 all year).
//
//	calendar.go   Calendar: which days are workdays, built by New from what a school has set
//	add.go        Add, AddWorkdays, WorkdaysBetween: spans counted in working time
//	span.go       Span and ParseSpan: "2 workdays", "4 hours"
//	month.go      FirstWorkday of a month
//	hours.go      the working hours of a day
//	statutory.go  public holidays and make-up workdays of the State Council's yearly notices
package calendar
