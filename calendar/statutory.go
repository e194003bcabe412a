package calendar

import (
	"sync"

	"github.com/6tail/lunar-go/HolidayUtil"
)

// Known says whether the State Council's list of a year is known; of others only the week is.
func Known(year int) bool {
	for d := range statutory() {
		if d.at(0).Year() == year {
			return true
		}
	}
	return false
}

// statutory is the State Council's list: a day that is off (false) or a make-up workday (true). Days it does not name
// follow the week. The list is read once, because the library searches a long text for every question.
var statutory = sync.OnceValue(func() map[day]bool { //nolint:gochecknoglobals // read once, never changed
	list := map[day]bool{}
	for year := firstYear; year <= lastYear; year++ {
		for e := HolidayUtil.GetHolidaysByYear(year).Front(); e != nil; e = e.Next() {
			holiday, ok := e.Value.(*HolidayUtil.Holiday)
			if !ok {
				continue
			}
			// The library's own days always parse; one that did not would simply follow the week.
			if d, err := parseDay(holiday.GetDay()); err == nil {
				list[d] = holiday.IsWork()
			}
		}
	}
	return list
})
