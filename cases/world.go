package cases

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zongwu/calendar"
	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// world answers what a decision asks of the school, out of one transaction. What cannot change under the transaction's
// feet in a way that matters (people, records, settings, the calendar) is read once; what books hold is read each time,
// because the action itself posts to them, and once where nothing is written.
type world struct {
	tx       *store.Tx
	objects  map[[2]string]foundObject
	school   *store.SchoolNow
	settings map[string]any
	calendar *calendar.Calendar
	answers  map[string]any // of the books, where nothing is written; nil otherwise

	// What was asked that an action may change: books, and cases.
	askedBooks, askedCases bool
}

type foundObject struct {
	object forms.Object
	ok     bool
}

var _ processes.World = (*world)(nil)

func newWorld(tx *store.Tx) *world {
	return &world{tx: tx, objects: make(map[[2]string]foundObject)}
}

// newReading is the world of a transaction that only reads; one for all that a page reads.
func newReading(tx *store.Tx) *world {
	type key struct{}
	w, _ := store.Kept(tx, key{}, func() (*world, error) {
		w := newWorld(tx)
		w.answers = map[string]any{}
		return w, nil
	})
	return w
}

// unchanged is a world to look at what an action leaves, which knows already what it does not change.
func (w *world) unchanged() *world {
	after := newWorld(w.tx)
	after.answers = map[string]any{}
	after.school, after.settings, after.calendar = w.school, w.settings, w.calendar
	for key, found := range w.objects {
		if key[0] != "case" {
			after.objects[key] = found
		}
	}
	return after
}

// Object returns the record behind a reference.
func (w *world) Object(ctx context.Context, kind, id string) (forms.Object, bool, error) {
	if !clean(id) {
		return forms.Object{}, false, nil
	}
	key := [2]string{kind, id}
	if found, ok := w.objects[key]; ok {
		return found.object, found.ok, nil
	}
	if kind == "person" {
		p, err := w.person(ctx, id)
		if err != nil {
			return forms.Object{}, false, err
		}
		if p != nil {
			return personObject(p), true, nil
		}
	} // or a pupil
	w.askedCases = w.askedCases || kind == "case"
	object, ok, err := w.tx.Object(ctx, kind, id)
	if err != nil {
		return forms.Object{}, false, fmt.Errorf("read %s %s: %w", kind, id, err)
	}
	w.objects[key] = foundObject{object, ok}
	return object, ok, nil
}

// know keeps a record that was read with something else.
func (w *world) know(kind, id string, attrs forms.Data) {
	w.objects[[2]string{kind, id}] = foundObject{forms.Object{ID: id, Attrs: attrs}, true}
}

// Lookup answers a named question to the books, or to the list of people.
func (w *world) Lookup(ctx context.Context, name string, args []any) (any, error) {
	if name == "others_with" {
		return w.othersWith(ctx, args)
	}
	return w.once(fmt.Sprint(name, args), func() (any, error) {
		answer, err := w.tx.Lookup(ctx, store.Asker{At: time.Now()}, name, args)
		if err != nil {
			return nil, fmt.Errorf("look up %s: %w", name, err)
		}
		return answer, nil
	})
}

// once asks a question of a world where nothing is written once.
func (w *world) once(question string, ask func() (any, error)) (any, error) {
	w.askedBooks = true
	if answer, known := w.answers[question]; known {
		return answer, nil
	}
	answer, err := ask()
	if err == nil && w.answers != nil {
		w.answers[question] = answer
	}
	return answer, err
}

// People returns the active persons, sorted by id.
func (w *world) People(ctx context.Context) ([]processes.Person, error) {
	school, err := w.staffed(ctx)
	if err != nil {
		return nil, err
	}
	return school.People, nil
}

// Doers returns those whose doing one of some steps was in some cases.
func (w *world) Doers(ctx context.Context, cases, steps []string) ([]string, error) {
	w.askedCases = true
	return w.tx.Doers(ctx, slices.DeleteFunc(slices.Clone(cases), func(id string) bool { return !clean(id) }), steps)
}

// othersWith counts who holds a role beside somebody.
func (w *world) othersWith(ctx context.Context, args []any) (any, error) {
	people, err := w.People(ctx)
	if err != nil || len(args) != 2 {
		return nil, err
	}
	role, _ := args[0].(string)
	count := int64(0)
	for _, p := range people {
		if p.ID != args[1] && slices.Contains(p.Roles, role) {
			count++
		}
	}
	return count, nil
}

// person returns an active person, nil when there is none.
func (w *world) person(ctx context.Context, id string) (*processes.Person, error) {
	school, err := w.staffed(ctx)
	if err != nil {
		return nil, err
	}
	return school.Person(id), nil
}

// name is what people call somebody; the id where nobody of that id is active.
func (w *world) name(ctx context.Context, id string) (string, error) {
	p, err := w.person(ctx, id)
	if err != nil || p == nil {
		return id, err
	}
	return p.Name, nil
}

// staffed is the school with its people, as they are now.
func (w *world) staffed(ctx context.Context) (*store.SchoolNow, error) {
	if w.school != nil {
		return w.school, nil
	}
	school, err := w.tx.SchoolNow(ctx)
	if err != nil {
		return nil, fmt.Errorf("read school: %w", err)
	}
	w.school = school
	return school, nil
}

// personObject is a person as expressions see them.
func personObject(p *processes.Person) forms.Object {
	attrs := forms.Data{"name": p.Name, "department": p.Department, "roles": p.Roles, "trades": p.Trades, "pupil": false}
	if len(p.Stores) > 0 {
		attrs["store"] = p.Stores[0]
	}
	return forms.Object{ID: p.ID, Attrs: attrs}
}

// Settings returns what the school has set, as JSON gives it; processes reads each by its definition's type.
func (w *world) Settings(ctx context.Context) (map[string]any, error) {
	if w.settings != nil {
		return w.settings, nil
	}
	school, err := w.staffed(ctx)
	if err != nil {
		return nil, err
	}
	settings := map[string]any{}
	if len(school.Settings) > 0 {
		if err := decodeNumbers(school.Settings, &settings); err != nil {
			return nil, fmt.Errorf("read settings: %w", err)
		}
	}
	w.settings = settings
	return settings, nil
}

// Calendar returns the school's working time.
func (w *world) Calendar(ctx context.Context) (*calendar.Calendar, error) {
	if w.calendar != nil {
		return w.calendar, nil
	}
	school, err := w.staffed(ctx)
	if err != nil {
		return nil, err
	}
	built, err := CalendarOf(&school.SchoolRow)
	if err != nil {
		return nil, err
	}
	w.calendar = built
	return built, nil
}
