package lists

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"zongwu/calendar"
	"zongwu/forms"
	"zongwu/store"
)

// failure is a reason of this package against a field.
func (d *desk) failure(field, key string, args ...string) forms.Failure {
	said := message(key, args...)
	return forms.Failure{Pointer: "/" + field, Code: key, Detail: said.In(d.who.Lang), Text: said}
}

// rules holds drafts against what no form can know: other records, the books, other schools. Failures by id.
func (d *desk) rules(ctx context.Context, rows []draft) (map[string]forms.Failures, error) {
	found := map[string]forms.Failures{}
	var err error
	switch d.list.ID {
	case store.ListPeople:
		err = d.peopleRules(ctx, rows, found)
	case store.ListPupils:
		err = d.namesakes(ctx, "code", freshIDs(rows), found)
	case store.ListGoods:
		err = d.goodsRules(ctx, rows, found)
	case store.ListAssets:
		err = d.assetRules(ctx, rows, found)
	case store.ListCalendar:
		d.calendarRules(rows[0], found)
	}
	return found, err
}

func (d *desk) peopleRules(ctx context.Context, rows []draft, found map[string]forms.Failures) error {
	fresh := freshIDs(rows)
	taken, err := d.tx.LoginsElsewhere(ctx, fresh)
	if err != nil {
		return err
	}
	for _, id := range taken {
		found[id] = append(found[id], d.failure("login", "record.login"))
	}
	if err := d.namesakes(ctx, "login", fresh, found); err != nil {
		return err
	}
	return d.adminRule(ctx, rows, found)
}

// adminRule keeps somebody administrator.
func (d *desk) adminRule(ctx context.Context, rows []draft, found map[string]forms.Failures) error {
	var losing []string
	gained := false
	for _, row := range rows {
		is := slices.Contains(rolesOf(row.body), "admin")
		was := row.before != nil && slices.Contains(rolesOf(row.before.Body), "admin")
		gained = gained || is && (row.before == nil || !row.before.Disabled)
		if was && !is {
			losing = append(losing, row.id)
		}
	}
	if len(losing) == 0 || gained {
		return nil
	}
	left, err := d.tx.OthersWithRole(ctx, "admin", losing)
	if err == nil && left == 0 {
		found[losing[0]] = append(found[losing[0]], d.failure("roles", "record.admin"))
	}
	return err
}

// freshIDs are the ids of records that are new.
func freshIDs(rows []draft) []string {
	var fresh []string
	for _, row := range rows {
		if row.before == nil {
			fresh = append(fresh, row.id)
		}
	}
	return fresh
}

// namesakes refuses the id of a person of the staff for a pupil, and the other way round: forms name both.
func (d *desk) namesakes(ctx context.Context, field string, fresh []string, found map[string]forms.Failures) error {
	taken, err := d.tx.Namesakes(ctx, d.list.ID, fresh)
	for _, id := range taken {
		found[id] = append(found[id], d.failure(field, "record.namesake"))
	}
	return err
}

func rolesOf(body json.RawMessage) []string {
	var person struct{ Roles []string }
	if err := json.Unmarshal(body, &person); err != nil {
		return nil // it was written by this program a moment ago
	}
	return person.Roles
}

// goodsRules keeps the unit of what a book counts.
func (d *desk) goodsRules(ctx context.Context, rows []draft, found map[string]forms.Failures) error {
	var moved []string
	for _, row := range rows {
		if row.before == nil {
			continue
		}
		var was struct{ Unit string }
		if err := json.Unmarshal(row.before.Body, &was); err != nil {
			return fmt.Errorf("read record %s: %w", row.id, err)
		}
		if was.Unit != row.data.Text("unit") {
			moved = append(moved, row.id)
		}
	}
	used, err := d.tx.UsedGoods(ctx, moved)
	for _, id := range used {
		found[id] = append(found[id], d.failure("unit", "record.unit"))
	}
	return err
}

// assetRules brings nothing into a room that is being counted, and no card that is called as another but for small
// letters and capitals.
func (d *desk) assetRules(ctx context.Context, rows []draft, found map[string]forms.Failures) error {
	called, err := d.tx.CardsCalled(ctx, freshIDs(rows))
	if err != nil {
		return err
	}
	for _, no := range called {
		for _, row := range rows {
			if strings.EqualFold(row.id, no) {
				found[row.id] = append(found[row.id], d.failure("no", "record.alike", "no", no))
			}
		}
	}
	var rooms []string
	for _, row := range rows {
		rooms = append(rooms, row.data.Text("room"))
	}
	counting, err := d.tx.Counting(ctx, rooms)
	for _, row := range rows {
		if number, counted := counting[row.data.Text("room")]; counted {
			found[row.id] = append(found[row.id], d.failure("room", "record.counting", "number", number))
		}
	}
	return err
}

