package cases

import (
	"encoding/json"
	"fmt"

	"zongwu/calendar"
	"zongwu/store"
)

// CalendarOf builds a school's working time from what its row holds.
func CalendarOf(row *store.SchoolRow) (*calendar.Calendar, error) {
	var school calendar.School
	var holidays, workdays []namedDay
	for _, part := range []struct {
		name string
		raw  json.RawMessage
		into any
	}{
		{"terms", row.Terms, &school.Terms}, {"closures", row.Closures, &school.Closures},
		{"holidays", row.Holidays, &holidays}, {"make-up workdays", row.Workdays, &workdays},
		{"working hours", row.Hours, &school.Hours},
	} {
		if len(part.raw) == 0 {
			continue
		}
		if err := json.Unmarshal(part.raw, part.into); err != nil {
			return nil, fmt.Errorf("read %s: %w", part.name, err)
		}
	}
	for _, d := range holidays {
		school.Holidays = append(school.Holidays, d.Day)
	}
	for _, d := range workdays {
		school.Workdays = append(school.Workdays, d.Day)
	}
	built, err := calendar.New(school)
	if err != nil {
		return nil, fmt.Errorf("build calendar: %w", err)
	}
	return built, nil
}

// namedDay is a day a school entered itself, with what it is for.
type namedDay struct{ Day, Name string }
