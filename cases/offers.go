package cases

import (
	"context"
	"maps"
	"slices"

	"zongwu/forms"
	"zongwu/processes"
)

// Offer is a process somebody may begin about a thing, with the fields its first form has for it.
type Offer struct {
	ProcessItem
	Fields map[string]string // by kind of reference, one of each: the first by name
}

// Offers lists the processes somebody may begin about a thing of a kind (supplier, case): those that post by an
// operation of a book and whose first form asks for such a thing.
func (s *Service) Offers(ctx context.Context, school string, v Viewer, kind, operation string) ([]Offer, error) {
	items, err := s.Processes(ctx, school, v)
	if err != nil {
		return nil, err
	}
	var offers []Offer
	for _, item := range items {
		if !item.CanStart {
			continue
		}
		p, err := s.Process(ctx, school, item.ID)
		if err != nil {
			return nil, err
		}
		form, ok := formOf(p, processes.Start)
		if !ok || !p.Posts(operation) {
			continue
		}
		if fields := references(form); fields[kind] != "" {
			offers = append(offers, Offer{ProcessItem: item, Fields: fields})
		}
	}
	return offers, nil
}

// references are the fields of a form that refer to one thing, by what they refer to.
func references(form *forms.Form) map[string]string {
	fields := map[string]string{}
	types := form.Type().Fields
	for _, name := range slices.Sorted(maps.Keys(types)) {
		if t := types[name]; t.Kind == "ref" && fields[t.Ref] == "" {
			fields[t.Ref] = name
		}
	}
	return fields
}
