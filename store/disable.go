package store

import (
	"context"
	"fmt"
)

// Hold is something that keeps a record in use.
type Hold struct {
	What string // members, book, heads, keeps, class, stock, home, plans, rooms, assets
	ID   string
	Name string
}

// holds are, per list, what must be settled before a record ($1) goes out of use.
func holds() map[string]string {
	return map[string]string{
		ListPeople: `SELECT 'heads' AS what, id, name FROM departments WHERE head = $1 AND NOT disabled
			UNION ALL SELECT 'keeps', id, name FROM stores WHERE keeper = $1 AND NOT disabled
			UNION ALL SELECT DISTINCT 'class', class, class FROM pupils WHERE class_teacher = $1 AND NOT disabled`,
		ListDepartments: `SELECT 'members' AS what, id, name FROM people WHERE department = $1 AND NOT disabled
			UNION ALL SELECT 'book', id, name FROM stores WHERE department = $1 AND NOT disabled`,
		ListStores: `SELECT 'stock' AS what, i.id, i.name FROM stock s JOIN items i ON i.id = s.item
				WHERE s.store = $1 AND s.quantity > 0
			UNION ALL SELECT 'home', id, name FROM items WHERE store = $1 AND NOT disabled`,
		ListGoods: `SELECT 'stock' AS what, s.store AS id, w.name FROM stock s JOIN stores w ON w.id = s.store
			WHERE s.item = $1 AND s.quantity > 0`,
		ListRooms: `SELECT 'assets' AS what, id, name FROM assets WHERE room = $1`,
		ListSubjects: `SELECT 'plans' AS what, b.id, d.name FROM budget_lines b JOIN departments d ON d.id = b.department
				WHERE b.subject = $1 AND b.reserved > 0
			UNION ALL SELECT 'home', id, name FROM items WHERE subject = $1 AND NOT disabled`,
		ListFunds: `SELECT 'plans' AS what, b.id, d.name FROM budget_lines b JOIN departments d ON d.id = b.department
			WHERE b.fund = $1 AND b.reserved > 0`,
	}
}

// Holds lists a few of the things that keep a record in use; none when it may go out of use.
func (t *Tx) Holds(ctx context.Context, list, id string) ([]Hold, error) {
	found := []Hold{}
	query, known := holds()[list]
	if !known {
		return found, nil
	}
	err := t.list(ctx, "find holds of "+list, &found,
		`SELECT what, id, name FROM (`+query+`) held ORDER BY 1, 2 LIMIT 10`, id)
	return found, err
}

// DisableRecord takes a record out of use or back into it; a person out of use is signed out.
func (t *Tx) DisableRecord(ctx context.Context, list, id string, disabled bool) error {
	statements, err := listStatements(list)
	if err != nil {
		return err
	}
	switch statements.table {
	case "":
		return fmt.Errorf("disable record of %s: the list has none out of use", list)
	case "people":
		return t.SetDisabled(ctx, id, disabled)
	}
	var found string
	return t.get(ctx, "disable record of "+list, &found,
		`UPDATE `+statements.table+` SET disabled = $2 WHERE id = $1 RETURNING id`, id, disabled)
}

// UsedGoods gives those of some goods that a book has entries of: what their unit is cannot change any more.
func (t *Tx) UsedGoods(ctx context.Context, ids []string) ([]string, error) {
	used := []string{}
	err := t.list(ctx, "find used goods", &used, `SELECT g FROM unnest($1::text[]) g
		WHERE EXISTS (SELECT FROM stock_entries e WHERE e.item = g) OR EXISTS (SELECT FROM payable_lines l WHERE l.item = g)`,
		array(ids))
	return used, err
}
