package forms

import (
	"context"
	"strings"

	"zongwu/calendar"
	"zongwu/forms"
	"zongwu/processes"
)

// school answers from memory: what is measured is the core, not the database.
type school struct{ people []processes.Person }

func newSchool() *school {
	s := &school{}
	for _, role := range []string{
		"accountant", "auditor", "buyer", "deputy_principal", "director", "head", "principal", "storekeeper", "storekeeper",
	} {
		id := role
		if len(s.people) > 0 && s.people[len(s.people)-1].ID == role {
			id += "2"
		}
		s.people = append(s.people, processes.Person{ID: id, Name: id, Department: "d-" + id, Roles: []string{role}})
	}
	return s
}

// Object implements forms.World: the school has whatever it is asked for.
func (s *school) Object(_ context.Context, kind, id string) (forms.Object, bool, error) {
	attrs := forms.Data{"name": id}
	switch kind {
	case "person":
		attrs["department"] = "d-" + id
	case "item":
		attrs["unit"], attrs["kind"], attrs["store"] = "个", "consumable", "general"
		attrs["food"], attrs["price"], attrs["proof"] = false, forms.Money(22_50), ""
	case "supplier":
		attrs["settle"] = "monthly"
	}
	return forms.Object{ID: id, Attrs: attrs}, true, nil
}

// Lookup implements forms.World.
func (s *school) Lookup(_ context.Context, name string, _ []any) (any, error) {
	switch {
	case name == "budget_left":
		return forms.Money(1_000_000_000_00), nil
	case name == "others_with":
		return int64(2), nil
	case strings.HasPrefix(name, "alike"):
		return []forms.Data{}, nil
	}
	return nil, nil //nolint:nilnil // an empty answer
}

// People implements processes.World.
func (s *school) People(context.Context) ([]processes.Person, error) { return s.people, nil }

// Settings implements processes.World: all as the definition has them.
func (s *school) Settings(context.Context) (map[string]any, error) { return map[string]any{}, nil }

// Doers implements processes.World.
func (s *school) Doers(context.Context, []string, []string) ([]string, error) { return nil, nil }

// Calendar implements processes.World: the statutory one.
func (s *school) Calendar(context.Context) (*calendar.Calendar, error) { return nil, nil } //nolint:nilnil // as said
