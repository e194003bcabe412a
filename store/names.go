package store

import (
	"context"
	"fmt"
)

// NamedRecords gives id and name of everything in use in a list that people choose from, by id.
func (t *Tx) NamedRecords(ctx context.Context, list string) ([]NamedRow, error) {
	return t.named(ctx, list, `NOT disabled`)
}

// PastRecords gives id and name of everything out of use in such a list, by id.
func (t *Tx) PastRecords(ctx context.Context, list string) ([]NamedRow, error) {
	return t.named(ctx, list, `disabled`)
}

func (t *Tx) named(ctx context.Context, list, which string) ([]NamedRow, error) {
	statements, err := listStatements(list)
	if err != nil {
		return nil, err
	}
	if statements.table == "" {
		return nil, fmt.Errorf("read names of %s: nobody chooses from it", list)
	}
	rows := []NamedRow{}
	err = t.list(ctx, "read names of "+list, &rows,
		`SELECT id, name FROM `+statements.table+` WHERE `+which+` ORDER BY id`)
	return rows, err
}

// Sorts are the categories the school's goods in use are sorted into, in their order.
func (t *Tx) Sorts(ctx context.Context) ([]string, error) {
	names := []string{}
	err := t.list(ctx, "read sorts of goods", &names,
		`SELECT DISTINCT category FROM items WHERE category <> '' AND NOT disabled ORDER BY category`)
	return names, err
}
