package lists

import (
	"context"
	"fmt"

	"zongwu/forms"
	"zongwu/store"
)

// world answers what a list's form asks of the school. Each record is read once: nothing else changes them while the
// list is locked.
type world struct {
	tx      *store.Tx
	objects map[[2]string]*forms.Object
	named   map[string]*names
}

func newWorld(tx *store.Tx) *world {
	return &world{tx: tx, objects: map[[2]string]*forms.Object{}, named: map[string]*names{}}
}

// Object returns the record behind a reference.
func (w *world) Object(ctx context.Context, kind, id string) (forms.Object, bool, error) {
	key := [2]string{kind, id}
	if known, ok := w.objects[key]; ok {
		if known == nil {
			return forms.Object{}, false, nil
		}
		return *known, true, nil
	}
	object, ok, err := w.tx.Object(ctx, kind, id)
	if err != nil {
		return forms.Object{}, false, fmt.Errorf("read %s %s: %w", kind, id, err)
	}
	w.objects[key] = nil
	if ok {
		w.objects[key] = &object
	}
	return object, ok, nil
}

// Lookup answers nothing: a list's form asks no book.
func (w *world) Lookup(_ context.Context, name string, _ []any) (any, error) {
	return nil, fmt.Errorf("look up %s: lists ask no books", name)
}

// refers is the list a type of field refers to, "" when it refers to none.
func refers(fieldType string) string {
	switch fieldType {
	case "person":
		return store.ListPeople
	case "department":
		return store.ListDepartments
	case "room":
		return store.ListRooms
	case "subject":
		return store.ListSubjects
	case "item":
		return store.ListGoods
	}
	return ""
}

// names reads what the things of a list are called.
func (w *world) names(ctx context.Context, list string) (*names, error) {
	if known := w.named[list]; known != nil {
		return known, nil
	}
	rows, err := w.tx.NamedRecords(ctx, list)
	if err != nil {
		return nil, err
	}
	past, err := w.tx.PastRecords(ctx, list)
	if err != nil {
		return nil, err
	}
	w.named[list] = newNames(rows, past...)
	return w.named[list], nil
}
