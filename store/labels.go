package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Label is what the label with a code stands on: a room, or a thing of the register.
type Label struct {
	School      string
	Room, Asset string // one of them; of a thing the room is where it stands, once ReadLabel has asked
	Open        bool   // anybody may report by it, as its school allows
}

// FindLabel finds what a label stands on, in whichever school; ErrNotFound when there is none of that code, or what it
// stands on is out of use.
func (s *Store) FindLabel(ctx context.Context, code string) (*Label, error) {
	if !storable(code) {
		return nil, ErrNotFound
	}
	var row Label
	err := s.get(ctx, "find label", &row, `SELECT school, room, asset, open FROM door_label($1)`, code)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, away(fmt.Errorf("find label: %w", err))
	}
	return &row, nil
}

// Labelled is what a label stands on, as people call it.
type Labelled struct {
	School    string // its name
	Room      string
	RoomName  string `db:"room_name"`
	Asset     string
	AssetName string `db:"asset_name"`
}

// ReadLabel tells what a label of the transaction's school stands on.
func (t *Tx) ReadLabel(ctx context.Context, l Label) (Labelled, error) {
	var row Labelled
	err := t.get(ctx, "read label", &row, `
		SELECT s.name AS school, coalesce(r.id, '') AS room, coalesce(r.name, '') AS room_name, coalesce(a.id, '') AS asset,
			coalesce(a.name, '') AS asset_name
		FROM schools s LEFT JOIN assets a ON a.id = $2 LEFT JOIN rooms r ON r.id = coalesce(a.room, $1)`, l.Room, l.Asset)
	return row, err
}