// calendarRules refuses a calendar that package calendar would not build, at the field it is about where that is known.
func (d *desk) calendarRules(row draft, found map[string]forms.Failures) {
	add := func(f forms.Failure) { found[row.id] = append(found[row.id], f) }
	off := map[string]bool{}
	for _, day := range row.data.Rows("holidays") {
		off[day.Text("day")] = true
	}
	for i, day := range row.data.Rows("workdays") {
		if off[day.Text("day")] {
			add(d.failure(fmt.Sprintf("workdays/%d/day", i), "record.day"))
		}
	}
	last := ""
	for i, h := range row.data.Rows("hours") {
		if i > 0 && h.Text("from") <= last {
			add(d.failure(fmt.Sprintf("hours/%d/from", i), "record.hours"))
		}
		last = h.Text("to")
	}
	if len(found[row.id]) > 0 {
		return
	}
	if _, err := calendarOf(row.data); err != nil { // a year out of bounds
		add(d.failure("terms", "record.calendar", "reason", err.Error()))
	}
}

// calendarOf builds the calendar a record's values say.
func calendarOf(data forms.Data) (*calendar.Calendar, error) {
	school := calendar.School{}
	for _, day := range data.Rows("holidays") {
		school.Holidays = append(school.Holidays, day.Text("day"))
	}
	for _, day := range data.Rows("workdays") {
		school.Workdays = append(school.Workdays, day.Text("day"))
	}
	for _, h := range data.Rows("hours") {
		school.Hours = append(school.Hours, calendar.Hours{From: h.Text("from"), To: h.Text("to")})
	}
	for name, into := range map[string]*[]calendar.Period{"terms": &school.Terms, "closures": &school.Closures} {
		for _, p := range data.Rows(name) {
			*into = append(*into, calendar.Period{Name: p.Text("name"), From: p.Text("from"), To: p.Text("to")})
		}
	}
	built, err := calendar.New(school)
	if err != nil {
		return nil, fmt.Errorf("build calendar: %w", err)
	}
	return built, nil
}

// Kept is why a record was not taken out of use.
type Kept struct {
	Why   []string // in the person's language
	Opens *Opening // nobody could do this any more; it is done once that is agreed to
}

// No says that nothing was done.
func (k Kept) No() bool { return len(k.Why) > 0 || k.Opens != nil }

// SetDisabled takes a record out of use, or back into it. agreed is the Digest of the Opening the person agreed to.
func (s *Service) SetDisabled(
	ctx context.Context, who Who, list, id, agreed string, disabled bool,
) (kept Kept, err error) {
	err = s.within(ctx, who, list, func(ctx context.Context, d *desk) error {
		kept = Kept{}
		if !d.list.Disables() {
			return fmt.Errorf("disable record of %s: %w", list, store.ErrNotFound)
		}
		if err := d.tx.LockList(ctx, list); err != nil {
			return err
		}
		record, _, err := d.lock(ctx, id)
		if err != nil || record.Disabled == disabled {
			return err
		}
		var opening *Opening
		if disabled {
			if kept.Why, err = d.held(ctx, *record); err != nil || len(kept.Why) > 0 {
				return err
			}
			opening, err = d.opening(ctx, message("gap.disable", "name", nameOf(record.Body)),
				func(ctx context.Context) error { return d.tx.DisableRecord(ctx, list, id, true) })
			if err != nil {
				return err
			}
		}
		if opening != nil && opening.Digest != agreed {
			kept.Opens = opening
			return nil
		}
		if err := d.tx.DisableRecord(ctx, list, id, disabled); err != nil {
			return err
		}
		if err := d.tell(ctx, opening); err != nil {
			return err
		}
		kind := map[bool]string{true: "disable", false: "enable"}[disabled]
		return d.note(ctx, id, kind)
	})
	if err == nil && !kept.No() {
		s.restaff(ctx, who, list)
	}
	return kept, err
}

// held says what keeps a record in use.
func (d *desk) held(ctx context.Context, record store.Record) ([]string, error) {
	if d.list.ID == store.ListPeople {
		if record.ID == d.who.Person {
			return []string{say(d.who.Lang, "record.self")}, nil
		}
		if slices.Contains(rolesOf(record.Body), "admin") {
			left, err := d.tx.OthersWithRole(ctx, "admin", []string{record.ID})
			if err != nil {
				return nil, err
			}
			if left == 0 {
				return []string{say(d.who.Lang, "record.admin")}, nil
			}
		}
	}
	holds, err := d.tx.Holds(ctx, d.list.ID, record.ID)
	if err != nil {
		return nil, err
	}
	var kinds []string
	by := map[string][]string{}
	for _, h := range holds {
		if by[h.What] == nil {
			kinds = append(kinds, h.What)
		}
		by[h.What] = append(by[h.What], h.Name)
	}
	var out []string
	for _, kind := range kinds {
		out = append(out, say(d.who.Lang, "hold."+kind, "names", strings.Join(by[kind], between)))
	}
	return out, nil
}
