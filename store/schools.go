package store

import (
	"context"
	"encoding/json"
)

// SchoolRow is a school with what it has set.
type SchoolRow struct {
	ID         string          `json:"id"`
	Name       string          `json:"name"`
	Settings   json.RawMessage `json:"settings"` // setting name: value as the definition's type reads it
	Terms      json.RawMessage `json:"terms"`    // [{name, from, to}]
	Closures   json.RawMessage `json:"closures"` // [{name, from, to}]
	Holidays   json.RawMessage `json:"holidays"` // [{day, name}], days off beside the statutory ones
	Workdays   json.RawMessage `json:"workdays"` // [{day, name}], make-up days beside the statutory ones
	Hours      json.RawMessage `json:"hours"`    // [{from, to}], empty for the usual ones
	FiscalYear int             `json:"fiscal_year"`
}

// ReadSchool reads the school of the transaction.
func (t *Tx) ReadSchool(ctx context.Context) (*SchoolRow, error) {
	type key struct{}
	return Kept(t, key{}, func() (*SchoolRow, error) {
		var row SchoolRow
		err := t.get(ctx, "read school", &row, `
			SELECT id, name, settings, terms, closures, holidays, workdays, hours, fiscal_year AS fiscalyear FROM schools`)
		if err != nil {
			return nil, err
		}
		return &row, nil
	})
}

// SetFiscalYear moves the school to a fiscal year; cases already begun stay in theirs.
func (t *Tx) SetFiscalYear(ctx context.Context, year int) error {
	return t.exec(ctx, "set fiscal year", `UPDATE schools SET fiscal_year = $1`, year)
}
