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
	people   []processes.Person
	byID     map[string]*processes.Person
	objects  map[[2]string]foundObject
	school   *store.SchoolRow
	settings map[string]any
	calendar *calendar.Calendar
	answers  map[string]any // of the books, where nothing is written; nil otherwise
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

// Object returns the record behind a reference.
func (w *world) Object(ctx context.Context, kind, id string) (forms.Object, bool, error) {
	if !clean(id) {
		return forms.Object{}, false, nil
	}
	key := [2]string{kind, id}
	if found, ok := w.objects[key]; ok {
		return found.object, found.ok, nil
	}
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
	if w.people != nil {
		return w.people, nil
	}
	people, err := w.tx.People(ctx)
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	w.people = people
	w.byID = make(map[string]*processes.Person, len(people))
	for i := range people {
		w.byID[people[i].ID] = &people[i]
	}
	return people, nil
}

// Doers returns those whose doing one of some steps was in some cases.
func (w *world) Doers(ctx context.Context, cases, steps []string) ([]string, error) {
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
	if _, err := w.People(ctx); err != nil {
		return nil, err
	}
	return w.byID[id], nil
}

// name is what people call somebody; the id where nobody of that id is active.
func (w *world) name(ctx context.Context, id string) (string, error) {
	p, err := w.person(ctx, id)
	if err != nil || p == nil {
		return id, err
	}
	return p.Name, nil
}

func (w *world) schoolRow(ctx context.Context) (*store.SchoolRow, error) {
	if w.school != nil {
		return w.school, nil
	}
	row, err := w.tx.ReadSchool(ctx)
	if err != nil {
		return nil, fmt.Errorf("read school: %w", err)
	}
	w.school = row
	return row, nil
}

// Settings returns what the school has set, as JSON gives it; processes reads each by its definition's type.
func (w *world) Settings(ctx context.Context) (map[string]any, error) {
	if w.settings != nil {
		return w.settings, nil
	}
	row, err := w.schoolRow(ctx)
	if err != nil {
		return nil, err
	}
	settings := map[string]any{}
	if len(row.Settings) > 0 {
		if err := decodeNumbers(row.Settings, &settings); err != nil {
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
	row, err := w.schoolRow(ctx)
	if err != nil {
		return nil, err
	}
	built, err := CalendarOf(row)
	if err != nil {
		return nil, err
	}
	w.calendar = built
	return built, nil
}
