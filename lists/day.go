package lists

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"zongwu/calendar"
	"zongwu/forms"
	"zongwu/store"
)

// mostDays is how many days are decided about at once; longer is a closure, or a term's end.
const mostDays = 62

// SetDays makes days holidays or workdays, from one to another, both included. What the calendar says by itself is not
// written down: a day set to what it is anyway is the school's own no more. The answer says why not, "" is done.
func (s *Service) SetDays(ctx context.Context, who Who, from, to, name string, works bool) (refused string, err error) {
	err = s.within(ctx, who, store.ListCalendar, func(ctx context.Context, d *desk) error {
		days, wrong := d.daysOf(from, to)
		if refused = wrong; refused != "" {
			return nil
		}
		if err := d.tx.LockList(ctx, d.list.ID); err != nil {
			return err
		}
		record, f, err := d.lock(ctx, d.list.ID)
		if err != nil {
			return err
		}
		earlier, err := d.data(f, *record)
		if err != nil {
			return err
		}
		later, wrong, err := d.decided(earlier, days, name, works)
		if refused = wrong; refused != "" || err != nil {
			return err
		}
		refused, err = d.keepDays(ctx, f, record, earlier, later)
		return err
	})
	return refused, err
}

// daysOf lists the days of a stretch.
func (d *desk) daysOf(from, to string) (days []time.Time, refused string) {
	first, err := time.ParseInLocation(time.DateOnly, from, calendar.Zone)
	if err != nil {
		return nil, say(d.who.Lang, "day.date")
	}
	last := first
	if to != "" {
		if last, err = time.ParseInLocation(time.DateOnly, to, calendar.Zone); err != nil {
			return nil, say(d.who.Lang, "day.date")
		}
	}
	if last.Before(first) {
		return nil, say(d.who.Lang, "day.order")
	}
	for day := first; !day.After(last); day = day.AddDate(0, 0, 1) {
		if len(days) == mostDays {
			return nil, say(d.who.Lang, "day.many", "n", fmt.Sprint(mostDays))
		}
		days = append(days, day)
	}
	return days, ""
}

// decided gives the calendar's values with days as they were decided.
func (d *desk) decided(
	earlier forms.Data, days []time.Time, name string, works bool,
) (later forms.Data, refused string, err error) {
	later = forms.Data{}
	for field, v := range earlier {
		later[field] = v
	}
	for _, field := range []string{"holidays", "workdays"} {
		later[field] = slices.DeleteFunc(slices.Clone(earlier.Rows(field)), func(row forms.Data) bool {
			return slices.ContainsFunc(days, func(day time.Time) bool { return day.Format(time.DateOnly) == row.Text("day") })
		})
	}
	plain, err := calendarOf(later)
	if err != nil {
		return nil, "", err
	}
	into := map[bool]string{true: "workdays", false: "holidays"}[works]
	for _, day := range days {
		date := day.Format(time.DateOnly)
		switch {
		case plain.IsWorkday(day) == works:
		case inside(periods(later, "closures"), date):
			return nil, say(d.who.Lang, "day.closed", "day", date), nil
		default:
			row := forms.Data{"day": date}
			if name != "" {
				row["name"] = name
			}
			later[into] = append(later.Rows(into), row)
		}
	}
	slices.SortStableFunc(later.Rows(into), func(a, b forms.Data) int { return cmp.Compare(a.Text("day"), b.Text("day")) })
	return later, "", nil
}

// keepDays saves the calendar as its form would.
func (d *desk) keepDays(
	ctx context.Context, f *form, record *store.Record, earlier, later forms.Data,
) (refused string, err error) {
	posted := url.Values{}
	for _, field := range f.fields {
		post(field, later[field.Name], posted)
	}
	row := draft{before: record}
	var failures forms.Failures
	row.data, failures, err = f.Submit(d.env(ctx), f.FromPost(posted), earlier)
	if err != nil {
		return "", err
	}
	if len(failures) == 0 {
		if err := d.finish(ctx, f, &row); err != nil {
			return "", err
		}
		found, err := d.rules(ctx, []draft{row})
		if err != nil {
			return "", err
		}
		failures = found[row.id]
	}
	if len(failures) > 0 {
		return forms.Message(failures[0], d.who.Lang), nil
	}
	if !row.changed() {
		return "", nil
	}
	return "", d.write(ctx, []draft{row}, "")
}

// ownDays are the days a calendar's record decides about between two, in their order.
func ownDays(data forms.Data, first, last string) []OwnDay {
	var all []OwnDay
	for name, works := range map[string]bool{"holidays": false, "workdays": true} {
		for _, row := range data.Rows(name) {
			if day := row.Text("day"); first <= day && day <= last {
				all = append(all, OwnDay{Day: day, Name: row.Text("name"), Works: works})
			}
		}
	}
	slices.SortFunc(all, func(a, b OwnDay) int { return cmp.Compare(a.Day, b.Day) })
	return all
}
