package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/lib/pq"

	"zongwu/forms"
)

// objectQuery reads, per kind of reference, the columns whose names are the attributes of forms.ObjectTypes; of a case,
// which people name by its number, also its id.
func objectQuery(kind string) (query string, known bool) {
	switch kind {
	case "person":
		return `SELECT name, department, roles, coalesce(stores[1], '') AS store, trades, false AS pupil, '' AS class,
				'' AS class_teacher, '' AS guardian FROM people WHERE id = $1 AND NOT disabled
			UNION ALL SELECT name, '', '{}', '', '{}', true, class, class_teacher, guardian FROM pupils
				WHERE id = $1 AND NOT disabled`, true
	case "department":
		return `SELECT name, head, fund FROM departments WHERE id = $1 AND NOT disabled`, true
	case "room":
		return `SELECT name, building, seats, head FROM rooms WHERE id = $1 AND NOT disabled`, true
	case "store":
		return `SELECT name, keeper, department FROM stores WHERE id = $1 AND NOT disabled`, true
	case "item":
		return `SELECT name, unit, kind, food, store, category, subject, price, proof FROM items
			WHERE id = $1 AND NOT disabled`, true
	case "asset":
		return `SELECT lent_by, due::text AS due, coalesce((SELECT r.case_id FROM asset_repairs r
				JOIN cases c ON c.id = r.case_id WHERE r.asset = assets.id
				ORDER BY c.status <> 'open', c.number LIMIT 1), '') AS kept_by,
			` + onCards + ` WHERE id = $1`, true
	case "supplier":
		return `SELECT name, kind, settle, contract, coalesce(contract_to::text, '') AS contract_to
			FROM suppliers WHERE id = $1 AND NOT disabled`, true
	case "subject":
		return `SELECT name FROM subjects WHERE id = $1 AND NOT disabled`, true
	case "price":
		return `SELECT name, unit, price FROM prices WHERE id = $1 AND NOT disabled`, true
	case "category":
		return `SELECT name, size, trade FROM categories WHERE id = $1 AND NOT disabled`, true
	case "case":
		return `SELECT id, number, process, status AS state, starter FROM cases WHERE id = $1 OR number = $1`, true
	case "file":
		return `SELECT name, size, type FROM files WHERE id = $1`, true
	}
	return "", false
}

// Object returns the record behind a reference, with the attributes forms.ObjectTypes declares; empty text is an
// absent attribute. False when the school has none of that id, or it is disabled.
func (t *Tx) Object(ctx context.Context, kind, id string) (forms.Object, bool, error) {
	key := [2]string{kind, id}
	kept := t.seen != nil && slices.Contains(keptKinds(), kind)
	if kept {
		if object, ok := t.seen.objects.get(key); ok {
			return object, true, nil
		}
	}
	object, ok, err := t.readObject(ctx, kind, id)
	if kept && ok && err == nil {
		t.seen.objects.put(key, object)
	}
	return object, ok, err
}

// keptKinds are those whose every change gives the school another version.
func keptKinds() []string {
	return []string{"item", "supplier", "subject", "room", "department", "category"}
}

// maxObjects bounds how many records are kept with a school.
const maxObjects = 5000

// keptObjects are records as they stand while the school has its version. Transactions share them: nobody changes one.
type keptObjects struct {
	mu      sync.Mutex
	objects map[[2]string]forms.Object // by kind and id
}

func (k *keptObjects) get(key [2]string) (forms.Object, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	object, ok := k.objects[key]
	return object, ok
}

func (k *keptObjects) put(key [2]string, object forms.Object) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.objects == nil || len(k.objects) >= maxObjects {
		k.objects = map[[2]string]forms.Object{}
	}
	k.objects[key] = object
}

func (t *Tx) readObject(ctx context.Context, kind, id string) (forms.Object, bool, error) {
	query, known := objectQuery(kind)
	if !known {
		return forms.Object{}, false, fmt.Errorf("read object: no kind %q", kind)
	}
	if !Storable(id) {
		return forms.Object{}, false, nil
	}
	span := statement(ctx, "read object", query)
	t.statements++
	row := t.tx.QueryRowxContext(ctx, query, id)
	ended(span, row.Err())
	columns, err := row.Columns()
	if err != nil {
		return forms.Object{}, false, fmt.Errorf("read %s: %w", kind, err)
	}
	attrs := forms.Data{}
	targets := make([]any, len(columns))
	for i, column := range columns {
		if column == "id" {
			targets[i] = &id
			continue
		}
		targets[i] = &attribute{name: column, t: forms.ObjectTypes[kind][column], into: attrs}
	}
	err = row.Scan(targets...)
	if errors.Is(err, sql.ErrNoRows) {
		return forms.Object{}, false, nil
	}
	if err != nil {
		return forms.Object{}, false, fmt.Errorf("read %s %s: %w", kind, id, err)
	}
	return forms.Object{ID: id, Attrs: attrs}, true, nil
}

// attribute scans one column into the kind of value forms.Data holds for its declared type.
type attribute struct {
	name string
	t    forms.Type
	into forms.Data
}

// Scan is what database/sql calls.
func (a *attribute) Scan(src any) error {
	switch a.t.Kind {
	case "integer", "money":
		n := sql.NullInt64{}
		if err := n.Scan(src); err != nil {
			return err
		}
		if a.t.Kind == "money" {
			a.into[a.name] = forms.Money(n.Int64)
		} else {
			a.into[a.name] = n.Int64
		}
	case "bool":
		b := sql.NullBool{}
		if err := b.Scan(src); err != nil {
			return err
		}
		a.into[a.name] = b.Bool
	case "list":
		list := pq.StringArray{}
		if err := list.Scan(src); err != nil {
			return err
		}
		a.into[a.name] = []string(list)
	default:
		s := sql.NullString{}
		if err := s.Scan(src); err != nil {
			return err
		}
		if s.String != "" {
			a.into[a.name] = s.String
		}
	}
	return nil
}
